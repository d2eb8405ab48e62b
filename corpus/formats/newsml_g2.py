"""NewsML-G2: what news agencies send, one item or a message full of them.

Only a newsItem holds text. A packageItem names other items, and concepts, plans and catalogues are
no news: they are passed over with a reason, while the items packed beside them are read.
"""

import dataclasses
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline, nitf
from .contract import Fit, Head
from .xml_tree import (
    BrokenError,
    at,
    every,
    items,
    line,
    line_at,
    lines_at,
    local,
    paragraphs,
    root,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMESPACE = b"http://iptc.org/std/nar/2006-10-01/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_NEWS = {
    "packageItem": "a package that names other items and has no text of its own",
    "conceptItem": "a concept, no news item",
    "knowledgeItem": "a set of concepts, no news item",
    "planningItem": "a plan of coverage, no news item",
    "catalogItem": "a catalogue of schemes, no news item",
}
_ITEMS = frozenset({"newsItem", *_NO_NEWS})
_ROOTS = _ITEMS | {"newsMessage"}
_HOST = re.compile(r"https?://(?:www\.)?([^/?#\s]+)")
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "")


def sniff(head: Head) -> Fit:
    """Sure if the root is one of the standard's."""
    name, attributes = root(head.data)
    if name in _ROOTS:
        return Fit.SURE
    return Fit.LIKELY if _NAMESPACE in attributes else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per item."""
    seen = False
    try:
        for element in items(stream, _ITEMS):
            seen = True
            found = _NO_NEWS.get(local(element)) or article(element)
            if isinstance(found, str):
                yield Rejected(path, element.sourceline or 0, found)
            else:
                yield fields.finished(found)
    except BrokenError as error:
        yield Rejected(path, error.line, f"{error}; the rest of the file was not read")
        return
    if not seen:
        yield Rejected(path, 0, "no newsItem in it")


def article(item: "Element") -> Article | str:
    """What a newsItem says, without an id if it has none; or why it is no article."""
    meta, about = at(item, "itemMeta"), at(item, "contentMeta")
    inner = _content(item)
    language = _language(item, about)
    headline = line_at(about, "headline") or inner.headline or line_at(meta, "title")
    body = inner.body or "\n\n".join(
        dict.fromkeys(
            said for found in every(item, "contentMeta/description") if (said := paragraphs(found))
        )
    )
    body = clean.below(headline, body)
    printed = line_at(meta, "versionCreated", "firstCreated") or line_at(
        about, "contentCreated", "contentModified"
    )
    published = dates.iso(printed, language) if printed else inner.published
    embargoed = at(item, "itemMeta/embargoed")
    status, embargo = fields.held(
        _code(at(item, "itemMeta/pubStatus")) or inner.status,
        None if embargoed is None else line(embargoed),
    )
    guid = clean.one_line(item.get("guid") or "") or inner.id
    if fields.is_empty(headline, body, status, guid):
        return _empty(item)
    sluglines = lines_at(item, "contentMeta/slugline")
    return dataclasses.replace(
        inner,
        id=guid,
        headline=headline,
        body=body,
        published=published,
        unread_date="" if published else clean.one_line(printed[: dates.LONGEST]),
        language=language or inner.language,
        agency=_party(item, "itemMeta/provider", language) or inner.agency,
        source=_party(item, "contentMeta/infoSource", language) or inner.source,
        place=_place(item, about, language) or inner.place or dateline.place(body),
        authors=_authors(item, about, language) or inner.authors,
        categories=_named(item, "contentMeta/subject", language) or inner.categories,
        keywords=tuple(
            dict.fromkeys((*lines_at(item, "contentMeta/keyword"), *sluglines, *inner.keywords))
        ),
        url=_url(item),
        version=clean.one_line(item.get("version") or "") or inner.version,
        status=status,
        embargo=embargo or inner.embargo,
        note=" ".join(lines_at(item, "itemMeta/edNote")) or _signal(item) or inner.note,
    )


def _empty(item: "Element") -> str:
    kind = _code(at(item, "itemMeta/itemClass")).rpartition(":")[2]
    if at(item, "itemRef", "contentSet/remoteContent") is not None:
        return f"{kind or 'an item'} by reference only, without headline or text"
    return f"neither headline nor text in this newsItem{f' of class {kind}' if kind else ''}"


def _content(item: "Element") -> Article:
    """What the inline content says, as the part of an article that it can fill."""
    texts: list[str] = []
    for found in every(item, "contentSet/inlineXML"):
        for child in found:
            if local(child) == "nitf":
                inner = nitf.article(child)
                if isinstance(inner, Article):
                    return inner
            elif local(child).lower() in ("html", "body", "div", "article", "section", "p"):
                inside = at(child, "body")
                texts.append(paragraphs(child if inside is None else inside))
    for found in every(item, "contentSet/inlineData"):
        kind = (found.get("contenttype") or "").lower()
        if kind.startswith(_TEXT_TYPES) and not found.get("encoding"):
            text = "".join(found.itertext())
            texts.append(clean.html_text(text) if "html" in kind else clean.body(text))
    return Article(id="", body="\n\n".join(filter(None, texts)))


def _language(item: "Element", about: "Element | None") -> str:
    named = at(about, "language") if about is not None else None
    tag = (named.get("tag") if named is not None else "") or item.get(_LANGUAGE) or ""
    return clean.one_line(tag)


def _place(item: "Element", about: "Element | None", language: str) -> str:
    return (
        nitf.place_of(line_at(about, "dateline"))
        or next(iter(_named(item, "contentMeta/located", language)), "")
        or next(iter(_named(item, "contentMeta/located/broader", language)), "")
    )


def _authors(item: "Element", about: "Element | None", language: str) -> tuple[str, ...]:
    if by := line_at(about, "by"):
        return bylines.names(by)
    return _named(item, "contentMeta/creator", language)


def _party(item: "Element", names: str, language: str) -> str:
    """The name of a provider or source: printed, literal, or the code by which it is known."""
    if named := _named(item, names, language):
        return named[0]
    for found in every(item, names):
        code = found.get("literal") or (found.get("qcode") or "").rpartition(":")[2]
        host = _HOST.match(found.get("uri") or "")
        if said := clean.one_line(code or (host[1] if host else "")):
            return said
    return ""


def _named(item: "Element", names: str, language: str) -> tuple[str, ...]:
    """The names under a path, in the language of the article where there are several."""
    found = (_name(element, language) or _asserted(item, element) for element in every(item, names))
    return tuple(dict.fromkeys(filter(None, found)))


def _name(element: "Element", language: str) -> str:
    named = every(element, "name")
    for name in named:
        if (name.get(_LANGUAGE) or "").partition("-")[0] == language.partition("-")[0]:
            return line(name)
    return line(named[0]) if named else ""


def _asserted(item: "Element", element: "Element") -> str:
    """The name that an `assert` elsewhere in the item gives to the same code."""
    code = element.get("qcode")
    for known in every(item, "assert") if code else ():
        if known.get("qcode") == code:
            return line_at(known, "name")
    return ""


def _code(element: "Element | None") -> str:
    return "" if element is None else element.get("qcode") or element.get("uri") or ""


def _signal(item: "Element") -> str:
    """`correction`, if the item is marked as one without a note that says so."""
    codes = (_code(found).rpartition(":")[2] for found in every(item, "itemMeta/signal"))
    return next((code for code in codes if code in ("correction", "update", "kill")), "")


def _url(item: "Element") -> str:
    for found in every(item, "itemMeta/link"):
        if (found.get("rel") or "").endswith("canonical"):
            return clean.one_line(found.get("href") or "")
    return ""
