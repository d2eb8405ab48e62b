"""What do the tests of commands share? A real process, in a pipe or in a terminal."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def run(*arguments: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a pipe; text in, text out."""
    return subprocess.run(
        [sys.executable, "-m", "newsearch.search", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NEWSEARCH_INDEX": "/nonexistent/index"},
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What an error said: one line, no traceback."""
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def in_terminal(
    *arguments: object,
    columns: int = 80,
    cwd: Path | None = None,
    errors: bool = False,
    **environment: str,
) -> str:
    """What a terminal of so many columns is sent; with `errors` standard error, too."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "newsearch.search", *map(str, arguments)],
        stdin=child,
        stdout=child,
        stderr=child if errors else None,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment},
        cwd=cwd,
    )
    os.close(child)
    sent = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # the terminal closes with its last process
            break
        if not chunk:
            break
        sent += chunk
    process.wait()
    os.close(parent)
    return sent.decode()
