"""ninjs of all three generations."""

import json
from collections.abc import Callable

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
One = Callable[..., Article]

WANTED = Article(
    id="urn:newsml:rd.example:1", headline="Rat stimmt zu", body="Eins.\n\nZwei & drei.",
    published="2024-01-17T19:47:09+01:00", language="de", agency="rd", source="Stadtblatt",
    place="Rautenau", authors=("Jo Beispiel",), categories=("Politik",), keywords=("rat",),
    version="2", status="withheld", embargo="2030-01-01T06:00:00+00:00", note="Absatz 2 berichtigt",
)  # fmt: skip
COMMON = {
    "uri": "urn:newsml:rd.example:1", "type": "text", "version": "2", "language": "de",
    "located": "Rautenau", "slugline": "rat",
}  # fmt: skip
HTML = "<h1>Rat stimmt zu</h1><p>Eins.</p><p>Zwei &amp; <b>drei</b>.</p>"
ONE = COMMON | {
    "versioncreated": "2024-01-17T19:47:09+01:00", "pubstatus": "withheld",
    "embargoed": "2030-01-01T06:00:00Z", "headline": "Rat stimmt zu", "body_xhtml": HTML,
    "byline": "Von Jo Beispiel, rd", "copyrightholder": "rd", "ednote": "Absatz 2 berichtigt",
    "infosource": [{"name": "Stadtblatt"}], "subject": [{"name": "Politik"}],
}  # fmt: skip
TWO = COMMON | {
    "versioncreated": "2024-01-17T19:47:09+01:00", "pubstatus": "withheld",
    "embargoed": "2030-01-01T06:00:00Z", "by": "Von Jo Beispiel, rd", "copyrightholder": "rd",
    "headlines": [{"role": "short", "value": "Rat"}, {"role": "main", "value": "Rat stimmt zu"}],
    "bodies": [
        {"role": "rdnitf", "contenttype": "application/xml", "value": "<A><B>nein</B></A>"},
        {"role": "html", "contenttype": "text/html", "value": HTML},
    ],
    "infosources": [{"name": "Stadtblatt"}], "subjects": [{"name": "Politik"}],
    "ednote": "Absatz 2 berichtigt",
}  # fmt: skip
RENAMED = {
    "versioncreated": "versionCreated", "pubstatus": "pubStatus", "ednote": "edNote",
    "copyrightholder": "copyrightHolder", "infosources": "infoSources", "embargoed": "embargoed",
}  # fmt: skip
THREE = {RENAMED.get(key, key): value for key, value in TWO.items()}


@pytest.mark.parametrize("record", [ONE, TWO, THREE], ids=["1.x", "2.x", "3.x"])
@pytest.mark.parametrize("shape", ["document", "array", "lines", "items"])
def test_every_generation_in_every_shape(found: Found, record: object, shape: str) -> None:
    text = {
        "document": json.dumps(record, indent=2),
        "array": json.dumps([record, record]),
        "lines": f"{json.dumps(record)}\n{json.dumps(record)}\n",
        "items": json.dumps({"_items": [record, record], "_meta": {"total": 2}}),
    }[shape]
    assert found(text) == [WANTED] * (1 if shape == "document" else 2)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"pubstatus": "canceled", "embargoed": None}, "status", "canceled"),
        ({"pubstatus": "usable"}, "status", ""),
        ({"embargoed": "Freitag", "pubstatus": "usable"}, "status", "withheld"),
        ({"body_xhtml": "", "description_text": "Bildtext"}, "body", "Bildtext"),
        ({"body_xhtml": "", "body_text": "A\n\nB"}, "body", "A\n\nB"),
        ({"uri": "https://rd.example/1"}, "url", "https://rd.example/1"),
        ({"versioncreated": "gestern"}, "unread_date", "gestern"),
    ],
)
def test_single_fields(one: One, change: dict[str, object], field: str, value: str) -> None:
    assert getattr(one(json.dumps(ONE | change)), field) == value


def test_a_record_without_words_is_rejected(found: Found) -> None:
    bare = {"uri": "u:1", "type": "picture", "versioncreated": "2024-01-17", "renditions": {}}
    (item,) = found(json.dumps(bare))
    assert isinstance(item, Rejected)
    assert item.reason == "neither headline nor text in this ninjs record of type picture"


def test_json_that_only_has_a_uri_is_read_by_the_usual_names(one: One) -> None:
    assert one('{"uri": "u:1", "title": "T", "urgency": 3}').headline == "T"


@pytest.mark.parametrize("name", ["body_new", "description_text", "description_html"])
def test_names_that_the_standard_leaves_open(one: One, name: str) -> None:
    assert one(json.dumps({"uri": "urn:x:1", name: "Eins."}), "x.json").body == "Eins."


def test_several_headlines_in_a_record_that_names_the_standard(one: One) -> None:
    record = {
        "standard": {"name": "ninjs", "version": "3.0"}, "uri": "urn:x:1",
        "headlines": [{"value": "Kurz", "role": "short"}, {"value": "Rat tagt", "role": "main"}],
    }  # fmt: skip
    assert one(json.dumps(record)).headline == "Rat tagt"


def test_an_agency_is_no_author(one: One) -> None:
    assert one(json.dumps(ONE | {"byline": "dpa"})).authors == ()
