"""Articles come out of an index as they were put in, or not at all."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import packing
from newsearch.index.packing import packed, unpacked


@given(st.text())
def test_what_was_packed_is_unpacked(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_news_takes_less_room() -> None:
    text = "Die Regierung hat am Mittwoch ein neues Gesetz beschlossen, teilte sie mit. "
    assert len(packed(text * 20)) < len(text) * 2


@given(st.text(), st.data())
def test_no_byte_can_change(text: str, data: st.DataObject) -> None:
    stored = bytearray(packed(text))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="not as it was written"):
        unpacked(bytes(stored))


def sealed(frame: bytes) -> bytes:
    return zlib.crc32(frame).to_bytes(4) + frame


def test_an_article_kept_without_compression_is_read() -> None:
    assert unpacked(sealed(b'{"id":"1"}')) == '{"id":"1"}'


@pytest.mark.parametrize("frame", [b"z", b"zomething else", packed("x" * 1000)[4:-3]])
def test_what_is_no_article_is_refused(frame: bytes) -> None:
    with pytest.raises(ValueError, match="a stored article"):
        unpacked(sealed(frame))


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_MOST_BYTES", 10_000)
    assert unpacked(packed("x" * 9_999)) == "x" * 9_999
    with pytest.raises(ValueError, match="within reason"):
        unpacked(packed("x" * 20_000))
