"""What does a page say of itself? JSON-LD first, then meta elements, then what is printed.

Publishers write JSON-LD for search engines, which punish what is wrong in it; what OpenGraph says
is for social networks and often re-worded; the printed line is right but hard to find.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from .. import clean, dates, fields
from . import bylines
from .xml_tree import line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report)$|^(?:Reportage|OpinionPiece)", re.IGNORECASE)
_LONGEST_SCRIPT = 4 * 1024 * 1024
_DEEPEST, _MOST_NODES = 8, 5000
_CDATA = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$")
# Names of meta elements (name, property or itemprop), best first.
_META: Mapping[str, tuple[str, ...]] = {
    "headline": ("og:title", "twitter:title", "dc.title", "title"),
    "published": (
        "article:published_time", "og:article:published_time", "article:published", "datepublished",
        "date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "publishdate",
        "publish-date", "publish_date", "pubdate", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "last-modified-original", "article.published",
        "date.issued", "og:published_time", "rnews:datepublished", "created",
    ),
    "authors": (
        "author", "article:author", "og:article:author", "parsely-author", "dc.creator", "byl",
        "sailthru.author", "cxenseparse:author", "article:author_name", "dcterms.creator",
    ),
    "source": (
        "og:site_name", "application-name", "dc.publisher", "publisher", "article:publisher",
    ),
    "categories": ("article:section", "og:article:section", "parsely-section", "section"),
    "keywords": ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags"),
    "url": ("og:url",),
    "language": ("content-language", "og:locale", "dc.language", "language"),
}  # fmt: skip
_TITLE_ENDS = re.compile(r"\s+(?:[|–—·»«•]|-{1,2}|::)\s+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,6}")
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|autorin|autoren)", re.IGNORECASE)
_MARKING = ("class", "data-testid", "data-component", "data-qa")
_LONGEST_BYLINE = 160


@dataclass(slots=True)
class Said:
    """What the page says of itself; empty where it says nothing."""

    headline: str = ""
    text: str = ""
    published: str = ""
    unread_date: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    agency: str = ""
    language: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    kind: str = ""
    is_article: bool = False
    meta: dict[str, list[str]] = field(default_factory=dict, repr=False)


def said(page: "HtmlElement", address: str) -> Said:
    """Everything that a page says of itself; `address` is where it was found, if that is known."""
    meta = _meta(page)
    nodes = list(_nodes(page))
    known = {str(node["@id"]): node for node in nodes if node.get("@id") and len(node) > 1}
    headings = _headings(page)
    article = _article(nodes, [*meta.get("og:title", ()), *headings])
    found = Said(meta=meta, is_article=bool(article))
    found.kind = next(iter(meta.get("og:type", ())), "").casefold()
    found.source = _source(article, known, meta)
    found.language = _language(page, article, meta)
    found.url = _url(page, article, meta, address)
    found.headline = _headline(page, article, meta, headings, found.source)
    found.published, found.unread_date = _published(page, article, meta, found.language)
    found.authors = _authors(page, article, known, meta, found.source)
    found.agency = _name(article.get("sourceOrganization") or article.get("provider"), known)
    if found.agency == found.source:
        found.agency = ""
    found.categories = _list(article.get("articleSection"), ";|") or _first_list(meta, "categories")
    found.keywords = _list(article.get("keywords"), ",;|") or _first_list(meta, "keywords")
    body = article.get("articleBody") or article.get("text")
    found.text = clean.body(body) if isinstance(body, str) else ""
    return found


def _meta(page: "HtmlElement") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        value = clean.html_line(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := element.get(attribute)):
                found.setdefault(name.casefold().strip(), []).append(value)
    return found


def _nodes(page: "HtmlElement") -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, outer before inner, as many as are sensible."""
    left = _MOST_NODES
    for script in page.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _LONGEST_SCRIPT:
            continue
        text = _CDATA.sub("", _CDATA.sub("", text)).strip().rstrip(";")
        with contextlib.suppress(ValueError, RecursionError):
            todo: list[tuple[Any, int]] = [(json.loads(text, strict=False), 0)]
            while todo and left:
                value, depth = todo.pop(0)
                left -= 1
                if isinstance(value, dict):
                    yield value
                inner = value.values() if isinstance(value, dict) else value
                if depth < _DEEPEST and isinstance(value, dict | list):
                    todo.extend(
                        (item, depth + 1) for item in inner if isinstance(item, dict | list)
                    )


def _article(nodes: list[dict[str, Any]], titles: list[str]) -> dict[str, Any]:
    """The article among the objects: pages also describe those that they link to."""
    articles = [
        node
        for node in nodes
        if any(_ARTICLE.search(str(kind)) for kind in _several(node.get("@type")))
        and (node.get("headline") or node.get("datePublished") or node.get("articleBody"))
    ]
    folded = {_folded(title) for title in titles}
    for node in articles:
        named = node.get("headline")
        if isinstance(named, str) and _folded(clean.html_line(named)) in folded:
            return node
    return max(articles, key=lambda node: "datePublished" in node, default={})


def _headings(page: "HtmlElement") -> list[str]:
    """The headings of first rank, those of the article before those of the page."""
    found = [(heading, line(heading)) for heading in page.iter("h1")]
    inside = [text for heading, text in found if text and _within(heading, ("article", "main"))]
    return inside or [text for _, text in found if text]


def _within(element: "HtmlElement", names: tuple[str, ...]) -> bool:
    return any(above.tag in names for above in element.iterancestors())


def _headline(
    page: "HtmlElement",
    article: Mapping[str, Any],
    meta: Mapping[str, list[str]],
    headings: list[str],
    source: str,
) -> str:
    shared = [_without_site(text, source) for text in _all(meta, "headline")]
    titles = [_without_site(line(title), source) for title in page.iter("title")][:1]
    named = article.get("headline") or article.get("name")
    if isinstance(named, str) and (headline := _without_site(clean.html_line(named), source)):
        # Search engines used to take 110 letters: what was cut off stands elsewhere.
        begun = _CUT_OFF.sub("", headline)
        whole = [text for text in (*headings, *shared) if text.startswith(begun)]
        return whole[0] if begun != headline and whole else headline
    if len(headings) == 1 and " " in headings[0]:
        return headings[0]
    return next(filter(None, (*shared, *headings, *titles)), "")


def _without_site(title: str, source: str) -> str:
    """`Headline | Site` without the site."""
    parts = _TITLE_ENDS.split(title)
    ends = _folded(parts[-1])
    if (
        len(parts) > 1
        and ends
        and (
            (source and (ends in _folded(source) or _folded(source) in ends))
            or _DOMAIN.fullmatch(parts[-1])
        )
    ):
        return title[: title.rfind(parts[-1])].rstrip(" |–—·»«•:-")
    return title


def _published(
    page: "HtmlElement", article: Mapping[str, Any], meta: Mapping[str, list[str]], language: str
) -> tuple[str, str]:
    printed = [article.get(name) for name in ("datePublished", "dateCreated", "uploadDate")]
    printed += _all(meta, "published")
    times = [
        element
        for element in page.iter("time", "span", "abbr")
        if element.get("datetime") or element.get("itemprop") == "datePublished"
    ]
    times.sort(
        key=lambda element: (
            element.get("itemprop") != "datePublished",
            not element.get("pubdate"),
            not _within(element, ("article", "main")),
        )
    )
    printed += [
        element.get("datetime") or element.get("content") or line(element) for element in times[:3]
    ]
    unread = ""
    for text in printed:
        if isinstance(text, str) and text.strip():
            if published := dates.iso(text.strip()[: dates.LONGEST], language):
                return published, ""
            unread = unread or clean.one_line(text[: dates.LONGEST])
    return "", unread


def _authors(
    page: "HtmlElement",
    article: Mapping[str, Any],
    known: Mapping[str, Any],
    meta: Mapping[str, list[str]],
    source: str,
) -> tuple[str, ...]:
    named = [_name(one, known) for one in _several(article.get("author") or article.get("creator"))]
    for group in (named, *([text] for text in _each(meta, "authors")), _printed_authors(page)):
        found = [
            name
            for text in group
            if text and "://" not in text and not text.startswith("@")
            for name in bylines.names(text)
            if _folded(name) != _folded(source)
        ]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _printed_authors(page: "HtmlElement") -> list[str]:
    """What is marked as the author where the article is printed."""
    linked = [
        line(element)
        for element in page.iter("a", "span", "address")
        if "author" in (element.get("rel") or "") or element.get("itemprop") == "author"
    ]
    if any(linked):
        return [text for text in linked if len(text) <= _LONGEST_BYLINE]
    for element in page.iter("div", "p", "span", "address", "a", "li"):
        marked = " ".join(element.get(name) or "" for name in _MARKING)
        if _BYLINE.search(marked) and not _within(element, ("aside", "footer", "nav")):
            text = line(element)
            if text and len(text) <= _LONGEST_BYLINE and len(text.split()) <= 12:
                return [text]
    return []


def _source(
    article: Mapping[str, Any], known: Mapping[str, Any], meta: Mapping[str, list[str]]
) -> str:
    shared = next((text for text in _all(meta, "source") if "://" not in text), "")
    return shared or _name(article.get("publisher"), known)


def _language(
    page: "HtmlElement", article: Mapping[str, Any], meta: Mapping[str, list[str]]
) -> str:
    root = page.getroottree().getroot()
    said_in = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    given = article.get("inLanguage")
    named = given if isinstance(given, str) else _name(given, {})
    found = next(filter(None, (said_in, named, *_all(meta, "language"))), "")
    return clean.one_line(found.split(",")[0]).replace("_", "-")


def _url(
    page: "HtmlElement", article: Mapping[str, Any], meta: Mapping[str, list[str]], address: str
) -> str:
    links = [
        element.get("href") or ""
        for element in page.iter("link")
        if (element.get("rel") or "").casefold() == "canonical"
    ]
    whole = article.get("mainEntityOfPage")
    described = whole.get("@id") if isinstance(whole, Mapping) else whole
    for text in (*links, *_all(meta, "url"), article.get("url"), described):
        if isinstance(text, str) and (text := clean.one_line(text)):
            with contextlib.suppress(ValueError):
                if (joined := urljoin(address, text)).startswith(("http://", "https://")):
                    return joined
    return address


def _name(value: Any, known: Mapping[str, Any]) -> str:
    """The name of a person or house: text, an object, or a reference to one."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        if not value.get("name"):
            value = known.get(str(value.get("@id"))) or value
        value = value.get("name") or " ".join(
            str(value[part]) for part in ("givenName", "familyName") if value.get(part)
        )
        if isinstance(value, list):
            value = value[0] if value else ""
    return clean.html_line(value) if isinstance(value, str) else ""


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _each(meta: Mapping[str, list[str]], name: str) -> Iterator[str]:
    """What each of a field's meta elements says, those of one name joined."""
    for key in _META[name]:
        if key in meta:
            yield "; ".join(meta[key])


def _all(meta: Mapping[str, list[str]], name: str) -> list[str]:
    return [text for key in _META[name] for text in meta.get(key, ())]


def _first_list(meta: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    return next((fields.listed(text, ",;|") for text in _each(meta, name)), ())


def _list(value: object, separators: str) -> tuple[str, ...]:
    if isinstance(value, list):
        value = [item for item in value if isinstance(item, str | Mapping)]
    return tuple(clean.html_line(item) for item in fields.listed(value, separators))


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
