"""Where are articles analysed? In this process at first, then by workers (`workers.py`)."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from . import dictionaries, failures, lexicons
from .analysis import Analysers
from .documents import Batch, analysed
from .fields import Document
from .lexicons import Lexicons, OnCompile
from .packing import Packer
from .workers import Workers

# Characters that are analysed here before workers are started, which takes half a second.
WARM_UP_CHARACTERS = 1_000_000
# An article takes a worker 1.1 ms, and the process that writes 0.6 to 0.9: a third worker would
# wait, and hold 80 MB meanwhile.
_MOST_JOBS = 3


class Analysing:
    """Batches -> documents, in the order of the batches: here at first, then by workers."""

    def __init__(
        self,
        path: Path,
        folder: Path,
        names: Mapping[str, str],
        on_compile: OnCompile | None,
        jobs: int | None,
    ) -> None:
        """For the generation in a folder of the index at a path, with dictionaries of `names`.

        See `Options`. Raises IndexDamaged where those are with which articles are packed.
        """
        self.lexicons = dict(names)
        self._path = path
        self._folder = folder
        with failures.told(folder, "read"):
            self._packing = dictionaries.files(folder)
            self._packer = Packer(dictionaries.read(folder))
        self._on_compile = on_compile
        self._count = (jobs or by_machine()) - 1
        self._analysers = Analysers(self._dictionaries)
        self._characters = 0  # analysed here
        self._workers: Workers | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether workers analyse."""
        return self._workers is not None

    def put(self, batch: Batch) -> Iterator[list[Document]]:
        """Take a batch; give those that are done, maybe of batches before it."""
        if self._workers is None and self._count and self._characters >= WARM_UP_CHARACTERS:
            self._workers = Workers(self._path, self._count)
            self._analysers = Analysers(self._dictionaries)  # its words are in memory twice else
        if self._workers is None:
            self._characters += sum(len(article.body) for article, _ in batch)
            yield analysed(batch, self._analysers, self._packer)
            return
        while self._workers.full():
            yield self._received(self._workers)
        self._workers.send(batch, self.lexicons, self._packing)

    def rest(self) -> Iterator[list[Document]]:
        """What is still under way."""
        if self._workers:
            for _ in self._workers.waiting():
                yield self._received(self._workers)

    def learn(self, name: str, content: bytes) -> None:
        """Keep a dictionary, and pack with it what is put from now on. Nothing may be under way."""
        self._packing[name] = dictionaries.write(self._folder, name, content)
        self._packer.learn(name, self._packing[name].read_bytes())

    def close(self) -> None:
        if self._workers:
            self._workers.close()

    def _received(self, workers: Workers) -> list[Document]:
        batch, documents = workers.receive()
        return analysed(batch, self._analysers, self._packer) if documents is None else documents

    def _dictionaries(self, code: str) -> Lexicons:
        """The dictionaries of a language: the index's own, or today's for a new language."""
        for kind in lexicons.kinds(code):
            key = lexicons.key(kind, code)
            if key not in self.lexicons:
                self.lexicons[key] = lexicons.install(self._path, kind, code, self._on_compile)
        return lexicons.open_installed(self._path, self.lexicons, code)


def by_machine() -> int:
    """How many processes a run uses where nobody says: the processors that it may run on."""
    return max(1, min(len(os.sched_getaffinity(0)), _MOST_JOBS))
