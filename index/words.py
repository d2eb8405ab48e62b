r"""What is a word? Text -> words with offsets, and the folded form in which written words meet.

The rules are one pattern, read from left to right:

- letters, digits and combining marks make a word (Python's `\w` knows no combining marks and would
  cut Hindi and Thai words apart);
- a hyphen or an apostrophe inside a word joins: `Satelliten-Bau`, `geht's`, also after a full stop:
  `K.-o.-Phase`;
- `.`, `,` and `/` join digits: `1.000`, `3,5`, `9/11`, `17.01.2024`; elsewhere they part words;
- single letters with full stops are one abbreviation: `z.B.`, `U.S.A.`;
- German's inclusive endings belong to their word: `Bürger*innen`, `Lehrer:in`, `Kolleg/innen`.

Scripts without spaces between words (Chinese, Japanese, Korean, Thai, ...) come as long runs here
and are cut into units by `units`. A text's words depend on its characters alone, never on its
language.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

# Combining marks that \w leaves out, from the Unicode character database (categories Mn, Mc, Me) in
# the basic plane: with the other planes' hundred ranges the pattern runs at half the speed.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed"
    r"\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd\u0816-\u0819\u081b-\u0823"
    r"\u0825-\u0827\u0829-\u082d\u0859-\u085b\u0898-\u089f\u08ca-\u08e1\u08e3-\u0903"
    r"\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962-\u0963\u0981-\u0983\u09bc\u09be-\u09cd"
    r"\u09d7\u09e2-\u09e3\u09fe-\u0a03\u0a3c-\u0a51\u0a70-\u0a71\u0a75\u0a81-\u0a83\u0abc"
    r"\u0abe-\u0acd\u0ae2-\u0ae3\u0afa-\u0b03\u0b3c\u0b3e-\u0b57\u0b62-\u0b63\u0b82"
    r"\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c\u0c3e-\u0c56\u0c62-\u0c63\u0c81-\u0c83\u0cbc"
    r"\u0cbe-\u0cd6\u0ce2-\u0ce3\u0d00-\u0d03\u0d3b-\u0d3c\u0d3e-\u0d4d\u0d57\u0d62-\u0d63"
    r"\u0d81-\u0d83\u0dca-\u0ddf\u0df2-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1"
    r"\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f3f\u0f71-\u0f84"
    r"\u0f86-\u0f87\u0f8d-\u0fbc\u0fc6\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064"
    r"\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u135d-\u135f\u1712-\u1715"
    r"\u1732-\u1734\u1752-\u1753\u1772-\u1773\u17b4-\u17d3\u17dd\u180b-\u180d\u180f"
    r"\u1885-\u1886\u18a9\u1920-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b04\u1b34-\u1b44"
    r"\u1b6b-\u1b73\u1b80-\u1b82\u1ba1-\u1bad\u1be6-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2"
    r"\u1cd4-\u1ce8\u1ced\u1cf4\u1cf7-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f"
    r"\u2de0-\u2dff\u302a-\u302f\u3099-\u309a\ua66f-\ua672\ua674-\ua67d\ua69e-\ua69f"
    r"\ua6f0-\ua6f1\ua802\ua806\ua80b\ua823-\ua827\ua82c\ua880-\ua881\ua8b4-\ua8c5"
    r"\ua8e0-\ua8f1\ua8ff\ua926-\ua92d\ua947-\ua953\ua980-\ua983\ua9b3-\ua9c0\ua9e5"
    r"\uaa29-\uaa36\uaa43\uaa4c-\uaa4d\uaa7b-\uaa7d\uaab0\uaab2-\uaab4\uaab7-\uaab8"
    r"\uaabe-\uaabf\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6\uabe3-\uabea\uabec-\uabed\ufb1e"
    r"\ufe00-\ufe0f\ufe20-\ufe2f"
)

# Joiners without width: they shape letters or allow a line break, and are never seen.
_INVISIBLE = r"\u00ad\u200c\u200d\u2060"

_JOINED = (
    r"[-‐‑'’ʼ.,/*:]"
    r"(?:(?<=[-‐‑'’ʼ])"  # Satelliten-Bau, geht's
    r"|(?<=\d[.,/])(?=\d)"  # 1.000, 3,5, 9/11
    r"|(?<=[*:/])(?=in(?:nen)?\b)"  # Bürger*innen
    r"|(?<=\b\w\.)(?:-|(?=\w\b)))"  # K.-o.-Phase, z.B.
    r"\w+"
)
_WORD = re.compile(rf"\w+(?:{_JOINED}|[{_MARKS}{_INVISIBLE}]\w*)*")

# What may stand around a word of letters and is no part of it; a hyphen would be.
PUNCTUATION = ".,;:!?…()[]\"'„“”‚‘»«–"

# Scripts written without spaces between words, and Hangul, whose spaces stand around phrases: the
# first and the last character of each stretch, in order.
_UNSPACED = (
    "\u0e00\u0e7f", "\u0e80\u0eff", "\u1000\u109f", "\u1100\u11ff", "\u1780\u17ff",  # Thai .. Khmer
    "\u3041\u30ff", "\u31f0\u31ff",  # kana
    "\u3400\u4dbf", "\u4e00\u9fff", "\uac00\ud7ff", "\uf900\ufaff",  # Han, Hangul
    "\uff66\uff9f",  # narrow kana
    "\U00020000\U0003ffff",
)  # fmt: skip
# Where such a stretch begins and where it has ended, by turns.
_EDGES = "".join(f"{ends[0]}{chr(ord(ends[1]) + 1)}" for ends in _UNSPACED)


@cache
def _unit() -> re.Pattern[str]:  # compiled when first needed: it takes 5 ms
    unspaced = "".join(f"{ends[0]}-{ends[1]}" for ends in _UNSPACED)
    return re.compile(rf"(?:(?![{_MARKS}])[{unspaced}])[{_MARKS}]*|[^{unspaced}]+")


def _without_underscores(text: str) -> str:
    """The same text, same length, with `_` no longer a letter; `Bürger_innen` keeps its ending."""
    return text.replace("_in", "*in").replace("_", " ") if "_" in text else text


def surfaces(text: str) -> list[str]:
    """The words of a text in order, as printed."""
    if text.isascii() and text.isalpha():  # as most stretches between spaces are
        return [text]
    return _WORD.findall(_without_underscores(text))


def spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each word of `surfaces(text)` stands: start and end offsets in characters.

    All of them, or those of a stretch that white space or the text's ends bound.
    """
    plain = _without_underscores(text)
    found = _WORD.finditer(plain, start, len(plain) if end is None else end)
    return (match.span() for match in found)


def units(surface: str) -> list[tuple[int, int]] | None:
    """Offsets of the units of a word that holds an unspaced script, else None.

    A unit is one character of the script with its marks, or a whole stretch of other characters
    (`GPT模型` has the units `GPT`, `模`, `型`). Units join to the word.
    """
    if surface.isascii() or max(surface) < _EDGES[0] or not any(map(is_unspaced, surface)):
        return None
    return [match.span() for match in _unit().finditer(surface)]


def is_unspaced(unit: str) -> bool:
    """Whether a unit is of an unspaced script."""
    return bisect_right(_EDGES, unit[0]) % 2 == 1


# German writes ä or ae; other accents are dropped. Letters that Unicode does not decompose follow.
_LETTERS = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe",
    "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "þ": "th",
    # й, ї and ў are letters of their own, though Unicode decomposes them; ё is a dotted е.
    "й": "й", "ї": "ї", "ў": "ў",
    # Arabic and Persian keyboards give different kaf, yeh and heh for the same letter.
    "ک": "ك", "ی": "ي", "ى": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ـ": "", "\u00ad": "", "\u200c": "", "\u200d": "", "\u2060": "",
    "-": "", "‐": "", "‑": "", "'": "", "’": "", "ʼ": "",
    "*": "", ":": "", ".": "", ",": "", "/": "",
}  # fmt: skip
# Marks that readers leave out when they type: accents, Arabic vowels, Hebrew points. Marks of
# Indic and Thai scripts are vowels and tones: they stay.
_DROPPED = (  # compiled when first needed
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1dc0-\u1dff\u20d0-\u20ff]"
)


class _Folding(dict[int, str]):
    """Character -> folded text, worked out when first met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        lower = character.lower() if character != "İ" else "i"
        if (found := _LETTERS.get(lower)) is None:
            if unicodedata.category(character) == "Nd":
                found = str(unicodedata.digit(character))
            else:
                plain = unicodedata.normalize("NFKD", lower)
                if not plain.isascii():
                    plain = re.sub(_DROPPED, "", plain)
                plain = plain.casefold()
                found = unicodedata.normalize("NFC", plain)
                if found and not all(map(str.isalnum, found)) and character.isalnum():
                    found = lower  # ½ decomposes into 1⁄2: not letters, not digits
        self[code] = found
        return found


_FOLDING = _Folding()
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_NUMBER = re.compile(r"\d+(?:[.,/-]\d+)+")
# Nothing that people write is longer; base64 and the like need not fill the term dictionary.
_LONGEST = 128


def fold(word: str) -> str:
    """The form in which written variants of a word meet.

    `Straße` and `STRASSE` give `strasse`, `Müller` and `Mueller` give `mueller`, `Erdoğan` gives
    `erdogan`, `Satelliten-Bau` gives `satellitenbau`, `1.000` gives `1000`, `3,5` gives `3.5`.
    Folding what is folded changes nothing. At most 128 characters are kept.
    """
    if word.isascii() and word.isalpha():
        return word.lower()[:_LONGEST]
    if word[:1].isdigit() and (match := _NUMBER.fullmatch(word)):
        return _number(match[0])
    folded = unicodedata.normalize("NFC", word).translate(_FOLDING)
    return (folded if folded.isascii() else unicodedata.normalize("NFC", folded))[:_LONGEST]


def folded(text: str) -> str:
    """A label's text as terms: its words, folded, separated by spaces."""
    return " ".join(filter(None, map(fold, surfaces(text))))


def _number(text: str) -> str:
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    if match := _GROUPED.fullmatch(digits):
        whole, point, rest = digits, "", ""
        other = "," if match[1] == "." else "."
        if other in digits:
            whole, point, rest = digits.rpartition(other)
        return whole.replace(match[1], "") + ("." + rest if point else "")
    if match := _DECIMAL.fullmatch(digits):
        return f"{match[1]}.{match[2]}"
    return digits[:_LONGEST]


_HYPHEN = re.compile(r"\.?[-‐‑]|(?<=\d)/(?=\d)")
_DOTTED = re.compile(r"\d+(?:\.\d+){2,}")


def pieces(surface: str) -> list[str]:
    """The pieces that hyphens (or `/` and `.` between digits) join; one for a plain word.

    Apostrophes, abbreviations, decimals and inclusive endings make no pieces: `3,5` is one number
    and `z.B.` one abbreviation.
    """
    if surface.isalnum():
        return [surface]
    found: list[str] = []
    for piece in _HYPHEN.split(surface):
        dotted = _DOTTED.fullmatch(piece) and not _GROUPED.fullmatch(piece)
        found.extend(piece.split(".") if dotted else [piece])
    return found
