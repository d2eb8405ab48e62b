"""Feeds: RSS 0.9 to 2.0, RDF and Atom, in whatever state their publishers left them.

feedparser needs the whole document, so its length is limited. A feed's own title is the source of
its entries, unless an entry names the feed that it was taken from.
"""

import re
import time
from collections.abc import Iterator, Mapping
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline
from .contract import Fit, Head
from .xml_tree import root

# feedparser holds some twenty times a document's size. The longest archives of feeds are 10 MiB.
LONGEST_FEED = 32 * 1024 * 1024
# A tag costs it 20 microseconds and 450 bytes, and feeds have one in a hundred letters.
MOST_TAGS = 1_000_000
_ROOTS = frozenset({"rss", "rdf", "feed", "channel", "redirect"})
_HALF = re.compile(rb"&#(x0{0,4}d[89a-f][0-9a-f]{2}|0{0,3}5[5-7]\d{3});?", re.IGNORECASE)
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def sniff(head: Head) -> Fit:
    """Sure if the root is one that feeds have."""
    return Fit.SURE if root(head.data)[0].casefold() in _ROOTS else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per entry."""
    data = stream.read(LONGEST_FEED + 1)
    if len(data) > LONGEST_FEED:
        yield Rejected(path, 0, f"a feed longer than {LONGEST_FEED >> 20} MiB: divide it")
        return
    if data.count(b"<") > MOST_TAGS:
        yield Rejected(path, 0, f"a feed of more than {MOST_TAGS:,} tags: divide it")
        return
    try:
        parsed = _parsed(data)
    except Exception as error:  # of its many, on what others would not take for XML
        said = clean.one_line(str(error))[:120]
        yield Rejected(path, 0, f"a feed that could not be taken apart ({said})")
        return
    feed: dict[str, Any] = dict(parsed.get("feed") or {})
    entries: list[dict[str, Any]] = [dict(entry) for entry in parsed.get("entries") or ()]
    if not entries:
        problem = parsed.get("bozo_exception")
        why = f" ({clean.one_line(str(problem))[:120]})" if problem else ""
        yield Rejected(path, 0, f"a feed without entries{why}")
        return
    for number, entry in enumerate(entries, start=1):
        found = article(entry, feed)
        if isinstance(found, str):
            yield Rejected(path, 0, f"entry {number}: {found}")
        else:
            yield found


def _parsed(data: bytes) -> Any:
    """What feedparser makes of a document."""
    import feedparser  # 100 ms, for those who read feeds only

    # A stream, never the text itself: feedparser would fetch an address and open a name. Markup is
    # taken out here, so making it safe and its links absolute would be for nothing.
    options = {"sanitize_html": False, "resolve_relative_uris": False}
    try:
        return feedparser.parse(BytesIO(data), **options)
    except UnicodeError:  # half a character, written as its number
        return feedparser.parse(BytesIO(_HALF.sub(_whole, data)), **options)


def _whole(found: re.Match[bytes]) -> bytes:
    number = found[1].lower()
    point = int(number[1:], 16) if number.startswith(b"x") else int(number)
    return b"" if 0xD800 <= point <= 0xDFFF else found[0]


def article(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Article | str:
    """The article that an entry is, or the reason why it is none."""
    headline = clean.html_line(_text(entry, "title"))
    body, content_language = _body(entry)
    if not headline and not body:
        return "neither title nor text"
    # xml:lang stands with the texts, dc:language with the entry.
    language = clean.one_line(
        _text(entry, "language")
        or content_language
        or _text(entry.get("title_detail") or {}, "language")
        or _text(feed, "language")
        or _text(feed.get("title_detail") or {}, "language")
    )
    published, unread = _published(entry, language)
    origin = entry.get("source") or {}
    return fields.finished(
        Article(
            id=clean.one_line(_text(entry, "id") or _text(entry, "link")),
            headline=headline,
            body=body,
            published=published,
            unread_date=unread,
            language=language,
            source=clean.html_line(
                _text(origin, "title") or _text(feed, "title") or _text(feed, "publisher")
            ),
            agency=bylines.agency(dateline.agency(body)),
            place=dateline.place(body),
            authors=_authors(entry),
            categories=tuple(
                dict.fromkeys(
                    name
                    for tag in entry.get("tags") or ()
                    if (name := clean.html_line(_text(tag, "label") or _text(tag, "term")))
                )
            ),
            url=clean.one_line(_text(entry, "link")),
        )
    )


def _text(record: Mapping[str, Any], name: str) -> str:
    # dict.get: feedparser's own get stands in other fields for missing ones, with warnings.
    value = dict.get(record, name) if isinstance(record, dict) else None
    return value if isinstance(value, str) else ""


def _body(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The text, whole before short, and its language."""
    whole = [item for item in entry.get("content") or () if isinstance(item, dict)]
    short = entry.get("summary_detail") or {}
    found = [(_plain(item), _text(item, "language")) for item in whole]
    text, language = max(found, key=lambda item: len(item[0]), default=("", ""))
    if text:
        return text, language
    return _plain(short) or clean.body(_text(entry, "summary") or _text(entry, "subtitle")), _text(
        short, "language"
    )


def _plain(content: Mapping[str, Any]) -> str:
    text, kind = _text(content, "value"), _text(content, "type")
    if kind in _HTML or not kind:
        return clean.html_text(text) if "<" in text or "&" in text else clean.joined(text)
    if "/" in kind and not kind.startswith(("text/", "application/xml")):
        return ""  # sound, pictures
    # Called plain, but perhaps wrapped once too often: body takes out what is evidently HTML, and
    # what consists of tags alone says nothing.
    if "<" in text and not clean.html_text(text):
        return ""
    lines = clean.body(text).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def _published(entry: Mapping[str, Any], language: str) -> tuple[str, str]:
    """The first date that can be read, as printed, else as feedparser reads it; or the unread."""
    unread = ""
    for name in ("published", "created", "updated"):
        if not (printed := _text(entry, name)):
            continue
        if read := dates.iso(printed, language):
            return read, ""
        parsed = dict(entry).get(f"{name}_parsed")
        if isinstance(parsed, time.struct_time) and (
            read := dates.iso(time.strftime("%Y-%m-%dT%H:%M:%S+00:00", parsed))
        ):
            return (read if ":" in printed else read[:10]), ""
        unread = unread or printed
    return "", clean.one_line(unread[: dates.LONGEST])


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    people = [item for item in entry.get("authors") or () if isinstance(item, dict)]
    found = [clean.html_line(_text(item, "name") or _text(item, "email")) for item in people]
    if not any(found):
        found = [clean.html_line(_text(entry, "author"))]
    return tuple(dict.fromkeys(name for name in found if name))
