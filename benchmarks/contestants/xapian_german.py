"""Xapian with its German stemmer, as its guide sets it up, through Debian's python3-xapian.

`TermGenerator` writes each word and its stem (`STEM_SOME`); source is a boolean term; month, day
and source are values. `QueryParser` leaves capitalised words unstemmed, for in English they are
names; German nouns are capitalised, so questions are given to it in lower case. Facets are two
`ValueCountMatchSpy`s, which need all matches to be looked at. The flush threshold is raised from
10,000 documents to 100,000, as is advised for filling a database, and it is not compacted.

A thread needs a database of its own. The bindings are Debian's and belong to Debian's Python, so
that one runs this file.
"""

import json
import os
from pathlib import Path

import xapian

from ..protocol import SNIPPET, TOP, Answer, Question, Session, Shown, documents

_SOURCE, _MONTH, _DAY = range(3)
_SOURCE_TERM = "H"  # the prefix that Xapian's conventions have for a host


class XapianGerman:
    """See `Contestant`."""

    def versions(self) -> dict[str, str]:
        return {"Xapian": xapian.version_string()}

    def build(self, articles: Path, folder: Path) -> None:
        os.environ["XAPIAN_FLUSH_THRESHOLD"] = "100000"
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("german"))
        for article in documents(articles):
            document = xapian.Document()
            document.set_data(json.dumps(article, ensure_ascii=False))
            document.add_value(_SOURCE, article.source)
            document.add_value(_MONTH, article.date[:7])
            document.add_value(_DAY, article.date)
            document.add_boolean_term(_SOURCE_TERM + article.source)
            generator.set_document(document)
            generator.set_termpos(0)
            generator.index_text(article.headline)
            generator.increase_termpos()
            generator.index_text(article.body)
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> Session:
        return _Session(folder)


class _Session:
    """See `Session`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = xapian.Database(str(folder))
        self._stem = xapian.Stem("german")
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(self._stem)
        self._parser.set_database(self._database)

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        enquire = self._enquire(question)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in (_SOURCE, _MONTH)]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, TOP, self._database.get_doccount())
        hits = []
        for match in found:
            name, headline, body, date, source = json.loads(match.document.get_data())
            snippet = found.snippet(body, SNIPPET, self._stem).decode() if snippets else ""
            hits.append(Shown(name, headline, date, source, snippet))
        sources, months = (
            {value.term.decode(): value.termfreq for value in spy.values() if value.term}
            for spy in spies
        )
        return Answer(found.get_matches_estimated(), hits, sources, months)

    def top(self, question: Question) -> list[str]:
        found = self._enquire(question).get_mset(0, TOP)
        return [json.loads(match.document.get_data())[0] for match in found]

    def another(self) -> Session:
        return _Session(self._folder)

    def _enquire(self, question: Question) -> xapian.Enquire:
        query = self._query(question)
        if question.source:
            source = xapian.Query(_SOURCE_TERM + question.source)
            days = xapian.Query(xapian.Query.OP_VALUE_RANGE, _DAY, question.since, question.until)
            both = xapian.Query(xapian.Query.OP_AND, source, days)
            query = xapian.Query(xapian.Query.OP_FILTER, query, both)
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        return enquire

    def _query(self, question: Question) -> xapian.Query:
        any_word = question.match == "any"
        self._parser.set_default_op(xapian.Query.OP_OR if any_word else xapian.Query.OP_AND)
        text = " ".join(question.words).lower()
        if question.match == "phrase":
            return self._parser.parse_query(f'"{text}"', xapian.QueryParser.FLAG_PHRASE)
        if question.match == "prefix":
            return self._parser.parse_query(f"{text}*", xapian.QueryParser.FLAG_WILDCARD)
        return self._parser.parse_query(text, 0)


CONTESTANT = XapianGerman()
