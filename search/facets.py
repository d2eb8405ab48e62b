"""How do hits spread? Counts of single values -> facets fit to read."""

from collections import Counter
from collections.abc import Mapping

from .results import Facet, FacetValue

# A timeline of more columns than this is read at the next coarser step.
_MOST_STEPS = 24

# How many characters of YYYY-MM-DD each step keeps.
STEPS = {"day": 10, "month": 7, "year": 4}


def facet(name: str, counts: Mapping[str, int], step: str = "") -> Facet:
    """A facet from how often each value occurs.

    `date` comes as days and is gathered by `step`, or by the finest of day, month and year that
    stays within two dozen columns.
    """
    if name != "date":
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(name, tuple(FacetValue(value, count) for value, count in ranked))
    chosen = step or _step(counts)
    gathered: Counter[str] = Counter()
    for day, count in counts.items():
        gathered[day[: STEPS[chosen]]] += count
    return Facet(name, tuple(FacetValue(*item) for item in sorted(gathered.items())), chosen)


def _step(counts: Mapping[str, int]) -> str:
    if not counts:
        return "day"
    first, last = min(counts), max(counts)
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
    if months == 0:
        return "day"
    return "month" if months < _MOST_STEPS else "year"
