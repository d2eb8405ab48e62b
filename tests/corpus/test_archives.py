"""Archives: read like folders, one bad member at its own cost, bombs and strange paths harmless."""

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newsearch.corpus import archives, streams
from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
ONE = b'{"id": "%d", "title": "T"}\n'
MEMBERS = {
    "a.jsonl": ONE % 1 + ONE % 2,
    "../../etc/b.json": ONE % 3,
    "/root/c.jsonl.gz": gzip.compress(ONE % 4),
    ".hidden/d.json": ONE % 9,
    "__MACOSX/e.json": ONE % 9,
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)),
    "note.txt": "Überschrift\n\nText.".encode(),
    "README": b"Plain text\n\nabout the archive.",
}


def zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


def tarred(members: dict[str, bytes], mode: str = "") -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return whole.getvalue()


PACKED = {
    "zip": zipped(MEMBERS),
    **{f"tar.{mode}": tarred(MEMBERS, mode) for mode in ("", "gz", "xz", "bz2")},
}


@pytest.mark.parametrize("data", PACKED.values(), ids=PACKED.keys())
def test_members_are_read_as_in_a_folder(found: Found, tmp_path: Path, data: bytes) -> None:
    items = found(data, "news.dat")
    told = [item for item in items if isinstance(item, Article)]
    assert [item.id for item in told[:4]] == ["1", "2", "3", "4"]
    assert told[4].headline == "Überschrift" and len(told) == 5
    assert [str(item) for item in items if isinstance(item, Rejected)] == [
        f"{tmp_path}/news.dat!photo.jpg: not a text file",
        f"{tmp_path}/news.dat!README: no known news format",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.dat"]


@pytest.mark.parametrize("inner", [zipped, tarred])
@pytest.mark.parametrize("outer", [zipped, tarred])
def test_one_archive_in_another(
    found: Found, inner: Callable[..., bytes], outer: Callable[..., bytes]
) -> None:
    second = inner({"x.json": ONE % 1, "third.zip": zipped({"y.json": ONE % 2})})
    article, deep = found(outer({"second": second}), "first")
    assert isinstance(article, Article) and article.id == "1"
    assert isinstance(deep, Rejected)
    assert str(deep).endswith(
        "first!second!third.zip: an archive too deep inside others, not opened"
    )


def test_bad_members_cost_only_themselves(found: Found) -> None:
    data = bytearray(zipped({"a.json": ONE % 1, "b.json": ONE % 2, "c.json": ONE % 3}))
    at = data.index(b"b.json") + len("b.json") + 3
    data[at : at + 4] = b"\xff\xff\xff\xff"
    first, bad, last = found(bytes(data))
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(bad, Rejected) and "b.json: damaged" in str(bad)


def test_a_truncated_tar_gives_what_came_before(found: Found) -> None:
    noise = random.Random(1)
    members = {
        f"{n}.json": b'{"id": "%d", "title": "%s"}' % (n, noise.randbytes(400).hex().encode())
        for n in range(200)
    }
    whole = tarred(members, "gz")
    items = found(whole[: len(whole) // 2])
    assert len([item for item in items if isinstance(item, Article)]) > 50
    assert isinstance(items[-1], Rejected) and "damaged" in items[-1].reason


def test_links_and_devices_are_not_followed(found: Found) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    reasons = [item.reason for item in found(whole.getvalue()) if isinstance(item, Rejected)]
    assert reasons == ["a link or device in an archive, not followed"] * 2


BLANK = ONE % 7 + (b" " * 9_999 + b"\n") * 900


@pytest.mark.parametrize(
    ("bomb", "before"),
    [
        (zipped({"a.json": ONE % 1, "bomb.jsonl": BLANK, "b.json": ONE % 2}), 3),
        (gzip.compress(BLANK), 1),
        (tarred({"a.json": ONE % 1, "bomb.jsonl": BLANK}, "bz2"), 2),
        (zipped({"a.json": ONE % 1, "bomb.jsonl.gz": gzip.compress(BLANK)}), 2),
    ],
    ids=["zip", "gz", "tar.bz2", "gz in zip"],
)
def test_bombs_are_put_out(
    found: Found, monkeypatch: pytest.MonkeyPatch, bomb: bytes, before: int
) -> None:
    monkeypatch.setattr(streams, "ALWAYS_ALLOWED", 100_000)
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED", 100_000)
    monkeypatch.setattr(streams, "BUFFER", 1 << 12)
    items = found(bomb)
    assert len([item for item in items if isinstance(item, Article)]) == before
    assert any(
        "unpacks to more than 200 times its size" in item.reason
        for item in items
        if isinstance(item, Rejected)
    )


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_MEMBERS", 3, "more than 3 members"),
        ("LONGEST_MEMBER", 10, "longer than 0 GiB"),
    ],
)
@pytest.mark.parametrize("data", [PACKED["zip"], PACKED["tar.gz"]], ids=["zip", "tar"])
def test_limits(
    found: Found, monkeypatch: pytest.MonkeyPatch, data: bytes, limit: str, value: int, reason: str
) -> None:
    monkeypatch.setattr(archives, limit, value)
    assert any(reason in str(item) for item in found(data) if isinstance(item, Rejected))


def test_office_documents_are_no_archives(found: Found) -> None:
    (item,) = found(zipped({"mimetype": b"application/epub+zip", "x.html": b"<html><p>x"}))
    assert isinstance(item, Rejected) and "office document" in item.reason


def test_an_encrypted_member_is_named(found: Found) -> None:
    data = bytearray(zipped({"a.json": ONE % 1}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (item,) = found(bytes(data))
    assert isinstance(item, Rejected) and "encrypted" in item.reason


def test_a_format_forced_on_an_archive_is_meant_for_its_members(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"a": b"Titel\n\nText."}))
    (item,) = read([tmp_path], format="agency")
    assert isinstance(item, Article) and item.headline == "Titel"


def test_any_damage_of_an_archive_is_only_reported(found: Found) -> None:
    noise = random.Random(2)
    for whole in (PACKED["zip"], PACKED["tar."], PACKED["tar.gz"]):
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(noise.randrange(1, 12)):
                data[noise.randrange(len(data))] = noise.randrange(256)
            for item in found(bytes(data[: noise.randrange(1, len(data))])):
                assert isinstance(item, Article | Rejected)
