"""`python -m benchmarks`: measure, print a table, and write the pages. See `make bench`."""

import argparse
import os
import platform
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from . import commands, report, stages
from .articles import ROOT
from .contestants import CONTESTANTS
from .process import ContestantFailed, Process
from .questions import EACH
from .stages import Work

STAGES = ("prepare", "build", "ask", "threads", "cold", "judged", "report")


def main() -> int:
    """Run the stages that are asked for. 0, or 1 if a contestant failed."""
    given = _options().parse_args()
    console = Console(stderr=True)
    given.work.mkdir(parents=True, exist_ok=True)
    names, skipped, versions = [], {}, {}
    for name in given.contestants:
        try:
            with Process(name, given.work / "errors.log") as process:
                versions[name] = process.do("versions")
            names.append(name)
        except ContestantFailed as error:
            skipped[name] = str(error)
            console.print(f"skipped: {error}", style="yellow")
    work = Work(given.work, tuple(names), lambda line: console.print(line, highlight=False))
    _remember(work, versions, skipped, given)
    run: dict[str, Callable[[int], None]] = {
        "build": lambda size: stages.build(work, size),
        "ask": lambda size: stages.ask(work, size, given.rounds),
        "threads": lambda size: stages.threads(work, size, given.seconds),
        "cold": lambda size: stages.cold(work, size, given.rounds * 3),
    }
    try:
        if "prepare" in given.stages:
            stages.prepare(work, given.sizes, given.questions)
        for size in given.sizes:
            for stage, measure in run.items():
                if stage in given.stages:
                    console.rule(f"{stage}, {size:,} articles")
                    measure(size)
        if "judged" in given.stages:
            stages.judged(work)
    except ContestantFailed as error:
        console.print(str(error), style="red")
        return 1
    if "report" in given.stages:
        report.show(work, Console(width=None if sys.stdout.isatty() else 200))
        if given.docs:
            report.write(work, given.docs)
    return 0


def _remember(
    work: Work,
    versions: dict[str, dict[str, str]],
    skipped: dict[str, str],
    given: argparse.Namespace,
) -> None:
    """Keep what the page says of the machine; a run of few contestants forgets none of the rest."""
    before = work.read("machine")
    command = shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]])
    others = before.get("skipped", {}).items()
    work.write(
        "machine",
        {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()}",
            "date": datetime.now(UTC).date().isoformat(),
            "note": given.note if given.note is not None else before.get("note", ""),
            "commands": commands.remembered(
                before.get("commands", {}), command, given.stages, given.sizes, work.names
            ),
            "versions": {**before.get("versions", {}), **versions},
            "skipped": {**{name: why for name, why in others if name not in versions}, **skipped},
        },
    )


def _processor() -> str:
    """The processor's name as Linux tells it, else as the platform does."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--stages", nargs="+", default=STAGES, choices=STAGES)
    options.add_argument("--sizes", nargs="+", type=int, default=[2_000, 10_000, 100_000])
    options.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=[*CONTESTANTS])
    options.add_argument("--questions", type=int, default=EACH, help="of each kind")
    options.add_argument("--rounds", type=int, default=6, help="how often all are asked")
    options.add_argument("--seconds", type=float, default=3, help="how long threads ask")
    options.add_argument("--work", type=Path, default=ROOT / ".bench", help="keeps everything")
    options.add_argument("--note", help="a sentence for the page, on what else the machine did")
    options.add_argument("--docs", type=Path, help="write the pages into this folder")
    return options


if __name__ == "__main__":
    sys.exit(main())
