"""The layout in which news agencies print: a few header lines, a headline, paragraphs.

Header lines (agency with its short name in brackets, source, day of the week, date, time, number)
may come in any order, between them the headline, or be missing. A line that is no header is
headline or text: nothing is lost. Plain text without any header line is read the same way, its
first line being the headline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path

from .. import clean, dates, fields, months
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from .contract import Fit, Head
from .dateline import place
from .text_lines import decoded

LONGEST_ARTICLE = 8 * 1024 * 1024  # a million words
LONGEST_HEADER = 160
LONGEST_HEADLINE = 200
_KEYED = re.compile(r"(?P<key>[^\W\d_][^:：\n]{0,30}?)\s*[:：]\s*(?P<value>\S.{0,119})")
_KEYS = frozenset(fields.USUAL) - {"headline", "body", "summary"}
_NUMBER = re.compile(r"\d{5,20}")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*(?:Uhr|[A-Z]{1,4}|[+-]\d\d:?\d\d)\b)?", re.I)
_SHORT_NAME = re.compile(r"[^\W\d_].{1,80}?\s*[(（]\s*(?P<short>[^\s()（）]{2,15})\s*[)）]")
_AGENCY_WORD = re.compile(
    r"agen[ctz]|ajans|nachrichten|\bpress[e]?\b|\bnews\b|агент|агенц|وكالة|خبرگزاری|ایجنسی|通讯社|通訊社"
    r"|通信社|통신|समाचार|סוכנות|πρακτορε|hírügynökség|tiedotus|bureau|nyhets",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"(?:[^\W\d]+,?\s+)?\d{1,4}[.,\s/-]+(?:[^\d\s.,/-]{2,20}|\d{1,2})[.,\s/-]+\d{2,4}\W*"
)


@dataclass(slots=True)
class _Header:
    """What the header lines said so far; `kinds` counts as evidence for the layout."""

    headline: str = ""
    values: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


def sniff(head: Head) -> Fit:
    """Sure on two kinds of header lines, likely on one, else only if the name says text."""
    text = head.text.lstrip("\ufeff \t\r\n")
    if not text or text[0] in "<{" or text.startswith(("# ", "#!", "---\n", "[{")):
        return Fit.NO
    header, paragraphs = _divided(head.text)
    kinds = header.kinds
    if len(kinds) >= 2:
        return Fit.SURE
    if kinds & {"date", "source"}:
        return Fit.LIKELY
    return Fit.IF_NAMED if header.headline and paragraphs else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """The one article of the file. The naming of fields does not matter here."""
    data = stream.read(LONGEST_ARTICLE + 1)
    if len(data) > LONGEST_ARTICLE:
        yield Rejected(path, 0, f"longer than {LONGEST_ARTICLE >> 20} MiB: not one article")
        return
    text = decoded(data)
    header, paragraphs = _divided(text)
    body = "\n\n".join(paragraphs)
    if not header.headline and not body:
        yield Rejected(path, 0, "neither headline nor text")
        return
    values = header.values
    language = values.get("language", "")
    printed = values.get("date", "")
    published = dates.iso(f"{printed} {values['time']}" if "time" in values else printed, language)
    if printed and not published:
        published = dates.iso(printed, language)
    yield fields.finished(
        Article(
            id=values.get("id", ""),
            headline=header.headline,
            body=body,
            published=published,
            language=language,
            agency=values.get("agency", ""),
            source=values.get("source", ""),
            place=values.get("place", "") or (place(paragraphs[0]) if paragraphs else ""),
            authors=fields.listed(values.get("authors", ""), ";"),
            categories=fields.listed(values.get("categories", ""), ";|"),
            keywords=fields.listed(values.get("keywords", ""), ",;|"),
            url=values.get("url", ""),
            unread_date="" if published else values.get("unread", printed),
        )
    )


def _divided(text: str) -> tuple[_Header, list[str]]:
    """The header with the headline, and the paragraphs of the text."""
    text = clean.shown(text.lstrip("\ufeff"))
    lines = [line.strip() for line in text.split("\n")]
    header = _Header()
    for start, line in enumerate(lines):
        if not line or _take(header, line, lines[start + 1 :]):
            continue
        if header.headline:
            return header, _paragraphs(lines[start:])
        header.headline = clean.one_line(line)
    return header, []


def _paragraphs(lines: list[str]) -> list[str]:
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    return body.split("\n\n") if body else []


def _take(header: _Header, line: str, following: list[str]) -> bool:
    """Whether the line is a header line, not met before; then its value is kept."""
    if len(line) > LONGEST_HEADER:
        return False
    kind, values = _recognised(line, header, following)
    if not kind or kind in header.kinds:
        return False
    header.kinds.add(kind)
    header.values.update(values)
    return True


def _recognised(line: str, header: _Header, following: list[str]) -> tuple[str, dict[str, str]]:
    if keyed := _KEYED.fullmatch(line):
        ours = fields.field_of(keyed["key"])
        if ours in _KEYS and len(keyed["value"].split()) <= 12:
            value = clean.one_line(keyed["value"])
            if ours == "published":
                return ("date", {"date": value}) if any(map(str.isdigit, value)) else ("", {})
            return ours, {ours: value}
    if _NUMBER.fullmatch(line):
        return "id", {"id": line}
    if _TIME.fullmatch(line):
        return "time", {"time": line}
    if any(char.isdigit() for char in line):
        kind, values = _dated(line)
        if values.get("date") or (kind and _DATE_LIKE.fullmatch(line)):
            return kind, values
    elif len(line) <= 20 and len(line.split()) <= 2 and months.is_weekday(months.fold(line)):
        return "weekday", {}
    if not header.headline and any(following):
        source = header.values.get("source", "").casefold()
        if _is_agency(line) or (source and _names(line, source)) or _heads(line, following):
            return "agency", {"agency": clean.one_line(line)}
    return "", {}


def _names(line: str, source: str) -> bool:
    """Whether a line is the name of the source, or ends with it in brackets."""
    found = _SHORT_NAME.fullmatch(line)
    return line.casefold() == source or (found is not None and found["short"].casefold() == source)


def _heads(line: str, following: list[str]) -> bool:
    """Whether a line stands above the header lines as an agency's name does.

    Headlines stand there, too, but then text follows the header lines, not another headline.
    """
    named = _SHORT_NAME.fullmatch(line) is not None
    if line[-1] in ".!?:…" or len(line.split()) > (6 if named else 4):
        return False
    rest = [after for after in following if after]
    header, kinds = _Header(headline="whatever comes, agency lines are not asked for again"), set()
    while rest and (found := _recognised(rest[0], header, rest[1:])[0]):
        kinds.add(found)
        del rest[0]
    if not kinds & {"source", "weekday", "date", "time", "id"} or len(rest) < 2:
        return False
    return (
        len(rest[0]) <= LONGEST_HEADLINE
        and not rest[0].endswith((".", "…"))
        and (len(rest[1]) > len(line))
    )


def _dated(line: str) -> tuple[str, dict[str, str]]:
    if dates.iso(line):
        return "date", {"date": line}
    # Two months in two languages: the language line, if any, is known when all lines are read.
    return ("date", {"date": line}) if _DATE_LIKE.fullmatch(line) else ("", {})


def _is_agency(line: str) -> bool:
    """`Deutsche Presse-Agentur (dpa)`: a name, then its short form, which is not a mere word."""
    found = _SHORT_NAME.fullmatch(line)
    if not found:
        return False
    if _AGENCY_WORD.search(line):
        return True
    short = found["short"]
    return len(line.split()) <= 5 and short.isupper() and short.isalpha()
