"""Which parts has a word, asked for one word after the other while an index is built?

`compounds.py` asks dictionaries that are mapped into memory, which costs nothing to begin with and
sixteen microseconds a word. Where many words are asked for, the dictionaries are turned into tables
for `_compounds.c`, which takes a second, 50 MB, and then a third of the time; `compounds.py` is its
judge, and serves where it was not compiled.
"""

from typing import TYPE_CHECKING

from . import compounds
from .compounds import MAX_LETTERS, Lexicon, normal

if TYPE_CHECKING:
    from ._compounds import Splitter

# Words after which tables pay.
_FEW = 60_000


class Splitting:
    """Words -> the base forms of their parts, by one dictionary."""

    def __init__(self, lexicon: Lexicon, few: int | None = None) -> None:
        """Tables are made when `few` words were asked for; None: when they pay."""
        self._lexicon = lexicon
        self._left = _FEW if few is None else few
        self._splitter: Splitter | None = None

    def bases(self, word: str) -> tuple[str, ...]:
        """The base forms of a compound's parts, as `compounds.bases`; none for a simple word."""
        if self._splitter is None:
            if not self._left:
                self._splitter = tables(self._lexicon)
            self._left -= 1
            return bases(word, self._lexicon)
        key = normal(word)
        if len(key) != len(word):  # each ß is to stay in one part
            return bases(word, self._lexicon)
        if not key.isalpha() or len(key) > MAX_LETTERS:
            return bases(word, self._lexicon) if "-" in word else ()
        found = self._splitter.bases(key)
        if found is None:
            return bases(word, self._lexicon)
        return found if len(found) > 1 else ()


def bases(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """`Splitting.bases` of one word."""
    found = compounds.bases(word, lexicon)
    return found if len(found) > 1 else ()


def tables(lexicon: Lexicon) -> "Splitter | None":
    """The tables of a dictionary; None where `_compounds.c` was not compiled."""
    try:
        from ._compounds import Splitter  # a query needs none of it
    except ImportError:  # pragma: no cover  (there was no compiler)
        return None
    return Splitter(
        lexicon.words.iteritems(),
        lexicon.parts.iteritems(),
        lexicon.whole,
        (
            lexicon.flags,
            lexicon.lemma,
            lexicon.first,
            lexicon.last,
            lexicon.last_adjective,
            lexicon.base,
            *lexicon.edits.tables,
        ),
    )
