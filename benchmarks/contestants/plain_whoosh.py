"""Whoosh as its documentation shows it, with its analyser for German.

One text field, stored, with `LanguageAnalyzer("de")`: lower case, no stop words, stems. Source and
month are sortable fields, for `groupedby`. The writer may hold 256 MB before it writes to disk.
Snippets are `Hit.highlights`. A wildcard goes over the stems, which is what the field has.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import whoosh.fields
import whoosh.index
import whoosh.qparser
from whoosh import query as q
from whoosh.analysis import LanguageAnalyzer

from ..protocol import TOP, Answer, Question, Session, Shown, documents

_fields: Any = whoosh.fields
_STORED = ("id", "headline", "date", "source")


class PlainWhoosh:
    """See `Contestant`."""

    def versions(self) -> dict[str, str]:
        return {"whoosh3": version("whoosh3")}

    def build(self, articles: Path, folder: Path) -> None:
        schema = _fields.Schema(
            text=_fields.TEXT(analyzer=LanguageAnalyzer("de"), stored=True),
            source=_fields.ID(sortable=True, stored=True),
            month=_fields.ID(sortable=True),
            date=_fields.ID(stored=True),
            id=_fields.ID(stored=True, unique=True),
            headline=_fields.STORED(),
        )
        writer = whoosh.index.create_in(str(folder), schema).writer(limitmb=256)
        for article in documents(articles):
            writer.add_document(
                text=article.text,
                source=article.source,
                month=article.date[:7],
                date=article.date,
                id=article.id,
                headline=article.headline,
            )
        writer.commit()

    def open(self, folder: Path) -> Session:
        return _Session(folder)


class _Session:
    """See `Session`."""

    def __init__(self, folder: Path) -> None:
        index = whoosh.index.open_dir(str(folder))
        self._searcher = index.searcher()
        self._parsers = {
            match: whoosh.qparser.QueryParser("text", index.schema, group=group)
            for match, group in (
                ("all", whoosh.qparser.AndGroup),
                ("any", whoosh.qparser.OrGroup),
            )
        }

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        found = self._searcher.search(
            self._query(question),
            limit=TOP,
            filter=_filter(question),
            groupedby=["source", "month"],
        )
        hits = []
        for hit in found[:TOP]:  # grouped, it goes on beyond its limit
            snippet = hit.highlights("text", top=2) if snippets else ""
            name, headline, day, source = (hit[field] for field in _STORED)
            hits.append(Shown(name, headline, day, source, snippet))
        sources, months = (
            {value: len(numbers) for value, numbers in found.groups(name).items() if value}
            for name in ("source", "month")
        )
        return Answer(len(found), hits, sources, months)

    def top(self, question: Question) -> list[str]:
        query, among = self._query(question), _filter(question)
        return [hit["id"] for hit in self._searcher.search(query, limit=TOP, filter=among)]

    def another(self) -> Session:
        return self

    def _query(self, question: Question) -> Any:
        if question.match == "prefix":
            return q.Prefix("text", question.text.lower())
        text = " ".join(question.words)
        if question.match == "phrase":
            text = f'"{text}"'
        return self._parsers["any" if question.match == "any" else "all"].parse(text)


def _filter(question: Question) -> Any:
    if not question.source:
        return None
    days = q.TermRange("date", question.since, question.until)
    return q.And([q.Term("source", question.source), days])


CONTESTANT = PlainWhoosh()
