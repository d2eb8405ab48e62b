"""How is an answer written for programs? JSON, JSON Lines, CSV, ids and TREC runs."""

import json
import re
from collections.abc import Iterable, Iterator

from . import safe
from .results import Hit, Results, hit_to_dict

# The columns of CSV, in order.
COLUMNS = (
    "rank", "score", "id", "date", "source", "agency", "place", "language",
    "headline", "url", "snippet", "note", "copies",
)  # fmt: skip

_SPACE, _BREAK = r"\s", r"[\t\n]"


def lines(results: Results, form: str, query_id: str = "1") -> Iterator[str]:
    """The answer in one of the formats json, jsonl, csv, ids or trec, without line ends.

    `query_id` names the question in a TREC run. Scores order such a run, so hits that are sorted
    by date get scores that fall with the rank.
    """
    if form == "json":
        yield to_json(results.to_dict())
    elif form == "jsonl":
        for hit in results.hits:
            yield to_json(hit_to_dict(hit))
    elif form == "ids":
        for hit in results.hits:
            yield safe.plain(re.sub(_BREAK, " ", hit.id))
    elif form == "trec":
        for hit in results.hits:
            yield run_line(query_id, hit.id, hit.rank, hit.score)
    elif form == "csv":
        yield row(COLUMNS)
        for hit in results.hits:
            yield row(cells(hit))
    else:
        raise ValueError(form)


def to_json(value: object) -> str:
    """One line of JSON, as UTF-8 readers like it."""
    return safe.escaped(json.dumps(value, ensure_ascii=False))


def run_line(query_id: str, article_id: str, rank: int, score: float) -> str:
    """A line of a TREC run; without a score one that falls with the rank."""
    names = (safe.plain(re.sub(_SPACE, "_", name)) for name in (query_id, article_id))
    return "{} Q0 {} {} {:.6f} newsearch".format(*names, rank, score or 1 / rank)


def cells(hit: Hit) -> list[object]:
    """The values of a hit under COLUMNS; of copies, how many."""
    return [*(getattr(hit, column) for column in COLUMNS[:-1]), len(hit.copies)]


def row(values: Iterable[object]) -> str:
    """A line of CSV, in which nothing is a formula to a spreadsheet."""
    import csv  # with its io a millisecond, which JSON need not pay
    import io

    line = io.StringIO()
    # Its line end is given, since the writer puts cells in quotes only for what that is made of.
    csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue().removesuffix("\r\n")


def _cell(value: object) -> object:
    return safe.cell(safe.plain(value)) if isinstance(value, str) else value
