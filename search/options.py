"""What the commands share: where the index is, and where words go."""

import os
import signal
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


WaitOption = Annotated[
    float, typer.Option(metavar="SECONDS", help="How long to wait for another writer.")
]
PagerOption = Annotated[
    bool, typer.Option("--pager/--no-pager", help="Show what is long with $PAGER, in a terminal.")
]
ColorOption = Annotated[
    bool, typer.Option("--color/--no-color", help="Colours in a terminal; also off by $NO_COLOR.")
]


EmbargoedOption = Annotated[
    bool, typer.Option("--embargoed", help="Show articles whose time has not come, too.")
]
CopiesOption = Annotated[
    bool, typer.Option("--copies", help="Show every article, not each story once.")
]


class TableOrJson(StrEnum):
    table = "table"
    json = "json"


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
def console(*, pager: bool = False, color: bool = True) -> Iterator["Console"]:
    """A console for people; in a pipe the same content, plain and with unbroken lines.

    With `pager` what does not fit into the terminal is shown by $PAGER.
    """
    from rich.console import Console

    if not sys.stdout.isatty():
        yield Console(highlight=False, color_system=None)
        return
    made = Console(highlight=False, no_color=None if color else True)
    if not pager or not os.isatty(0):
        yield made
        return
    with made.capture() as captured:
        yield made
    page(captured.get(), made.height)


def page(text: str, height: int) -> None:
    """Show text in a terminal of so many lines, by $PAGER or `less` if it has more."""
    command = os.environ.get("PAGER", "less -R")
    if text.count("\n") < height or not command.strip():
        print(text, end="")
        return
    # As git does: less keeps colours, and leaves the text on the screen.
    environment = {**os.environ, "LESS": os.environ.get("LESS", "FRX"), "LV": "-c"}
    import shlex  # only here, as all that starts a process
    import subprocess

    # Ctrl-C there is for the pager. It is taken and not ignored, which the pager would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run(  # noqa: S603  (the user's own $PAGER)
            shlex.split(command), input=text, text=True, env=environment, check=False
        )
    except (OSError, ValueError):
        print(text, end="")
        return
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode == 127:  # a pager that is not there
        print(text, end="")
