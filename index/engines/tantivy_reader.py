"""How are documents found in tantivy's files? Pages of matches, and documents themselves.

Ties of the score come in the order of segments, so they are sorted again by `order`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import tantivy

from .. import dictionaries
from ..failures import reading, told
from ..fields import COPY, Stored
from ..packing import Unpacker
from . import Found, Match, Order, Query, Spread
from .tantivy_query import Translator, utf8
from .tantivy_spread import spread, total

# Hits fetched beyond a page, to see where a tie across its end stops.
_TIED = 10
# Terms whose frequency a reader remembers.
_REMEMBERED = 50_000
# What opening says where the lock that the library wants cannot be made: rights, or a whole disk.
_READ_ONLY = re.compile(r"Lockfile.*code: (13|30),")


def _opened(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    index = tantivy.Index.open(str(folder))
    # "manual": a searcher stays with its commit until refresh, so that pages join.
    index.config_reader("manual")
    return index, index.searcher()


def _opened_aside(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    """Opens a folder in which we may not write: the library makes a lock there even to read.

    A folder of links to its files serves as well, until they are open.
    """
    import tempfile  # seldom needed

    for last in (False,) * 9 + (True,):
        with tempfile.TemporaryDirectory(prefix="newsearch-") as aside:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    (Path(aside) / file.name).symlink_to(file.resolve())
            try:
                return _opened(Path(aside))
            except ValueError:  # a writer may have removed a file since we read of it
                if last:
                    raise
    raise AssertionError


class TantivyReader:
    """See `Reader`."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self._commit = path / "meta.json"
        with told(path, "read"):
            self._open()

    def _open(self) -> None:
        self._state = self._stat()
        try:
            self._index, self._searcher = _opened(self.folder)
        except ValueError as error:
            if not _READ_ONLY.search(str(error)):
                raise
            self._index, self._searcher = _opened_aside(self.folder)
        self._to = Translator(self._index.schema)
        # After the commit, whose articles have all theirs by then.
        self._articles = Unpacker(dictionaries.read(self.folder))
        # A question asks for a term many times, and people for the same terms.
        self._frequencies: dict[tuple[str, str], int] = {}
        self._deleted: int | None = None

    def _stat(self) -> tuple[int, int]:
        # Each commit renames a new file into place.
        status = self._commit.stat()
        return status.st_ino, status.st_mtime_ns

    def count(self) -> int:
        return self._searcher.num_docs

    @reading
    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order) -> Found:
        if limit <= 0:
            return Found(total(self._searcher, self._to.matching(query)), ())
        if order != "relevance":
            return self._sorted(query, limit, offset, order)
        return self._ranked(query, limit, offset)

    def _sorted(self, query: Query, limit: int, offset: int, order: Order) -> Found:
        found = self._searcher.search(
            self._to.matching(query),
            limit=limit,
            offset=offset,
            order_by_field=order,
            order=tantivy.Order.Desc if order == "newest" else tantivy.Order.Asc,
        )
        return Found(_count(found), tuple(Match(address, 0.0) for _, address in found.hits))

    def _ranked(self, query: Query, limit: int, offset: int) -> Found:
        native = self._to.scored(query)
        # A tie across the end of the page is fetched whole, or pages would overlap and skip. A few
        # hits more cost nothing, and most ties end within them.
        wanted, fetch = offset + limit, offset + limit + _TIED
        while True:
            found = self._searcher.search(native, limit=fetch)
            hits = found.hits
            if len(hits) < fetch or hits[-1][0] < hits[wanted - 1][0]:
                break
            fetch *= 4
        if any(score == after for (score, _), (after, _) in pairwise(hits)):
            addresses = [address for _, address in hits]
            newest = self._searcher.fast_field_values("newest", addresses)
            tied = zip(hits, newest, strict=True)
            hits = [
                hit for hit, _ in sorted(tied, key=lambda each: (each[0][0], each[1]), reverse=True)
            ]
        page = hits[offset:wanted]
        return Found(_count(found), tuple(Match(address, score) for score, address in page))

    @reading
    def stored(self, matches: Sequence[Match]) -> list[Stored]:
        documents = [self._searcher.doc(match.ref) for match in matches]
        return [
            Stored(
                self._articles.unpacked(bytes_of(document, "article")),
                bytes_of(document, "stored_language").decode(),
            )
            for document in documents
        ]

    @reading
    def stories(self, matches: Sequence[Match]) -> list[int]:
        return self._numbers("story", matches)

    @reading
    def digests(self, matches: Sequence[Match]) -> list[int]:
        return self._numbers("digest", matches)

    def _numbers(self, field: str, matches: Sequence[Match]) -> list[int]:
        if not matches:
            return []
        found = self._searcher.fast_field_values(field, [match.ref for match in matches])
        return [int(number or 0) for number in found]

    @reading
    def spread(self, query: Query, names: Sequence[str], *, few: bool = False) -> Spread:
        copies = bool(self.frequency("state", COPY))
        return spread(self._searcher, self._to, query, names, copies=copies, few=few)

    @reading
    def digest(self, article_id: str) -> int | None:
        # Most that are asked for are new, and a search takes ten times as long as a look at terms.
        if not self._searcher.doc_freq("id", utf8(article_id)):
            return None
        hits = self._searcher.search(self._to.term("id", article_id), limit=1, count=False).hits
        if not hits:
            return None
        digests = self._searcher.fast_field_values("digest", [hits[0][1]])
        return cast(int, digests[0])

    @reading
    def frequency(self, field: str, term: str) -> int:
        known = self._frequencies
        if (found := known.get((field, term))) is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[field, term] = self._searcher.doc_freq(field, term)
        return found

    @reading
    def deleted(self) -> int:
        if self._deleted is None:
            # Each document has one language, and terms count what was deleted, too.
            languages = self._searcher.terms_with_prefix("language", "")
            self._deleted = sum(count for _, count in languages) - self._searcher.num_docs
        return self._deleted

    @reading
    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return self._searcher.terms_with_prefix(field, prefix, limit=limit)

    def is_latest(self) -> bool:
        try:
            return self._stat() == self._state
        except FileNotFoundError:
            return False

    @reading
    def refresh(self) -> bool:
        if self.is_latest():
            return False
        self._open()
        return True

    def close(self) -> None:
        pass  # files are unmapped with the last reference


def _count(found: Any) -> int:
    return cast(int, found.count)


def bytes_of(document: tantivy.Document, field: str) -> bytes:
    return bytes(cast(bytes, document.get_first(field)))
