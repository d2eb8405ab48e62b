"""The command `newsearch`, telling from outside of the product what it is doing, and what it did.

    python told.py NOTES ARGUMENT...

runs `newsearch ARGUMENT...` and keeps two files, which survive its death at any instant: NOTES.now
holds the phase as one letter of PHASES, NOTES a line for each commit that was announced, which is
the ids it has changed.
"""

import functools
import mmap
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PHASES = {
    "s": "starting",
    "a": "analysing",
    "t": "training a dictionary",
    "c": "committing",
    "m": "merging",
    "k": "recording checksums",
    "w": "swapping the manifest",
    "r": "removing what is unused",
    "e": "ending",
}

_Step = Callable[..., Any]


class _Notes:
    def __init__(self, path: Path) -> None:
        now = path.with_suffix(".now")
        now.write_bytes(b"s")
        with now.open("r+b") as file:
            self.now = mmap.mmap(file.fileno(), 1)
        self._log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.changed: list[str] = []

    def during(self, owner: Any, name: str, phase: str) -> None:
        """Tell of a phase while a function runs."""
        step: _Step = getattr(owner, name)

        @functools.wraps(step)
        def told(*given: Any, **named: Any) -> Any:
            before = self.now[:]
            self.now[:] = phase.encode()
            result = step(*given, **named)
            self.now[:] = before
            return result

        setattr(owner, name, told)

    def after(self, owner: Any, name: str, note: Callable[..., None]) -> None:
        """Make a note of the arguments of a function when it has returned."""
        step: _Step = getattr(owner, name)

        @functools.wraps(step)
        def told(*given: Any, **named: Any) -> Any:
            result = step(*given, **named)
            note(*given, **named)
            return result

        setattr(owner, name, told)

    def added(self, _writer: Any, document: Any) -> None:
        self.now[:] = b"a"
        self.changed.append(document.id)

    def committed(self, _writer: Any) -> None:
        os.write(self._log, f"{' '.join(self.changed)}\n".encode())
        self.changed.clear()


def main(arguments: list[str]) -> None:
    notes = _Notes(Path(arguments[0]))
    from newsearch.index import analysing, build, dictionaries, store
    from newsearch.index.engines.tantivy_engine import TantivyWriter
    from newsearch.index.engines.whoosh_engine import WhooshWriter
    from newsearch.search import cli

    analysing.WARM_UP_CHARACTERS = 200_000  # so that some hundred articles start workers
    dictionaries.ENOUGH, dictionaries._BYTES = 3_000, 1024  # a few articles make a dictionary
    notes.during(dictionaries, "write", "t")
    for writer in (TantivyWriter, WhooshWriter):
        notes.after(writer, "add", notes.added)
        notes.during(writer, "commit", "c")
        notes.after(writer, "commit", notes.committed)
        notes.during(writer, "close", "m")
    notes.during(store, "begin", "k")
    notes.during(store, "seal", "k")
    notes.during(store, "write_manifest", "w")
    notes.during(store, "remove_unused", "r")
    notes.after(build, "index", lambda *_given, **_named: notes.now.__setitem__(0, ord("e")))
    notes.after(build, "rebuild", lambda *_given, **_named: notes.now.__setitem__(0, ord("e")))
    sys.argv = ["newsearch", *arguments[1:]]
    cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])
