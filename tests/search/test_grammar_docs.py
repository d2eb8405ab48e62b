"""The examples of docs/query-language.md do what the page says."""

import re
from datetime import date
from pathlib import Path

import pytest

from newsearch.corpus.errors import QueryError
from newsearch.search.field_names import NAMES
from newsearch.search.grammar import parse

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
TEXT, ERRORS = PAGE.split("## Errors")
TODAY = date(2024, 1, 17)


def examples(text: str, column: int) -> list[str]:
    """What stands as code in a column of the tables."""
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    return [code for row in rows for code in re.findall("`([^`]+)`", row[column])]


@pytest.mark.parametrize("query", examples(TEXT, 1))
def test_example_is_a_query(query: str) -> None:
    parse(query, today=TODAY)


@pytest.mark.parametrize("query", examples(ERRORS, 1))
def test_example_is_an_error(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query, today=TODAY)


PRECEDENCE = TEXT.split("**Precedence.**")[1].split("**Any word**")[0]


@pytest.mark.parametrize(
    ("query", "read"), list(zip(examples(PRECEDENCE, 1), examples(PRECEDENCE, 2), strict=True))
)
def test_precedence_is_as_written(query: str, read: str) -> None:
    assert parse(query) == parse(read)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_field_name_is_on_the_page(name: str) -> None:
    assert f"`{name}:" in TEXT.split("## Fields")[1]
