"""Dictionaries are compiled once, kept in the index, and missed by name."""

from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged, NewsearchError
from newsearch.index import build, lemmas, lexicons, store
from newsearch.index.lemmas import Lemmas


def test_an_index_has_its_own_dictionaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build.index(tmp_path / "i", [Article("1", body="Der Satellitenbau", language="de")])
    names = store.manifest(tmp_path / "i").lexicons
    assert set(names) == {"compounds-de", "lemmas-de", "clues-de"}
    # Carried to a machine whose user has none, it works as before.
    monkeypatch.setattr(lexicons, "compiled", None)
    analyser = store.open_reader(tmp_path / "i").analysers["de"]
    assert analyser.parts("Satellitenbaus") == ("de:satellit", "de:bau")
    assert analyser.stem("gab") == analyser.stem("geben")


def test_a_rebuild_drops_what_is_no_longer_used(tmp_path: Path) -> None:
    build.index(tmp_path, [Article("1", body="Ein Haus", language="de")])
    build.rebuild(tmp_path, [Article("2", body="A house", language="en")])
    assert store.manifest(tmp_path).lexicons == {}
    assert list((tmp_path / lexicons.FOLDER).iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"something else"])
def test_a_damaged_dictionary_is_named(tmp_path: Path, damage: bytes) -> None:
    build.index(tmp_path, [Article("1", body="Ein Haus", language="de")])
    for file in (tmp_path / lexicons.FOLDER).iterdir():
        file.unlink()  # and not written into: the cache may be the same file
        file.write_bytes(damage)
    with pytest.raises(IndexDamaged, match="lexicons"):
        store.open_reader(tmp_path).analysers["de"]
    build.rebuild(tmp_path)
    assert store.open_reader(tmp_path).analysers["de"].parts("Hausbau")


def test_a_damaged_dictionary_of_the_user_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = lexicons.compiled("lemmas", "de").read_bytes()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(lexicons, "_compile", lambda _kind, _code, path: path.write_bytes(sound))
    path = lexicons.compiled("lemmas", "de")
    middle = len(sound) // 2
    path.write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
    assert lexicons.compiled("lemmas", "de").read_bytes() == sound


def test_a_dictionary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(NewsearchError, match="could not be compiled"):
        lexicons._compile("lemmas", "de", tmp_path / "missing" / "de.lemmas")


def test_irregular_forms() -> None:
    known = Lemmas.open(lexicons.compiled("lemmas", "de"))
    assert known.get("gab") == "geben"
    assert known.get("viren") == "virus"
    assert known.get("häuser") == "häuser"  # Snowball gives it the stem of Haus by itself
    assert known.get("qwertz") == "qwertz"


def test_every_irregular_form_is_kept(tmp_path: Path) -> None:
    """The compiled file against the plain mapping that it is made from."""
    expected = lemmas.irregular("de")
    known = Lemmas.open(lexicons.compiled("lemmas", "de"))
    assert len(expected) > 100_000
    assert all(known.get(form) == lemma for form, lemma in expected.items())
