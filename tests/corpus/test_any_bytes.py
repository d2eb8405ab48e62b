"""Whatever a file holds, reading it gives articles and reasons, and raises nothing.

Pure noise rarely gets past the first check of a format, so beginnings that formats take for theirs
are cut, repeated and sprinkled with noise, and every format is forced on every one of them.
"""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.corpus.formats import FORMATS
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

G2 = b"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g" version="1"><itemMeta>
<embargoed>2030-01-01T00:00:00Z</embargoed></itemMeta><contentMeta><headline>H</headline>
<subject qcode="a:b"><name>N</name></subject></contentMeta><contentSet><inlineXML><nitf><body>
<body.head><byline>By A B</byline></body.head><body.content><p>T</p></body.content></body></nitf>
</inlineXML></contentSet></newsItem>"""
SEEDS = (
    b"<rss><channel><title>T</title><item><title>I</title><pubDate>1 Jan 2024</pubDate></item>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div>x</div>',
    b'<?xml version="1.0" encoding="cp037"?><!DOCTYPE x [<!ENTITY a "b">]><nitf>&a;',
    G2,
    b"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines>"
    b"<ContentItem><DataContent>x<p>y",
    b'{"uri": "u", "versioncreated": "2024", "bodies": [{"value": "<p>x"}], "headlines": 5, ',
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "tags": {}, "title": []}]}',
    b'<!doctype html><html lang="de"><script type="application/ld+json">{"@type": "NewsArticle",'
    b'"headline": ["x"], "author": [5, {"name": []}], "keywords": {"a": 1}}</script><title>x | y'
    b'</title><meta name="date" content="x"><h1>h</h1><p>' + b"Ein Satz von einem Text. " * 9,
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
    b"Content-Type: text/html; charset=x\r\nContent-Transfer-Encoding: base64\r\n\r\nAAA",
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://[x\r\nContent-Length: 60\r\n"
    b"Content-Type: application/http\r\n\r\nHTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n<p>x",
    b"Agentur (AG)\n\nsource : x\n9 Mai 2024\n\nH\n\nOrt (AG) - Text.",
    b"title,text,date\nT,X,2024-01-01\n",
)


def zipped(data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("x", data)
    return whole.getvalue()


def tarred(data: bytes) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        info = tarfile.TarInfo("x")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return whole.getvalue()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A beginning that a format knows, with pieces of it and of noise in wrong places."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        piece = draw(st.sampled_from([data[start:end] * 3, b"", b"\0", b"<", b"]]>", b"\xff\xfe"]))
        data = data[:start] + (piece or draw(st.binary(max_size=8))) + data[end:]
    return data


def check(path: Path, name: str | None) -> None:
    for item in read([path], format=name):
        assert isinstance(item, Article | Rejected)
        if isinstance(item, Rejected):
            assert "reader failed" not in item.reason, item.reason
            assert "\n" not in item.reason and len(item.reason) < 1000
        else:
            assert item.id and (item.headline or item.body)
            assert Article.from_json(item.to_json()) == item
            item.to_json().encode()


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(
    data=damaged(),
    packed=st.sampled_from([bytes, bytes, bytes, gzip.compress, zipped, tarred]),
    name=st.sampled_from([None, None, None, *(row.name for row in FORMATS)]),
)
def test_damaged_files(tmp_path: Path, data: bytes, packed: object, name: str | None) -> None:
    path = tmp_path / "x"
    path.write_bytes(packed(data))  # type: ignore[operator]
    check(path, name)


@pytest.mark.parametrize("name", [row.name for row in FORMATS])
def test_every_format_forced_on_every_beginning(tmp_path: Path, name: str) -> None:
    for data in (*SEEDS, b"\0" * 600, b"\xff" * 600, b"", b" ", "ü".encode("utf-16"), b"[" * 9999):
        path = tmp_path / "x"
        path.write_bytes(data)
        check(path, name)


@pytest.mark.parametrize("data", SEEDS)
def test_no_reader_waits_or_asks_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("a reader asked the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    path = tmp_path / "x"
    path.write_bytes(data.replace(b"<p>", b"<img src='http://x.example/a'><p>"))
    check(path, None)
