r"""Which words of a text may be forms of a term? Those that have some of its letters.

Analysing a word takes microseconds and splitting a compound a hundred, while a pattern of letters
passes over a text at some nanoseconds a character. So a text is first looked through for the
letters that every form of a term has; only what stands there is analysed. Nothing may be missed, so
letters are compared without what folding and stemming may change:

- a text is read as bytes, one for each character: lower case, without accents, `-` for the signs
  that join words and vanish in folding, a space for white space (`_table`);
- `ä` and `ae` are both `a`, `ß` and `ss` both `s`: an `e` behind a, o and u is passed over in terms
  and in texts, and so is a doubled `s`;
- a character beyond Latin-1 may fold to anything (`?`): what stands between white space with one is
  always analysed. Quotes and dashes are none of these.

Most stemmers change nothing but the end of a word (`Language.suffixing`): of their stems all but
the last two letters count, and four at most. Where a dictionary gives a form another stem (`gab`:
`geb`), the form's own letters are looked for, too (`clues.py`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

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
def _table() -> bytes:
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


def letters(text: str) -> bytes:
    """The text as bytes, one for each character.

    >>> letters("Die U-Bahn-Straße in Łódź?")
    b'die u-bahn-strase in ?od?.'
    """
    text = text.replace("?", '"')
    if not text.isascii():
        for sign, like in _SIGNS:
            text = text.replace(sign, like)
    return text.encode("latin-1", "replace").translate(_table())


def _same(term: str) -> bytes:
    """The letters of a term alone, and of those that may be written otherwise only the first."""
    return _SAME.sub(rb"\1\2", _NOT_LETTERS.sub(b"", letters(term)))


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


class Sieve:
    """Finds the stretches of a text, each between white space, that may hold words looked for.

    These begin with one of `beginnings`, or have one of `insides` anywhere. With `every` the whole
    text is one stretch.
    """

    def __init__(
        self, beginnings: Iterable[bytes], insides: Iterable[bytes], *, every: bool = False
    ) -> None:
        inner = [_pattern(each) for each in sorted(set(insides)) if each]
        first = [_pattern(each, first=True) for each in sorted(set(beginnings)) if each]
        self._any = None if every else re.compile(b"|".join([rb"\?", *first, *inner]))
        self._inner = None if every else re.compile(b"|".join([rb"\?", *inner]))

    def stretches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the stretches begin and end, in order."""
        if self._any is None:
            yield 0, len(text)
            return
        read = letters(text)
        end = -1
        for match in self._any.finditer(read):
            place = match.start()
            if place > end:
                start = read.rfind(b" ", 0, place) + 1
                end = read.find(b" ", place)
                end = len(read) if end < 0 else end
                yield start, end

    def may_have_parts(self, word: str) -> bool:
        """Whether a word has one of `insides`, or is joined of several."""
        if self._inner is None or not word.isalnum():
            return True
        return bool(self._inner.search(letters(word)))


# What may stand between two letters where they are written otherwise.
_BETWEEN = {ord("a"): b"[-e]*", ord("o"): b"[-e]*", ord("u"): b"[-e]*", ord("s"): b"[-s]*"}


def _pattern(found: bytes, *, first: bool = False) -> bytes:
    """A pattern for letters, or with `first` for a word that begins so.

    Each begins with a letter: only then is a text scanned for the first letters of all.
    """
    pieces = [bytes((byte,)) for byte in found]
    made = pieces[0] + (b"(?<![a-z0-9]%b)" % pieces[0] if first else b"")
    for before, piece in zip(found, pieces[1:], strict=False):
        made += _BETWEEN.get(before, b"-*") + piece
    return made
