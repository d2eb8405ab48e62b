"""Articles come out of an index as they were put in, or not at all."""

import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor, train_dictionary

from newsearch.index import packing
from newsearch.index.packing import Packer, Unpacker, sealed

NEWS = "Die Regierung hat am Mittwoch ein neues Gesetz beschlossen, teilte sie mit. "


def dictionary(topic: str) -> bytes:
    """A sealed dictionary of sentences."""
    samples = [
        f"{NEWS} {topic} {number} {number**2:x} {NEWS[number % 60 :]}" for number in range(900)
    ]
    return sealed(train_dictionary(4096, [each.encode() for each in samples], k=64, d=8).as_bytes())


HELD = {"de": dictionary("Bonn"), "und": dictionary("Le fleuve")}
PACKER, UNPACKER = Packer(HELD), Unpacker(HELD)
NAMES = st.sampled_from(["", "de", "und", "fr"])


def deflated(text: bytes) -> bytes:
    """An article as it was packed before there were dictionaries."""
    return sealed(b"z" + zlib.compress(text, wbits=-zlib.MAX_WBITS))


@given(st.text(), NAMES)
def test_what_was_packed_is_unpacked(text: str, name: str) -> None:
    assert UNPACKER.unpacked(PACKER.packed(text.encode(), name)) == text


@given(st.text())
def test_what_was_packed_by_earlier_versions_is_unpacked(text: str) -> None:
    assert UNPACKER.unpacked(deflated(text.encode())) == text


def test_news_takes_less_room() -> None:
    text = NEWS.encode()
    assert len(PACKER.packed(text * 20)) < len(text) * 2
    assert len(PACKER.packed(text, "de")) < len(PACKER.packed(text, "fr")) / 2


def test_a_dictionary_is_used_from_when_it_is_learnt() -> None:
    packer = Packer()
    before = packer.packed(NEWS.encode(), "de")
    packer.learn("de", HELD["de"])
    after = packer.packed(NEWS.encode(), "de")
    assert after == PACKER.packed(NEWS.encode(), "de") != before
    assert UNPACKER.unpacked(before) == UNPACKER.unpacked(after) == NEWS
    assert Unpacker().unpacked(before) == NEWS


@given(st.text(), NAMES, st.data())
def test_no_byte_can_change(text: str, name: str, data: st.DataObject) -> None:
    stored = bytearray(PACKER.packed(text.encode(), name))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match=r"a stored article .*(not as it was|needs a dictionary)"):
        UNPACKER.unpacked(bytes(stored))


def test_no_other_dictionary_will_do() -> None:
    stored = PACKER.packed(NEWS.encode(), "de")
    with pytest.raises(ValueError, match="needs a dictionary 'de', which is not here"):
        Unpacker({"und": HELD["und"]}).unpacked(stored)
    with pytest.raises(ValueError, match="not as it was written"):
        Unpacker({"de": HELD["und"]}).unpacked(stored)


@given(st.data())
def test_no_byte_of_a_dictionary_can_change(data: st.DataObject) -> None:
    held = bytearray(HELD["de"])
    at = data.draw(st.integers(0, len(held) - 1))
    held[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="is not as it was written"):
        Unpacker({"de": bytes(held)}).unpacked(PACKER.packed(NEWS.encode(), "de"))
    with pytest.raises(ValueError, match="dictionary 'de' of stored articles is not as it was"):
        Packer({"de": bytes(held)})


def test_an_article_kept_without_compression_is_read() -> None:
    assert UNPACKER.unpacked(sealed(b'{"id":"1"}')) == '{"id":"1"}'


WHOLE = PACKER.packed(b"x" * 1000)[4:]


@pytest.mark.parametrize(
    "frame",
    [
        *(b"z", b"zomething else", deflated(b"x" * 1000)[4:-3]),
        *(b"s", b"something else", WHOLE[:-3], WHOLE + b"more", WHOLE + WHOLE[1:]),
        *(b"d", b"d ", b"dde", b"dno ", b"d\xff "),
        b"s" + ZstdCompressor(write_content_size=False).compress(b"x" * 1000)[4:],
    ],
)
def test_what_is_no_article_is_refused(frame: bytes) -> None:
    with pytest.raises(ValueError, match="a stored article"):
        UNPACKER.unpacked(sealed(frame))


@pytest.mark.parametrize("way", [PACKER.packed, deflated])
def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, way: "type[bytes]") -> None:
    monkeypatch.setattr(packing, "_MOST_BYTES", 10_000)
    assert UNPACKER.unpacked(way(b"x" * 9_999)) == "x" * 9_999
    with pytest.raises(ValueError, match="within reason"):
        UNPACKER.unpacked(way(b"x" * 20_000))


def test_threads_may_share_one() -> None:
    texts = [f"{NEWS * (number % 7)} {number}" for number in range(400)]
    stored = [
        PACKER.packed(text.encode(), ("de", "und", "")[at % 3]) for at, text in enumerate(texts)
    ]
    shared, together = Unpacker(HELD), threading.Barrier(4)

    def read(_: int) -> list[str]:
        together.wait()
        return [shared.unpacked(each) for each in stored]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == texts for found in pool.map(read, range(4)))
