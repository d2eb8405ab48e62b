"""What a command announces is on disk.

Each file is synchronised after its last byte, and each folder after its last new name, before the
command says what it has done. Seen from outside, in the system calls of a real run.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.index.engines import ENGINES
from newsearch.index.verify import verify

CALLS = (
    "openat,write,pwrite64,writev,ftruncate,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,"
    "unlink,unlinkat,fsync,fdatasync"
)
# A few articles make a dictionary, so that one is written.
PROGRAM = """
from newsearch.index import dictionaries
from newsearch.search import cli
dictionaries.ENOUGH, dictionaries._BYTES = 400, 256
cli.main()
"""
COMMAND = [sys.executable, "-c", PROGRAM]
# Content of these is of no use to anybody after the process.
_LOCKS = re.compile(r"(lock|LOCK)$")


def calls(trace: Path) -> Iterator[tuple[str, str]]:
    """The system calls that succeeded, in the order in which they ended: name, and the rest."""
    begun: dict[str, str] = {}
    for line in trace.read_text(errors="replace").splitlines():
        process, _, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            begun[process] = text.removesuffix("<unfinished ...>")
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            text = begun.pop(process, "") + resumed[1]
        if found := re.match(r"(\w+)\((.*)\) += (?!-1)", text):
            yield found[1], found[2]


def not_on_disk(trace: Path, index: Path) -> tuple[set[str], set[str], list[str]]:
    """Files, and folders, that were changed and not synchronised when standard output was written.

    Also files that were renamed over others before their content was on disk.
    """
    files: set[str] = set()
    folders: set[str] = set()
    early: list[str] = []
    inside = f"{index}/"

    def named(path: str) -> None:
        if path.startswith(inside):
            folders.add(str(Path(path).parent))

    for name, rest in calls(trace):
        opened = re.match(r"(\d+)<([^>]*)>", rest)
        path = opened[2].removesuffix(" (deleted)") if opened else ""
        quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
        if name in ("write", "pwrite64", "writev", "ftruncate"):
            if opened and opened[1] == "1" and not path.startswith(inside):
                break  # the announcement
            if path.startswith(inside) and not _LOCKS.search(path):
                files.add(path)
        elif name in ("fsync", "fdatasync"):
            files.discard(path)
            folders.discard(path)
        elif name == "openat" and "O_CREAT" in rest:
            if not _LOCKS.search(quoted[0]):
                named(quoted[0])
        elif name in ("mkdir", "mkdirat"):
            named(quoted[0])
        elif name.startswith(("rename", "link")):
            old, new = quoted[:2]
            if old in files:
                early.append(new)
                files.discard(old)
                files.add(new)
            named(new)
        elif name.startswith("unlink"):
            files = {each for each in files if each != quoted[0]}
    return (
        {each for each in files if Path(each).exists()},
        {each for each in folders if Path(each).exists()},
        early,
    )


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_announced_is_on_disk(tmp_path: Path, engine: str) -> None:
    index, trace = tmp_path / "above" / "i", tmp_path / "trace"
    news = tmp_path / "news.jsonl"
    articles = [
        Article(f"a{each}", f"Haus {each}", "Ein Hausbau.", language="de") for each in range(40)
    ]
    news.write_text("".join(f"{each.to_json()}\n" for each in articles))
    for command in (
        ["index", news, "--engine", engine, "--commit-every", "15"],
        ["index", news, "--commit-every", "15"],
        ["delete", "a1", "a2"],
        ["index", news],
        ["rebuild"],
        ["rebuild", news],
    ):
        strace = ["strace", "-f", "-y", "-qq", "-s", "0", "-e", f"trace={CALLS}", "-o", trace]
        done = subprocess.run(
            [*strace, *COMMAND, *command, "--index", index],
            capture_output=True,
            text=True,
            check=False,
        )
        if "ptrace" in done.stderr.lower() or "PTRACE" in done.stderr:
            pytest.skip("strace may not look at processes here")
        assert done.returncode == 0, done.stderr
        assert any(name == "fsync" for name, _ in calls(trace))
        assert "articles.de.dictionary" in trace.read_text(errors="replace"), command
        assert not_on_disk(trace, index) == (set(), set(), []), command
        assert verify(index).damage == ()
