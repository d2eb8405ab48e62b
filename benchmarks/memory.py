"""What do a process and its children hold in memory, over time?

Read from `/proc`, where a page that processes share is counted once among them (proportional set
size). `held` is what only they have: heaps, stacks, pages written to; `mapped` are the files in
their address space, which the system drops when it needs the room. Elsewhere than on Linux nothing
is sampled.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

_PROC = Path("/proc")
_KB = 1024 / 1e6  # megabytes in a kilobyte as /proc counts


class Sample(NamedTuple):
    """Megabytes at a second after the start."""

    second: float
    held: float
    mapped: float


class Watch:
    """Samples a process and its children from entering until leaving, `samples` afterwards."""

    def __init__(self, process: int, every: float = 0.2) -> None:
        self.samples: list[Sample] = []
        self._process = process
        self._every = every
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(self._every):
            held, mapped = now(self._process)
            if held:
                second = time.monotonic() - self._began
                self.samples.append(Sample(round(second, 2), held, mapped))


def now(process: int) -> tuple[float, float]:
    """Megabytes that a process and its children hold, and megabytes of files that they map."""
    each = [_memory(member) for member in _family(process)]
    return round(sum(held for held, _ in each), 1), round(sum(mapped for _, mapped in each), 1)


def _family(process: int) -> Iterator[int]:
    yield process
    for listed in (_PROC / str(process) / "task").glob("*/children"):
        try:
            children = listed.read_text().split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            yield from _family(int(child))


def _memory(process: int) -> tuple[float, float]:
    """Megabytes that a process holds, and of files that it maps; 0 and 0 if it has ended."""
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {
        name: int(rest.split()[0]) * _KB
        for name, _, rest in (line.partition(":") for line in lines[1:])
    }
    held = sizes.get("Pss_Anon", 0.0)
    return held, sizes.get("Pss", 0.0) - held
