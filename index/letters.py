r"""Which words of a text may be forms of a term? Those that have some of its letters.

Analysing a word takes microseconds and splitting a compound a hundred, while a text is searched for
letters at some nanoseconds a character (`sieve.py`). So it is first looked through for the letters
that every form of a term has; only what stands there is analysed. Nothing may be missed, so letters
are compared without what folding and stemming may change:

- a text is read as bytes, one for each character: lower case, without accents, `-` for the signs
  that join words and vanish in folding, a space for white space (`table`);
- `ä` and `ae` are both `a`, `ß` and `ss` both `s`: an `e` behind a, o and u is passed over in terms
  and in texts, and so is a doubled `s`;
- a character beyond Latin-1 may fold to anything (`?`): what stands between spaces with one is
  always analysed. Quotes and dashes are none of these.

Most stemmers change nothing but the end of a word (`Language.suffixing`): of their stems all but
the last two letters count, and four at most. Some only take letters away (`Language.clipping`), so
that all count. Where a dictionary gives a form another stem (`gab`: `geb`), the form's own letters
are looked for, too (`clues.py`).
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from .words import fold

# Letters of a term that are looked for: with more, hardly any word is spared the analysis.
_MOST = 4
# Letters at the end of a stem that stemmers change (`skies`: `sky`, `foyer`: `foi`).
_CHANGED = 2
# Letters of the stem of a compound's part: with fewer, most words would be split.
_FEWEST_INSIDE = 3

# What news has beyond Latin-1 in nearly every text, and what it does like.
_SIGNS = (*((sign, "-") for sign in "’‐‑"), *((sign, '"') for sign in "“”„‚‘–—…•€"))
_NOT_LETTERS = re.compile(rb"[^a-z0-9?]+")
_SAME = re.compile(rb"([aou])e+|(s)s+")


@cache
def table() -> bytes:
    """Byte of Latin-1 -> letter or digit without accent, `-`, space, `?`, or `.` for the rest."""
    made = bytearray(b"." * 256)
    for code in range(256):
        character = chr(code)
        if character.isspace():
            made[code] = ord(" ")
        elif character in "-'*:.,/_\u00ad":
            made[code] = ord("-")
        elif character in "?Þþ" or (character.isalnum() and not fold(character).isascii()):
            made[code] = ord("?")
        elif character.isalnum():
            made[code] = ord(fold(character)[0])
    return bytes(made)


def latin(text: str) -> bytes:
    """The text in Latin-1, one byte for each character: `?` is one that it does not have."""
    text = text.replace("?", '"')
    if not text.isascii():
        for sign, like in _SIGNS:
            text = text.replace(sign, like)
    return text.encode("latin-1", "replace")


def letters(text: str) -> bytes:
    """The text as bytes, one for each character.

    >>> letters("Die U-Bahn-Straße in Łódź?")
    b'die u-bahn-strase in ?od?.'
    """
    return latin(text).translate(table())


def _same(term: str) -> bytes:
    """The letters of a term alone, and of those that may be written otherwise only the first."""
    return _SAME.sub(rb"\1\2", _NOT_LETTERS.sub(b"", letters(term)))


# Questions ask for the same terms, each several times.
@lru_cache(maxsize=10_000)
def beginning(term: str, *, changed: bool) -> bytes:
    """The letters with which every form of a term begins.

    Of a stem the last letters may have `changed`. Of a number it is the first digit: grouping signs
    come and go. Empty for a term that is not of Latin-1, whose forms are not either.

    >>> beginning("satellit", changed=True), beginning("haeus", changed=True)
    (b'sate', b'ha')
    >>> beginning("2024", changed=False)
    b'2'
    """
    found = _same(term)
    if b"?" in found:
        return b""
    found = found[: max(min(_MOST, len(found) - _CHANGED * changed), 1)]
    digits = [at for at, byte in enumerate(found) if byte < ord("a")]
    return found[: digits[0] + 1] if digits else found


@lru_cache(maxsize=10_000)
def inside(term: str) -> bytes:
    """The letters that a word has inside if this is the stem of one of its parts.

    >>> inside("bau"), inside("satellit")
    (b'bau', b'sate')
    """
    whole = beginning(term, changed=False)[:_FEWEST_INSIDE]
    return max(whole, beginning(term, changed=True), key=len)


def somewhere(piece: str) -> bytes | None:
    """The letters that a word has inside if its folded form has this piece; None if there are none.

    >>> somewhere("minister"), somewhere("euml"), somewhere("e")
    (b'mini', b'uml', None)
    """
    # Behind a, o and u the e of a piece may be that of an umlaut.
    found = beginning(piece.lstrip("e"), changed=False)
    return found or (b"" if b"?" in letters(piece) else None)


def tells(form: str, stem: str) -> bool:
    """Whether a form has the letters by which a word with this stem is found, alone or inside.

    >>> tells("hauses", "haus"), tells("gab", "geb")
    (True, False)
    """
    found = _same(form)
    return found.startswith(beginning(stem, changed=True)) and inside(stem) in found


def within(word: str) -> bytes:
    """The letters of a word among which those of `sought` are if it may have their part.

    >>> within("Neubaus"), within("Straße"), within("Gas-Preis")
    (b'neubaus', b'strase', b'?')
    """
    return _same(word) if word.isalnum() else b"?"


def sought(insides: Iterable[bytes]) -> tuple[bytes, ...]:
    """Letters of which a word has some `within` if it may have a part that has one of `insides`.

    >>> sought([b"bau"]), sought([b"ersa"])
    ((b'?', b'bau'), (b'?', b'rsa'))
    """
    # Behind a, o and u the first e of a part was passed over.
    return (b"?", *{each.lstrip(b"e") for each in insides})
