"""The public API over the sample articles, on both engines."""

import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.corpus.reading import read
from newsearch.index import build
from newsearch.index.engines import ENGINES
from newsearch.search import Results, Searcher


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, sample_indexes: dict[str, Path]) -> Iterator[Searcher]:
    with Searcher.open(sample_indexes[request.param]) as opened:
        yield opened


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    samples = Path(__file__).parents[2] / "corpus" / "samples"
    return {each.id: each for each in read([samples]) if isinstance(each, Article)}


def ids(answer: Results) -> set[str]:
    return {hit.id for hit in answer.hits}


def test_an_answer_has_hits_facets_and_a_total(searcher: Searcher) -> None:
    answer = searcher.search("Satellitenbau", limit=3)
    assert answer.total > len(answer.hits) == 3
    assert [hit.rank for hit in answer.hits] == [1, 2, 3]
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    for facet in answer.facets:
        assert sum(value.count for value in facet.values) <= answer.total
    assert [facet.name for facet in answer.facets] == ["date", "source"]


@pytest.mark.parametrize("question", ["Satellit", "Haus", "Straße", '"Bau des Satelliten"', "卫星"])
def test_highlights_are_the_words_as_printed(
    searcher: Searcher, articles: dict[str, Article], question: str
) -> None:
    answer = searcher.search(question)
    assert answer.hits
    for hit in answer.hits:
        marked = [hit.snippet[start:end] for start, end in hit.highlights]
        marked += [hit.headline[start:end] for start, end in hit.headline_highlights]
        assert marked
        whole = articles[hit.id].headline + " " + " ".join(articles[hit.id].body.split())
        assert all(word in whole for word in marked)


def test_the_form_in_the_text_is_marked_not_the_one_asked_for(searcher: Searcher) -> None:
    marked = {
        hit.snippet[start:end]
        for hit in searcher.search("Haus", limit=50, filters={"language": ["de"]}).hits
        for start, end in hit.highlights
    }
    assert {"Häuser", "Haus"} <= marked


def test_excluded_words_are_not_marked(searcher: Searcher) -> None:
    answer = searcher.search("Satellit NOT Rakete")
    assert answer.hits
    assert not any("Rakete" in hit.snippet for hit in answer.hits)


def test_facets_count_all_hits(searcher: Searcher, articles: dict[str, Article]) -> None:
    answer = searcher.search("Hochwasser", limit=1, facets=["source", "date:month", "language"])
    every = searcher.search("Hochwasser", limit=1000, copies=True)
    assert every.total == len(every.hits)
    counted = {f.name: {v.value: v.count for v in f.values} for f in answer.facets}
    assert counted["source"] == Counter(hit.source for hit in every.hits if hit.source)
    assert counted["language"] == Counter(hit.language for hit in every.hits)
    assert counted["date"] == Counter(hit.date[:7] for hit in every.hits if hit.date)


@pytest.mark.parametrize("as_option", [True, False])
def test_a_facet_ignores_its_own_filter(searcher: Searcher, as_option: bool) -> None:
    free = searcher.search("Hochwasser", facets=["source", "language"])
    source = free.facets[0].values[0].value
    if as_option:
        bound = searcher.search(
            "Hochwasser", facets=["source", "language"], filters={"source": [source]}
        )
    else:
        bound = searcher.search(f'Hochwasser source:"{source}"', facets=["source", "language"])
    assert bound.total < free.total
    assert bound.facets[0] == free.facets[0]
    assert sum(value.count for value in bound.facets[1].values) == bound.total


def test_filters_combine(searcher: Searcher) -> None:
    one = searcher.search("*", filters={"language": ["fr"]}, limit=99)
    two = searcher.search("*", filters={"language": ["ru"]}, limit=99)
    both = searcher.search("*", filters={"language": ["fr", "ru"]}, limit=99)
    assert ids(both) == ids(one) | ids(two)
    since = searcher.search("*", filters={"language": ["fr", "ru"]}, since="2023", limit=99)
    until = searcher.search("*", filters={"language": ["fr", "ru"]}, until="2022", limit=99)
    assert ids(since) | ids(until) == ids(both)
    assert not ids(since) & ids(until)
    assert {hit.date >= "2023" for hit in since.hits} == {True}


def test_sorting_by_date(searcher: Searcher) -> None:
    newest = [hit.date for hit in searcher.search("Satellit", sort="newest", limit=50).hits]
    oldest = [hit.date for hit in searcher.search("Satellit", sort="oldest", limit=50).hits]
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert sorted(newest) == oldest


def test_a_question_of_filters_alone_is_newest_first(searcher: Searcher) -> None:
    dates = [hit.date for hit in searcher.search("date:2021..2023", limit=99).hits]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("size", [1, 3, 10])
def test_pages_join(searcher: Searcher, size: int) -> None:
    whole = [hit.id for hit in searcher.search("der die das", any_word=True, limit=1000).hits]
    pages: list[str] = []
    for offset in range(0, len(whole) + size, size):
        page = searcher.search("der die das", any_word=True, limit=size, offset=offset)
        assert [hit.rank for hit in page.hits] == list(
            range(offset + 1, offset + len(page.hits) + 1)
        )
        pages += [hit.id for hit in page.hits]
    assert pages == whole


def test_any_word_and_plain(searcher: Searcher) -> None:
    both = searcher.search("Satellit Hochwasser", limit=99)
    either = searcher.search("Satellit Hochwasser", any_word=True, limit=99)
    assert both.total < either.total
    assert searcher.search("NOT", plain=True).total == searcher.search('"NOT"').total


def test_the_json_has_its_schema(searcher: Searcher) -> None:
    answer = searcher.search("Satellit").to_dict()
    read_back = json.loads(json.dumps(answer))
    assert [hit["id"] for hit in read_back["hits"]] == [hit["id"] for hit in answer["hits"]]
    assert answer["schema"] == "newsearch.results/1"
    assert set(answer) == {
        "schema", "query", "total", "stories", "relaxed", "took_ms", "hits", "facets",
        "suggestions",
    }  # fmt: skip
    assert set(answer["hits"][0]) >= {
        "rank", "score", "id", "headline", "date", "source", "language", "url", "snippet",
        "highlights",
    }  # fmt: skip


def test_what_cannot_be_asked(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match="colour"):
        searcher.search("x", facets=["colour"])
    with pytest.raises(QueryError, match="decade"):
        searcher.search("x", facets=["date:decade"])
    with pytest.raises(QueryError, match="colour"):
        searcher.search("x", filters={"colour": ["red"]})
    with pytest.raises(QueryError):
        searcher.search("x", limit=-1)


def test_articles_by_id(searcher: Searcher, articles: dict[str, Article]) -> None:
    known = next(iter(articles.values()))
    assert searcher.article(known.id) == known
    assert searcher.article("no such id") is None
    assert searcher.count == len(articles)


def test_a_searcher_stays_with_its_state_until_refreshed(tmp_path: Path) -> None:
    for engine in ENGINES:
        path = tmp_path / engine
        build.index(path, [Article("1", body="Ein Turm")], engine=engine)
        with Searcher.open(path) as opened:
            build.index(path, [Article("2", body="Ein Turm, a tower", language="en")])
            assert opened.search("Turm").total == 1
            assert opened.refresh()
            assert opened.search("Turm").total == opened.search("towers").total + 1 == 2
            build.rebuild(path, [Article("3", body="Ein Turm")])
            assert opened.search("Turm").total == 2
            assert opened.refresh()
            assert ids(opened.search("Turm")) == {"3"}
            assert not opened.refresh()


QUESTIONS = [
    "Merkel", "Corona Regierung", '"in der"', "=Berlin", "Minister*", "*minister", "Merkl~",
    "Impfung -Spahn", "(Berlin OR Wien) Polizei", "date:2020-03..2020-06 Maske", "source:zeit",
    "headline:Corona", "headline:(USA Trump)", "Wer hat die Wahl gewonnen?", "lang:de 2020",
    "Virus NOT source:zeit", '"der Regierung"~3', "Bundes-Regierung",
]  # fmt: skip


def test_engines_answer_alike_on_real_articles(tmp_path: Path, shared: Path) -> None:
    with lzma.open(shared / "data" / "news-de.jsonl.xz", "rt", encoding="utf-8") as lines:
        picked = random.Random(1).sample(range(3000), 300)
        wanted = [
            line for number, line in zip(range(3000), lines, strict=False) if number in picked
        ]
    (tmp_path / "real.jsonl").write_text("".join(wanted), encoding="utf-8")
    answers = {}
    for engine in ENGINES:
        build.index(tmp_path / engine, read([tmp_path / "real.jsonl"]), engine=engine)
        with Searcher.open(tmp_path / engine) as opened:
            answers[engine] = {
                (question, any_word): opened.search(question, limit=300, any_word=any_word)
                for question in QUESTIONS
                for any_word in (False, True)
            }
    found = 0
    for asked, answer in answers["tantivy"].items():
        judge = answers["whoosh"][asked]
        assert ids(answer) == ids(judge), asked
        assert answer.facets == judge.facets, asked
        found += answer.total
    assert found > len(QUESTIONS) * 10


@pytest.mark.parametrize("query", ["\ud800", "id:\udcff", "Haus\ud800", "\udfff*", "\ud800~"])
def test_half_a_character_is_a_question_that_finds_nothing(
    sample_indexes: dict[str, Path], query: str
) -> None:
    with Searcher.open(sample_indexes["tantivy"]) as searcher:
        with suppress(QueryError):  # where nothing else is in it
            assert searcher.search(query, filters={"source": ["\ud800"]}).total == 0
        assert searcher.article(query) is None
