"""MHTML: a page that a browser saved with its pictures in one file.

The file is cut at its boundaries and only headers are given to `email`: that library holds every
line of a message as a string of its own, pictures too.
"""

import base64
import binascii
import email
import email.message
import quopri
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from .. import clean
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import page
from .contract import Fit, Head

# Pictures and all; only the page in it is taken apart.
LONGEST = 64 * 1024 * 1024
_LONGEST_HEADERS = 1 << 16
_DEEPEST, _MOST_PARTS = 4, 5000  # alternatives in related in mixed; a page of pictures has 500
_MIME = re.compile(r"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(
    r"^content-type\s*:\s*(?:multipart/related|multipart/mixed|text/html)",
    re.IGNORECASE | re.MULTILINE,
)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def sniff(head: Head) -> Fit:
    """Sure on the headers of mail around a page."""
    start = head.text[:4096]
    if start.lstrip().startswith(("<", "{", "[")):
        return Fit.NO
    return Fit.SURE if _MIME.search(start) and _RELATED.search(start) else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """The article of the first page in the file."""
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        yield Rejected(path, 0, f"a saved page longer than {LONGEST >> 20} MiB")
        return
    try:
        found = _article(data)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # of broken headers
        found = f"a saved page that could not be taken apart ({type(error).__name__})"
    yield Rejected(path, 0, found) if isinstance(found, str) else found


def _article(data: bytes) -> Article | str:
    address = ""
    for headers, content in _parts(data, 0, len(data), 0):
        address = str(headers.get("Snapshot-Content-Location") or address)
        if headers.get_content_type() not in _PAGES:
            continue
        where = clean.one_line(str(headers.get("Content-Location") or address))
        charset = headers.get_content_charset() or ""
        html = _unpacked(content, str(headers.get("Content-Transfer-Encoding") or ""))
        return page.article(html, where if where.startswith("http") else "", charset)
    return "a saved page without HTML in it"


def _parts(
    data: bytes, start: int, end: int, depth: int
) -> Iterator[tuple[email.message.Message, bytes]]:
    """The headers of a message and of all parts in it, each with what stands below them."""
    gap = _EMPTY_LINE.search(data, start, min(end, start + _LONGEST_HEADERS))
    below = gap.end() if gap else end
    headers = email.message_from_bytes(data[start : min(below, start + _LONGEST_HEADERS)])
    boundary = headers.get_boundary("")
    if not boundary or headers.get_content_maintype() != "multipart" or depth >= _DEEPEST:
        yield headers, data[below:end]
        return
    yield headers, b""
    named = re.escape(boundary.encode(errors="replace"))
    mark = re.compile(rb"^--" + named + rb"(?:--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
    ends = None
    for number, found in enumerate(mark.finditer(data, below, end)):
        if ends is not None:
            yield from _parts(data, ends, found.start(), depth + 1)
        if number > _MOST_PARTS:
            return
        ends = found.end()
    if ends is not None:
        yield from _parts(data, ends, end, depth + 1)


def _unpacked(content: bytes, packed: str) -> bytes:
    """What a part holds, as its header says that it is written; if that is wrong, as it is."""
    match packed.strip().casefold():
        case "quoted-printable":
            return quopri.decodestring(content)
        case "base64":
            try:
                return base64.b64decode(content + b"===")  # what was cut off is filled up
            except binascii.Error:
                return content
    return content
