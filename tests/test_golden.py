"""Golden cases: what a person expects of a question to the sample articles, on every engine.

Each folder of `tests/golden` holds one question, `case.json`:

    query, why          the question, and what it shows
    find, miss          ids that must be found, and that must not be
    all                 nothing else is found
    first, before       the first id; ids of which each ranks before the next
    total, relaxed      how many are found; whether by any word only
    suggest             queries that are offered instead, the first ones
    stories             how many stories the articles found tell
    told_by             the ids that hits name as copies, by the id of the hit
    filters, since, until, sort, any_word, plain, copies, embargoed
                        options of `Searcher.search`; copies are shown unless it says not
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsearch.index.engines import ENGINES
from newsearch.search import Searcher

CASES = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "golden").glob("*/case.json"))
}
OPTIONS = {"filters", "since", "until", "sort", "any_word", "plain", "copies", "embargoed"}
EXPECTED = {
    "find", "miss", "all", "first", "before", "total", "relaxed", "suggest", "stories", "told_by",
}  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, sample_indexes: dict[str, Path]) -> Any:
    with Searcher.open(sample_indexes[request.param]) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_golden(searcher: Searcher, case: dict[str, Any]) -> None:
    options = {"copies": True} | {name: case[name] for name in OPTIONS & case.keys()}
    answer = searcher.search(case["query"], limit=200, **options)
    ids = [hit.id for hit in answer.hits]
    assert set(case["find"]) <= set(ids)
    assert not set(case["miss"]) & set(ids)
    if case.get("all"):
        assert sorted(ids) == sorted(case["find"])
    if "first" in case:
        assert ids[0] == case["first"]
    for better, worse in pairwise(case.get("before", ())):
        assert ids.index(better) < ids.index(worse)
    assert answer.total == case.get("total", len(ids))
    assert answer.stories == case.get("stories", answer.stories)
    named = {hit.id: [copy.id for copy in hit.copies] for hit in answer.hits if hit.copies}
    assert named == case.get("told_by", {})
    assert answer.relaxed == case.get("relaxed", False)
    offered = [each.query for each in answer.suggestions]
    assert offered[: len(case.get("suggest", ()))] == case.get("suggest", [])


def test_the_cases_are_many_and_say_what_they_show() -> None:
    assert len(CASES) >= 80
    for name, case in CASES.items():
        assert case["query"], name
        assert case["why"], name
        assert case.keys() <= {"query", "why"} | OPTIONS | EXPECTED, name
        assert case["find"] or case["miss"] or "suggest" in case, name
