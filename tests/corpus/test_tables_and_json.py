"""JSON in all its wrappings, JSON Lines and tables: what breaks costs only itself."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

ONE = {"id": "1", "title": "Eins", "text": "Der erste Text."}
TWO = {"id": "2", "title": "Zwei", "text": 'Mit "Anführung",\nund Zeile; \t|'}
BOTH = [Article("1", "Eins", "Der erste Text."), Article("2", "Zwei", TWO["text"])]

WRAPPED: dict[str, object] = {
    "array": [ONE, TWO],
    "articles": {"status": "ok", "articles": [ONE, TWO], "totalResults": 2},
    "feed with a title": {"version": "1.1", "title": "Feed", "items": [ONE, TWO]},
    "opensearch": {"took": 3, "hits": {"total": {"value": 2}, "hits": [
        {"_id": "1", "_source": {**ONE, "id": None}}, {"_index": "n", "_source": TWO}]}},
    "nested": {"data": {"results": [ONE, TWO]}, "meta": {}},
}  # fmt: skip


@pytest.mark.parametrize("value", WRAPPED.values(), ids=WRAPPED.keys())
@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("name", ["x.json", "x", "x.dat"])
def test_wrapped_json(tmp_path: Path, value: object, indent: int | None, name: str) -> None:
    (tmp_path / name).write_text(json.dumps(value, indent=indent))
    assert list(read([tmp_path])) == BOTH


def test_one_object_and_several_in_a_row(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(ONE, indent=1))
    assert list(read([path])) == BOTH[:1]
    path.write_text(json.dumps(ONE, indent=1) + "\n" + json.dumps(TWO, indent=1))
    assert list(read([path])) == BOTH
    path.write_text(json.dumps({**ONE, "data": [1, 2], "items": ["a"], "results": {"n": 1}}))
    assert list(read([path])) == BOTH[:1]


def test_what_stands_before_broken_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(f'[\n{json.dumps(ONE)},\n{{"n": 1}},\n5,\n{json.dumps(TWO)},\n{{"title": "c')
    assert list(read([path])) == [
        BOTH[0],
        Rejected(path, 3, "neither headline nor text among the fields n"),
        Rejected(path, 4, "not a JSON object with fields"),
        BOTH[1],
        Rejected(path, 6, "broken JSON: unterminated string; the rest of the file was not read"),
    ]


def test_json_nested_too_deeply(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"title":' + "[" * 100_000)
    (found,) = read([path])
    assert isinstance(found, Rejected) and "nested too deeply" in found.reason


def test_a_long_array_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"articles": [{**ONE, "text": "Text " * 500}] * 8000}))
    tracemalloc.start()
    assert sum(1 for _ in read([path])) == 8000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 20_000_000
    assert peak < 8_000_000


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    good = [json.dumps({"id": str(n), "title": f"T{n}"}) for n in range(3000)]
    lines = [*good]
    lines[0] = '{"title": "cut off'
    lines[1000:1003] = ["", "[1]", '{"a":' * 100_000]
    lines[1003] = '{"n": ' + "9" * 5000 + "}"
    path.write_text("\n".join(lines))
    found = list(read([path]))
    rejected = [item for item in found if isinstance(item, Rejected)]
    assert [item.line for item in rejected] == [1, 1002, 1003, 1004]
    assert [item.id for item in found if isinstance(item, Article)] == [
        str(n) for n in range(3000) if n not in (0, 1000, 1001, 1002, 1003)
    ]
    assert rejected[2].reason == "JSON nested too deeply"


@pytest.mark.parametrize("first", ["not json {", 'rest of a line", "n": 1}', "[1, 2", "Kopfzeile"])
def test_a_broken_first_line_costs_only_itself(tmp_path: Path, first: str) -> None:
    """And never makes the file one text."""
    path = tmp_path / "x.jsonl"
    path.write_text(f"{first}\n{json.dumps(ONE)}\n\n{json.dumps(TWO)}\n")
    found = list(read([path]))
    assert isinstance(found[0], Rejected)
    assert found[0].line == 1
    assert found[1:] == BOTH
    text = path.rename(tmp_path / "x.txt")  # a text that quotes JSON stays a text
    assert len([each for each in read([text]) if isinstance(each, Article)]) == 1


def test_lines_longer_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsearch.corpus.formats.text_lines.LONGEST_LINE", 100)
    path = tmp_path / "x.jsonl"
    path.write_text(f'{json.dumps(ONE)}\n{{"title": "{"x" * 5000}"}}\n{json.dumps(TWO)}\n')
    one, long, two = read([path])
    assert [one, two] == BOTH
    assert isinstance(long, Rejected) and long.line == 2 and "longer than" in long.reason


def headlines(path: Path) -> list[str]:
    return [item.headline for item in read([path]) if isinstance(item, Article)]


def test_a_bad_byte_in_utf8_is_damage_not_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"title": "Öl"}\n'.encode() + b'{"title": "Gr\xfcn"}\n')
    assert headlines(path) == ["Öl", "Gr\ufffdn"]
    path.write_bytes(b'{"title": "Gr\xfcn"}\n{"title": "x"}\n')
    assert headlines(path) == ["Grün", "x"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.txt", "x"])
def test_tables(tmp_path: Path, delimiter: str, encoding: str, name: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["id", "title", "text", "ignored"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows([ONE, TWO])
    (tmp_path / name).write_bytes(text.getvalue().encode(encoding))
    assert list(read([tmp_path])) == BOTH


def test_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        'Titel;Text;Datum\n"A\nB";"Z1\nZ2";17.01.2024\nC;T;31.02.2024\n1;2;3;4\n\n;;\nD\n'
    )
    found = list(read([path]))
    assert [str(item) for item in found if isinstance(item, Rejected)] == [
        f"{path}:6: 4 cells for 3 columns: is a quote missing?"
    ]
    articles = [item for item in found if isinstance(item, Article)]
    assert [item.headline for item in articles] == ["A B", "C", "D"]
    assert [item.body for item in articles] == ["Z1\nZ2", "T", ""]
    assert articles[1].unread_date == "31.02.2024"


def test_unknown_columns_are_said_and_mapped(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Kopf,Rumpf\nA,B\n")
    (found,) = read([path])
    assert str(found) == f"{path}:2: neither headline nor text among the fields Kopf, Rumpf"
    (mapped,) = read([path], names={"headline": "kopf", "body": "Rumpf"})
    assert isinstance(mapped, Article) and (mapped.headline, mapped.body) == ("A", "B")


def test_a_field_of_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f'title,text\nA,"{"lang " * 200_000}"\n')
    (found,) = read([path])
    assert isinstance(found, Article) and len(found.body) == 999_999


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_no_control_character_or_lone_surrogate_gets_through(
    tmp_path: Path, ascii_only: bool, line_end: str
) -> None:
    path = tmp_path / "x.jsonl"
    odd = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA1), 0xD800, 0xDFFF, 0x1F600)]
    records = ({"title": "T", "text": f"Wort{char}" * 90} for char in odd)
    lines = (json.dumps(record, ensure_ascii=ascii_only) for record in records)
    path.write_bytes(line_end.join(lines).encode(errors="surrogatepass"))
    for char, article in zip(odd, read([path]), strict=True):
        assert isinstance(article, Article)
        article.body.encode()
        kept = char in "\t\n\xa0\U0001f600"
        assert (char in article.body) == kept
        assert all(ord(one) >= 0x20 or one in "\t\n" for one in article.body)
        assert "Wort" in article.body
