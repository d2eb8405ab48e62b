"""The agency layout: every header line in its field, in any order, and nothing lost."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsearch.corpus import fields
from newsearch.corpus.article import Article
from newsearch.corpus.formats import Fit, Head, agency
from newsearch.corpus.rejected import Rejected

NAMES = fields.names()
TEXT = """Nachrichtendienst Nordlicht (NDN)

source : Küstenpost
Dienstag

5 März 2019

08:15:30
8812345

Fähre nach Hallig Süderoog fährt wieder

Husum (Küstenpost/NDN) – Nach drei Wochen Pause legt die Fähre wieder ab.

Die Reederei hatte den Motor „vollständig ersetzt“ – auf eigene Kosten.
"""


def read(text: str | bytes) -> Article:
    data = text.encode() if isinstance(text, str) else text
    (found,) = agency.read(io.BufferedReader(io.BytesIO(data)), Path("x.txt"), NAMES)
    assert isinstance(found, Article)
    return found


def fit(text: str) -> Fit:
    return agency.sniff(Head(text.encode(), text, whole=True, names=NAMES))


def test_every_header_line_fills_its_field() -> None:
    assert read(TEXT) == Article(
        id="8812345",
        headline="Fähre nach Hallig Süderoog fährt wieder",
        body="Husum (Küstenpost/NDN) – Nach drei Wochen Pause legt die Fähre wieder ab.\n\n"
        "Die Reederei hatte den Motor „vollständig ersetzt“ – auf eigene Kosten.",
        published="2019-03-05T08:15:30",
        agency="Nachrichtendienst Nordlicht (NDN)",
        source="Küstenpost",
        place="Husum",
    )
    assert fit(TEXT) is Fit.SURE


SOURCES = [
    "Quelle: Küstenpost",
    "source : Küstenpost",
    "SOURCE:Küstenpost",
    "Kaynak： Küstenpost",
    "Источник : Küstenpost",
    "المصدر: Küstenpost",
    "منبع : Küstenpost",
    "来源：Küstenpost",
]


@pytest.mark.parametrize("line", SOURCES)
def test_source_lines(line: str) -> None:
    assert read(TEXT.replace("source : Küstenpost", line)).source == "Küstenpost"


DATES = {
    "Dienstag, 5. März 2019, 08:15 Uhr": "2019-03-05T08:15:00",
    "05.03.2019 08:15:30": "2019-03-05T08:15:30",
    "٥ مارس ٢٠١٩": "2019-03-05T08:15:30",
    "5 Mart 2019": "2019-03-05T08:15:30",
    "2019年3月5日": "2019-03-05T08:15:30",
    "Datum: 2019-03-05": "2019-03-05T08:15:30",
}


@pytest.mark.parametrize(("line", "expected"), DATES.items())
def test_date_lines(line: str, expected: str) -> None:
    text = TEXT.replace("5 März 2019", line)
    if "08:15" in line:
        text = text.replace("08:15:30\n", "", 1) if "08:15:30" not in line else text
    assert read(text).published == expected


@pytest.mark.parametrize("time", ["08:15:30", "08:15", "8:15", "08:15 Uhr", "08:15:30 +01:00"])
def test_time_lines(time: str) -> None:
    published = read(TEXT.replace("08:15:30", time)).published
    assert published.startswith("2019-03-05T08:15:")
    assert published.endswith("+01:00") == ("+" in time)


DAYS = ["Dienstag", "Tuesday", "Salı", "вторник", "الثلاثاء", "سه‌شنبه", "星期二"]


@pytest.mark.parametrize("day", DAYS)
def test_day_lines_leave_no_trace(day: str) -> None:
    assert read(TEXT.replace("Dienstag", day)) == read(TEXT)


@pytest.mark.parametrize("line", ["31.02.2019", "27 دی 1402", "3/4/2019", "Datum: 3/4/2019"])
def test_an_unread_date_is_kept_and_is_no_headline(line: str) -> None:
    article = read(TEXT.replace("5 März 2019", line))
    assert (article.published, article.unread_date) == ("", line.removeprefix("Datum: "))
    assert article.headline == read(TEXT).headline


def test_labelled_lines() -> None:
    article = read(
        "Autor: Ina Petersen; Ole Krog\nSprache: de\nOrt: Husum\nRessort: Region\n"
        "Schlagwörter: Fähre, Hallig\nURL: https://example.org/1\nID: ab-1\nTitel hier\n\nText."
    )
    assert article.authors == ("Ina Petersen", "Ole Krog")
    assert (article.language, article.place, article.id) == ("de", "Husum", "ab-1")
    assert (article.categories, article.keywords) == (("Region",), ("Fähre", "Hallig"))
    assert (article.url, article.headline) == ("https://example.org/1", "Titel hier")


@pytest.mark.parametrize("headline", [
    "Corona: 5 Fälle", "Treffen in Genf (UN) endet ohne Ergebnis und ohne Erklärung", "19 Tote",
    "Wahl 2024: Das sind die Ergebnisse", "Am 17. Januar 2024 beginnt der Streik", "TASS",
])  # fmt: skip
def test_headlines_that_look_a_little_like_headers(headline: str) -> None:
    article = read(TEXT.replace("Fähre nach Hallig Süderoog fährt wieder", headline))
    assert article == Article(**{**_fields(read(TEXT)), "headline": headline})


def test_plain_text_is_headline_and_body_when_the_name_says_text() -> None:
    text = "Eine Überschrift\n\nEin Absatz.\n\nNoch einer."
    article = read(text)
    assert (article.headline, article.body) == ("Eine Überschrift", "Ein Absatz.\n\nNoch einer.")
    assert len(article.id) == 16
    assert fit(text) is Fit.IF_NAMED
    assert fit("# Eine Überschrift\n\nEin Absatz.") is Fit.NO
    assert fit("<html>\n\n<p>Ein Absatz.") is Fit.NO
    assert fit("Nur eine Zeile") is Fit.NO


def test_windows_text() -> None:
    assert read(TEXT.replace("\n", "\r\n").encode("cp1252")) == read(TEXT)


def _fields(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in Article.__slots__}


_WORDS = st.lists(st.sampled_from(["Hafen", "Streik", "Deich"]), min_size=2)


@settings(deadline=None)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)), _WORDS, st.lists(_WORDS, min_size=1))
def test_any_order_and_any_gaps(
    order: list[int], missing: set[int], title: list[str], paragraphs: list[list[str]]
) -> None:
    lines = ["Agentur Deichblick (ADB)", "Quelle: Deichblick", "Montag", "6. Mai 2024",
             "10:20:30", "7654321"]  # fmt: skip
    headline = " ".join(title)
    body = "\n\n".join(" ".join(words) + "." for words in paragraphs)
    header = [lines[number] for number in order if number not in missing]
    article = read("\n".join([*header, "", headline, "", body]))
    assert article.headline == headline
    assert article.body == body
    assert article.agency == ("" if 0 in missing else lines[0])
    assert article.source == ("" if 1 in missing else "Deichblick")
    assert article.date == ("" if 3 in missing else "2024-05-06")
    if 5 not in missing:
        assert article.id == "7654321"
    if not missing & {3, 4}:
        assert article.published == "2024-05-06T10:20:30"


@settings(deadline=None)  # the first odd word loads the names of every language
@given(st.text())
def test_nothing_is_lost_of_text_without_header(text: str) -> None:
    found = list(
        agency.read(io.BufferedReader(io.BytesIO(text.encode(errors="replace"))), Path("x"), NAMES)
    )
    assert all(isinstance(item, Article | Rejected) for item in found)
    (item,) = found
    if isinstance(item, Article) and not any(char.isdigit() or char in ":：(" for char in text):
        shown = "".join(char for char in text if char.isalpha())
        kept = "".join(char for char in item.headline + item.body if char.isalpha())
        assert kept == shown or agency._divided(text)[0].kinds == {"weekday"}


HEADERS = "source : drd\nDienstag\n\n9 März 2021\n\n10:12:40\n2100417\n"
HEADED = "Orbitalwerke erhalten Zuschlag: Bau beginnt im Herbst"
OPENING = "Bremen (drd) – Die Orbitalwerke Bremen haben den Auftrag für den Satelliten erhalten."


@pytest.mark.parametrize(
    "agency", ["Deutsche Regionaldienste (drd)", "drd", "TASS", "Press TV", "Xinhua", "新华社"]
)
@pytest.mark.parametrize(
    "layout",
    ["{a}\n\n{h}\n\n{t}\n\n{o}", "{a}\n{h}{t}\n{o}\n\nMehr.", "{a}\n2100417\n{d}{t}\n\n{o}"],
)
def test_an_agency_line_of_any_kind_above_the_headers(agency: str, layout: str) -> None:
    dated = "9 März 2021\n"
    article = read(layout.format(a=agency, h=HEADERS, d=dated, t=HEADED, o=OPENING))
    assert (article.agency, article.headline) == (agency, HEADED)
    assert article.body.startswith(OPENING)
    assert (article.place, article.date, article.id) == ("Bremen", "2021-03-09", "2100417")


@pytest.mark.parametrize("headline", ["Bahn streikt", "Neues aus Bremen", "Streik (Liveblog)"])
def test_a_headline_above_the_headers_stays_one(headline: str) -> None:
    article = read(f"{headline}\n\n{HEADERS}\n{OPENING}\n\nMehr Text steht hier.")
    assert (article.agency, article.headline) == ("", headline)
    assert article.body.startswith(OPENING)


def test_an_agency_line_below_its_source() -> None:
    article = read(f"{HEADERS}Deutsche Regionaldienste (drd)\n\n{HEADED}\n\n{OPENING}")
    assert (article.agency, article.headline) == ("Deutsche Regionaldienste (drd)", HEADED)
