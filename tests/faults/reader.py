"""One of many readers: asks an index until it is told to stop, and counts what it was told.

    python reader.py INDEX STOP KIND

asks until there is a file STOP. KIND `stays` keeps one Searcher and refreshes it before each
question; `comes` opens the index anew for each. Prints its Tally as JSON.
"""

import json
import sys
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

import news

from newsearch.search import Searcher


@dataclass
class Tally:
    """What came of questions. All but `answers` and `states` must stay zero or empty.

    An answer is `mixed` if what it shows and counts cannot come from one state of the index: the
    hits, the facets and the total disagree, or it has fewer articles than an answer before.
    """

    answers: int = 0
    failed: int = 0
    empty: int = 0
    mixed: int = 0
    states: list[int] = field(
        default_factory=list
    )  # how many articles there were, or which edition
    said: str = ""

    def ask(self, searcher: Searcher) -> None:
        """Ask for the word that all articles have, and hold the parts of the answer together."""
        answer = searcher.search(
            news.EVERYWHERE, limit=20, facets=("keyword", "source"), copies=True
        )
        self.answers += 1
        counts = [{v.value: v.count for v in facet.values} for facet in answer.facets]
        if not answer.total:
            self.empty += 1
        elif any(sum(count.values()) != answer.total for count in counts):
            self.mixed += 1
            self.said = f"{answer.total} articles, {counts}"
        elif len(answer.hits) != min(20, answer.total):
            self.mixed += 1
            self.said = f"{answer.total} articles, {len(answer.hits)} hits"
        if not self.states or answer.total != self.states[-1]:
            self.states.append(answer.total)


def main(index: str, stop: str, kind: str) -> None:
    tally, ended = Tally(), Path(stop)
    staying = Searcher.open(index) if kind == "stays" else None
    while not ended.exists():
        try:
            if staying:
                staying.refresh()
                tally.ask(staying)
            else:
                with Searcher.open(index) as searcher:
                    tally.ask(searcher)
        except Exception:
            tally.failed += 1
            tally.said = traceback.format_exc()
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main(*sys.argv[1:])
