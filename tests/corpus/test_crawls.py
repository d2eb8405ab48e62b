"""WARC: pages out of a crawl, and a count of the rest."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected, Skipped

Found = Callable[..., list[Article | Rejected]]
TEXT = "<p>" + "Der Rat der Stadt hat am Abend über die neue Brücke beraten. " * 4 + "</p>"
PAGE = f"<html lang='de'><head><title>Brücke</title></head><body><h1>Rat berät</h1>{TEXT}</body>"


def record(kind: str, url: str, payload: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2024-01-17T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{abs(hash(url))}>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def answer(
    url: str, body: bytes, kind: str = "text/html", status: str = "200 OK", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n"
    return record("response", url, head.encode() + body)


RECORDS = [
    record("warcinfo", "", b"software: test\r\n"),
    record("request", "https://x.example/a", b"GET /a HTTP/1.1\r\n\r\n"),
    answer("https://x.example/a", PAGE.encode()),
    answer("https://x.example/p.png", b"\x89PNG", "image/png"),
    answer("https://x.example/q.png", b"\x89PNG", "image/png"),
    answer("https://x.example/s.css", b"p {}", "text/css"),
    answer("https://x.example/gone", PAGE.encode(), status="404 Not Found"),
    answer("https://x.example/br", b"\x0b\x02", more="Content-Encoding: br\r\n"),
    answer(
        "https://x.example/b", gzip.compress(PAGE.encode("cp1252")),
        "text/html; charset=windows-1252", more="Content-Encoding: gzip\r\n",
    ),
    answer("https://x.example/", b"<html><body></body></html>"),
]  # fmt: skip


@pytest.mark.parametrize("each", [False, True], ids=["plain", "each record packed"])
def test_a_crawl(tmp_path: Path, each: bool) -> None:
    skipped: list[Skipped] = []
    path = tmp_path / "crawl"
    path.write_bytes(b"".join(gzip.compress(one) if each else one for one in RECORDS))
    first, second, empty = read([path], on_skipped=skipped.append)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.url, second.url) == ("https://x.example/a", "https://x.example/b")
    for article in (first, second):
        assert (article.headline, article.language) == ("Rat berät", "de")
        assert "über die neue Brücke" in article.body
        assert article.published == ""  # when it was fetched is not when it was published
    assert isinstance(empty, Rejected)
    assert empty.reason == "https://x.example/: a page without the text of an article"
    assert empty.line == 10
    (note,) = skipped
    assert (note.path, note.count) == (path, 5)
    assert str(note) == (
        f"{path}: 5 skipped (2 image/png, 1 text/css, 1 with status 404, 1 packed as br)"
    )


@pytest.mark.parametrize(
    "rest",
    [
        b"nonsense, and no record at all\r\n" * 40,
        b"WARC/1.0\r\nContent-Length: many\r\n\r\n" * 3,
        RECORDS[2][:300],
        b"\0" * 3000,
        gzip.compress(RECORDS[2])[:-200],
    ],
    ids=["nonsense", "length", "cut", "zeros", "packed"],
)
def test_a_broken_crawl_gives_what_came_before(found: Found, rest: bytes) -> None:
    items = found(RECORDS[2] + rest)
    assert isinstance(items[0], Article)
    assert all(isinstance(item, Rejected) for item in items[1:])


def test_a_crawl_without_answers(found: Found) -> None:
    (item,) = found(RECORDS[0] + RECORDS[1])
    assert isinstance(item, Rejected) and item.reason == "a crawl without answers"


def test_nothing_of_a_crawl_is_printed(
    found: Found, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    page = answer("https://x.example/a \x1b]0;owned\x07 b", PAGE.encode())
    (first, *_) = found(page + b"no end of it \x1b[2J\r\n" + page)
    assert isinstance(first, Article) and "\x1b" not in first.url
    assert capfd.readouterr() == ("", "") and not caplog.records
