"""What is held back is nowhere before its time, and there when it has come."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from newsearch.corpus import Article
from newsearch.corpus.errors import QueryError
from newsearch.index import Index, versions
from newsearch.index.engines import ENGINES
from newsearch.index.versions import seconds
from newsearch.search import Searcher, batch

OPEN = [
    Article("open-1", "Haushalt beschlossen", "Der Haushalt steht. " * 3, "2024-01-17", "de"),
    Article("open-2", "Haushalt kritisiert", "Der Haushalt wackelt. " * 3, "2024-01-18", "de"),
]
UNTIL = "2030-05-01T06:00:00+02:00"
HELD = [
    replace(
        OPEN[0],
        id="held-1",
        headline="Haushalt: Geheimvertrag",
        body=f"{OPEN[0].body} Ein Geheimvertrag regelt das.",
        source="Sperrblatt",
        embargo=UNTIL,
        note="Korrektur: Zahl im zweiten Absatz",
    ),
    replace(OPEN[1], id="held-2", body=f"{OPEN[1].body} Ein Geheimplan.", status="withheld"),
]


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = Index.open_or_create(tmp_path_factory.mktemp("held") / "index", engine=request.param)
    assert made.add(OPEN + HELD).articles == 4
    return made


@pytest.fixture
def searcher(index: Index) -> Iterator[Searcher]:
    with Searcher.open(index.path) as opened:
        yield opened


def found(searcher: Searcher, question: str, **options: bool) -> set[str]:
    answer = searcher.search(question, copies=True, facets=["source", "date"], **options)
    assert answer.total == len(answer.hits)
    assert sum(value.count for value in answer.facets[1].values) == answer.total
    return {hit.id for hit in answer.hits}


@pytest.mark.parametrize("question", ["Haushalt", "*", "headline:*", "date:2024", "Haus* NOT x"])
def test_hidden_before_its_time(searcher: Searcher, question: str) -> None:
    assert found(searcher, question) == {"open-1", "open-2"}
    assert found(searcher, question, embargoed=True) == {"open-1", "open-2", "held-1", "held-2"}


def test_nothing_tells_of_it(searcher: Searcher) -> None:
    assert searcher.count == 2
    assert searcher.about()["embargoed"] == 2
    assert searcher.article("held-1") is None
    assert searcher.article("held-1", embargoed=True) == HELD[0]
    assert searcher.suggest("Geheim").completions == ()
    assert searcher.suggest("Geheimplam").corrections == ()
    assert searcher.search("Geheimplam").suggestions == ()
    assert searcher.facets(["source"])[0].values == ()
    assert searcher.highlights("held-1", "Haushalt") == {}
    assert searcher.highlights("held-1", "Haushalt", embargoed=True)["headline"] == [(0, 8)]


def test_similar(searcher: Searcher) -> None:
    with pytest.raises(QueryError):
        searcher.similar("held-1")
    assert "held-1" not in {hit.id for hit in searcher.similar("open-1").hits}


def test_batch(index: Index) -> None:
    from newsearch.index import store

    for embargoed, count in ((False, 2), (True, 4)):
        opened = store.open_reader(index.path)
        asked = iter([batch.Question("1", "Haushalt", 1)])
        options = batch.Options(embargoed=embargoed)
        (lines,) = batch.lines(opened, asked, options, "trec", pytest.fail)
        assert len(lines) == count
        opened.reader.close()


def test_it_appears_when_its_time_has_come(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = seconds(UNTIL) or 0
    for now, shown in ((moment - 1, False), (moment, True), (moment + 10**9, True)):
        monkeypatch.setattr(versions, "now", lambda now=now: now)
        assert ("held-1" in found(searcher, "Haushalt")) is shown
        assert "held-2" not in found(searcher, "Haushalt")
        assert (searcher.article("held-1") is not None) is shown
        assert bool(searcher.suggest("Geheimv").completions) is shown


def test_the_hit_says_what_the_article_does(searcher: Searcher) -> None:
    answer = searcher.search("Geheimvertrag", embargoed=True)
    given = answer.to_dict()["hits"][0]
    assert given["note"] == "Korrektur: Zahl im zweiten Absatz"
    assert given["embargo"] == UNTIL


def test_all_are_exported(index: Index) -> None:
    assert {article.id for article in index.articles()} == {a.id for a in OPEN + HELD}
