"""Floors of quality rise and never fall."""

import json
import runpy
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = runpy.run_path(str(HERE / "quality" / "floors.py"))

VALUES = st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1))


@given(VALUES, VALUES)
def test_raising_lowers_no_floor_and_fails_nothing_new(
    floors: dict[str, float], measured: dict[str, float]
) -> None:
    after = FLOORS["raised"](floors, measured)
    assert set(after) == set(floors) | set(measured)
    assert all(after[name] >= floor for name, floor in floors.items())
    assert FLOORS["below"](after, measured) == FLOORS["below"](floors, measured)


def test_what_is_below_its_floor_is_named() -> None:
    assert FLOORS["below"]({"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 0.49, "c": 0.1}) == ["b"]


def test_the_floors_are_shares() -> None:
    floors = json.loads((HERE / "quality_floor.json").read_text(encoding="utf-8"))
    assert len(floors) >= 19
    assert all(0 <= floor <= 1 for floor in floors.values())
