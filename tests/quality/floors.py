"""What may a measure not fall below? Floors by the name of a measure; more is always better."""

import math
from collections.abc import Mapping

# Room below what was measured, so that a tie that breaks another way is no failure.
SLACK = 0.002


def below(floors: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """The measures that are below their floors."""
    return [name for name, value in measured.items() if value < floors.get(name, 0)]


def raised(floors: Mapping[str, float], measured: Mapping[str, float]) -> dict[str, float]:
    """The floors, each raised to what was measured less SLACK, and none lowered."""
    # Four places, rounded down: a floor is never above what was measured.
    now = {name: math.floor((value - SLACK) * 10_000) / 10_000 for name, value in measured.items()}
    return {name: max(floors.get(name, 0.0), now.get(name, 0.0)) for name in (*floors, *now)}
