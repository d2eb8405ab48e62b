"""Which of a page's titles is the headline? The one that is printed above the text.

Search engines are told another one than social networks, and both may be longer, shorter or
livelier than what readers see. So the printed heading is taken, as soon as one of the other titles
vouches for it; a kicker above it and the name of the site behind it are not part of it.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import clean
from .page_json_ld import folded
from .xml_tree import line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ENDS = re.compile(r"\s+(?:[|–—·»«•›]|-{1,2}|::)\s+")
_STARTS = re.compile(r"\s*(?:[|–—·•]|:|\s-)\s+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,6}")
_KICKER = re.compile(
    r"kicker|topline|overline|overtitle|roofline|eyebrow|dachzeile|spitzmarke|pretitle|antetitle|"
    r"antetitulo|surtitre|occhiello|hidden|sr-only|screen-?reader|\bhide\b",
    re.IGNORECASE,
)
_SITE = 40  # characters, the longest name of a site
_MOST = 100  # headings that are looked at
_ALIKE = 0.5  # of the words of the shorter title


def headline(
    page: "HtmlElement", article: Mapping[str, Any], shared: list[str], source: str
) -> str:
    """The headline; `shared` are the titles in the page's meta elements, best first."""
    said = [
        clean.html_line(text)
        for key in ("headline", "alternativeHeadline", "name")
        if isinstance(text := article.get(key), str)
    ]
    given = [without_site(title, source) for title in said]
    others = [without_site(clean.html_line(title), source) for title in shared]
    ends = [without_site(line(title), source) for title in page.iter("title")][:1]
    titles = [title for title in (*given, *others, *ends) if title]
    house = folded(source)
    printed = [text for text in headings(page) if folded(text) not in house]
    parts = list(last_parts(page))
    for found in (_in_tails(parts, titles), _same(printed, titles), _in_tails(printed, titles)):
        if found:
            return found
    # Nobody repeats it: one that is alone, or shares its words with a title, is still the headline.
    for heading in printed:
        if any(_alike(heading, title) >= _ALIKE for title in titles):
            return heading
    if len(printed) == 1 and " " in printed[0]:
        return printed[0]
    return next(iter((*titles[:1], *printed)), "")


def _same(printed: list[str], titles: list[str]) -> str:
    """The heading that is one of the titles, or their beginning."""
    for heading in printed:
        here = folded(heading)
        for title in titles:
            there = folded(title)
            cut = folded(re.sub(r"\s*(?:…|\.\.\.)$", "", title))
            if (
                here == there
                or (there.startswith(here) and len(here) * 2 > len(there))  # the site behind it
                or (cut != there and len(cut) > 10 and here.startswith(cut))
            ):
                return heading
    return ""


def _in_tails(printed: list[str], titles: list[str]) -> str:
    """The heading with which a title ends, or is; the title with which a heading ends."""
    for heading in printed:
        here = folded(heading)
        for title in titles:
            there = folded(title)
            if here == there or here in {folded(part) for part in _tails(title)}:
                return heading
            if there in {folded(part) for part in _tails(heading)}:
                return title
    return ""


def _tails(title: str) -> Iterator[str]:
    """`Kicker: Headline` without what stands before its colons and dashes."""
    for found in _STARTS.finditer(title):
        yield title[found.end() :]


def headings(page: "HtmlElement") -> list[str]:
    """The headings of first rank, those of the article before those of the page, without kickers.

    A page without any may head its article with one of the second rank.
    """
    named = [
        text
        for heading in page.iter("h1", "h2")
        if "headline" in (heading.get("itemprop"), heading.get("property"))
        and (text := _printed(heading))
    ]
    if len(named) == 1:
        return named
    headings = itertools.islice(page.iter("h1"), _MOST)
    found = [(heading, _printed(heading)) for heading in headings]
    if not any(text for _, text in found):
        found = [
            (heading, _printed(heading))
            for heading in page.iter("h2")
            if _within(heading, ("header",)) and _within(heading, ("article", "main"))
        ][:1]
    inside = [text for heading, text in found if text and _within(heading, ("article", "main"))]
    others = [text for _, text in found if text]
    return list(dict.fromkeys((*inside, *others)))


def _printed(heading: "HtmlElement") -> str:
    """What a heading says, without what is marked as a kicker, or hidden, in it."""
    left_out = {
        element
        for element in heading.iterdescendants()
        if isinstance(element.tag, str)
        and (
            _KICKER.search(element.get("class") or "")
            or _KICKER.search(element.get("data-manual") or "")
        )
    }
    whole = line(heading)
    if not left_out:
        return whole
    said = [text for text in _texts(heading, left_out) if text.strip(" \n\t:|–—-•")]
    return clean.one_line(" ".join("".join(said).split())).strip(" :|") or whole


def around(page: "HtmlElement", headline: str, before: int, after: int) -> list["HtmlElement"]:
    """The elements from the printed headline on, then those before it, the nearest first.

    `before` and `after` say how many. Of a page that prints the headline nowhere, those where its
    article begins.
    """
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    title = folded(headline)
    marks = (
        (number, element)
        for number, element in enumerate(elements)
        if element.tag in ("h1", "h2", "article", "main")
    )
    places = [
        (
            element.tag not in ("h1", "h2") or not title or title not in folded(line(element)),
            element.tag != "h1",
            not _within(element, ("article", "main")),
            number,
        )
        for number, element in itertools.islice(marks, _MOST)
    ]
    places = [place for place in places if not place[0] or elements[place[-1]].tag != "h2"]
    if not places:
        return []
    number = min(places)[-1]
    above = elements[max(0, number - before) : number]
    return [*elements[number : number + after], *reversed(above)]


def wrappers(page: "HtmlElement") -> "set[HtmlElement]":
    """The elements with a heading of first rank in them."""
    found: set[HtmlElement] = set()
    for heading in page.iter("h1"):
        for above in heading.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def last_parts(page: "HtmlElement") -> Iterator[str]:
    """Of headings in parts (`<span>Kicker</span> <span>Headline</span>`) the last."""
    for heading in page.iter("h1", "h2"):
        parts = [child for child in heading if isinstance(child.tag, str) and line(child)]
        loose = [heading.text, *(child.tail for child in heading)]
        if len(parts) > 1 and not any((text or "").strip(" \n\t:|") for text in loose):
            last = line(parts[-1])
            if " " in last:
                yield last


def _texts(element: "HtmlElement", left_out: set["HtmlElement"]) -> Iterator[str]:
    if element not in left_out:
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from _texts(child, left_out)
            yield child.tail or ""


def site(page: "HtmlElement", headline: str) -> str:
    """The site's name where only the title gives it, behind the headline."""
    for title in page.iter("title"):
        said = line(title)
        parts = _ENDS.split(said)
        if headline and len(parts) > 1 and said.startswith(headline) and len(parts[-1]) < _SITE:
            return parts[-1]
    return ""


def without_site(title: str, source: str) -> str:
    """`Headline | Section | Site` without the site, and without a section before it."""
    parts = _ENDS.split(title)
    if len(parts) < 2 or not _is_site(parts[-1], source):
        return title
    return title[: title.rfind(parts[-1])].rstrip(" |–—·»«•›:-")


def _is_site(text: str, source: str) -> bool:
    ends, house = folded(text), folded(source)
    return bool(ends) and bool(
        (house and (ends in house or house in ends)) or _DOMAIN.fullmatch(text)
    )


def _alike(one: str, other: str) -> float:
    """Which part of the words of the shorter of two titles is in the other."""
    words, others = set(one.casefold().split()), set(other.casefold().split())
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter > 2 else 0.0


def _within(element: "HtmlElement", names: tuple[str, ...]) -> bool:
    return any(above.tag in names for above in element.iterancestors())
