"""Which calendar date, and which time, does a printed date mean?

A date is read only when it can mean one thing. `03/04/2024` means two days and stays unread, as
does `31.02.2024`, a year of two digits, and a year outside 1600-2200 (Jalali, Hijri and Buddhist
years are such). `17/01/2024` and `01/17/2024` mean one. Dots always stand between day, month and
year, in this order; dashes and strokes do so in some countries only.
"""

import contextlib
import functools
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from . import months

LONGEST = 120
FIRST_YEAR, LAST_YEAR = 1600, 2200

# What nine of ten records have: worth its own test, which is ten times as fast.
_USUAL = re.compile(r"\d{4}-\d\d-\d\d(?:([T ])\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?)?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:T|\s+)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.ASCII,
)
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?|[.h](\d\d)(?=\s*uhr|(?<=h\d\d)\b)"
    r"|(?=\s*uhr\b))(?![\d:])"
    r"\s*(?:(?P<half>[ap])\.?m\b\.?)?\s*(?:uhr\b)?"
    r"\s*(?P<zone>(?:gmt|utc)?[+-]\d\d:?\d\d|\(?(?:zone_names)\b\)?)?",
    re.IGNORECASE | re.ASCII,
)
# Zones that mean one offset in print. CST, IST and BST mean several: their times stay without one.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wez": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "jst": 9, "kst": 9,
}  # fmt: skip
_TIME = re.compile(_TIME.pattern.replace("zone_names", "|".join(_ZONES)), _TIME.flags)
_STRAYS = re.compile(r"(?:\s*(?:\([^()]*\)|[A-Z]{1,5}\b))*\s*")

_NUMERIC = (
    re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]"
    ),
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})\s+(?:tháng|thg)\s+(?P<m>\d{1,2}),?\s+(?:năm\s+)?(?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
)
_EITHER_ORDER = _NUMERIC[2]

_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[’'ʼ]|[^\x00-\x7f\s\d])*")
# Words that stand in dates and are neither month nor day of the week, folded.
_FILLER_WORDS = (
    "st nd rd th er re e o a ro de d del di da do of the den der dem am um on le el la lo il em i "
    "и г го год года р року m al az y ngay nam kl klo at t tarihinde gada uhr"
)
_FILLERS = frozenset(_FILLER_WORDS.split())


def iso(text: str, language: str = "") -> str:
    """The printed date as ISO 8601 in its own zone, to the second; empty if it cannot be read.

    `language`, an ISO 639 code, decides about month names that mean different months in different
    languages. Fractions of a second are dropped.
    """
    if found := _USUAL.fullmatch(text):
        with contextlib.suppress(ValueError):
            datetime.fromisoformat(text)
            if FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
                return f"{text[:10]}T{text[11:]}" if found[1] else text
        return ""
    return _unusual(text.strip(), language)


@functools.lru_cache(maxsize=4096)
def _unusual(text: str, language: str) -> str:
    if not 6 <= len(text) <= LONGEST:
        return ""
    text = _ascii_digits(text)
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _written(found.groups()[:3], found.groups()[3:])
    if text.isdigit():
        return epoch(int(text)) if len(text) in (10, 13) else ""
    return _in_words(text, language)


def epoch(number: float) -> str:
    """Seconds or milliseconds since 1970, or a date like 20240117 given as a number, as ISO 8601.

    Seconds count from 1973 on and milliseconds from 1973 on too, so the two never meet.
    """
    if FIRST_YEAR * 10_000 <= number < (LAST_YEAR + 1) * 10_000:
        return iso(str(int(number)))
    if 1e11 <= number < 7.3e12:
        number /= 1000
    if not 1e8 <= number < 7.3e9:
        return ""
    return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(number))).isoformat()


def _in_words(text: str, language: str) -> str:
    clock: tuple[str | None, ...] = ()
    if time := _TIME.search(text):
        hour = time[1]
        if time["half"]:
            if not 1 <= int(hour) <= 12:
                return ""
            hour = str(int(hour) % 12 + (12 if time["half"].lower() == "p" else 0))
        clock = (hour, time[2] or time[4] or "00", time[3], time["zone"])
        before, after = text[: time.start()], text[time.end() :]
        text = f"{before.strip(' ,;|T')} {'' if _STRAYS.fullmatch(after) else after}"
    for pattern in _NUMERIC:
        if found := pattern.search(text):
            year, month, day = found["y"], found["m"], found["d"]
            if pattern is _EITHER_ORDER and int(day) != int(month):
                if int(day) <= 12 and int(month) <= 12:
                    return ""
                if int(month) > 12:
                    day, month = month, day
            rest = _words(f"{text[: found.start()]} {text[found.end() :]}")
            if not _only_around(rest, language):
                return ""
            return _written((year, month, day), clock)
    year, month, day = _named(_words(text), language)
    return _written((year, month, day), clock) if year else ""


def _words(text: str) -> list[str]:
    return [months.fold(token) for token in _TOKEN.findall(text)]


def _only_around(words: list[str], language: str) -> bool:
    return len(words) <= 4 and all(
        word in _FILLERS or months.is_weekday(word, language) for word in words
    )


def _named(tokens: list[str], language: str) -> tuple[str, str, str]:
    """Year, month and day of a date whose month is a word; all empty if it is not one."""
    nothing = ("", "", "")
    numbers = [token for token in tokens if token.isdigit()]
    words = [token for token in tokens if not token.isdigit()]
    if sorted(map(len, numbers)) not in ([1, 4], [2, 4]) or not 1 <= len(words) <= 7:
        return nothing
    found: dict[str, frozenset[int]] = {}
    rest: list[str] = []
    while words:
        # Longest name first: "كانون الثاني" is January, its first word alone is nothing.
        for size in (3, 2, 1):
            name = " ".join(words[:size])
            if name not in _FILLERS and (meant := months.months(name, language)):
                found[name] = meant
                del words[:size]
                break
        else:
            rest.append(words.pop(0))
    if len(found) > 1:  # "mar, 17 ene 2024": the word that may be a day of the week is one
        days = [name for name in found if months.is_weekday(name, language)]
        for name in days[: len(found) - 1]:
            del found[name]
    if len(found) != 1 or not _only_around(rest, language):
        return nothing
    (meant,) = found.values()
    if len(meant) != 1:
        return nothing
    year, day = sorted(numbers, key=len, reverse=True)
    (month,) = meant
    return year, str(month), day


def _written(day: tuple[str, ...], clock: tuple[str | None, ...]) -> str:
    """ISO 8601 from (year, month, day) and (hour, minute, second, zone); empty if impossible."""
    try:
        printed = date(*map(int, day)).isoformat()
    except ValueError:
        return ""
    if not FIRST_YEAR <= int(day[0]) <= LAST_YEAR:
        return ""
    if not clock or clock[0] is None:
        return printed
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if hour > 23 or minute > 59 or second > 59:
        return ""
    return f"{printed}T{hour:02}:{minute:02}:{second:02}{_offset(clock[3])}"


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    name = zone.strip("()").lower()
    if name in _ZONES:
        return f"{_ZONES[name]:+03}:00"
    name = name.removeprefix("gmt").removeprefix("utc").replace(":", "").ljust(5, "0")
    return f"{name[:3]}:{name[3:]}" if int(name[1:3]) <= 14 and int(name[3:]) < 60 else ""


def _ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0-9, and without invisible direction marks."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )
