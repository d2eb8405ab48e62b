"""What does a page say of itself? JSON-LD first, then meta elements, then what is printed.

Publishers write JSON-LD for search engines, which punish what is wrong in it; what OpenGraph says
is for social networks and often re-worded; the printed line is right but hard to find.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .. import clean, fields
from . import page_dates, page_headline, page_json_ld, page_people
from .page_json_ld import Node, name, several

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names of meta elements (name, property or itemprop), best first.
_META: Mapping[str, tuple[str, ...]] = {
    "headline": ("og:title", "twitter:title", "dc.title", "title"),
    "published": (
        "article:published_time", "og:article:published_time", "article:published", "datepublished",
        "date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "publishdate",
        "publish-date", "publish_date", "pubdate", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "last-modified-original", "article.published",
        "date.issued", "og:published_time", "rnews:datepublished", "created", "publisheddate",
        "article:published_date", "published_time", "bt:pubdate", "pdate", "firstpublishdate",
    ),
    "authors": (
        "author", "article:author", "og:article:author", "parsely-author", "dc.creator", "byl",
        "sailthru.author", "cxenseparse:author", "article:author_name", "dcterms.creator",
        "articleauthor", "autores", "authors", "bt:author", "dcsext.author", "article.author",
    ),
    "source": (
        "og:site_name", "application-name", "dc.publisher", "publisher", "article:publisher",
    ),
    "categories": ("article:section", "og:article:section", "parsely-section", "section"),
    "keywords": ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags"),
    "url": ("og:url",),
    "described": ("og:description", "description", "twitter:description"),
    "language": ("content-language", "og:locale", "dc.language", "language"),
}  # fmt: skip


@dataclass(slots=True)
class Said:
    """What the page says of itself; empty where it says nothing."""

    headline: str = ""
    text: str = ""
    described: str = ""
    published: str = ""
    unread_date: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    agency: str = ""
    language: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    is_article: bool = False


def said(page: "HtmlElement", address: str) -> Said:
    """Everything that a page says of itself; `address` is where it was found, if that is known."""
    meta = _meta(page)
    nodes = list(page_json_ld.nodes(page))
    known = {str(node["@id"]): node for node in nodes if node.get("@id") and len(node) > 1}
    titles = [*meta.get("og:title", ()), *page_headline.headings(page)]
    article = page_json_ld.article(nodes, titles)
    found = Said(is_article=bool(article))
    found.source = _source(article, known, meta)
    found.language = _language(page, article, meta)
    found.url = _url(page, article, meta, address)
    found.headline = page_headline.headline(page, article, _all(meta, "headline"), found.source)
    found.source = found.source or page_headline.site(page, found.headline)
    near = page_headline.around(page, found.headline, before=40, after=60)
    found.published, found.unread_date = page_dates.published(
        page, near, article, nodes, _all(meta, "published"), found.language
    )
    houses = _houses(article, known, meta, found)
    written = [*_each(meta, "authors"), *_labelled(meta)]
    found.authors, credited = page_people.credit(page, near, article, known, written, houses)
    named = name(article.get("sourceOrganization") or article.get("provider"), known)
    found.agency = "" if named in houses else named
    found.agency = found.agency or credited
    found.categories = _list(article.get("articleSection"), ";|") or _first_list(meta, "categories")
    found.keywords = _list(article.get("keywords"), ",;|") or _first_list(meta, "keywords")
    body = article.get("articleBody") or article.get("text")
    found.text = clean.body(body) if isinstance(body, str) else ""
    described = article.get("description")
    found.described = clean.html_line(described) if isinstance(described, str) else ""
    found.described = found.described or next(iter(_all(meta, "described")), "")
    return found


def _meta(page: "HtmlElement") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        value = clean.html_line(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := element.get(attribute)):
                found.setdefault(name.casefold().strip(), []).append(value)
    return found


def _labelled(meta: Mapping[str, list[str]]) -> Iterator[str]:
    """The author among the labelled data that WordPress gives to Twitter."""
    for number in "12":
        label = " ".join(meta.get(f"twitter:label{number}", ())).casefold()
        if label in (
            "written by",
            "verfasst von",
            "écrit par",
            "escrito por",
            "scritto da",
            "yazan",
        ):
            yield from meta.get(f"twitter:data{number}", ())


def _houses(
    article: Node, known: Mapping[str, Any], meta: Mapping[str, list[str]], found: Said
) -> list[str]:
    """The names under which the publisher may stand among the authors."""
    host = urlsplit(found.url).hostname or ""
    publishers = [name(one, known) for one in several(article.get("publisher"))]
    return [found.source, *publishers, *_all(meta, "source"), host]


def _source(
    article: Mapping[str, Any], known: Mapping[str, Any], meta: Mapping[str, list[str]]
) -> str:
    shared = next((text for text in _all(meta, "source") if "://" not in text), "")
    return shared or name(article.get("publisher"), known)


def _language(
    page: "HtmlElement", article: Mapping[str, Any], meta: Mapping[str, list[str]]
) -> str:
    root = page.getroottree().getroot()
    said_in = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    given = article.get("inLanguage")
    named = given if isinstance(given, str) else name(given, {})
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
