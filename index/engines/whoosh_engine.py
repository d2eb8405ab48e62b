"""The engine in pure Python: whoosh keeps the postings, read here in the obvious way.

It runs wherever Python runs, and it judges the faster engines: `whoosh_evaluation.py` takes a query
node by node, with nothing skipped. So it is slow, and meant for small archives and for tests.

Opening one of these indexes unpickles whoosh's table of contents, which may run any code. So one
whose files belong to others is refused, unless the user says otherwise (`own_files.require_own`).
"""

import contextlib
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

import whoosh
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh import query as plain
from whoosh.analysis import RegexTokenizer
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from .. import dictionaries, own_files
from ..failures import reading, told, writing
from ..fields import (
    FIRST_DATED,
    LABELS,
    TERM_FIELDS,
    TEXT_FIELDS,
    Document,
    Stored,
)
from ..packing import Unpacker
from . import Files, Found, Match, Order, Query, Spread
from .whoosh_evaluation import Evaluation, terms

_OF_SEGMENT = re.compile(r"(MAIN_[0-9a-z]+)\.[.\w]+")
_ABOUT_TO_BE_CONTENTS = re.compile(r"_MAIN_\d+\.toc\..+")

# Characters of YYYY-MM-DD that are counted.
_DATES = {"date": 10, "date:month": 7, "date:year": 4}
_SEPARATOR = "\x1f"


def _schema() -> fields.Schema:
    layout: dict[str, Any] = {
        "id": fields.ID(),
        "language": fields.ID(),
        "date": fields.NUMERIC(int, 32, signed=False, sortable=True),
        "order": fields.NUMERIC(int, 64, sortable=True),
        "digest": fields.NUMERIC(int, 64, sortable=True),
        "until": fields.NUMERIC(int, 64, sortable=True),
        "story": fields.NUMERIC(int, 64, sortable=True),
        "article": fields.STORED(),
        "language_value": fields.COLUMN(VarBytesColumn()),
    }
    for name in TEXT_FIELDS:
        layout[name] = fields.TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=True)
    for name in TERM_FIELDS:
        layout[name] = fields.KEYWORD()
    for name in LABELS:
        layout[f"{name}_value"] = fields.COLUMN(VarBytesColumn())
    return fields.Schema(**layout)


class WhooshEngine:
    """See `Engine`."""

    name = "whoosh"
    files = Files(
        heads=("_MAIN_*.toc",),
        members=("_MAIN_*.toc",),
        locks=("MAIN_WRITELOCK",),
    )

    def version(self) -> str:
        return ".".join(map(str, whoosh.__version__))

    def create(self, path: Path) -> None:
        _Storage(str(path)).create_index(_schema()).close()

    def reader(self, path: Path) -> "WhooshReader":
        return WhooshReader(path)

    def writer(self, path: Path) -> "WhooshWriter":
        return WhooshWriter(path)

    def unused(self, path: Path) -> list[Path]:
        own_files.require_own(path)
        try:
            contents = TOC.read(FileStorage(str(path)), "MAIN")
            used = {segment.segment_id() for segment in contents.segments}
        except Exception:  # whatever unpickling a damaged file may raise
            return []
        return [
            file
            for file in path.iterdir()
            if file.name.endswith(".tmp")
            or _ABOUT_TO_BE_CONTENTS.fullmatch(file.name)
            or (file.suffix == ".toc" and file.name != f"_MAIN_{contents.generation}.toc")
            or ((name := _OF_SEGMENT.fullmatch(file.name)) and name[1] not in used)
        ]

    def salvage(self, path: Path) -> Iterator[str | None]:
        own_files.require_own(path)
        with told(path, "read"):
            index = whoosh_index.open_dir(str(path))
            contents = index._read_toc()
            articles = Unpacker(dictionaries.read(path))
        for segment in contents.segments:
            yield from _salvaged(index.storage, contents.schema, segment, articles)
        index.close()


def _salvaged(storage: Any, schema: Any, segment: Any, articles: Unpacker) -> Iterator[str | None]:
    try:
        reader = SegmentReader(storage, schema, segment)
    except Exception:  # whatever unpickling a damaged file may raise
        yield from [None] * segment.doc_count()
        return
    with contextlib.closing(reader):
        for number in reader.all_doc_ids():
            try:
                yield articles.unpacked(reader.stored_fields(number)["article"])
            except Exception:
                yield None


class _Storage(FileStorage):
    """Files on disk, synchronised before the table of contents that names them.

    whoosh leaves all of them to the operating system's cache, and removes those of the commit
    before as soon as it has renamed the new table of contents into place.
    """

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        for entry in folder.iterdir():
            if entry.is_file():
                own_files.synchronised(entry)
        super().rename_file(oldname, newname, safe)
        own_files.synchronised(folder)


class WhooshWriter:
    """See `Writer`. A whoosh writer ends with its commit, so each batch has a new one."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        own_files.require_own(path)
        with told(path, "written"):
            self._index = _Storage(str(path)).open_index()
        self._batch: Any = None
        self._fresh: set[str] = set()

    def _writer(self) -> Any:
        if self._batch is None:
            self._batch = self._index.writer(limitmb=128)
        return self._batch

    @writing
    def add(self, document: Document) -> None:
        # A column that no document fills cannot be read, so every document fills every column.
        values = {
            f"{label}_value": _SEPARATOR.join(document.values.get(label, ())).encode()
            for label in LABELS
        }
        self._fresh.add(document.id)
        self._writer().add_document(
            id=document.id,
            language=document.language,
            language_value=document.language.encode(),
            date=document.date,
            order=document.order,
            digest=document.digest,
            until=document.until,
            story=document.story,
            state=document.state_terms,
            signature=document.signature,
            article=document.article,
            **document.terms,
            **values,
        )

    @writing
    def delete(self, article_id: str) -> None:
        if article_id in self._fresh:
            self.commit()  # whoosh deletes from finished segments only
        self._writer().delete_by_term("id", article_id)

    @writing
    def commit(self) -> None:
        if self._batch is not None:
            self._batch.commit()
            self._batch = None
            self._fresh.clear()

    def close(self) -> None:
        if self._batch is not None:
            with contextlib.suppress(Exception):  # one that failed cannot even be cancelled
                self._batch.cancel()
            self._batch = None
        self._index.close()


_Method = TypeVar("_Method", bound=Callable[..., Any])


def _alone(method: _Method) -> _Method:
    """A method of a reader that one thread runs at a time."""

    @functools.wraps(method)
    def guarded(self: Any, *given: Any, **named: Any) -> Any:
        with self._lock:
            return method(self, *given, **named)

    return cast(_Method, guarded)


class WhooshReader:
    """See `Reader`. Threads take turns: whoosh reads its files by seeking in them."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self._lock = RLock()
        own_files.require_own(path)
        with told(path, "read"):
            self._index = whoosh_index.open_dir(str(path))
            self._open()

    def _open(self) -> None:
        self._searcher = self._index.searcher()
        # After the commit, whose articles have all theirs by then.
        self._articles = Unpacker(dictionaries.read(self.folder))

    @property
    def _reader(self) -> Any:
        return self._searcher.reader()

    @_alone
    def count(self) -> int:
        return int(self._reader.doc_count())

    @reading
    @_alone
    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order) -> Found:
        scores = Evaluation(self._reader).run(query)
        if limit <= 0 or not scores:
            return Found(len(scores), ())
        times = self._reader.column_reader("order")
        if order == "relevance":
            ranked = sorted(scores, key=lambda doc: (scores[doc], times[doc]), reverse=True)
        elif order == "newest":
            ranked = sorted(scores, key=lambda doc: times[doc], reverse=True)
        else:
            ranked = sorted(scores, key=lambda doc: _oldest_first(times[doc]))
        page = ranked[offset : offset + limit]
        by_score = order == "relevance"
        return Found(
            len(scores), tuple(Match(doc, scores[doc] if by_score else 0.0) for doc in page)
        )

    @reading
    @_alone
    def spread(self, query: Query, names: Sequence[str], *, few: bool = False) -> Spread:
        matching = Evaluation(self._reader).run(query)
        counts = {name: self._facet(name, matching) if matching else {} for name in names}
        return Spread(counts, self._together(matching, names))

    def _facet(self, name: str, matching: Iterable[int]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        if name in _DATES:
            numbers, kept = self._reader.column_reader("date"), _DATES[name]
            counts.update(_iso(numbers[doc])[:kept] for doc in matching if numbers[doc])
        else:
            values = self._reader.column_reader(f"{name}_value")
            for doc in matching:
                if text := bytes(values[doc]).decode():
                    counts.update(set(text.split(_SEPARATOR)))
        return dict(counts.most_common())

    @reading
    @_alone
    def stored(self, matches: Sequence[Match]) -> list[Stored]:
        if not matches:  # an empty index has no columns
            return []
        languages = self._reader.column_reader("language_value")
        return [
            Stored(
                self._articles.unpacked(self._reader.stored_fields(match.ref)["article"]),
                bytes(languages[match.ref]).decode(),
            )
            for match in matches
        ]

    @reading
    @_alone
    def stories(self, matches: Sequence[Match]) -> list[int]:
        numbers = self._reader.column_reader("story")
        return [int(numbers[match.ref]) for match in matches]

    @reading
    @_alone
    def digests(self, matches: Sequence[Match]) -> list[int]:
        if not matches:
            return []
        numbers = self._reader.column_reader("digest")
        return [int(numbers[match.ref]) for match in matches]

    def _together(
        self, matching: Iterable[int], names: Sequence[str]
    ) -> dict[str, dict[str, dict[int, int]]]:
        numbers = self._reader.column_reader("story") if matching else {}
        told: dict[int, list[int]] = {}
        for doc in matching:
            told.setdefault(int(numbers[doc]), []).append(doc)
        told.pop(0, None)
        several = {story: docs for story, docs in told.items() if len(docs) > 1}
        found: dict[str, dict[str, dict[int, int]]] = {
            "": {"": {story: len(docs) for story, docs in several.items()}}
        }
        for name in names:
            spread: dict[str, dict[int, int]] = {}
            for story, docs in several.items():
                for value, count in self._facet(name, docs).items():
                    if count > 1 or name in _DATES:
                        spread.setdefault(value, {})[story] = count
            found[name] = spread
        return found

    @reading
    @_alone
    def digest(self, article_id: str) -> int | None:
        found = list(Evaluation(self._reader).run(plain.Term("id", article_id)))
        return int(self._reader.column_reader("digest")[found[0]]) if found else None

    @reading
    @_alone
    def frequency(self, field: str, term: str) -> int:
        return int(self._reader.doc_frequency(field, term))

    @reading
    @_alone
    def deleted(self) -> int:
        return int(self._reader.doc_count_all() - self._reader.doc_count())

    @reading
    @_alone
    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        counted = [
            (term, int(self._reader.doc_frequency(field, term)))
            for term in terms(self._reader, field, prefix)
        ]
        return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:limit]

    @_alone
    def is_latest(self) -> bool:
        try:
            return bool(self._searcher.up_to_date())
        except FileNotFoundError:
            return False

    @reading
    @_alone
    def refresh(self) -> bool:
        if self.is_latest():
            return False
        # Not the searcher's own refresh(): it keeps segments whose documents are deleted since.
        self._searcher.close()
        self._open()
        return True

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def _oldest_first(order: int) -> tuple[bool, int]:
    return order < FIRST_DATED, order if order >= FIRST_DATED else -order


def _iso(number: int) -> str:
    digits = f"{number:08d}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
