"""What is counted in a thread comes, or fails, as if it had been counted at once."""

import threading
from pathlib import Path
from typing import NoReturn

import pytest

from newsearch.corpus import Article
from newsearch.index import Index
from newsearch.search import Searcher, answer, beside


@pytest.mark.parametrize("matches", [0, beside.MANY - 1, beside.MANY, 10**9])
def test_the_result(matches: int) -> None:
    threads: list[threading.Thread] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 42

    assert beside.beside(work, matches)() == 42
    assert (threads[0] is threading.current_thread()) == (matches < beside.MANY)
    assert len(threads) == 1


@pytest.mark.parametrize("matches", [0, beside.MANY])
def test_what_it_raises(matches: int) -> None:
    def work() -> NoReturn:
        raise ZeroDivisionError("here")

    given = beside.beside(work, matches)
    with pytest.raises(ZeroDivisionError, match="here"):
        given()


def test_it_begins_before_it_is_asked_for() -> None:
    begun = threading.Event()
    beside.beside(begun.set, beside.MANY)
    assert begun.wait(60)


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_answers_are_the_same(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.open_or_create(tmp_path, engine=engine)
    index.add(
        Article(f"{number}", f"Haus {number}", f"Ein Haus am See, Nummer {number}.", language="de")
        for number in range(60)
    )
    seen = []
    for many in (1, 10**9):
        monkeypatch.setattr(beside, "MANY", many)
        with Searcher.open(tmp_path) as searcher:
            found = searcher.search("Häuser", facets=["date", "language"])
            alike = searcher.similar("7", facets=["language"])
            seen.append([(each.total, each.hits, each.facets) for each in (found, alike)])
    assert seen[0] == seen[1]
    assert seen[0][0][0] == 60


def test_errors_of_counting_are_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.open_or_create(tmp_path).add([Article("1", "Haus", "Ein Haus.", language="de")])

    def failing(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(beside, "MANY", 1)
    monkeypatch.setattr(answer, "count", failing)
    with Searcher.open(tmp_path) as searcher, pytest.raises(ZeroDivisionError):
        searcher.search("Haus")
