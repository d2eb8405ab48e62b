"""Whatever is asked, an answer keeps its promises, on every engine."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.corpus.reading import read
from newsearch.index.analysis import Token
from newsearch.index.documents import label_values
from newsearch.index.engines import ENGINES
from newsearch.index.fields import LABELS
from newsearch.index.words import surfaces
from newsearch.search import Results, Searcher
from newsearch.search.bounds import FEWEST_LETTERS, MOST_PATTERNS

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
TODAY = date(2024, 7, 17)
ARTICLES = {each.id: each for each in read([SAMPLES]) if isinstance(each, Article)}
WORDS = sorted({word for each in ARTICLES.values() for word in surfaces(each.headline)})
PIECES = [
    '"', "„", "“", "(", ")", "*", "~", "~2", "^3", "-", "+", "=", ":", "?", " ", " ", " AND ",
    " OR ", " NOT ", " UND ", "headline:", "source:", "date:2023", "date:7d", "lang:de", "id:",
    "..", "\x00", "卫星", "النفط", "é", "😀", "*minister", "Satelit", "\u202e", "ß",
]  # fmt: skip

any_text = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES + WORDS[::7]), max_size=12).map("".join),
)
some_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
held = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, sample_indexes: dict[str, Path]) -> Iterator[Searcher]:
    with Searcher.open(sample_indexes[request.param]) as opened:
        yield opened


def terms(token: Token) -> set[str]:
    """What an article with this word is found by."""
    return {token.exact, token.stem, *token.parts, *token.inner} - {""}


def plain(searcher: Searcher, words: list[str], limit: int = 200, offset: int = 0) -> Results:
    """Articles with any of the words, which are nothing but words."""
    return searcher.search(" ".join(words), limit=limit, offset=offset, any_word=True, plain=True)


@settings(held, max_examples=60)
@given(any_text, st.booleans(), st.booleans())
def test_any_string_gives_an_answer_or_an_error(
    searcher: Searcher, text: str, any_word: bool, only_words: bool
) -> None:
    try:
        answer = searcher.search(text, any_word=any_word, plain=only_words, fresh="7d", today=TODAY)
    except QueryError as error:
        assert str(error)
        assert "\n" not in str(error)
        assert 0 <= error.column <= len(text)
        return
    assert len(answer.hits) <= min(answer.total, 10)
    assert answer.total <= len(ARTICLES)
    for hit in answer.hits:
        for shown, spans in (
            (hit.snippet, hit.highlights),
            (hit.headline, hit.headline_highlights),
        ):
            ends = [end for _, end in spans]
            assert all(0 <= start < end <= len(shown) for start, end in spans)
            assert all(end <= start for end, (start, _) in zip(ends, spans[1:], strict=False))


@held
@given(some_words)
def test_every_highlight_is_a_word_that_matched(searcher: Searcher, words: list[str]) -> None:
    analysers = searcher._opened.analysers
    languages = searcher.about()["languages"]
    asked: set[str] = set()
    for code in languages:
        for word in words:
            for token in analysers[code].tokens(word):
                asked |= terms(token)
    for hit in plain(searcher, words, limit=20).hits:
        marked = [hit.snippet[start:end] for start, end in hit.highlights]
        marked += [hit.headline[start:end] for start, end in hit.headline_highlights]
        assert marked
        for word in marked:
            assert word in ARTICLES[hit.id].headline + ARTICLES[hit.id].body
            tokens = analysers[hit.language].tokens(word)
            assert any(terms(token) & asked for token in tokens), word


@held
@given(some_words)
def test_facets_equal_a_count_by_hand(searcher: Searcher, words: list[str]) -> None:
    names = [*LABELS, "language", "date:day"]
    answer = searcher.search(
        " ".join(words), limit=200, any_word=True, plain=True, facets=names, copies=True
    )
    assert len(answer.hits) == answer.total
    counted = {facet.name: {v.value: v.count for v in facet.values} for facet in answer.facets}
    found = [ARTICLES[hit.id] for hit in answer.hits]
    for label in LABELS:
        assert counted[label] == Counter(v for each in found for v in label_values(each, label))
    assert counted["language"] == Counter(hit.language for hit in answer.hits)
    assert counted["date"] == Counter(each.date for each in found if each.date)


@held
@given(some_words, st.integers(1, 30), st.sampled_from(["relevance", "newest", "oldest"]))
def test_pages_join(searcher: Searcher, words: list[str], size: int, sort: str) -> None:
    def page(limit: int, offset: int) -> list[str]:
        answer = searcher.search(
            " ".join(words), limit=limit, offset=offset, sort=sort, any_word=True, plain=True,
            fresh="30d", today=TODAY,
        )  # fmt: skip
        return [hit.id for hit in answer.hits]

    whole = page(200, 0)
    assert len(set(whole)) == len(whole)
    joined = [each for offset in range(0, len(whole) + size, size) for each in page(size, offset)]
    assert joined == whole


@pytest.mark.parametrize("question", ["*e*", "*a", "Haus OR *n", "headline:*e*"])
def test_a_star_in_front_needs_letters(searcher: Searcher, question: str) -> None:
    with pytest.raises(QueryError, match=str(FEWEST_LETTERS)) as raised:
        searcher.search(question)
    assert question[raised.value.column] == "*"


def test_patterns_are_counted(searcher: Searcher) -> None:
    assert searcher.search(" OR ".join(["Satell*"] * MOST_PATTERNS)).total
    with pytest.raises(QueryError, match=str(MOST_PATTERNS)):
        searcher.search(" OR ".join(["Satell*"] * (MOST_PATTERNS + 1)))


def test_words_that_a_prefix_stands_for_are_counted(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsearch.search.bounds.MOST_WORDS", 5)
    assert searcher.search("Satellitenb*").total
    for question in ("S*", "Haus OR S*n", "headline:S*"):
        with pytest.raises(QueryError, match="more than 5 words begin with 's'"):
            searcher.search(question)
    assert searcher.search("source:s*").total  # labels have few words
    assert searcher.search("*").total == len(ARTICLES)
