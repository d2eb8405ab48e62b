"""Where in a text may words be that have some letters? The stretches between spaces that have them.

That is one pass in C where it was compiled (`_sieve.c`). Else all places are looked at at once: the
text is translated into bytes whose bits make two lanes of four, the first bit of a lane set for
every character that may be the first of the letters, the next for those that may be the second,
and so on. A long number is made of these bytes and shifted against itself, by one character more
for each bit: what is left are the places where four characters in a row fit. So a text is passed
over ten times, at less than a nanosecond a character, whatever is looked for; a pattern of many
letters takes ten nanoseconds a character, and must be compiled. More is found than what has the
letters: a lane may hold several words, and what may stand between two letters (`letters.py`) is let
pass at any place behind the first.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Protocol

from .letters import latin, table

# Characters that are compared: bits of a lane.
_DEPTH = 4
# How many letters share a lane, if they need not be more, and lanes for letters of a kind at most.
_SHARE, _LANES = 1, 4
# The bits of a character that may fold to anything: whatever is looked for, its word may be that.
_ODD = 0xFF
# Sequences of letters that the compiled sieve takes.
_MOST_COMPILED = 255
# What bounds a word; and what of that may stand inside one, with letters that are written twice.
_BOUNDS = b" .-?"
_BETWEEN = {ord("a"): b"e", ord("o"): b"e", ord("u"): b"e", ord("s"): b"s"}

Span = tuple[int, int]
# For each of four characters in a row, what it may be; any character where that is None.
_Row = Sequence[bytes | None]


class Sieve(Protocol):
    """Finds the stretches of a text, each between white space, that may hold words looked for."""

    def stretches(self, text: str, /) -> Sequence[Span]:
        """Where they begin and end, in order."""


def sieve(beginnings: Collection[bytes], insides: Collection[bytes]) -> Sieve:
    """A sieve for words that begin with one of `beginnings`, or have one of `insides` anywhere.

    These are letters as `letters.py` makes them.
    """
    compiled = _compiled()
    # More are not asked for by people.
    if compiled is None or len(beginnings) + len(insides) > _MOST_COMPILED:
        return PlainSieve(beginnings, insides)
    return _CompiledSieve(compiled, beginnings, insides)


class EverySieve:
    """See `Sieve`: lets everything through."""

    def stretches(self, text: str, /) -> Sequence[Span]:
        found = []
        start = 0
        for chunk in text.split(" "):
            if chunk:
                found.append((start, start + len(chunk)))
            start += len(chunk) + 1
        return found


_Compiled = Callable[[str, bytes, bytes, bytes], list[Span]]


@cache
def _compiled() -> _Compiled | None:
    try:
        from ._sieve import stretches
    except ImportError:  # pragma: no cover  (there was no compiler)
        return None
    return stretches


class _CompiledSieve:
    """See `Sieve`."""

    def __init__(
        self, compiled: _Compiled, beginnings: Collection[bytes], insides: Collection[bytes]
    ) -> None:
        self._compiled = compiled
        self._asked = beginnings, insides
        self._beginnings, self._insides = b" ".join(beginnings), b" ".join(insides)
        self._table = table()

    def stretches(self, text: str, /) -> Sequence[Span]:
        try:
            return self._compiled(text, self._table, self._beginnings, self._insides)
        except UnicodeEncodeError:  # half a pair of surrogates
            return PlainSieve(*self._asked).stretches(text)


class PlainSieve:
    """See `Sieve`; in Python, and the judge of the other."""

    def __init__(self, beginnings: Iterable[bytes], insides: Iterable[bytes]) -> None:
        inner = _fewest(insides, bytes.__contains__)
        first = [
            each
            for each in _fewest(beginnings, bytes.startswith)
            if not any(other in each for other in inner)
        ]
        # Before the letters of a beginning stands what bounds its word. It is found there, and one
        # place is put before the text, so other letters are moved back by one.
        lanes: list[tuple[int, list[_Row]]] = []
        for some in _shared(first):
            lanes.append((0, [[_BOUNDS, *_row(each, _DEPTH - 1)] for each in some]))
        for some in _shared(inner):
            lanes.append((8, [_row(each, _DEPTH) for each in some]))
        self._passes = [_Pass(lanes[at : at + 2]) for at in range(0, len(lanes) or 1, 2)]

    def stretches(self, text: str, /) -> Sequence[Span]:
        written = b" " + latin(text)
        fits = 0
        for each in self._passes:
            read = written.translate(each.bits) + each.behind
            bits = int.from_bytes(read, "little")
            bits &= bits >> 9  # two characters in a row
            bits &= bits >> 18  # and four
            for shift in each.shifts:
                fits |= bits >> shift
        found = (fits & _ones(len(read).bit_length())).to_bytes(len(read), "little")
        stretches = []
        place, odd = found.find(1), read.find(_ODD) - 1
        while place >= 0 or odd >= 0:
            at = odd if place < 0 or 0 <= odd < place else place
            start = text.rfind(" ", 0, at) + 1
            end = text.find(" ", at)
            if end < 0:
                end = len(text)
            stretches.append((start, end))
            if place >= 0:
                place = found.find(1, end)
            if odd >= 0:
                odd = read.find(_ODD, end + 1) - 1
        return stretches


class _Pass:
    """Two lanes: each a number of bits to shift what is found there, and rows."""

    def __init__(self, lanes: Sequence[tuple[int, Sequence[_Row]]]) -> None:
        self.bits, self.behind = _bits([rows for _, rows in lanes])
        self.shifts = [aside + number * _DEPTH for number, (aside, _) in enumerate(lanes)]


def _fewest(letters: Iterable[bytes], finds: Callable[[bytes, bytes], bool]) -> list[bytes]:
    """Those of the letters by which all others are found, the shortest first."""
    kept: list[bytes] = []
    for each in sorted(set(letters) - {b""}, key=len):
        if not any(finds(each, other) for other in kept):
            kept.append(each)
    return kept


def _shared(letters: list[bytes]) -> list[list[bytes]]:
    """Letters by the lanes that they share: few apart from many, which find less by themselves."""
    most = max(_SHARE, -(-len(letters) // _LANES))
    return [letters[at : at + most] for at in range(0, len(letters), most)]


def _row(letters: bytes, depth: int) -> _Row:
    """What each of so many characters may be where the letters begin."""
    row: list[bytes | None] = [letters[:1]]
    between = b"-"
    for at in range(1, depth):
        between += _BETWEEN.get(letters[at - 1], b"") if at <= len(letters) else b""
        row.append(letters[1 : at + 1] + between if at < len(letters) else None)
    return row


def _bits(lanes: Sequence[Sequence[_Row]]) -> tuple[bytes, bytes]:
    """Byte of Latin-1 -> the bits of its character; and what to put behind a text."""
    always = 0
    of = bytearray(256)
    for lane, rows in enumerate(lanes):
        for row in rows:
            for at, letters in enumerate(row):
                bit = 1 << lane * _DEPTH + at
                if letters is None:
                    always |= bit
                else:
                    for letter in letters:
                        of[letter] |= bit
    of[ord("?")] = _ODD
    return table().translate(of.translate(_with(always))), bytes((always,)) * (_DEPTH - 1)


@cache
def _with(always: int) -> bytes:
    """Bits -> these with some more."""
    return bytes(bits | always for bits in range(256))


@cache
def _ones(power: int) -> int:
    """A number of so many bytes, two to this power, each of them 1."""
    return int.from_bytes(b"\1" * (1 << power), "little")
