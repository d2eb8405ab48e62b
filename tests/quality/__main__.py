"""Measure how good the answers are, against floors that only rise: `make quality`.

    python tests/quality            measure, print a table, fail below a floor
    python tests/quality --raise    and raise the floors to what was measured, less SLACK

Names after that measure only what begins with one of them: `python tests/quality xquad detection`.
The floors stand in tests/quality_floor.json. The data are no part of the project: where they are
absent (see $NEWSEARCH_SHARED) the measures are skipped, and the table says why.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from floors import SLACK, below, raised
from measures import GROUPS

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "tests" / "quality_floor.json"


def main(arguments: list[str]) -> int:
    raising = "--raise" in arguments
    names = tuple(name for name in arguments if name != "--raise")
    shared = Path(os.environ.get("NEWSEARCH_SHARED", ROOT.parent / "shared"))
    if not (shared / "data").is_dir():
        print(f"quality: skipped, no judged questions at {shared}: set NEWSEARCH_SHARED")
        return 0
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    measured: dict[str, float] = {}
    print(f"{'measure':<36} {'floor':>7} {'measured':>9}  seconds")
    for group, measure in GROUPS.items():
        if names and not group.startswith(names):
            continue
        began = time.monotonic()
        try:
            with tempfile.TemporaryDirectory() as folder:
                found = measure(shared / "data", Path(folder))
        except FileNotFoundError as error:
            print(f"{group:<36} skipped, no {error.filename}")
            continue
        seconds = time.monotonic() - began
        for name, value in found.items():
            failed = "" if value >= floors.get(name, 0) else "  BELOW ITS FLOOR"
            print(f"{name:<36} {floors.get(name, 0):>7.3f} {value:>9.4f} {seconds:>8.1f}{failed}")
        measured |= found
        sys.stdout.flush()
    if raising:
        text = json.dumps(raised(floors, measured), indent=2, sort_keys=True) + "\n"
        FLOORS.write_text(text, encoding="utf-8")
        print(f"{FLOORS}: raised to what was measured, less {SLACK}")
    if failed_ones := below(floors, measured):
        print(f"quality: below the floor: {', '.join(failed_ones)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
