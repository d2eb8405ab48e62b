"""A run gives the same index however many processes work, and leaves none behind."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged, NewsearchError
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected
from newsearch.index import (
    analysing,
    build,
    copies,
    documents,
    lexicons,
    run,
    splitting,
    store,
    workers,
)
from newsearch.index.engines import documents as stored_documents
from newsearch.index.fields import Document

ROOT = Path(__file__).parents[2]


def samples() -> list[Article]:
    found = [each for each in read([ROOT / "corpus" / "samples"]) if isinstance(each, Article)]
    random.Random(4).shuffle(found)
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers from the second batch on, and batches of a few articles."""
    monkeypatch.setattr(analysing, "WARM_UP_CHARACTERS", 1)
    monkeypatch.setattr(run, "BATCH_CHARACTERS", 3_000)


class Recorder:
    """What a run has its engine write, and in which order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[Document | str] = []
        from newsearch.index.engines.tantivy_engine import TantivyWriter as Writer

        add, delete = Writer.add, Writer.delete

        def recorded_add(writer: Writer, document: Document) -> None:
            self.written.append(document)
            add(writer, document)

        def recorded_delete(writer: Writer, article_id: str) -> None:
            self.written.append(article_id)
            delete(writer, article_id)

        monkeypatch.setattr(Writer, "add", recorded_add)
        monkeypatch.setattr(Writer, "delete", recorded_delete)


def repeated() -> list[Article | Rejected]:
    """Articles of many languages, some of them twice or thrice, changed or not."""
    articles: list[Any] = samples()
    changed = [replace(each, body=each.body + " Ende.") for each in articles[::5]]
    return [*articles, Rejected(Path("x"), 1, "none"), *articles[::7], *changed, *articles[::10]]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("commit", [60, 20_000])
def test_any_number_of_processes_writes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit: int
) -> None:
    monkeypatch.setattr(run, "COMMIT_ARTICLES", commit)
    seen, reports, manifests = [], [], []
    for jobs in (1, 2, 4):
        with monkeypatch.context() as patch:
            recorder = Recorder(patch)
            report = build.index(tmp_path / str(jobs), repeated(), jobs=jobs)
        seen.append(recorder.written)
        reports.append((report.added, report.replaced, report.unchanged, report.articles))
        manifest = store.manifest(tmp_path / str(jobs))
        manifests.append((manifest.languages, manifest.lexicons, manifest.articles))
    assert seen[0] == seen[1] == seen[2]
    assert reports[0] == reports[1] == reports[2]
    assert manifests[0] == manifests[1] == manifests[2]
    assert reports[0][1] > 10
    assert len(seen[0]) > 100


@pytest.mark.usefixtures("at_once")
def test_workers_write_what_one_process_would(tmp_path: Path) -> None:
    """The whole against its parts put together slowly."""
    articles = samples()
    build.index(tmp_path, articles, jobs=3)
    opened = store.open_reader(tmp_path)
    held = {each.article: each.language for each in stored_documents(opened.reader)}
    assert held == {each.to_json(): documents.language_of(each) for each in articles}
    assert {"de", "en", "ru", "ar", "zh"} <= set(held.values())
    opened.reader.close()


def test_without_a_compiler_the_same_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for name in ("compiled", "plain"):
        with monkeypatch.context() as patch:
            if name == "plain":
                for module in ("_term_memory", "_word_terms", "_compounds", "_shingles"):
                    patch.setitem(sys.modules, f"newsearch.index.{module}", None)
                patch.setattr(copies, "routines", copies.routines.__wrapped__)
            patch.setattr(splitting, "_FEW", 0)
            recorder = Recorder(patch)
            build.index(tmp_path / name, repeated(), jobs=1)
        seen.append(recorder.written)
    assert seen[0] == seen[1]
    assert len(seen[0]) > 100


@pytest.mark.usefixtures("at_once")
def test_few_articles_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(analysing, "WARM_UP_CHARACTERS", 10**9)
    monkeypatch.setattr(workers, "_started", refused)
    assert build.index(tmp_path, samples(), jobs=4).added == len(samples())


@pytest.mark.usefixtures("at_once")
def test_a_rebuild_uses_workers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build.index(tmp_path, samples(), jobs=1)
    started: list[Path] = []
    start = workers._started
    monkeypatch.setattr(
        workers, "_started", lambda index, most: started.append(index) or start(index, most)
    )
    assert build.rebuild(tmp_path, jobs=2).articles == len(samples())
    assert started == [tmp_path]


@pytest.mark.usefixtures("at_once")
def test_a_dictionary_met_first_by_a_worker_is_put_into_the_index(tmp_path: Path) -> None:
    english = [Article(str(n), body="A house stands in London. " * 99) for n in range(4)]
    german = [Article(f"d{n}", body="Der Satellitenbau begann. " * 99) for n in range(9)]
    build.index(tmp_path, english + german, jobs=2)
    manifest = store.manifest(tmp_path)
    kinds = {lexicons.key(kind, "de") for kind in lexicons.kinds("de")}
    assert kinds and set(manifest.lexicons) == kinds
    opened = store.open_reader(tmp_path)
    assert opened.reader.frequency("body_part", "de:satellit") == len(german)
    opened.reader.close()


@pytest.mark.usefixtures("at_once")
def test_an_error_in_a_worker_is_raised_as_what_it_is(tmp_path: Path) -> None:
    build.index(tmp_path, samples()[:3], jobs=1)
    for file in (tmp_path / lexicons.FOLDER).iterdir():
        file.unlink()
        file.write_bytes(b"damage")
    with pytest.raises(IndexDamaged, match="no sound dictionary for de"):
        build.index(tmp_path, as_english_then_german(), jobs=2)


def as_english_then_german() -> Iterator[Article]:
    for number in range(8):
        yield Article(f"e{number}", body="A house stands in London. " * 99, language="en")
    for number in range(8):
        yield Article(f"d{number}", body="Ein Haus steht in Bonn. " * 99, language="de")


class Odd(Exception):  # noqa: N818
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (IndexDamaged("x is damaged"), IndexDamaged("x is damaged")),
        (MemoryError("no room"), MemoryError("no room")),
        (Odd("a", "b"), NewsearchError("Odd: a and b")),  # cannot be unpickled
    ],
)
def test_errors_travel(error: Exception, expected: Exception) -> None:
    import pickle

    came = pickle.loads(workers._portable(error))
    assert (type(came), str(came)) == (type(expected), str(expected))


@pytest.mark.usefixtures("at_once")
def test_a_worker_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    start: Callable[[Path, int], Any] = workers._started

    def kept(index: Path, most_bytes: int) -> Any:
        made = start(index, most_bytes)
        processes.append(made[0])
        return made

    monkeypatch.setattr(workers, "_started", kept)

    def killing() -> Iterator[Article]:
        for number, article in enumerate(samples() * 3):
            if processes and number % 50 == 49:
                processes[0].kill()
            yield Article(f"{number}", article.headline, article.body)

    with pytest.raises(NewsearchError, match=r"status -9.*--jobs 1"):
        build.index(tmp_path, killing(), jobs=2)
    assert all(process.returncode is not None for process in processes)
    assert build.index(tmp_path, samples()[:3], jobs=1).added == 3  # and the lock is free


INDEXING = """
import signal, sys
from pathlib import Path
from newsearch.corpus.article import Article
from newsearch.index import analysing, build, run, workers
analysing.WARM_UP_CHARACTERS, run.BATCH_CHARACTERS = 1, 1_000
start = workers._started
def told(index, most_bytes):
    made = start(index, most_bytes)
    print(made[0].pid, flush=True)
    return made
workers._started = told
def articles():
    number = 0
    while True:
        number += 1
        yield Article(str(number), body="Ein Haus steht in Bonn. " * 50, language="de")
signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
build.index(Path(sys.argv[1]), articles(), jobs=3)
"""


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who is alive")
@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, signum: int) -> None:
    command = [sys.executable, "-c", INDEXING, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as writer:
        assert writer.stdout is not None
        numbers = [int(writer.stdout.readline()) for _ in range(2)]
        assert all(map(alive, numbers))
        writer.send_signal(signum)
        writer.wait()
    until = time.monotonic() + 60
    while any(map(alive, numbers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, numbers))


def test_jobs_by_machine() -> None:
    assert 1 <= analysing.by_machine() <= len(os.sched_getaffinity(0))


@pytest.mark.usefixtures("at_once")
def test_commits_come_after_the_same_documents_whoever_analyses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an engine commits, nothing is written, and what was not committed stays known."""
    from newsearch.index.engines.tantivy_engine import TantivyWriter as Writer

    add, commit = Writer.add, Writer.commit
    committing = threading.Event()
    held: list[int] = []

    def added(writer: Writer, document: Document) -> None:
        assert not committing.is_set()
        held[-1] += 1
        add(writer, document)

    def committed(writer: Writer) -> None:
        committing.set()
        time.sleep(0.02)
        commit(writer)
        held.append(0)
        committing.clear()

    monkeypatch.setattr(Writer, "add", added)
    monkeypatch.setattr(Writer, "commit", committed)
    articles = repeated()
    numbers = []
    for jobs in (1, 2, 3):
        held[:] = [0]
        report = build.index(tmp_path / str(jobs), articles, jobs=jobs, commit_every=7)
        numbers.append((list(held), replace(report, seconds=0.0)))
    assert numbers[0] == numbers[1] == numbers[2]
    assert set(numbers[0][0][:-2]) == {7}
