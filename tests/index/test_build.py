"""Index, rebuild, delete, export on real files, with both engines."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from newsearch.corpus.rejected import Rejected
from newsearch.index import analysis, build, store
from newsearch.index.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def article(number: int, body: str = "Ein Haus steht in Bonn.", **given: object) -> Article:
    return Article(id=f"a{number}", headline=f"Meldung {number}", body=body, **given)  # type: ignore[arg-type]


def found(path: Path, term: str, field: str = "body_exact") -> list[str]:
    opened = store.open_reader(path)
    matches = opened.reader.search(q.Term(field, term), limit=100, order="newest").matches
    ids = [Article.from_json(stored.article).id for stored in opened.reader.stored(matches)]
    opened.reader.close()
    return sorted(ids)


def test_index_adds_skips_and_replaces(tmp_path: Path, engine: str) -> None:
    report = build.index(tmp_path, [article(1), article(2)], engine=engine)
    assert (report.added, report.replaced, report.unchanged, report.articles) == (2, 0, 0, 2)

    changed = article(2, "Ein Turm steht in Bonn.")
    report = build.index(tmp_path, [article(1), changed, article(3)])
    assert (report.added, report.replaced, report.unchanged, report.articles) == (1, 1, 1, 3)
    assert found(tmp_path, "haus") == ["a1", "a3"]
    assert found(tmp_path, "turm") == ["a2"]


def test_the_last_of_equal_ids_in_one_run_stays(tmp_path: Path, engine: str) -> None:
    report = build.index(tmp_path, [article(1), article(1), article(1, "Turm")], engine=engine)
    assert (report.added, report.replaced, report.unchanged, report.articles) == (1, 1, 1, 1)
    assert found(tmp_path, "turm") == ["a1"]


def test_commits_on_the_way_keep_what_was_read(tmp_path: Path, engine: str) -> None:
    def breaking() -> Iterator[Article]:
        yield from (article(number) for number in range(5))
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        build.index(tmp_path, breaking(), engine=engine, commit_every=2)
    assert found(tmp_path, "haus") == ["a0", "a1", "a2", "a3"]
    assert store.manifest(tmp_path).languages == ("de",)
    report = build.index(tmp_path, (article(number) for number in range(5)))
    assert (report.added, report.unchanged) == (1, 4)


def test_rejected_and_undated_are_counted(tmp_path: Path, engine: str) -> None:
    heard: list[Rejected] = []
    broken = Rejected(Path("x.jsonl"), 3, "no JSON")
    undated = article(2, unread_date="31.02.2024")
    report = build.index(
        tmp_path, [article(1), broken, undated], engine=engine, on_rejected=heard.append
    )
    assert (report.added, report.rejected, report.undated) == (2, 1, 1)
    assert heard == [broken]


def test_rebuild_from_the_index_itself(tmp_path: Path, engine: str) -> None:
    made = [article(number, published=f"2024-01-{number + 1:02}") for number in range(5)]
    build.index(tmp_path, made, engine=engine)
    build.delete(tmp_path, ["a3"])
    before = store.manifest(tmp_path)
    report = build.rebuild(tmp_path)
    after = store.manifest(tmp_path)
    assert report.articles == report.added == 4
    assert after.generation == before.generation + 1
    assert sorted(each.id for each in build.export(tmp_path)) == ["a0", "a1", "a2", "a4"]
    assert [folder.name for folder in (tmp_path / "generations").iterdir()] == ["2"]


def test_rebuild_changes_the_engine(tmp_path: Path, engine: str) -> None:
    other = next(name for name in ENGINES if name != engine)
    build.index(tmp_path, [article(1), article(2)], engine=engine)
    build.rebuild(tmp_path, engine=other)
    assert store.manifest(tmp_path).engine == other
    assert found(tmp_path, "haus") == ["a1", "a2"]


def test_rebuild_from_articles_replaces_everything(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1), article(2)], engine=engine)
    report = build.rebuild(tmp_path, [article(3)])
    assert report.articles == 1
    assert found(tmp_path, "haus") == ["a3"]


def test_a_failed_rebuild_changes_nothing(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    before = (tmp_path / "manifest.json").read_bytes()

    def breaking() -> Iterator[Article]:
        yield article(2)
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        build.rebuild(tmp_path, breaking())
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert found(tmp_path, "haus") == ["a1"]
    build.rebuild(tmp_path)
    assert found(tmp_path, "haus") == ["a1"]
    assert len(list((tmp_path / "generations").iterdir())) == 1


def test_readers_go_on_through_a_rebuild(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    opened = store.open_reader(tmp_path)
    build.rebuild(tmp_path, [article(2)])
    matches = opened.reader.search(q.Every(), limit=9, order="newest").matches
    assert [Article.from_json(each.article).id for each in opened.reader.stored(matches)] == ["a1"]


def test_export_gives_articles_as_they_were(tmp_path: Path, engine: str) -> None:
    made = [
        article(1, published="2024-01-17T19:47:09+01:00", authors=("A. Öz", "B"), language="de-AT"),
        article(2, body="Zeile\n\nnoch eine „Zeile“", keywords=("x",), url="https://example.org/"),
    ]
    build.index(tmp_path, made, engine=engine)
    assert list(build.export(tmp_path)) == made


def test_delete_by_id(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1), article(2)], engine=engine)
    report = build.delete(tmp_path, ["a1", "a1", "zz"])
    assert (report.deleted, report.articles) == (1, 1)
    assert found(tmp_path, "haus") == ["a2"]
    assert build.index(tmp_path, [article(1)]).added == 1


def test_languages_are_given_or_detected(tmp_path: Path, engine: str) -> None:
    build.index(
        tmp_path,
        [
            article(1, "Die Regierung hat gestern ein neues Gesetz beschlossen, teilte sie mit."),
            article(2, "The government passed a new law yesterday, a spokeswoman said in London."),
            article(3, "Ambiguous", language="tur"),
            Article(id="a4", headline="12 34"),
        ],
        engine=engine,
    )
    assert store.manifest(tmp_path).languages == ("de", "en", "tr", "und")
    assert found(tmp_path, "en", "language") == ["a2"]


def test_another_analysis_is_refused_until_rebuilt(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    rules = analysis.RULES
    monkeypatch.setattr(analysis, "RULES", rules + 1)
    refused = rf"rules {rules} -> {rules + 1}.*newsearch rebuild --index"
    with pytest.raises(IndexOutdated, match=refused):
        store.open_reader(tmp_path)
    with pytest.raises(IndexOutdated):
        build.index(tmp_path, [article(2)])
    assert [each.id for each in build.export(tmp_path)] == ["a1"]
    build.rebuild(tmp_path)
    assert found(tmp_path, "haus") == ["a1"]


def test_another_format_is_refused(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(IndexOutdated, match="format 99"):
        store.open_reader(tmp_path)


def test_what_is_no_index(tmp_path: Path, engine: str) -> None:
    with pytest.raises(IndexMissing, match="newsearch index"):
        store.open_reader(tmp_path / "none")
    with pytest.raises(IndexMissing):
        build.delete(tmp_path / "none", ["x"])
    with pytest.raises(IndexMissing):
        build.rebuild(tmp_path / "none2")
    assert not (tmp_path / "none").exists()
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(IndexMissing, match=r"notes\.txt"):
        build.index(tmp_path, [article(1)], engine=engine)
    with pytest.raises(IndexMissing, match="is a file"):
        build.index(tmp_path / "notes.txt", [article(1)], engine=engine)
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_damage_is_named(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(IndexDamaged, match=r"manifest\.json"):
        store.open_reader(tmp_path)
    assert build.rebuild(tmp_path, [article(2)], engine=engine).articles == 1
    assert found(tmp_path, "haus") == ["a2"]
    for folder in (tmp_path / "generations").iterdir():
        for file in folder.iterdir():
            file.unlink()
    with pytest.raises(IndexDamaged):
        store.open_reader(tmp_path)


HOLD = """
import sys, time
from pathlib import Path
from newsearch.index import store
with store.lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_one_writer_at_a_time(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexBusy, match=f"process {holder.pid}"):
            build.index(tmp_path, [article(2)], wait=0.2)
        assert found(tmp_path, "haus") == ["a1"]
        holder.kill()
    # The lock of a dead process is free.
    assert build.index(tmp_path, [article(2)]).added == 1


def test_deletions_that_a_killed_writer_did_not_commit_are_in_nobodys_way(
    tmp_path: Path, engine: str
) -> None:
    build.index(tmp_path, [article(number) for number in range(9)], engine=engine)
    folder = store.generation(tmp_path, store.manifest(tmp_path))
    heads = [*folder.glob("meta.json"), *folder.glob(".managed.json"), *folder.glob("*.toc")]
    before = {path: path.read_bytes() for path in [*heads, folder / "checksums.json"]}
    build.delete(tmp_path, ["a3"])
    for path in folder.glob("*.toc"):
        path.unlink()
    for path, content in before.items():  # as if killed when all but the heads were written
        path.write_bytes(content)
    assert build.delete(tmp_path, ["a3"]).articles == 8
    assert found(tmp_path, "haus") == ["a0", "a1", "a2", "a4", "a5", "a6", "a7", "a8"]


def test_what_a_killed_writer_had_no_time_to_remove_is_removed(tmp_path: Path, engine: str) -> None:
    path, kept = tmp_path / "index", tmp_path / "kept"
    build.index(path, [article(1)], engine=engine)
    folder = store.generation(path, store.manifest(path))
    shutil.copytree(folder, kept)
    build.index(path, [article(1, "Ein Turm."), article(2)], commit_every=1)
    used = {file.name for file in folder.iterdir()}
    for file in kept.iterdir():
        if file.name not in used:
            shutil.copy(file, folder)
    build.index(path, [article(2)])  # nothing new: nothing is committed
    assert {file.name for file in folder.iterdir()} == used
    assert found(path, "turm") == ["a1"]


def test_a_rebuild_makes_room_first(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    (tmp_path / "generations" / "7").mkdir()  # left by a rebuild that was killed

    def looking() -> Iterator[Article]:
        assert sorted(path.name for path in tmp_path.glob("generations/*")) == ["1", "2"]
        yield article(2)

    build.rebuild(tmp_path, looking())
    assert found(tmp_path, "haus") == ["a2"]


def test_half_a_character_is_replaced(tmp_path: Path, engine: str) -> None:
    """Readers give no such text, but a program may."""
    given = [
        article(1, "Ein Haus \ud83d brennt.", keywords=("\udc00", "Brand \U0001f525")),
        Article("a\ud800", "Ein Turm"),
    ]
    assert build.index(tmp_path, given, engine=engine).added == 2
    kept = {each.id: each for each in build.export(tmp_path)}
    assert kept["a1"].body == "Ein Haus \ufffd brennt."
    assert kept["a1"].keywords == ("\ufffd", "Brand \U0001f525")
    assert kept["a\ufffd"].headline == "Ein Turm"
    assert build.index(tmp_path, given).unchanged == 2
