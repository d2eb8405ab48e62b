"""How does an answer look to a person? Results -> a terminal, or the same as plain text.

Nothing from an article can drive the terminal: control characters are taken out, and text is never
read as markup.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.columns import Columns
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from newsearch.corpus.article import Article

from .facets import timeline
from .marks import Span
from .results import Facet, FacetValue, Hit, Results

_HEADLINE = Style(bold=True)
_MARK = Style(color="yellow", bold=True)
_DIM = Style(dim=True)
_BAR = Style(color="cyan")

# Beyond this a line is hard to read, however wide the window is.
_WIDEST = 100
_MOST_VALUES = 10
# More empty steps of a timeline than this are not drawn one by one.
_LONGEST_GAP = 3
_MARGIN = " " * 5
_EIGHTHS = " ▏▎▍▌▋▊▉█"

# Characters that steer a terminal or turn the direction of text around.
_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# What Unicode counts as format characters, but shapes letters.
_SHAPING = "\u200c\u200d\u00ad"


def safe(text: str) -> str:
    """The text without characters that steer a terminal; line breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character in _SHAPING or unicodedata.category(character) not in _STEERING
        else " " if character in "\n\t\r" else ""
        for character in text
    )  # fmt: skip


def results(answer: Results, console: Console, *, offset: int = 0) -> None:
    """Print an answer: a line that sums it up, hits, and how they spread."""
    _line(console, _summary(answer, offset))
    for hit in answer.hits:
        console.print()
        _hit(hit, console)
    if answer.total > 1:
        _facets(answer.facets, console)


def _summary(answer: Results, offset: int) -> Text:
    line = Text(safe(answer.query), _MARK)
    if not answer.total:
        return line.append(": nothing found", _DIM)
    noun = "article" if answer.total == 1 else "articles"
    line.append(f" · {answer.total:,} {noun}")
    first, last = offset + 1, offset + len(answer.hits)
    if answer.hits and (first, last) != (1, answer.total):
        line.append(f" · {first}–{last} shown")
    if answer.relaxed:
        line.append(" · none has all the words, these have any")
    return line.append(f" · {answer.took_ms:.0f} ms", _DIM)


def _line(console: Console, text: Text, margin: str = "") -> None:
    """Print a paragraph beside its margin: wrapped for a person, one whole line for a pipe."""
    if console.is_terminal:
        beside = Table.grid()
        beside.add_column(width=len(margin), style=_DIM)
        beside.add_column()
        beside.add_row(margin, text)
        console.print(beside, width=min(console.width, _WIDEST))
    else:
        console.print(Text.assemble(margin, text), soft_wrap=True)


def _hit(hit: Hit, console: Console) -> None:
    style = _HEADLINE + Style(link=hit.url) if hit.url.startswith("http") else _HEADLINE
    headline = marked(hit.headline or "(no headline)", hit.headline_highlights, style)
    about = [hit.date or "undated", hit.source or hit.agency, hit.place, hit.language, hit.id]
    _line(console, headline, f"{hit.rank:>3}  ")
    _line(console, Text(" · ".join(safe(part) for part in about if part), _DIM), _MARGIN)
    if hit.snippet:
        _line(console, marked(hit.snippet, hit.highlights), _MARGIN)


def marked(text: str, highlights: Iterable[Span], style: Style | None = None) -> Text:
    """Text with the highlighted words marked and nothing in it that steers a terminal."""
    line = Text(style=style or Style())
    at = 0
    for start, end in highlights:
        line.append(safe(text[at:start]))
        line.append(safe(text[start:end]), _MARK)
        at = end
    return line.append(safe(text[at:]))


def _facets(facets: Sequence[Facet], console: Console) -> None:
    """Bars, side by side where the window is wide enough."""
    blocks = [_facet(facet) for facet in facets if facet.values]
    if console.is_terminal and console.width >= 80:
        console.print()
        console.print(Columns(blocks, padding=(1, 6)))
        return
    for block in blocks:
        console.print()
        console.print(block)


def _facet(facet: Facet) -> Text:
    title = facet.name if not facet.step else f"{facet.name} by {facet.step}"
    values = timeline(facet) if facet.step else facet.values[:_MOST_VALUES]
    block = Text(title, _DIM)
    most = max(value.count for value in values)
    longest = min(max(len(safe(value.value)) for value in values), 28)
    digits = len(f"{most:,}")
    for empty, run in groupby(values, key=lambda value: not value.count):
        steps = list(run)
        if empty and len(steps) > _LONGEST_GAP:
            block.append("\n⋮", _DIM)
            continue
        for value in steps:
            block.append("\n")
            block.append_text(_bar_line(value, longest, digits, most))
    if (hidden := len(facet.values) - len(values)) > 0:
        block.append(f"\n… and {hidden} more", _DIM)
    return block


def _bar_line(value: FacetValue, longest: int, digits: int, most: int) -> Text:
    name = safe(value.value)
    name = name if len(name) <= longest else name[: longest - 1] + "…"
    return Text.assemble(
        f"{name:<{longest}}  ", (f"{value.count:>{digits},} ", _DIM), (bar(value.count, most), _BAR)
    )


def bar(count: int, most: int, width: int = 16) -> str:
    """A bar of eighths of characters; anything above nothing is seen."""
    eighths = max(round(count * width * 8 / most), 1) if count else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def article(found: Article, console: Console) -> None:
    """Print a whole article."""
    console.print(Text(safe(found.headline) or "(no headline)", _HEADLINE))
    about = [
        ("published", found.published.replace("T", " ") or "undated"),
        ("source", found.source),
        ("agency", found.agency),
        ("place", found.place),
        ("by", ", ".join(found.authors)),
        ("category", ", ".join(found.categories)),
        ("keywords", ", ".join(found.keywords)),
        ("language", found.language),
        ("url", found.url),
        ("id", found.id),
    ]
    for name, value in about:
        if value:
            console.print(Text.assemble((f"{name:<10}", _DIM), safe(value)), soft_wrap=True)
    console.print()
    for paragraph in found.body.split("\n"):
        _line(console, Text(safe(paragraph)))


def statistics(count: int, rows: Sequence[tuple[str, str]], spread: Sequence[Facet],
               console: Console) -> None:  # fmt: skip
    """Print what an index holds."""
    console.print(Text(f"{count:,} articles", _HEADLINE))
    for name, value in rows:
        console.print(Text.assemble((f"{name:<12}", _DIM), safe(value)))
    _facets(spread, console)
