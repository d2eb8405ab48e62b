"""What does an engine do? It keeps documents on disk and runs plain queries over their terms.

An engine holds `Document`s (`index/fields.py`) and knows nothing of languages, stems or zones: its
text fields are terms separated by spaces, with positions. It runs trees of `whoosh.query` nodes,
and of them only the plain ones:

    Term, And, Or, Not                  boolean; a Not stands in an And
    AndMaybe                            the second part only adds to the score
    DisjunctionMax                      the best part's score
    ConstantScoreQuery                  matches without ranking
    Phrase                              slop 1: these terms in this order; a greater slop takes
                                        two terms and is Lucene's slop of that number less one
    Prefix, Wildcard, FuzzyTerm         over the terms of a text field; `*` is the one wildcard
    TermRange                           over `date`, ends given as YYYY-MM-DD and included; over
                                        `until`, ends given in seconds
    Every, NullQuery                    all documents, none

Scores are BM25 (k1 1.2, b 0.75) per field, summed by And and Or and multiplied by a node's boost.
Nodes of expansion (Prefix, Wildcard, FuzzyTerm, TermRange) and Every score 1 times their boost.

A further engine is one file here that fulfils `Engine`, and one row in ENGINES.
"""

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, cast

from ..fields import Document, Stored

# A `whoosh.query.Query`; whoosh ships no types.
Query = Any

# A document's address inside one state of one index; it has no meaning outside.
Ref = Any

Order = Literal["relevance", "newest", "oldest"]


class Match(NamedTuple):
    """A document that a query found; `score` is 0.0 when the order is not by relevance."""

    ref: Ref
    score: float


class Found(NamedTuple):
    """A page of matches, and how many there are in all."""

    total: int
    matches: tuple[Match, ...]


class Spread(NamedTuple):
    """How the matches of a query spread over the values of fields, and over stories.

    `counts` has, by the names asked for and then by value, how many matches there are. `together`
    has in the same way each story of which several match and have the value, with how many do; of
    days, months and years also those of which one has it, so that these can be gathered. Under the
    name and the value "" it tells of all matches.
    """

    counts: dict[str, dict[str, int]]
    together: dict[str, dict[str, dict[int, int]]]


class Files(NamedTuple):
    """Which of the files in an engine's folder are what, as patterns of `fnmatch`.

    `heads` say which others belong to a commit; where a new commit replaces one in place it must be
    among them. `members` say which documents there are and which were deleted. `locks` hold
    nothing. All but the heads never change once they are committed.
    """

    heads: tuple[str, ...]
    members: tuple[str, ...]
    locks: tuple[str, ...]


class Reader(Protocol):
    """One committed state of an index. `refresh` moves it on to the latest.

    What cannot be read raises IndexDamaged, or IndexRefused where the system is the cause.
    """

    def count(self) -> int:
        """Documents in the index."""

    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order) -> Found:
        """The page of `limit` matches after the first `offset`.

        Relevance sorts by score, ties by newest; newest and oldest by `Document.order`, undated
        documents last in both. `limit` 0 only counts.
        """

    def spread(self, query: Query, names: Sequence[str], *, few: bool = False) -> Spread:
        """How often each value of FACETS occurs among all matches, and which tell one story.

        `date` counts days as YYYY-MM-DD, `date:month` and `date:year` months and years. That `few`
        match is a hint, by which an engine may be quicker; the counts are the same.
        """

    def stored(self, matches: Sequence[Match]) -> list[Stored]:
        """The documents themselves, in the order of the matches."""

    def stories(self, matches: Sequence[Match]) -> list[int]:
        """The number of each match's story, 0 for none."""

    def digests(self, matches: Sequence[Match]) -> list[int]:
        """The `Document.digest` of each match."""

    def digest(self, article_id: str) -> int | None:
        """The digest of the document with this id, or None if there is none."""

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands; of `deleted` ones some may still be counted."""

    def deleted(self) -> int:
        """How many documents at most `frequency` still counts, of those that were deleted."""

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The most frequent terms that begin with `prefix`, with their document counts."""

    def is_latest(self) -> bool:
        """Whether there was no commit since, and the index is still at its place."""

    def refresh(self) -> bool:
        """Move on to the latest commit; true if there was a new one. For one thread alone."""

    def close(self) -> None:
        """Release files."""


class Writer(Protocol):
    """Changes to an index, invisible to readers until `commit`.

    Raises IndexRefused where the system has no room, memory or right for them.
    """

    def add(self, document: Document) -> None:
        """Add a document. The caller deletes an older one of the same id first."""

    def delete(self, article_id: str) -> None:
        """Delete the document with this id, if there is one."""

    def commit(self) -> None:
        """Put all changes on disk, at once or not at all: synchronised before this returns."""

    def close(self) -> None:
        """Drop what was not committed and release the files."""


class Engine(Protocol):
    """How one search library keeps and searches documents."""

    name: str
    files: Files

    def version(self) -> str:
        """The version that decides whether files can be read: the library's own."""

    def create(self, path: Path) -> None:
        """Make an empty index in an empty folder."""

    def reader(self, path: Path) -> Reader:
        """Open for reading. Raises IndexDamaged."""

    def writer(self, path: Path) -> Writer:
        """Open for writing. Raises IndexDamaged. The caller holds the index's lock."""

    def unused(self, path: Path) -> list[Path]:
        """What writers left that were killed or failed. Empty where that cannot be told."""

    def salvage(self, path: Path) -> Iterator[str | None]:
        """The `Document.article` of each document, however damaged the files are.

        None for each that is not as it was written. Raises IndexDamaged if it cannot even be told
        which documents there should be.
        """


ENGINES = {
    "tantivy": ".tantivy_engine:TantivyEngine",
    "whoosh": ".whoosh_engine:WhooshEngine",
}
DEFAULT = "tantivy"


def engine(name: str) -> Engine:
    """The engine of a row of ENGINES; only this one is imported. Raises KeyError."""
    module, _, attribute = ENGINES[name].partition(":")
    return cast(Engine, getattr(importlib.import_module(module, __name__), attribute)())


# A page is a search through the whole index, so pages are long; what is fetched at once is short.
_PAGE = 50_000
_FETCHED = 500


def documents(reader: Reader, page: int = _PAGE) -> Iterator[Stored]:
    """Every document of an index, newest first; in memory are the addresses of a page of them."""
    from whoosh.query import Every  # an index is written without the query parser

    for offset in range(0, reader.count(), page):
        found = reader.search(Every(), limit=page, offset=offset, order="newest").matches
        for start in range(0, len(found), _FETCHED):
            yield from reader.stored(found[start : start + _FETCHED])
