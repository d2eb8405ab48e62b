"""What is compiled is timed beside its judge."""

import re
from pathlib import Path

import pytest

from benchmarks import compiled


def test_a_row_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(
        "newsearch.index._sieve", reason="there was no C compiler when newsearch was installed"
    )
    monkeypatch.setenv("NEWSEARCH_SHARED", str(tmp_path))  # the samples are quicker to read
    monkeypatch.setattr(compiled, "_ARTICLES", 3)
    monkeypatch.setattr(compiled, "_WORDS", 20)
    monkeypatch.setattr(compiled, "_TURNS", 1)
    assert compiled.main() == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 6
    assert all(re.fullmatch(r".+ \d+\.\d +\d+\.\d us +\d+\.\dx", row) for row in rows)
