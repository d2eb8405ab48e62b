"""What an answer does about words that no article has: it relaxes, and offers spellings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.index import build
from newsearch.index.engines import ENGINES
from newsearch.index.words import fold, surfaces
from newsearch.search import Searcher, Suggestion, spelling
from newsearch.search.edits import edits, near

TEXTS = [
    "Jurij Uschakow kam nach Moskau.",
    "Uschakows Berater sprach in Moskau mit Uschakow.",
    "Ein Satellit fliegt. Die Satelliten und ihr Bau: Satellitenbau!",
    "Die Satelliten fliegen, sagt Anna Lawrow.",
    "Der Bau der Brücke in Moskau",
]


@pytest.fixture(scope="module", params=ENGINES)
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("spelling")
    articles = [
        Article(str(n), body=text, language="de", source="zeit.de", authors=("Anna Seghers",))
        for n, text in enumerate(TEXTS)
    ]
    build.index(path, articles, engine=request.param)
    with Searcher.open(path) as opened:
        yield opened


def offered(searcher: Searcher, question: str) -> dict[str, int]:
    return {each.query: each.count for each in searcher.search(question).suggestions}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Uschkow", {"Uschakow": 2}),
        ("uschakwo", {"Uschakow": 2}),
        ("Satelitenbau", {"Satellitenbau": 1}),
        ("Moskua Uschkow", {"Moskau Uschakow": 2}),
        ('"Bau der Brüke"', {'"Bau der Brücke"': 1}),
        ("Moskau -Uschkow", {}),
        ("body:Uschkow OR Brücke", {"body:Uschakow OR Brücke": 3}),
        ("source:zeot Moskau", {"source:zeit Moskau": 3}),
        ("author:Segers", {"author:Seghers": 5}),
        ("Uschkow source:zeit", {"Uschakow source:zeit": 2}),
        ("Xylophon", {}),
        ("Moskau", {}),
        ("卫星", {}),
        ("id:zeit", {}),
    ],
)
def test_spellings_that_exist_are_offered(
    searcher: Searcher, question: str, expected: dict[str, int]
) -> None:
    assert offered(searcher, question) == expected


def test_a_suggestion_finds_as_many_as_it_says(searcher: Searcher) -> None:
    for question in ("Uschkow", "Moskua Uschkow", "Satelitenbau source:zeit", "Lavrow fliegen"):
        answer = searcher.search(question)
        assert answer.suggestions
        for each in answer.suggestions:
            assert searcher.search(each.query).total == each.count


def test_a_rare_word_may_be_a_misspelling(tmp_path: Path) -> None:
    texts = ["Angela Merkel sprach."] * 60 + ["Angela Merkl sprach.", "Angela Mertel kam."]
    build.index(tmp_path, [Article(str(n), body=text) for n, text in enumerate(texts)])
    with Searcher.open(tmp_path) as opened:
        answer = opened.search("Merkl")
        assert answer.total == 1
        assert answer.suggestions == (Suggestion("Merkel", 60),)
        assert opened.search("Mertel").suggestions == (Suggestion("Merkel", 60),)


def test_nothing_has_all_words_so_any_will_do(searcher: Searcher) -> None:
    answer = searcher.search("Brücke Satellit")
    assert answer.relaxed
    assert {hit.id for hit in answer.hits} == {"2", "3", "4"}
    assert searcher.search("Brücke Satellit", any_word=True).relaxed is False
    assert searcher.search("Moskau Uschakow").relaxed is False


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Brücke Satellit Uschakow -Lawrow", {"0", "1", "2", "4"}),
        ("+Brücke Satellit Uschakow", {"4"}),
        ("Brücke Satellit source:faz", set()),
        ("Brücke Satellit id:4", {"4"}),
        ("Brücke AND Satellit", set()),
        ("Xylophon", set()),
    ],
)
def test_filters_and_signs_hold_in_a_relaxed_answer(
    searcher: Searcher, question: str, expected: set[str]
) -> None:
    answer = searcher.search(question)
    assert {hit.id for hit in answer.hits} == expected
    assert answer.relaxed == bool(expected)
    assert sum(value.count for value in answer.facets[1].values) == answer.total


def slow_edits(word: str, other: str) -> int:
    """The distance by its definition: every way of editing, by recursion."""
    if not word or not other:
        return len(word) + len(other)
    ways = [
        slow_edits(word[1:], other) + 1,
        slow_edits(word, other[1:]) + 1,
        slow_edits(word[1:], other[1:]) + (word[0] != other[0]),
    ]
    if len(word) > 1 and len(other) > 1 and word[:2] == other[1::-1]:
        ways.append(slow_edits(word[2:], other[2:]) + 1)
    return min(ways)


SHORT = st.text("abc", max_size=6)


@given(SHORT, SHORT, st.integers(0, 3))
def test_distance_is_that_of_the_definition(word: str, other: str, most: int) -> None:
    assert edits(word, other, most) == min(slow_edits(word, other), most + 1)
    assert near(word, [other], most) == (
        {other: slow_edits(word, other)} if slow_edits(word, other) <= most else {}
    )


_LETTERS = st.sampled_from("aeioubdgklnrstzäöüßéИ")


@given(
    word=st.text(_LETTERS, min_size=4, max_size=14),
    changes=st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(["add", "drop", "put", "swap"]), _LETTERS),
        max_size=3,
    ),
    around=st.lists(st.text(_LETTERS, max_size=9)),
    most=st.integers(1, 2),
)
def test_no_word_that_is_near_is_passed_over(
    word: str, changes: list[tuple[int, str, str]], around: list[str], most: int
) -> None:
    """Of a text with a word that has been changed, beside the slow way over all its words."""
    changed = word
    for at, change, letter in changes:
        before, here, behind = changed[:at], changed[at : at + 1], changed[at + 1 :]
        changed = {
            "add": before + letter + here + behind,
            "put": before + letter + behind,
            "drop": before + behind,
            "swap": before + behind[:1] + here + behind[1:],
        }[change]
    text = f"{' '.join(around)} („{changed}“, {word.upper()}-{word} ß{word}"
    folded = fold(word)
    assume(folded)
    found = near(folded, map(fold, spelling.near_words(folded, most)(text)), most)
    assert found == near(folded, map(fold, surfaces(text)), most)
