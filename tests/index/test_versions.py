"""Of two articles of one id the later stays, whatever came first; what is canceled stays away."""

import random
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from newsearch.corpus import Article
from newsearch.corpus.reading import read
from newsearch.index import Index, run, verify
from newsearch.index.engines import ENGINES
from newsearch.index.versions import NEVER, Version, hidden_until, seconds
from newsearch.search import Searcher

FIRST = Article("1", "Erster Stand", "Zwei Menschen", "2024-01-17T10:00:00+01:00", "de")

# What the later one has that the earlier has not.
LATER = {
    "version": ({"version": "9"}, {"version": "10"}),
    "dotted version": ({"version": "1.9"}, {"version": "1.10"}),
    "version beats time": (
        {"version": "1", "published": "2024-02-01"},
        {"version": "2", "published": "2024-01-01"},
    ),
    "moment": ({}, {"published": "2024-01-17T10:00:01+01:00"}),
    "moment in another zone": ({}, {"published": "2024-01-17T09:30:00+00:00"}),
    "time beats a version that is no number": (
        {"version": "z"},
        {"version": "a", "published": "2024-01-17T10:00:01+01:00"},
    ),
    "day": ({"published": "2024-01-16"}, {"published": "2024-01-17T00:00:00"}),
    "a version beats none": ({}, {"version": "1"}),
    "an hour of the day": (
        {"published": "2024-01-17"},
        {"published": "2024-01-17T23:00:00"},
    ),
    "a date beats none": ({"published": ""}, {}),
    "cancellation": ({}, {"status": "canceled"}),
}
EQUAL = {
    "headline": ({}, {"headline": "Anders"}),
    "zone": ({}, {"published": "2024-01-17T09:00:00+00:00"}),
    "version that is no number": ({"version": "a"}, {"version": "b"}),
}


@pytest.mark.parametrize("case", LATER.values(), ids=LATER)
def test_later(case: tuple[dict[str, str], dict[str, str]]) -> None:
    earlier, later = (Version.of(replace(FIRST, **given)) for given in case)
    assert later > earlier


@pytest.mark.parametrize("case", EQUAL.values(), ids=EQUAL)
def test_neither_is_later(case: tuple[dict[str, str], dict[str, str]]) -> None:
    one, other = (Version.of(replace(FIRST, **given)) for given in case)
    assert one == other


@pytest.mark.parametrize("case", LATER.values(), ids=LATER)
def test_the_later_stays_whatever_comes_first(
    case: tuple[dict[str, str], dict[str, str]], tmp_path: Path
) -> None:
    earlier, later = (replace(FIRST, **given) for given in case)
    for name, order in (("in order", [earlier, later]), ("turned", [later, earlier])):
        together, apart = (
            Index.open_or_create(tmp_path / name),
            Index.open_or_create(tmp_path / f"{name} 2"),
        )
        together.add(order)
        for article in order:
            apart.add([article])
        for index in (together, apart):
            (held,) = index.articles()
            assert (held.version, held.status) == (later.version, later.status)
            for again in permutations(order):
                report = index.add(again)
                assert (report.unchanged, report.replaced, report.canceled) == (2, 0, 0)


def test_any_order_of_an_archive_gives_one_index_and_a_second_run_changes_nothing(
    tmp_path: Path,
) -> None:
    chance = random.Random(4)
    archive = [
        Article(
            f"id-{number % 7}",
            f"Meldung {number}",
            published=f"2024-01-{1 + number % 5:02}",
            version=str(number // 7) if number % 3 else "",
            status="canceled" if number % 11 == 5 else "",
        )
        for number in range(40)
    ]
    chance.shuffle(archive)
    index = Index.open_or_create(tmp_path / "index")
    index.add(archive)
    held = list(index.articles())
    for _ in range(3):
        chance.shuffle(archive)
        report = index.add(archive)
        assert (report.unchanged, report.added, report.replaced) == (40, 0, 0)
    assert list(index.articles()) == held


def test_what_nothing_tells_apart_is_replaced_by_what_comes_last(tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index")
    changed = replace(FIRST, headline="Neu")
    index.add([FIRST])
    assert index.add([changed]).replaced == 1
    assert index.add([FIRST]).replaced == 1  # changed back
    assert [article.headline for article in index.articles()] == ["Erster Stand"]


def test_rivals_of_one_run_are_known_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for every in (1, 100):  # committed one by one, or together
        monkeypatch.setattr(run, "COMMIT_ARTICLES", every)
        index = Index.open_or_create(tmp_path / str(every))
        rivals = [replace(FIRST, headline=f"Stand {number}") for number in range(4)]
        index.add(rivals)
        for order in permutations(rivals):
            assert index.add(order).unchanged == 4
        assert [article.headline for article in index.articles()] == ["Stand 3"]


@pytest.mark.parametrize("engine", ENGINES)
def test_canceled_is_nowhere_and_stays_away(engine: str, tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index", engine=engine)
    other = Article("2", "Ein anderer Brand", "Feuer", "2024-01-18", "de", source="dpa")
    first = replace(FIRST, version="1", headline="Großbrand", source="apa")
    taken_back = replace(first, version="2", status="canceled", note="Falschmeldung")
    assert index.add([first, other]).added == 2
    report = index.add([taken_back])
    assert (report.canceled, report.articles) == (1, 1)
    assert index.add([first, taken_back, other]).unchanged == 3
    for _ in range(2):
        with Searcher.open(index.path) as searcher:
            assert searcher.count == 1
            assert searcher.article("1", embargoed=True) is None
            for question in ("*", "Brand", "Großbrand", "id:1", "-Feuer", "lang:und", "date:*"):
                answer = searcher.search(question, any_word=True, embargoed=True, facets=["source"])
                assert "1" not in [hit.id for hit in answer.hits], question
                assert answer.total == len(answer.hits)
            assert [value.value for value in searcher.facets(["source"])[0].values] == ["dpa"]
            assert searcher.suggest("Großbr").completions == ()
            assert searcher.matching_ids("*") == ["2"]
            about = searcher.about()
            assert (about["articles"], about["canceled"], about["embargoed"]) == (1, 1, 0)
            assert about["languages"] == ["de"]
        gone = next(article for article in index.articles() if article.id == "1")
        assert gone == Article(
            "1", published=first.published, version="2", status="canceled", note="Falschmeldung"
        )
        index.rebuild()
    # A later version brings it back.
    assert index.add([replace(first, version="3")]).articles == 2


def test_an_export_keeps_cancellations(tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index")
    index.add([FIRST, replace(FIRST, status="canceled"), Article("2", "Bleibt")])
    exported = tmp_path / "exported.jsonl"
    exported.write_text("".join(f"{article.to_json()}\n" for article in index.articles()))
    copied = Index.open_or_create(tmp_path / "copy")
    report = copied.add(read([exported]))
    assert (report.added, report.canceled, report.rejected, report.articles) == (1, 1, 0, 1)
    assert copied.add([FIRST]).unchanged == 1


def test_deleting_forgets_a_cancellation(tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index")
    index.add([replace(FIRST, status="canceled")])
    index.delete(["1"])
    assert index.add([FIRST]).added == 1


HIDDEN = {
    "shown": (("", "", ""), 0),
    "withheld": (("withheld", "", "2024-01-17"), NEVER),
    "moment": (("", "2024-01-17T06:00:00+01:00", ""), seconds("2024-01-17T05:00:00Z")),
    "withheld until then": (("withheld", "2024-01-17T05:00:00Z", ""), seconds("2024-01-17T05:00")),
    "zone of the article": (
        ("", "2024-01-17T06:00:00", "2024-01-16T10:00:00+01:00"),
        seconds("2024-01-17T05:00:00Z"),
    ),
    "no zone at all": (("", "2024-01-17T06:00:00", "2024-01-16"), seconds("2024-01-17T18:00:00Z")),
    "a day": (("", "2024-01-17", "2024-01-16T10:00:00+01:00"), seconds("2024-01-16T23:00:00Z")),
}


@pytest.mark.parametrize("case", HIDDEN.values(), ids=HIDDEN)
def test_hidden_until(case: tuple[tuple[str, str, str], int]) -> None:
    given, until = case
    assert hidden_until(*given) == until


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_held_back_is_no_damage(engine: str, tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / "index", engine=engine)
    index.add(
        [
            FIRST,
            Article("2", status="canceled"),
            Article("3", "Gesperrt", embargo="2999-01-01"),
            Article("4", "Kopie", "Wort um Wort und Satz um Satz. " * 9),
        ]
    )
    found = verify.verify(index.path)
    assert (found.damage, found.articles) == ((), 4)
