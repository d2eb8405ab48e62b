"""Saved web pages: the article in a page, without the page around it."""

import codecs
import logging
import re
import warnings
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline, page_metadata, page_text
from .contract import Fit, Head
from .text_lines import old_encoding_of
from .xml_tree import root

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The longest article pages, pictures written into them and all, are 5 MiB; a page is held whole,
# and as a tree ten times over.
LONGEST_PAGE = 12 * 1024 * 1024
# Taking a page apart costs 0.1 ms an element, 0.5 ms where they nest deeply. The longest live blogs
# have 15,000.
MOST_ELEMENTS = 25_000
TOO_LONG_PAGE = f"a page longer than {LONGEST_PAGE >> 20} MiB"
_ROOTS = frozenset({"html", "head", "body"})
# What a page that is only a part of one begins with.
_PART_NAMES = (
    "a article aside b br center div font form h1 h2 h3 h4 header hr i img link main meta nav ol p "
    "script section span strong style table title ul"
)
_PARTS = frozenset(_PART_NAMES.split())
_SIGNS = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(r"</(?:p|div|article|h1|section)>", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_LOOKED_THROUGH = 1 << 16
# As browsers do: these names are used for the larger sets.
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
           "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254"}  # fmt: skip
# Where a browser may divide a word: no letter, and in the way of finding it.
_HIDDEN_HYPHEN = re.compile("\u00ad|&shy;|&#173;|&#[xX][aA][dD];")
_SHORTEST_TEXT = 60  # characters; shorter ones are remains of menus
# JSON-LD sometimes holds the whole text where the page shows the beginning only.
_MUCH_LONGER = 1.4


def sniff(head: Head) -> Fit:
    """Sure of a page, possible for a part of one. XML of other kinds has heads and bodies, too."""
    name = root(head.data)[0].casefold()
    if name in _ROOTS:
        return Fit.SURE
    if name and name not in _PARTS:
        return Fit.NO
    start = head.text[:4096].lstrip()
    if not start.startswith("<") or start.startswith("<?xml"):
        return Fit.NO
    if _SIGNS.search(start):
        return Fit.LIKELY
    return Fit.IF_NAMED if _FRAGMENT.search(head.text) else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """The one article of the page."""
    data = stream.read(LONGEST_PAGE + 1)
    found = article(data)
    yield Rejected(path, 0, found) if isinstance(found, str) else found


def article(data: bytes, address: str = "", charset: str = "") -> Article | str:
    """The article in a page, or why there is none.

    `address` is where the page was found, `charset` the encoding that its server named.
    """
    if len(data) > LONGEST_PAGE:
        return TOO_LONG_PAGE
    from lxml.etree import LxmlError  # as below

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries; what matters is in the result
            return _article(_decoded(data, charset), address)
    except (LxmlError, RecursionError, ValueError, TypeError, LookupError, AttributeError) as error:
        # What the extractor meets in broken pages is without end, and one page is only one page.
        return f"a page that could not be taken apart ({type(error).__name__})"


def _article(text: str, address: str) -> Article | str:
    import lxml.html  # with trafilatura 0.9 s, for those who read pages only

    if not text.strip():
        return "an empty page"
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    text = _HIDDEN_HYPHEN.sub("", text.replace("\0", ""))
    page = lxml.html.document_fromstring(text.encode(), parser=parser)
    if sum(1 for _ in page.iter()) > MOST_ELEMENTS:
        return f"a page of more than {MOST_ELEMENTS} elements"
    said = page_metadata.said(page, address)
    if not said.headline or not said.published or not (said.authors or said.agency):
        _look_closer(page, said, address)
    body = _body(page, said)
    body = clean.below(said.headline, body)
    if not body and not said.is_article:
        return "a page without the text of an article"
    if not body and not said.headline:
        return "a page with neither headline nor text"
    return fields.finished(
        Article(
            id=clean.one_line(said.url),
            headline=said.headline,
            body=body,
            published=said.published,
            unread_date="" if said.published else said.unread_date,
            language=said.language,
            agency=said.agency or bylines.agency(dateline.agency(body)),
            source=said.source,
            place=dateline.place(body),
            authors=said.authors,
            categories=said.categories,
            keywords=said.keywords,
            url=said.url,
        )
    )


def _body(page: "HtmlElement", said: page_metadata.Said) -> str:
    _quiet_trafilatura()
    body = page_text.body(page, said.headline, said.authors, said.described)
    if len(said.text) > _MUCH_LONGER * len(body):
        body = said.text
    return body if len(body) >= _SHORTEST_TEXT or said.is_article else ""


def _look_closer(page: "HtmlElement", said: page_metadata.Said, address: str) -> None:
    """Fills what is missing with what is printed on the page or in its address."""
    guess = _quiet_trafilatura().extract_metadata(
        page, default_url=address or None, extensive=False
    )
    if guess is None:
        return
    said.headline = said.headline or clean.html_line(guess.title or "")
    said.published = said.published or dates.iso(guess.date or "")
    said.source = said.source or clean.html_line(guess.sitename or "")
    if not said.authors:
        parts = (guess.author or "").split(";")
        names = [name for part in parts for name in bylines.credited(part)[0]]
        said.authors = tuple(
            name for name in dict.fromkeys(names) if name != said.source and bylines.is_person(name)
        )
    if not said.categories:
        said.categories = tuple(map(clean.one_line, guess.categories or ()))


def _quiet_trafilatura() -> Any:
    import trafilatura  # 0.9 s, for those who read pages only

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura


def _decoded(data: bytes, charset: str) -> str:
    """The page as text. What is UTF-8 is that, whatever page and server say."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = error.start
    found = _DECLARED.search(data[:_LOOKED_THROUGH])
    declared = (found[1] or found[2]).decode("ascii", "ignore") if found else ""
    for name in (_codec(charset), _codec(declared)):
        if name == "utf-8" and b"<" in data[:cut] and _mostly_utf8(data):
            return data.decode(errors="replace")
        if name and name != "utf-8":
            return data.decode(name, errors="replace")
    return data.decode(old_encoding_of(data), errors="replace")


def _mostly_utf8(data: bytes) -> bool:
    """Whether damaged UTF-8 is still that: most of what is beyond ASCII decodes."""
    beyond = sum(byte > 127 for byte in data)
    return data.decode(errors="replace").count("\ufffd") * 4 < beyond


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name.strip(" \"'"))
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name.startswith("utf-16"):
        return ""
    return _LARGER.get(found.name, found.name)
