"""One writer and many readers at the same time: what the readers are told.

    python tests/faults/many.py              8 readers, for each engine and each kind of writing

Rebuilding replaces all articles by another number of them, again and again; adding brings some
with each commit. Every answer must be of one state, none empty, none failed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import news
from reader import Tally

from newsearch.corpus.article import Article
from newsearch.index import build

HERE = Path(__file__).parent
READERS = 8

# Engine -> how many articles; whoosh takes ten times as long for each.
QUICK = {"tantivy": 100, "whoosh": 12}
FULL = {"tantivy": 600, "whoosh": 60}


def articles(first: int, after: int, edition: int = 1) -> list[Article]:
    return [news.article(number, edition) for number in range(first, after)]


def rebuilding(index: Path, count: int, times: int) -> None:
    """Build anew so many times: all articles of the next edition, one more each time."""
    for each in range(1, times + 1):
        build.rebuild(index, articles(0, count + each, 1 + each % 2))


def adding(index: Path, count: int, times: int) -> None:
    """Add as many articles again, in so many commits."""
    build.index(index, articles(count, 2 * count), commit_every=max(1, count // times))


WRITING: dict[str, Callable[[Path, int, int], None]] = {"rebuild": rebuilding, "index": adding}


@contextmanager
def readers(index: Path, count: int = READERS) -> Iterator[list[Tally]]:
    """So many processes that ask all the time; their tallies are there at the end."""
    stop, tallies = index.with_name("stop"), list[Tally]()
    stop.unlink(missing_ok=True)
    processes = [
        subprocess.Popen(
            [sys.executable, HERE / "reader.py", index, stop, ("stays", "comes")[number % 2]],
            stdout=subprocess.PIPE,
        )
        for number in range(count)
    ]
    try:
        yield tallies
    finally:
        stop.touch()
        said = [process.communicate()[0] for process in processes]
    tallies += [Tally(**json.loads(text)) for text in said]


@dataclass(frozen=True)
class Outcome:
    """What the readers were told in all, and how many states each saw at the most."""

    answers: int
    failed: int
    empty: int
    mixed: int
    states: int
    said: tuple[str, ...]


def outcome(tallies: list[Tally]) -> Outcome:
    return Outcome(
        sum(each.answers for each in tallies),
        sum(each.failed for each in tallies),
        sum(each.empty for each in tallies),
        sum(each.mixed for each in tallies),
        max(len(each.states) for each in tallies),
        tuple(each.said for each in tallies if each.said),
    )


def main() -> int:
    wrong = 0
    for engine, count in FULL.items():
        for name, write in WRITING.items():
            with tempfile.TemporaryDirectory(prefix="newsearch-many-") as folder:
                index = Path(folder) / "index"
                build.index(index, articles(0, count), engine=engine)
                with readers(index) as tallies:
                    write(index, count, 5)
                told = outcome(tallies)
            print(
                f"{engine}, {name}: {len(tallies)} readers, {told.answers:,} answers, "
                f"{told.failed} failed, {told.empty} empty, {told.mixed} mixed, "
                f"up to {told.states} states seen by one",
                *told.said,
                flush=True,
            )
            wrong += told.failed + told.empty + told.mixed
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
