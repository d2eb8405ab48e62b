"""MHTML: a page that a browser saved with its pictures in one file."""

import email
import email.message
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from .. import clean
from ..article import Article, Rejected
from ..fields import Names
from . import page
from .contract import Fit, Head

# Pictures and all; only the page in it is taken apart.
LONGEST = 64 * 1024 * 1024
_MIME = re.compile(r"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(
    r"^content-type\s*:\s*(?:multipart/related|multipart/mixed|text/html)",
    re.IGNORECASE | re.MULTILINE,
)


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
        found = _article(email.message_from_bytes(data))
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        found = f"a saved page that could not be taken apart ({type(error).__name__})"
    yield Rejected(path, 0, found) if isinstance(found, str) else found


def _article(mail: email.message.Message) -> Article | str:
    for part in mail.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        where = part.get("Content-Location") or mail.get("Snapshot-Content-Location") or ""
        address = clean.one_line(str(where))
        charset = part.get_content_charset() or ""
        return page.article(content, address if address.startswith("http") else "", charset)
    return "a saved page without HTML in it"
