"""Verify finds what is wrong with an index, and repair saves what is left of it."""

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from newsearch.index import Index, build, checksums, documents, store
from newsearch.index.engines import ENGINES, engine
from newsearch.index.packing import Packer
from newsearch.index.verify import repair, verify

pytestmark = pytest.mark.parametrize("name", ENGINES)


# whoosh leaves files open whose contents it could not take.
damaged_whoosh = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def article(number: int, language: str = "de") -> Article:
    return Article(
        f"a{number}",
        f"Meldung {number} aus Bonn",
        f"Ein Hausbau begann, die {number}. Häuserzeile wuchs.",
        published=f"2024-01-{number % 28 + 1:02}T12:00:00Z",
        source="Der Tag",
        authors=("A. Öz", "B"),
        keywords=("Bau", "Haus"),
        language=language,
    )


@pytest.fixture
def path(tmp_path: Path, name: str) -> Path:
    build.index(tmp_path / "i", [article(each) for each in range(30)], engine=name)
    build.index(tmp_path / "i", [article(30, "en"), Article("plain")])
    build.delete(tmp_path / "i", ["a7"])
    return tmp_path / "i"


def flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 0xFF
    put(file, data)


def put(file: Path, data: bytes) -> None:
    """Another file in the place of one: the old may be mapped, or be the user's cache, too."""
    file.unlink(missing_ok=True)
    file.write_bytes(data)


def test_a_sound_index(path: Path, name: str) -> None:
    steps: list[tuple[str, int, int]] = []
    found = verify(path, on_step=lambda *step: steps.append(step))
    assert (found.articles, found.damage, found.unrecorded) == (31, (), 0)
    assert found.sampled == 31
    assert found.files == len(checksums.read(path / "generations" / "1").files)
    assert ("files", found.size, found.size) in steps
    assert steps[-1] == ("articles", 31, 31)
    assert Index.open_or_create(path).verify() == found


def test_what_is_canceled_held_back_or_a_copy_is_sound(tmp_path: Path, name: str) -> None:
    made = [
        article(1),
        article(2),
        dataclasses.replace(article(2), status="canceled", version="2"),
        dataclasses.replace(article(3), embargo="2999-01-01T00:00:00Z"),
        dataclasses.replace(article(4), body="Der Fluss stieg in der Nacht weiter an. " * 20),
        dataclasses.replace(article(5), body="Der Fluss stieg in der Nacht weiter an. " * 20),
    ]
    build.index(tmp_path, made, engine=name)
    assert verify(tmp_path).damage == ()
    assert repair(tmp_path).lost == 0
    assert verify(tmp_path).damage == ()


def test_every_file_is_compared(path: Path, name: str) -> None:
    for file in checksums.read(path / "generations" / "1").files:
        held = (path / file).read_bytes()
        flip(path / file, len(held) // 3)
        assert any(str(path / file) in line for line in verify(path).damage), file
        put(path / file, held)
    assert verify(path).damage == ()


def test_an_article_that_its_id_does_not_find(path: Path, name: str) -> None:
    driver, folder = engine(name), path / "generations" / "1"
    twice = article(3)
    writer = driver.writer(folder)
    writer.add(_document(path, twice))
    writer.commit()
    writer.close()
    store.seal(path, store.manifest(path))
    damage = "\n".join(verify(path).damage)
    assert "holds 32 articles instead of 31" in damage
    assert "article 'a3' is found 2 times by its id" in damage


def test_terms_that_are_not_those_of_the_text(path: Path, name: str) -> None:
    wrong = _document(path, article(3))
    for changed, told in (
        ({"terms": {**wrong.terms, "body_stem": "de:haus"}}, "all its terms in body_stem"),
        ({"values": {**wrong.values, "source": ("Die Nacht",)}}, "under another source"),
        ({"date": 20230101}, "under another date"),
        ({"digest": 5}, "its digest"),
        ({"language": "en"}, "under another language|all its terms"),
        ({"language": "xx"}, "no query looks for"),
    ):
        _put(path, name, dataclasses.replace(wrong, **changed))
        (line,) = verify(path).damage
        assert "article 'a3'" in line
        assert re.search(told, line), line


def _document(path: Path, given: Article) -> documents.Document:
    opened = store.open_reader(path)
    made = documents.document(given, documents.digest(given), opened.analysers["de"], Packer())
    opened.reader.close()
    return made


def _put(path: Path, name: str, made: documents.Document) -> None:
    writer = engine(name).writer(path / "generations" / "1")
    writer.delete(made.id)
    writer.commit()
    writer.add(made)
    writer.commit()
    writer.close()
    store.seal(path, store.manifest(path)._replace(articles=31))


def test_files_of_a_run_that_was_cut_off(path: Path, name: str) -> None:
    store.begin(path, store.manifest(path))
    writer = engine(name).writer(path / "generations" / "1")
    writer.add(_document(path, article(40)))
    writer.commit()
    writer.close()
    found = verify(path)
    assert (found.articles, found.damage) == (32, ())
    assert found.unrecorded > 0
    build.index(path, [])
    assert verify(path).unrecorded == 0


def test_who_cannot_be_verified(path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IndexMissing):
        verify(path / "none")
    assert not (path / "none").exists()
    with store.lock(path), pytest.raises(IndexBusy):
        verify(path)
    monkeypatch.setattr("newsearch.index.analysis.RULES", 99)
    with pytest.raises(IndexOutdated):
        verify(path)


@damaged_whoosh
def test_repair_from_the_stored_articles(path: Path, name: str) -> None:
    """Damage beside the articles loses none of them."""
    held = sorted(each.id for each in build.export(path))
    for file in sorted(checksums.read(path / "generations" / "1").files):
        if file.endswith((".seg", ".store", ".toc", ".del", "meta.json")):
            continue
        copy = path.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(path, copy)
        flip(copy / file, (copy / file).stat().st_size // 2)
        assert verify(copy).damage
        assert repair(copy).lost == 0, file
        assert verify(copy).damage == ()
        assert sorted(each.id for each in build.export(copy)) == held


@damaged_whoosh
def test_repair_does_not_bring_back_what_was_deleted(path: Path, name: str) -> None:
    members = [*path.glob("generations/1/*.del"), *path.glob("generations/1/*.toc")]
    assert members
    for file in members:
        held = file.read_bytes()
        for place in (0, len(held) // 2, len(held) - 1):
            flip(file, place)
            with pytest.raises(IndexDamaged, match=r"which articles were deleted.*rebuild PATH"):
                repair(path)
            put(file, held)
    assert verify(path).damage == ()


@damaged_whoosh
def test_repair_tells_what_is_lost(path: Path, name: str) -> None:
    texts = max(path.glob("generations/1/*.s[te][og]*"), key=lambda file: file.stat().st_size)
    data = bytearray(texts.read_bytes())
    data[data.find(b"Meldung 1") if name == "whoosh" else 5] ^= 0xFF
    put(texts, data)
    assert verify(path).damage
    with pytest.raises(IndexDamaged):
        build.rebuild(path)  # never drops an article without a word
    done = repair(path)
    assert done.lost > 0
    assert done.articles + done.lost == 31
    assert verify(path).damage == ()


def test_repair_without_a_manifest(path: Path, name: str) -> None:
    held = sorted(each.id for each in build.export(path))
    (path / "manifest.json").write_text("{")
    with pytest.raises(IndexDamaged):
        verify(path)
    assert repair(path).lost == 0
    assert verify(path).damage == ()
    assert sorted(each.id for each in build.export(path)) == held


def test_repair_without_checksums(path: Path, name: str) -> None:
    (path / "generations" / "1" / checksums.NAME).write_text("{")
    with pytest.raises(IndexDamaged, match="checksums"):
        verify(path)
    assert repair(path).lost == 0
    assert verify(path).damage == ()
