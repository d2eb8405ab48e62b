"""How does a text become layers? Every distinct word is analysed once, a text is then a look-up.

What is looked up is a chunk (`term_memory.py`): what stands between spaces, with its punctuation.
No word reaches across a space, and cutting there takes a fifth of the time of finding words. The
pipeline of each word in a chunk, in order:

    surface   as printed                         words.surfaces
    units     characters of unspaced scripts     words.units
    exact     folded form                        words.fold
    stem      Snowball stem of the lower-cased word or its lemma, folded, tagged `de:`
    parts     stems of what a compound or hyphens join, tagged alike

A layer is the terms of a text's words separated by spaces. In `exact` and `stem` every word has its
position (phrases need them); `part` holds compounds only.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

import Stemmer

from . import compounds, splitting, words
from .languages import Language, language
from .letters import beginning, within
from .lexicons import Lexicons
from .memory import Memory, Remembered
from .term_memory import TermMemory, Terms, term_memory
from .word_terms import word_terms

LAYERS = ("exact", "stem", "part")

# Version of the rules above, of `words.py` and of what stands in a document: terms on disk change
# with it. Raise it when a change gives some word another term; an index of another version is
# refused until it is rebuilt.
RULES = 3

# Bytes of the chunks that are remembered in building: 1.2 million of German news.
MOST_BYTES = 96_000_000
# Words in each half of what is remembered beside them: in marking hits the words of their texts. In
# building it is parts of compounds, of which fewer come again.
_WORDS = 150_000
MOST_PARTS = 50_000


class Token(NamedTuple):
    """One position of a text: a word, or one unit of an unspaced script.

    `start` and `end` are offsets in characters. `stem` is empty where the language has no stemmer.
    `parts` are those of a compound or of a hyphenated word, to the last; `inner` are compounds
    between the whole word and its parts.
    """

    start: int
    end: int
    exact: str
    stem: str
    parts: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()


_NO_DICTIONARIES = Lexicons()


class Analyser:
    """Words of one language -> tokens and layers, remembering every distinct word."""

    def __init__(
        self,
        row: Language,
        dictionaries: Lexicons = _NO_DICTIONARIES,
        memory: Memory | None = None,
        chunks: Callable[[], TermMemory] = lambda: term_memory(MOST_BYTES),
        number: int = 0,
        few: int | None = None,
    ) -> None:
        """`memory` bounds which words are remembered, together with other analysers that share it.

        `chunks` gives the memory of chunks when layers are first asked for, in which this one has
        its `number`. After `few` words compounds are split by tables (`splitting.py`).
        """
        memory = memory or Memory(_WORDS)
        self.language = row
        self._compounds = dictionaries.compounds
        self._splitting: splitting.Splitting | None = None  # while an index is built
        self._lemmas = dictionaries.lemmas
        self._clues = dictionaries.clues
        self._stemmer = Stemmer.Stemmer(row.stemmer, 0) if row.stemmer else None
        self._chunks = chunks
        self._number = number
        self._few = few
        self._stems = Remembered(self.stem, memory)  # of parts, by their base forms
        # What marking asks for again and again.
        # Word -> its exact form, its stem, and its letters (`letters.within`); None for a run of an
        # unspaced script, and for what folds to nothing.
        self.known = Remembered(self._look, memory)
        self._divided = Remembered(self._parts, memory)
        self._split = Remembered(lambda word: tuple(chain(*self._parts(word))), memory)

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
        if not (word.isascii() and word.isalpha()):
            word = word.translate(_JOINERS)
            prefix, apostrophe, rest = word.partition("'")
            if apostrophe and rest and prefix in row.elided:
                word = rest
        if self._stemmer is None:
            return f"{row.code}:{word}"
        if self._lemmas is not None:
            word = self._lemmas.get(word)
        stem = words.fold(self._stemmer.stemWord(word) or word)
        return f"{row.code}:{stem}" if stem else ""

    def tokens(self, surface: str, offset: int = 0, *, split: bool = True) -> tuple[Token, ...]:
        """The positions that one surface word fills; offsets count from `offset`.

        An unspaced run gives a token a unit, whose stem is the bigram that starts there. Words that
        fold to nothing (a lone tatweel) give none. Without `split` tokens have no parts: splitting
        is the dearest step.
        """
        if (known := self.known[surface]) is not None:
            parts = self._divided[surface] if split else ((), ())
            return (Token(offset, offset + len(surface), known[0], known[1], *parts),)
        if (found := words.units(surface)) is None:
            return ()
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

    def _look(self, surface: str) -> tuple[str, str, bytes] | None:
        exact = words.fold(surface) if words.units(surface) is None else ""
        return (exact, self.stem(surface), within(surface)) if exact else None

    def parts(self, surface: str) -> tuple[str, ...]:
        """Every tagged stem that a word has in the part layer."""
        return self._split[surface]

    def clues(self, stem: str) -> list[bytes] | None:
        """How words with a stem or part begin (`letters.py`); None if they may with anything.

        None begin with the stem of another language.
        """
        row = self.language
        code, tagged, untagged = stem.partition(":")
        if not tagged:  # without a stemmer, a piece of a word
            return [beginning(stem, changed=False)]
        if code != row.code:
            return []
        if not row.suffixing and (self._stemmer is not None or row.tones):
            return None
        if self._clues is not None:
            return [beginning(untagged, changed=True), *self._clues.get(stem)]
        if self._compounds is not None or self._lemmas is not None:
            return None  # an index of before there were clues
        return [beginning(untagged, changed=True)]

    def split(self, surface: str) -> tuple[str, ...]:
        """The parts of a word as printed, which join to it; one for a simple word."""
        found = words.pieces(surface)
        if len(found) == 1:
            return self._printed(surface)
        parts: list[str] = []
        start = 0
        for piece in found:
            # What joins two pieces belongs to the piece before it.
            at = surface.index(piece, start)
            if parts:
                parts[-1] += surface[start:at]
            parts += self._printed(piece)
            start = at + len(piece)
        return tuple(parts)

    def changed(self) -> Iterator[tuple[str, str]]:
        """Forms for which the dictionaries put other words, with what they put for them."""
        if self._lemmas is not None:
            yield from ((form, form) for form in self._lemmas.forms())
        if self._compounds is not None:
            yield from compounds.changed(self._compounds)

    def _parts(self, surface: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tagged stems of a word's parts, and of compounds among its pieces; empty for none."""
        found = words.pieces(surface)
        if len(found) == 1:
            return tuple(map(self._stems.__getitem__, self._bases(surface))), ()
        parts: list[str] = []
        inner: list[str] = []
        for piece in found:
            if not (folded := words.fold(piece)):
                continue
            whole = self._stems[piece] or folded
            bases = self._bases(piece)
            parts += [self._stems[base] for base in bases] or [whole]
            if bases:
                inner.append(whole)
        return tuple(parts), tuple(inner)

    def _bases(self, word: str) -> tuple[str, ...]:
        """The base forms of a compound's parts; none for a simple word."""
        if self._splitting is not None:
            return self._splitting.bases(word)
        return splitting.bases(word, self._compounds) if self._compounds is not None else ()

    def _printed(self, word: str) -> tuple[str, ...]:
        """The parts of a word without hyphens as printed; one for a simple word."""
        return compounds.split(word, self._compounds) if self._compounds is not None else (word,)

    def text(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
        """The tokens of a text in order, without parts, offsets into the text.

        All of them, or those of a stretch that white space or the text's ends bound.
        """
        for first, last in words.spans(text, start, end):
            yield from self.tokens(text[first:last], first, split=False)

    def layers(self, text: str) -> tuple[str, str, str]:
        """What a text holds in each of LAYERS: terms separated by spaces."""
        try:
            return self._remembered.layers(text, self._number, self.terms)
        except UnicodeEncodeError:  # half a pair of surrogates, which is no letter
            return self.layers(text.encode(errors="replace").decode())

    @cached_property
    def _remembered(self) -> TermMemory:
        return self._chunks()

    @cached_property
    def terms(self) -> Callable[[str], Terms]:
        """`chunk_terms`, as quickly as it can be done here."""
        if self._compounds is not None:
            self._splitting = splitting.Splitting(self._compounds, self._few)
        if self._stemmer is None:
            return self.chunk_terms
        return word_terms(
            self.language,
            otherwise=self.chunk_terms,
            stem_word=self._stemmer.stemWord,
            lemmas=self._lemmas,
            bases=self._splitting.bases if self._splitting is not None else _simple,
            stems=self._stems,
        )

    def chunk_terms(self, chunk: str) -> Terms:
        """The terms of a text without spaces in each of LAYERS, each with a space behind it."""
        surfaces = words.surfaces(chunk)
        if surfaces == [chunk]:
            return self._word_terms(chunk)
        # A word that stands without punctuation elsewhere is a chunk there, of the same terms.
        text = " ".join(surfaces)
        layers = self._remembered.layers(text, self._number, self._word_terms)
        exact, stem, part = (f"{layer} " if layer else "" for layer in layers)
        return exact, stem, part

    def _word_terms(self, surface: str) -> Terms:
        if words.units(surface) is None:
            exact = words.fold(surface)
            if not exact:
                return "", "", ""
            stem = self.stem(surface)
            return f"{exact} ", f"{stem} " if stem else "", _spaced(chain(*self._parts(surface)))
        tokens = self.tokens(surface)
        return (
            _spaced(token.exact for token in tokens),
            _spaced(token.stem for token in tokens if token.stem),
            "",
        )


def _simple(_: str) -> tuple[str, ...]:
    return ()


def _spaced(terms: Iterable[str]) -> str:
    return "".join(f"{term} " for term in terms)


# What the stemmers must not see inside a word; they do know the straight apostrophe.
_JOINERS = {ord(c): None for c in "-‐‑.,/*:ـ\u00ad\u200c\u200d\u2060"} | {
    ord("’"): "'",
    ord("ʼ"): "'",
}


class Analysers(dict[str, Analyser]):
    """The analysers of one index by language code, made when first asked for.

    `dictionaries` gives those of a language code. An unknown code has an analyser without stemmer.
    `most_bytes` bounds the chunks that all of them remember together, and `most_words` the others;
    for `few` see `Analyser`.
    """

    def __init__(
        self,
        dictionaries: Callable[[str], Lexicons] = lambda _: _NO_DICTIONARIES,
        most_bytes: int = MOST_BYTES,
        few: int | None = None,
        most_words: int = _WORDS,
    ) -> None:
        super().__init__()
        self._few = few
        self._dictionaries = dictionaries
        self._memory = Memory(most_words)
        self._chunks = cache(lambda: term_memory(most_bytes))

    def __missing__(self, code: str) -> Analyser:
        row = language(code) or Language(code, code)
        made = self[code] = Analyser(
            row, self._dictionaries(code), self._memory, self._chunks, len(self), self._few
        )
        return made


def fingerprint() -> dict[str, str]:
    """What decides which terms a text gets: an index is searched only by the same."""
    return {"rules": str(RULES), "PyStemmer": Stemmer.version()}
