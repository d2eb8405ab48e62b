"""Feeds of every age into articles: RSS, RDF, Atom and JSON Feed."""

import json
from collections.abc import Callable

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
One = Callable[..., Article]

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<!-- made for a test -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Rautenauer Stadtblatt</title><language>de-DE</language>
<item>
  <title>Müll &amp;amp; Gebühren: &lt;b&gt;Straßen&lt;/b&gt; bleiben grün</title>
  <link>https://stadtblatt.example/a/1</link><guid isPermaLink="false">stadtblatt-1</guid>
  <pubDate>Wed, 17 Jan 2024 19:47:09 +0100</pubDate>
  <dc:creator>Erika Müller</dc:creator><category>Lokales</category><category>Müll</category>
  <description>Nur der Anfang.</description>
  <content:encoded><![CDATA[<p>Rautenau – Die Gebühren steigen um 5&nbsp;%.</p>
     <p>Der <b>Rat</b> stimmt<br>im März ab.</p><script>alert(1)</script>]]></content:encoded>
</item>
<item><title>Ohne Text</title><pubDate>17.01.2024</pubDate>
  <source url="https://andere.example/">Andere Zeitung</source></item>
<item><pubDate>Wed, 17 Jan 2024 19:47:09 +0100</pubDate></item>
</channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16", "utf-16-le", "utf-32"])
def test_rss(found: Found, encoding: str) -> None:
    whole, bare, empty = found(RSS.format(encoding=encoding).encode(encoding))
    assert whole == Article(
        id="stadtblatt-1",
        headline="Müll & Gebühren: Straßen bleiben grün",
        body="Rautenau – Die Gebühren steigen um 5 %.\n\nDer Rat stimmt\nim März ab.",
        published="2024-01-17T19:47:09+01:00",
        language="de-DE",
        source="Rautenauer Stadtblatt",
        place="Rautenau",
        authors=("Erika Müller",),
        categories=("Lokales", "Müll"),
        url="https://stadtblatt.example/a/1",
    )
    assert isinstance(bare, Article)
    assert (bare.headline, bare.body, bare.published) == ("Ohne Text", "", "2024-01-17")
    assert bare.source == "Andere Zeitung"
    assert isinstance(empty, Rejected) and empty.reason == "entry 3: neither title nor text"


def test_atom_says_the_language_of_each_entry(found: Found) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Bote</title>
    <entry xml:lang="fr"><title type="html">Le &lt;i&gt;vol&lt;/i&gt;</title><id>tag:bote,1</id>
      <updated>2024-01-18T08:00:00Z</updated><published>2024-01-17T08:00:00Z</published>
      <author><name>Anne Roux</name></author><category term="kultur" label="Kultur"/>
      <link href="https://bote.example/1"/><summary>Court.</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un.</p><p>Deux.</p></div>
      </content></entry>
    <entry><title>Zwei</title><id>tag:bote,2</id><summary>Kurz &lt; lang</summary></entry></feed>"""
    first, second = found(atom)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.headline, first.body, first.language) == ("Le vol", "Un.\n\nDeux.", "fr")
    assert (first.published, first.authors, first.categories) == (
        "2024-01-17T08:00:00+00:00", ("Anne Roux",), ("Kultur",),
    )  # fmt: skip
    assert (second.body, second.language, second.source) == ("Kurz < lang", "de", "Bote")


def test_rdf_and_broken_xml(found: Found) -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="x"><title>Alt & neu</title></channel>
      <item rdf:about="https://x.example/9"><title>Neun & Zehn</title><dc:date>2003-05-04</dc:date>
      <description>Text.</description></item>"""
    (item,) = found(rdf)
    assert isinstance(item, Article)
    assert (item.headline, item.published, item.source) == (
        "Neun & Zehn",
        "2003-05-04",
        "Alt & neu",
    )


def test_entity_bombs_and_outside_references_do_nothing(found: Found, tmp_path: object) -> None:
    secret = "file:///etc/passwd"
    bomb = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "AAAAAAAAAA">
      <!ENTITY b "{"&a;" * 10}"><!ENTITY c "{"&b;" * 10}"><!ENTITY x SYSTEM "{secret}">]>
      <rss><channel><title>T</title><item><title>K &c; &x;</title><description>D</description>
      </item></channel></rss>"""
    (item,) = found(bomb)
    text = item.to_json() if isinstance(item, Article) else item.reason
    assert "AAAAAAAAAAAAAAAAAAAAA" not in text and "root:" not in text


def test_json_feed(one: One) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Anzeiger", "language": "de",
        "authors": [{"name": "Redaktion"}],
        "items": [{
            "id": 7, "url": "https://anzeiger.example/7", "title": "Sieben",
            "content_html": "<p>Bern &ndash; Der Rat tagt am Montag.</p><p>Ende.</p>",
            "date_published": "2024-01-17T10:00:00+01:00", "tags": ["Politik"],
            "authors": [{"name": "Urs Meier"}, {"name": "Eva Frei"}],
        }],
    }  # fmt: skip
    assert one(json.dumps(feed, indent=1)) == Article(
        id="7", headline="Sieben", body="Bern – Der Rat tagt am Montag.\n\nEnde.",
        published="2024-01-17T10:00:00+01:00", language="de", source="Anzeiger", place="Bern",
        authors=("Urs Meier", "Eva Frei"), categories=("Politik",),
        url="https://anzeiger.example/7",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<rss><channel><title>T</title></channel></rss>", "a feed without entries"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "a JSON feed without items"),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [',
            "broken JSON: expecting value",
        ),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [3, {}]}',
            "item 1: no object",
        ),
    ],
)
def test_what_is_no_feed_says_why(found: Found, text: str, reason: str) -> None:
    first = found(text)[0]
    assert isinstance(first, Rejected) and first.reason.startswith(reason)


@pytest.mark.parametrize("half", ["&#xD800;", "&#55296;", "&#x0dfff;"])
def test_half_a_character_costs_no_feed(one: One, half: str) -> None:
    feed = f"<rss><channel><item><title>A{half} B&#x41;</title></item></channel></rss>"
    assert one(feed).headline in ("A BA", "A\ufffd BA")
