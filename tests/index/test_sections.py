"""What is written in sections is read back, number by number and edit by edit."""

import struct
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index.sections import Sections, edit, edit_sections, is_whole, write

MAGIC = b"test\0\1"


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), unique=True, max_size=20))
def test_an_edit_makes_the_form_that_it_was_made_from(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    edits = list(dict.fromkeys(edit(word, made) for word, made in pairs))
    path = tmp_path_factory.mktemp("sections") / "file"
    write(path, MAGIC, {}, edit_sections(edits))
    known = Sections.open(path, MAGIC).edits()
    for word, made in pairs:
        assert known.apply(edits.index(edit(word, made)), word) == made


def test_sections_keep_their_numbers_and_the_header(tmp_path: Path) -> None:
    numbers = array("h", (-3, 0, 32767))
    write(tmp_path / "file", MAGIC, {"language": "de"}, {"a": b"xyz", "b": numbers.tobytes()})
    found = Sections.open(tmp_path / "file", MAGIC)
    assert found.header["language"] == "de"
    assert bytes(found.numbers("a", "B")) == b"xyz"
    assert list(found.numbers("b", "h")) == list(numbers)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert not is_whole(path)
    write(path, MAGIC, {}, {"a": bytes(range(40)), "b": b"12345678"})
    whole = path.read_bytes()
    assert is_whole(path)
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not is_whole(path)


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "file", MAGIC, {}, {"a": bytes(range(40)), "b": b"12345678"})
    whole = (tmp_path / "file").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "file").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r".+"):
            Sections.open(tmp_path / "file", MAGIC)


@pytest.mark.parametrize("content", [b"", MAGIC[:3], b"other\0" + struct.pack("<I", 2) + b"{}"])
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="file is not of this version's format"):
        Sections.open(tmp_path / "file", MAGIC)
