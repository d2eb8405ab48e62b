"""`fresh` ranks newer articles higher by its formula, and changes nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.index import build
from newsearch.index.engines import ENGINES
from newsearch.search import Searcher
from newsearch.search.freshness import half_life

TODAY = date(2024, 1, 17)
AGES = [0, 1, 3, 7, 14, 30, 60, 400, 20_000, -3]


@pytest.fixture(scope="module", params=ENGINES)
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("fresh")
    articles = [
        Article(
            f"{age}", body="Ein Turm", language="de", published=str(TODAY - timedelta(days=age))
        )
        for age in AGES
    ]
    articles += [Article("undated", body="Ein Turm", language="de")]
    articles += [
        Article("both", body="Ein Turm, Turm, Haus", language="de", published="1999-01-01")
    ]
    build.index(path, articles, engine=request.param)
    with Searcher.open(path) as opened:
        yield opened


def scores(searcher: Searcher, fresh: str, question: str = "Turm") -> dict[str, float]:
    answer = searcher.search(question, limit=99, fresh=fresh, today=TODAY)
    return {hit.id: hit.score for hit in answer.hits}


@pytest.mark.parametrize("days", [1, 2, 7, 10, 30])
def test_the_formula(searcher: Searcher, days: int) -> None:
    plain, aged = scores(searcher, ""), scores(searcher, f"{days}d")
    step = max((days + 1) // 2, 1)
    for age in AGES:
        counted = max(age, 0) // step * step
        factor = 0.5 + 0.5 * 2 ** (-counted / days)
        assert aged[str(age)] / plain[str(age)] == pytest.approx(factor, abs=0.01)
    assert aged["undated"] / plain["undated"] == pytest.approx(0.5, abs=0.01)


def test_newer_is_higher_and_a_far_better_fit_stays_first(searcher: Searcher) -> None:
    order = [name for name in scores(searcher, "7d") if name.lstrip("-").isdigit()]
    assert [int(name) for name in order][:4] == [-3, 0, 1, 3]
    better = scores(searcher, "7d", "Turm^0.1 OR Haus")
    assert next(iter(better)) == "both"


def test_totals_facets_and_pages_stay(searcher: Searcher) -> None:
    plain = searcher.search("Turm", limit=99, today=TODAY)
    aged = searcher.search("Turm", limit=99, fresh="2w", today=TODAY)
    assert aged.total == plain.total == len(aged.hits)
    assert aged.facets == plain.facets
    pages = [
        hit.id
        for offset in range(0, 14, 3)
        for hit in searcher.search("Turm", limit=3, offset=offset, fresh="2w", today=TODAY).hits
    ]
    assert pages == [hit.id for hit in aged.hits]


def test_spans() -> None:
    assert [half_life(text) for text in ("7d", "2w", "1m", "1y", "3t", " 2J ")] == [
        7, 14, 30, 365, 3, 730,
    ]  # fmt: skip
    for wrong in ("", "7", "0d", "week", "-7d", "99999d"):
        with pytest.raises(QueryError, match="7d"):
            half_life(wrong)


@pytest.mark.parametrize("span", ["9999y", "1d"])
def test_extreme_half_lives(searcher: Searcher, span: str) -> None:
    assert len(scores(searcher, span)) == len(AGES) + 2


def test_filters_alone_are_sorted_by_date(searcher: Searcher) -> None:
    answer = searcher.search("date:2023..", limit=99, fresh="7d", today=TODAY)
    dates = [hit.date for hit in answer.hits]
    assert dates == sorted(dates, reverse=True)
