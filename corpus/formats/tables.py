"""Tables with a header row: CSV (comma, semicolon or stroke) and TSV (tab)."""

import csv
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from ..article import Article
from ..fields import Names, article, field_of, plain_name
from ..rejected import Rejected
from .contract import Fit, Head
from .text_lines import LONGEST_LINE, TOO_LONG, lines

_COMMAS, _TABS = ",;|", "\t"
_LONGEST_NAME = 60
_LONGEST_HEADER = 4 * 1024 * 1024


def sniff_csv(head: Head) -> Fit:
    """Sure if the first row names a headline or text and one more known field."""
    return _sniff(head, _COMMAS)


def sniff_tsv(head: Head) -> Fit:
    """As `sniff_csv`, for tabs."""
    return _sniff(head, _TABS)


def read_csv(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per row; fields may hold line ends in quotes."""
    return _read(stream, path, names, _COMMAS)


def read_tsv(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """As `read_csv`, for tabs."""
    return _read(stream, path, names, _TABS)


def _sniff(head: Head, delimiters: str) -> Fit:
    first, _, rest = head.text.lstrip("\r\n").partition("\n")
    columns = _header(first, delimiters, head.names)[1]
    known = _known(columns, head.names)
    if not rest.strip() or any(len(name) > _LONGEST_NAME for name in columns):
        return Fit.NO
    if len(known) > 1 and known & {"headline", "body"}:
        return Fit.SURE
    # Even columns that nobody knows: what is wrong with them is then said row by row.
    return Fit.IF_NAMED if len(columns) > 1 or known else Fit.NO


def _header(line: str, delimiters: str, names: Names) -> tuple[str, list[str]]:
    """The delimiter under which the first row has most known names, and its columns."""
    best = (delimiters[0], [""])
    for delimiter in delimiters:
        try:
            columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        except csv.Error:  # a carriage return in mid-line
            continue
        better = (len(_known(columns, names)), len(columns))
        if better > (len(_known(best[1], names)), len(best[1])):
            best = (delimiter, columns)
    return best


def _known(columns: list[str], names: Names) -> set[str]:
    known = {field_of(name) for name in columns} - {""}
    given = {plain_name(theirs): ours for ours, theirs in names.given.items()}
    return known | {given[name] for name in map(plain_name, columns) if name in given}


def _read(
    stream: BufferedReader, path: Path, names: Names, delimiters: str
) -> Iterator[Article | Rejected]:
    # The limit is the process's, so it is set anew: 128 KiB, its default, is a long article.
    csv.field_size_limit(LONGEST_LINE)
    bad: list[Rejected] = []
    row_length = 0

    def texts() -> Iterator[str]:
        nonlocal row_length
        for number, line in lines(stream):
            if line is None:
                bad.append(Rejected(path, number, f"line {TOO_LONG}"))
            row_length += len(line or "")
            if row_length > LONGEST_LINE:  # cells with line ends in them go on and on
                bad.append(Rejected(path, number, f"row {TOO_LONG}; the rest was not read"))
                return
            yield line or "\n"  # a line for a line, so that the reader's numbers are the file's

    source = texts()
    first = next((line for line in source if line.strip()), "")
    start = 1 if first else 0
    if len(first) > _LONGEST_HEADER:
        yield Rejected(path, start, f"a header longer than {_LONGEST_HEADER >> 20} MiB")
        return
    delimiter, columns = _header(first, delimiters, names)
    rows = csv.reader(source, delimiter=delimiter)
    while True:
        line, row_length = start + rows.line_num + 1, 0
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Rejected(path, line, f"broken row: {error}")
            continue
        yield from bad
        cut_off = row_length > LONGEST_LINE
        bad.clear()
        if row is None or cut_off:
            return
        if not any(row):
            continue
        if len(row) > len(columns):
            reason = f"{len(row)} cells for {len(columns)} columns: is a quote missing?"
            yield Rejected(path, line, reason)
            continue
        found = article(dict(zip(columns, row, strict=False)), names)
        yield Rejected(path, line, found) if isinstance(found, str) else found
