"""The default engine: tantivy, native, memory-mapped, with crash-safe commits.

Here are its schema and its writer; `tantivy_reader.py` finds, `tantivy_query.py` translates. In the
library strings have no ranges, so `date` is a number.
"""

import json
import mmap
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tantivy

from .. import own_files
from ..failures import told, writing
from ..fields import (
    FIRST_DATED,
    LABELS,
    SINGLE,
    TERM_FIELDS,
    TEXT_FIELDS,
    Document,
    text_number,
)
from . import Files
from .tantivy_query import LAST, utf8
from .tantivy_reader import TantivyReader

# Room for postings before a segment is written. The library asks for at least 15 MB a thread.
_HEAP_BYTES = 256_000_000
# What it may take in all: the heap, stacks of threads, and 64 MB that each reserves with the C
# library. Of address space, not of memory.
_SPACE_BYTES = 1_000_000_000

_OF_SEGMENT = re.compile(r"[0-9a-f]{32}\.[.\w]+")

_UNTYPED: Any = tantivy  # its stub leaves out some of what the module has

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
    # What is new stands last: stores of before are salvaged by the numbers of their fields. Values
    # of text are counted in a fifth of the time of numbers.
    builder.add_text_field("month", fast=True, tokenizer_name="raw", index_option="basic")
    for name in SINGLE:  # of single documents the library reads numbers only
        builder.add_integer_field(f"{name}_number", fast=True)
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


def _give_back() -> None:
    """Let the system have the memory that a commit has freed.

    The C library keeps it for the thread that had it, and the next commit comes from another: a run
    grew by 60 MB with each. Where there is no such call (it is glibc's), nothing is done.
    """
    import ctypes  # a query needs none of it

    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


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
            "oldest": document.order if document.order >= FIRST_DATED else LAST - document.order,
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
        for label in SINGLE:
            if single := document.values.get(label):
                fields[f"{label}_number"] = text_number(single[0])
        if document.date:
            fields["month"] = f"{document.date // 10_000:04}-{document.date // 100 % 100:02}"
        self._writer.add_document(tantivy.Document(**fields))

    @writing
    def delete(self, article_id: str) -> None:
        self._writer.delete_documents_by_term("id", utf8(article_id))

    @writing
    def commit(self) -> None:
        self._writer.commit()
        self._settle()
        _give_back()

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
