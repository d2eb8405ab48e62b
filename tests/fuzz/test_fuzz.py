"""A short run of `make fuzz`, and that it would find what it looks for."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def fuzz(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, HERE, *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("kind", "count"), [("files", 600), ("questions", 200)])
def test_nothing_comes_of_bad_input_but_reasons(kind: str, count: int) -> None:
    done = fuzz(kind, "--count", count, "--seconds", 300)
    assert done.stdout == f"{kind}: {count} tried, 0 defects\n", done.stdout + done.stderr
    assert done.returncode == 0


BREAKERS = {
    "open('made', 'w')": "writes 'made'",
    "__import__('socket').create_connection(('127.0.0.1', 9))": "socket.connect",
    "__import__('os').kill(__import__('os').getpid(), 11)": "ends the process with -11",
    "[]['x']": "TypeError",
    "__import__('pickle').loads(b'cos\\nsystem\\n.')": "pickle.find_class",
    "bytearray(1 << 30).replace(b'\\0', b'1')": "takes ",
}


@pytest.mark.parametrize("code", BREAKERS)
def test_a_reader_that_does_harm_is_found(tmp_path: Path, code: str) -> None:
    """The harness with one line of harm in the reader of every file."""
    program = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import newsearch.corpus.reading as reading, child\n"
        "from pathlib import Path\n"
        "def read(*a, **b):\n"
        "    if child.trying:\n"
        f"        {code}\n"
        "    return iter(())\n"
        "child.trying = False\n"
        "reading.read = read\n"
        "one = child.readers(Path(sys.argv[1]))\n"
        "child.trying = True\n"
        "one(1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    found = done.stdout if done.returncode == 0 else f"ends the process with {done.returncode}"
    assert BREAKERS[code] in found, done.stderr
