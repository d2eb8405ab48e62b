"""Saved pages as publishers build them: what they say of themselves, and the text in them."""

import json
from collections.abc import Callable

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
One = Callable[..., Article]

FIRST = (
    "Rautenau – Der Stadtrat hat am Mittwoch den Neubau der Brücke über die Raute beschlossen. "
    "Für den Entwurf stimmten 31 von 45 Mitgliedern, wie die Verwaltung mitteilte."
)
SECOND = (
    "Die alte Brücke aus dem Jahr 1931 war im Herbst gesperrt worden, nachdem Prüfer Risse in den "
    "Trägern gefunden hatten. Seither müssen Lastwagen einen Umweg von elf Kilometern fahren."
)
THIRD = (
    "Der Bau soll im Frühjahr beginnen und 18 Millionen Euro kosten. Das Land übernimmt davon "
    "etwas mehr als die Hälfte, den Rest zahlt die Stadt über zehn Jahre."
)
TEXT = f"<p>{FIRST}</p><h2>Risse in den Trägern</h2><p>{SECOND}</p><p>{THIRD}</p>"

PAGE = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">{head}
<script>var x = "<p>no text</p>";</script><style>p {{color: red}}</style></head><body>
<div class="cookie-banner"><p>Wir verwenden Cookies, um Inhalte zu personalisieren.</p>
<button>Alle akzeptieren</button></div>
<header><a href="/"><img alt="Logo"></a><nav><ul><li><a href="/politik">Politik</a></li>
<li><a href="/sport">Sport</a></li><li><a href="/abo">Abo bestellen</a></li></ul></nav></header>
<main>{main}</main>
<aside><h3>Meistgelesen</h3><ul><li><a href="/1">Zoo feiert Geburtstag des Elefanten</a></li>
<li><a href="/2">Bäcker verlost tausend Brötchen</a></li></ul></aside>
<footer><p>© 2024 Rautenauer Bote | <a href="/impressum">Impressum</a> |
<a href="/datenschutz">Datenschutz</a></p></footer></body></html>"""

LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#org", "name": "Rautenauer Bote"},
        {"@type": "Person", "@id": "#p", "name": "Erika Mustermann"},
        {"@type": "NewsArticle", "headline": "Zoo feiert", "datePublished": "2023-01-01"},
        {
            "@type": ["NewsArticle"],
            "headline": "Stadtrat beschließt Brücke &amp; Straße",
            "datePublished": "2024-01-17T19:47:09.000+0100",
            "author": [{"@id": "#p"}, {"@type": "Person", "name": "Max Muster"}],
            "publisher": {"@id": "#org"},
            "articleSection": "Lokales",
            "keywords": ["Brücke", "Stadtrat"],
            "mainEntityOfPage": {"@id": "https://bote.example/lokales/bruecke"},
        },
    ],
}
HEAD_LD = (
    f'<script type="application/ld+json">{json.dumps(LD)}</script>'
    '<title>Brücke kommt | Bote</title><meta property="og:title" content="So teuer wird es">'
)
HEAD_OG = """<title>Stadtrat beschließt Brücke | Rautenauer Bote</title>
<meta property="og:title" content="Stadtrat beschließt Brücke - Rautenauer Bote">
<meta property="og:site_name" content="Rautenauer Bote">
<meta property="article:published_time" content="2024-01-17T18:47:09Z">
<meta property="article:section" content="Lokales"><meta property="article:tag" content="Brücke">
<meta property="article:tag" content="Stadtrat"><meta name="author" content="Erika Mustermann">
<link rel="canonical" href="https://bote.example/lokales/bruecke">"""
HEAD_PLAIN = """<title>Stadtrat beschließt Brücke | Rautenauer Bote</title>
<meta name="date" content="2024-01-17"><meta name="keywords" content="Brücke, Stadtrat">
<meta name="application-name" content="Rautenauer Bote">"""
PRINTED = f"""<article><h1>Stadtrat beschließt Brücke</h1>
<div class="byline">Von <a rel="author" href="/autor/em">Erika Mustermann</a></div>
<time itemprop="datePublished" datetime="2024-01-17T19:47:09+01:00">17. Januar 2024, 19:47 Uhr
</time>{TEXT}</article>"""
ENGLISH = f"""<article><h1>Council backs new bridge</h1>
<p class="byline">By Jane Doe and John Roe, Staff Writers</p>{TEXT}</article>"""


def page(head: str, main: str) -> str:
    return PAGE.format(head=head, main=main)


@pytest.mark.parametrize(
    ("head", "main", "wanted"),
    [
        (
            HEAD_LD,
            f"<article><h1>Stadtrat beschließt Brücke &amp; Straße</h1>{TEXT}</article>",
            {
                "headline": "Stadtrat beschließt Brücke & Straße",
                "published": "2024-01-17T19:47:09+01:00",
                "authors": ("Erika Mustermann", "Max Muster"),
                "source": "Rautenauer Bote", "categories": ("Lokales",),
                "keywords": ("Brücke", "Stadtrat"), "language": "de", "place": "Rautenau",
                "url": "https://bote.example/lokales/bruecke",
                "id": "https://bote.example/lokales/bruecke",
            },
        ),
        (
            HEAD_OG,
            f"<div class='content'><h1>Stadtrat beschließt Brücke</h1>{TEXT}</div>",
            {
                "headline": "Stadtrat beschließt Brücke",
                "published": "2024-01-17T18:47:09+00:00", "authors": ("Erika Mustermann",),
                "source": "Rautenauer Bote", "categories": ("Lokales",),
                "keywords": ("Brücke", "Stadtrat"),
                "url": "https://bote.example/lokales/bruecke",
            },
        ),
        (
            HEAD_PLAIN,
            PRINTED,
            {
                "headline": "Stadtrat beschließt Brücke",
                "published": "2024-01-17T19:47:09+01:00",  # the meta element says the day only
                "authors": ("Erika Mustermann",), "source": "Rautenauer Bote",
                "keywords": ("Brücke", "Stadtrat"), "url": "",
            },
        ),
        (
            "<title>Stadtrat beschließt Brücke</title>",
            PRINTED,
            {"published": "2024-01-17T19:47:09+01:00", "authors": ("Erika Mustermann",)},
        ),
        (
            "<title>Council backs new bridge - The Rautenau Herald</title>",
            ENGLISH,
            {"headline": "Council backs new bridge", "authors": ("Jane Doe", "John Roe")},
        ),
    ],
    ids=["json-ld", "opengraph", "plain meta", "printed", "english byline"],
)  # fmt: skip
def test_what_pages_say_of_themselves(
    one: One, head: str, main: str, wanted: dict[str, object]
) -> None:
    article = one(page(head, main))
    assert {name: getattr(article, name) for name in wanted} == wanted
    for text in (FIRST, SECOND, THIRD):
        assert text in article.body
    for noise in ("Cookies", "Meistgelesen", "Impressum", "Abo bestellen", "no text", "<"):
        assert noise not in article.body
    assert not article.body.startswith(article.headline)
    assert "\n\n" in article.body


def test_a_cut_headline_is_completed(one: One) -> None:
    ld = {
        "@type": "NewsArticle",
        "headline": "Stadtrat beschließt …",
        "datePublished": "2024-01-17",
    }
    head = f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    assert one(page(head, PRINTED)).headline == "Stadtrat beschließt Brücke"


def test_a_text_that_only_json_ld_has_whole(one: One) -> None:
    ld = {"@type": "NewsArticle", "headline": "T", "articleBody": f"{FIRST}\n\n{SECOND}\n\n{THIRD}"}
    head = f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    assert one(page(head, f"<article><h1>T</h1><p>{FIRST}</p></article>")).body.endswith(THIRD)


@pytest.mark.parametrize("broken", ["{", "[1, 2", "nonsense", '{"@graph": 5}', "[" * 100_000])
def test_broken_json_ld_is_passed_over(one: One, broken: str) -> None:
    head = f'<script type="application/ld+json">{broken}</script>{HEAD_OG}'
    assert one(page(head, PRINTED)).authors == ("Erika Mustermann",)


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("utf-16", "utf-8"), ("nonsense", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_encodings(one: One, declared: str, real: str) -> None:
    text = page(HEAD_OG, PRINTED).replace('charset="utf-8"', f'charset="{declared}"')
    article = one(text.encode(real))
    assert article.headline == "Stadtrat beschließt Brücke"
    assert FIRST in article.body


def test_an_mhtml_page(one: One) -> None:
    html = page(HEAD_PLAIN, PRINTED).encode()
    packed = html.hex(" ").upper().replace(" ", "=")
    mail = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://bote.example/b\r\n"
        "Subject: x\r\nDate: Thu, 18 Jan 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--B"\r\n\r\n'
        "----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        "----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://bote.example/b\r\n\r\n={packed}\r\n----B--\r\n"
    )
    article = one(mail)
    assert (article.headline, article.url) == (
        "Stadtrat beschließt Brücke", "https://bote.example/b",
    )  # fmt: skip
    assert article.published == "2024-01-17T19:47:09+01:00"
    assert FIRST in article.body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<html><body></body></html>", "a page without the text of an article"),
        (page("<title>Bote</title>", ""), "a page without the text of an article"),
        ("<html>" + " " * 13_000_000, "a page longer than 12 MiB"),
    ],
)
def test_what_is_no_article_says_why(found: Found, data: str, reason: str) -> None:
    (item,) = found(data)
    assert isinstance(item, Rejected) and item.reason == reason


@pytest.mark.parametrize(
    "data",
    [
        "<html><body>" + "<div>" * 60_000 + FIRST,
        "<html><body>" + "<b><i>" * 30_000 + FIRST,
        "<html>" + "<p>a" * 60_000,
        "<html>" + "<table><tr><td>" * 5_000 + SECOND,
        "<html><body " + "a=b " * 50_000 + ">" + FIRST,
        "<html>" + "&#0;&#xD800;&#x110000;\0" * 2_000,
        "<html><!--" + "-" * 200_000,
        "<html><body>" + "<div class=social>" * 200 + "<h1>Rat tagt</h1>" * 9_000,
        "<html><body>" + "<div class=sidebar>" * 200 + "<i class=author>x</i>" * 9_000 + "<h1>Rat",
        "<html><body>" + "<p>___</p>" * 20_000,
    ],
    ids=[
        "divs",
        "inline",
        "paragraphs",
        "tables",
        "attributes",
        "characters",
        "comment",
        "headings",
        "authors",
        "underscores",
    ],
)
def test_monstrous_pages_do_no_harm(found: Found, data: str) -> None:
    for item in found(data):
        assert isinstance(item, Article | Rejected)


LONG = f"<h1>Stadtrat beschließt Brücke</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


@pytest.mark.parametrize(
    "main",
    [
        f'<div class="content has-sidebar">{LONG}</div>',
        f'<div class="social ads related"><div class="comments-open">{LONG}</div></div>',
        f"<h1>Stadtrat beschließt Brücke</h1><p>{FIRST}</p>"
        f'<div class="paywall"><p>{SECOND}</p><p>{THIRD}</p></div>',
        f'<h1>Stadtrat beschließt Brücke</h1><div class="abo read-more"><p>{FIRST}</p>'
        f"<p>{SECOND}</p><p>{THIRD}</p></div>",
    ],
    ids=["sidebar", "social", "paywall", "subscribers"],
)
def test_what_a_wrapper_is_called_takes_nothing_away(one: One, main: str) -> None:
    teasers = "".join(
        f"<article class='teaser'><h3><a href='/{i}'>+</a></h3><p>{SECOND[:99]} {i}</p></article>"
        for i in range(12)
    )
    article = one(page(HEAD_OG, f"{main}<section>{teasers}</section>"))
    assert article.headline == "Stadtrat beschließt Brücke"
    for text in (FIRST, SECOND, THIRD):
        assert article.body.count(text) == 1


def test_a_byline_in_a_wrapper_with_a_sidebar(one: One) -> None:
    main = (
        f'<div class="with-sidebar"><h1>Rat tagt</h1><p class="byline">Von Eva Frei</p>{TEXT}</div>'
    )
    assert one(page("<title>Rat tagt</title>", main)).authors == ("Eva Frei",)


def test_what_is_near_the_headline_comes_first(one: One) -> None:
    top = "<h1>Der Bote</h1><ul><li><time datetime='2020-01-01'>1.1.</time>Zoo feiert</li></ul>" * 2
    main = f"{top}<h1>Rat tagt im Rathaus</h1><time datetime='2024-01-17'>17.1.</time>{TEXT}"
    article = one(page("<title>Rat tagt im Rathaus | Der Bote</title>", main))
    assert (article.headline, article.published) == ("Rat tagt im Rathaus", "2024-01-17")
    assert article.source == "Der Bote"
