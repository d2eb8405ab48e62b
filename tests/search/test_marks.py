"""What is marked is what was found: compounds before their parts, phrases only where they stand."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.index import build, lexicons
from newsearch.index.analysis import Analyser
from newsearch.index.languages import LANGUAGES, language
from newsearch.index.words import spans, surfaces
from newsearch.search import Searcher, marking
from newsearch.search.marks import Marks

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


SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
ARTICLES = [each for each in read([SAMPLES]) if isinstance(each, Article)]
WORDS = sorted({word for each in ARTICLES for word in surfaces(f"{each.headline} {each.body}")})


def marked_slowly(text: str, analyser: Analyser, wanted: Marks) -> set[tuple[int, int]]:
    """What to mark in a text, in the obvious way: every word is analysed, in full."""
    tokens = [
        token for start, end in spans(text) for token in analyser.tokens(text[start:end], start)
    ]
    found = set()
    for token in tokens:
        parts = {*token.parts, *token.inner}
        if (
            token.exact in wanted.exact
            or token.stem in wanted.stem
            or parts & wanted.part
            or any(whole <= parts for whole in wanted.wholes)
            or any(fnmatchcase(token.exact, "*".join(pieces)) for pieces in wanted.patterns)
            or any(distance(token.exact, word) <= most for word, most in wanted.fuzzy)
        ):
            found.add((token.start, token.end))
    for layer, terms, _ in wanted.phrases:
        held = [getattr(token, layer) for token in tokens]
        for at in range(len(held) - len(terms) + 1):
            if tuple(held[at : at + len(terms)]) == terms:
                found |= {(t.start, t.end) for t in tokens[at : at + len(terms)]}
    return found


def distance(word: str, other: str) -> int:
    """Edits between two words, as Damerau counts them without overlap."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(word, 1):
        rows.append([i])
        for j, b in enumerate(other, 1):
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == word[i - 2]:
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i].append(best)
    return rows[-1][-1]


@st.composite
def questions(draw: st.DrawFn) -> tuple[Article, Analyser, Marks]:
    """An article, and terms of some of its words and of others."""
    article = draw(st.sampled_from(ARTICLES))
    row = language(article.language) or LANGUAGES["de"]
    analyser = Analyser(row, lexicons.open_compiled(row.code))
    text = article.body or article.headline
    chosen = draw(st.lists(st.sampled_from(surfaces(text) + WORDS[::50]), max_size=4))
    wanted = Marks()
    for word in chosen:
        for token in analyser.tokens(word):
            match draw(st.integers(0, 6)):
                case 0:
                    wanted.exact.add(token.exact)
                case 1 if token.stem:
                    wanted.stem.add(token.stem)
                case 2:
                    wanted.part.update((*token.parts, *token.inner, token.stem))
                    wanted.part.discard("")
                case 3 if token.parts:
                    wanted.wholes.append(frozenset(token.parts))
                case 4:
                    wanted.patterns.append(["", token.exact[1:5], ""])
                case 5:
                    wanted.patterns.append([token.exact[:3], token.exact[-1:]])
                case 6:
                    wanted.fuzzy.append((token.exact, 1))
    for layer in draw(st.lists(st.sampled_from(["exact", "stem"]), max_size=2)):
        tokens = list(analyser.text(text))
        at = draw(st.integers(0, len(tokens) - 1))
        terms = tuple(getattr(token, layer) for token in tokens[at : at + draw(st.integers(2, 3))])
        if all(terms):
            wanted.phrases.append((layer, terms, 1))
    return article, analyser, wanted


@given(questions())
def test_nothing_is_missed_that_a_slow_look_finds(asked: tuple[Article, Analyser, Marks]) -> None:
    article, analyser, wanted = asked
    for text in (article.headline, article.body):
        assert set(marking.spans(text, analyser, wanted)) == marked_slowly(text, analyser, wanted)
