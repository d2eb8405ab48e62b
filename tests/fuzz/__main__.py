"""Damaged files and questions, thousands of them: `make fuzz`.

    python tests/fuzz                     two minutes of each kind
    python tests/fuzz --seconds 600       longer
    python tests/fuzz --from 100000       others: inputs have numbers, and a number is one input
    python tests/fuzz files --count 1 --from 4711      one of them again

Nothing but articles, reasons and errors of newsearch's own may come of them; nothing may be
written, asked of the network, started or unpickled; memory and time are bounded. Status 1 tells of
defects.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from run import KINDS, fuzzed


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("kinds", nargs="*", default=[], metavar="KIND", help=f"of {KINDS}")
    asked.add_argument("--seconds", type=float, default=120.0, help="for each kind")
    asked.add_argument("--from", type=int, default=0, dest="first", help="the first number")
    asked.add_argument("--count", type=int, default=10**9, help="how many at most")
    given = asked.parse_args()
    bad = 0
    for kind in given.kinds or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            tried, defects = fuzzed(
                kind, Path(folder), first=given.first, seconds=given.seconds, count=given.count
            )
        print(f"{kind}: {tried:,} tried, {len(defects)} defects")
        for number, defect in defects:
            print(f"  {number}: {defect}")
        bad += len(defects)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
