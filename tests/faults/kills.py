"""Kill a writer at any instant: what must still hold, and whether it does.

A scene is a command on an index in a known state. It runs as a process of its own, is killed with
SIGKILL, and then the index must open, hold every article whose commit was announced, each whole
and found by its id and by its words, in a state that the command passes through and no other. The
same command, run again, must reach its end, and leave nothing behind that the index does not use.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import news
from orphans import orphans
from told import PHASES
from whoosh import query as q

from newsearch.corpus.errors import NewsearchError
from newsearch.index import build, documents, store, verify

HERE = Path(__file__).parent

# Article number -> edition, in the order of reading.
State = dict[int, int]


@dataclass(frozen=True)
class Size:
    """How many articles an index holds before, how many come, and how many make a commit."""

    before: int
    more: int
    commit: int


# A run of the test suite should be quick; whoosh takes ten times as long for an article.
QUICK = {"tantivy": Size(150, 150, 50), "whoosh": Size(12, 12, 6)}
FULL = {"tantivy": Size(1500, 1000, 250), "whoosh": Size(100, 100, 30)}


@dataclass(frozen=True)
class Scene:
    """A command, the states of the index before and after it, and whether commits show on the way.

    `steps` are the articles that it writes, in its order.
    """

    name: str
    command: tuple[str, ...]
    before: State
    steps: State
    after: State
    published: bool


def scenes(size: Size, folder: Path, engine: str) -> list[Scene]:
    """The scenes for indexes of a size; their articles are written into a folder."""
    first = dict.fromkeys(range(size.before), 1)
    # A third of what is there has changed, a third comes again as it is.
    changed = dict.fromkeys(range(0, size.before, 3), 2)
    same = dict.fromkeys(range(1, size.before, 3), 1)
    new = dict.fromkeys(range(size.before, size.before + size.more), 1)
    more = changed | same | new
    mixed = dict(random.Random(1).sample(sorted(more.items()), len(more)))
    steps = {number: edition for number, edition in mixed.items() if number not in same}
    files = {"first": first, "more": mixed}
    for name, state in files.items():
        path = folder / f"{name}.jsonl"
        news.write(path, (news.article(number, edition) for number, edition in state.items()))
    every = ("--commit-every", str(size.commit))
    to = ("--engine", engine)
    start, later = str(folder / "first.jsonl"), str(folder / "more.jsonl")
    return [
        Scene("index, new", ("index", *to, *every, start), {}, first, first, True),
        Scene("index, more", ("index", *every, later), first, steps, first | more, True),
        Scene("rebuild PATH", ("rebuild", *every, later), first, mixed, mixed, False),
        Scene("rebuild", ("rebuild", *every), first, first, first, False),
    ]


@dataclass(frozen=True)
class Killed:
    """What came of one kill: the phase it hit, and what was wrong afterwards, if anything."""

    engine: str
    scene: str
    how: str
    phase: str
    wrong: tuple[str, ...]
    kept: Path | None = None


@dataclass
class Arena:
    """Where writers of one engine are killed."""

    engine: str
    size: Size
    folder: Path
    keep: bool = False  # what went wrong, for looking at
    _count: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    @cached_property
    def scenes(self) -> list[Scene]:
        return scenes(self.size, self.folder, self.engine)

    @cached_property
    def start(self) -> Path:
        """An index in the state before."""
        path = self.folder / "start"
        _run(self.scenes[0].command, path)
        return path

    @cached_property
    def measured(self) -> dict[str, "Course"]:
        """Scene -> how its command runs when nobody kills it."""
        return {scene.name: self._measured(self.prepared(scene)) for scene in self.scenes}

    def _measured(self, run: "Run") -> "Course":
        listed = run.folder / "calls"
        traced = (*_STRACE, "-o", str(listed), "-e", f"trace={_CALLS}") if AIMED else ()
        process = run.begin(traced)
        run.wait_until_analysing(process)
        began = time.monotonic()
        if process.wait():
            raise RuntimeError(f"{run.scene.name} failed: {(run.folder / 'said').read_text()}")
        seconds = time.monotonic() - began
        counts: Counter[tuple[str, str]] = Counter()
        for line in listed.read_text().splitlines() if AIMED else ():
            thread, _, call = line.partition("(")[0].partition(" ")
            if call.strip() in _CALLS.split(","):
                counts[call.strip(), thread] += 1
        run.clear()
        most = {call: max(counts[each] for each in counts if each[0] == call) for call, _ in counts}
        points = [(call, number) for call in sorted(most) for number in range(1, most[call] + 1)]
        return Course(seconds, tuple(points))

    def prepared(self, scene: Scene) -> "Run":
        folder = self.folder / f"run-{next(self._count)}"
        folder.mkdir()
        if scene.before:
            shutil.copytree(self.start, folder / "index")
        return Run(scene, folder)

    def kill(self, chance: random.Random, *, aimed: bool) -> Killed:
        """Kill a writer at any instant, or as it enters a system call that changes the disk."""
        while True:
            scene = chance.choice(self.scenes)
            run = self.prepared(scene)
            course = self.measured[scene.name]
            how = _aimed(run, course, chance) if aimed else _anywhere(run, course, chance)
            if how:
                return self._examined(run, how)
            run.clear()  # it was faster

    def _examined(self, run: "Run", how: str) -> Killed:
        phase, wrong = run.phase, tuple(run.wrong())
        kept = run.folder if wrong and self.keep else None
        if not kept:
            run.clear()
        return Killed(self.engine, run.scene.name, how, phase, wrong, kept)


# What makes a change lasting or takes something away.
_CALLS = "fsync,fdatasync,rename,mkdir,unlink,unlinkat,rmdir,link,msync,ftruncate"
_STRACE = ("strace", "-f", "-qq")
AIMED = shutil.which("strace") is not None


@dataclass(frozen=True)
class Course:
    """How long a command takes once it has begun to analyse, and its calls that change the disk.

    A call is a name and its number among the calls of this name in one thread, from 1.
    """

    seconds: float
    calls: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Run:
    """A scene in a folder of its own."""

    scene: Scene
    folder: Path

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def phase(self) -> str:
        """What the process was doing, as it told."""
        try:
            letter = (self.folder / "notes.now").read_text()
        except FileNotFoundError:
            letter = ""
        return PHASES[letter or "s"]

    @property
    def announced(self) -> set[int]:
        """The articles whose commit had returned."""
        try:
            lines = (self.folder / "notes").read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return set()
        whole = (line.split() for line in lines if line.endswith("\n"))
        return {int(name.removeprefix("n")) for line in whole for name in line}

    def begin(self, tracing: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """Start the command, maybe under strace."""
        name, *rest = self.scene.command
        told = (sys.executable, HERE / "told.py", self.folder / "notes")
        with (self.folder / "said").open("wb") as said:
            return subprocess.Popen(
                [*tracing, *told, name, "--index", self.index, *rest], stdout=said, stderr=said
            )

    def wait_until_analysing(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None and self.phase == PHASES["s"]:
            time.sleep(0.002)

    def clear(self) -> None:
        shutil.rmtree(self.folder)

    def wrong(self) -> Iterator[str]:
        """What is not as it must be after the kill, and after the command ran again."""
        if left := _survivors(self.folder):
            yield f"processes live on: {', '.join(left)}"
        try:
            yield from self._wrong_after_the_kill()
            _run(self.scene.command, self.index)
            yield from self._wrong_after_all()
        except subprocess.CalledProcessError as error:
            yield f"the command failed when it ran again: {error.stderr.decode()}"
        except NewsearchError as error:
            yield f"{type(error).__name__}: {error}"

    def _wrong_after_all(self) -> Iterator[str]:
        state, wrong = _read(self.index)
        yield from wrong
        if state != self.scene.after:
            yield f"run again, the index is not complete: {_difference(state, self.scene.after)}"
        if left_behind := orphans(self.index):
            yield f"nobody uses {', '.join(left_behind)}"

    def _wrong_after_the_kill(self) -> Iterator[str]:
        if not store.exists(self.index):
            if self.scene.before or self.announced:
                yield "there is no index any more"
            return
        state, wrong = _read(self.index)
        yield from wrong
        if not self.scene.published:
            if state not in (self.scene.before, self.scene.after):
                yield f"neither old nor new: {_difference(state, self.scene.before)}"
            return
        done = sum(state.get(number) == edition for number, edition in self.scene.steps.items())
        expected = self.scene.before | dict(list(self.scene.steps.items())[:done])
        if state != expected:
            yield f"no state on the way: {_difference(state, expected)}"
        if lost := {n for n in self.announced if state.get(n) != self.scene.steps[n]}:
            yield f"{len(lost)} articles were committed and are lost, as n{min(lost)}"


def _anywhere(run: Run, course: Course, chance: random.Random) -> str | None:
    """Kill at a random instant, one in eight while the process is only starting.

    How it was killed; None if it came to its end before.
    """
    process = run.begin()
    if chance.random() > 1 / 8:
        run.wait_until_analysing(process)
        time.sleep(chance.uniform(0, course.seconds))
    else:
        time.sleep(chance.uniform(0, 0.5))
    process.kill()
    return "any instant" if process.wait() == -signal.SIGKILL else None


def _aimed(run: Run, course: Course, chance: random.Random) -> str | None:
    """Kill at one of the calls; None if this time another thread made it."""
    call, number = chance.choice(course.calls)
    inject = f"inject={call}:signal=SIGKILL:when={number}"
    process = run.begin((*_STRACE, "-o", os.devnull, "-e", f"trace={call}", "-e", inject))
    return f"{call} {number}" if process.wait() else None


def _run(command: Iterable[str], index: Path) -> None:
    """Run a command to its end."""
    name, *rest = command
    subprocess.run(
        [sys.executable, "-m", "newsearch.search", name, "--index", index, *rest],
        check=True,
        capture_output=True,
    )


def _read(index: Path) -> tuple[State, list[str]]:
    """What an index holds, and what is wrong with what it holds."""
    state: State = {}
    wrong = list(verify.verify(index).damage)
    opened = store.open_reader(index)
    try:
        count = opened.reader.count()
        for article in build.export(index):
            number = int(article.id.removeprefix("n"))
            edition = next((e for e in (1, 2) if news.article(number, e) == article), 0)
            if not edition:
                wrong.append(f"{article.id} is not as it was written")
            if number in state:
                wrong.append(f"{article.id} is there twice")
            state[number] = edition
            if opened.reader.digest(article.id) != documents.digest(article):
                wrong.append(f"{article.id} is not found by its id")
            for each in (1, 2):
                word = q.Term("body_exact", news.marker(number, each))
                total = opened.reader.search(word, limit=0, order="newest").total
                if total != (each == edition):
                    wrong.append(f"{total} articles have the word of {article.id}, edition {each}")
    finally:
        opened.reader.close()
    if count != len(state):
        wrong.append(f"{len(state)} of {count} articles can be read")
    return state, wrong[:5]


def _difference(state: State, expected: State) -> str:
    lacking = sorted(expected.keys() - state.keys())
    extra = sorted(state.keys() - expected.keys())
    other = sorted(n for n in state.keys() & expected.keys() if state[n] != expected[n])
    return f"{len(lacking)} lacking, {len(extra)} too many, {len(other)} of another edition"


def _survivors(folder: Path, patience: float = 5.0) -> list[str]:
    """Processes with something in a folder that live longer than a moment."""
    until = time.monotonic() + patience
    while found := [line for line in _command_lines() if f"{folder}/" in line]:
        if time.monotonic() > until:
            return found
        time.sleep(0.01)
    return []


def _command_lines() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            yield path.read_bytes().replace(b"\0", b" ").decode(errors="replace")


def kills(arena: Arena, count: int, seed: int) -> list[Killed]:
    """So many kills, two at a time; every other one aims at a system call, where strace is."""
    arena.measured  # noqa: B018  before two threads ask for it

    def kill(number: int) -> Killed:
        return arena.kill(random.Random(f"{seed} {number}"), aimed=AIMED and number % 2 == 1)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(kill, range(count)))
