"""Which part of a page is the article's text? What trafilatura finds, put right at the edges.

Before it looks, what is plainly not the article is taken out of the page; afterwards, the lead that
stands apart above the text is put back, and lines that belong to the page are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import clean, dates
from . import bylines, page_headline
from .page_json_ld import folded
from .xml_tree import line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORTEST, _LONGEST_LEAD = 30, 800  # characters
_NEAR = 80  # elements below the heading among which the lead is looked for
# An element with more of the page's running text than this may be the article, whatever it is
# called. What runs is in paragraphs of so many characters.
_MOST, _RUNNING = 0.3, 100
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMING = ("class", "id", "data-testid", "data-component", "data-area", "data-gu-name", "data-qa")
_NOT_TEXT = re.compile(
    r"(?:^|[\s_-])(?:"
    # for other articles, and other things to read
    r"related\w*|recommend\w*|recirc\w*|nextread|read-?(?:next|also)|see-?also|seealso|more-on|"
    r"most-?(?:read|viewed|popular)|trending|teasers?|promos?|promote\w*|catcher|richlink|optimizely|"
    r"outbrain|taboola|"
    # for money, addresses and opinions
    r"news-?letters?\w*|nl[_-]\w+|\w+[_-]+nl|signup|sign-?(?:up|in)|donat\w+|"
    r"adverti\w+|anzeige|werbung|ads?|comments?|kommentare|postings?|forum|"
    # for the page itself
    r"cookies?|consent|gdpr|privacy|share|sharing|social\w*|toolbar|breadcrumbs?|tags?|taglist|"
    r"toc|skip|print-?info|"
    # beside the text
    r"captions?|credits?|bildunterschrift|media-?info|absatzbild|copyright|author-?bio|bio|"
    r"author-?(?:box|info|card)|bottom-of-article|trust-?badge"
    r")(?:$|[\s_-])",
    re.IGNORECASE,
)
# These are around what is for subscribers, or folded up, as well as around the words about it.
_PERHAPS_TEXT = re.compile(
    r"(?:^|[\s_-])(?:paywall|paywahl|piano|abo|subscri\w+|read-?more)(?:$|[\s_-])", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadin|intro\w*|einleitung|vorspann|teaser-?text|teaser|stand-?first|"
    r"sub-?(?:head(?:line)?|title|line)\w*|untertitel|summary\w*|excerpt|dek|deck|desc\w*|abstract|"
    r"chapo|chapeau|sapo|spot|header-teaser|inf|bajada|entradilla|sommario|st|leading-\w+|catenaccio)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
# Lines that say something of the page and nothing of the news. Only whole lines are meant.
_LABELS = (
    "advertisement|skip advertisement|advertisement · scroll to continue|ad feedback|anzeige|"
    "werbung|publicité|publicidad|pubblicità|reklam|share full article|copy link|copiar enlace|"
    "link copied|related (?:stories|articles?|content)|read more|more on this story|"
    "mehr zum thema|lesen sie auch|lire aussi|à lire aussi|lee también|leggi anche|"
    "اقرأ أيضا|artikel anhören|opens new tab|"
    r"© ?riproduzione riservata|\W*(?:facebook|twitter|x|whatsapp|linkedin|e-?mail|telegram)"
)
_FURNITURE = re.compile(
    rf"\W*(?:{_LABELS})\W*|[(（]\w{{2,5}}(?:/\w{{2,5}})*[)）]|[_*·–—=\s]+|"
    r"© ?dpa(?:-infocom)?, dpa:.*|our standards: .{0,80}|"
    r"(?:click here to|sign up|follow us|folgen sie uns|sigue toda la información) .{0,160}|"
    r"(?:read more|read also|also read|related|see also|lesen sie auch|lesen sie mehr|lire aussi|"
    r"à lire aussi|lee también|lea también|leggi anche|leia também|ilgili haber|यह भी पढ़ें|اقرأ أيضا|"
    r"إقرأ أيضا|читайте также|延伸阅读|相关阅读)\s*[:：|].*|"
    r"(?:bildrechte|bildquelle|foto|photo|credits?)\s*:.{0,120}",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:quelle|source|fuente|fonte|来源|المصدر)\s*[:：]\s*(.{2,80})$", re.I)
_LABELLED_DATE = re.compile(r"^[^\W\d]+(?:\s+[^\W\d]+)?\s*:\s*(?=\S)")
_BY = re.compile(r"^\W*(?:by|von|par|por|di|written by|words by|text)\b", re.IGNORECASE)
_CELL = 400  # characters in a cell of a table that is there for the layout
_MOST_RULES = 3
_AFTERWORD = 0.15  # of the text, at most, stands below a line of underscores
_BLOCKS = frozenset({"p", "div", "section", "article", "ul", "ol", "table", "figure", "aside"})
_LINES = frozenset({"p", "h2", "h3", "h4"})


def body(page: "HtmlElement", headline: str, authors: tuple[str, ...], described: str) -> str:
    """The text in paragraphs; `described` is what the page says it is about. Changes the page."""
    above = list(_above(page, headline, described))
    _unname_wrappers(page)
    _unfold_tables(page)
    _take_out(page)
    lines = [text for text in map(clean.one_line, _extracted(page).split("\n")) if text]
    lines = _below(headline, lines)
    lines = [text for text in lines if not _is_furniture(text, authors)]
    return "\n\n".join((*_lead(above, headline, lines), *lines))


def _extracted(page: "HtmlElement") -> str:
    import trafilatura  # 0.9 s, for those who read pages only

    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, with_metadata=False
    )
    text = found.text if found is not None and not isinstance(found, dict) else ""
    return text or ""


def _lead(above: list[tuple[str, bool]], headline: str, lines: list[str]) -> list[str]:
    """The lead, if it is printed above the first line and is not among the lines."""
    text, title = folded(" ".join(lines)), folded(headline)
    for said, is_marked in above:
        here = folded(said)
        if lines and here.startswith(folded(lines[0])):
            break
        if is_marked and title not in here and here not in title:
            return [] if here in text else [said]
    return []


def _above(page: "HtmlElement", headline: str, described: str) -> Iterator[tuple[str, bool]]:
    """The short texts below the heading; whether they are marked as a lead, or described."""
    about = folded(described)[:60]
    for element in page_headline.around(page, headline, before=0, after=_NEAR):
        if element.tag not in ("p", "h2", "h3", "div", "span", "strong", "b", "section"):
            continue
        said = element.text_content()
        if not _SHORTEST <= len(said) <= 2 * _LONGEST_LEAD:
            continue
        text = line(element)
        if not _SHORTEST <= len(text) <= _LONGEST_LEAD or _beside(element):
            continue
        marked = _LEAD.search(_named(element)) or element.get("itemprop") == "description"
        about_it = about and folded(text).startswith(about)
        yield text, bool(marked or about_it) and not _is_one_link(element)


def _beside(element: "HtmlElement") -> bool:
    return any(
        above.tag in ("aside", "nav", "footer", "figure", "h1", "a", "ul")
        for above in (element, *element.iterancestors())
    )


def _named(element: "HtmlElement") -> str:
    return _CAMEL.sub("-", " ".join(filter(None, map(element.get, _NAMING))))


def _unname_wrappers(page: "HtmlElement") -> None:
    """What is around the heading is around the article, whatever it is called."""
    for element in page_headline.wrappers(page):
        named = _named(element)
        if _NOT_TEXT.search(named) or _PERHAPS_TEXT.search(named):
            for name in _NAMING:
                element.attrib.pop(name, None)


def _unfold_tables(page: "HtmlElement") -> None:
    """Tables that hold a page's layout become divisions; tables of data stay."""
    for cell in list(page.iter("td")):
        if len(cell.text_content()) < _CELL or cell.tag != "td":
            continue
        for above in (cell, *cell.iterancestors("table", "tbody", "tr", "td")):
            above.tag = "div"
        for inside in cell.getparent() if cell.getparent() is not None else ():
            if inside.tag == "td":
                inside.tag = "div"


def _take_out(page: "HtmlElement") -> None:
    """Removes what is called something else than text, and lines that are one link."""
    whole, held = len(page.text_content()), _contents(page)
    most = _MOST * held[page].running
    for element in list(page.iter("div", "section", "aside", "p", "ul", "span", "figure", "article",
                                  "details", "footer", "h2", "h3", "h4")):  # fmt: skip
        if element.getparent() is None or element.tag in ("html", "body"):
            continue
        named = _named(element)
        if not (
            _NOT_TEXT.search(named)
            or (element.tag in _LINES and _is_one_link(element))
            or (_PERHAPS_TEXT.search(named) and held[element].paragraphs < 2)
        ):
            continue
        holds = held[element]
        running = holds.running or min(len(element.text_content()), _RUNNING)
        if running > most or holds.article:
            continue
        element.drop_tree()
    _take_out_afterword(page, whole)


@dataclass(slots=True)
class _Content:
    """What an element holds: characters of running text, its paragraphs, the article itself."""

    running: int = 0
    paragraphs: int = 0
    article: bool = False


def _contents(page: "HtmlElement") -> "dict[HtmlElement, _Content]":
    """What each element holds; menus and lists of links may be longer than an article."""
    elements = list(page.iter())
    held = {element: _Content() for element in elements}
    for element in reversed(elements):  # those inside come before what is around them
        here = held[element]
        tag = element.tag
        if tag == "p" or (tag == "div" and not any(child.tag in _BLOCKS for child in element)):
            length = len(element.text_content())
            if length >= _RUNNING:
                here.running += length
                here.paragraphs += 1
        if tag in ("h1", "main") or "articleBody" in (
            element.get("itemprop"),
            element.get("property"),
        ):
            here.article = True
        around = held.get(element.getparent())
        if around is not None:
            around.running += here.running
            around.paragraphs += here.paragraphs
            around.article = around.article or here.article
    if not held[page].running:
        held[page].running = len(page.text_content())
    return held


def _is_one_link(element: "HtmlElement") -> bool:
    """Whether an element is a link to another article and nothing else."""
    said = element.text_content().strip()
    return bool(said) and any(
        link.get("href") and len(link.text_content().strip()) == len(said)
        for link in element.iter("a")
    )


def _below(headline: str, lines: list[str]) -> list[str]:
    """The lines without the headline, which may stand there with its kicker, among the first."""
    title = folded(headline)
    for number, text in enumerate(lines[:4]):
        said = folded(text)
        if title and said.endswith(title) and len(said) < len(title) + 60:
            return [*lines[:number], *lines[number + 1 :]]
    return lines


def _is_furniture(text: str, authors: tuple[str, ...]) -> bool:
    if len(text) > 300:
        return False
    if _FURNITURE.fullmatch(text):
        return True
    if len(text) < 80 and any(map(str.isdigit, text)):
        said = _LABELLED_DATE.sub("", text)
        if dates.iso(said) or dates.iso(text):
            return True
    if len(text) < 120 and _BY.match(text):
        people = bylines.names(text)
        return bool(people) and set(people) <= set(authors)
    return False


def _take_out_afterword(page: "HtmlElement", whole: int) -> None:
    """Removes what stands below a line of underscores at the end: hints, other coverage."""
    lines = [
        element
        for element in page.iter("p", "h2", "h3")
        if set(element.text_content().strip()) == {"_"}
    ]
    for element in lines[:_MOST_RULES]:
        below = [one for one in element.itersiblings() if isinstance(one.tag, str)]
        if sum(len(one.text_content()) for one in below) <= _AFTERWORD * whole:
            for one in (element, *below):
                one.drop_tree()
