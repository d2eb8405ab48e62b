"""Figures and pages from made-up times."""

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from benchmarks import memory, report
from benchmarks.charts import Axis, chart
from benchmarks.contestants import CONTESTANTS
from benchmarks.figures import growth, peak, percentile, percentiles, ratio, short, thinned
from benchmarks.questions import KINDS
from benchmarks.stages import WHAT, Work, slug

NUMBERS = st.lists(st.floats(0.001, 1000), min_size=1)


@given(NUMBERS, st.sampled_from([0.5, 0.95, 0.99, 1.0]))
def test_a_percentile_is_the_least_value_that_enough_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    below = [value for value in values if value < found]
    assert sum(value <= found for value in values) >= share * len(values)
    assert len(below) < share * len(values)


def test_the_percentiles_of_a_hundred() -> None:
    assert str(percentiles(range(1, 101))) == "50 / 95 / 99"


def test_ratios_are_taken_round_by_round() -> None:
    slow = {"a": [[2.0, 2.0], [30.0, 30.0], [4.0, 4.0]]}
    fast = {"a": [[1.0, 1.0], [10.0, 10.0], [1.0, 1.0]]}
    found = ratio(slow, fast, 0.5, ["a"])
    assert (found.median, found.low, found.high) == (3, 2, 4)
    assert str(found) == "3.0 (2.0–4.0)"


@pytest.mark.parametrize(
    ("value", "told"), [(0.123, "0.12"), (1.25, "1.2"), (99.4, "99"), (1234.5, "1,234")]
)
def test_digits_that_count(value: float, told: str) -> None:
    assert short(value) == told


def test_memory_that_grows_is_told_from_memory_that_does_not() -> None:
    flat = [[float(second), 100.0, 50.0] for second in range(40)]
    rising = [[float(second), 10.0 * second, 0.0] for second in range(40)]
    assert growth(flat) == 1
    assert growth(rising) > 1.9
    assert peak(flat) == (100, 150)
    assert growth([]) == 1


@given(st.integers(0, 50), st.integers(1, 20))
def test_samples_are_thinned_without_losing_the_peak(count: int, most: int) -> None:
    samples = [[float(at), float(at * 7 % 11), 1.0] for at in range(count)]
    kept = thinned(samples, most)
    assert len(kept) <= most
    assert peak(kept) == peak(samples)
    assert kept == sorted(kept)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is sampled on Linux only")
def test_memory_of_a_process_and_its_child_is_seen() -> None:
    hold = "import time; held = b'x' * 50_000_000; print('ready', flush=True); time.sleep(60)"
    both = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {hold!r}])\n"
        f"{hold}"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", both], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout
    try:
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
        with memory.Watch(process.pid, every=0.01) as watch:
            while not watch.samples:
                time.sleep(0.01)
        assert 100 < watch.samples[0].held < 150
    finally:
        subprocess.run(["kill", "--", f"-{process.pid}"], check=True)
        process.wait()
        process.stdout.close()


def test_a_chart_is_well_formed_and_keeps_its_lines_inside() -> None:
    drawn = chart(
        "A <chart> & more",
        Axis("articles"),
        Axis("ms"),
        {"one": [(10_000, 0.3), (1_000_000, 42)], "two & three": [(10_000, 7)]},
    )
    tree = ElementTree.fromstring(drawn)
    name = "{http://www.w3.org/2000/svg}"
    lines = [line.attrib["points"].split() for line in tree.iter(f"{name}polyline")]
    assert [len(line) for line in lines] == [2, 1]
    for point in (point for line in lines for point in line):
        x, y = map(float, point.split(","))
        assert 0 <= x <= 720
        assert 0 <= y <= 360
    assert {"one", "two & three"} <= {text.text for text in tree.iter(f"{name}text")}


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no points"):
        chart("empty", Axis("x"), Axis("y"), {"one": []})


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A work folder as the stages leave it, with times that say who is who."""
    made = Work(tmp_path, tuple(CONTESTANTS))
    sizes = (10_000, 100_000, 1_000_000)
    made.write(
        "machine",
        {
            "processor": "Abacus", "cores": 2, "python": "3.11", "system": "Linux", "note": "",
            "date": "2024-01-17", "commands": {"judged": {"tantivy": "it"}},
            "versions": {"tantivy": {"tantivy": "0.1"}}, "skipped": {"Xapian": "no xapian"},
        },
    )  # fmt: skip
    counted = {str(size): {"articles": size, "bytes": size * 5000} for size in sizes}
    made.write(
        "articles",
        {
            "what": "made up",
            "originals": 7,
            "questions": 20,
            "vocabulary": {"words": 9, "power": 0.5},
            "sizes": counted,
        },
    )
    for number, size in enumerate(sizes, 1):
        times = {}
        for speed, (name, row) in enumerate(CONTESTANTS.items(), 1):
            if row.most and size > row.most:
                continue
            made.write(
                f"build-{size}-{slug(name)}",
                {
                    "articles": size, "bytes": size * 5000, "seconds": size / 1000 * speed,
                    "cpu": size / 500, "index_bytes": size * 6000,
                    "samples": [[at, 100.0 * speed, 10.0] for at in range(20)],
                },
            )  # fmt: skip
            times[name] = {
                what: {kind: [[float(speed * number)] * 3] * 2 for kind in KINDS} for what in WHAT
            }
        found = {kind: {"totals": [number, 5, 9]} for kind in KINDS}
        made.write(
            f"ask-{size}",
            {
                "ms": times,
                "cpu": times,
                "found": dict.fromkeys(times, found),
                "memory": {name: [50.0, 5.0] for name in times},
            },
        )
        made.write(f"threads-{size}", {name: {"1": 100.0, "2": 180.0} for name in times})
    wall = {"newsearch query": [0.3, 0.3], "bare imports": [0.2, 0.2], "rg": [0.4, 0.4]}
    made.write("cold-100000", {"word": "Haus", "wall": wall, "cpu": wall, "rg": "13"})
    made.write("judged", dict.fromkeys(CONTESTANTS, 0.9))
    return made


def test_the_page_tells_what_was_measured(work: Work, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    scale = "# Scale\n\n<!-- figures -->\nold\n<!-- end of figures -->\n\nProse.\n"
    (docs / "scale.md").write_text(scale, encoding="utf-8")
    report.write(work, docs)
    page = (docs / "benchmarks.md").read_text(encoding="utf-8")
    assert "$" not in page
    assert "Abacus, 2 cores" in page
    assert "```sh\n# judged\nit\n```" in page
    assert "100,000 articles: at least 0.7x tantivy | 3.00x; CPU 1.00x | met |" in page
    assert "at least 10x Whoosh | 7.00x; CPU 1.00x | not met |" in page
    assert "at most 1.3x the bare imports | 1.50x; CPU 1.50x | not met |" in page
    assert "faster than rg over the same text | 0.75x; CPU 0.75x | met |" in page
    assert "| memory while indexing 1,000,000: under 1 GB | 100 MB | met |" in page
    assert "| rare | 2.0 / 2.0 / 2.0 |" in page
    assert "Not in this run: no xapian." in page
    for line in page.splitlines():
        if line.startswith("![") and "](" in line:
            ElementTree.parse(docs / line.partition("](")[2].rstrip(")"))
    after = (docs / "scale.md").read_text(encoding="utf-8")
    assert "old" not in after
    assert after.startswith("# Scale\n\n<!-- figures -->")
    assert after.endswith("<!-- end of figures -->\n\nProse.\n")
    assert "| 1,000,000, newsearch | 1,000 |" in after


def test_every_row_of_a_table_has_all_columns(work: Work, tmp_path: Path) -> None:
    drawn = Console(width=300, file=(tmp_path / "out").open("w", encoding="utf-8"))
    report.show(work, drawn)
    drawn.file.close()
    shown = (tmp_path / "out").read_text(encoding="utf-8")
    assert "Answering over 100,000 articles" in shown
    for block in report.benchmarks(work, []).split("\n\n"):
        if block.startswith("| "):
            assert len({line.count("|") for line in block.splitlines()}) == 1


def test_a_stage_that_was_not_run_is_left_out(work: Work) -> None:
    results = work.folder / "results"
    for file in results.glob("*.json"):
        if not file.stem.startswith(("machine", "articles", "build-10000-")):
            file.unlink()
    page = report.benchmarks(work, [])
    assert "Answering" not in page
    assert "| cold query: faster than rg over the same text | not measured |  |" in page


def test_without_figures_there_is_no_page(tmp_path: Path) -> None:
    work = Work(tmp_path, ())
    work.write("machine", {})
    with pytest.raises(ValueError, match="run `python -m benchmarks`"):
        report.benchmarks(work, [])


def test_what_a_stage_leaves_can_be_read_again(tmp_path: Path) -> None:
    work = Work(tmp_path, ())
    assert work.read("ask-10") == {}
    work.write("ask-10", {"ö": [math.pi]})
    assert work.read("ask-10") == {"ö": [math.pi]}
    assert json.loads((tmp_path / "results" / "ask-10.json").read_bytes())
    work.forget("ask-10")
    assert work.read("ask-10") == {}
    work.forget("ask-10")
