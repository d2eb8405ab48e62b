"""tantivy with its own German analyser: what is possible with the engine under newsearch.

One text field with positions, split at what is no letter or digit, in lower case, Snowball's German
stems. One field and not headline and body, for that is faster to write and to ask. Month and source
are columns (`fast`) beside it. The writer has the library's own number of threads and heap. An
answer is one search that counts, one pass of two aggregations, and the library's snippets. A bare
top ten does not count, so that the engine can skip what cannot get into it.

A wildcard is a regular expression over the stems, which is what this field has; the library's
snippets mark nothing of it.
"""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from ..protocol import SNIPPET, TOP, Answer, Document, Question, Session, Shown, documents

_COUNTS = {name: {"terms": {"field": name, "size": 10_000}} for name in ("source", "month")}
_STORED = ("id", "headline", "date", "source")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="german")
    for name in ("source", "month"):
        builder.add_text_field(
            name, stored=name in _STORED, tokenizer_name="raw", fast=True, index_option="basic"
        )
    builder.add_integer_field("day", fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("headline", "date"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def _opened(index: tantivy.Index) -> tantivy.Index:
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("german"))
        .build()
    )
    index.register_tokenizer("german", analyzer)
    return index


def _document(article: Document) -> tantivy.Document:
    document = tantivy.Document(
        text=article.text,
        source=article.source,
        id=article.id,
        headline=article.headline.encode(),
        date=article.date.encode(),
    )
    if article.date:
        document.add_text("month", article.date[:7])
        document.add_integer("day", _day(article.date))
    return document


def _day(date: str) -> int:
    return int(date.replace("-", ""))


class RawTantivy:
    """See `Contestant`."""

    def versions(self) -> dict[str, str]:
        return {"tantivy": version("tantivy")}

    def build(self, articles: Path, folder: Path) -> None:
        writer = _opened(tantivy.Index(_schema(), str(folder))).writer()
        for article in documents(articles):
            writer.add_document(_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Session:
        return _Session(_opened(tantivy.Index.open(str(folder))))


class _Session:
    """See `Session`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        query = self._query(question)
        found: Any = self._searcher.search(query, limit=TOP)
        counted = self._searcher.aggregate(query, _COUNTS)
        passages = self._passages(query) if snippets else None
        hits = []
        for _, address in found.hits:
            document = self._searcher.doc(address)
            snippet = passages.snippet_from_doc(document).to_html() if passages else ""
            name, headline, day, source = (_text(document, field) for field in _STORED)
            hits.append(Shown(name, headline, day, source, snippet))
        counts = {
            name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
            for name in _COUNTS
        }
        return Answer(found.count, hits, counts["source"], counts["month"])

    def top(self, question: Question) -> list[str]:
        found = self._searcher.search(self._query(question), limit=TOP, count=False)
        return [_text(self._searcher.doc(address), "id") for _, address in found.hits]

    def another(self) -> Session:
        return self

    def _passages(self, query: tantivy.Query) -> tantivy.SnippetGenerator:
        schema = self._index.schema
        passages = tantivy.SnippetGenerator.create(self._searcher, query, schema, "text")
        passages.set_max_num_chars(SNIPPET)
        return passages

    def _query(self, question: Question) -> tantivy.Query:
        words = self._words(question)
        if not question.source:
            return words
        schema, must = self._index.schema, tantivy.Occur.Must
        source = tantivy.Query.term_query(schema, "source", question.source, "basic")
        days = tantivy.Query.range_query(
            schema,
            "day",
            tantivy.FieldType.Integer,
            _day(question.since),
            _day(question.until),
        )
        unscored = [tantivy.Query.const_score_query(each, 0.0) for each in (source, days)]
        return tantivy.Query.boolean_query([(must, words), *((must, each) for each in unscored)])

    def _words(self, question: Question) -> tantivy.Query:
        if question.match == "prefix":
            pattern = re.escape(question.text.lower()) + ".*"
            return tantivy.Query.regex_query(self._index.schema, "text", pattern)
        text = " ".join(question.words)
        if question.match == "phrase":
            text = f'"{text}"'
        return self._index.parse_query(
            text, ["text"], conjunction_by_default=question.match == "all"
        )


def _text(document: tantivy.Document, name: str) -> str:
    value = document.get_first(name)
    return value if isinstance(value, str) else bytes(value or b"").decode()


CONTESTANT = RawTantivy()
