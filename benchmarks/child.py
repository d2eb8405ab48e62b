"""A contestant in a process of its own: `python -m benchmarks.child NAME`.

A command is a line of JSON on standard input, its outcome a line on standard output; what goes
wrong is `{"error": ...}` and ends the process. Whatever a library prints goes to standard error.
Times are taken here, so that what stands between two processes is in none of them.
"""

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from . import contestants
from .protocol import Question, Session

_Found = TypeVar("_Found")


class _Child:
    """One contestant, and the index that it has open."""

    def __init__(self, name: str) -> None:
        self._contestant = contestants.load(name)
        self._session: Session | None = None

    def versions(self) -> dict[str, str]:
        return self._contestant.versions()

    def build(self, articles: str, folder: str) -> dict[str, float]:
        wall, cpu = time.perf_counter(), _cpu()
        self._contestant.build(Path(articles), Path(folder))
        return {"seconds": time.perf_counter() - wall, "cpu": _cpu() - cpu}

    def open(self, folder: str) -> dict[str, float]:
        began = time.perf_counter()
        self._session = self._contestant.open(Path(folder))
        return {"seconds": time.perf_counter() - began}

    def answer(self, questions: list[dict[str, Any]]) -> dict[str, Any]:
        assert self._session
        found, times = _timed(self._session.answer, questions)
        return {
            **times,
            "totals": [each.total for each in found],
            "ids": [[hit.id for hit in each.hits] for each in found],
            "counted": [[sum(each.sources.values()), sum(each.months.values())] for each in found],
            "snippets": [sum(bool(hit.snippet) for hit in each.hits) for each in found],
        }

    def counted(self, questions: list[dict[str, Any]]) -> dict[str, Any]:
        assert self._session
        found, times = _timed(partial(self._session.answer, snippets=False), questions)
        return {**times, "ids": [[hit.id for hit in each.hits] for each in found]}

    def top(self, questions: list[dict[str, Any]]) -> dict[str, Any]:
        assert self._session
        found, times = _timed(self._session.top, questions)
        return {**times, "ids": found}

    def threads(
        self, questions: list[dict[str, Any]], threads: int, seconds: float
    ) -> dict[str, float]:
        """Answers a second with so many threads, each asking all questions again and again."""
        assert self._session
        asked = [Question.from_dict(each) for each in questions]
        sessions = [self._session, *(self._session.another() for _ in range(threads - 1))]
        answered = [0] * threads
        ready = threading.Barrier(threads + 1)
        ends = [0.0]

        def ask(number: int, session: Session) -> None:
            # Threads start at different questions, so that they do not ask the same at once.
            start = number * len(asked) // threads
            session.answer(asked[start])  # opens what is opened lazily
            ready.wait()
            for question in islice(cycle(asked), start, None):
                session.answer(question)
                if time.perf_counter() > ends[0]:
                    return
                answered[number] += 1

        running = [
            threading.Thread(target=ask, args=(number, session))
            for number, session in enumerate(sessions)
        ]
        for thread in running:
            thread.start()
        ends[0] = time.perf_counter() + seconds + 60  # until all are ready
        ready.wait()
        began = time.perf_counter()
        ends[0] = began + seconds
        for thread in running:
            thread.join()
        return {"each_second": sum(answered) / seconds}


def _cpu() -> float:
    """Processor seconds of this process, its threads, and the processes it waited for."""
    return sum(os.times()[:4])


def _timed(
    ask: Callable[[Question], _Found], questions: list[dict[str, Any]]
) -> tuple[list[_Found], dict[str, list[float]]]:
    """What was found, and milliseconds by the clock and of the processor for each question."""
    found: list[_Found] = []
    times: dict[str, list[float]] = {"ms": [], "cpu": []}
    for question in [Question.from_dict(each) for each in questions]:
        busy, began = time.process_time(), time.perf_counter()
        found.append(ask(question))
        times["ms"].append((time.perf_counter() - began) * 1000)
        times["cpu"].append((time.process_time() - busy) * 1000)
    return found, times


def main(name: str) -> int:
    """Serve commands until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def reply(outcome: object) -> None:
        print(json.dumps(outcome), file=replies, flush=True)

    try:
        child = _Child(name)
        for line in sys.stdin:
            command = json.loads(line)
            reply(getattr(child, command.pop("do"))(**command))
    except Exception as error:
        traceback.print_exc()
        reply({"error": f"{type(error).__name__}: {error}"})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
