"""Every contestant finds what is there: else its speed would mean nothing."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.articles import write
from benchmarks.contestants import CONTESTANTS
from benchmarks.process import ContestantFailed, Process, missing
from benchmarks.protocol import Document, Question, documents

# Words that no stemmer changes into each other; `fill` keeps a word from being in every article.
ARTICLES = [
    Document("1", "Sturm", "Der Tresor stand offen am Ufer.", "2024-01-17", "Kurier"),
    Document("2", "Ufer", "Ein Tresor lag im Fluss.", "2024-02-03", "Bote"),
    Document("3", "Fluss", "Der Fluss tritt über das Ufer.", "2024-02-20", "Kurier"),
    Document("4", "Markt", "Am Ufer offen gesagt: Tresor und Fluss.", "2023-07-01", "Kurier"),
    *(Document(f"fill-{at}", "Wetter", "Regen und Wind.", "2022-05-05", "Bote") for at in range(9)),
]

# A question -> the articles that it finds.
QUESTIONS = {
    Question("rare", "Sturm", ("Sturm",)): {"1"},
    Question("frequent", "Wind", ("Wind",)): {f"fill-{at}" for at in range(9)},
    Question("words", "Tresor Fluss", ("Tresor", "Fluss")): {"2", "4"},
    Question("any", "Sturm Markt", ("Sturm", "Markt"), "any"): {"1", "4"},
    Question("phrase", "stand offen", ("stand", "offen"), "phrase"): {"1"},
    Question("wildcard", "Tres", ("Tres",), "prefix"): {"1", "2", "4"},
    Question(
        "filter", "Ufer", ("Ufer",), "all", "Kurier", "2024-01-01", "2024-01-31"
    ): {"1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    written = write(iter(ARTICLES), path)
    assert written["articles"] == len(ARTICLES)
    assert list(documents(path)) == ARTICLES
    return path


@pytest.fixture(scope="module", params=CONTESTANTS)
def asked(
    request: pytest.FixtureRequest, file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Process]:
    """A contestant that has the articles open."""
    folder = tmp_path_factory.mktemp("contestant")
    if reason := missing(request.param, folder / "errors.log"):
        pytest.skip(f"{reason}: install the extra bench, and Debian's python3-xapian")
    index = folder / "index"
    index.mkdir()
    with Process(request.param, folder / "errors.log") as process:
        took = process.do("build", articles=str(file), folder=str(index))
        assert took["seconds"] > 0
        process.do("open", folder=str(index))
        yield process


def test_all_find_the_same(asked: Process) -> None:
    given = [dataclasses.asdict(question) for question in QUESTIONS]
    answers = asked.do("answer", questions=given)
    tops = asked.do("top", questions=given)
    counted = asked.do("counted", questions=given)
    for at, (question, ids) in enumerate(QUESTIONS.items()):
        assert set(answers["ids"][at]) == ids, question
        assert set(tops["ids"][at]) == set(counted["ids"][at]) == ids, question
        assert answers["totals"][at] == len(ids), question
        if not question.source:  # a facet of newsearch leaves its own filter out
            assert answers["counted"][at] == [len(ids), len(ids)], question
    assert len(answers["ms"]) == len(tops["cpu"]) == len(given)
    marked = zip(QUESTIONS, answers["snippets"], strict=True)
    # What a wildcard stands for is marked in no snippet of tantivy's.
    assert all(snippets for question, snippets in marked if question.match != "prefix")


def test_threads_ask_at_once(asked: Process) -> None:
    given = [dataclasses.asdict(question) for question in QUESTIONS]
    assert asked.do("threads", questions=given, threads=2, seconds=0.1)["each_second"] > 0


def test_what_goes_wrong_in_a_process_is_told(tmp_path: Path) -> None:
    given: dict[str, Any] = {"articles": str(tmp_path / "none"), "folder": str(tmp_path)}
    with (
        Process("SQLite FTS5", tmp_path / "errors.log") as process,
        pytest.raises(ContestantFailed, match="SQLite FTS5: build: FileNotFoundError"),
    ):
        process.do("build", **given)
