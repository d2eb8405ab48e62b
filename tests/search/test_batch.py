"""Many questions at once: every way to write them, every way to be told, and what goes wrong."""

import csv
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsearch.corpus.errors import UnreadableInput
from newsearch.index.engines import ENGINES
from newsearch.search import Searcher
from newsearch.search.batch import Failed, Question, questions

QUESTIONS = {"a": "Satellitenbau", "b": "Hochwasser", "c": "Xylophonorchester"}
JSONL = "".join(json.dumps({"id": name, "query": text}) + "\n" for name, text in QUESTIONS.items())
TSV = "".join(f"{name}\t{text}\n" for name, text in QUESTIONS.items())
LINES = "".join(f"{text}\n" for text in QUESTIONS.values())


def batch(*arguments: object, given: str | bytes = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "newsearch.search", "batch", *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        check=False,
        env={**os.environ, "NEWSEARCH_INDEX": "/nonexistent/index"},
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def expected(index: Path, limit: int = 10, **options: bool) -> dict[str, list[str]]:
    """What each question finds when it is asked alone."""
    with Searcher.open(index) as searcher:
        answers = {
            name: searcher.search(text, limit=limit, **options) for name, text in QUESTIONS.items()
        }
    return {
        name: [hit.id for hit in answer.hits]
        for name, answer in answers.items()
        if answer.hits and not answer.relaxed
    }


def grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, article in pairs:
        found.setdefault(name, []).append(article)
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_each_question_is_answered_as_if_alone(
    sample_indexes: dict[str, Path], engine: str
) -> None:
    index = sample_indexes[engine]
    wanted = expected(index)
    assert set(wanted) == {"a", "b"}
    done = batch("-", "-i", index, given=JSONL)
    assert (done.returncode, done.stderr) == (0, "")
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    assert grouped([(hit["query_id"], hit["id"]) for hit in hits]) == wanted
    assert all(hit["highlights"] or hit["headline_highlights"] for hit in hits)
    rows = list(csv.DictReader(io.StringIO(batch("-", "-i", index, "-f", "csv", given=TSV).stdout)))
    assert grouped([(row["query_id"], row["id"]) for row in rows]) == wanted
    assert any(hit["copies"] for hit in hits)
    # Articles are judged one by one, so a run has them all.
    every = expected(index, copies=True)
    done = batch("-", "-i", index, "--copies", given=JSONL)
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    assert grouped([(hit["query_id"], hit["id"]) for hit in hits]) == every != wanted
    run = [line.split(" ") for line in batch("-", "-i", index, "-f", "trec", given=TSV)
           .stdout.splitlines()]  # fmt: skip
    assert grouped([(fields[0], fields[2]) for fields in run]) == every
    assert {(fields[1], fields[5]) for fields in run} == {("Q0", "newsearch")}
    assert [float(fields[4]) for fields in run] == [
        pytest.approx(hit["score"], abs=1e-3) for hit in hits
    ]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (JSONL, ["a", "b", "c"]),
        (TSV, ["a", "b", "c"]),
        ("id\tquery\n" + TSV, ["a", "b", "c"]),
        (LINES, ["1", "2", "3"]),
        (LINES.replace("\n", "\r\n\r\n"), ["1", "3", "5"]),
        ("\ufeff" + TSV, ["a", "b", "c"]),
        ('{"query": "Satellitenbau"}\n{"id": 7, "query": "Hochwasser"}\n', ["1", "7"]),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_questions_in_every_form(tmp_path: Path, given: str, ids: list[str], pack: object) -> None:
    file = tmp_path / "questions"
    file.write_bytes(pack(given.encode()))  # type: ignore[operator]
    found = list(questions(file))
    assert [each.id for each in found] == ids
    assert [each.text for each in found if isinstance(each, Question)] == list(QUESTIONS.values())[
        : len(ids)
    ]


@pytest.mark.parametrize(
    ("given", "line", "says"),
    [
        (b'{"id": 1, "query": "a"}\n{"id": 2}\n', 2, "query"),
        (b'{"id": 1, "query": "a"}\nHaus\n', 2, "no JSON"),
        (b'{"id": 1, "query": "a"}\n[1]\n', 2, "query"),
        (b'{"id": [1], "query": "a"}\n', 1, "neither"),
        (b"1\ta\n2 b\n", 2, "no tab"),
        (b"1\ta\n1\tb\n", 2, "line 1 has this id"),
        (b"Haus\nM\xfcller\n", 2, "UTF-8"),
    ],
)
def test_what_is_no_question_is_told_with_its_line(
    tmp_path: Path, given: bytes, line: int, says: str
) -> None:
    file = tmp_path / "questions"
    file.write_bytes(given + b"")
    (failed,) = [each for each in questions(file) if isinstance(each, Failed)]
    assert failed.line == line
    assert says in failed.reason


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="missing"):
        list(questions(tmp_path / "missing"))
    cut = tmp_path / "cut.xz"
    cut.write_bytes(lzma.compress(LINES.encode() * 1000)[:-20])
    with pytest.raises(UnreadableInput, match="cut"):
        list(questions(cut))


def test_a_bad_question_stops_no_other(sample_indexes: dict[str, Path]) -> None:
    index = sample_indexes["tantivy"]
    done = batch("-", "-i", index, "-f", "trec", given='x\t(Haus\ny\tHochwasser\nz\t"\n')
    assert done.returncode == 2
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"y"}
    assert done.stderr.splitlines()[0].startswith("newsearch: question 'x', line 1: ")
    assert "--plain" not in done.stdout
    plain = batch("-", "-i", index, "-f", "trec", "--plain", given="x\t(Hochwasser\n")
    assert (plain.returncode, plain.stderr) == (0, "")


def test_status_and_options(sample_indexes: dict[str, Path]) -> None:
    index = sample_indexes["tantivy"]
    nothing = batch("-", "-i", index, given="Xylophonorchester\n")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (1, "", "")
    # Nothing is relaxed, unless any word may match.
    assert batch("-", "-i", index, given="Hochwasser Xylophonorchester\n").returncode == 1
    found = batch("-", "-i", index, "--any", "-n", 2, given="Hochwasser Xylophonorchester\n")
    assert len(found.stdout.splitlines()) == 2
    german = batch("-", "-i", index, "--lang", "ru", given="*\n")
    assert {json.loads(line)["language"] for line in german.stdout.splitlines()} == {"ru"}
    newest = batch("-", "-i", index, "--sort", "newest", given="Hochwasser\n")
    dates = [json.loads(line)["date"] for line in newest.stdout.splitlines()]
    assert dates == sorted(dates, reverse=True)
    wrong = batch("-", "-i", index, "--since", "gestrichen", given=LINES)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert len(wrong.stderr.splitlines()) == 1


def test_a_line_that_is_no_question(sample_indexes: dict[str, Path]) -> None:
    done = batch("-", "-i", sample_indexes["tantivy"], given="Haus\n" + "a" * (2 << 20) + "\n")
    assert done.returncode == 2
    assert "line 2 of - is longer than 1 MiB" in done.stderr
