"""What the commands share: where the index is, and where words go."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        "-i",
        help="The index folder; else $NEWSEARCH_INDEX, else the user's data folder.",
        show_default=False,
    ),
]


class TextOrJson(StrEnum):
    text = "text"
    json = "json"


def index_folder(given: Path | None) -> Path:
    """The folder of the index: as given, else $NEWSEARCH_INDEX, else the user's data folder."""
    if given:
        return given
    if named := os.environ.get("NEWSEARCH_INDEX"):
        return Path(named)
    from platformdirs import user_data_path  # 40 ms, and most scripts name their index

    return user_data_path("newsearch", appauthor=False) / "index"


@contextmanager
def console() -> Iterator["Console"]:
    """A console for people; in a pipe the same content, plain and with unbroken lines."""
    from rich.console import Console

    if sys.stdout.isatty():
        yield Console(highlight=False)
    else:
        yield Console(highlight=False, color_system=None)


def say(message: str) -> None:
    """A line to the person at the terminal, never to the pipe."""
    print(f"newsearch: {message}", file=sys.stderr)
