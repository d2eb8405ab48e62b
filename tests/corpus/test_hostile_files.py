"""Files made to do harm: the memory stays bounded, what can be read is read, the reason is said."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import UnreadableInput
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

from . import hungry

# What is read beside the harm, and what is said of it.
EXPECTED = {
    "line of 1 GB": (2, ""),
    "text of 1 GB in JSON": (1, "a JSON value longer than 32 MiB"),
    "JSON of empty objects in a line": (1, "line longer than 32 MiB"),
    "JSON nested deeply": (0, "JSON nested too deeply"),
    "row without end": (0, "row longer than 32 MiB"),
    "100,000 columns": (1, ""),
    "page of 50 MB": (0, "a page longer than 12 MiB"),
    "feed of empty entries": (0, "a feed of more than 1,000,000 tags"),
    "name of 60 MB in a tar": (1, "longer than 64 KiB"),
    "attributes of 60 MB in a tar": (1, "longer than 64 KiB"),
    "digits for attributes in a tar": (1, "longer than 64 KiB"),
    "a size below nothing in a tar": (1, "announces -1024 bytes"),
    "a size beyond all in a tar": (1, "longer than 16 GiB"),
    "a directory of many names in a zip": (0, "a directory longer than 64 MiB"),
    "60 bombs before an article in a zip": (62, ""),
    "a dictionary of 4 GiB": (0, "more memory than there is"),
    "laughs in XML": (0, "amplification"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What came of each input; they are read in an empty folder, which stays empty."""
    folder = tmp_path_factory.mktemp("empty")
    done = subprocess.run(
        [sys.executable, Path(hungry.__file__)], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert list(folder.iterdir()) == []
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(line["name"]): line for line in lines}


@pytest.mark.parametrize("name", [*hungry.STREAMS, *hungry.FILES])
def test_memory_is_bounded(told: dict[str, dict[str, object]], name: str) -> None:
    came = told[name]
    assert came["error"] == ""
    assert int(str(came["mib"])) < hungry.ALLOWED_MIB
    articles, said = EXPECTED.get(name, (came["articles"], ""))
    assert came["articles"] == articles
    assert said in str(came["said"])


LINE = b'{"id": "%d", "title": "T%d"}\n'


def test_a_device_is_not_read_to_its_end(tmp_path: Path) -> None:
    for form in (None, "jsonl", "page"):
        (item,) = read(["/dev/zero"], format=form)
        assert isinstance(item, Rejected)
        assert item.reason == "a device, which may have no end: name a file or a pipe"


def test_a_pipe_that_was_asked_for_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if not os.fork():
        pipe.write_bytes(LINE % (1, 1))
        os._exit(0)
    (item,) = read([pipe])
    os.wait()
    assert isinstance(item, Article)


def articles_while(path: Path, after: int, happens: str) -> list[Article | Rejected]:
    """What is read of a file to which something happens after so many articles."""

    def watched() -> Iterator[Article | Rejected]:
        for number, item in enumerate(read([path.parent])):
            if number == after:
                if happens == "shrinks":
                    os.truncate(path, 100)
                elif happens == "vanishes":
                    path.unlink()
                else:
                    path.write_bytes(b"<html>" + os.urandom(1 << 20))
            yield item

    return list(watched())


@pytest.mark.parametrize("happens", ["shrinks", "vanishes", "changes"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, happens: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINE % (n, n) for n in range(100_000)))
    items = articles_while(path, 10, happens)
    assert len([item for item in items if isinstance(item, Article)]) > 10
    assert all(isinstance(item, Article | Rejected) for item in items)


def test_a_folder_that_vanishes_while_it_is_walked(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.jsonl").write_bytes(LINE % (1, 1))
    found = read([tmp_path])
    assert isinstance(next(found), Article)
    (tmp_path / "b" / "x.jsonl").unlink()
    (tmp_path / "b").rmdir()
    (rest,) = found
    assert isinstance(rest, Rejected) and rest.reason == "no such file or folder"


def test_names_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    (tmp_path / "a.json" / "b.html").mkdir()
    folder = os.fsencode(tmp_path)
    for number, name in enumerate((b"\xff\xfe.json", b"c\n.json", b"d\x1b[2J.json", b"e .json")):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123  (names that are bytes)
            file.write(LINE % (number, number))
    items = list(read([tmp_path]))
    assert sorted(item.id for item in items if isinstance(item, Article)) == ["0", "1", "2", "3"]
    assert len(items) == 4


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    for path in ("x" * 5000, "a\0b", "\ud800", str(tmp_path / "none")):
        with pytest.raises(UnreadableInput):
            list(read([path]))


def test_utf16_without_a_mark(tmp_path: Path) -> None:
    text = '[{"id": "1", "title": "Überschrift"}]'
    for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        (tmp_path / "x.json").write_bytes(text.encode(name))
        (item,) = read([tmp_path])
        assert isinstance(item, Article) and item.headline == "Überschrift"


RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\n"
    b"Content-Type: application/http\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><h1>Ein Titel</h1><p>%s</p>"
TEXT = b"Der Rat der Stadt hat am Abend beraten. " * 9


@pytest.mark.parametrize("length", [b"0", b"-5", b"10", b"99999999999999999999", b"x", b"1e9", b""])
def test_a_crawl_that_lies_about_its_lengths(
    tmp_path: Path, length: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    honest = ANSWER % TEXT
    whole = b"%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (RECORD, len(honest), honest)
    lying = b"%sContent-Length: %s\r\n\r\n%s\r\n\r\n" % (RECORD, length, honest)
    (tmp_path / "x.warc").write_bytes(whole + lying + whole)
    items = list(read([tmp_path]))
    assert isinstance(items[0], Article) and items[0].headline == "Ein Titel"
    assert all(isinstance(item, Article | Rejected) for item in items)
    assert capfd.readouterr() == ("", "")


def test_an_answer_without_an_address_costs_only_itself(tmp_path: Path) -> None:
    honest = ANSWER % TEXT
    named = b"%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (RECORD, len(honest), honest)
    nameless = named.replace(b"WARC-Target-URI: http://x.example/\r\n", b"")
    (tmp_path / "x.warc").write_bytes(nameless + named)
    assert [item.headline for item in read([tmp_path]) if isinstance(item, Article)] == [
        "Ein Titel"
    ]
