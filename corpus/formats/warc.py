"""WARC and ARC: what a crawler brought home, each HTML answer as a page.

A crawl holds far more than pages. What is no page is not rejected: it is skipped and counted.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Any

from .. import clean
from ..article import Article
from ..fields import Names
from ..rejected import Rejected, Skipped
from . import page
from .contract import Fit, Head

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_UNPACKED = frozenset({"", "identity", "gzip", "deflate", "x-gzip"})
_LONGEST_HEADERS = 1 << 20
_ADDRESS = "WARC-Target-URI"


def sniff(head: Head) -> Fit:
    """Sure on the first line of a record."""
    return Fit.SURE if head.data.startswith((b"WARC/", b"filedesc://")) else Fit.NO


def read(
    stream: BufferedReader, path: Path, names: Names
) -> Iterator[Article | Rejected | Skipped]:
    """An Article or a Rejected per page, whose line is the number of its record; then the rest."""
    from warcio.exceptions import ArchiveLoadFailed  # 100 ms, for those who read crawls only

    passed_over: Counter[str] = Counter()
    pages, number = 0, 0
    try:
        for number, record in enumerate(_records(stream), start=1):
            if record.rec_type not in ("response", "resource"):
                continue  # requests and the crawler's own notes
            if other := _no_page(record):
                passed_over[other] += 1
                continue
            pages += 1
            address = clean.one_line(record.rec_headers.get_header(_ADDRESS) or "")
            data = record.content_stream().read(page.LONGEST_PAGE + 1)
            found = page.article(data, address.strip("<>"), _charset(record))
            if isinstance(found, str):
                yield Rejected(path, number, f"{address[:300]}: {found}")
            else:
                yield found
    except (ArchiveLoadFailed, ValueError, AttributeError, TypeError, IndexError) as error:
        # warcio checks little of what it splits: a broken header surfaces as any of these.
        said = clean.one_line(str(error))[:120] or type(error).__name__
        reason = f"broken after record {number} ({said}); the rest of the file was not read"
        yield Rejected(path, number, reason)
    if passed_over:
        yield Skipped(path, tuple(passed_over.most_common()))
    elif not pages:
        yield Rejected(path, 0, "a crawl without answers")


def _records(stream: BufferedReader) -> Iterator[Any]:
    """The records of a crawl. warcio holds headers whole, so how long they are is limited here."""
    from warcio.archiveiterator import ArchiveIterator

    records: Any = ArchiveIterator(stream, arc2warc=True)
    # What warcio would print of wrong lengths and addresses is the crawl's own text.
    records.INC_RECORD = ""
    logging.getLogger("warcio").setLevel(logging.CRITICAL + 1)
    whole_line = records.reader.readline
    records.reader.readline = lambda longest=None: whole_line(longest or _LONGEST_HEADERS)
    for parser in (records.loader.warc_parser, records.loader.http_parser):
        parser.parse = partial(_parsed, parser.parse)
    yield from records


def _parsed(parse: Callable[..., Any], stream: Any, first: Any = None) -> Any:
    headers = parse(_Headers(stream), first)
    if headers.get_header("WARC-Type") and not headers.get_header(_ADDRESS):
        headers.headers.append((_ADDRESS, ""))  # without one warcio stops at an answer
    return headers


class _Headers:
    """The lines of headers, as many as are sensible."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left = stream, _LONGEST_HEADERS

    def readline(self) -> bytes:
        line: bytes = self._stream.readline(self._left)
        self._left -= len(line)
        if self._left <= 0:
            raise ValueError(f"headers longer than {_LONGEST_HEADERS >> 20} MiB")
        return line


def _no_page(record: Any) -> str:
    """What an answer is, if it is no page; else empty."""
    headers = record.http_headers
    if headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        status, packed = "200", ""
    else:
        kind = headers.get_header("Content-Type") or ""
        status = headers.get_statuscode() or ""
        packed = (headers.get_header("Content-Encoding") or "").strip().casefold()
    if status != "200":
        return clean.one_line(f"with status {status[:3]}")
    kind = clean.one_line(kind.partition(";")[0]).casefold()[:40]
    if kind not in _PAGES:
        return kind or "of no kind"
    return "" if packed in _UNPACKED else clean.one_line(f"packed as {packed[:20]}")


def _charset(record: Any) -> str:
    kind = record.http_headers.get_header("Content-Type") if record.http_headers else ""
    return (kind or "").partition("charset=")[2].partition(";")[0].strip()
