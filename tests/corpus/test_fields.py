"""Records from anywhere: the usual names, lists in text, objects, and --map."""

import json

import pytest

from newsearch.corpus import fields
from newsearch.corpus.article import Article
from newsearch.corpus.errors import UnreadableInput


def article(record: dict[str, object], **names: str) -> Article:
    found = fields.article(record, fields.names(names))
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("field", "keys"),
    {
        "headline": ["headline", "Title", "titel", "Heading", "Überschrift", "dc:title"],
        "body": ["body", "TEXT", "content", "articleBody", "article_body", "full-text", "maintext"],
        "source": ["source", "publisher", "Quelle", "outlet"],
        "url": ["url", "link", "canonical"],
        "language": ["lang", "language", "Sprache", "inLanguage"],
        "agency": ["agency", "credit", "provider"],
        "place": ["place", "location", "dateline", "city"],
        "id": ["id", "guid", "uuid", "_id", "article_id", "@id"],
    }.items(),
)
def test_usual_names(field: str, keys: list[str]) -> None:
    for key in keys:
        assert getattr(article({"title": "T", "body": "B", key: "x"} | {key: "x"}), field) in (
            ("x",) if field not in ("headline", "body") else ("x", "T", "B")
        )


@pytest.mark.parametrize(
    "key", ["date", "published", "publishedAt", "published_at", "pubDate", "datePublished", "Datum"]
)
def test_date_names(key: str) -> None:
    assert article({"title": "T", key: "17.01.2024"}).published == "2024-01-17"


def test_the_best_filled_name_wins() -> None:
    assert article({"title": "short", "headline": "", "text": "B"}).headline == "short"
    assert article({"title": "second", "headline": "first"}).headline == "first"
    found = article({"title": "T", "published": "n/a", "created": "2024-01-17"})
    assert (found.published, found.unread_date) == ("2024-01-17", "")
    assert article({"title": "T", "date": "n/a"}).unread_date == "n/a"


LISTS: list[tuple[object, tuple[str, ...]]] = [
    ('["politik-gesellschaft"]', ("politik-gesellschaft",)),
    ("['cocoa']", ("cocoa",)),
    ("['cocoa', \"it's\"]", ("cocoa", "it's")),
    (r"['it\'s']", ("it's",)),
    ("[not a list]", ("[not a list]",)),
    ("['a', b]", ("['a', b]",)),
    (["a", "b", "a", ""], ("a", "b")),
    ([{"name": "A"}, {"name": "B"}], ("A", "B")),
    ({"name": "A", "url": "u"}, ("A",)),
    ("Politik, Wirtschaft", ("Politik, Wirtschaft",)),
    ("Politik; Wirtschaft", ("Politik", "Wirtschaft")),
    ([], ()),
    ("[" * 10_000 + "]" * 10_000, ("[" * 10_000 + "]" * 10_000,)),
    (None, ()),
]


@pytest.mark.parametrize(("value", "expected"), LISTS)
def test_lists(value: object, expected: tuple[str, ...]) -> None:
    assert article({"title": "T", "category": value}).categories == expected


def test_bylines_stay_whole_and_keywords_are_divided() -> None:
    found = article({"title": "T", "author": "A, B und C", "keywords": "x, y,z"})
    assert found.authors == ("A, B und C",)
    assert found.keywords == ("x", "y", "z")


def test_values_that_are_no_text() -> None:
    found = article({"title": ["T", "U"], "id": 0, "source": {"id": None, "name": "S"},
                     "body": ["one", "two"], "lang": True, "date": True})  # fmt: skip
    assert found == Article(id="0", headline="T, U", body="one\n\ntwo", source="S")


def test_mapping() -> None:
    record: dict[str, object] = {
        "Titel A": "T", "title": "other", "meta": {"publisher": {"name": "P"}}, "a.b": "B",
    }  # fmt: skip
    found = article(record, headline="Titel A", source="meta.publisher.name", text="a.b")
    assert (found.headline, found.source, found.body) == ("T", "P", "B")
    assert article(record, source="meta.nothing.name").source == ""


def test_an_unknown_field_suggests_the_nearest() -> None:
    with pytest.raises(UnreadableInput, match=r"'hedline'.*did you mean 'headline'"):
        fields.names({"hedline": "Titel"})


def test_text_is_kept_as_printed_but_storable() -> None:
    found = article({"title": " A\n B ", "body": "a\r\nb\x00\x07\tc \ud800 e\u0301 \x85d"})
    assert found.headline == "A B"
    assert found.body == "a\nb\tc \ufffd e\u0301 d"
    json.loads(found.to_json().encode())


def test_html_bodies_become_paragraphs() -> None:
    html = (
        "<p>Eins &amp; zwei</p><!-- x --><p>Drei<br>vier <b>f&uuml;nf</b></p><script>a<b</script>"
    )
    assert article({"body": html}).body == "Eins & zwei\n\nDrei\nvier fünf"
    assert article({"body": "1 < 2 und 3 > 2"}).body == "1 < 2 und 3 > 2"
    assert article({"body": "Ende <p> offen <!-- "}).body == "Ende\n\noffen"


def test_missing_and_long_ids_come_from_the_content() -> None:
    missing, long, same = (article({"title": "T", "id": i}) for i in ("", "x" * 513, None))
    assert missing.id == long.id == same.id != ""
    assert article({"title": "T", "id": " a\nb\x07 "}).id == "a b"


def test_neither_headline_nor_text() -> None:
    assert fields.article({"summary": "S", "n": 1}, fields.names()) == (
        "neither headline nor text among the fields summary, n"
    )
    assert article({"title": "T", "summary": "S"}).body == "S"
