"""Who analyses, when one processor is not enough? Processes that take batches and give documents.

A worker is an interpreter of its own behind a pair of sockets. It holds no file of the index but
the dictionaries, which it maps, and does nothing but `documents.analysed`. It ends when its end of
the sockets does, so none outlives the process that started it, however that dies.

Neither `multiprocessing` nor threads: its `spawn` runs the caller's script again, its `fork` copies
the engine's threads half and the writer's lock whole, and threads share one interpreter's lock.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from newsearch.corpus.errors import NewsearchError

from . import lexicons
from .analysis import MOST_BYTES, MOST_PARTS, Analysers
from .documents import Batch, analysed
from .fields import Document
from .lexicons import Lexicons
from .packing import Packer

# Batches that a worker has or is sent while the oldest is awaited. It never waits for the next, and
# not at once when the process that writes waits for a commit.
_AHEAD = 12

# Words of a language after which a worker makes tables: there are many articles where there is one.
_FEW = 5_000

# What a worker runs. Its modules are looked for where ours are.
_PROGRAM = (
    "import sys; number, most_bytes, index, *sys.path = sys.argv[1:];"
    f"from {__name__} import serve; serve(int(number), int(most_bytes), index)"
)


class UnpreparedError(Exception):
    """A worker met a language whose dictionaries the index does not have yet."""


class Workers:
    """Some processes that analyse batches in turn. Close it: that ends them."""

    def __init__(self, index: Path, count: int) -> None:
        """Start `count` workers for the index at a path."""
        self._workers: list[tuple[subprocess.Popen[bytes], Connection]] = []
        self._sent: deque[tuple[int, Batch]] = deque()
        self._next = 0
        try:
            for _ in range(count):
                self._workers.append(_started(index, MOST_BYTES // count))
        except BaseException:
            self.close()
            raise

    def full(self) -> bool:
        """Whether a result should be taken before the next batch is sent."""
        return len(self._sent) >= _AHEAD * len(self._workers)

    def send(self, batch: Batch, names: Mapping[str, str], packing: Mapping[str, Path]) -> None:
        """Have a batch analysed; `names` and `packing` are the dictionaries in the index by now."""
        data = pickle.dumps((dict(names), dict(packing), batch), pickle.HIGHEST_PROTOCOL)
        try:
            self._workers[self._next][1].send_bytes(data)
        except OSError:
            raise self._lost(self._next) from None
        self._sent.append((self._next, batch))
        self._next = (self._next + 1) % len(self._workers)

    def receive(self) -> tuple[Batch, list[Document] | None]:
        """The oldest batch and its documents, in the order in which batches were sent.

        None instead of documents where a dictionary was missing: the caller has it made, and
        analyses the batch. What went wrong in the worker is raised here.
        """
        number, batch = self._sent.popleft()
        try:
            reply = self._workers[number][1].recv_bytes()
        except (EOFError, OSError):
            raise self._lost(number) from None
        result: list[Document] | BaseException = pickle.loads(reply)  # noqa: S301  our own process
        if isinstance(result, UnpreparedError):
            return batch, None
        if isinstance(result, BaseException):
            raise result
        return batch, result

    def waiting(self) -> Iterator[None]:
        """Once for each batch that was sent and not received."""
        while self._sent:
            yield

    def close(self) -> None:
        """End the workers. They hold nothing that could be lost."""
        for process, connection in self._workers:
            connection.close()
            process.kill()
        for process, _ in self._workers:
            process.wait()

    def _lost(self, number: int) -> NewsearchError:
        status = self._workers[number][0].wait()
        return NewsearchError(
            f"a process that analyses articles ended with status {status} (-9: the system may be "
            f"out of memory): run the command again, with --jobs 1 to use this process alone"
        )


def _started(index: Path, most_bytes: int) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    with theirs:
        number = theirs.fileno()
        process = subprocess.Popen(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", _PROGRAM, str(number), str(most_bytes), str(index), *sys.path],
            pass_fds=(number,),
            # Its threads take turns. Memory of their own (glibc's) would keep what they freed.
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # the terminal's Ctrl-C is for the process that writes
        )
    return process, ours


def serve(number: int, most_bytes: int, index: str) -> None:
    """Analyse what comes over the socket with this number until its other end is closed.

    `most_bytes` bounds what is remembered of words (`term_memory.py`).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(number)
    requests: SimpleQueue[bytes] = SimpleQueue()
    replies: SimpleQueue[bytes] = SimpleQueue()
    # Requests are always taken and replies given in threads: else both ends might wait in sending.
    for forever in (
        lambda: requests.put(connection.recv_bytes()),
        lambda: connection.send_bytes(replies.get()),
    ):
        Thread(target=_until_closed, args=(forever,), daemon=True).start()
    names: dict[str, str] = {}
    analysers = Analysers(
        lambda code: _dictionaries(Path(index), names, code),
        most_bytes,
        few=_FEW,
        most_words=MOST_PARTS,
    )
    packer = Packer()
    while True:
        installed, packing, batch = pickle.loads(requests.get())  # noqa: S301  from who started us
        names.update(installed)
        try:
            for name in packing.keys() - packer.names:
                packer.learn(name, packing[name].read_bytes())
            result = pickle.dumps(analysed(batch, analysers, packer), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            result = _portable(error)
        replies.put(result)


def _until_closed(step: Callable[[], None]) -> None:
    try:
        while True:
            step()
    except (EOFError, OSError):
        os._exit(0)  # the process that writes is gone, or has no more use for us


def _portable(error: Exception) -> bytes:
    """An error as bytes; one that does not come out of them as it was, as what it said."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301
        return data
    except Exception:
        return pickle.dumps(NewsearchError(f"{type(error).__name__}: {error}"))


def _dictionaries(index: Path, names: Mapping[str, str], code: str) -> Lexicons:
    if any(lexicons.key(kind, code) not in names for kind in lexicons.kinds(code)):
        raise UnpreparedError(code)
    return lexicons.open_installed(index, names, code)
