"""When was a page's article published? Not when it was changed, and not when its teasers were."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import clean, dates
from .page_json_ld import Node
from .xml_tree import line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHANGED = re.compile(
    r"updat|modif|chang|aktualisier|geändert|bearbeitet|actualiz|mis à jour|aggiorna|güncelle|"
    r"تحديث|更新",
    re.IGNORECASE,
)
# What stands before a printed date.
_LABEL = re.compile(
    r"^(?:veröffentlicht|erstellt|stand|published|posted|publié|publicado|pubblicato|yayınlan\w*|"
    r"oluşturulma tarihi|giriş|опубликовано|نشر|发布时间?|发表于|date|datum|fecha|data)"
    r"(?:\s+(?:on|am|le|el|il|at))?\s*:?\s+",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_SOURCE_BEHIND = re.compile(r"\s*(?:来源|來源|source|quelle|fuente)\s*[:：].*$", re.IGNORECASE)
_LONGEST = 60


def published(
    page: "HtmlElement",
    near: "list[HtmlElement]",
    article: Mapping[str, Any],
    nodes: Iterable[Node],
    meta: list[str],
    language: str,
) -> tuple[str, str]:
    """The date as ISO 8601, or else what is printed and cannot be read.

    `near` are the elements around the headline.
    """
    said = [article.get(name) for name in ("datePublished", "dateCreated", "uploadDate")]
    said += [node.get("datePublished") for node in nodes if "WebPage" in str(node.get("@type"))]
    found: list[str] = []
    unread = ""
    for text in (*said, *meta, *_marked(page, near)):
        if isinstance(text, str) and text.strip():
            if read := dates.iso(text.strip()[: dates.LONGEST], language):
                found.append(read)
            else:
                unread = unread or clean.one_line(text[: dates.LONGEST])
    if not found or _DAY.search(found[0]):
        found += _printed(near, language)
    return (_most_exact(found), "") if found else ("", unread)


def _most_exact(found: list[str]) -> str:
    """The first; where another says the same to the minute, or with its zone, that other."""
    best = found[0]
    for other in found[1:]:
        if len(other) > len(best) and other.startswith(best):
            best = other
    return best


def _marked(page: "HtmlElement", near: "list[HtmlElement]") -> Iterator[str]:
    """What is marked as a date where the article is printed, its publication before others."""
    place = {element: number for number, element in enumerate(near)}
    times = [
        element
        for element in page.iter("time", "span", "abbr", "div", "p", "meta")
        if (element.tag == "time" and (element.get("datetime") or line(element)))
        or _property(element) == "datepublished"
    ]
    times.sort(
        key=lambda element: (
            _property(element) != "datepublished",
            element.get("pubdate") is None and "publish" not in (element.get("class") or ""),
            _is_of_change(element),
            place.get(element, len(near)),
            not any(above.tag in ("article", "main") for above in element.iterancestors()),
        )
    )
    for element in times[:3]:
        yield element.get("datetime") or element.get("content") or line(element)


def _property(element: "HtmlElement") -> str:
    said = element.get("itemprop") or element.get("property") or ""
    return str(said).rpartition(":")[2].casefold()


def _is_of_change(element: "HtmlElement") -> bool:
    around = element.getparent()
    said = [element.get("class") or "", element.get("itemprop") or "", line(element)[:_LONGEST]]
    if around is not None:
        said += [around.get("class") or "", (around.text or "")[:_LONGEST]]
    return any(map(_CHANGED.search, said))


def _printed(near: "list[HtmlElement]", language: str) -> list[str]:
    """The dates printed near the heading, above it or between it and the text."""
    found = []
    for element in near:
        if element.tag in ("script", "style", "h1", "a"):
            continue
        text = clean.one_line(element.text or "")
        if changed := _CHANGED.search(text):
            text = text[: changed.start()].rstrip(" (,;|–—-")
        if 8 <= len(text) <= _LONGEST and any(map(str.isdigit, text)):
            text = _SOURCE_BEHIND.sub("", _LABEL.sub("", text))
            if read := dates.iso(text, language):
                found.append(read)
    return found
