"""What gave how much to a score: it adds up, on every engine, for every kind of question."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsearch.index.engines import ENGINES
from newsearch.search import Searcher
from newsearch.search.results import Contribution

QUESTIONS = [
    "Satellitenbau",
    "Satellitenbau Moskau",
    "der Bau von Satelliten",
    '"Bau von Satelliten"',
    '"Satelliten Bau"~5',
    "=Satelliten",
    "Satellit* Bau",
    "Hochwaser~1 OR Damm",
    "Hochwasser -Polen",
    "Hochwasser^3 Damm lang:de",
    "(Impfstoff OR Vakzin)^2 NOT Wien",
    "headline:Streik source:dpa",
    "卫星",
    "قمر صناعي",
    "war",
    "Satellit OR *",
    "NOT Wien",
    "*",
]


def added(explain: tuple[Contribution, ...] | None) -> float:
    assert explain is not None
    return sum(each.score for each in explain)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("question", "options"),
    [
        *((question, {}) for question in QUESTIONS),
        *((question, {"any_word": True}) for question in QUESTIONS[1:4]),
        *((question, {"fresh": "1y"}) for question in QUESTIONS[:2]),
    ],
)
def test_contributions_add_up_to_the_score(
    sample_indexes: dict[str, Path], engine: str, question: str, options: dict[str, object]
) -> None:
    with Searcher.open(sample_indexes[engine]) as searcher:
        asked = dict(limit=5, facets=(), **options)
        answer = searcher.search(question, explain=True, **asked)  # type: ignore[arg-type]
        plain = searcher.search(question, **asked)  # type: ignore[arg-type]
    assert [hit.id for hit in answer.hits] == [hit.id for hit in plain.hits]
    assert [hit.score for hit in answer.hits] == [hit.score for hit in plain.hits]
    assert all(hit.explain is None for hit in plain.hits)
    for hit in answer.hits:
        # Each number is rounded to four places, and tantivy adds with seven digits.
        assert added(hit.explain) == pytest.approx(hit.score, abs=2e-3)
        assert all(each.score >= 0 for each in hit.explain or ())


@pytest.mark.parametrize("engine", ENGINES)
def test_layers_zones_and_words(sample_indexes: dict[str, Path], engine: str) -> None:
    with Searcher.open(sample_indexes[engine]) as searcher:
        (hit,) = searcher.search("Satellitenbau id:2100417", explain=True).hits
        (phrase,) = searcher.search('"Bau von Satelliten"', limit=1, explain=True).hits
    given = {(e.zone, e.layer, e.match, e.term): e.words for e in hit.explain or ()}
    assert given["headline", "stem", "word", "de:satellitenbau"] == ("Satellitenbau",)
    assert given["headline", "exact", "word", "satellitenbau"] == ("Satellitenbau",)
    assert "Erdbeobachtungssatelliten" in given["body", "part", "word", "de:satellit"]
    scores = [e.score for e in hit.explain or ()]
    assert scores == sorted(scores, reverse=True)
    assert {e.match for e in phrase.explain or ()} == {"phrase"}


def test_sorted_by_date_nothing_gives_anything(sample_indexes: dict[str, Path]) -> None:
    with Searcher.open(sample_indexes["tantivy"]) as searcher:
        found = searcher.search("Hochwasser", sort="newest", explain=True).hits
    assert all(hit.score == added(hit.explain) == 0 for hit in found)
    assert all(hit.explain for hit in found)


def test_the_command_shows_it(sample_indexes: dict[str, Path]) -> None:
    command = [sys.executable, "-m", "newsearch.search", "query", "Satellitenbau", "--explain"]
    command += ["-n", "1", "-i", str(sample_indexes["tantivy"])]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert any(
        line.split()[1:] == ["headline", "stem", "de:satellitenbau", "Satellitenbau"]
        for line in table.splitlines()
    )
    answer = subprocess.run([*command, "-f", "json"], capture_output=True, text=True, check=True)
    (hit,) = json.loads(answer.stdout)["hits"]
    assert sum(each["score"] for each in hit["explain"]) == pytest.approx(hit["score"], abs=1e-3)
