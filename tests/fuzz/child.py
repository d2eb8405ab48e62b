"""Tries inputs in a process of its own, which may write nothing, ask nobody, and take so much.

    python child.py KIND FIRST SECONDS COUNT INDEX

Prints a line of JSON for every defect, and the number that it is at, so that who started it knows
where it died.
"""

import faulthandler
import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import inputs

MIB = 1 << 20
# What one input may take; they are 400 KB at most, some of them packed.
MOST_MIB, MOST_SECONDS = 700, 20
LIMIT_MIB, HANGS_AFTER = 4000, 120
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod",
    "os.chown", "os.truncate", "os.exec", "os.system", "os.posix_spawn", "os.fork",
    "subprocess.Popen", "socket.", "urllib.", "shutil.", "tempfile.", "pickle.find_class",
    "ctypes.dlopen", "webbrowser.",
)  # fmt: skip


class Watch:
    """Hears of everything that Python does outside of itself while an input is tried."""

    def __init__(self) -> None:
        self.trying = False
        self.heard: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.trying:
            return
        if event == "open":
            path, mode, flags = arguments
            if (isinstance(flags, int) and flags & _WRITES) or set(str(mode or "")) & set("wax+"):
                self.heard.append(f"writes {path!r}")
        elif event.startswith(_FORBIDDEN):
            self.heard.append(f"{event} {arguments!r}"[:200])


def readers(folder: Path) -> Callable[[int], None]:
    """Reads the file of a number, and checks what comes of it."""
    from newsearch.corpus.article import Article
    from newsearch.corpus.formats import FORMATS
    from newsearch.corpus.reading import read
    from newsearch.corpus.rejected import Rejected

    names = tuple(row.name for row in FORMATS)
    path = folder / "x"
    for name, data in inputs.OWN.items():  # whatever readers load is loaded now
        (folder / name).write_bytes(data)
        list(read([folder / name]))

    def prepare(number: int) -> Callable[[], None]:
        given = inputs.file(number, names)
        file = path.with_suffix(Path(given.name).suffix)
        file.write_bytes(given.data)

        def run() -> None:
            for item in read([file], format=given.form or None):
                if isinstance(item, Article):
                    assert item.id and (item.headline or item.body), item
                    assert Article.from_json(item.to_json()) == item
                    assert "\n" not in item.id + item.headline + item.source + item.published
                    item.to_json().encode()
                else:
                    assert isinstance(item, Rejected)
                    assert "reader failed" not in item.reason, item.reason
                    assert "\n" not in item.reason and len(item.reason) < 1000, item.reason

        return run

    return _tried(prepare)


def questions(index: Path) -> Callable[[int], None]:
    """Asks the question of a number, in two ways, and renders the answer in every form."""
    from rich.console import Console

    from newsearch.corpus.errors import QueryError
    from newsearch.search import Searcher, output, render

    searcher = Searcher.open(index)

    def prepare(number: int) -> Callable[[], None]:
        text = inputs.question(number)

        def run() -> None:
            for more in ({}, {"plain": True}, {"any_word": True}):
                try:
                    answer = searcher.search(text, limit=3, facets=["date", "source"], **more)
                except QueryError as error:
                    assert 0 <= error.column <= len(text), error
                    assert "\n" not in str(error), error
                    continue
                for form in ("json", "jsonl", "csv", "ids", "trec"):
                    for line in output.lines(answer, form):
                        line.encode()
                json.loads(output.to_json(answer.to_dict()))
                shown = io.StringIO()
                render.results(answer, Console(file=shown, force_terminal=True))
            searcher.suggest(text, limit=3)

        return run

    searcher.search("Haus", facets=["date"])
    render.results(searcher.search("Haus"), Console(file=io.StringIO()))
    return _tried(prepare)


def _tried(prepare: Callable[[int], Callable[[], None]]) -> Callable[[int], None]:
    watch = Watch()

    def one(number: int) -> None:
        run = prepare(number)
        before, began = _peak(), time.process_time()
        watch.trying = True
        try:
            run()
        except BaseException as error:  # whatever comes is a defect
            watch.heard.append(f"{type(error).__name__}: {error}"[:500])
        finally:
            watch.trying = False
        took, grew = time.process_time() - began, _peak() - before
        if took > MOST_SECONDS:
            watch.heard.append(f"takes {took:.0f} s")
        if grew > MOST_MIB:
            watch.heard.append(f"takes {grew} MiB")
        for defect in watch.heard:
            print(json.dumps({"number": number, "defect": defect}), flush=True)
        watch.heard.clear()

    return one


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(kind: str, first: int, seconds: float, count: int, place: Path) -> None:
    one = readers(place) if kind == "files" else questions(place)
    limit = LIMIT_MIB * MIB
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    until = time.monotonic() + seconds
    for number in range(first, first + count):
        if time.monotonic() > until:
            break
        print(json.dumps({"number": number}), flush=True)
        faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
        one(number)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
