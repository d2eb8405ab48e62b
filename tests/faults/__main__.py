"""Kill writers at any instant, and look what is left: `make faults`.

    python tests/faults                          200 kills for each engine
    python tests/faults --kills 50 --seed 7      fewer, at other instants
    python tests/faults --engine tantivy         of one engine
    python tests/faults --keep /tmp/wrong        keep the indexes in which something was wrong

Half of the kills hit any instant, the others hit the process as it enters a system call that
changes the disk, for which `strace` must be installed; without it all hit any instant. Status 1 if
an index did not survive.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kills import FULL, QUICK, Arena, Killed, kills


def main(arguments: list[str]) -> int:
    given = _options().parse_args(arguments)
    wrong = 0
    for engine in given.engine or FULL:
        began = time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="newsearch-faults-", dir=given.keep))
        sizes = QUICK if given.quick else FULL
        arena = Arena(engine, sizes[engine], folder, keep=given.keep is not None)
        killed = kills(arena, given.kills, given.seed)
        _report(engine, killed, time.monotonic() - began)
        wrong += sum(bool(each.wrong) for each in killed)
        if not given.keep:
            shutil.rmtree(folder)
    return 1 if wrong else 0


def _report(engine: str, killed: list[Killed], seconds: float) -> None:
    for each in killed:
        for what in each.wrong:
            print(f"{engine}, {each.scene}, {each.how}, {each.phase}: {what} {each.kept or ''}")
    survived = [each for each in killed if not each.wrong]
    print(f"{engine}: {len(survived)} of {len(killed)} kills survived ({seconds:.0f} s)")
    for title, name in (("phase", "phase"), ("command", "scene")):
        made = Counter(getattr(each, name) for each in killed)
        kept = Counter(getattr(each, name) for each in survived)
        print(f"  by {title}: " + ", ".join(f"{key} {kept[key]}/{made[key]}" for key in made))
    sys.stdout.flush()


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python tests/faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="for each engine")
    parser.add_argument("--engine", action="append", choices=list(FULL))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="small indexes, as in the test suite")
    parser.add_argument("--keep", type=Path, help="a folder for indexes with something wrong")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
