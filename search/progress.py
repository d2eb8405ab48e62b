"""How far is a long run? A bar on standard error, in a terminal only."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from newsearch.corpus.article import Article

if TYPE_CHECKING:
    from rich.progress import TaskID

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Advance:
    """How a reader tells of its progress: bytes consumed, and items gone by."""

    bytes: Callable[[int], None] | None
    counted: "Callable[[Iterator[_Item]], Iterator[_Item]]"


@contextmanager
def files(paths: list[Path]) -> Iterator[Advance]:
    """A bar over the bytes of files, with articles a second and the time left."""
    if not sys.stderr.isatty():
        yield Advance(None, lambda items: items)
        return
    from newsearch.corpus.reading import total_bytes

    total = total_bytes(paths)
    with _bar(total or None) as (advance, count):
        yield Advance(advance, lambda items: _tapped(items, count))


@contextmanager
def articles(items: Iterable[Article], total: int) -> Iterator[Iterable[Article]]:
    """A bar over a known number of articles."""
    if not sys.stderr.isatty():
        yield items
        return
    with _bar(total) as (advance, count):

        def both(number: int) -> None:
            advance(number)
            count(number)

        yield _tapped(items, both)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar for each of several steps, moved by the name of a step, what is done, and of how much.

    None where nobody looks.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name)
            shown.update(tasks[name], completed=done, total=total)

        yield step


def _tapped(items: Iterable[_Item], count: Callable[[int], None]) -> Iterator[_Item]:
    # A call for every article would cost more than its display is worth.
    batch = 0
    for item in items:
        batch += 1
        if batch == 50:
            count(batch)
            batch = 0
        yield item
    count(batch)


@contextmanager
def _bar(total: int | None) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """Gives two functions: one moves the bar, the other counts articles."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[articles]:,} articles"),
        TextColumn("{task.fields[speed]:,.0f} a second"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    # Answers go where they are sent: rich would print them beside the bar, on standard error.
    with Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False
    ) as shown:
        task = shown.add_task("", total=total, articles=0, speed=0.0)

        def advance(amount: int) -> None:
            shown.advance(task, amount)

        def count(number: int) -> None:
            now = shown.tasks[0]
            seen = now.fields["articles"] + number
            shown.update(task, articles=seen, speed=seen / max(now.elapsed or 0.0, 0.1))

        yield advance, count
