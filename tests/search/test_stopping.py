"""Ctrl-C and SIGTERM: what was read is saved, a rebuild changes nothing, twice is at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.index import build
from newsearch.index.engines import ENGINES
from newsearch.index.verify import verify
from newsearch.search.stopping import STATUS, stoppable

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
COMMAND = [sys.executable, "-m", "newsearch.search"]


def article(number: int) -> Article:
    return Article(f"a{number}", f"Nouvelle {number}", "La ville a un maire.", language="fr")


def lines(count: int) -> str:
    return "".join(f"{article(number).to_json()}\n" for number in range(count))


def signalled(index: Path, number: int, *arguments: str) -> tuple[int, str, str]:
    """Start a command that waits for articles in a pipe after those of a file; send a signal."""
    news = index.with_name("news.jsonl")
    news.write_text(lines(60))
    with subprocess.Popen(
        [*COMMAND, *arguments, str(news), "-", "--index", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        for _ in range(6000):
            if f"process {process.pid} " in (index / "lock").read_text():
                break
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        status = process.wait(timeout=60)
        return status, process.stdout.read(), process.stderr.read()


@SIGNALS
@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_that_is_asked_to_stop_saves_what_it_has_read(
    tmp_path: Path, engine: str, number: int
) -> None:
    index = tmp_path / "i"
    build.index(index, [article(0)], engine=engine)
    status, told, notes = signalled(index, number, "index")
    assert status == STATUS
    assert "Traceback" not in notes
    found = verify(index)
    assert found.damage == ()
    if told:  # else it had not begun
        assert found.unrecorded == 0
        assert f"the index holds {found.articles} article" in told
        assert "are saved" in notes
    done = subprocess.run(
        [*COMMAND, "index", "-", "--index", index],
        input=lines(60),
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert {each.id for each in build.export(index)} == {f"a{each}" for each in range(60)}


@SIGNALS
def test_a_rebuild_that_is_asked_to_stop_changes_nothing(tmp_path: Path, number: int) -> None:
    index = tmp_path / "i"
    build.index(index, [article(100)])
    before = (index / "manifest.json").read_bytes()
    status, told, notes = signalled(index, number, "rebuild")
    assert (status, told) == (STATUS, "")
    assert "Traceback" not in notes
    assert (index / "manifest.json").read_bytes() == before
    assert [folder.name for folder in (index / "generations").iterdir()] == ["1"]
    assert verify(index).damage == ()
    assert [each.id for each in build.export(index)] == ["a100"]


@SIGNALS
def test_a_signal_is_answered_between_two_items_only(number: int) -> None:
    begun = []

    def source() -> Iterator[int]:
        for each in range(10):
            begun.append(each)
            yield each

    with stoppable() as stop:
        taken = []
        for item in stop.taken(source()):
            taken.append(item)
            if item == 3:
                os.kill(os.getpid(), number)  # while it is being written
            taken.append(item)
        assert stop.asked
        assert taken == [0, 0, 1, 1, 2, 2, 3, 3] and begun == [0, 1, 2, 3]
        # Once more: as without us.
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    signal.signal(signal.SIGINT, signal.default_int_handler)


@SIGNALS
@pytest.mark.parametrize("abandon", [False, True])
def test_a_signal_breaks_off_an_item_that_is_slow_to_come(number: int, abandon: bool) -> None:
    def source() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), number)
        yield from range(10_000_000)

    taken = []
    try:
        with stoppable() as stop:
            taken.extend(stop.taken(source(), abandon=abandon))
        assert not abandon
    except SystemExit as error:
        assert abandon and error.code == STATUS
    assert taken[:1] == [1] and len(taken) < 10_000_000
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def test_nobody_asks() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as stop:
        assert list(stop.taken([1, 2])) == [1, 2]
        assert not stop.asked
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_signal_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    index = tmp_path / "i"
    build.index(index, [article(0)])
    program = (
        "import os, signal, sys, time\n"
        "from newsearch.index import build\n"
        "from newsearch.search.cli import main\n"
        "real = build.store.seal\n"
        "def slow(*given):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(600)\n"
        "build.store.seal = slow\n"
        "main()\n"
    )
    news = tmp_path / "news.jsonl"
    news.write_text(lines(20))
    done = subprocess.run(
        [sys.executable, "-c", program, "index", str(news), "--index", str(index)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGINT, done.stderr
    assert "once more stops at once" in done.stderr
    assert verify(index).damage == ()
    assert {each.id for each in build.export(index)} == {f"a{each}" for each in range(20)}
