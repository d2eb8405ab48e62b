"""Which days a date expression means. Today is Wednesday, 17 January 2024."""

from datetime import date

import pytest

from newsearch.corpus.errors import QueryError
from newsearch.search.dates import date_range

TODAY = date(2024, 1, 17)

RANGES = [
    ("2024", "2024-01-01", "2024-12-31"),
    ("2024-01", "2024-01-01", "2024-01-31"),
    ("2024-2", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2024-01-10", "2024-01-10", "2024-01-10"),
    ("20240110", "2024-01-10", "2024-01-10"),
    ("17.01.2024", "2024-01-17", "2024-01-17"),
    ("1. 2. 2024", "2024-02-01", "2024-02-01"),
    ("01.2024", "2024-01-01", "2024-01-31"),
    ("2024-Q1", "2024-01-01", "2024-03-31"),
    ("2024q4", "2024-10-01", "2024-12-31"),
    ("Q2 2024", "2024-04-01", "2024-06-30"),
    ("Januar-2024", "2024-01-01", "2024-01-31"),
    ("Januar 2024", "2024-01-01", "2024-01-31"),
    ("jan 2024", "2024-01-01", "2024-01-31"),
    ("January 2024", "2024-01-01", "2024-01-31"),
    ("Jänner 2024", "2024-01-01", "2024-01-31"),
    ("März 2024", "2024-03-01", "2024-03-31"),
    ("maerz-2024", "2024-03-01", "2024-03-31"),
    ("Ma\u0308rz 2024", "2024-03-01", "2024-03-31"),
    ("Dezember 2024", "2024-12-01", "2024-12-31"),
    ("2024-Mai", "2024-05-01", "2024-05-31"),
    ("17. Januar 2024", "2024-01-17", "2024-01-17"),
    ("17-Jan-2024", "2024-01-17", "2024-01-17"),
    ("January 17, 2024", "2024-01-17", "2024-01-17"),
    ("heute", "2024-01-17", "2024-01-17"),
    ("today", "2024-01-17", "2024-01-17"),
    ("Gestern", "2024-01-16", "2024-01-16"),
    ("yesterday", "2024-01-16", "2024-01-16"),
    ("vorgestern", "2024-01-15", "2024-01-15"),
    ("1d", "2024-01-17", "2024-01-17"),
    ("7d", "2024-01-11", "2024-01-17"),
    ("7t", "2024-01-11", "2024-01-17"),
    ("2w", "2024-01-04", "2024-01-17"),
    ("1m", "2023-12-18", "2024-01-17"),
    ("1y", "2023-01-18", "2024-01-17"),
    ("2j", "2022-01-18", "2024-01-17"),
    ("last 7 days", "2024-01-11", "2024-01-17"),
    ("letzte 3 Monate", "2023-10-18", "2024-01-17"),
    ("letzte Woche", "2024-01-08", "2024-01-14"),
    ("letzte-woche", "2024-01-08", "2024-01-14"),
    ("vorige Woche", "2024-01-08", "2024-01-14"),
    ("last week", "2024-01-08", "2024-01-14"),
    ("diese Woche", "2024-01-15", "2024-01-21"),
    ("this-week", "2024-01-15", "2024-01-21"),
    ("letzten Monat", "2023-12-01", "2023-12-31"),
    ("letzter_monat", "2023-12-01", "2023-12-31"),
    ("last month", "2023-12-01", "2023-12-31"),
    ("diesen Monat", "2024-01-01", "2024-01-31"),
    ("this month", "2024-01-01", "2024-01-31"),
    ("letztes Jahr", "2023-01-01", "2023-12-31"),
    ("last year", "2023-01-01", "2023-12-31"),
    ("dieses Jahr", "2024-01-01", "2024-12-31"),
    ("this year", "2024-01-01", "2024-12-31"),
    ("2024-01-10..2024-01-17", "2024-01-10", "2024-01-17"),
    ("2023..2024-01", "2023-01-01", "2024-01-31"),
    ("2024-01..", "2024-01-01", None),
    ("2024-01…", "2024-01-01", None),
    ("..2024-01", None, "2024-01-31"),
    ("heute..", "2024-01-17", None),
    ("7d..", "2024-01-11", None),
    ("letzte-woche..heute", "2024-01-08", "2024-01-17"),
    ("1.1.2024..17.1.2024", "2024-01-01", "2024-01-17"),
    ("Januar 2023 bis März 2023", "2023-01-01", "2023-03-31"),
    ("[2024-01 TO 2024-02]", "2024-01-01", "2024-02-29"),
    ("[2024 TO *]", "2024-01-01", None),
    ("[* to 2024]", None, "2024-12-31"),
    (">2024-01", "2024-02-01", None),
    (">=2024-01", "2024-01-01", None),
    ("<2024-01", None, "2023-12-31"),
    ("<=2024-01", None, "2024-01-31"),
    ("> gestern", "2024-01-17", None),
    (" 2024 ", "2024-01-01", "2024-12-31"),
]

ERRORS = [
    ("", "not a date"),
    ("*", "not a date"),
    ("..", "not a date"),
    ("foo", "'foo' is not a date: write"),
    ("Januar", "not a date"),
    ("2024-2025", "not a date"),
    ("24-01-2024", "not a date"),
    ("[2024", "not a date"),
    ("2024..foo", "'foo' is not a date"),
    ("2024..2025..2026", "'2025..2026' is not a date"),
    ("31.02.2024", "'31.02.2024' is not in the calendar"),
    ("29.02.2023", "calendar"),
    ("2024-13", "calendar"),
    ("2024-00", "calendar"),
    ("2024-Q5", "calendar"),
    ("2024-Q0", "calendar"),
    ("0000", "calendar"),
    ("0d", "calendar"),
    ("99999y", "calendar"),
    ("32. Januar 2024", "calendar"),
    ("2024-02..2024-01", "runs backwards: 2024-02-01 is after 2024-01-31"),
    ("heute..gestern", "runs backwards"),
    ("..7d", "counts back"),
    (">7d", "counts back"),
    (">9999", "beyond"),
    ("<0001", "beyond"),
    ("١٢٣٤", "not a date"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_date_means_days(text: str, first: str | None, last: str | None) -> None:
    assert date_range(text, TODAY) == (first, last)


@pytest.mark.parametrize(("text", "reason"), ERRORS)
def test_bad_date_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        date_range(text, TODAY)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("1m", date(2024, 3, 31), "2024-03-01", "2024-03-31"),
        ("1y", date(2024, 2, 29), "2023-03-01", "2024-02-29"),
        ("last week", date(2024, 1, 1), "2023-12-25", "2023-12-31"),
        ("last month", date(2024, 1, 31), "2023-12-01", "2023-12-31"),
        ("this week", date(2024, 1, 21), "2024-01-15", "2024-01-21"),
        ("today", date.min, "0001-01-01", "0001-01-01"),
    ],
)
def test_relative_dates_across_the_calendar(text: str, today: date, first: str, last: str) -> None:
    assert date_range(text, today) == (first, last)


@pytest.mark.parametrize("text", ["yesterday", "7d", "last week", "last month", "last year"])
def test_nothing_before_the_calendar(text: str) -> None:
    with pytest.raises(QueryError, match="calendar"):
        date_range(text, date.min)
