"""What is tried? Input number n, the same each time: a seed, damaged, and packed or not.

Seeds are small files of every format, the samples, the questions of tests/golden, and where they
are there the examples of news formats in $NEWSEARCH_SHARED.
"""

import bz2
import functools
import gzip
import io
import json
import lzma
import os
import random
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_SEED = 200_000

TEXT = "Der Rat der Stadt hat am Abend über die neue Brücke beraten. " * 4
LD = json.dumps(
    {"@graph": [{"@type": "NewsArticle", "headline": "Rat berät", "author": [{"@id": "#p"}],
                 "datePublished": "2024-01-17T19:47:09+01:00", "articleBody": TEXT},
                {"@id": "#p", "@type": "Person", "name": "Erika Mustermann"}]}
)  # fmt: skip
PAGE = (
    f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Rat berät | Bote</title>'
    f'<meta property="article:published_time" content="2024-01-17T18:47:09Z"><meta name="author" '
    f'content="Von A B und C D"><script type="application/ld+json">{LD}</script></head><body>'
    f'<h1>Rat berät</h1><time datetime="2024-01-17">17.1.2024</time><p>{TEXT}</p></body></html>'
)
ANSWER = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
OWN: dict[str, bytes] = {
    "page.html": PAGE.encode(),
    "page.mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + PAGE.replace("=", "=3D").encode() + b"\r\n--B--\r\n",
    "crawl.warc": b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\n"
    b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    % (len(ANSWER), ANSWER),
    "agency.txt": f"Agentur (AG)\n\nsource : x\n9 Mai 2024\n12:30 Uhr\n\nTitel\n\nOrt (AG) - {TEXT}"
    .encode(),
    "a.jsonl": b'{"id": 1, "title": "T", "body": "B", "date": "2024-01-01"}\n' * 3,
    "a.json": b'{"articles": [{"id": 1, "title": "T", "authors": ["A"]},'
    b' {"_source": {"text": "x"}}]}',
    "feed.json": b'{"version": "https://jsonfeed.org/version/1.1", "title": "F",'
    b' "items": [{"id": 1,'
    b'"content_html": "<p>x", "authors": [{"name": "A"}], "date_published": "2024-01-01"}]}',
    "n.json": b'{"uri": "u", "versioncreated": "2024-01-01T00:00:00Z",'
    b' "headlines": [{"value": "H"}],'
    b'"bodies": [{"value": "<p>x", "contenttype": "text/html"}], "embargoed": "2030-01-01"}',
    "a.csv": b'title,text,date,source\n"T, x","line\nend",2024-01-01,S\n',
    "a.tsv": b"title\ttext\tdate\nT\tX\t17.01.2024\n",
    "a.rss": b'<?xml version="1.0"?><rss'
    b' version="2.0"><channel><title>F</title><item><title>I &amp; J'
    b"</title><description>&lt;p&gt;x</description><pubDate>Wed, 17 Jan 2024"
    b" 19:47:09 +0100</pubDate>"
    b"<guid>1</guid></item></channel></rss>",
    "a.atom": b'<feed xmlns="http://www.w3.org/2005/Atom"'
    b' xml:lang="de"><title>F</title><entry><id>1'
    b'</id><title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p>'
    b"</div></content><updated>2024-01-17T00:00:00Z</updated></entry></feed>",
    "g2.xml": b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g"'
    b' version="2"><itemMeta>'
    b"<embargoed>2030-01-01T00:00:00Z</embargoed><pubStatus qcode=\"stat:usable\"/></itemMeta>"
    b"<contentMeta><headline>H</headline><by>By A B</by><located><name>Ort</name></located>"
    b"</contentMeta><contentSet><inlineXML><html><body><p>T</p></body></html></inlineXML>"
    b"</contentSet></newsItem>",
    "n1.xml": b"<NewsML><NewsEnvelope><DateAndTime>20240117T000000Z</DateAndTime></NewsEnvelope>"
    b"<NewsItem><Identification><NewsIdentifier><NewsItemId>1</NewsItemId></NewsIdentifier>"
    b"</Identification><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines><ContentItem>"
    b"<DataContent><p>T</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
    "a.nitf": b'<nitf xml:lang="de"><head><docdata><doc-id'
    b' id-string="1"/><date.issue norm="20240117"/>'
    b"</docdata></head><body><body.head><hedline><hl1>H</hl1></hedline><byline>By A</byline>"
    b"</body.head><body.content><p>T</p></body.content></body></nitf>",
}  # fmt: skip

# What parsers take for a sign, and numbers that some of them count with.
SIGNS = (
    b"\0", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"&#0;", b"&#xD800;", b"&x;",
    b"&amp;", b"{", b"}", b"[", b"]", b'"', b"'", b"\\", b"\\ud800", b"\\u0000", b",", b":",
    b";", b"\t", b"\n", b"\r\n", b"\r", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xc2\x9b", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x1b]0;x\x07", b"null", b"true", b"NaN",
    b"1e999", b"-1", b"99999999999999999999", b"9" * 5000, b"0000-00-00",
    b"9999-12-31T23:59:60+99:99", b"1970", b"[" * 3000, b"<a>" * 300, b"<p",
    b"<?xml version='1.0' encoding='utf-7'?>", b"charset=utf-16", b"charset=hex", b"--B",
    b"Content-Length: 1\r\n", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"&a;",
    b"\xd8\xa7\xd9\x84", b"\xe4\xb8\xad", "İ".encode(), "ﬁ".encode(), b"\xf0\x9f\x92\xa9",
    b" " * 999,
)  # fmt: skip
WORDS = (
    "Haus", "der", "Satellitenbau", "AND", "ODER", "NOT", "UND", "(", ")", '"', "„", "“", "«",
    "*", "~", "~2", "~99", "^3", "^", ":", "headline:", "date:", "date:2024-01..", "date:..",
    "date:heute", "id:", "lang:de", "source:", "-", "+", "=", "?", "\\", "/", "..", "2024", "7d",
    "\0", "\ud800", "\udcff", "\x1b[2J", "\u202e", "İ", "ß", "ﬁ", "中文", "العربية", "👍",
    "a" * 300,
    "*a", "a*b*c", "~~", "==", "^^", "((((", "))))", "\n", "\t", " ", "'", "‘", "’", "1.000",
    "9" * 400, "http://x.example/?a=b&c", "@", "#",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """Bytes to be read under a name, and the format forced on them, if any."""

    name: str
    data: bytes
    form: str


@functools.cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """Names and contents, own ones often enough that foreign thousands do not crowd them out."""
    found = list(OWN.items())
    for path in sorted((ROOT / "corpus" / "samples").rglob("*")):
        if path.is_file():
            found.append((path.name, path.read_bytes()[:LONGEST_SEED]))
    return tuple(found)


@functools.cache
def foreign() -> tuple[tuple[str, bytes], ...]:
    """The examples of news formats, none where they are absent."""
    shared = Path(os.environ.get("NEWSEARCH_SHARED", ROOT.parent / "shared"))
    found = []
    for packed in sorted((shared / "data" / "formats").glob("*.tar.xz")):
        with tarfile.open(packed) as archive:
            for info in archive:
                file = archive.extractfile(info) if info.isfile() else None
                if file and info.size < LONGEST_SEED and not info.name.endswith(".py"):
                    found.append((Path(info.name).name, file.read()))
    return tuple(found)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The data with up to eight places changed."""
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 4, 20, 200, 5000)))
        match chance.randrange(7):
            case 0:
                data = data[:at] + chance.choice(SIGNS) + data[at:]
            case 1:
                data = data[:at] + chance.choice(SIGNS) + data[end:]
            case 2:
                data = data[:at] + data[end:]
            case 3:
                data = data[:at] + data[at:end] * chance.choice((2, 3, 50)) + data[end:]
            case 4:
                data = data[:at] + chance.randbytes(chance.choice((1, 2, 8))) + data[at + 1 :]
            case 5:
                other = chance.choice(seeds())[1]
                data = data[:at] + other[chance.randrange(len(other) + 1) :][:2000] + data[end:]
            case _:
                data = data[: at + 1] if chance.random() < 0.3 else data
    return data[: 2 * LONGEST_SEED]


def zipped(data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", data)
        archive.writestr("../b.json", OWN["a.json"])
    return whole.getvalue()


def tarred(data: bytes) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in (("ü" * 120, data), ("b.json", OWN["a.json"])):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return whole.getvalue()


def _wide(data: bytes) -> bytes:
    return data.decode(errors="replace").encode("utf-16-le")


PACKERS = (gzip.compress, bz2.compress, lzma.compress, zipped, tarred, _wide)


def file(number: int, formats: tuple[str, ...]) -> Input:
    """The file of a number; `formats` are the names that can be forced on it."""
    chance = random.Random(number)
    others = foreign()
    name, data = chance.choice(others if others and chance.random() < 0.5 else seeds())
    data = damaged(data, chance)
    while chance.random() < 0.2:
        data = chance.choice(PACKERS)(data)
        if chance.random() < 0.4:
            data = damaged(data, chance)
    return Input(name, data, chance.choice(formats) if chance.random() < 0.3 else "")


@functools.cache
def golden() -> tuple[str, ...]:
    """The questions of tests/golden."""
    cases = (ROOT / "tests" / "golden").glob("*/*.json")
    asked = (json.loads(path.read_text(encoding="utf-8")).get("query") for path in sorted(cases))
    return tuple(filter(None, asked)) or ("Haus",)


def question(number: int) -> str:
    """The question of a number: one of the golden ones, with signs and words in wrong places."""
    chance = random.Random(number)
    words = chance.choice(golden()).split(" ") if chance.random() < 0.7 else []
    for _ in range(chance.choice((1, 2, 4, 8, 30))):
        words.insert(chance.randrange(len(words) + 1), chance.choice(WORDS))
    text = chance.choice((" ", " ", "")).join(words)
    if chance.random() < 0.02:
        text *= 200
    return text
