"""SQLite's FTS5, with what it has for German: `unicode61 remove_diacritics 2`.

There is no German stemmer in it (`porter` is English), so a word finds its own form only, accents
aside. The text stands in an ordinary table that FTS5 refers to (`content=`), date, month and source
in a narrow table beside it, so that counting does not read the texts. All of it is one transaction
and ends with `optimize`, which leaves one b-tree to ask. A cache of 256 MB and mapped files, as is
advised for reading. An answer is one statement for the ten best with `snippet()` and one that
counts by source and month; totals are sums of these counts.

A thread needs a connection of its own.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..protocol import TOP, Answer, Question, Session, Shown, documents

_TABLES = """
CREATE TABLE article (
    number INTEGER PRIMARY KEY, id TEXT, date TEXT, source TEXT, headline TEXT, body TEXT
);
CREATE TABLE facet (number INTEGER PRIMARY KEY, date TEXT, month TEXT, source TEXT);
CREATE VIRTUAL TABLE text USING fts5(
    headline, body, content='article', content_rowid='number',
    tokenize='unicode61 remove_diacritics 2'
);
"""
_TOP = """
SELECT id
FROM (
    SELECT text.rowid AS number, rank AS score
    FROM text {join} WHERE text MATCH :match {where} ORDER BY rank LIMIT :top
) JOIN article USING (number) ORDER BY score
"""
_HITS = """
SELECT id, headline, date, source, shown
FROM (
    SELECT text.rowid AS number, rank AS score,
        {shown} AS shown
    FROM text {join} WHERE text MATCH :match {where} ORDER BY rank LIMIT :top
) JOIN article USING (number) ORDER BY score
"""
_SNIPPET = "snippet(text, 1, '<b>', '</b>', '…', 32)"
_COUNTS = """
SELECT source, month, count(*) FROM text JOIN facet ON facet.number = text.rowid
WHERE text MATCH :match {where} GROUP BY source, month
"""
_JOIN = "JOIN facet ON facet.number = text.rowid"
_WHERE = "AND facet.source = :source AND facet.date BETWEEN :since AND :until"

_Row = tuple[int, str, str, str, str, str]


class SqliteFts5:
    """See `Contestant`."""

    def versions(self) -> dict[str, str]:
        return {"SQLite": sqlite3.sqlite_version}

    def build(self, articles: Path, folder: Path) -> None:
        connection = sqlite3.connect(folder / "articles.db")
        connection.execute("PRAGMA cache_size = -262144")
        connection.executescript(_TABLES)
        with connection:
            # Each statement has its own pass over a batch, so that none is prepared anew.
            for batch in _batches(articles):
                connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", batch)
                connection.executemany(
                    "INSERT INTO facet VALUES (?, ?, ?, ?)",
                    ((number, date, date[:7], source) for number, _, date, source, *_ in batch),
                )
                connection.executemany(
                    "INSERT INTO text (rowid, headline, body) VALUES (?, ?, ?)",
                    ((row[0], row[4], row[5]) for row in batch),
                )
        with connection:
            connection.execute("INSERT INTO text (text) VALUES ('optimize')")
        connection.close()

    def open(self, folder: Path) -> Session:
        return _Session(folder)


def _batches(articles: Path) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for number, each in enumerate(documents(articles), 1):
        batch.append((number, each.id, each.date, each.source, each.headline, each.body))
        if len(batch) == 1000:
            yield batch
            batch = []
    yield batch


class _Session:
    """See `Session`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A session is made in one thread and used in another, never in two at once.
        self._connection = sqlite3.connect(folder / "articles.db", check_same_thread=False)
        self._connection.execute("PRAGMA cache_size = -262144")
        self._connection.execute("PRAGMA mmap_size = 17179869184")

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        hits = [Shown(*row) for row in self._rows(_HITS, question, shown=_SNIPPET * snippets)]
        sources: Counter[str] = Counter()
        months: Counter[str] = Counter()
        for source, month, count in self._rows(_COUNTS, question):
            sources[source] += count
            if month:
                months[month] += count
        return Answer(sources.total(), hits, sources, months)

    def top(self, question: Question) -> list[str]:
        return [name for (name,) in self._rows(_TOP, question)]

    def another(self) -> Session:
        return _Session(self._folder)

    def _rows(self, statement: str, question: Question, shown: str = "") -> sqlite3.Cursor:
        narrow = bool(question.source)
        return self._connection.execute(
            statement.format(join=_JOIN * narrow, where=_WHERE * narrow, shown=shown or "''"),
            {
                "match": _match(question),
                "top": TOP,
                "source": question.source,
                "since": question.since,
                "until": question.until,
            },
        )


def _match(question: Question) -> str:
    if question.match == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.match == "prefix":
        return f'"{question.text}"*'
    quoted = (f'"{word}"' for word in question.words)
    return (" OR " if question.match == "any" else " ").join(quoted)


CONTESTANT = SqliteFts5()
