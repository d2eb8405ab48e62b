"""What is marked is what was found: compounds before their parts, phrases only where they stand."""

from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.index import build
from newsearch.search import Searcher

TEXTS = {
    "compound": "Der Gaspreis steigt. Der Preis für Brot auch.",
    "inflected": "Die Folgen des Gaspreises. Der Preis für Brot.",
    "parts": "Der Preis für Gas steigt.",
    "other": "Der Ölpreis und die Gaswerke.",
    "phrase": "Der Bau von Häusern. Ein Bau, viele Häuser.",
    "stop words": "Das ist der Turm.",
    "mixed": "Gaspreise und der Preis der Freiheit in Bonn, wo ein Preis verliehen wird.",
}
# Question, article, what is marked in it.
CASES = [
    ("Gaspreis", "compound", ["Gaspreis"]),
    ("Gaspreis", "inflected", ["Gaspreises"]),
    ("Gaspreis", "parts", ["Preis", "Gas"]),
    ("Gaspreis", "other", ["Ölpreis", "Gaswerke"]),
    ("Gaspreis Bonn", "mixed", ["Gaspreise", "Bonn"]),
    ("Bonn OR Gaspreis", "mixed", ["Gaspreise", "Bonn"]),
    ("Preis", "compound", ["Gaspreis", "Preis"]),
    ('"Bau von Häusern"', "phrase", ["Bau", "von", "Häusern"]),
    ("Haus", "phrase", ["Häusern", "Häuser"]),
    ("der Turm", "stop words", ["Turm"]),
    ("=Häuser", "phrase", ["Häuser"]),
    ("Häus*", "phrase", ["Häusern", "Häuser"]),
    ("Bau -Brücke", "phrase", ["Bau", "Bau"]),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    path = tmp_path_factory.mktemp("marks")
    build.index(path, [Article(name, body=text, language="de") for name, text in TEXTS.items()])
    return Searcher.open(path)


@pytest.mark.parametrize(("question", "name", "expected"), CASES)
def test_what_is_marked(searcher: Searcher, question: str, name: str, expected: list[str]) -> None:
    hits = {hit.id: hit for hit in searcher.search(question).hits}
    hit = hits[name]
    assert [hit.snippet[start:end] for start, end in hit.highlights] == expected


def test_a_compound_that_no_article_has_is_marked_by_its_parts(tmp_path: Path) -> None:
    build.index(tmp_path, [Article("1", body="Der Preis für Gas steigt.", language="de")])
    with Searcher.open(tmp_path) as opened:
        hit = opened.search("Gaspreis").hits[0]
        assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Preis", "Gas"]
