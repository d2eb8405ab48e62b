"""What a pattern of letters finds is found, however many letters are looked for at once."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from newsearch.index.letters import letters
from newsearch.index.sieve import Sieve

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


@example("haeuser", [b"ha"], [b"use"])
@example("ein haus", [], [b"haus"])
@example("u-bahn", [b"ubah"], [])
@given(texts, sought, sought)
def test_all_places_of_letters_are_found(
    text: str, beginnings: list[bytes], insides: list[bytes]
) -> None:
    stretches = list(Sieve(beginnings, insides).stretches(text))
    expected = {at for each in beginnings for at in places(text, each, first=True)}
    expected |= {at for each in insides for at in places(text, each, first=False)}
    expected |= {at for at, letter in enumerate(letters(text)) if letter == ord("?")}
    assert all(any(start <= at < end for start, end in stretches) for at in expected)


@given(texts)
def test_hardly_anything_else_is_found(text: str) -> None:
    """A single sequence of letters is found only where at least its first one stands."""
    for start, end in Sieve([], [b"tanz"]).stretches(text):
        assert re.search(rb"t|\?", letters(text[start:end]))
    assert not list(Sieve([], []).stretches(re.sub("[^a-z ]", "", text)))


@given(texts)
def test_every_stretch_is_found(text: str) -> None:
    found = list(Sieve([], [], every=True).stretches(text))
    assert [text[start:end] for start, end in found] == [each for each in text.split(" ") if each]
