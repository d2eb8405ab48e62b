"""How are inputs tried? In child processes, one after the other where one dies."""

import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
KINDS = ("files", "questions")


def fuzzed(
    kind: str, folder: Path, *, first: int = 0, seconds: float = 120.0, count: int = 10**9
) -> tuple[int, list[tuple[int, str]]]:
    """How many inputs of a kind were tried, and the numbers and defects that were found.

    The child works in an empty folder, which must stay empty.
    """
    empty, place = folder / "empty", folder / "place"
    empty.mkdir()
    place.mkdir()
    if kind == "questions":
        from newsearch.corpus.reading import read
        from newsearch.index import build

        build.index(place, read([HERE.parents[1] / "corpus" / "samples"]))
    defects: list[tuple[int, str]] = []
    number, last, until = first, first + count, time.monotonic() + seconds
    while number < last and time.monotonic() < until:
        left = until - time.monotonic()
        arguments = [kind, number, left, last - number, place]
        said = (folder / "said").open("w+", errors="replace")
        child = subprocess.Popen(
            [sys.executable, HERE / "child.py", *map(str, arguments)],
            cwd=empty,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        assert child.stdout is not None
        at = number - 1
        for line in child.stdout:
            told = json.loads(line)
            at = told["number"]
            if "defect" in told:
                defects.append((at, told["defect"]))
        if child.wait():
            defects.append((at, f"ends the process with {child.returncode}"))
        said.seek(0)
        if printed := said.read():
            defects.append((at, f"prints, somewhere up to here, {printed[-500:]!r}"))
        said.close()
        number = at + 1
        if not child.returncode:
            break
    if left_behind := [path.name for path in empty.iterdir()]:
        defects.append((first, f"leaves {left_behind} in its folder"))
    return number - first, defects
