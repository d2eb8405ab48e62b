"""Where does a compound come apart? Splitting by a compiled lexicon of scored parts.

A word is cut into parts so that the sum of the parts' scores is highest, unless the word left
whole scores higher; each part is then cut the same way. The scores are made by `lexicon.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .sections import Edits, Sections

VERSION = 2
MAGIC = b"newsearch-compounds\0" + VERSION.to_bytes(4, "little")
SCALE = 20
"""Scores are stored as integers, in twentieths."""
NEVER = -32768
NOUN, ADJECTIVE, INFLECTED, PLACE, WHOLE = 1, 2, 4, 8, 16
WHOLES = ("unknown", "noun", "adjective", "place")
SHORTEST = 5
"""Letters of the shortest word that is cut ("Erdöl", "Ölweg")."""
MAX_LETTERS = 80
"""Longer strings stay whole: the longest word without a hyphen in 34 million of news has 59."""

_PARTS = 50_000
"""Parts whose own parts are remembered, about 10 MB."""


@dataclass(frozen=True, eq=False, repr=False)
class Lexicon:
    """A compiled lexicon, memory-mapped; open it with `Lexicon.open`."""

    language: str
    fingerprint: str
    whole: tuple[int, ...]
    words: Any
    flags: "memoryview[int]"
    lemma: "memoryview[int]"
    parts: Any
    first: "memoryview[int]"
    last: "memoryview[int]"
    last_adjective: "memoryview[int]"
    base: "memoryview[int]"
    edits: Edits

    @classmethod
    def open(cls, path: Path) -> "Lexicon":
        """Map a file written by `compile_lexicon`; raises ValueError if it is not one of ours."""
        found = Sections.open(path, MAGIC)
        return cls(
            found.header["language"],
            found.header["fingerprint"],
            tuple(found.header["whole"]),
            found.trie("words"),
            found.numbers("flags", "B"),
            found.numbers("lemma", "H"),
            found.trie("parts"),
            found.numbers("first", "h"),
            found.numbers("last", "h"),
            found.numbers("last_adjective", "h"),
            found.numbers("base", "h"),
            found.edits(),
        )

    @cached_property
    def cuts(self) -> Callable[[str, bool], tuple[tuple[int, str], ...]]:
        """The parts of a part, which may stand before another: ends and base forms.

        The same parts come again and again, so the last ones are remembered.
        """

        def cuts(key: str, modifier: bool) -> tuple[tuple[int, str], ...]:
            out: list[tuple[int, str]] = []
            _cut(key, self, modifier, 0, out)
            return tuple(out)

        return lru_cache(_PARTS)(cuts)


def split(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Cut a word into its parts, to full depth; a word that is no compound gives itself.

    word is written in NFC, in any case; the parts are slices that join to it, a linking element
    or hyphen belonging to the part before it ("Satellitenbau" -> "Satelliten", "bau").
    """
    return tuple(part for part, _ in analyse(word, lexicon))


def bases(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The parts of `split` in their dictionary form, lower case: "satellit", "bau".

    The linking element is gone, an elided ending is back, a verb stem is its infinitive, the head
    is its lemma: so a part's stem is that of the word written alone.
    """
    return tuple(base for _, base in analyse(word, lexicon))


def analyse(word: str, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The parts of `split`, each with its dictionary form (see `bases`)."""
    if "-" in word.strip("-") and len(word) <= MAX_LETTERS:
        return _hyphenated(word, lexicon)
    parts = _analyse(word, lexicon)
    return parts if len(parts) > 1 else ((word, normal(word)),)


def normal(word: str) -> str:
    """The spelling used as key: lower case, ß as ss (Swiss and pre-1996 spellings then meet)."""
    return word.lower().replace("ß", "ss")


def changed(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The parts of every string for which the dictionary puts another, with their base forms.

    Strings that are only longer than what is put for them (Hauses, Haus) are left out.
    """
    for part, number in lexicon.parts.items():
        if lexicon.first[number] != NEVER and lexicon.base[number]:
            yield from _changed(part, lexicon.base[number], lexicon, True)
    for word, number in lexicon.words.items():
        if lexicon.flags[number] & INFLECTED and lexicon.lemma[number]:
            yield from _changed(word, lexicon.lemma[number], lexicon, False)


def _changed(key: str, op: int, lexicon: Lexicon, modifier: bool) -> Iterator[tuple[str, str]]:
    if not key.startswith(lexicon.edits.apply(op, key)):
        cuts: list[tuple[int, str]] = []
        _cut(key, lexicon, modifier, 0, cuts)
        start = 0
        for end, base in cuts:
            yield key[start:end], base
            start = end


def _hyphenated(word: str, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    pieces: list[str] = []
    start = 0
    body = len(word.rstrip("-"))
    for i, letter in enumerate(word):
        if letter == "-" and i + 1 < body and word[i + 1] != "-" and word[start:i].strip("-"):
            pieces.append(word[start : i + 1])
            start = i + 1
    pieces.append(word[start:])
    out: list[tuple[str, str]] = []
    for number, piece in enumerate(pieces):
        core = piece.strip("-")
        lead = piece[: len(piece) - len(piece.lstrip("-"))]
        tail = piece[len(piece.rstrip("-")) :]
        parts = list(_analyse(core, lexicon, number + 1 < len(pieces)))
        parts[0] = (lead + parts[0][0], parts[0][1])
        parts[-1] = (parts[-1][0] + tail, parts[-1][1])
        out += parts
    return tuple(out)


def _analyse(word: str, lexicon: Lexicon, modifier: bool = False) -> tuple[tuple[str, str], ...]:
    """Parts and base forms of a word without hyphens, which may stand before a hyphen."""
    key = normal(word)
    if not key.isalpha() or len(key) > MAX_LETTERS:
        return ((word, key),)
    cuts: list[tuple[int, str]] = []
    _cut(key, lexicon, modifier, 0, cuts)
    if len(key) != len(word):
        places = _places(word)
        if any(end not in places for end, _ in cuts):
            return ((word, key),)
        cuts = [(places[end], base) for end, base in cuts]
    out: list[tuple[str, str]] = []
    start = 0
    for end, base in cuts:
        out.append((word[start:end], base))
        start = end
    return tuple(out)


def _places(word: str) -> dict[int, int]:
    """End positions in `normal(word)` -> end positions in word, whole letters only."""
    places: dict[int, int] = {}
    at = 0
    for i, letter in enumerate(word):
        at += len(normal(letter))
        places[at] = i + 1
    return places


def _cut(
    key: str,
    lexicon: Lexicon,
    modifier: bool,
    offset: int,
    out: list[tuple[int, str]],
    limit: int = MAX_LETTERS,
) -> None:
    """Append (end, base form) of every part of key, full depth, ends counted from offset.

    Parts must be shorter than limit: it is set where a dictionary form stands for key, so that a
    form and its lemma can never be cut into each other without end.
    """
    number = lexicon.words.get(key, -1)
    flags = lexicon.flags[number] if number >= 0 else 0
    op = 0  # the number of the edit that makes the base form; 0 changes nothing
    if limit < MAX_LETTERS:
        pass
    elif modifier:
        part = lexicon.parts.get(key, -1)
        if part >= 0 and lexicon.first[part] != NEVER:
            op = lexicon.base[part]
    elif flags & INFLECTED:
        op = lexicon.lemma[number]
    base = key
    if op:
        base = lexicon.edits.apply(op, key)
    if (flags & WHOLE and not modifier) or len(key) < SHORTEST:
        out.append((offset + len(key), base))
        return
    # An inflected or linked form is cut where its dictionary form is: forms of a word agree.
    if op:
        inner: list[tuple[int, str]] = []
        _cut(base, lexicon, False, 0, inner, len(key))
        last = inner[-2][0] if len(inner) > 1 else 0
        if not last or base[: last + 1] == key[: last + 1]:
            out += [(offset + end, part) for end, part in inner[:-1]]
            out.append((offset + len(key), inner[-1][1]))
            return
    cuts = _best(key, lexicon, flags)
    start = 0
    if not cuts or any(b - a >= limit for a, b in pairwise([0, *cuts])):
        out.append((offset + len(key), base))
        return
    for end in cuts:
        parts = lexicon.cuts(key[start:end], end < len(key))
        out += [(offset + start + inner_end, part) for inner_end, part in parts]
        start = end


def _whole(lexicon: Lexicon, flags: int) -> int:
    """The score of a word left whole."""
    unknown, noun, adjective, place = lexicon.whole
    if flags & NOUN:
        return place if flags & PLACE else noun
    return adjective if flags & ADJECTIVE else unknown


def _best(key: str, lexicon: Lexicon, flags: int) -> list[int]:
    """Ends of the parts of the best-scored segmentation; empty if the whole word is best."""
    best = _whole(lexicon, flags)
    if not flags & (NOUN | ADJECTIVE):
        flags = NOUN | ADJECTIVE
    size = len(key)
    first, last, last_adjective = lexicon.first, lexicon.last, lexicon.last_adjective
    prefixes = lexicon.parts.iter_prefixes_with_ids
    scores: dict[int, int] = {0: 0}
    back: dict[int, int] = {}
    final = 0
    for start in range(size - 1):
        so_far = scores.get(start)
        if so_far is None:
            continue
        for part, number in prefixes(key[start:]):
            end = start + len(part)
            if end < size:
                value = first[number]
                if value != NEVER and so_far + value > scores.get(end, NEVER):
                    scores[end] = so_far + value
                    back[end] = start
            elif start:
                value = last[number] if flags & NOUN else NEVER
                if value == NEVER and flags & ADJECTIVE:
                    value = last_adjective[number]
                if value != NEVER and so_far + value > best:
                    best = so_far + value
                    final = start
    if not final:
        return []
    cuts = [size]
    while final:
        cuts.append(final)
        final = back[final]
    return cuts[::-1]
