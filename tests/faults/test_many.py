"""Readers go on while others write: processes, and threads that share a Searcher."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import many
import news
import pytest
from reader import Tally

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexBusy
from newsearch.index import build, store
from newsearch.search import Searcher

pytestmark = pytest.mark.parametrize("engine", many.QUICK)


@pytest.mark.parametrize("writing", many.WRITING)
def test_eight_processes_read_while_one_writes(tmp_path: Path, engine: str, writing: str) -> None:
    count = many.QUICK[engine]
    index = tmp_path / "index"
    build.index(index, many.articles(0, count), engine=engine)
    with many.readers(index) as tallies:
        many.WRITING[writing](index, count, 4)
    told = many.outcome(tallies)
    assert (told.failed, told.empty, told.mixed, told.said) == (0, 0, 0, ())
    assert len(tallies) == 8


@pytest.mark.parametrize("writing", many.WRITING)
def test_eight_threads_share_a_searcher_that_is_refreshed(
    tmp_path: Path, engine: str, writing: str
) -> None:
    count = many.QUICK[engine]
    build.index(tmp_path, many.articles(0, count), engine=engine)
    ended = Event()
    tallies = [Tally() for _ in range(8)]

    def ask(tally: Tally) -> None:
        while not ended.is_set() or not tally.answers:
            searcher.refresh()
            tally.ask(searcher)

    with Searcher.open(tmp_path) as searcher:
        with ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(ask, tally) for tally in tallies]
            try:
                many.WRITING[writing](tmp_path, count, 3)
            finally:
                ended.set()
            for each in asking:
                each.result()
        searcher.refresh()
        assert searcher.count == build.index(tmp_path, ()).articles
    told = many.outcome(tallies)
    assert (told.failed, told.empty, told.mixed, told.said) == (0, 0, 0, ())


def test_an_open_searcher_outlives_its_generation_and_its_dictionaries(
    tmp_path: Path, engine: str
) -> None:
    build.index(tmp_path, many.articles(0, 12), engine=engine)
    with Searcher.open(tmp_path) as unread, Searcher.open(tmp_path) as staying:
        before = staying.search(news.EVERYWHERE, copies=True).hits
        build.rebuild(tmp_path, [Article("1", body="A house.", language="en")])
        assert [path.name for path in tmp_path.glob("generations/*")] == ["2"]
        assert list(tmp_path.glob("lexicons/*")) == []
        for searcher in (unread, staying):
            assert searcher.search(news.EVERYWHERE, copies=True).hits == before
            assert searcher.highlights("n1", news.EVERYWHERE)["body"]
            assert searcher.similar("n1", copies=True).total
            assert searcher.count == 12
            assert searcher.refresh()
            assert searcher.count == 1
            assert not searcher.refresh()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system has no /proc")
def test_an_old_generation_is_gone_from_the_disk_once_nobody_reads_it(
    tmp_path: Path, engine: str
) -> None:
    def held() -> bool:
        return f"{tmp_path}/generations/1/" in Path("/proc/self/maps").read_text()

    build.index(tmp_path, many.articles(0, 12), engine=engine)
    with Searcher.open(tmp_path) as searcher:
        build.rebuild(tmp_path)
        assert held()
        searcher.refresh()
        assert searcher.count == 12
        assert not held()


def test_a_refresh_meets_a_generation_that_goes_away(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.index(tmp_path, many.articles(0, 3), engine=engine)
    read = store.manifest

    def slow(path: Path) -> store.Manifest:
        """The manifest, and right after it was read a rebuild ends."""
        found = read(path)
        monkeypatch.setattr(store, "manifest", read)
        build.rebuild(path, many.articles(0, 4))
        return found

    with Searcher.open(tmp_path) as searcher:
        monkeypatch.setattr(store, "manifest", slow)
        assert searcher.refresh()
        assert searcher.count == 4
    monkeypatch.setattr(store, "manifest", slow)
    with Searcher.open(tmp_path) as searcher:
        assert searcher.count == 4


def test_a_language_named_while_an_index_is_opened_is_searched(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.index(tmp_path, [Article("1", body="Ein Haus.", language="de")], engine=engine)
    read = store.manifest

    def slow(path: Path) -> store.Manifest:
        found = read(path)
        monkeypatch.setattr(store, "manifest", read)
        build.index(path, [Article("2", body="The churches.", language="en")])
        return found

    monkeypatch.setattr(store, "manifest", slow)
    with Searcher.open(tmp_path) as searcher:
        assert searcher.search("church").total == 1
        build.index(tmp_path, [Article("3", body="Les animaux.", language="fr")])
        assert searcher.refresh()
        assert searcher.search("animal").total == 1


_HOLDING = """
import sys, time
from pathlib import Path
from newsearch.index import store
with store.lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _holder(index: Path, seconds: float) -> subprocess.Popen[bytes]:
    """A process that holds the writer's lock already."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDING, index, str(seconds)], stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    return holder


def test_a_second_writer_waits_or_is_told_who_writes(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "more.jsonl"
    news.write(path, many.articles(0, 3))
    index = tmp_path / "index"
    command = [sys.executable, "-m", "newsearch.search", "index", "--index", index, path]
    command += ["--engine", engine]
    with _holder(index, 60) as holder:
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
        assert refused.returncode == 2
        assert f"process {holder.pid}" in refused.stderr
        with pytest.raises(IndexBusy, match=f"process {holder.pid} "):
            build.rebuild(index, many.articles(0, 3), engine=engine)
        holder.kill()
    with _holder(index, 1) as holder:
        subprocess.run([*command, "--wait", "30"], capture_output=True, check=True)
    assert store.manifest(index).articles == 3


def test_writers_that_wait_take_turns(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path / "index", (), engine=engine)
    writers = []
    for number in range(4):
        path = tmp_path / f"{number}.jsonl"
        news.write(path, many.articles(3 * number, 3 * number + 3))
        command = [sys.executable, "-m", "newsearch.search", "index", path, "--wait", "60"]
        writers.append(
            subprocess.Popen([*command, "-i", tmp_path / "index"], stdout=subprocess.DEVNULL)
        )
    assert [writer.wait() for writer in writers] == [0] * 4
    with Searcher.open(tmp_path / "index") as searcher:
        assert searcher.count == 12
