"""Articles and file names that try to drive a terminal or a spreadsheet: on every way out.

The index is filled past the reader, which takes most of this out: an index may come from elsewhere.
"""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from commands import in_terminal
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.index import build
from newsearch.search import output, safe

# Title, clipboard, link, screen, both single-byte forms, a device report, overrides, tags, bells.
ATTACKS = (
    "\x1b]0;owned\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://evil.example\x1b\\here",
    "\x1b[2J\x1b[H", "\x9b31m", "\x9d0;owned\x9c", "\x90q#\x9c", "\x1b[6n", "\x1bc", "\x08\x08",
    "\u202egnp.exe", "\u2066x\u2069", "\u2028", "\U000e0041\U000e007f", "\x00", "\x7f", "\r",
)  # fmt: skip
FORMULAS = (
    "=HYPERLINK(1)",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1",
    "a;=1",
    'a;"=1',
    "x\n=1",
)
EVIL = "Hochwasser " + "".join(ATTACKS) + " Ende"
HOSTILE = Article(
    id=f"id{EVIL}", headline=EVIL, body=f"{EVIL}\n\n{EVIL}", published="2024-01-17", language="de",
    agency=EVIL, source=EVIL, place=EVIL, authors=(EVIL,), categories=(EVIL,), keywords=(EVIL,),
    url=f"https://x.example/{EVIL}", note=EVIL,
)  # fmt: skip

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"

# Colours, and how a progress bar draws itself anew.
_STYLE = re.compile(r"\x1b\[[0-9;]*m|\r?\x1b\[(?:\?25[lh]|2K|1A)")
_LINK = re.compile(r"\x1b\]8;(?:id=\d+)?;(?P<to>[!-~]*)\x1b\\")
_OURS = "\u2068\u2069\u200c\u200d\u00ad\n\t"  # isolates of whole lines; what shapes letters


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "i"
    second = replace(HOSTILE, id="second", headline="Hochwasser im Norden")
    formulas = [
        Article(id=f"{text}{n}", headline=text, body=f"{text} Hochwasser", source=text, place=text)
        for n, text in enumerate(FORMULAS)
    ]
    build.index(folder, [HOSTILE, second, *formulas])
    return folder


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "newsearch.search", *map(str, arguments)]


def everything_sent(*arguments: object, cwd: Path | None = None) -> str:
    """What a terminal is sent, errors as well."""
    sent = in_terminal(*arguments, columns=100, cwd=cwd, errors=True, PAGER="")
    return sent.replace("\r\n", "\n")


def steering(sent: str) -> set[str]:
    """What steers a terminal in a text, beside colours, and links to where the article stands."""
    rest = _STYLE.sub("", _LINK.sub("", sent))
    return {
        each
        for each in rest
        if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") and each not in _OURS
    }


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ("query", "Hochwasser", "-f", form, "--facet", "author", "--facet", "source")
            for form in ("table", "json", "jsonl", "csv", "ids", "trec")
        ),
        ("query", "Hochwassr \x1b]0;q\x07\u202e"),
        ("query", "Hochwasser", "--explain"),
        ("query", "Hochwasser", "--source", "\x1b[2J\u202e"),
        ("similar", "second"),
        ("show", HOSTILE.id.replace("\0", ""), "second", "-q", "Hochwasser"),
        ("show", "second", "-f", "json"),
        ("suggest", "hoch"),
        ("stats",),
        ("stats", "-f", "json"),
        ("export",),
        ("analyze", "Hochwasser\x1b[2J\u202e \x9b31m", "--lang", "de"),
        ("query", 'headline:"\x1b]0;q\x07'),
        ("query", "date:\x1b[2J.."),
        ("delete", "no\x1b[2Jne"),
    ],
    ids=lambda arguments: " ".join(arguments)[:24].encode("ascii", "replace").decode(),
)
def test_nothing_drives_the_terminal(index: Path, arguments: tuple[str, ...]) -> None:
    sent = everything_sent(*arguments, "-i", index)
    assert sent.strip()
    assert steering(sent) == set(), sent
    assert "Traceback" not in sent
    assert all("evil" not in to for to in _LINK.findall(sent))


def test_what_json_says_is_unchanged(index: Path) -> None:
    done = subprocess.run(
        command("show", "second", "-i", index, "-f", "json"), capture_output=True, check=True
    )
    assert json.loads(done.stdout)["headline"] == "Hochwasser im Norden"
    assert json.loads(done.stdout)["source"] == EVIL
    assert Article.from_json(done.stdout.decode()).body == HOSTILE.body


def test_no_cell_is_a_formula(index: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.tsv").write_text("=1+1\tHochwasser\n")
    for arguments in (
        ("query", "Hochwasser", "-f", "csv", "-n", "99", "--copies"),
        ("batch", str(tmp_path / "asked.tsv"), "-f", "csv", "-n", "99", "--copies"),
    ):
        done = subprocess.run(command(*arguments, "-i", index), capture_output=True, check=True)
        text = done.stdout.decode()
        assert steering(text) == set()
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == len(FORMULAS) + 3
        numbers = re.compile(r"-?[\d.]+(?:e-\d+)?")
        for cell in (cell for row in rows for cell in row):
            assert numbers.fullmatch(cell) or cell[:1] not in tuple("=+-@\t\r\n＝＋－＠"), cell


@given(st.text())
def test_json_means_what_it_meant(text: str) -> None:
    line = output.to_json({"x": text})
    assert json.loads(line) == {"x": text}
    assert (
        not steering(line.replace(text, ""))
        - set("\u061c\u200b\u200e\u200f\ufeff\u2060")
        - set(text)
    )
    line.encode()


def test_a_line_of_printable_letters_has_nothing_that_does_harm() -> None:
    for code in (*range(0x3000), *range(0xD800, 0xE000), *range(0xE0000, 0xE0100)):
        alone, beside = safe.plain(chr(code)), safe.plain(f"\x1b{chr(code)}")
        assert alone == beside, hex(code)


@given(st.text(alphabet=st.sampled_from("=+-@;\"'\t\n\r a＝")))
def test_cells(text: str) -> None:
    """Where a comma is a decimal sign cells end at semicolons, too, whatever quotes say."""
    cell = safe.cell(safe.plain(text))
    for start in re.split(r"[;\t\n]", cell):
        assert not re.match(r"\s*\"?[=+\-@]", start)
    assert cell[:1] not in tuple("\t\r\n＝＋－＠")


def test_cells_that_are_no_formulas_stay_as_they_are() -> None:
    for text in ("Ein Wort; noch eins", "1 + 1 = 2", "a-b; c-d", "5 %", ""):
        assert safe.cell(text) == text


def test_a_bar_on_the_terminal_takes_nothing_from_the_pipe(index: Path) -> None:
    parent, child = pty.openpty()
    done = subprocess.run(
        command("export", "-i", index), stdout=subprocess.PIPE, stderr=child, check=True
    )
    os.close(child)
    os.close(parent)
    assert len([Article.from_json(line) for line in done.stdout.decode().splitlines()]) == 12


# Names of files


NAMES = (
    b"a\x1b]0;owned\x07.jsonl", b"b\xe9\xff.jsonl", "c\u202egnp.jsonl".encode(), b"d\nnewline.txt",
    b"e\x9b31m.json", b"f[bold]markup[red].json",
)  # fmt: skip


def test_hostile_names_of_files(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    folder = os.fsencode(tmp_path / "archive")
    for name in NAMES:
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123  (names that are bytes)
            file.write(b'{"id": 1}\n\0' if name != NAMES[1] else b'{"title": "T", "id": "1"}\n{}\n')
    sent = everything_sent(
        "index", tmp_path / "archive", "-i", tmp_path / "i", "--rejects", tmp_path / "r"
    )
    assert steering(sent) == set(), sent
    assert "Traceback" not in sent and "1 added" in sent
    assert "b\\xe9\\xff.jsonl:2: " in sent
    rejects = (tmp_path / "r").read_text()
    assert steering(rejects) == set()
    assert rejects.count("\n") == 6


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_in_errors(tmp_path: Path, name: bytes) -> None:
    there = os.fsencode(tmp_path) + b"/" + name
    for arguments in (
        ("index", there, "-i", tmp_path / "i"),
        ("stats", "-i", there),
        ("stats", "-f", "json", "-i", there),
        ("export", "-i", tmp_path / "none", "-o", there),
        ("batch", there, "-i", tmp_path / "none"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "newsearch.search", *map(os.fsencode, arguments)],
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode()
        assert done.returncode == 2 and said.count("\n") == 1, said
        assert steering(said) == set()


def test_an_index_of_a_hostile_name(tmp_path: Path) -> None:
    there = os.fsencode(tmp_path) + b"/" + NAMES[1]
    for arguments in (("index", str(SAMPLES)), ("query", "x"), ("stats", "-f", "json")):
        done = subprocess.run([*command(*arguments, "-i"), there], capture_output=True, check=False)
        assert done.returncode == 2
        assert b"b\\xe9\\xff.jsonl is a name with bytes that are no UTF-8" in done.stderr
        assert done.stderr.count(b"\n") == 1
    assert list(tmp_path.iterdir()) == []
