"""The benchmark runs from end to end, on the samples and with two contestants."""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_stages_leave_figures_and_a_page(tmp_path: Path) -> None:
    docs, work = tmp_path / "docs", tmp_path / "work"
    docs.mkdir()
    command = [
        sys.executable, "-m", "benchmarks", "--work", work, "--docs", docs, "--sizes", "1000",
        "--contestants", "tantivy", "SQLite FTS5", "--questions", "3", "--rounds", "2",
        "--seconds", "0.1", "--note", "It did nothing else.",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NEWSEARCH_SHARED": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Answering over 1,000 articles" in done.stdout
    page = (docs / "benchmarks.md").read_text(encoding="utf-8")
    assert "The articles are sample articles" in page
    assert "It did nothing else." in page
    asked = json.loads((work / "results" / "ask-1000.json").read_bytes())
    for name in ("tantivy", "SQLite FTS5"):
        for clock, what in product(("ms", "cpu"), ("answer", "counted", "top")):
            assert [len(turn) for turn in asked[clock][name][what]["rare"]] == [3, 3]
        # The words of a question come from one article, so both find something.
        assert all(asked["found"][name]["words"]["totals"])
    built = json.loads((work / "results" / "build-1000-tantivy.json").read_bytes())
    assert built["articles"] == 1000
    assert built["index_bytes"] > 0
