"""How does a text become layers? Every distinct word is analysed once, a text is then a look-up.

The pipeline of one word, in order:

    surface   as printed                         words.surfaces
    units     characters of unspaced scripts     words.units
    exact     folded form                        words.fold
    stem      Snowball stem of the lower-cased word, folded, tagged `de:`
    parts     stems of what hyphens or a compound join, tagged alike

A layer is the terms of a text's words separated by spaces. In `exact` and `stem` every word has its
position (phrases need them); `part` holds compounds only.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import Stemmer

from . import words
from .languages import Language, language

LAYERS = ("exact", "stem", "part")

# Version of the rules above and of `words.py`: terms on disk change with it. Raise it when a change
# gives some word another term; an index of another version is refused until it is rebuilt.
RULES = 1

# Distinct surfaces remembered per language: 600,000 German words take about 200 MB, and a cleared
# cache fills again at the price of analysing its words once more.
_REMEMBERED = 400_000


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a text: a word, or one unit of an unspaced script.

    `start` and `end` are offsets in characters. `stem` is empty where the language has no stemmer.
    """

    start: int
    end: int
    exact: str
    stem: str
    parts: tuple[str, ...] = ()


class Analyser:
    """Words of one language -> tokens and layers, remembering every distinct word."""

    def __init__(self, row: Language) -> None:
        self.language = row
        self._stemmer = Stemmer.Stemmer(row.stemmer, 0) if row.stemmer else None
        self._known = _Known(self)

    def stem(self, word: str) -> str:
        """The tagged stem of a word, `de:satellit`; empty where the language has no stemmer."""
        row = self.language
        if self._stemmer is None and not row.tones:
            return ""
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        if row.lower:
            word = word.translate(row.lower)
        word = word.lower()
        if row.letters:
            word = word.translate(row.letters)
        word = word.translate(_JOINERS)
        prefix, apostrophe, rest = word.partition("'")
        if apostrophe and rest and prefix in row.elided:
            word = rest
        if self._stemmer is None:
            return f"{row.code}:{word}"
        stem = words.fold(self._stemmer.stemWord(word) or word)
        return f"{row.code}:{stem}" if stem else ""

    def tokens(self, surface: str, offset: int = 0) -> tuple[Token, ...]:
        """The positions that one surface word fills; offsets count from `offset`.

        An unspaced run gives a token a unit, whose stem is the bigram that starts there. Words that
        fold to nothing (a lone tatweel) give none.
        """
        found = words.units(surface)
        if found is None:
            exact = words.fold(surface)
            if not exact:
                return ()
            token = Token(
                offset, offset + len(surface), exact, self.stem(surface), self.parts(surface)
            )
            return (token,)
        tokens = []
        for position, (start, end) in enumerate(found):
            unit = surface[start:end]
            if not (exact := words.fold(unit)):
                continue
            if words.is_unspaced(unit):
                after = surface[slice(*found[position + 1])] if position + 1 < len(found) else ""
                follows = words.fold(after) if after and words.is_unspaced(after) else ""
                tokens.append(Token(offset + start, offset + end, exact, exact + follows))
            else:
                tokens.append(Token(offset + start, offset + end, exact, self.stem(unit)))
        return tuple(tokens)

    def parts(self, surface: str) -> tuple[str, ...]:
        """Tagged stems of the parts of a hyphenated word; empty for a simple word."""
        found = words.pieces(surface)
        if len(found) == 1:
            return ()
        return tuple(
            self.stem(piece) or folded for piece in found if piece and (folded := words.fold(piece))
        )

    def text(self, text: str) -> Iterator[Token]:
        """The tokens of a text in order, offsets into the text."""
        for start, end in words.spans(text):
            yield from self.tokens(text[start:end], start)

    def layers(self, text: str) -> tuple[str, str, str]:
        """What a text holds in each of LAYERS: terms separated by spaces."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        terms = [known[surface] for surface in words.surfaces(text)]
        if not terms:
            return "", "", ""
        exact, stem, part = zip(*terms, strict=True)
        return (
            " ".join(filter(None, exact)),
            " ".join(filter(None, stem)),
            " ".join(filter(None, part)),
        )


class _Known(dict[str, tuple[str, str, str]]):
    """Surface -> its terms in each layer, analysed when first met."""

    def __init__(self, analyser: Analyser) -> None:
        super().__init__()
        self._analyser = analyser

    def __missing__(self, surface: str) -> tuple[str, str, str]:
        tokens = self._analyser.tokens(surface)
        terms = (
            " ".join(token.exact for token in tokens),
            " ".join(token.stem for token in tokens if token.stem),
            " ".join(part for token in tokens for part in token.parts),
        )
        if len(tokens) <= 1:  # a run of an unspaced script hardly comes twice
            self[surface] = terms
        return terms


# What the stemmers must not see inside a word; they do know the straight apostrophe.
_JOINERS = {ord(c): None for c in "-‐‑.,/*:ـ\u00ad\u200c\u200d\u2060"} | {
    ord("’"): "'",
    ord("ʼ"): "'",
}


@cache
def analyser(code: str) -> Analyser:
    """The analyser of a language code, made once a process; an unknown code has no stemmer."""
    return Analyser(language(code) or Language(code, code))


def fingerprint() -> dict[str, str]:
    """What decides which terms a text gets: an index is searched only by the same."""
    return {"rules": str(RULES), "PyStemmer": Stemmer.version()}
