"""Who takes part? One row each; a module is imported in the contestant's own process only."""

import importlib
from dataclasses import dataclass
from typing import cast

from ..protocol import Contestant


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant: its name in tables, its module, and what it can be asked.

    `most` is how many articles it is given at most, 0 for any number; `slower` divides its rounds
    of questions. `python` names another interpreter than the one that runs the benchmark.
    """

    name: str
    module: str
    most: int = 0
    slower: int = 1
    python: str = ""

    def takes(self, articles: int) -> bool:
        """Whether it is given so many articles."""
        return not self.most or articles <= self.most


NEWSEARCH = "newsearch"
TANTIVY = "tantivy"
WHOOSH = "Whoosh"

# Those that index hardly two hundred articles a second, or hold all in memory, are given fewer.
CONTESTANTS = {
    row.name: row
    for row in (
        Row(NEWSEARCH, "newsearch_tantivy"),
        Row("newsearch/whoosh", "newsearch_whoosh", most=2_000, slower=3),
        Row(TANTIVY, "raw_tantivy"),
        Row("SQLite FTS5", "sqlite_fts5"),
        Row("Xapian", "xapian_german", most=10_000, python="/usr/bin/python3"),
        Row("bm25s", "bm25s_german", most=100_000),
        Row(WHOOSH, "plain_whoosh", most=10_000, slower=3),
    )
}


def load(name: str) -> Contestant:
    """The contestant of a row. Raises ImportError where its library is missing."""
    module = importlib.import_module(f".{CONTESTANTS[name].module}", __package__)
    return cast(Contestant, module.CONTESTANT)
