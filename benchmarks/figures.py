"""What do the times say? Percentiles, and ratios with their spread.

A round is one pass of a contestant over the questions of a kind. Contestants took turns within each
round, so ratios are taken round by round: what slowed the machine down then slowed both.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .questions import KINDS

# A contestant's times: kind -> rounds -> milliseconds of each question.
Times = dict[str, list[list[float]]]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of the same times, in the same unit."""

    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return " / ".join(map(short, (self.p50, self.p95, self.p99)))


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median over rounds, and the lowest and highest of them."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(self.low)}–{short(self.high)})"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(-int(-share * len(ranked) // 1) - 1, 0)]


def percentiles(values: Iterable[float]) -> Percentiles:
    """Half, 95 and 99 of a hundred."""
    ranked = sorted(values)
    return Percentiles(*(percentile(ranked, share) for share in (0.5, 0.95, 0.99)))


def pooled(times: Times, kinds: Iterable[str] = KINDS) -> list[float]:
    """All times of some kinds."""
    return [each for kind in kinds for turn in times[kind] for each in turn]


def ratio(of: Times, to: Times, share: float, kinds: Iterable[str] = KINDS) -> Ratio:
    """How many times longer one takes than another at a percentile, round by round."""
    chosen = tuple(kinds)
    rounds = min(min(len(of[kind]), len(to[kind])) for kind in chosen)
    each = [
        percentile([t for kind in chosen for t in of[kind][turn]], share)
        / percentile([t for kind in chosen for t in to[kind][turn]], share)
        for turn in range(rounds)
    ]
    return Ratio(statistics.median(each), min(each), max(each))


def peak(samples: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The most megabytes held, and the most held and mapped together."""
    if not samples:
        return 0.0, 0.0
    return max(held for _, held, _ in samples), max(held + files for _, held, files in samples)


def growth(samples: Sequence[Sequence[float]]) -> float:
    """Peak memory in the last quarter of a run over that in the second: 1 where it is flat."""
    end = samples[-1][0] if samples else 0.0
    quarters: list[list[float]] = [[], [], [], []]
    for second, held, _ in samples:
        quarters[min(int(4 * second / end), 3) if end else 0].append(held)
    if not quarters[1] or not quarters[3]:
        return 1.0
    return max(quarters[3]) / max(quarters[1])


def thinned(samples: Sequence[Sequence[float]], most: int) -> list[tuple[float, float, float]]:
    """At most so many samples: of each stretch of time the one that holds the most."""
    step = -(-len(samples) // most) or 1
    stretches = (samples[at : at + step] for at in range(0, len(samples), step))
    highest = (max(stretch, key=lambda sample: sample[1]) for stretch in stretches)
    return [(second, held, files) for second, held, files in highest]


def short(value: float) -> str:
    """Two or three digits that count: 0.12, 1.2, 12, 1,234."""
    if value < 1:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def times(asked: dict[str, Any], name: str, what: str, clock: str = "ms") -> Times:
    """The times of a contestant in the file of the stage `ask`; `cpu` are the processor's."""
    found: Times = asked[clock][name][what]
    return found
