"""Paths of every kind: packed, missing, unreadable, looping, or no news at all."""

import bz2
import gzip
import io
import json
import lzma
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsearch.corpus.article import Article, content_id
from newsearch.corpus.errors import UnreadableInput
from newsearch.corpus.formats import FORMATS
from newsearch.corpus.reading import read, total_bytes
from newsearch.corpus.rejected import Rejected

LINES = b"".join(b'{"id": "%d", "title": "T%d"}\n' % (n, n) for n in range(2000))
PACKERS = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}


def ids(paths: list[Path | str]) -> list[str]:
    return [item.id for item in read(paths) if isinstance(item, Article)]


def reasons(paths: list[Path | str]) -> list[str]:
    return [str(item) for item in read(paths) if isinstance(item, Rejected)]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_packed_files_are_known_by_content(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "news.dat"
    path.write_bytes(pack(LINES))  # type: ignore[operator]
    assert ids([path]) == [str(n) for n in range(2000)]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_a_truncated_archive_gives_what_came_before(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "news.jsonl"
    line = b'{"id": "%d", "title": "%s"}\n'
    noise = b"".join(line % (n, os.urandom(40).hex().encode()) for n in range(12_000))
    data = pack(noise)  # type: ignore[operator]
    path.write_bytes(data[: len(data) * 3 // 4])
    found = list(read([path]))
    assert len(found) > 1000
    assert all(isinstance(item, Article) for item in found[:-1])
    assert isinstance(found[-1], Rejected) and "damaged" in found[-1].reason


def test_bytes_and_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES))
    (tmp_path / "b.jsonl").write_bytes(LINES)
    seen: list[int] = []
    files: list[Path] = []
    list(read([tmp_path], on_bytes=seen.append, on_file=files.append))
    assert sum(seen) == total_bytes([tmp_path]) == sum(p.stat().st_size for p in files)
    assert [path.name for path in files] == ["a.jsonl.gz", "b.jsonl"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(LINES))))
    assert len(ids(["-"])) == 2000
    assert total_bytes(["-"]) == 0


def test_folders_are_walked_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "a.jsonl", "b/1.jsonl", ".hidden/x.jsonl", "b/.x.jsonl", "c.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"id": name, "title": "T"}))
    assert ids([tmp_path]) == ["a.jsonl", "b/1.jsonl", "b/2.jsonl", "c.json"]
    assert ids([tmp_path / "b", tmp_path / "a.jsonl"]) == ["b/1.jsonl", "b/2.jsonl", "a.jsonl"]


def test_what_is_no_news_in_a_folder_is_rejected_once(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Samples\n\nThese are articles.\n")
    (tmp_path / "LICENSE").write_text("MIT License\n\nCopyright (c) somebody\n")
    (tmp_path / "run.py").write_text("import os\n\nprint(os)\n")
    (tmp_path / "page.html").write_text("<html><p>Text</p></html>")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)))
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "note.txt").write_text("Überschrift\n\nText.")
    found = list(read([tmp_path]))
    rejected = [str(item) for item in found if isinstance(item, Rejected)]
    assert [reason.removeprefix(f"{tmp_path}/") for reason in rejected] == [
        "LICENSE: no known news format",
        "README.md: no known news format",
        "empty.jsonl: empty file",
        "page.html: a page without the text of an article",
        "photo.jpg: not a text file",
        "run.py: no known news format",
    ]
    assert [item.headline for item in found if isinstance(item, Article)] == ["Überschrift"]


def test_missing_paths(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "T"}')
    missing = tmp_path / "none"
    found = list(read([missing, tmp_path / "a.jsonl"]))
    assert found[0] == Rejected(missing, 0, "no such file or folder")
    assert isinstance(found[1], Article)
    with pytest.raises(UnreadableInput, match=r"none: no such file or folder: check the path"):
        read([missing])
    with pytest.raises(UnreadableInput, match=r"nor is 1 other"):
        read([missing, tmp_path / "none2"])
    with pytest.raises(UnreadableInput):
        read(["nul\0byte"])


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(read([tmp_path])) == list(read([])) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.jsonl"
    path.write_text('{"title": "T"}')
    path.chmod(0)
    assert reasons([tmp_path]) == [f"{path}: permission denied"]


def test_an_unreadable_file_for_root_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.jsonl"
    path.write_text('{"title": "T"}')

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("newsearch.corpus.reading.opened", refuse)
    assert reasons([tmp_path]) == [f"{path}: permission denied"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_links_and_pipes_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "T"}')
    (tmp_path / "b-link.jsonl").symlink_to(tmp_path / "a.jsonl")
    (tmp_path / "c-loop").symlink_to(tmp_path)
    (tmp_path / "d-self").symlink_to(tmp_path / "d-self")
    (tmp_path / "e-lost").symlink_to(tmp_path / "nothing")
    (tmp_path / "g-device").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "f-pipe")
    assert len(ids([tmp_path])) == 2
    assert [reason.split(": ", 1)[1] for reason in reasons([tmp_path])] == [
        "a link to a folder that is read already",
        "too many levels of symbolic links",
        "a link that leads nowhere",
        "a named pipe, not opened; give it by name if it is meant",
        "a device, not opened",
    ]


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("# Überschrift\n\nText.")
    assert reasons([path]) == [f"{path}: no known news format"]
    (found,) = read([path], format="agency")
    assert isinstance(found, Article) and found.headline == "# Überschrift"
    with pytest.raises(UnreadableInput, match=r"no format 'jsonll': did you mean 'jsonl'"):
        read([path], format="jsonll")


def test_every_row_of_formats_is_complete() -> None:
    assert len({row.name for row in FORMATS}) == len(FORMATS)
    suffixes = [suffix for row in FORMATS for suffix in row.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(row.fills for row in FORMATS)


@example(data=b"\t\r ", packed=bytes, name=None)  # csv refuses a carriage return in mid-line
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    data=st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["title", "body", "date", "items", "data", "_source", "source", "id"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
    packed=st.sampled_from([bytes, gzip.compress, lambda data: gzip.compress(data)[:-9]]),
    name=st.sampled_from([None, *(row.name for row in FORMATS)]),
)
def test_any_bytes_give_articles_or_rejects(
    tmp_path: Path, data: bytes, packed: object, name: str | None
) -> None:
    path = tmp_path / "x"
    path.write_bytes(packed(data))  # type: ignore[operator]
    for item in read([path], format=name):
        assert isinstance(item, Article | Rejected)
        if isinstance(item, Article):
            assert item.id and (item.headline or item.body)
            assert Article.from_json(item.to_json()) == item
            item.to_json().encode()
            assert "\n" not in item.id + item.headline + item.source + item.published


_LINE = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_ARTICLES = st.builds(
    Article,
    id=_LINE, headline=_LINE, body=st.text(st.characters(exclude_categories=["Cs"])),
    published=_LINE, language=_LINE, agency=_LINE, source=_LINE, place=_LINE,
    authors=st.lists(_LINE).map(tuple), categories=st.lists(_LINE).map(tuple),
    keywords=st.lists(_LINE).map(tuple), url=_LINE, unread_date=_LINE,
)  # fmt: skip


@given(_ARTICLES)
def test_an_article_survives_its_json(article: Article) -> None:
    assert Article.from_json(article.to_json()) == article
    assert "\n" not in article.to_json()
    assert content_id(Article.from_json(article.to_json())) == content_id(article)
