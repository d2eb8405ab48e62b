"""Indexes that users have: opened as long as format and fingerprint are the same, else refused."""

import runpy
import shutil
from pathlib import Path

import pytest

from newsearch.corpus.errors import IndexOutdated
from newsearch.index import analysis, build, store
from newsearch.index.engines import ENGINES
from newsearch.index.verify import verify
from newsearch.search import Searcher

HERE = Path(__file__).parent
ARTICLES = {each.id: each for each in runpy.run_path(str(HERE / "__main__.py"))["ARTICLES"]}
OLD = sorted(path.name for path in HERE.glob("format-*"))
HELD = ["en-1", "en-2", "fr-1", "tr-1"]


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy, since opening makes locks, of an index that an earlier version wrote."""
    shutil.copytree(HERE / str(request.param), tmp_path / "i")
    return tmp_path / "i"


def current(path: Path) -> bool:
    try:
        store.require_current(path, store.manifest(path))
    except IndexOutdated as error:
        assert "newsearch rebuild" in str(error)
        return False
    return True


def test_there_is_one_of_this_format_for_each_engine() -> None:
    now = f"format-{store.FORMAT}-rules-{analysis.RULES}"
    assert {f"{now}-{engine}" for engine in ENGINES} <= set(OLD)


def test_it_answers_as_when_it_was_written(old: Path) -> None:
    """At once, or after the rebuild that is asked for."""
    if not current(old):
        with pytest.raises(IndexOutdated):
            Searcher.open(old)
        build.rebuild(old)
    assert verify(old).damage == ()
    with Searcher.open(old) as searcher:
        for query, found in (
            ("navire", ["fr-1"]),
            ("ships harbour", ["en-1"]),
            ("gemi", ["tr-1"]),
            ('"trois navires"', ["fr-1"]),
            ("harb*", ["en-1", "en-2"]),
            ("date:2024-01", ["en-1", "fr-1"]),
            ("source:phare author:goff keyword:port", ["fr-1"]),
            ("deleted", []),
        ):
            assert sorted(hit.id for hit in searcher.search(query).hits) == found, query
    assert sorted(each.id for each in build.export(old)) == HELD
    assert all(each == ARTICLES[each.id] for each in build.export(old))


def test_it_can_be_added_to_and_rebuilt(old: Path) -> None:
    if current(old):
        assert build.index(old, [ARTICLES["en-3"], ARTICLES["fr-1"]]).added == 1
    build.rebuild(old)
    assert verify(old).damage == ()
    assert {*HELD} <= {each.id for each in build.export(old)}


def test_of_another_fingerprint_it_is_refused_until_rebuilt(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsearch.index.analysis.RULES", 10_000)
    with pytest.raises(IndexOutdated, match=rf"rules .* -> 10000.*newsearch rebuild --index {old}"):
        Searcher.open(old)
    build.rebuild(old)
    with Searcher.open(old) as searcher:
        assert [hit.id for hit in searcher.search("navire").hits] == ["fr-1"]


def test_of_another_format_it_is_refused(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "FORMAT", 10_000)
    with pytest.raises(IndexOutdated, match=r"reads 10000: rebuild it from .* `newsearch rebuild"):
        Searcher.open(old)
