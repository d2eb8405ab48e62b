"""Who wrote a page's article, and which agency? JSON-LD, meta elements, then the printed by-line.

A house that names itself, its staff or its web desk as the author names nobody: the next place is
asked. An agency among the authors is the article's agency.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import clean
from . import bylines, page_headline
from .page_json_ld import folded, name, several
from .xml_tree import line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKED = re.compile(
    r"(?:^|[\s_-])(?:author|byline|autor|autorin|autoren|auteur|signature|contributor|creator__name"
    r"|writer)|ContributorName|AuthorByline",
    re.IGNORECASE,
)
_MARKING = ("class", "data-testid", "data-component", "data-qa", "itemprop", "property", "id")
_SOURCE = re.compile(
    r"(?:^|[\s_-])(?:source|quelle|fuente|fonte|agency|agence|agencia|agentur)(?:$|[\s_-])", re.I
)
_ELSEWHERE = re.compile(r"comment|related|teaser|recommend|footer|sidebar", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|profiles?|people|person|staff|by|redaktion|"
    r"journalists?|contributors?|reporters?|team|yazar(?:lar)?|firma|sig(?:nataire)?s?)/",
    re.IGNORECASE,
)
_LONGEST = 160
_MOST_MARKED = 200  # elements called by-lines; those of the article are among the first
_MOST_WORDS = 14
_BY = re.compile(r"^\W*(?:by|von|par|por|di|written by|words by|text)\b:?\s+\S", re.IGNORECASE)

Credit = tuple[tuple[str, ...], str]


def credit(
    page: "HtmlElement",
    near: "list[HtmlElement]",
    article: Mapping[str, Any],
    known: Mapping[str, Any],
    meta: Iterable[str],
    houses: Iterable[str],
) -> Credit:
    """The people, and the agency or nothing.

    `near` are the elements around the headline, `houses` the names of the site and its publisher.
    """
    house = [set(_words(text)) for text in houses if text]
    written = [
        _of_node(one, known) for one in several(article.get("author") or article.get("creator"))
    ]
    agency = ""
    heads = page_headline.wrappers(page)
    printed = _printed(page, near, heads)
    for group in (written, *([text] for text in meta), printed):
        people: list[str] = []
        for text in group:
            if not text or "://" in text or text.startswith(("@", "www.")):
                continue
            found, agencies = bylines.credited(text)
            people += [one for one in found if not _is_house(one, house) and not _is_login(one)]
            agency = agency or next((one for one in agencies if not _is_house(one, house)), "")
        if people:
            if group is not printed:
                people = _with_others(people, printed)
            found = tuple(dict.fromkeys(_spelt(one, meta) for one in people))
            return found, agency or _printed_agency(page, house, heads)
        if agency:
            break
    return (), agency or _printed_agency(page, house, heads)


def _printed_agency(page: "HtmlElement", house: list[set[str]], heads: "set[HtmlElement]") -> str:
    """The agency in what is marked as the source."""
    for element in page.iter("div", "p", "span", "li", "a", "cite"):
        if _SOURCE.search(element.get("class") or "") and not _elsewhere(element, heads):
            text = line(element)
            found = bylines.agency(text.rpartition(":")[2].strip()) if len(text) < 80 else ""
            if found and not _is_house(found, house):
                return found
    return ""


def _with_others(people: list[str], printed: list[str]) -> list[str]:
    """All that are printed, if that is those people and more: some pages name the first only."""
    whole = [one for text in printed for one in bylines.credited(text)[0]]
    folded_whole = {one.casefold() for one in whole}
    all_there = all(one.casefold() in folded_whole for one in people)
    return whole if all_there and all(map(bylines.is_person, whole)) else people


def _of_node(value: object, known: Mapping[str, Any]) -> str:
    said = name(value, known)
    kinds = several(value.get("@type")) if isinstance(value, Mapping) else []
    if any("Organization" in str(kind) for kind in kinds) and not bylines.credited(said)[1]:
        return ""  # a house: whoever wrote it may be printed
    return said


def _is_house(text: str, houses: list[set[str]]) -> bool:
    words = set(_words(text))
    return any(words <= house for house in houses)


def _is_login(text: str) -> bool:
    """`rtadmin`: the name under which somebody signs in."""
    return text.islower() and text.isascii() and " " not in text


def _words(text: str) -> list[str]:
    return [folded(word) for word in re.split(r"[\W_]+", text) if folded(word)]


def _spelt(person: str, meta: Iterable[str]) -> str:
    """A name in capitals as the page's meta elements spell it, if they do."""
    if not person.isupper():
        return person
    for text in meta:
        for other in bylines.names(text):
            if other.casefold() == person.casefold() and not other.isupper():
                return other
    return person


def _printed(
    page: "HtmlElement", near: "list[HtmlElement]", heads: "set[HtmlElement]"
) -> list[str]:
    """What is marked as the author where the article is printed."""
    linked = [
        element
        for element in page.iter("a", "span", "address")
        if "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author"
    ]
    linked_names = [text for element in linked if (text := _name_in(element))]
    if linked_names:
        return linked_names
    for element in _marked(page, heads):
        text = line(element)
        links = [line(link) for link in element.iter("a")]
        linked_names = [one for one in links if bylines.is_person(one) and len(one) < 60]
        if linked_names:
            return [*linked_names, *_beside(element)]
        if text and len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS:
            people, agencies = bylines.credited(text)
            if any(map(bylines.is_person, people)) or agencies or _BY.match(text):
                return [text, *_beside(element)]
    return _linked(near, heads) or _unmarked(near, heads)


def _linked(near: "list[HtmlElement]", heads: "set[HtmlElement]") -> list[str]:
    """The links near the heading that lead to the page of an author."""
    return [
        text
        for element in near
        if element.tag == "a"
        and _AUTHOR_PAGE.search(element.get("href") or "")
        and bylines.is_person(text := line(element))
        and len(text) < 60
        and not _elsewhere(element, heads)
    ]


def _unmarked(near: "list[HtmlElement]", heads: "set[HtmlElement]") -> list[str]:
    """A line near the heading that begins as a by-line does; the shortest with most people."""
    found: list[tuple[int, int, str]] = []
    for element in near:
        if element.tag in ("i", "em", "b", "p", "font", "div", "span", "li", "address"):
            text = line(element) if len(element.text_content()) < 4 * _LONGEST else ""
            if 6 < len(text) <= _LONGEST and _BY.match(text):
                people = bylines.names(text)
                if (
                    people
                    and all(map(bylines.is_person, people))
                    and not _elsewhere(element, heads)
                ):
                    found.append((-len(people), len(text), text))
    return [min(found)[2]] if found else []


def _beside(element: "HtmlElement") -> list[str]:
    """The other names in a list of which the element is one."""
    around = element.getparent()
    marks = element.get("class")
    if around is None or not marks:
        return []
    others = (one for one in around if one is not element and one.get("class") == marks)
    return [text for one in others if bylines.is_person(text := line(one)) and len(text) < 60]


def _name_in(element: "HtmlElement") -> str:
    """The name that an element gives, which may be in a meta element in it."""
    for inner in element.iter("meta", "span", "a"):
        if inner is not element and inner.get("itemprop") == "name":
            return clean.one_line(inner.get("content") or "") or line(inner)
    text = line(element)
    return text if len(text) <= _LONGEST else ""


def _marked(page: "HtmlElement", heads: "set[HtmlElement]") -> Iterator["HtmlElement"]:
    """The elements marked as a by-line, the innermost before what is around them."""
    marked = (
        element
        for element in page.iter("div", "p", "span", "address", "a", "li", "ul", "cite")
        if _MARKED.search(" ".join(element.get(name) or "" for name in _MARKING))
        and not _elsewhere(element, heads)
    )
    found = list(itertools.islice(marked, _MOST_MARKED))
    around = {above for element in found for above in element.iterancestors()}
    yield from (element for element in found if element not in around)
    yield from (element for element in found if element in around)


def _elsewhere(element: "HtmlElement", heads: "set[HtmlElement]") -> bool:
    """Whether it stands in a part of the page that is not the article's.

    `heads` are the elements that have a heading in them: whatever they are called, the article is
    there.
    """
    return any(
        above.tag in ("aside", "footer", "nav")
        or (
            _ELSEWHERE.search(above.get("class") or "")
            and above.tag not in ("html", "body")
            and above not in heads
        )
        for above in element.iterancestors()
    )
