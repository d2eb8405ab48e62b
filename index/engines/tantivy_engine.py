"""The default engine: tantivy, native, memory-mapped, with crash-safe commits.

What tantivy cannot do as asked is settled here: strings have no ranges, so `date` is a number; ties
of the score come in the order of segments, so they are sorted again by `order`.
"""

import json
import mmap
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import tantivy
from whoosh import query as plain

from .. import own_files
from ..failures import reading, told, writing
from ..fields import (
    COPY,
    FIRST_DATED,
    LABELS,
    TERM_FIELDS,
    TEXT_FIELDS,
    Document,
    Stored,
    story_term,
)
from ..packing import unpacked
from . import Files, Found, Match, Order, Query

# Room for postings before a segment is written. The library asks for at least 15 MB a thread.
_HEAP_BYTES = 256_000_000
# What it may take in all: the heap, stacks of threads, and 64 MB that each reserves with the C
# library. Of address space, not of memory.
_SPACE_BYTES = 1_000_000_000
# Facets are counted exactly up to this many distinct values; the library stops at 65,000.
_MOST_VALUES = 60_000
# Articles of several stories that are counted by value and story at once: the library's limit is
# one for all counts of an answer, and an article may have several values.
_MOST_AT_ONCE = 8_000
_LAST_STORY = (1 << 53) - 1
_LAST = (1 << 63) - 1
# Terms whose frequency a reader remembers.
_REMEMBERED = 50_000

_OF_SEGMENT = re.compile(r"[0-9a-f]{32}\.[.\w]+")

# What opening says where the lock that the library wants cannot be made: rights, or a whole disk.
_READ_ONLY = re.compile(r"Lockfile.*code: (13|30),")

_UNTYPED: Any = tantivy  # its stub leaves out some of what the module has

_WITHOUT_COUNTS = frozenset(("id", "language", *TERM_FIELDS))
_POSITIONS = frozenset(field for field in TEXT_FIELDS if not field.endswith("_part"))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", fast=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        option = "position" if name in _POSITIONS else "freq"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in LABELS:
        builder.add_text_field(
            f"{name}_value", fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in TERM_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("date", "newest", "oldest", "digest", "until", "story", "copy_of"):
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("article", stored=True)
    builder.add_bytes_field("stored_language", stored=True)
    return builder.build()


class TantivyEngine:
    """See `Engine`."""

    name = "tantivy"
    files = Files(
        heads=("meta.json", ".managed.json"),
        members=("meta.json", "*.del"),
        locks=(".tantivy-*.lock",),
    )

    def version(self) -> str:
        return str(_UNTYPED.__version__)

    def create(self, path: Path) -> None:
        tantivy.Index(_schema(), str(path), reuse=False)
        _share(path)

    def reader(self, path: Path) -> "TantivyReader":
        return TantivyReader(path)

    def writer(self, path: Path) -> "TantivyWriter":
        return TantivyWriter(path)

    def unused(self, path: Path) -> list[Path]:
        try:
            segments = json.loads((path / "meta.json").read_bytes())["segments"]
            used = {
                segment["segment_id"].replace("-", ""): segment["deletes"] for segment in segments
            }
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return [
            file
            for file in path.iterdir()
            if file.name.startswith(".tmp") or not _used(file.name, used)
        ]

    def salvage(self, path: Path) -> Iterator[str | None]:
        from .tantivy_salvage import salvaged  # seldom needed

        return salvaged(path, _schema())


def _used(name: str, segments: Mapping[str, Any]) -> bool:
    """Whether a commit needs a file; it names the segments, each with its list of deletions."""
    if not _OF_SEGMENT.fullmatch(name):
        return True
    segment, kind = name.split(".", 1)
    if segment not in segments:
        return False
    # One that was not committed has the number of one to come: the library would not replace it.
    deletes = segments[segment]
    return not kind.endswith("del") or bool(deletes and kind == f"{deletes['opstamp']}.del")


def _share(path: Path) -> None:
    """Lets others read what the library writes for its user alone, as far as the umask says."""
    for name in ("meta.json", ".managed.json"):
        own_files.as_the_rest(path / name)


def _require_memory() -> None:
    """Raises OSError now, in words, where the library would end the process halfway."""
    for size, protection in ((_HEAP_BYTES, mmap.PROT_READ | mmap.PROT_WRITE), (_SPACE_BYTES, 0)):
        mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, protection).close()


class TantivyWriter:
    """See `Writer`."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        with told(path, "written"):
            _require_memory()
            # One thread: documents keep their order, and with two cores analysis takes the other.
            self._writer = tantivy.Index.open(str(path)).writer(_HEAP_BYTES, 1)

    @writing
    def add(self, document: Document) -> None:
        fields: dict[str, Any] = {
            "id": document.id,
            "language": document.language,
            "stored_language": document.language.encode(),
            "article": document.article,
            "newest": document.order,
            "oldest": document.order if document.order >= FIRST_DATED else _LAST - document.order,
            "digest": document.digest,
            "story": document.story,
            "state": document.state_terms,
            "signature": document.signature,
            **document.terms,
        }
        for name in ("date", "until", "copy_of"):
            if value := getattr(document, name):
                fields[name] = value
        for label, values in document.values.items():
            fields[f"{label}_value"] = list(values)
        self._writer.add_document(tantivy.Document(**fields))

    @writing
    def delete(self, article_id: str) -> None:
        self._writer.delete_documents_by_term("id", _utf8(article_id))

    @writing
    def commit(self) -> None:
        self._writer.commit()
        self._settle()

    @writing
    def close(self) -> None:
        # Not rolled back: that leaves a merge that is under way to go on behind our back, writing
        # files that no commit will name. What was not committed is dropped all the same.
        self._writer.wait_merging_threads()
        self._settle()  # merging replaces meta.json, too

    def _settle(self) -> None:
        _share(self.folder)
        # The library synchronises its files, but not the name of the last one that it renamed.
        own_files.synchronised(self.folder)


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
        native = _translate(query, self._schema)
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
        counted = self._searcher.aggregate(_translate(query, self._schema), asked)
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
        native = _translate(query, self._schema)
        for terms, most in _portions(self._copies(native, 0, _LAST)):
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
        each = [_Native.term_query(self._schema, "state", term, "basic") for term in terms]
        return _Native.boolean_query([(tantivy.Occur.Should, query) for query in each])

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
        copies = _both(native, _Native.term_query(self._schema, "state", COPY, "basic"))
        if (first, last) != (0, _LAST):
            copies = _both(
                copies,
                _Native.range_query(
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
        query = tantivy.Query.term_query(self._schema, "id", _utf8(article_id), "basic")
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
    return _Native.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])


def _total(found: Any) -> int:
    return cast(int, found.count)


def bytes_of(document: tantivy.Document, field: str) -> bytes:
    return bytes(cast(bytes, document.get_first(field)))


def _iso(number: float) -> str:
    digits = f"{int(number):08d}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


# -- whoosh.query -> tantivy.Query

_Native = tantivy.Query


def _utf8(text: str) -> str:
    """The text as the library takes it: without lone surrogates, which no document has."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def _translate(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    native = _TRANSLATE[type(node)](node, schema)
    boost = getattr(node, "boost", 1.0)
    return native if boost == 1.0 else _Native.boost_query(native, boost)


def _constant(native: tantivy.Query) -> tantivy.Query:
    return _Native.const_score_query(native, 1.0)


def _term(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    option = "basic" if node.fieldname in _WITHOUT_COUNTS else "freq"
    return _Native.term_query(schema, node.fieldname, _utf8(node.text), option)


def _and(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    clauses = []
    for child in node.subqueries:
        if isinstance(child, plain.Not):
            clauses.append((tantivy.Occur.MustNot, _translate(child.query, schema)))
        else:
            clauses.append((tantivy.Occur.Must, _translate(child, schema)))
    if not clauses:
        return _Native.empty_query()
    if all(occur == tantivy.Occur.MustNot for occur, _ in clauses):
        clauses.append((tantivy.Occur.Must, _constant(_Native.all_query())))
    return _Native.boolean_query(clauses)


def _or(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    children = [(tantivy.Occur.Should, _translate(child, schema)) for child in node.subqueries]
    return _Native.boolean_query(children) if children else _Native.empty_query()


def _not(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _and(plain.And([node]), schema)


def _and_maybe(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.boolean_query(
        [
            (tantivy.Occur.Must, _translate(node.a, schema)),
            (tantivy.Occur.Should, _translate(node.b, schema)),
        ]
    )


def _best(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.disjunction_max_query([_translate(child, schema) for child in node.subqueries])


def _constant_score(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.const_score_query(_translate(node.child, schema), node.score)


def _phrase(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    if len(node.words) == 1:
        return _term(plain.Term(node.fieldname, node.words[0]), schema)
    return _Native.phrase_query(schema, node.fieldname, list(node.words), node.slop - 1)


def _prefix(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _constant(_Native.regex_query(schema, node.fieldname, f"{_literal(node.text)}.*"))


def _wildcard(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    pattern = ".*".join(_literal(piece) for piece in re.split(r"\*+", node.text))
    return _constant(_Native.regex_query(schema, node.fieldname, pattern))


def _fuzzy(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _constant(
        _Native.fuzzy_term_query(
            schema, node.fieldname, _utf8(node.text), node.maxdist, transposition_cost_one=True
        )
    )


def _range(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _constant(
        _Native.range_query(
            schema,
            node.fieldname,
            tantivy.FieldType.Integer,
            _number(node.start, 0),
            _number(node.end, _LAST),
        )
    )


def _number(date: str | None, otherwise: int) -> int:
    return int(date.replace("-", "")) if date else otherwise


def _literal(text: str) -> str:
    return re.sub(r"([\\.+*?()|\[\]{}^$#&~<>@\"-])", r"\\\1", _utf8(text))


_TRANSLATE: dict[type[Any], Callable[[Query, tantivy.Schema], tantivy.Query]] = {
    plain.Term: _term,
    plain.And: _and,
    plain.Or: _or,
    plain.Not: _not,
    plain.AndMaybe: _and_maybe,
    plain.DisjunctionMax: _best,
    plain.ConstantScoreQuery: _constant_score,
    plain.Phrase: _phrase,
    plain.Prefix: _prefix,
    plain.Wildcard: _wildcard,
    plain.FuzzyTerm: _fuzzy,
    plain.TermRange: _range,
    plain.Every: lambda _node, _schema: _constant(_Native.all_query()),
    type(plain.NullQuery): lambda _node, _schema: _Native.empty_query(),
}
