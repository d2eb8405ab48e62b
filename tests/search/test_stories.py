"""A story is shown once, on pages that join, and counted as a slow and obvious count does."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus import Article
from newsearch.index import Index
from newsearch.index.engines import ENGINES
from newsearch.search import Results, Searcher

WORDS = [f"{a}{b}{c}" for a in "bdfglm" for b in "aeiou" for c in "knrst"]
MARKS = ["Regen", "Sonne", "Schnee", "Sturm"]
SOURCES = ["dpa", "APA", "SDA", "AFP"]


def told(chance: random.Random, number: int, story: int) -> Article:
    """One of the articles of a story, which begins with words that only some of them have."""
    words = random.Random(story).choices(WORDS, k=70)
    for place in chance.sample(range(70), 2):
        words[place] = chance.choice(WORDS)
    first = chance.sample(MARKS, chance.randint(1, 3))
    return Article(
        f"id-{number}",
        " ".join(first),
        " ".join([*first, *words]),
        f"2024-01-{10 + story % 10 + chance.randint(0, 2):02}T{chance.randint(0, 23):02}:00:00",
        "de",
        source=chance.choice(SOURCES),
        authors=tuple(chance.sample(["A", "B", "C"], chance.randint(0, 2))),
    )


def archive() -> tuple[list[Article], dict[str, int]]:
    chance = random.Random(11)
    stories = [chance.choice((story, story % 20)) for story in range(90)]
    articles = [told(chance, number, story) for number, story in enumerate(stories)]
    return articles, {article.id: story for article, story in zip(articles, stories, strict=True)}


ARTICLES, STORY = archive()
BY_ID = {article.id: article for article in ARTICLES}


@pytest.fixture(scope="module", params=ENGINES)
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    index = Index.open_or_create(tmp_path_factory.mktemp("stories") / "i", engine=request.param)
    for start in range(0, len(ARTICLES), 30):  # copies of what is committed, and of what is not
        index.add(ARTICLES[start : start + 30])
    with Searcher.open(index.path) as opened:
        yield opened


QUESTIONS = st.sampled_from(
    ["*", "Regen", "Sonne Schnee", "Regen OR Sturm", "-Regen", "source:dpa", "Sturm source:APA"]
)


def every(searcher: Searcher, question: str, **options: object) -> list[str]:
    return [hit.id for hit in searcher.search(question, limit=1000, copies=True, **options).hits]


@given(question=QUESTIONS, sort=st.sampled_from(["relevance", "newest", "oldest"]))
def test_pages_join_and_name_all_copies(searcher: Searcher, question: str, sort: str) -> None:
    ids = every(searcher, question, sort=sort)
    first = list(dict.fromkeys(STORY[each] for each in ids))
    paged = []
    for offset in range(0, len(first) + 4, 4):
        paged += searcher.search(question, sort=sort, limit=4, offset=offset).hits
    assert [STORY[hit.id] for hit in paged] == first
    assert [hit.rank for hit in paged] == list(range(1, len(first) + 1))
    for hit in paged:
        best, *others = (each for each in ids if STORY[each] == STORY[hit.id])
        assert hit.id == best
        assert {copy.id for copy in hit.copies} == set(others)
        times = [BY_ID[copy.id].published for copy in hit.copies]
        assert times == sorted(times)
        assert all(copy.source == BY_ID[copy.id].source for copy in hit.copies)


FACETS = ["source", "date:day", "date:month", "author"]


@given(question=QUESTIONS, facet=st.sampled_from(FACETS))
def test_counts_of_stories_and_articles(searcher: Searcher, question: str, facet: str) -> None:
    answer = searcher.search(question, limit=0, facets=[facet])
    ids = every(searcher, question)
    assert answer.total == len(ids)
    assert answer.stories == len({STORY[each] for each in ids})
    field = facet.partition(":")[0]
    if f"{field}:" in question:
        ids = every(searcher, question.partition(f"{field}:")[0].strip() or "*")
    articles: Counter[str] = Counter()
    stories: defaultdict[str, set[int]] = defaultdict(set)
    for each in ids:
        article = BY_ID[each]
        for value in {
            "source": (article.source,),
            "date:day": (article.date,),
            "date:month": (article.date[:7],),
            "author": article.authors,
        }[facet]:
            articles[value] += 1
            stories[value].add(STORY[each])
    counted = {value.value: (value.count, value.stories) for value in answer.facets[0].values}
    assert counted == {value: (articles[value], len(stories[value])) for value in articles}


def test_the_answer_is_the_same_when_all_are_shown(searcher: Searcher) -> None:
    once, all_shown = (searcher.search("Regen", copies=copies) for copies in (False, True))
    assert (once.total, once.stories, once.facets) == (
        all_shown.total,
        all_shown.stories,
        all_shown.facets,
    )
    assert not any(hit.copies for hit in all_shown.hits)


def test_similar_leaves_the_own_story_out(searcher: Searcher) -> None:
    repeated = Counter(STORY.values()).most_common(1)[0][0]
    asked = next(each for each in STORY if STORY[each] == repeated)

    def stories(answer: Results) -> list[int]:
        return [STORY[hit.id] for hit in answer.hits]

    alone, together = (
        searcher.similar(asked, limit=100, copies=copies) for copies in (False, True)
    )
    assert repeated not in stories(alone)
    assert len(stories(alone)) == len(set(stories(alone))) == alone.stories
    assert repeated in stories(together)


@pytest.mark.parametrize("engine", ENGINES)
def test_when_the_lead_goes_its_copies_stay_one_story(engine: str, tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index", engine=engine)
    lead, *others = (replace(ARTICLES[0], id=name, source=name) for name in ("a", "b", "c"))
    index.add([lead, *others])

    def shown() -> list[tuple[str, int, set[str]]]:
        with Searcher.open(index.path) as searcher:
            answer = searcher.search("*", sort="oldest")
            assert answer.total == sum(1 + len(hit.copies) for hit in answer.hits)
            assert answer.stories == len(answer.hits)
            return [
                (hit.source, answer.stories, {copy.id for copy in hit.copies})
                for hit in answer.hits
            ]

    def names() -> list[set[str]]:
        return sorted(({source} | copies for source, _, copies in shown()), key=sorted)

    assert names() == [{"a", "b", "c"}]
    index.delete(["a"])
    assert names() == [{"b", "c"}]
    index.add([replace(lead, id="d", source="d")])  # finds the copies
    assert names() == [{"b", "c", "d"}]
    index.add([lead])
    assert names() == [{"a", "b", "c", "d"}]
    index.add([replace(lead, version="2", status="canceled")])
    assert names() == [{"b", "c", "d"}]
    index.add([replace(lead, version="3", body=ARTICLES[-1].body)])  # another text, the same id
    assert names() == [{"a"}, {"b", "c", "d"}]
    index.add([replace(others[0], version="2", body=f"Eilmeldung {lead.body}")])
    assert names() == [{"a"}, {"b", "c", "d"}]
    index.rebuild()
    assert names() == [{"a"}, {"b", "c", "d"}]
