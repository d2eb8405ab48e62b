"""Sizes and checksums: kept by writers, compared when an index is opened, renewed after a crash."""

import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged
from newsearch.index import build, checksums, run, store
from newsearch.index.engines import ENGINES

engines = pytest.mark.parametrize("engine", ENGINES)
VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


def article(number: int) -> Article:
    return Article(str(number), f"Meldung {number}", "Ein Haus in Bonn.", language="fr")


def put(file: Path, data: bytes) -> None:
    """Another file in the place of one: the old one may be mapped into memory."""
    file.unlink(missing_ok=True)
    file.write_bytes(data)


def folder(path: Path) -> Path:
    return store.generation(path, store.manifest(path))


@given(st.dictionaries(st.text(alphabet='abä\n"\x00'), VALUES))
def test_a_signed_record_comes_back(record: dict[str, object]) -> None:
    assert checksums.unsigned(checksums.signed(record)) == record


@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    record = {"articles": 12, "files": {"a": [1, 2]}, "languages": ["de", "tr"]}
    text = bytearray(checksums.signed(record))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] ^= data.draw(st.integers(1, 255))
    try:
        read = checksums.unsigned(bytes(text))
    except ValueError:
        return
    # Only space between values may differ, or the name of the checksum, which readers refuse.
    assert read == record or set(read) - set(record)


@engines
def test_every_file_of_a_finished_index_is_recorded(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    build.index(tmp_path, [article(2)])
    build.delete(tmp_path, ["1"])
    kept = checksums.read(folder(tmp_path))
    assert kept.sealed and kept.articles == 1 and kept.heads
    on_disk = {
        str(file.relative_to(tmp_path))
        for file in folder(tmp_path).iterdir()
        if file.name != checksums.NAME and not file.name.upper().endswith("LOCK")
    }
    assert set(kept.files) == on_disk
    for name, (size, crc) in kept.files.items():
        data = (tmp_path / name).read_bytes()
        assert (size, crc) == (len(data), zlib.crc32(data)), name


@engines
def test_dictionaries_are_recorded(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [Article("1", body="Ein Haus", language="de")], engine=engine)
    names = {f"lexicons/{name}" for name in store.manifest(tmp_path).lexicons.values()}
    assert names and names <= set(checksums.read(folder(tmp_path)).files)


@engines
def test_a_run_that_dies_leaves_the_record_open_and_the_next_closes_it(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    monkeypatch.setattr(run, "COMMIT_ARTICLES", 1)

    def breaking() -> "list[Article]":
        yield article(2)  # type: ignore[misc]
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        build.index(tmp_path, breaking())
    kept = checksums.read(folder(tmp_path))
    assert not kept.sealed and not kept.heads
    assert store.open_reader(tmp_path).reader.count() == 2
    assert build.index(tmp_path, [article(2)]).unchanged == 1
    kept = checksums.read(folder(tmp_path))
    assert kept.sealed and kept.articles == 2


@engines
def test_what_writers_leave_behind_is_removed(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    left = [".tmpAbCdEf"] if engine == "tantivy" else ["abc.tmp", "_MAIN_9.toc.123.4"]
    for name in left:
        (folder(tmp_path) / name).write_bytes(b"half of it")
    if engine == "whoosh":
        (folder(tmp_path) / "zzz.tmp").mkdir()
        (folder(tmp_path) / "zzz.tmp" / "run").write_bytes(b"x")
    build.index(tmp_path, [article(2)])
    for name in (*left, "zzz.tmp"):
        assert not (folder(tmp_path) / name).exists()
    assert store.open_reader(tmp_path).reader.count() == 2


@engines
def test_other_sizes_are_noticed_when_an_index_is_opened(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    for name in checksums.read(folder(tmp_path)).files:
        file = tmp_path / name
        data = file.read_bytes()
        for other in (data[:-1], data + b"x", b""):
            put(file, other)
            with pytest.raises(IndexDamaged, match=f"{file.name} has .* bytes instead of"):
                store.open_reader(tmp_path)
        file.unlink()
        with pytest.raises(IndexDamaged, match=f"{file.name} is missing: .*--repair"):
            store.open_reader(tmp_path)
        put(file, data)
        store.open_reader(tmp_path).reader.close()


@engines
def test_what_says_which_files_count_is_read_when_an_index_is_opened(
    tmp_path: Path, engine: str
) -> None:
    build.index(tmp_path, [article(1)], engine=engine)
    for name in checksums.read(folder(tmp_path)).heads:
        data = bytearray((tmp_path / name).read_bytes())
        data[len(data) // 2] ^= 1
        put(tmp_path / name, data)
        with pytest.raises(IndexDamaged, match="was changed"):
            store.open_reader(tmp_path)
        data[len(data) // 2] ^= 1
        put(tmp_path / name, data)


def test_a_changed_manifest_is_noticed(tmp_path: Path) -> None:
    build.index(tmp_path, [article(1)])
    file = tmp_path / "manifest.json"
    text = file.read_text()
    assert '"fr"' in text
    file.write_text(text.replace('"fr"', '"fi"'))  # would hide all articles
    with pytest.raises(IndexDamaged, match=r"manifest\.json is damaged.*newsearch rebuild PATH"):
        store.open_reader(tmp_path)
    for other in ("[]", "null", "{}", text[:-40], json.dumps({**json.loads(text), "more": 1})):
        file.write_text(other)
        with pytest.raises(Exception, match=r"manifest\.json|format None"):
            store.open_reader(tmp_path)
