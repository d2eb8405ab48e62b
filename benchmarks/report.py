"""How are the figures told? Tables in the terminal, and pages with charts under `docs`.

`docs/benchmarks.md` is written whole; of `docs/scale.md` what stands between two marks, for the
rest of it is prose.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template

from rich.console import Console
from rich.table import Table as RichTable

from . import commands, tables
from .charts import Axis, chart
from .contestants import CONTESTANTS, NEWSEARCH, WHOOSH
from .figures import percentile, pooled, thinned, times
from .stages import BARE, Work, slug
from .tables import Table

# What stands between these in docs/scale.md is written here.
_START, _END = "<!-- figures -->", "<!-- end of figures -->"
# The side by side goes up to so many articles; above that it is a matter of scale.
_SIDE = 100_000
# Points of a line over time.
_POINTS = 200


def sizes(work: Work) -> list[int]:
    """Of how many articles there are indexes, ascending."""
    return sorted(
        int(size)
        for size in work.read("articles").get("sizes", {})
        if any(work.read(f"build-{size}-{slug(name)}") for name in CONTESTANTS)
    )


def show(work: Work, console: Console) -> None:
    """Print all tables."""
    for table in _tables(work):
        drawn = RichTable(title=table.title, title_justify="left", title_style="bold")
        for number, column in enumerate(table.columns):
            drawn.add_column(column, justify="right" if number else "left")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)


def write(work: Work, docs: Path) -> None:
    """Write the pages and their charts into a folder."""
    charts = dict(_charts(work))
    for name, drawn in charts.items():
        (docs / name).write_text(drawn, encoding="utf-8")
    (docs / "benchmarks.md").write_text(benchmarks(work, charts), encoding="utf-8")
    scale = docs / "scale.md"
    if scale.exists():
        scale.write_text(
            with_figures(scale.read_text(encoding="utf-8"), _scale(work)), encoding="utf-8"
        )


def markdown(table: Table) -> str:
    """A table as Markdown, without its title."""
    lines = [table.columns, ("---", *["---:"] * (len(table.columns) - 1)), *table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def with_figures(page: str, figures: str) -> str:
    """A page with what stands between its marks replaced. Raises ValueError without marks."""
    before, start, rest = page.partition(_START)
    _, end, after = rest.partition(_END)
    if not start or not end:
        raise ValueError(f"the page lacks the marks {_START} and {_END}")
    return f"{before}{_START}\n\n{figures}\n\n{_END}{after}"


def benchmarks(work: Work, charts: Iterable[str]) -> str:
    """The page of the side by side. Raises ValueError if nothing was measured."""
    machine, given = work.read("machine"), work.read("articles")
    measured = sizes(work)
    if not measured:
        raise ValueError(f"no figures in {work.folder}: run `python -m benchmarks`")
    side, small, large = _chosen(measured)
    page = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    return Template(page).substitute(
        {name: machine[name] for name in ("date", "processor", "cores", "system", "python")},
        note=f" {machine['note']}" if machine.get("note") else "",
        commands=f"```sh\n{commands.told(machine.get('commands', {}))}\n```",
        floors=markdown(tables.floors(work, side, small, large)),
        what=given["what"],
        originals=f"{given['originals']:,}",
        words=f"{given['vocabulary']['words']:,}",
        power=f"{given['vocabulary']['power']:.2f}",
        each=given["questions"],
        sizes="\n\n".join(_of_size(work, size) for size in reversed(measured) if size <= _SIDE),
        charts="\n\n".join(f"![{name}]({name})" for name in charts if name.startswith("bench-")),
        set_up=_set_up(work),
    )


def _of_size(work: Work, size: int) -> str:
    blocks = [f"## {size:,} articles"]
    for make in tables.SHOWN:
        table = make(work, size)
        if table.rows:
            blocks += [f"**{table.title}**", markdown(table)]
    if cold := work.read(f"cold-{size}"):
        blocks.append(_about_cold(cold))
    return "\n\n".join(blocks)


def _tables(work: Work) -> Iterator[Table]:
    measured = sizes(work)
    for size in measured:
        for make in tables.SHOWN:
            table = make(work, size)
            if table.rows:
                yield table
    if measured:
        yield tables.floors(work, *_chosen(measured))


def _chosen(measured: list[int]) -> tuple[int, int, int]:
    """The sizes of the side by side, of the largest with Whoosh, and of the scale run."""
    usual = [size for size in measured if size <= _SIDE] or measured
    slow = [size for size in usual if size <= CONTESTANTS[WHOOSH].most]
    return usual[-1], (slow or usual)[-1], (_scaled(measured) or measured)[-1]


def _scaled(measured: list[int]) -> list[int]:
    """The sizes beyond the side by side."""
    return [size for size in measured if size > _SIDE]


def _about_cold(cold: dict[str, str]) -> str:
    said = (
        f"`newsearch query {cold['word']} --format json`, started and ended, beside "
        f'`python -c "{BARE}"`'
    )
    if cold["rg"]:
        said += (
            f" and `rg --ignore-case --count {cold['word']}` (ripgrep {cold['rg']}) over the same "
            "articles in one file of JSON Lines, in the system's cache. One file rather than one "
            "for each article: that is the faster way for it"
        )
    return said + "."


def _set_up(work: Work) -> str:
    machine = work.read("machine")
    said = []
    for name, row in CONTESTANTS.items():
        file = Path(__file__).parent / "contestants" / f"{row.module}.py"
        text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        versions = ", ".join(f"{n} {v}" for n, v in machine["versions"].get(name, {}).items())
        most = f" Given at most {row.most:,} articles." if row.most else ""
        why = f" Not in this run: {machine['skipped'][name]}." if name in machine["skipped"] else ""
        heading = f"**{name}**" + (f" ({versions})" if versions else "")
        said.append(f"{heading}. {text}{most}{why}")
    return "\n\n".join(said)


def _charts(work: Work) -> Iterator[tuple[str, str]]:
    """The charts that the figures suffice for: at least two sizes."""
    measured = sizes(work)
    speed: dict[str, list[tuple[float, float]]] = {}
    latency: dict[str, dict[str, list[tuple[float, float]]]] = {"p50": {}, "p95": {}}
    for size in measured:
        asked = work.read(f"ask-{size}")
        for name in CONTESTANTS:
            if built := work.read(f"build-{size}-{slug(name)}"):
                speed.setdefault(name, []).append((size, built["articles"] / built["seconds"]))
            if name in asked.get("ms", {}):
                every = pooled(times(asked, name, "answer"))
                for at, share in (("p50", 0.5), ("p95", 0.95)):
                    latency[at].setdefault(name, []).append((size, percentile(every, share)))
    if len(measured) > 1:
        count = Axis("articles")
        yield (
            "bench-indexing.svg",
            chart("Indexing speed", count, Axis("articles a second"), speed),
        )
        for at, series in latency.items():
            if series:
                title = f"Answers, all kinds, {at}"
                yield (
                    f"bench-answers-{at}.svg",
                    chart(title, count, Axis("milliseconds"), series),
                )
    largest = _chosen(measured)[2] if measured else 0
    built = work.read(f"build-{largest}-{slug(NEWSEARCH)}")
    if built and built["samples"]:
        samples = thinned(built["samples"], _POINTS)
        held = {
            "held": [(second, own) for second, own, _ in samples],
            "with mapped files": [(second, own + files) for second, own, files in samples],
        }
        title = f"newsearch's memory while indexing {largest:,} articles"
        yield (
            "scale-memory.svg",
            chart(title, Axis("seconds", False), Axis("MB", False), held),
        )


def _scale(work: Work) -> str:
    machine = work.read("machine")
    largest = sizes(work)[-1]
    large = work.read("articles")["sizes"][str(largest)]
    said = (
        f"Measured on {machine['date']}: {machine['processor']}, {machine['cores']} cores; "
        f"up to {large['articles']:,} articles, {large['bytes'] / 1e9:.1f} GB of text. "
        f"{machine.get('note', '')}"
    ).rstrip()
    parts = [said, markdown(tables.growing(work, sizes(work)))]
    for table in (tables.by_kind(work, largest, what) for what in ("answer", "top")):
        if table.rows:
            parts += [f"**{table.title}**", markdown(table)]
    if (table := tables.cold(work, largest)).rows:
        parts += [f"**{table.title}**", markdown(table)]
    parts.append("![memory over time](scale-memory.svg)")
    return "\n\n".join(parts)
