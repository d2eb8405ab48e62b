"""Is a text a copy of another? Signatures by which copies are found, and sketches that compare.

A text is the set of its shingles, three words in a row as the exact layer has them (A. Broder, On
the Resemblance and Containment of Documents, 1997). Two texts of some length are copies if most
shingles of the shorter stand in the longer, so that a story that was cropped, or got another
headline or dateline, is a copy, and another report of the same event is none.

Each shingle has a random number. The SKETCH smallest numbers of a text are its sketch: of two
sketches, the numbers up to where the first of them ends are a sample of both texts. The KEYS
smallest are its signature, which stands in the index as terms: a copy shares some of them. Since
many sketches are kept in memory, they have the upper half of each number, 32 bits.

The numbers are a polynomial hash over the bytes of the text, of which prefix sums give that of any
three words: no string is made for a shingle. That is one pass in C (`_shingles.c`), which takes a
fifth of the time of some over arrays; these serve where it was not compiled, and judge it.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Self

# Words of a text without which it has no signature: the shortest news says much the same.
FEWEST_WORDS = 30
SHINGLE = 3
KEYS = 12
SKETCH = 256

# The part of the shorter text's shingles that must stand in the longer. Real copies within days
# have from 0.65 on; farther apart, series repeat that much of their standing text.
CONTAINED = 0.65
CONTAINED_FAR = 0.85
# The shorter text's shingles by the longer's: below it an article quotes the other, or begins so.
LENGTH = 0.35
LENGTH_FAR = 0.7
NEAR_DAYS = 3

# A text is compared by its first bytes in UTF-8: some 9,000 words.
_MOST_BYTES = 1 << 16
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
# A key is the lower bits of a number, in hexadecimal digits.
_KEY_DIGITS = 10
_KEY_BITS = (1 << 4 * _KEY_DIGITS) - 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sample of a text's shingles; `size` is how many the text has.

    `numbers` are sorted, of 32 bits each in the byte order of this machine.
    """

    size: int
    numbers: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The sketch that `to_bytes` wrote."""
        return cls(int.from_bytes(data[:8]), data[8:])

    def to_bytes(self) -> bytes:
        return self.size.to_bytes(8) + self.numbers


class Signed(NamedTuple):
    """What copies of a text are found and told by; `signature` are terms separated by spaces."""

    signature: str
    sketch: Sketch


def signed(exact: str) -> Signed | None:
    """The signature and the sketch of a text, given its exact layer; None if its words are few."""
    data = f" {exact} ".encode("utf-8", "surrogatepass")[: _MOST_BYTES - 1]
    if data.count(b" ") <= FEWEST_WORDS:
        return None
    size, found = routines().smallest(data, SHINGLE, SKETCH)
    numbers = memoryview(found)
    lowest = numbers.cast("Q")[:KEYS]
    signature = " ".join([f"{number & _KEY_BITS:0{_KEY_DIGITS}x}" for number in lowest])
    upper = numbers.cast("I")[sys.byteorder == "little" :: 2]
    return Signed(signature, Sketch(size, upper.tobytes()))


class Routines(NamedTuple):
    """What is done with numbers, in C or here."""

    smallest: Callable[[bytes, int, int], tuple[int, bytes]]
    shared: Callable[[bytes, bytes, int], tuple[int, int, int]]


@cache
def routines() -> Routines:
    """The quickest that there is: a query needs none."""
    try:
        from ._shingles import shared, smallest
    except ImportError:  # pragma: no cover  (there was no compiler)
        return Routines(plain_smallest, plain_shared)
    return Routines(smallest, shared)


def plain_smallest(text: bytes, run: int, most: int, /) -> tuple[int, bytes]:
    """How many shingles of `run` words a text has, and the smallest of their numbers.

    `text` begins and ends with a space, and has 64 KiB at most. The numbers are different ones, at
    most `most`, sorted, each of 64 bits in the byte order of this machine.
    """
    import numpy

    powers, inverses = _powers(_BASE), _powers(_INVERSE)
    raw = numpy.frombuffer(text, numpy.uint8)
    spaces = numpy.flatnonzero(raw == 0x20)
    sums = numpy.cumsum(raw * powers[: len(raw)])
    begin = spaces[:-run]
    mixed = (sums[spaces[run:]] - sums[begin]) * inverses[begin]
    # MurmurHash3's finalizer, without which near texts would have near numbers (A. Appleby).
    mixed ^= mixed >> numpy.uint64(33)
    mixed *= numpy.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> numpy.uint64(33)
    return len(mixed), numpy.unique(mixed)[:most].tobytes()


@cache
def _powers(base: int) -> Any:
    """The powers of a base modulo 2^64."""
    import numpy

    powers = numpy.full(_MOST_BYTES, base, numpy.uint64)
    powers[0] = 1
    return numpy.cumprod(powers)


def are_copies(one: Sketch, other: Sketch, days: int | None) -> bool:
    """Whether of two texts so many days apart one is a copy of the other; None is not known."""
    far = days is not None and days > NEAR_DAYS
    short, long = sorted((one.size, other.size))
    if short < (LENGTH_FAR if far else LENGTH) * long:
        return False
    return contained(one, other) >= (CONTAINED_FAR if far else CONTAINED)


def contained(one: Sketch, other: Sketch) -> float:
    """Which part of the shingles of the shorter text stands in the longer, from 0 to 1."""
    both, ours, theirs = routines().shared(one.numbers, other.numbers, SKETCH)
    return both / max(min(ours, theirs), 1)


def plain_shared(one: bytes, other: bytes, most: int, /) -> tuple[int, int, int]:
    """How many numbers two sketches share as far as both reach, and how many each has so far.

    The numbers are sorted, of 32 bits each. A sketch of `most` numbers reaches to its last, one of
    fewer has all of its text.
    """
    ours, theirs = memoryview(one).cast("I"), memoryview(other).cast("I")
    ends = [each[-1] for each in (ours, theirs) if len(each) == most]
    end = min(ends, default=None)
    counted = [
        Counter(number for number in each if end is None or number <= end)
        for each in (ours, theirs)
    ]
    return (counted[0] & counted[1]).total(), counted[0].total(), counted[1].total()
