"""How do hits spread? Counts of single values -> facets fit to read."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from .results import Facet, FacetValue
from .stories import Several, stories

# A timeline of more columns than this is read at the next coarser step.
_MOST_STEPS = 24

# How many characters of YYYY-MM-DD each step keeps.
STEPS = {"day": 10, "month": 7, "year": 4}


def counted_by(name: str, step: str) -> str:
    """What to ask an engine for: days are many, and most answers show none."""
    return f"date:{step or 'month'}" if name == "date" and step != "day" else name


def needs_days(counts: Mapping[str, int]) -> bool:
    """Whether a timeline for which no step was chosen shows days, from its counts by month."""
    return len(counts) == 1


def facet(name: str, counts: Mapping[str, int], step: str, several: Mapping[str, Several]) -> Facet:
    """A facet from how often each value occurs, and in which stories several times.

    `date` comes as days, months or years and is gathered by `step`, or by the finest of day, month
    and year that stays within two dozen columns.
    """
    if name != "date":
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(name, tuple(_value(*item, several) for item in ranked))
    chosen = step or _step(counts)
    if len(next(iter(counts), "")) > STEPS[chosen]:
        counts, several = _gathered(counts, several, STEPS[chosen])
    return Facet(name, tuple(_value(*item, several) for item in sorted(counts.items())), chosen)


def _gathered(
    counts: Mapping[str, int], several: Mapping[str, Several], kept: int
) -> tuple[Mapping[str, int], Mapping[str, Several]]:
    """What is counted by days or months, by so many characters of them."""
    gathered: Counter[str] = Counter()
    together: dict[str, Counter[int]] = {}
    for day, count in counts.items():
        gathered[day[:kept]] += count
    for day, told in several.items():
        together.setdefault(day[:kept], Counter()).update(told)
    return gathered, together


def _value(value: str, count: int, several: Mapping[str, Several]) -> FacetValue:
    told = several.get(value)
    return FacetValue(value, count, stories(count, told) if told else count)


def timeline(found: Facet) -> tuple[FacetValue, ...]:
    """The values of a date facet with the empty days, months or years between them."""
    known = {value.value: value for value in found.values}
    if not known:
        return ()
    first, last = found.values[0].value, found.values[-1].value
    if found.step == "year":
        between = [f"{year:04}" for year in range(int(first), int(last) + 1)]
    elif found.step == "month":
        months = range(_months(first), _months(last) + 1)
        between = [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    else:
        days = range(
            date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1
        )
        between = [date.fromordinal(day).isoformat() for day in days]
    if len(between) > _MOST_STEPS * 4:  # a lone date of another century, or a step asked for
        return found.values
    return tuple(known.get(step) or FacetValue(step, 0, 0) for step in between)


def _months(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _step(counts: Mapping[str, int]) -> str:
    if not counts:
        return "day"
    first, last = min(counts), max(counts)
    months = _months(last) - _months(first)
    if months == 0:
        return "day"
    return "month" if months < _MOST_STEPS else "year"
