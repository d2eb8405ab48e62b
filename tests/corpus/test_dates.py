"""Printed dates, in every spelling met; what could mean two days is not read."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsearch.corpus import months
from newsearch.corpus.dates import epoch, iso

READ = {
    "2020-11-13T16:31:47+01:00": "2020-11-13T16:31:47+01:00",
    "2024-01-17T19:47:09.123456+0100": "2024-01-17T19:47:09+01:00",
    "2024-01-17T19:47Z": "2024-01-17T19:47:00+00:00",
    "2020-07-20 18:44:37": "2020-07-20T18:44:37",
    "2020-9-3": "2020-09-03",
    "2021-03-5": "2021-03-05",
    "20240117": "2024-01-17",
    "20240117T194709Z": "2024-01-17T19:47:09+00:00",
    "2024/01/17": "2024-01-17",
    "2024. 1. 17.": "2024-01-17",
    "26-FEB-1987 15:01:01.79": "1987-02-26T15:01:01",
    "3-MAR-1987  10:16:24.19": "1987-03-03T10:16:24",
    "27-MAR-1987 04:38:47.18   M C F": "1987-03-27T04:38:47",
    "17.01.2024": "2024-01-17",
    "17.01.2024, 19:47 Uhr": "2024-01-17T19:47:00",
    "17. Januar 2024, 19.47 Uhr": "2024-01-17T19:47:00",
    "19:47, 17 Januar 2024": "2024-01-17T19:47:00",
    "Mittwoch, 17. Januar 2024": "2024-01-17",
    "Mi., 17. Jan. 2024": "2024-01-17",
    "17 Jänner 2024": "2024-01-17",
    "17. März 2024": "2024-03-17",
    "17. Mai 2024": "2024-05-17",
    "Jan 17, 2024": "2024-01-17",
    "January 17th, 2024 7:47 PM": "2024-01-17T19:47:00",
    "May 5, 2024": "2024-05-05",
    "Wed, 17 Jan 2024 19:47:09 +0100": "2024-01-17T19:47:09+01:00",
    "Wed, 17 Jan 2024 19:47:09 GMT": "2024-01-17T19:47:09+00:00",
    "17 Jan 2024 19:47:09 -0330": "2024-01-17T19:47:09-03:30",
    "Wed Jan 17 19:47:09 2024": "2024-01-17T19:47:09",
    "Wed Jan 17 2024 19:47:09 GMT+0100 (Central European Time)": "2024-01-17T19:47:09+01:00",
    "2024-01-17 19:47:09 MEZ": "2024-01-17T19:47:09+01:00",
    "1er février 2024": "2024-02-01",
    "17 de enero de 2024": "2024-01-17",
    "mar., 16 ene. 2024": "2024-01-16",
    "5 gennaio 2024": "2024-01-05",
    "17 января 2024 г.": "2024-01-17",
    "17 січня 2024": "2024-01-17",
    "17. ledna 2024": "2024-01-17",
    "2024. január 17.": "2024-01-17",
    "2024 m. sausio 17 d.": "2024-01-17",
    "17 Ιανουαρίου 2024": "2024-01-17",
    "17 Ocak 2024 Çarşamba": "2024-01-17",
    "17 KASIM 2024": "2024-11-17",
    "17 בינואר 2024": "2024-01-17",
    "17 يناير 2024": "2024-01-17",
    "١٧ يناير ٢٠٢٤": "2024-01-17",
    "17 كانون الثاني 2024": "2024-01-17",
    "۱۷ ژانویهٔ ۲۰۲۴": "2024-01-17",
    "१७ जनवरी २०२४": "2024-01-17",
    "2024年1月17日": "2024-01-17",
    "2024年1月17日 星期三": "2024-01-17",
    "2024년 1월 17일": "2024-01-17",
    "ngày 17 tháng 1 năm 2024": "2024-01-17",
    "17/01/2024": "2024-01-17",
    "01/17/2024": "2024-01-17",
    "05/05/2024": "2024-05-05",
    "1705520829": "2024-01-17T19:47:09+00:00",
    "1705520829000": "2024-01-17T19:47:09+00:00",
}
UNREAD = [
    "",
    "03/04/2024",
    "3-4-2024",
    "31.02.2024",
    "2021-02-29",
    "2021-02-29 10:00:00",
    "17.01.24",
    "2024-01",
    "Januar 2024",
    "0001-01-01",
    "2300-01-01",
    "1402/10/27",
    "27 دی 1402",
    "27 دی ۱۴۰۲",
    "6 رجب 1445",
    "17 มกราคม 2567",
    "17 listopada 2024",
    "24:10, 17 Januar 2024",
    "2024-01-17T25:00:00",
    "Im Januar 1998 starben 17 Menschen",
    "gestern",
    "12345678",
    "99999999999",
]


@pytest.mark.parametrize(("printed", "expected"), READ.items())
def test_a_date_is_read(printed: str, expected: str) -> None:
    assert iso(printed) == expected


@pytest.mark.parametrize("printed", UNREAD)
def test_a_date_is_not_guessed(printed: str) -> None:
    assert iso(printed) == ""


def test_the_language_decides_between_two_months() -> None:
    assert iso("17 listopada 2024", "hr") == "2024-10-17"
    assert iso("17 listopada 2024", "pol") == "2024-11-17"
    assert iso("17 listopadu 2024", "cs-CZ") == "2024-11-17"
    assert iso("17 listopada 2024", "de") == ""


def test_numbers_are_seconds_milliseconds_or_a_date() -> None:
    assert epoch(1705520829) == epoch(1705520829123) == "2024-01-17T19:47:09+00:00"
    assert epoch(20240117) == "2024-01-17"
    unreadable = [0, -1, 17, 20241301, 10**30, float("nan"), float("inf")]
    assert [epoch(number) for number in unreadable] == [""] * len(unreadable)


def test_no_name_of_an_earlier_stage_means_something_else_later() -> None:
    first, second = months._stage(0).months, months._stage(1).months
    for name, meant in first.items():
        assert len(meant) == 1
        assert second.get(name, meant) == meant


@pytest.mark.parametrize("language", ["de", "en", "ar", "fa", "tr", "ru", "fr", "el", "uk", "hi"])
def test_every_month_of_a_language_is_read(language: str) -> None:
    from babel.dates import format_date

    forms = ["d MMMM y", "MMMM d, y", "EEEE, d. MMMM y"]
    forms += ["d MMM y"] if language != "ar" else []  # babel has no short Arabic months
    for month in range(1, 13):
        day = datetime.date(2024, month, 17)
        for form in forms:
            printed = format_date(day, form, locale=language)
            assert iso(printed, language) == day.isoformat(), printed
            assert iso(printed) == day.isoformat(), printed


@given(st.datetimes(datetime.datetime(1600, 1, 1), datetime.datetime(2200, 12, 31)))
def test_iso_is_read_as_it_is(moment: datetime.datetime) -> None:
    expected = moment.replace(microsecond=0).isoformat()
    assert iso(moment.isoformat()) == expected
    assert iso(moment.isoformat(" ")) == expected
    assert iso(moment.date().isoformat()) == expected[:10]
    assert iso(f"{moment:%d.%m.%Y, %H:%M:%S}") == expected


@settings(deadline=None)  # the first odd word loads the names of every language
@given(st.text(max_size=60) | st.from_regex(r"[\d :./,-]{6,30}", fullmatch=True))
def test_any_text_is_a_date_or_none(text: str) -> None:
    read = iso(text)
    assert read == "" or datetime.datetime.fromisoformat(read)
