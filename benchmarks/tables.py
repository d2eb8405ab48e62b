"""Which tables are shown? The files of the stages as rows of text."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import truediv
from typing import Any

from .contestants import CONTESTANTS, NEWSEARCH, TANTIVY, WHOOSH
from .figures import (
    Times,
    growth,
    peak,
    percentile,
    percentiles,
    pooled,
    ratio,
    short,
    times,
)
from .questions import KINDS
from .stages import Work, slug

Row = tuple[str, ...]

# Floors, as `make bench` reports them. They are aims, and what was measured stands beside them.
INDEX_SPEED, INDEX_SPEED_WHOOSH = 0.7, 10.0
ANSWERS = 3.0
COLD = 1.3
SIZE = 1.2
MEMORY = 1000.0
OUTRUN = ("SQLite FTS5", "Xapian", WHOOSH)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; all columns but the first are numbers."""

    title: str
    columns: Row
    rows: Sequence[Row]


def indexing(work: Work, size: int) -> Table:
    """Speed, size and memory of indexing."""
    found = {name: work.read(f"build-{size}-{slug(name)}") for name in CONTESTANTS}
    raw = found[TANTIVY]
    rows = []
    for name, built in found.items():
        if built:
            held, both = peak(built["samples"])
            rows.append(
                (
                    name,
                    f"{built['articles'] / built['seconds']:,.0f}",
                    short(built["bytes"] / 1e6 / built["seconds"]),
                    short(raw["seconds"] / built["seconds"]) if raw else "",
                    short(built["cpu"] / built["articles"] * 1000),
                    short(built["index_bytes"] / built["bytes"]),
                    f"{held:,.0f}",
                    f"{both:,.0f}",
                )
            )
    columns = (
        "indexing", "articles/s", "MB/s", "of tantivy", "CPU s per 1,000", "index / text",
        "memory, MB", "with files, MB",
    )  # fmt: skip
    return Table(f"Indexing {size:,} articles", columns, rows)


def answering(work: Work, size: int) -> Table:
    """Answers to all kinds of questions together."""
    asked, threads = work.read(f"ask-{size}"), work.read(f"threads-{size}")
    quality = work.read("judged")
    rows = []
    for name in _asked(asked):
        answers, processor = (times(asked, name, "answer", clock) for clock in ("ms", "cpu"))
        raw = times(asked, TANTIVY, "answer") if TANTIVY in asked["ms"] else answers
        rate = threads.get(name)
        held, files = asked["memory"][name]
        rows.append(
            (
                name,
                *map(short, _three(answers)),
                *map(short, _three(processor)[:2]),
                str(ratio(answers, raw, 0.95)),
                f"{rate['1']:,.0f}" if rate else "",
                f"{rate['2']:,.0f}" if rate else "",
                f"{held:,.0f}",
                f"{held + files:,.0f}",
                f"{quality[name]:.3f}" if name in quality else "",
            )
        )
    columns = (
        "answers, ms", "p50", "p95", "p99", "CPU p50", "CPU p95", "p95 of tantivy's", "answers/s",
        "two threads", "memory, MB", "with files, MB", "nDCG@10",
    )  # fmt: skip
    return Table(f"Answering over {size:,} articles", columns, rows)


def less(work: Work, size: int) -> Table:
    """The same questions where less is asked for."""
    asked = work.read(f"ask-{size}")
    rows = [
        (
            name,
            *map(short, _three(times(asked, name, "counted"))),
            *map(short, _three(times(asked, name, "top"))),
        )
        for name in _asked(asked)
    ]
    columns = ("ms", "no snippets p50", "p95", "p99", "top ten p50", "p95", "p99")
    return Table(f"Without snippets, and the top ten alone, {size:,} articles", columns, rows)


def by_kind(work: Work, size: int, what: str) -> Table:
    """p50, p95 and p99 of each kind of question; `what` is `answer` or `top`."""
    asked = work.read(f"ask-{size}")
    names = _asked(asked)
    rows = [
        (kind, *(str(percentiles(pooled(times(asked, name, what), [kind]))) for name in names))
        for kind in KINDS
    ]
    shown = {"answer": "Answers", "top": "Bare top ten"}[what]
    title = f"{shown} over {size:,} articles: p50 / p95 / p99 in ms"
    return Table(title, ("kind", *names), rows if names else [])


def against(work: Work, size: int) -> Table:
    """newsearch's answers as multiples of the others', kind by kind."""
    asked = work.read(f"ask-{size}")
    others = [name for name in _asked(asked) if not name.startswith(NEWSEARCH)]
    rows = []
    if NEWSEARCH in _asked(asked):
        own = times(asked, NEWSEARCH, "answer")
        for kind in KINDS:
            found = (ratio(own, times(asked, name, "answer"), 0.5, [kind]) for name in others)
            rows.append((kind, *map(str, found)))
    title = f"newsearch's median answer over theirs, {size:,} articles: median of rounds (spread)"
    return Table(title, ("kind", *others), rows)


def found(work: Work, size: int) -> Table:
    """How many articles a question of each kind finds, in the median."""
    asked = work.read(f"ask-{size}")
    names = _asked(asked)
    rows = [
        (
            kind,
            *(f"{statistics.median(asked['found'][name][kind]['totals']):,.0f}" for name in names),
        )
        for kind in KINDS
    ]
    return Table(f"Articles found among {size:,}, median", ("kind", *names), rows if names else [])


def cold(work: Work, size: int) -> Table:
    """Whole processes."""
    measured = work.read(f"cold-{size}")
    rows = []
    for name, wall in measured.get("wall", {}).items():
        bare = measured["wall"]["bare imports"]
        each = [one / other for one, other in zip(wall, bare, strict=True)]
        rows.append(
            (
                name,
                f"{statistics.median(wall) * 1000:,.0f}",
                f"{min(wall) * 1000:,.0f}–{max(wall) * 1000:,.0f}",
                f"{statistics.median(measured['cpu'][name]) * 1000:,.0f}",
                f"{statistics.median(each):.2f}",
            )
        )
    columns = ("whole process", "median, ms", "spread, ms", "CPU, ms", "of the imports")
    return Table(f"Cold, {size:,} articles", columns, rows)


def floors(work: Work, size: int, small: int, large: int) -> Table:
    """What is aimed at, what was measured, and whether that is met.

    `size` is that of the side by side, `small` the one at which the slow ones took part, `large`
    that of the scale run.
    """
    rows = [
        (aim, value, "" if value == "not measured" else "met" if met else "not met")
        for aim, value, met in _floors(work, size, small, large)
    ]
    return Table("Floors", ("floor", "measured", ""), rows)


def growing(work: Work, sizes: list[int]) -> Table:
    """newsearch and tantivy at every size."""
    rows = []
    for size in sizes:
        for name in (NEWSEARCH, TANTIVY):
            built, asked = work.read(f"build-{size}-{slug(name)}"), work.read(f"ask-{size}")
            if not built:
                continue
            held, both = peak(built["samples"])
            latency: tuple[str, ...] = ("", "", "", "")
            if name in asked.get("ms", {}):
                answers, top = (_three(times(asked, name, what)) for what in ("answer", "top"))
                latency = tuple(map(short, (answers[0], answers[1], top[0], top[1])))
            rows.append(
                (
                    f"{size:,}, {name}",
                    f"{built['seconds']:,.0f}",
                    f"{built['articles'] / built['seconds']:,.0f}",
                    f"{built['index_bytes'] / 1e6:,.0f}",
                    short(built["index_bytes"] / built["bytes"]),
                    f"{held:,.0f}",
                    f"{growth(built['samples']):.2f}",
                    f"{both:,.0f}",
                    *latency,
                )
            )
    columns = (
        "articles", "seconds", "articles/s", "index, MB", "index / text", "memory, MB",
        "last over second quarter", "with files, MB", "answer p50, ms", "p95", "top ten p50", "p95",
    )  # fmt: skip
    return Table("How it grows", columns, rows)


def _floors(work: Work, size: int, small: int, large: int) -> Iterator[tuple[str, str, bool]]:
    yield _speed(work, size, TANTIVY, INDEX_SPEED)
    yield _speed(work, small, WHOOSH, INDEX_SPEED_WHOOSH)
    asked = work.read(f"ask-{size}")
    for what, how in (("counted", "two aggregations"), ("answer", "them and snippets")):
        aim = f"answers, {size:,} articles: p95 at most {ANSWERS:g}x raw tantivy with {how}"
        if {NEWSEARCH, TANTIVY} <= set(_asked(asked)):
            clock, processor = (
                ratio(times(asked, NEWSEARCH, "answer", by), times(asked, TANTIVY, what, by), 0.95)
                for by in ("ms", "cpu")
            )
            value = f"{clock}; CPU {processor}"
            yield aim, value, max(clock.median, processor.median) <= ANSWERS
        else:
            yield aim, "not measured", False
    for name in OUTRUN:
        at = asked if name in _asked(asked) else work.read(f"ask-{small}")
        count = size if at is asked else small
        aim = f"answers, {count:,} articles: faster than {name} on every kind, by the median"
        if not {NEWSEARCH, name} <= set(_asked(at)):
            yield aim, "not measured", False
            continue
        own, other = (times(at, each, "answer") for each in (NEWSEARCH, name))
        slower = [kind for kind in KINDS if ratio(own, other, 0.5, [kind]).median >= 1]
        yield aim, f"slower on {', '.join(slower)}" if slower else "on every kind", not slower
    whole = work.read(f"cold-{size}") or {"wall": {}, "cpu": {}}
    for than, most, aim in (
        ("bare imports", COLD, f"cold query: at most {COLD:g}x the bare imports"),
        ("rg", 1.0, "cold query: faster than rg over the same text"),
    ):
        if than in whole["wall"]:
            clock, busy = (
                statistics.median(map(truediv, whole[by]["newsearch query"], whole[by][than]))
                for by in ("wall", "cpu")
            )
            yield aim, f"{clock:.2f}x; CPU {busy:.2f}x", max(clock, busy) <= most
        else:
            yield aim, "not measured", False
    built = work.read(f"build-{large}-{slug(NEWSEARCH)}")
    held = peak(built["samples"])[0] if built else 0.0
    memory = f"memory while indexing {large:,}: under {MEMORY / 1000:g} GB"
    yield memory, f"{held:,.0f} MB" if held else "not measured", held < MEMORY
    sizes = [each for each in (large, size) if work.read(f"build-{each}-{slug(NEWSEARCH)}")]
    aim = f"index size: at most {SIZE:g}x the text"
    if sizes:
        built = work.read(f"build-{sizes[0]}-{slug(NEWSEARCH)}")
        share = built["index_bytes"] / built["bytes"]
        yield aim, f"{share:.2f}x at {sizes[0]:,}", share <= SIZE
    else:
        yield aim, "not measured", False


def _speed(work: Work, size: int, other: str, least: float) -> tuple[str, str, bool]:
    aim = f"index speed, {size:,} articles: at least {least:g}x {other}"
    own, its = (work.read(f"build-{size}-{slug(name)}") for name in (NEWSEARCH, other))
    if not own or not its:
        return aim, "not measured", False
    clock, processor = (its[by] / own[by] for by in ("seconds", "cpu"))
    return aim, f"{clock:.2f}x; CPU {processor:.2f}x", min(clock, processor) >= least


def _asked(asked: dict[str, Any]) -> list[str]:
    return [name for name in CONTESTANTS if name in asked.get("ms", {})]


def _three(measured: Times) -> tuple[float, float, float]:
    every = pooled(measured)
    return percentile(every, 0.5), percentile(every, 0.95), percentile(every, 0.99)


# What is shown for a size, in order.
SHOWN: tuple[Callable[[Work, int], Table], ...] = (
    indexing,
    answering,
    less,
    lambda work, size: by_kind(work, size, "answer"),
    against,
    lambda work, size: by_kind(work, size, "top"),
    found,
    cold,
)
