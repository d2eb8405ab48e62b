"""How is a contestant spoken to? A child process each, one command at a time."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .articles import ROOT
from .contestants import CONTESTANTS


class ContestantFailed(Exception):  # noqa: N818 - that it failed is the point
    """A contestant could not do what it was told; the message says what it raised."""


class Process:
    """A contestant's process, running between entering and leaving. Raises ContestantFailed."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self._log = log
        self._process: subprocess.Popen[str]

    def __enter__(self) -> Self:
        python = CONTESTANTS[self.name].python or sys.executable
        # Compiled modules are kept, as they are wherever a library is installed.
        environment = {**os.environ, "TQDM_DISABLE": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with self._log.open("a", encoding="utf-8") as errors:
            try:
                self._process = subprocess.Popen(
                    [python, "-m", "benchmarks.child", self.name],
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
            except FileNotFoundError as error:
                raise ContestantFailed(f"{self.name}: there is no {python}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    @property
    def number(self) -> int:
        """The process's number."""
        return self._process.pid

    def do(self, command: str, **given: Any) -> dict[str, Any]:
        """The outcome of a command of `child.py`."""
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):  # if it ended, its last words say why
            print(json.dumps({"do": command, **given}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        outcome = json.loads(line) if line else {"error": f"ended, see {self._log}"}
        if "error" in outcome:
            raise ContestantFailed(f"{self.name}: {command}: {outcome['error']}")
        return dict(outcome)


def missing(name: str, log: Path) -> str:
    """Why a contestant cannot take part; empty if it can."""
    try:
        with Process(name, log) as process:
            process.do("versions")
    except ContestantFailed as error:
        return str(error)
    return ""
