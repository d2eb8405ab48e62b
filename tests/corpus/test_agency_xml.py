"""NewsML-G2, NewsML 1 and NITF: what agencies send."""

import html
from collections.abc import Callable

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
One = Callable[..., Article]

NITF_BODY = """<body.head><hedline><hl1>Rat stimmt für <em>Neubau</em></hl1>
 <hl2>Knapp</hl2></hedline>
 <byline>Von <person>Erika Mustermann</person>, <byttl>Büro Rautenau</byttl></byline>
 <distributor><org>Regionaldienst</org></distributor>
 <dateline><location>Rautenau</location><story.date norm="20240117">17. Januar</story.date>
 </dateline><abstract><p>Kurzfassung.</p></abstract></body.head>
 <body.content><p>Der <person>Rat</person> hat
   zugestimmt.</p><media><media-caption>Bild: Rathaus</media-caption></media>
 <hl2>Die Kosten</hl2><p>Sie &auml;ndern sich&nbsp;nicht.</p>
 <table><tr><td>2023</td><td>4</td></tr></table></body.content>"""
NITF = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf xml:lang="de"><head><title>Anderer Titel</title>
 <tobject><tobject.subject tobject.subject.type="Politik"/></tobject>
 <docdata management-status="canceled"><doc-id id-string="rd-0815"/><du-key version="3"/>
  <date.issue norm="20240117T194709+0100"/><ed-msg info="Berichtigt: Zahl im 2. Absatz."/>
  <key-list><keyword key="Neubau"/></key-list></docdata>
 <pubdata name="Stadtblatt" position.section="Lokales"/></head>
 <body>{NITF_BODY}</body></nitf>"""


def test_nitf(one: One) -> None:
    assert one(NITF) == Article(
        id="rd-0815",
        headline="Rat stimmt für Neubau",
        body="Der Rat hat zugestimmt.\n\nDie Kosten\n\nSie ändern sich nicht.\n\n2023\n\n4",
        published="2024-01-17T19:47:09+01:00",
        language="de",
        agency="Regionaldienst",
        source="Stadtblatt",
        place="Rautenau",
        authors=("Erika Mustermann",),
        categories=("Lokales", "Politik"),
        keywords=("Neubau",),
        version="3",
        status="canceled",
        note="Berichtigt: Zahl im 2. Absatz.",
    )


def g2(meta: str = "", content: str = "", guid: str = "urn:x:1") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="11"
     standard="NewsML-G2" xml:lang="en">
    <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:RD"/>
     <versionCreated>2024-01-17T19:47:09+01:00</versionCreated>{meta}</itemMeta>
    <contentMeta><language tag="de"/><headline>Rat stimmt zu</headline><by>Von Jo Beispiel, rd</by>
     <dateline>RAUTENAU, Mittwoch (RD)</dateline><slugline>rat-neubau</slugline>
     <infoSource uri="https://www.stadt.example/x"/><keyword>Bau</keyword>
     <subject qcode="medtop:1"><name xml:lang="en">politics</name><name xml:lang="de">Politik</name>
     </subject><subject qcode="a:b"/></contentMeta>
    <assert qcode="a:b"><name>Baurecht</name></assert>
    <contentSet>{content}</contentSet></newsItem>"""


def test_newsml_g2_with_nitf_inside(one: One) -> None:
    nitf = NITF[NITF.index("<nitf") :].replace("&auml;", "ä").replace("&nbsp;", " ")
    meta = (
        '<embargoed>2030-01-18T06:00:00+01:00</embargoed><pubStatus qcode="stat:usable"/>'
        "<edNote>Nicht vor Freitag</edNote><edNote>Absatz 2 berichtigt</edNote>"
    )
    found = one(g2(meta, f"<inlineXML>{nitf}</inlineXML>"))
    assert (found.id, found.version, found.headline) == ("urn:x:1", "11", "Rat stimmt zu")
    assert found.body.startswith("Der Rat hat zugestimmt.\n\nDie Kosten")
    assert (found.agency, found.source, found.language) == ("RD", "stadt.example", "de")
    assert (found.place, found.authors) == ("RAUTENAU", ("Jo Beispiel",))
    assert (found.categories, found.keywords) == (
        ("Politik", "Baurecht"), ("Bau", "rat-neubau", "Neubau"),
    )  # fmt: skip
    assert (found.status, found.embargo) == ("", "2030-01-18T06:00:00+01:00")
    assert found.note == "Nicht vor Freitag Absatz 2 berichtigt"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
            "<body><h1>Rat stimmt zu</h1><p>Eins<br/>zwei</p><p>Drei</p></body></html></inlineXML>",
            "Eins\nzwei\n\nDrei",
        ),
        ('<inlineData contenttype="text/plain">Eins\n\nZwei</inlineData>', "Eins\n\nZwei"),
        ('<inlineData contenttype="text/html">&lt;p>A&lt;/p>&lt;p>B&lt;/p></inlineData>', "A\n\nB"),
        ('<inlineData contenttype="image/jpeg" encoding="base64">AAAA</inlineData>', ""),
    ],
)
def test_newsml_g2_texts(one: One, content: str, body: str) -> None:
    assert one(g2("", content)).body == body


@pytest.mark.parametrize(
    ("meta", "status", "embargo"),
    [
        ("", "", ""),
        ('<pubStatus qcode="stat:canceled"/>', "canceled", ""),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', "withheld", ""),
        ("<embargoed/>", "withheld", ""),
        ("<embargoed>bis Freitag</embargoed>", "withheld", ""),
        ('<embargoed/><pubStatus qcode="stat:canceled"/>', "canceled", ""),
        ("<embargoed>2030-01-01T00:00:00Z</embargoed>", "", "2030-01-01T00:00:00+00:00"),
    ],
)
def test_newsml_g2_status(one: One, meta: str, status: str, embargo: str) -> None:
    found = one(g2(meta))
    assert (found.status, found.embargo) == (status, embargo)


def test_a_message_gives_its_items_and_says_what_is_none(found: Found) -> None:
    message = (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        f'<packageItem guid="p"/>{g2(guid="urn:x:1")}<conceptItem guid="c"/>'
        f"{g2(guid='urn:x:2')}<newsItem guid='e'/></itemSet></newsMessage>"
    )
    package, first, concept, second, empty = found(message)
    assert [item.id for item in (first, second) if isinstance(item, Article)] == [
        "urn:x:1", "urn:x:2",
    ]  # fmt: skip
    assert [item.reason for item in (package, concept, empty) if isinstance(item, Rejected)] == [
        "a package that names other items and has no text of its own",
        "a concept, no news item",
        "neither headline nor text in this newsItem",
    ]


def test_a_message_that_breaks_off_gives_what_came_before(found: Found) -> None:
    whole = g2(content='<inlineData contenttype="text/plain">Text</inlineData>')
    first, broken = found(f"<newsMessage><itemSet>{whole}<newsItem guid='b'><itemMeta></oops>")
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected) and broken.line > 1
    assert broken.reason.startswith("broken XML: ") and broken.reason.endswith("was not read")


NEWSML1 = """<NewsML><NewsEnvelope><SentFrom><Party FormalName="Wire"/></SentFrom></NewsEnvelope>
<NewsItem xml:lang="de"><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId>
 <DateId>20240117</DateId><NewsItemId>4711</NewsItemId><RevisionId>2</RevisionId>
 <PublicIdentifier>urn:newsml:wire.example:20240117:4711:2</PublicIdentifier></NewsIdentifier>
 </Identification><NewsManagement><ThisRevisionCreated>20240117T194709+0100</ThisRevisionCreated>
 <Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>
 <DateAndTime>20300101T060000Z</DateAndTime></StatusWillChange></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Rat stimmt zu</HeadLine><ByLine>Von Jo Beispiel</ByLine>
  <DateLine>Rautenau, 17. Januar</DateLine><SlugLine>rat</SlugLine></NewsLines>
 <NewsComponent><Role FormalName="StyleSheet"/><ContentItem><DataContent>p {color: red;
   font: something very long indeed that is no text}</DataContent></ContentItem></NewsComponent>
 <NewsComponent><Role FormalName="Main"/><ContentItem><MimeType FormalName="text/xhtml"/>
  <DataContent><html><head><title>x</title></head><body><p>Eins.</p><p>Zwei.</p></body></html>
  </DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""


def test_newsml_1(one: One) -> None:
    assert one(NEWSML1) == Article(
        id="urn:newsml:wire.example:20240117:4711", headline="Rat stimmt zu",
        body="Eins.\n\nZwei.", published="2024-01-17T19:47:09+01:00", language="de",
        agency="Wire", place="Rautenau", authors=("Jo Beispiel",), keywords=("rat",),
        version="2", embargo="2030-01-01T06:00:00+00:00",
    )  # fmt: skip


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "A" * 50}">' for n in range(9))


@pytest.mark.parametrize("root", ["nitf", "newsItem", "NewsML"])
@pytest.mark.parametrize("entity", ["&e8;", "&out;", "&undefined;"])
def test_entities_of_a_file_are_never_expanded(found: Found, root: str, entity: str) -> None:
    text = {"nitf": NITF, "newsItem": g2(), "NewsML": NEWSML1}[root]
    text = text[text.index(f"<{root}") :].replace("Rat stimmt", f"Rat {entity} stimmt", 1)
    doctype = f'<!DOCTYPE {root} [{BOMB}<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    for item in found(f"{doctype}{text}"):
        said = item.to_json() if isinstance(item, Article) else item.reason
        assert "AAAA" not in said and "root:" not in said and len(said) < 2000


def test_deep_nesting_is_bounded(found: Found) -> None:
    deep = "<p>" * 100_000
    (item,) = found(f"<nitf><body><body.content>{deep}")
    assert isinstance(item, Rejected) and "broken XML" in item.reason


def test_utf_8_that_calls_itself_latin_1(one: One) -> None:
    text = NITF.replace('encoding="utf-8"', 'encoding="iso-8859-1"')
    assert one(text).headline == "Rat stimmt für Neubau"
    assert one(text.encode("iso-8859-1")).headline == "Rat stimmt für Neubau"


def test_nitf_inside_something_else(one: One) -> None:
    inner = html.unescape(NITF.partition('.dtd">')[2])
    article = one(f"<contentSet><inlineXML>{inner}</inlineXML></contentSet>")
    assert (article.id, article.headline) == ("rd-0815", "Rat stimmt für Neubau")


def test_a_reason_is_short(found: Found) -> None:
    (item,) = found(b"<nitf " + b"a" * 50_000 + b">")
    assert isinstance(item, Rejected) and len(item.reason) < 300
