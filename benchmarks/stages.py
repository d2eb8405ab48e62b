"""What is measured? Stages, each of which leaves a file in the work folder's `results`.

A stage can be run again alone, and the page is written from whatever files there are.
"""

import dataclasses
import json
import lzma
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from . import articles, memory
from .contestants import CONTESTANTS, NEWSEARCH
from .figures import Times
from .process import ContestantFailed, Process
from .protocol import Document, Question
from .questions import KINDS, questions

Say = Callable[[str], None]

# Articles that questions are picked from, at most: the same questions at every larger size.
_LOOKED_AT = 10_000
# What a question can ask for: with everything, without snippets, ids only.
WHAT = ("answer", "counted", "top")
# What a query as a whole process is compared with: the imports that it cannot do without.
BARE = "import typer, tantivy, whoosh.qparser"


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """The work folder, and who takes part."""

    folder: Path
    names: tuple[str, ...]
    say: Say = print

    def articles(self, size: int) -> Path:
        return self.folder / str(size) / "articles.jsonl"

    def index(self, size: int, name: str) -> Path:
        return self.folder / str(size) / slug(name)

    def built(self, size: int) -> list[str]:
        """The contestants that have an index of so many articles."""
        return [name for name in self.names if self.read(f"build-{size}-{slug(name)}")]

    def questions(self, size: int) -> list[Question]:
        return [Question.from_dict(each) for each in self.read(f"questions-{size}")]

    def process(self, name: str) -> Process:
        return Process(name, self.folder / "errors.log")

    def read(self, name: str) -> Any:
        """The file of a stage; an empty dictionary if it was not run."""
        path = self._result(name)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def write(self, name: str, outcome: object) -> None:
        path = self._result(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")

    def forget(self, name: str) -> None:
        """Remove the file of a stage, if there is one."""
        self._result(name).unlink(missing_ok=True)

    def _result(self, name: str) -> Path:
        return self.folder / "results" / f"{name}.json"


def slug(name: str) -> str:
    """A name as a file's."""
    return re.sub(r"\W+", "-", name).lower()


def prepare(work: Work, sizes: Sequence[int], each: int) -> None:
    """Write the articles of each size, and what is asked: so many questions of each kind."""
    source = articles.source()
    work.say(f"reading {source.what}")
    given = articles.originals(source.path)
    sizes_written = work.read("articles").get("sizes", {})
    for size in sizes:
        work.articles(size).parent.mkdir(parents=True, exist_ok=True)
        work.say(f"writing {size:,} articles")
        written = articles.write(articles.repeated(given, size), work.articles(size))
        sizes_written[str(size)] = written
        asked = questions(list(articles.repeated(given, min(size, _LOOKED_AT))), each)
        work.write(f"questions-{size}", [dataclasses.asdict(question) for question in asked])
    work.write(
        "articles",
        {
            "what": source.what,
            "originals": len(given),
            "questions": each,
            "vocabulary": dataclasses.asdict(articles.Vocabulary.of(given)),
            "sizes": sizes_written,
        },
    )


def build(work: Work, size: int) -> None:
    """Every contestant indexes the articles, each in a fresh process, one after the other."""
    written = work.read("articles")["sizes"][str(size)]
    every = 2.0 if size > 100_000 else 0.5  # the more files are mapped, the dearer is a look
    for name in work.names:
        if not CONTESTANTS[name].takes(size):
            continue
        folder = work.index(size, name)
        work.forget(f"build-{size}-{slug(name)}")  # nobody asks an index that was not finished
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with work.process(name) as process, memory.Watch(process.number, every) as watch:
            took = process.do("build", articles=str(work.articles(size)), folder=str(folder))
        held = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        done = {**written, **took, "index_bytes": held, "samples": watch.samples}
        work.write(f"build-{size}-{slug(name)}", done)
        work.say(f"{name}: {size / took['seconds']:,.0f} articles a second")


def ask(work: Work, size: int, rounds: int) -> None:
    """All contestants answer all questions, in turn within each round, after one to warm up."""
    names, asked = work.built(size), work.questions(size)
    by_kind = [[dataclasses.asdict(each) for each in asked if each.kind == kind] for kind in KINDS]
    ms, cpu = (_empty(names), _empty(names))
    first: dict[str, Any] = {name: {} for name in names}
    with ExitStack() as running:
        processes = {name: running.enter_context(work.process(name)) for name in names}
        for name, process in processes.items():
            process.do("open", folder=str(work.index(size, name)))
        for turn in range(rounds + 1):
            for what in WHAT:
                for kind, some in zip(KINDS, by_kind, strict=True):
                    for name in _rotated(names, turn):
                        if turn % min(CONTESTANTS[name].slower, rounds):
                            continue
                        found = processes[name].do(what, questions=some)
                        times = found.pop("ms"), found.pop("cpu")
                        if turn:
                            ms[name][what][kind].append(times[0])
                            cpu[name][what][kind].append(times[1])
                        elif what == "answer":
                            first[name][kind] = found
            work.say(f"round {turn} of {rounds}")
        held = {name: memory.now(process.number) for name, process in processes.items()}
    work.write(f"ask-{size}", {"ms": ms, "cpu": cpu, "found": first, "memory": held})


def _empty(names: list[str]) -> dict[str, dict[str, Times]]:
    return {name: {what: {kind: [] for kind in KINDS} for what in WHAT} for name in names}


def _rotated(names: list[str], turn: int) -> list[str]:
    start = turn % len(names)
    return names[start:] + names[:start]


def threads(work: Work, size: int, seconds: float) -> None:
    """Answers a second with one thread and with two, each contestant alone, after one another."""
    asked = [dataclasses.asdict(each) for each in work.questions(size)]
    # Kinds alternate, so that a contestant that gets through few of them gets some of each.
    each_kind = len(asked) // len(KINDS)
    mixed = [asked[kind * each_kind + at] for at in range(each_kind) for kind in range(len(KINDS))]
    found: dict[str, dict[str, float]] = {}
    for name in work.built(size):
        with work.process(name) as process:
            process.do("open", folder=str(work.index(size, name)))
            process.do("answer", questions=mixed[: len(KINDS) * 3])
            rates = [
                process.do("threads", questions=mixed, threads=count, seconds=seconds)
                for count in (1, 2, 2, 1)  # a drift of the machine cancels out
            ]
        one, two = (
            statistics.mean(rates[at]["each_second"] for at in pair) for pair in ((0, 3), (1, 2))
        )
        found[name] = {"1": one, "2": two}
        work.say(f"{name}: {one:.1f} and {two:.1f} answers a second")
    work.write(f"threads-{size}", found)


def cold(work: Work, size: int, rounds: int) -> None:
    """A query as a whole process, beside the bare imports and beside rg over the same text."""
    if NEWSEARCH not in work.built(size):
        work.say("newsearch has no index of so many: left out")
        return
    word = next(each for each in work.questions(size) if each.kind == "compound").text
    index = work.index(size, NEWSEARCH)
    newsearch = shutil.which("newsearch", path=Path(sys.executable).parent) or "newsearch"
    commands = {
        "newsearch query": [newsearch, "query", word, "--format", "json", "--index", str(index)],
        "bare imports": [sys.executable, "-c", BARE],
    }
    if rg := shutil.which("rg"):
        commands["rg"] = [rg, "--ignore-case", "--count", word, str(work.articles(size))]
    wall: dict[str, list[float]] = {name: [] for name in commands}
    cpu: dict[str, list[float]] = {name: [] for name in commands}
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for turn in range(rounds + 1):
        for name in _rotated(list(commands), turn):
            seconds, processor = _run(commands[name], environment)
            if turn:
                wall[name].append(seconds)
                cpu[name].append(processor)
    version = subprocess.check_output([rg, "--version"], text=True).split()[1] if rg else ""
    work.write(f"cold-{size}", {"word": word, "wall": wall, "cpu": cpu, "rg": version})


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that a command takes. Raises ContestantFailed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise ContestantFailed(f"{command}: status {done.returncode}: {done.stderr.decode()}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def judged(work: Work) -> None:
    """nDCG@10 of the German questions of XQuAD for their paragraphs, any word matching."""
    import ir_measures

    folder = articles.shared() / "data" / "judged" / "xquad"
    if not folder.is_dir():
        work.say(f"no judged questions at {folder}: left out")
        return
    here = work.folder / "judged"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir(parents=True)
    given = (
        Document(each["id"], each.get("title", ""), each["body"], "", "")
        for each in _lines(folder / "docs.de.jsonl.xz")
    )
    articles.write(given, here / "articles.jsonl")
    asked = list(_lines(folder / "queries.de.jsonl.xz"))
    ask_for = [
        dataclasses.asdict(
            Question("judged", each["query"], tuple(re.findall(r"\w+", each["query"])), "any")
        )
        for each in asked
    ]
    reading: Any = ir_measures.read_trec_qrels  # it has no types
    relevant = list(reading(str(folder / "qrels.de.tsv")))
    measure = ir_measures.nDCG @ 10
    found = {}
    for name in work.names:
        index = here / slug(name)
        index.mkdir()
        with work.process(name) as process:
            process.do("build", articles=str(here / "articles.jsonl"), folder=str(index))
            process.do("open", folder=str(index))
            ids = process.do("top", questions=ask_for)["ids"]
        run = [
            ir_measures.ScoredDoc(question["id"], hit, -float(rank))
            for question, hits in zip(asked, ids, strict=True)
            for rank, hit in enumerate(hits)
        ]
        found[name] = float(ir_measures.calc_aggregate([measure], relevant, run)[measure])
        work.say(f"{name}: nDCG@10 {found[name]:.3f}")
    work.write("judged", found)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
