"""Which days does a date in a question mean? `letzte Woche`, `7d` -> first and last day.

The same expressions stand after `date:` in a query and after `--since` and `--until`. They are
tried row by row (`_SPANS`), each a pattern and what it means; a range joins two of them.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from newsearch.corpus.errors import QueryError

# Patterns are strings, compiled when first needed: all take 5 ms, and few questions have a date.

# First and last day, both included.
Span = tuple[date, date]

# English and German, with Austria's; the query language knows these two only, so that reading a
# query never loads the locale data of babel.
_MONTH_NAMES = (
    "januar january jaenner jan", "februar february feber feb", "maerz march mrz mar",
    "april apr", "mai may", "juni june jun", "juli july jul", "august aug",
    "september sept sep", "oktober october okt oct", "november nov", "dezember december dez dec",
)  # fmt: skip
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DAYS_AGO = {"heute": 0, "today": 0, "gestern": 1, "yesterday": 1, "vorgestern": 2}
_UNITS = {
    **dict.fromkeys(["d", "t", "day", "days", "tag", "tage", "tagen"], "day"),
    **dict.fromkeys(["w", "week", "weeks", "woche", "wochen"], "week"),
    **dict.fromkeys(["m", "month", "months", "monat", "monate", "monaten"], "month"),
    **dict.fromkeys(["y", "j", "year", "years", "jahr", "jahre", "jahren"], "year"),
}
_LAST = r"(?:last|past|previous|letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?)"
_THIS = r"(?:this|current|diese[nrs]?|aktuelle[nrs]?|laufende[nrs]?)"
_PERIOD = r"(week|month|year|woche|monat|jahr)"
_REMEDY = (
    "write for example 2024, 2024-01-17, 2024-01..2024-03, 7d, yesterday, "
    'or with spaces in quotes, as "last week"'
)

_RANGE = r"(?i)(.*?)\s*(?:\.\.+|…|\b(?:to|bis)\b)\s*(.*)"
_COMPARED = r"([<>]=?|=[<>])\s*(.+)"
_OPEN = ("", "*")


def date_range(text: str, today: date) -> tuple[str | None, str | None]:
    """The first and the last day that a date expression means, as YYYY-MM-DD, both included.

    None is an open end. `today` is what relative dates count from. Raises QueryError when the
    text is no date, names a day that does not exist, or runs backwards; its column counts from
    the start of `text`.
    """
    expression = text.strip()
    if expression.startswith("[") and expression.endswith("]"):
        expression = expression[1:-1].strip()
    if found := re.fullmatch(_COMPARED, expression):
        return _compared(found[1], found[2], today)
    if span := _span(expression, today):
        return span[0].isoformat(), span[1].isoformat()
    found = re.fullmatch(_RANGE, expression)
    if not found or (found[1] in _OPEN and found[2] in _OPEN):
        raise QueryError(f"{_shown(text)} is not a date: {_REMEDY}")
    return _between(found[1], found[2], text, today)


def _between(left: str, right: str, text: str, today: date) -> tuple[str | None, str | None]:
    first = None if left in _OPEN else _required(left, today)[0]
    last = None if right in _OPEN else _point(right, today)[1]
    if first and last and first > last:
        raise QueryError(
            f"{_shown(text)} runs backwards: {first} is after {last}; put the earlier date first"
        )
    return first.isoformat() if first else None, last.isoformat() if last else None


def _compared(sign: str, text: str, today: date) -> tuple[str | None, str | None]:
    first, last = _point(text.strip(), today)
    try:
        if sign == ">":
            return (last + timedelta(days=1)).isoformat(), None
        if sign == "<":
            return None, (first - timedelta(days=1)).isoformat()
    except OverflowError:
        raise QueryError(f"there is no date beyond {_shown(text)}: {_REMEDY}") from None
    return (first.isoformat(), None) if ">" in sign else (None, last.isoformat())


def _point(text: str, today: date) -> Span:
    """A date that has an end of its own. `7d` ends today, and nobody means that by `..7d`."""
    if re.fullmatch(_COUNTED, _plain(text), re.ASCII):
        raise QueryError(
            f"{_shown(text)} counts back from today and cannot end a range or be compared with: "
            "write it alone, as 7d.., or name a day"
        )
    return _required(text, today)


def _required(text: str, today: date) -> Span:
    if span := _span(text, today):
        return span
    raise QueryError(f"{_shown(text)} is not a date: {_REMEDY}")


def _span(text: str, today: date) -> Span | None:
    """The days of one date without range signs, or None if it is not of a known form."""
    plain = _plain(text)
    for pattern, meaning in _SPANS:
        if found := re.fullmatch(pattern, plain, re.ASCII):
            try:
                return meaning(found, today)
            except (ValueError, OverflowError):
                raise QueryError(
                    f"{_shown(text)} is not in the calendar: correct the day, month or year"
                ) from None
    return None


def _plain(text: str) -> str:
    """Lower case, umlauts in two letters, and one space wherever words are parted."""
    lower = text.lower().replace("ä", "ae").replace("a\u0308", "ae")
    if not re.search("[a-z]{3}", lower):
        return lower.strip()
    return re.sub(r"(?<=[a-z\d])\.?[\s_-]+", " ", lower).strip()


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> Span:
    return (date(year, month, day),) * 2


def _named_month(found: re.Match[str], _: date) -> Span:
    month = _MONTHS[found["month"]]
    year = int(found["year"])
    return _day(year, month, int(found["day"])) if found["day"] else _month(year, month)


def _quarter(year: int, quarter: int) -> Span:
    return date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1]


def _counted(found: re.Match[str], today: date) -> Span:
    """The last N days, weeks, months or years, today included. Raises ValueError for none."""
    number, unit = int(found[1]), _UNITS[found[2]]
    if number < 1:
        raise ValueError(number)
    if unit in {"day", "week"}:
        days = number * (7 if unit == "week" else 1)
        return today - timedelta(days=days - 1), today
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    # From 31 March one month back is the end of February.
    same_day = date(year, month, min(today.day, monthrange(year, month)[1]))
    return same_day + timedelta(days=1), today


def _period(unit: str, ago: int, today: date) -> Span:
    """This calendar week (from Monday), month or year, or the one before it."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * ago)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - ago
        return _month(months // 12, months % 12 + 1)
    return date(today.year - ago, 1, 1), date(today.year - ago, 12, 31)


def _n(found: re.Match[str]) -> list[int]:
    return [int(group) for group in found.groups()]


_NAMES = "|".join(_MONTHS)
_COUNTED = rf"(?:{_LAST} )?(\d{{1,5}}) ?({'|'.join(_UNITS)})"
_SPANS: tuple[tuple[str, Callable[[re.Match[str], date], Span]], ...] = (
    (r"(\d{4})", lambda f, _: (date(int(f[1]), 1, 1), date(int(f[1]), 12, 31))),
    (r"(\d{4})-(\d\d?)", lambda f, _: _month(*_n(f))),
    (r"(\d{4})-(\d\d?)-(\d\d?)", lambda f, _: _day(*_n(f))),
    (r"(\d{4})(\d\d)(\d\d)", lambda f, _: _day(*_n(f))),
    (r"(\d\d?)\. ?(\d\d?)\. ?(\d{4})", lambda f, _: _day(*reversed(_n(f)))),
    (r"(\d\d?)\.(\d{4})", lambda f, _: _month(*reversed(_n(f)))),
    (r"(\d{4})[- /]?q(\d)", lambda f, _: _quarter(*_n(f))),
    (r"q(\d)[- /]?(\d{4})", lambda f, _: _quarter(*reversed(_n(f)))),
    (rf"(?:(?P<day>\d\d?) )?(?P<month>{_NAMES}) (?P<year>\d{{4}})", _named_month),
    (rf"(?P<month>{_NAMES}) (?P<day>\d\d?),? (?P<year>\d{{4}})", _named_month),
    (rf"(?P<year>\d{{4}}) (?P<month>{_NAMES})(?P<day>)", _named_month),
    (
        "|".join(_DAYS_AGO),
        lambda f, today: (today - timedelta(days=_DAYS_AGO[f[0]]),) * 2,
    ),
    (_COUNTED, _counted),
    (rf"{_LAST} {_PERIOD}", lambda f, today: _period(_UNITS[f[1]], 1, today)),
    (rf"{_THIS} {_PERIOD}", lambda f, today: _period(_UNITS[f[1]], 0, today)),
)


def _shown(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= 60 else text[:59] + "…")
