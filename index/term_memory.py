"""What are the terms of a text? Each chunk is worked out once and remembered, within bounds.

A chunk is what stands between two spaces. News repeats its chunks: of eight hundred in an article
all but ten or so were met within the last hundred thousand articles, so nearly all of indexing is
looking them up. That is done in C where it was compiled (`_term_memory.c`: a fifth of the time
and a sixth of the room), else by the class here, which is also its judge.

Entries age in two halves, as in `memory.py` and for the same reason. Here the bound is in bytes,
since nothing else that a run remembers takes as many.
"""

import os
from collections.abc import Callable
from typing import Protocol

# The terms of one chunk in each layer, with a space behind every term: a chunk without any needs no
# care then.
Terms = tuple[str, str, str]

# What an entry takes in objects of Python, more or less: its key, its terms, its place.
_ENTRY_BYTES = 500
# Terms of a chunk that are remembered: more has a run of a script without spaces, which hardly
# comes twice.
_MOST_TERMS = 5


class TermMemory(Protocol):
    """Chunks and their terms, of several languages, within one bound."""

    def layers(self, text: str, language: int, terms: Callable[[str], Terms], /) -> Terms:
        """The terms of a text in each layer, separated by spaces.

        `language` is any number below 2^32 that stands for the language, and `terms` works out a
        chunk in it, always alike; it may itself ask for other texts. Instead of a chunk it may be
        asked for the word in it, without the punctuation around, which has the same terms. Raises
        UnicodeEncodeError, or not, for a text with half a pair of surrogates.
        """


class PlainTermMemory:
    """See `TermMemory`; in objects of Python, of about `most_bytes` bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._half = max(most_bytes // 2 // _ENTRY_BYTES, 1)
        self._newer: dict[tuple[int, str], Terms] = {}
        self._older: dict[tuple[int, str], Terms] = {}

    def layers(self, text: str, language: int, terms: Callable[[str], Terms], /) -> Terms:
        exact: list[str] = []
        stem: list[str] = []
        part: list[str] = []
        for chunk in text.split():
            if (found := self._newer.get((language, chunk))) is None:
                found = self._older.get((language, chunk)) or terms(chunk)
                if found[0].count(" ") <= _MOST_TERMS:
                    self._keep((language, chunk), found)
            exact.append(found[0])
            stem.append(found[1])
            part.append(found[2])
        return "".join(exact)[:-1], "".join(stem)[:-1], "".join(part)[:-1]

    def held(self) -> int:
        """How many entries there are; one that has come back from the older half counts twice."""
        return len(self._newer) + len(self._older)

    def _keep(self, key: tuple[int, str], found: Terms) -> None:
        if len(self._newer) >= self._half:
            self._older, self._newer = self._newer, {}
        self._newer[key] = found


def term_memory(most_bytes: int) -> TermMemory:
    """An empty memory that grows to `most_bytes` bytes and stays there; in C if there is one."""
    try:
        from ._term_memory import TermMemory as Compiled  # asking an index takes no layers
    except ImportError:  # pragma: no cover  (there was no compiler)
        return PlainTermMemory(most_bytes)
    # As `secrets` does, without the 4 ms that a query would pay for its import.
    return Compiled(most_bytes, int.from_bytes(os.urandom(8)))
