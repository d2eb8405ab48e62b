"""What is done in a thread comes, or fails, as if it had been done at once."""

import threading
from pathlib import Path
from typing import NoReturn

import pytest

from newsearch.corpus import Article
from newsearch.index import Index
from newsearch.index.beside import beside
from newsearch.index.engines import tantivy_spread
from newsearch.search import Searcher, answer

PAYS = pytest.mark.parametrize("pays", [False, True])


@PAYS
def test_the_result(pays: bool) -> None:
    threads: list[threading.Thread] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 42

    assert beside(work, pays=pays)() == 42
    assert (threads[0] is threading.current_thread()) != pays
    assert len(threads) == 1


@PAYS
def test_what_it_raises(pays: bool) -> None:
    def work() -> NoReturn:
        raise ZeroDivisionError("here")

    given = beside(work, pays=pays)
    with pytest.raises(ZeroDivisionError, match="here"):
        given()


def test_it_begins_before_it_is_asked_for() -> None:
    begun = threading.Event()
    beside(begun.set, pays=True)
    assert begun.wait(60)


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_answers_are_the_same(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.open_or_create(tmp_path, engine=engine)
    # Each text stands in three articles.
    texts = [" ".join(f"Haus {n * number}" for n in range(40)) for number in range(1, 21)]
    index.add(
        Article(f"{number}", f"Nummer {number}", text, source=f"{number % 4}", language="de")
        for number, text in enumerate(texts * 3)
    )
    seen = []
    for many in (1, 10**9):
        monkeypatch.setattr(answer, "MANY", many)
        monkeypatch.setattr(tantivy_spread, "_MANY_STORIES", many)
        with Searcher.open(tmp_path) as searcher:
            found = searcher.search("Häuser", facets=["source", "language"])
            alike = searcher.similar("7", facets=["language"])
            seen.append([(e.total, e.stories, e.hits, e.facets) for e in (found, alike)])
    assert seen[0] == seen[1]
    assert seen[0][0][:2] == (60, 20)


def test_errors_of_counting_are_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.open_or_create(tmp_path).add([Article("1", "Haus", "Ein Haus.", language="de")])

    def failing(*_: object, **_named: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(answer, "MANY", 1)
    monkeypatch.setattr(answer, "count", failing)
    with Searcher.open(tmp_path) as searcher, pytest.raises(ZeroDivisionError):
        searcher.search("Haus")
