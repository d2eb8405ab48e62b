"""An article as JSON: the same from both ways of writing it, and read back as it was."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsearch.corpus.article import FIELDS, Article

# Texts with what JSON escapes, beside what it does not.
TEXT = st.text(
    st.sampled_from('aä„\\"/\n\r\t\x00\x1f\x7f\x85\u2028😀') | st.characters(codec="utf-8")
)
KINDS = {"tuple[str, ...]": st.lists(TEXT, max_size=3).map(tuple)}
ARTICLES = st.builds(
    Article,
    **{each.name: KINDS.get(str(each.type), TEXT) for each in dataclasses.fields(Article)},
)


def plainly(article: Article) -> str:
    filled: dict[str, Any] = {name: getattr(article, name) for name in FIELDS}
    return json.dumps(
        {name: value for name, value in filled.items() if value},
        ensure_ascii=False,
        separators=(",", ":"),
    )


@given(ARTICLES)
@example(Article(""))
@example(Article("1", body='Er sagte: "\\n"\n', authors=('"A"', "")))
def test_json_is_written_and_read(article: Article) -> None:
    assert article.to_json() == plainly(article)
    assert article.to_utf8() == plainly(article).encode()
    assert Article.from_json(article.to_json()) == article


@pytest.mark.parametrize("article", [Article("1", "\ud800"), Article("1", authors=("\udfff",))])
def test_half_a_pair_of_surrogates_is_no_utf8(article: Article) -> None:
    assert Article.from_json(article.to_json()) == article
    with pytest.raises(UnicodeEncodeError):
        article.to_utf8()


def test_what_this_version_does_not_know_is_ignored() -> None:
    assert Article.from_json('{"mood":"gay","body":"Text.","authors":["A"]}') == Article(
        "", body="Text.", authors=("A",)
    )
