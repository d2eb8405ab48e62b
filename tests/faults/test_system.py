"""What the system refuses: said in one line, status 2, and the index is as it was.

Every case is a real one: a disk that is full, folders that may not be written to, limits on files
and memory, sources that go away or change. Where the rights for one are missing it is skipped.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.index import build
from newsearch.index.engines import ENGINES
from newsearch.index.verify import verify

COMMAND = [sys.executable, "-m", "newsearch.search"]
engines = pytest.mark.parametrize("engine", ENGINES)

_NO_OVERRIDE = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_DROP_FROM_BOUNDS = 24  # PR_CAPBSET_DROP


def article(number: int, words: int = 40) -> Article:
    text = " ".join(f"mot{(number * 31 + each * 17) % 4001}" for each in range(words))
    return Article(f"a{number}", f"Nouvelle {number}", text, language="fr")


def news(path: Path, count: int, words: int = 40) -> Path:
    path.write_text("".join(f"{article(each, words).to_json()}\n" for each in range(count)))
    return path


def ids(index: Path) -> set[str]:
    return {each.id for each in build.export(index)}


def run(
    *arguments: str | Path, before: Callable[[], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        preexec_fn=before,
        check=False,
        timeout=300,
    )


def refused(done: "subprocess.CompletedProcess[str]", *told: str) -> None:
    """Status 2 and a last line that says why; native code may have said something before."""
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr, done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("newsearch: ") and all(each in last for each in told), done.stderr


def as_a_user() -> None:
    """Root, too, is asked for rights like anybody else in what is started after this."""
    import ctypes

    if os.geteuid() == 0:
        for capability in _NO_OVERRIDE:
            ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0)


def intact(index: Path, held: set[str]) -> None:
    assert verify(index).damage == ()
    assert ids(index) == held


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@engines
def test_a_full_disk(small_disk: Path, tmp_path: Path, engine: str) -> None:
    index = small_disk / "i"
    build.index(index, map(article, range(10)), engine=engine)
    held = ids(index)
    many = news(tmp_path / "many.jsonl", 800 if engine == "tantivy" else 80, words=900)
    for command in ("index", "rebuild"):
        refused(run(command, many, "--index", index), "No space left on device", "make room")
        intact(index, held)
        # Nothing of the failed run takes room: a few articles find their place.
        assert sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) < 1_500_000
    few = news(tmp_path / "few.jsonl", 12)
    assert run("index", few, "--index", index).returncode == 0
    intact(index, {f"a{each}" for each in range(12)})


@engines
def test_files_that_may_not_grow(tmp_path: Path, engine: str) -> None:
    index = tmp_path / "i"
    build.index(index, map(article, range(10)), engine=engine)
    held = ids(index)
    many = news(tmp_path / "many.jsonl", 600 if engine == "tantivy" else 30, words=900)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    for command in ("index", "rebuild"):
        refused(run(command, many, "--index", index, before=limited), "cannot be written")
        intact(index, held)


@engines
def test_an_index_that_may_only_be_read(tmp_path: Path, engine: str) -> None:
    index = tmp_path / "i"
    build.index(index, map(article, range(10)), engine=engine)
    held = ids(index)
    folders = [index, *(path for path in index.rglob("*") if path.is_dir())]
    files = [path for path in index.rglob("*") if path.is_file()]
    few = news(tmp_path / "few.jsonl", 12)
    for path in (*files, *folders):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        for command in (["index", few], ["rebuild"], ["rebuild", few], ["delete", "a1"]):
            done = run(*command, "--index", index, before=as_a_user)
            refused(done, str(index), "Permission denied", "right")
        # It can be searched and checked all the same.
        done = run(
            "query", "nouvelle", "--format", "ids", "-n", "99", "-i", index, before=as_a_user
        )
        assert set(done.stdout.split()) == held, done
        done = run("verify", "-i", index, before=as_a_user)
        assert done.returncode == 0, done
    finally:
        for path in (*folders, *files):
            path.chmod(0o755 if path.is_dir() else 0o644)
    intact(index, held)


@engines
def test_an_index_that_may_not_even_be_read(tmp_path: Path, engine: str) -> None:
    index = tmp_path / "i"
    build.index(index, map(article, range(10)), engine=engine)
    texts = next(path for path in index.rglob("*") if path.suffix in (".store", ".seg"))
    for path in (index / "manifest.json", index / "generations", texts):
        mode = path.stat().st_mode
        path.chmod(0)
        for command in ("query", "verify"):
            asked = [command, "nouvelle"][: 2 if command == "query" else 1]
            done = run(*asked, "--index", index, before=as_a_user)
            refused(done, "Permission denied", "right")
        path.chmod(mode)
    intact(index, {f"a{each}" for each in range(10)})


def test_a_folder_in_which_no_index_may_be_made(tmp_path: Path) -> None:
    few = news(tmp_path / "few.jsonl", 12)
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    refused(run("index", few, "--index", closed / "i", before=as_a_user), "Permission denied")
    assert list(closed.iterdir()) == []
    closed.chmod(0o755)


@engines
def test_too_many_open_files(tmp_path: Path, engine: str) -> None:
    index = tmp_path / "i"
    for each in range(3):
        build.index(index, [article(each)], engine=engine)
    few = news(tmp_path / "few.jsonl", 30)
    outcomes = set()
    for limit in (6, 9, 12, 64):

        def limited(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        for command in (["query", "nouvelle"], ["index", few]):
            copy = tmp_path / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(index, copy)
            done = run(*command, "--index", copy, before=limited)
            outcomes.add(done.returncode)
            if done.returncode:
                refused(done)
                intact(copy, {"a0", "a1", "a2"})
    assert outcomes == {0, 2}


MEMORY = """
import resource, sys
from newsearch.search.cli import main
import newsearch.index.engines.tantivy_engine, newsearch.index.verify, newsearch.search.change
with open("/proc/self/statm") as held:
    used = int(held.read().split()[0]) * resource.getpagesize()
limit = used + int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
main()
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what is used")
def test_no_memory_for_the_writer(tmp_path: Path) -> None:
    """Native code would end the process in the middle; so the memory is asked for beforehand."""
    index = tmp_path / "i"
    build.index(index, map(article, range(10)))
    few = news(tmp_path / "few.jsonl", 30)
    for more in (50_000_000, 500_000_000, 900_000_000):
        for command in (["index", few], ["rebuild", few]):
            done = subprocess.run(
                [sys.executable, "-c", MEMORY, str(more), *map(str, command), "-i", index],
                capture_output=True,
                text=True,
                check=False,
            )
            refused(done, "Cannot allocate memory", "memory")
            intact(index, {f"a{each}" for each in range(10)})


def test_a_source_folder_that_vanishes(tmp_path: Path) -> None:
    source = tmp_path / "news"
    source.mkdir()
    for each in range(6):
        news(source / f"{each}.jsonl", 3 + each)
    rejected = []

    def vanishing() -> Iterator[object]:
        for number, item in enumerate(read(source)):
            if number == 4:
                shutil.rmtree(source)
            yield item

    report = build.index(tmp_path / "i", vanishing(), on_rejected=rejected.append)  # type: ignore[arg-type]
    assert report.articles == 4 and report.rejected == len(rejected) > 0
    assert any("no such file" in each.reason for each in rejected)
    intact(tmp_path / "i", {f"a{each}" for each in range(4)})
    refused(run("index", source, "--index", tmp_path / "i"), str(source))
    refused(run("rebuild", source, "--index", tmp_path / "i"), str(source))
    intact(tmp_path / "i", {f"a{each}" for each in range(4)})


@pytest.mark.parametrize("packed", [False, True])
def test_a_source_file_that_changes_while_it_is_read(tmp_path: Path, packed: bool) -> None:
    """Cut in the middle of an article, written over, replaced: what is whole is taken."""
    import gzip

    for change in ("cut", "garbage", "replaced"):
        source = news(tmp_path / "news.jsonl", 4000)
        if packed:
            data = gzip.compress(source.read_bytes())
            source = tmp_path / "news.jsonl.gz"
            source.write_bytes(data)
        size = source.stat().st_size

        def changing(
            source: Path = source, change: str = change, size: int = size
        ) -> Iterator[object]:
            for number, item in enumerate(read(source)):
                if number == 5 and change == "cut":
                    os.truncate(source, size * 2 // 3 + 7)
                elif number == 5 and change == "garbage":
                    with source.open("r+b") as file:
                        file.seek(size * 2 // 3)
                        file.write(b"\n{]" * 100)
                elif number == 5:
                    other = news(tmp_path / "other.jsonl", 2)
                    other.replace(source)
                yield item

        index = tmp_path / f"i-{change}"
        report = build.index(index, changing())  # type: ignore[arg-type]
        assert report.articles == report.added <= 4000
        # A packed file of this size is read at once.
        assert report.rejected or packed or change == "replaced"
        assert verify(index).damage == ()
        expected = {f"a{each}": article(each).body for each in range(4000)}
        assert all(each.body == expected[each.id] for each in build.export(index))
        source.unlink()
