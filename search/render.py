"""How does an answer look to a person? Results -> a terminal, or the same as plain text.

Nothing from an article can drive the terminal: control characters are taken out, and text is never
read as markup. In a terminal each line of text that runs from right to left stands in an isolate
(Unicode UAX 9), so that it does not turn around what stands beside it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.columns import Columns
from rich.console import Console
from rich.style import Style
from rich.text import Text

from newsearch.corpus.article import Article
from newsearch.index import versions

from .completions import Completions
from .facets import timeline
from .marking import Span
from .results import (
    Contribution,
    Copy,
    Facet,
    FacetValue,
    Hit,
    Results,
    Suggestion,
)
from .safe import safe

_HEADLINE = Style(bold=True)
_MARK = Style(color="yellow", bold=True)
_DIM = Style(dim=True)
_BAR = Style(color="cyan")
_WARNING = Style(color="red")

# Beyond this a line is hard to read, however wide the window is.
_WIDEST = 100
_MOST_VALUES = 10
_MOST_COPIES = 6
# What a headline may be a link to.
_ADDRESS = re.compile(r"https?://\S{1,2000}")
# More empty steps of a timeline than this are not drawn one by one.
_LONGEST_GAP = 3
_MARGIN = " " * 5
_EIGHTHS = " ▏▎▍▌▋▊▉█"

# First strong isolate, pop directional isolate.
_ISOLATE, _END = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text, in an isolate if it has letters that run from right to left."""
    if text.isascii():
        return text
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return f"{_ISOLATE}{text}{_END}"
    return text


def results(answer: Results, console: Console, *, offset: int = 0) -> None:
    """Print an answer: a line that sums it up, hits, and how they spread."""
    _line(console, _summary(answer, offset))
    if answer.suggestions:
        _line(console, _meant(answer.suggestions))
    if answer.terms:
        _line(console, Text.assemble(("by  ", _DIM), " · ".join(map(safe, answer.terms))))
    for hit in answer.hits:
        console.print()
        _hit(hit, console)
    if answer.total > 1:
        _facets(answer.facets, console)


def _meant(suggestions: Sequence[Suggestion]) -> Text:
    line = Text("did you mean  ", _DIM)
    for number, each in enumerate(suggestions):
        line.append(" · " if number else "", _DIM)
        line.append(safe(each.query), _MARK).append(f" {each.count:,}", _DIM)
    return line


def _summary(answer: Results, offset: int) -> Text:
    line = Text().append(safe(answer.query), _MARK)
    if not answer.total:
        return line.append(": nothing found", _DIM)
    line.append(f" · {_many(answer.total, 'article', 'articles')}")
    if answer.stories != answer.total:
        line.append(f" in {_many(answer.stories, 'story', 'stories')}")
    first, last = offset + 1, offset + len(answer.hits)
    if answer.hits and not (first == 1 and last in (answer.total, answer.stories)):
        line.append(f" · {first}–{last} shown")
    if answer.relaxed:
        line.append(" · none has all the words, these have any")
    return line.append(f" · {answer.took_ms:.0f} ms", _DIM)


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _line(console: Console, text: Text, margin: str = "") -> None:
    """Print a paragraph beside its margin: wrapped for a person, one whole line for a pipe."""
    if not console.is_terminal:
        console.print(Text.assemble(margin, text), soft_wrap=True)
        return
    beside = Text(margin, _DIM)
    for line in text.wrap(console, max(min(console.width, _WIDEST) - len(margin), 1)):
        line.rstrip()
        if isolated(line.plain) != line.plain:
            line = Text.assemble(_ISOLATE, line, _END)  # noqa: PLW2901
        console.print(Text.assemble(beside, line), soft_wrap=True)
        beside = Text(" " * len(margin))


def _hit(hit: Hit, console: Console) -> None:
    is_link = _ADDRESS.fullmatch(hit.url) and safe(hit.url) == hit.url
    style = _HEADLINE + Style(link=hit.url) if is_link else _HEADLINE
    headline = marked(hit.headline or "(no headline)", hit.headline_highlights, style)
    name = _isolated if console.is_terminal else safe
    about = [hit.date or "undated", hit.source or hit.agency, hit.place, hit.language, hit.id]
    _line(console, headline, f"{hit.rank:>3}  ")
    _line(console, Text(" · ".join(name(part) for part in about if part), _DIM), _MARGIN)
    if held := _held_back(hit):
        _line(console, Text(held, _WARNING), _MARGIN)
    if hit.note:
        _line(console, Text.assemble(("note  ", _DIM), (safe(hit.note), _WARNING)), _MARGIN)
    if hit.snippet:
        _line(console, marked(hit.snippet, hit.highlights), _MARGIN)
    if hit.copies:
        _line(console, Text(_others(hit.copies, name), _DIM), _MARGIN)
    if hit.explain is not None:
        _explanation(hit.score, hit.explain, console)


def _held_back(found: Hit | Article) -> str:
    """What is said of an article whose time has not come, else nothing."""
    until = versions.hidden_until(found.status, found.embargo, found.published)
    if until <= versions.now():
        return ""
    return f"embargo until {safe(found.embargo)}" if found.embargo else "withheld"


def _others(copies: Sequence[Copy], name: Callable[[str], str]) -> str:
    """`+3 copies: dpa, APA`: how many others tell the story, and who they are, each once."""
    who = dict.fromkeys(copy.agency or copy.source or copy.id for copy in copies)
    named = [name(each) for each in who][:_MOST_COPIES]
    more = ", …" if len(who) > len(named) else ""
    return f"+{_many(len(copies), 'copy', 'copies')}: {', '.join(named)}{more}"


def _explanation(score: float, explain: Sequence[Contribution], console: Console) -> None:
    """What a score is made of: a line for each match, in columns."""
    _line(console, Text(f"{score:>9.4f}  score", _DIM), _MARGIN)
    rows = []
    for each in explain:
        kind = each.match if each.match != "word" else ""
        where = " ".join(filter(None, (each.zone, each.layer, kind)))
        words = ", ".join(map(safe, each.words))
        rows.append((f"{each.score:>9.4f}", where, safe(each.term), words))
    columns = [max((cell_len(row[place]) for row in rows), default=0) for place in (1, 2)]
    for amount, where, term, words in rows:
        gaps = [
            " " * (width - cell_len(cell) + 2)
            for width, cell in zip(columns, (where, term), strict=True)
        ]
        line = Text.assemble((amount, _BAR), "  ", (where + gaps[0], _DIM), term, gaps[1])
        line.append(words, _MARK)
        line.rstrip()
        _line(console, line, _MARGIN)


def _isolated(text: str) -> str:
    return isolated(safe(text))


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
    shown = isolated if console.is_terminal else str
    blocks = [_facet(facet, shown) for facet in facets if facet.values]
    if console.is_terminal and console.width >= 80:
        console.print()
        console.print(Columns(blocks, padding=(1, 6)))
        return
    for block in blocks:
        console.print()
        console.print(block)


def _facet(facet: Facet, shown: Callable[[str], str]) -> Text:
    title = facet.name if not facet.step else f"{facet.name} by {facet.step}"
    values = timeline(facet) if facet.step else facet.values[:_MOST_VALUES]
    block = Text(title, _DIM)
    most = max(value.count for value in values)
    longest = min(max(cell_len(safe(value.value)) for value in values), 28)
    stories = any(value.stories != value.count for value in values)
    if stories:
        block.append(" · articles, stories", _DIM)
    digits = len(f"{most:,}")
    for empty, run in groupby(values, key=lambda value: not value.count):
        steps = list(run)
        if empty and len(steps) > _LONGEST_GAP:
            block.append("\n⋮", _DIM)
            continue
        for value in steps:
            block.append("\n")
            block.append_text(_bar_line(value, longest, digits, most, stories, shown))
    if (hidden := len(facet.values) - len(values)) > 0:
        block.append(f"\n… and {hidden} more", _DIM)
    return block


def _bar_line(
    value: FacetValue,
    longest: int,
    digits: int,
    most: int,
    stories: bool,
    shown: Callable[[str], str],
) -> Text:
    name = safe(value.value)
    if cell_len(name) > longest:
        name = set_cell_size(name, longest - 1).rstrip() + "…"
    space = " " * (longest - cell_len(name) + 2)
    counts = f"{value.count:>{digits},} "
    if stories:
        counts += f"{value.stories:>{digits},} "
    return Text.assemble(shown(name), space, (counts, _DIM), (bar(value.count, most), _BAR))


def bar(count: int, most: int, width: int = 16) -> str:
    """A bar of eighths of characters; anything above nothing is seen."""
    eighths = max(round(count * width * 8 / most), 1) if count else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def completions(found: Completions, console: Console) -> None:
    """Print what a word may become, a line each with its count."""
    longest = max(
        (cell_len(safe(c.query)) for c in found.completions + found.corrections), default=0
    )
    for each in found.completions:
        _word(each, longest, console)
    if found.corrections:
        console.print(Text("spelt alike", _DIM))
    for each in found.corrections:
        _word(each, longest, console)


def _word(each: Suggestion, longest: int, console: Console) -> None:
    text = safe(each.query)
    space = " " * (longest - cell_len(text) + 2)
    line = Text.assemble(text, space, (f"{each.count:,}", _DIM))
    console.print(line, soft_wrap=True)


def article(
    found: Article, console: Console, highlights: Mapping[str, Sequence[Span]] | None = None
) -> None:
    """Print a whole article; `highlights` are spans to mark in its headline and its body."""
    spans = highlights or {}
    if found.headline:
        _line(console, marked(found.headline, spans.get("headline", ()), _HEADLINE))
    else:
        _line(console, Text("(no headline)", _HEADLINE))
    about = [
        ("published", found.published.replace("T", " ") or "undated"),
        ("source", found.source),
        ("agency", found.agency),
        ("place", found.place),
        ("by", ", ".join(found.authors)),
        ("category", ", ".join(found.categories)),
        ("keywords", ", ".join(found.keywords)),
        ("language", found.language),
        ("version", found.version),
        ("status", found.status),
        ("embargo", found.embargo),
        ("url", found.url),
        ("id", found.id),
    ]
    for name, value in about:
        if value:
            shown = _isolated(value) if console.is_terminal else safe(value)
            console.print(Text.assemble((f"{name:<10}", _DIM), shown), soft_wrap=True)
    if held := _held_back(found):
        _line(console, Text(held, _WARNING))
    if found.note:
        _line(console, Text.assemble((f"{'note':<10}", _DIM), (safe(found.note), _WARNING)))
    console.print()
    at = 0
    for paragraph in found.body.split("\n"):
        end = at + len(paragraph)
        inside = [(a - at, b - at) for a, b in spans.get("body", ()) if at <= a and b <= end]
        _line(console, marked(paragraph, inside))
        at = end + 1


def statistics(count: int, rows: Sequence[tuple[str, str]], spread: Sequence[Facet],
               console: Console) -> None:  # fmt: skip
    """Print what an index holds."""
    console.print(Text(f"{count:,} articles", _HEADLINE))
    for name, value in rows:
        console.print(Text.assemble((f"{name:<12}", _DIM), safe(value)))
    _facets(spread, console)
