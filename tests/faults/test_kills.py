"""A writer that is killed at any instant loses nothing that it had announced."""

from pathlib import Path

import pytest
from kills import QUICK, Arena, kills


@pytest.mark.parametrize("engine", QUICK)
def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path, engine: str) -> None:
    killed = kills(Arena(engine, QUICK[engine], tmp_path), 20, seed=0)
    assert [each for each in killed if each.wrong] == []
    # Which phases twenty kills meet depends on how fast the machine is; one alone would be no test.
    assert len({each.phase for each in killed}) > 1
