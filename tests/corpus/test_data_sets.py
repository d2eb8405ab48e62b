"""The real article that the project started from, and real data sets, where they are at hand."""

import itertools
import os
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

SHARED = Path(
    os.environ.get("NEWSEARCH_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
)
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no real data at {SHARED}")


@needs_shared
def test_the_agency_article() -> None:
    (article,) = read([SHARED / "seed"])
    assert isinstance(article, Article)
    assert article.id == "1430217"
    assert article.agency == "AhlolBayt News Agency (ABNA)"
    assert article.source == "Parstoday"
    assert article.date == "2024-01-17"
    assert article.published == "2024-01-17T19:47:09"
    assert article.place == "Moskau"
    assert article.headline.startswith("Nordkoreas Außenministerin")
    assert article.body.startswith("Moskau (Press TV/ParsToday) – Die")
    assert article.body.count("\n\n") == 8


@needs_shared
@pytest.mark.parametrize("name", ["news-de", "news-multilingual"])
def test_every_printed_date_of_a_sample_is_read(name: str) -> None:
    found = itertools.islice(read([SHARED / "data" / f"{name}.jsonl.xz"]), 3000)
    articles = [item for item in found if isinstance(item, Article)]
    assert len(articles) == 3000
    assert [article.unread_date for article in articles if article.unread_date] == []
    assert all(article.published for article in articles)


@needs_shared
@pytest.mark.parametrize(
    ("name", "most", "wanted"),
    [("ninjs", 400, 140), ("newsml-g2", 400, 20), ("feeds", 400, 20)],
)
def test_every_example_of_a_format_is_read_or_rejected(name: str, most: int, wanted: int) -> None:
    found = list(itertools.islice(read([SHARED / "data" / "formats" / f"{name}.tar.xz"]), most))
    articles = [item for item in found if isinstance(item, Article)]
    reasons = [item.reason for item in found if isinstance(item, Rejected)]
    assert len(articles) >= wanted
    assert [reason for reason in reasons if "failed" in reason or "damaged" in reason] == []
    assert [article for article in articles if "<p>" in article.body + article.headline] == []
