"""What holds for any query at all."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.index.words import surfaces
from newsearch.search.grammar import parse

TODAY = date(2024, 1, 17)
LEAVES = (q.Term, q.Phrase, q.Prefix, q.Wildcard, q.FuzzyTerm, q.TermRange, q.Every)

# Signs, words and whole constructs, glued in any order; and any text.
PIECES = [
    *"()\"„“”«»‚‘’'=+-~^*:?!&|[]<>@#/._…🙂 \n",
    *[" AND", "OR", "NOT", "UND", "ODER", "NICHT "],
    *["Haus", "Satelliten-Bau", "Bürger*innen", "9/11", "ß", "東京", "a_in", "ä"],
    *["source:", "date:", "headline:", "id:", "lang:", "Quelle:", "foo:", "Sorce:", "https://a.b"],
    *["2024", "2024-01", "..", "7d", "letzte Woche", ">=", "[2023 TO 2024]", "~2", "^3", '"a b"~5'],
]
QUERIES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60)


def leaves(node: Any) -> list[Any]:
    """The leaves of a tree. Asserts that only promised nodes are in it, and Nots in an And."""
    if isinstance(node, q.And | q.Or):
        assert type(node) in (q.And, q.Or)
        assert len(node) > 1
        found = []
        for child in node:
            if isinstance(child, q.Not):
                assert isinstance(node, q.And)
                child = child.query  # noqa: PLW2901  what a Not excludes is a tree again
            found += leaves(child)
        if isinstance(node, q.And):
            assert not all(isinstance(child, q.Not) for child in node)
        return found
    assert isinstance(node, LEAVES)
    return [node]


def tree(text: str, **options: bool) -> str:
    try:
        return repr(parse(text, today=TODAY, **options))
    except QueryError as error:
        return f"{error.column} {error}"


@given(QUERIES, st.booleans())
@settings(deadline=None, max_examples=500)
def test_any_text_gives_a_tree_or_an_error(text: str, any_word: bool) -> None:
    try:
        parsed = parse(text, any_word=any_word, today=TODAY)
    except QueryError as error:
        assert 0 <= error.column <= len(text)
        assert str(error).isprintable()
        return
    for leaf in leaves(parsed):
        if leaf.startchar is None:
            assert leaf == q.Every()  # what a lone NOT is taken from
            continue
        assert 0 <= leaf.startchar < leaf.endchar <= len(text)
        if isinstance(leaf, q.Term) and leaf.fieldname != "id":
            typed = text[leaf.startchar : leaf.endchar]
            assert leaf.text == typed.replace("_in", "*in") or leaf.text == typed


@given(QUERIES, st.booleans(), st.booleans())
@settings(deadline=None)
def test_parsing_is_deterministic(text: str, any_word: bool, plain: bool) -> None:
    assert tree(text, any_word=any_word, plain=plain) == tree(text, any_word=any_word, plain=plain)


@given(QUERIES, st.booleans())
@settings(deadline=None)
def test_plain_text_with_a_word_is_never_an_error(text: str, any_word: bool) -> None:
    words = surfaces(text)
    if words:
        found = leaves(parse(text, plain=True, any_word=any_word))
        assert [leaf.text for leaf in found] == words


@given(st.lists(st.from_regex(r"[a-zäöüß]{1,8}", fullmatch=True), min_size=2, max_size=9))
@settings(deadline=None)
def test_words_without_signs_mean_the_same_plain(words: list[str]) -> None:
    text = " ".join(words)
    assert tree(text) == tree(text, plain=True)
