"""What a pattern of letters finds is found, however many letters are looked for at once."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsearch.index.letters import letters, table
from newsearch.index.sieve import EverySieve, PlainSieve, sieve

NO_COMPILER = "there was no C compiler when newsearch was installed"
SIGNS = "aAeEoOuUsStTnz19 äÄöÜßéñçåþ’'-‐.,/*:_\u00ad\n\u00a0“?!łж中½²"
texts = st.text(st.sampled_from(SIGNS), max_size=60)
sought = st.lists(st.text("aoustnz1", min_size=1, max_size=4).map(str.encode), max_size=12)

# What may stand between two letters where they are written otherwise.
BETWEEN = {"a": "[-e]*", "o": "[-e]*", "u": "[-e]*", "s": "[-s]*"}


def places(text: str, found: bytes, *, first: bool) -> list[int]:
    """Where a text has letters, in the obvious way."""
    pattern = "".join(
        letter + (BETWEEN.get(letter, "-*") if at < len(found) - 1 else "")
        for at, letter in enumerate(found.decode())
    )
    before = "(?<![a-z0-9])" if first else ""
    return [each.start() for each in re.finditer(before + pattern, letters(text).decode())]


def expected(text: str, beginnings: list[bytes], insides: list[bytes]) -> set[int]:
    """Where a text has any of the letters, or a character that may fold to any."""
    found = {at for at, letter in enumerate(letters(text)) if letter == ord("?")}
    found |= {at for each in beginnings for at in places(text, each, first=True)}
    return found | {at for each in insides for at in places(text, each, first=False)}


@example("haeuser", [b"ha"], [b"use"])
@example("ein haus", [], [b"haus"])
@example("u-bahn", [b"ubah"], [])
@given(texts, sought, sought)
def test_all_places_of_letters_are_found(
    text: str, beginnings: list[bytes], insides: list[bytes]
) -> None:
    stretches = PlainSieve(beginnings, insides).stretches(text)
    for at in expected(text, beginnings, insides):
        assert any(start <= at < end for start, end in stretches)
    assert all(text[start:end].count(" ") == 0 < end - start for start, end in stretches)


@example("haus\ud800", [b"ha"], [])
@given(texts, sought, sought)
def test_nothing_but_the_places_of_letters_is_found_in_c(
    text: str, beginnings: list[bytes], insides: list[bytes]
) -> None:
    pytest.importorskip("newsearch.index._sieve", reason=NO_COMPILER)
    found = expected(text, beginnings, insides)
    chunks = [each.span() for each in re.finditer(rb"[^ ]+", letters(text))]
    wanted = [each for each in chunks if any(each[0] <= at < each[1] for at in found)]
    stretches = sieve(beginnings, insides).stretches(text)
    assert [*stretches] == wanted if "\ud800" not in text else stretches


@given(st.text(), st.lists(st.binary(max_size=5)))
def test_any_letters_may_be_asked_for_in_any_text(text: str, given: list[bytes]) -> None:
    compiled = pytest.importorskip("newsearch.index._sieve", reason=NO_COMPILER)
    for start, end in compiled.stretches(text, table(), b" ".join(given), b" ".join(given)):
        assert 0 <= start < end <= len(text)


def test_too_many_letters_are_left_to_python() -> None:
    many = [b"%c%c" % (a, b) for a in b"abcdefghijklmnopq" for b in b"abcdefghijklmnopq"]
    assert isinstance(sieve(many, []), PlainSieve)
    compiled = pytest.importorskip("newsearch.index._sieve", reason=NO_COMPILER)
    with pytest.raises(ValueError, match="255"):
        compiled.stretches("", table(), b" ".join(many), b"")


@given(texts)
def test_hardly_anything_else_is_found(text: str) -> None:
    """A single sequence of letters is found only where at least its first one stands."""
    for start, end in PlainSieve([], [b"tanz"]).stretches(text):
        assert re.search(rb"t|\?", letters(text[start:end]))
    assert not PlainSieve([], []).stretches(re.sub("[^a-z ]", "", text))


@given(texts)
def test_every_stretch_is_found(text: str) -> None:
    found = EverySieve().stretches(text)
    assert [text[start:end] for start, end in found] == [each for each in text.split(" ") if each]
