"""The command as people and scripts run it: real processes, pipes, exit statuses, bad input."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import one_line, run

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"


def line(article_id: str, **more: object) -> str:
    given = {"id": article_id, "title": "Ein Turm", "text": "Der Turm steht.", "lang": "de", **more}
    return json.dumps(given) + "\n"


@pytest.fixture(scope="module")
def index(sample_indexes: dict[str, Path]) -> Path:
    return sample_indexes["tantivy"]


def test_json_is_one_object(index: Path) -> None:
    done = run("query", "Satellitenbau", "-i", index, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["total"] > 3
    assert done.stdout.count("\n") == 1


def test_every_format_tells_the_same_hits(index: Path) -> None:
    asked = ("query", "Hochwasser", "-i", index, "--limit", 5)
    ids = run(*asked, "--format", "ids").stdout.split()
    assert len(ids) == 5
    found = json.loads(run(*asked, "--format", "json").stdout)["hits"]
    assert [hit["id"] for hit in found] == ids
    lines = run(*asked, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(each) for each in lines] == found
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ids
    assert [row["headline"] for row in rows] == [hit["headline"] for hit in found]
    table = run(*asked).stdout
    assert all(hit["headline"] in table and hit["id"] in table for hit in found)


def test_a_pipe_gets_whole_lines_and_no_colour(index: Path) -> None:
    done = run("query", "Satellitenbau", "-i", index)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    snippets = [hit["snippet"] for hit in json.loads(
        run("query", "Satellitenbau", "-i", index, "--format", "json").stdout
    )["hits"]]  # fmt: skip
    assert all(f"     {snippet}\n" in done.stdout for snippet in snippets)


def test_status_tells_found_from_nothing_from_error(index: Path) -> None:
    assert run("query", "Satellit", "-i", index).returncode == 0
    nothing = run("query", "Xylophonorchester", "-i", index)
    assert (nothing.returncode, nothing.stderr) == (1, "")
    assert "nothing found" in nothing.stdout
    error = run("query", "colour:red", "-i", index)
    assert error.returncode == 2
    assert "colour" in one_line(error)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ('"offen', "never closed"),
        ("", "empty"),
        ("date:2024-13", "2024-13"),
        ("sorce:dpa", "source"),
    ],
)
def test_a_bad_question_is_one_line(index: Path, question: str, says: str) -> None:
    done = run("query", question, "-i", index)
    assert done.returncode == 2
    assert says in one_line(done)
    assert done.stdout == ""


def test_no_index_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    for command in (["query", "x"], ["stats"], ["show", "1"], ["export"], ["delete", "1"]):
        done = run(*command, "-i", tmp_path / "none")
        assert done.returncode == 2
        assert "newsearch index" in one_line(done)
    assert run("query", "x").returncode == 2  # $NEWSEARCH_INDEX
    assert "/nonexistent/index" in run("query", "x").stderr
    assert not (tmp_path / "none").exists()


def test_a_closed_pipe_is_quiet(index: Path) -> None:
    shell = (
        f"{sys.executable} -m newsearch.search export -i {index} | head -n 1 > /dev/null;"
        "echo ${PIPESTATUS[0]}"
    )
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("141", "")


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_closed_standard_output_is_no_error(index: Path, form: str) -> None:
    shell = f"{sys.executable} -m newsearch.search query Satellit -i {index} -f {form} >&-"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("form", ["table", "json"])
def test_an_answer_that_cannot_be_written_is_one_line(index: Path, form: str) -> None:
    shell = f"{sys.executable} -m newsearch.search query Satellit -i {index} -f {form} > /dev/full"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert one_line(done).endswith("No space left on device")


def test_index_says_what_it_did(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text(line("1") + line("2"))
    first = run("index", "-i", tmp_path / "i", source)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("2 added; the index holds 2 articles")
    source.write_text(line("1") + line("2", title="Ein Haus") + line("3"))
    second = run("index", "-i", tmp_path / "i", source)
    assert second.stdout.startswith("1 added, 1 replaced, 1 unchanged; the index holds 3 articles")


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    done = run("index", "-i", tmp_path / "i", "-", given=line("1") + line("2"))
    assert done.stdout.startswith("2 added")


def test_other_names_are_mapped(tmp_path: Path) -> None:
    rows = "Nr;Titel der Meldung;Inhalt\n7;Ein Turm;Der Turm steht.\n"
    (tmp_path / "x.csv").write_text(rows)
    maps = ["--map", "id=Nr", "--map", "headline=Titel der Meldung", "--map", "body=Inhalt"]
    assert run("index", "-i", tmp_path / "i", tmp_path / "x.csv", *maps).returncode == 0
    assert run("query", "headline:Turm", "-i", tmp_path / "i", "-f", "ids").stdout == "7\n"
    bad = run("index", "-i", tmp_path / "i", tmp_path / "x.csv", "--map", "headline")
    assert bad.returncode == 2
    assert "headline=Titel" in one_line(bad)


def test_a_broken_line_is_told_and_passed_over(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    lines = [line(str(number)) for number in range(3000)]
    lines[1234] = '{"id": "broken", "title": \n'
    source.write_text("".join(lines))
    done = run("index", "-i", tmp_path / "i", source, "--rejects", tmp_path / "rejects")
    assert done.returncode == 0
    assert "2,999 added, 1 rejected" in done.stdout
    assert "news.jsonl:1235: " in one_line(done)
    assert "news.jsonl:1235: " in (tmp_path / "rejects").read_text()


def test_what_is_no_news_in_a_crawl_is_counted_and_no_failure(tmp_path: Path) -> None:
    records = []
    for kind, body in (
        ("text/html", f"<h1>Rat berät</h1><p>{'Der Rat tagt. ' * 20}</p>"),
        ("a/b", "x"),
    ):
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\n"
        records.append(
            f"{head}Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n".encode()
            + http
            + b"\r\n\r\n"
        )
    (tmp_path / "crawl.warc").write_bytes(b"".join(records))
    done = run("index", "-i", tmp_path / "i", tmp_path / "crawl.warc")
    assert done.returncode == 0
    assert done.stdout.startswith("1 added") and "rejected" not in done.stdout
    assert "crawl.warc: 1 skipped (1 a/b)" in one_line(done)


def test_what_cannot_be_read_is_told_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "good.jsonl").write_text(line("1"))
    (tmp_path / "binary.jsonl").write_bytes(bytes(range(256)) * 40)
    missing = run("index", "-i", tmp_path / "i", tmp_path / "none.jsonl", tmp_path / "good.jsonl")
    assert missing.returncode == 2
    assert "none.jsonl" in one_line(missing)
    assert missing.stdout.startswith("1 added")
    binary = run("index", "-i", tmp_path / "j", tmp_path / "binary.jsonl", tmp_path / "good.jsonl")
    assert binary.returncode == 2
    assert "binary.jsonl" in one_line(binary)
    assert binary.stdout.startswith("1 added")
    folder = run("index", "-i", tmp_path / "k", tmp_path / "good.jsonl", tmp_path)
    assert "binary.jsonl" in folder.stderr


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty = run("index", "-i", tmp_path / "i", tmp_path / "empty")
    assert empty.returncode == 1
    assert "no articles" in one_line(empty)
    missing = run("index", "-i", tmp_path / "i", tmp_path / "none")
    assert missing.returncode == 2
    assert "none" in one_line(missing)
    assert not (tmp_path / "i").exists()


def test_dates_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text(line("1", date="31.02.2024") + line("2", date="17.01.2024") + line("3"))
    done = run("index", "-i", tmp_path / "i", source)
    assert done.stdout.startswith("3 added")
    assert "1 article " in one_line(done)
    assert run("query", "date:2024-01", "-i", tmp_path / "i", "-f", "ids").stdout == "2\n"


def test_export_reads_back_the_same(index: Path, tmp_path: Path) -> None:
    exported = run("export", "-i", index).stdout
    done = run("index", "-i", tmp_path / "i", "-", given=exported)
    assert done.stdout.startswith(f"{exported.count(chr(10))} added")
    assert run("export", "-i", tmp_path / "i").stdout == exported
    assert run("export", "-i", index, "-o", tmp_path / "all.jsonl").returncode == 0
    assert (tmp_path / "all.jsonl").read_text() == exported


def test_rebuild_and_delete(tmp_path: Path) -> None:
    source, index = tmp_path / "news.jsonl", tmp_path / "i"
    source.write_text(line("1") + line("2", text="Ein Haus") + line("3"))
    assert run("rebuild", "-i", index, source).returncode == 0
    assert run("delete", "-i", index, "1", "9").stdout.startswith("1 deleted; the index holds 2")
    asked = run("delete", "-i", index, "--query", "Haus", given="n\n")
    assert asked.returncode == 1
    assert run("delete", "-i", index, "--query", "Haus", "--yes").stdout.startswith("1 deleted")
    assert run("rebuild", "-i", index, "--engine", "whoosh").stdout.startswith("1 added")
    assert json.loads(run("stats", "-i", index, "-f", "json").stdout)["engine"] == "whoosh"
    assert run("rebuild", "-i", index, "--engine", "lucene").returncode == 2


def test_show_and_stats(index: Path) -> None:
    first, second = run("query", "Satellit", "-i", index, "-f", "ids", "-n", 2).stdout.split()
    shown = run("show", "-i", index, first, second)
    assert shown.returncode == 0
    assert first in shown.stdout
    assert second in shown.stdout
    article = json.loads(run("show", "-i", index, first, "-f", "json").stdout)
    assert article["headline"] in shown.stdout
    missing = run("show", "-i", index, "none")
    assert missing.returncode == 1
    assert "none" in one_line(missing)
    stats = json.loads(run("stats", "-i", index, "-f", "json").stdout)
    assert stats["articles"] == sum(stats["facets"]["language"].values())
    assert f"{stats['articles']} articles" in run("stats", "-i", index).stdout


def test_articles_cannot_steer_the_terminal_or_a_spreadsheet(tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J[red]Turm[/red] \u202eabc =1+1"
    source = tmp_path / "news.jsonl"
    source.write_text(line("=cmd|' /C calc'!A0", title=f"={hostile}", text=hostile))
    run("index", "-i", tmp_path / "i", source)
    for command in (["query", "Turm"], ["show", "=cmd|' /C calc'!A0"]):
        shown = run(*command, "-i", tmp_path / "i").stdout
        assert "[red]Turm[/red]" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    rows = run("query", "Turm", "-i", tmp_path / "i", "-f", "csv").stdout
    assert "'=cmd" in rows
    assert "'=" in next(csv.DictReader(io.StringIO(rows)))["headline"]


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    listed = run("formats").stdout
    assert "agency" in listed
    assert "jsonl" in listed
    (tmp_path / "news.txt").write_text("Ein Turm\n\nDer Turm steht.\n")
    forced = run("index", "-i", tmp_path / "i", tmp_path / "news.txt", "--format", "jsonl")
    assert forced.returncode == 1
    assert "news.txt" in forced.stderr
    unknown = run("index", "-i", tmp_path / "i", tmp_path / "news.txt", "--format", "jsnl")
    assert unknown.returncode == 2
    assert "jsonl" in one_line(unknown)


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("newsearch ")
    assert "query" in run("--help").stdout


def test_similar_and_suggest(index: Path) -> None:
    like = json.loads(run("similar", "2100417", "-i", index, "-f", "json").stdout)
    assert like["query"] == "2100417"
    assert like["terms"]
    assert "2100417" not in [hit["id"] for hit in like["hits"]]
    table = run("similar", "2100417", "-i", index, "--lang", "de", "-n", 2)
    assert (table.returncode, table.stderr) == (0, "")
    assert all(term in table.stdout for term in like["terms"])
    missing = run("similar", "none", "-i", index)
    assert missing.returncode == 2
    assert "none" in one_line(missing)

    words = json.loads(run("suggest", "Satell", "-i", index, "-f", "json").stdout)
    assert words["schema"] == "newsearch.suggestions/1"
    assert {"query": "Satellit", "count": 6} in words["completions"]
    shown = run("suggest", "Satell", "-i", index).stdout
    assert all(each["query"] in shown for each in words["completions"])
    assert "Satellit" in run("suggest", "Satelit", "-i", index).stdout
    assert run("suggest", "Xylophonorch", "-i", index).returncode == 1


def test_what_is_misspelt_is_told(index: Path) -> None:
    done = run("query", "Satelitenbau", "-i", index)
    assert done.returncode == 1
    assert "nothing found\ndid you mean  Satellitenbau" in done.stdout
    relaxed = run("query", "Satelitenbau Hochwasser", "-i", index)
    assert relaxed.returncode == 0
    assert "none has all the words" in relaxed.stdout
    assert "Satellitenbau Hochwasser" in relaxed.stdout


def test_an_excluded_word_is_no_option(index: Path) -> None:
    without = json.loads(run("query", "-Satellit", "-i", index, "-f", "json", "-n", 1).stdout)
    assert without["total"] == json.loads(
        run("query", "NOT Satellit", "-i", index, "-f", "json").stdout
    )["total"]  # fmt: skip
    assert len(without["hits"]) == 1


def test_a_trec_run(index: Path) -> None:
    lines = run("query", "Satellit", "-i", index, "-f", "trec").stdout.splitlines()
    assert len(lines) == 10
    scores = []
    for rank, each in enumerate(lines, 1):
        number, q0, _, place, score, tag = each.split(" ")
        assert (number, q0, place, tag) == ("1", "Q0", str(rank), "newsearch")
        scores.append(float(score))
    assert scores == sorted(scores, reverse=True)
    by_date = run("query", "Satellit", "-i", index, "-f", "trec", "--sort", "newest").stdout
    scores = [float(each.split(" ")[4]) for each in by_date.splitlines()]
    assert scores == sorted(set(scores), reverse=True)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["query", "x", "--facet", "date:"], ["date:day", "date:month", "date:year"]),
        (["query", "x", "--so"], ["--sort", "--source"]),
        (["query", "x", "--lang", "r"], ["ru", "ro"]),
        (["suggest", "Satellitensch"], ["Satellitenschüsseln"]),
        (["query", "x", "--index", "/nonexistent", "--lang", ""], []),
    ],
)
def test_completion_in_the_shell(index: Path, words: list[str], offered: list[str]) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("newsearch")],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "NEWSEARCH_INDEX": str(index),
            "_NEWSEARCH_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["newsearch", *words]),
            "COMP_CWORD": str(len(words)),
        },
    )
    assert done.stdout.split() == offered
    assert done.stderr == ""
