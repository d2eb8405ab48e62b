"""How are documents found in tantivy's files? Pages of matches, counts by value and by story.

Ties of the score come in the order of segments, so they are sorted again by `order`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import tantivy

from ..failures import reading, told
from ..fields import COPY, LABELS, Stored, story_term
from ..packing import unpacked
from . import Found, Match, Order, Query
from .tantivy_query import LAST, translated, utf8

# Facets are counted exactly up to this many distinct values; the library stops at 65,000.
_MOST_VALUES = 60_000
# Articles of several stories that are counted by value and story at once: the library's limit is
# one for all counts of an answer, and an article may have several values.
_MOST_AT_ONCE = 8_000
_LAST_STORY = (1 << 53) - 1
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
        self._schema = self._index.schema
        # A question asks for a term many times, and people for the same terms.
        self._frequencies: dict[tuple[str, str], int] = {}

    def _stat(self) -> tuple[int, int]:
        # Each commit renames a new file into place.
        status = self._commit.stat()
        return status.st_ino, status.st_mtime_ns

    def count(self) -> int:
        return self._searcher.num_docs

    @reading
    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order) -> Found:
        native = translated(query, self._schema)
        if limit <= 0:
            return Found(_total(self._searcher.search(native, limit=1)), ())
        if order == "relevance":
            return self._ranked(native, limit, offset)
        found = self._searcher.search(
            native,
            limit=limit,
            offset=offset,
            order_by_field=order,
            order=tantivy.Order.Desc if order == "newest" else tantivy.Order.Asc,
        )
        return Found(_total(found), tuple(Match(address, 0.0) for _, address in found.hits))

    def _ranked(self, native: tantivy.Query, limit: int, offset: int) -> Found:
        # A tie across the end of the page is fetched whole, or pages would overlap and skip.
        wanted, fetch = offset + limit, offset + limit + 1
        while True:
            found = self._searcher.search(native, limit=fetch)
            hits = found.hits
            if len(hits) < fetch or hits[-1][0] < hits[wanted - 1][0]:
                break
            fetch *= 4
        addresses = [address for _, address in hits]
        newest = self._searcher.fast_field_values("newest", addresses) if hits else []
        ranked = sorted(
            zip(hits, newest, strict=True), key=lambda hit: (hit[0][0], hit[1]), reverse=True
        )
        page = ranked[offset:wanted]
        return Found(_total(found), tuple(Match(address, score) for (score, address), _ in page))

    @reading
    def facets(self, query: Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        asked = {name: _counts(name) for name in names}
        counted = self._searcher.aggregate(translated(query, self._schema), asked)
        return {
            name: {_value(name, bucket): bucket["doc_count"] for bucket in counted[name]["buckets"]}
            for name in names
        }

    @reading
    def stored(self, matches: Sequence[Match]) -> list[Stored]:
        documents = [self._searcher.doc(match.ref) for match in matches]
        return [
            Stored(
                unpacked(bytes_of(document, "article")),
                bytes_of(document, "stored_language").decode(),
            )
            for document in documents
        ]

    @reading
    def stories(self, matches: Sequence[Match]) -> list[int]:
        if not matches:
            return []
        found = self._searcher.fast_field_values("story", [match.ref for match in matches])
        return [int(story or 0) for story in found]

    @reading
    def together(self, query: Query, names: Sequence[str]) -> dict[str, dict[str, dict[int, int]]]:
        several: dict[str, dict[str, dict[int, int]]] = {"": {"": {}}, **{n: {} for n in names}}
        if not self._searcher.doc_freq("state", COPY):
            return several
        native = translated(query, self._schema)
        for terms, most in _portions(self._copies(native, 0, LAST)):
            among = _both(native, self._any_state(terms))
            days = self._days_by_story(among, most)
            found = {story for story, known in days.items() if len(known) > 1}
            several[""][""].update((story, len(days[story])) for story in found)
            for name in names if found else ():
                if name in _KEPT:
                    told = several[name]
                    for story in found:
                        for day in filter(None, days[story]):
                            counts = told.setdefault(_iso(day)[: _KEPT[name]], {})
                            counts[story] = counts.get(story, 0) + 1
                    continue
                asked = {name: {**_counts(name), "aggs": _BY_STORY}}
                for bucket in self._searcher.aggregate(among, asked)[name]["buckets"]:
                    counts = _by_story(bucket)
                    several[name].setdefault(_value(name, bucket), {}).update(
                        (story, counts[story]) for story in counts.keys() & found
                    )
        return several

    def _any_state(self, terms: list[str]) -> tantivy.Query:
        # The library has a query for sets of terms, which takes twice the time of these.
        each = [tantivy.Query.term_query(self._schema, "state", term, "basic") for term in terms]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in each])

    def _days_by_story(self, native: tantivy.Query, most: int) -> dict[int, list[int]]:
        """The days of the matches, `most` at most, that tell each story, 0 for an undated one.

        Read match by match: counting them would take a pass over all matches for each facet.
        """
        hits = self._searcher.search(native, limit=most, order_by_field="newest").hits
        addresses = [address for _, address in hits]
        known: dict[int, list[int]] = {}
        if addresses:
            told = self._searcher.fast_field_values("story", addresses)
            days = self._searcher.fast_field_values("date", addresses)
            for story, day in zip(told, days, strict=True):
                known.setdefault(int(story or 0), []).append(int(day or 0))
        return known

    def _copies(self, native: tantivy.Query, first: int, last: int) -> dict[int, int]:
        """Stories from one number to another that have copies among the matches, and how many.

        Only a story that has a copy there can have several articles there.
        """
        copies = _both(native, tantivy.Query.term_query(self._schema, "state", COPY, "basic"))
        if (first, last) != (0, LAST):
            copies = _both(
                copies,
                tantivy.Query.range_query(
                    self._schema, "copy_of", tantivy.FieldType.Integer, first, last
                ),
            )
        buckets = self._searcher.aggregate(copies, {"": _counts("copy_of")})[""]["buckets"]
        if len(buckets) < _MOST_VALUES:
            return {int(each["key"]): each["doc_count"] for each in buckets}
        middle = (first + min(last, _LAST_STORY)) // 2
        below = self._copies(native, first, middle)
        return below | self._copies(native, middle + 1, last)

    @reading
    def digest(self, article_id: str) -> int | None:
        query = tantivy.Query.term_query(self._schema, "id", utf8(article_id), "basic")
        hits = self._searcher.search(query, limit=1, count=False).hits
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


def _counts(name: str) -> dict[str, Any]:
    """Asks for the number of documents that have each value of a field, or each month or year."""
    if step := _STEPS.get(name):
        return {"histogram": {"field": "date", "interval": step, "min_doc_count": 1}}
    field = f"{name}_value" if name in LABELS else name
    return {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}


# Days are numbers such as 20240117. Counting months takes a quarter of the time of counting days.
_STEPS = {"date:month": 100, "date:year": 10_000}
# Characters of YYYY-MM-DD that are counted.
_KEPT = {"date": 10, "date:month": 7, "date:year": 4}


_BY_STORY = {"stories": _counts("story")}


def _value(name: str, bucket: dict[str, Any]) -> str:
    return _iso(bucket["key"])[: _KEPT[name]] if name in _KEPT else bucket["key"]


def _portions(copies: dict[int, int]) -> Iterator[tuple[list[str], int]]:
    """The terms of stories, so many at a time as can be counted at once.

    With each portion, how many articles tell them at most: the copies and a lead of each.
    """
    terms: list[str] = []
    articles = 0
    for story, count in copies.items():
        terms.append(story_term(story))
        articles += count + 1
        if articles >= _MOST_AT_ONCE:
            yield terms, articles
            terms, articles = [], 0
    if terms:
        yield terms, articles


def _by_story(counted: dict[str, Any]) -> dict[int, int]:
    return {int(each["key"]): each["doc_count"] for each in counted["stories"]["buckets"]}


def _both(first: tantivy.Query, second: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])


def _total(found: Any) -> int:
    return cast(int, found.count)


def bytes_of(document: tantivy.Document, field: str) -> bytes:
    return bytes(cast(bytes, document.get_first(field)))


def _iso(number: float) -> str:
    digits = f"{int(number):08d}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
