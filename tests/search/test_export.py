"""What export writes makes an index that answers every question as the first did."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsearch.index.engines import ENGINES
from newsearch.search import Searcher

COMMAND = [sys.executable, "-m", "newsearch.search"]
GOLDEN = Path(__file__).parents[1] / "golden"


def answers(index: Path) -> list[object]:
    """Ids, scores, snippets and facets for every question of the golden cases."""
    queries = [
        json.loads(case.read_text(encoding="utf-8"))["query"]
        for case in sorted(GOLDEN.glob("*/case.json"))
    ]
    assert len(queries) > 50
    with Searcher.open(index) as searcher:
        found = [searcher.search(each, limit=20).to_dict() for each in queries]
    for each in found:
        del each["took_ms"]
    return [*found]


@pytest.mark.parametrize("engine", ENGINES)
def test_export_and_rebuild_give_equal_answers(
    sample_indexes: dict[str, Path], tmp_path: Path, engine: str
) -> None:
    written = tmp_path / "all.jsonl"
    for command in (
        ["export", "--output", written, "--index", sample_indexes[engine]],
        ["rebuild", written, "--engine", engine, "--index", tmp_path / "i"],
    ):
        subprocess.run([*COMMAND, *map(str, command)], check=True, capture_output=True)
    assert answers(tmp_path / "i") == answers(sample_indexes[engine])
