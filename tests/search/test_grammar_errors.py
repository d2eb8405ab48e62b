"""What is no query is told with the column and the reason."""

from datetime import date

import pytest

from newsearch.corpus.errors import QueryError
from newsearch.search.grammar import parse

TODAY = date(2024, 1, 17)


ERRORS = [
    ("", 0, "empty"),
    (" \n", 0, "empty"),
    ("🙂", 0, "no word"),
    ("!!! & ()", 0, "no word"),
    ("- –", 0, "no word"),
    ('Bau "von', 4, "never closed"),
    ("Bau „von", 4, "never closed"),
    ('Satelliten"', 10, "never closed"),
    ("von“", 3, "never closed"),
    ('""', 0, "without a word"),
    ('a "!!"', 2, "without a word"),
    ('"a b"~', 5, "words apart"),
    ('"a b"~1001', 4, "too far"),
    ('"a b"~' + "9" * 5000, 4, "too far"),
    ("a^" + "9" * 5000, 1, "out of range"),
    ("a -()", 2, "- has nothing after it: write a word there, or leave it out"),
    ("a (b", 2, "never closed"),
    ("(a (b", 3, "never closed"),
    ("a) b", 1, "closes no"),
    (")", 0, "closes no"),
    ("AND", 0, "nothing before"),
    ("AND a", 0, "nothing before"),
    ("a OR", 2, "nothing after"),
    ("a ODER !!!", 2, "nothing after"),
    ("a AND OR b", 6, "nothing before"),
    ("a (OR b)", 3, "nothing before"),
    ("a (b UND)", 5, "nothing after"),
    ("a NOT", 2, "nothing after"),
    ("a NOT AND b", 2, "nothing after"),
    ("NICHT ()", 0, "nothing after"),
    ("a =(b c)", 2, "not before a parenthesis"),
    ("=headline:(b c)", 0, "not before a parenthesis"),
    ("a^0", 1, "out of range"),
    ("(a b)^1001", 5, "out of range"),
    ("sorce:dpa", 0, "did you mean source?"),
    ("a Sorce:dpa", 2, "did you mean source?"),
    ("quele:dpa", 0, "did you mean quelle?"),
    ("a -langs:de", 3, "did you mean lang?"),
    ("foo:bar", 0, "unknown field 'foo': the fields are text, headline"),
    ("(foo:bar)", 1, "unknown field"),
    ('foo:"bar baz"', 0, "unknown field"),
    ("source:", 0, "no value"),
    ("a source: dpa", 2, "no value"),
    ("(source:)", 1, "no value"),
    ("source:()", 0, "no value"),
    ("source:!!!", 0, "no value"),
    ('author:""', 7, "without a word"),
    ("Uschakow~3", 8, "only 1 or 2"),
    ("a Uschakow~9", 10, "only 1 or 2"),
    ("Sat*bau~", 7, "both * and ~"),
    ("=Haus~", 5, "leave out = or ~"),
    ("id:dpa*", 3, "whole value"),
    ("lang:d~", 5, "whole value"),
    ("date:2024-13", 5, "calendar"),
    ("a date:31.02.2024", 7, "calendar"),
    ("date:foo", 5, "not a date"),
    ("date:letzte Woche", 5, "in quotes"),
    ('date:"irgendwann mal"', 6, "not a date"),
    ("date:2024-02..2024-01", 5, "runs backwards"),
    ("date:..7d", 5, "counts back"),
    ("date:-7d", 5, "not a date"),
]


@pytest.mark.parametrize(("query", "column", "reason"), ERRORS)
def test_error_names_column_and_reason(query: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, today=TODAY)
    assert reason in str(caught.value)
    assert caught.value.column == column
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 10_000, "(" * 10_000 + "a" + ")" * 10_000])
def test_deep_nesting_is_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="inside each other"):
        parse(text)
