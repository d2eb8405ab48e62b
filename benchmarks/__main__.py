"""How fast is newsearch beside what it is built on? `make bench`, one run, one machine.

Three engines index the same articles and answer the same questions in turn: newsearch with all its
layers, raw tantivy with its own German analyser (the limit in practice), and plain Whoosh with a
stemming analyser. An answer is the ten best, the total, and counts by date and source; newsearch
also gives its snippets. The articles are real ones where there are any ($NEWSEARCH_SHARED, else
../shared beside the checkout), else the samples many times over, and the table says which.
"""

import argparse
import dataclasses
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy
import whoosh.fields
import whoosh.index
import whoosh.qparser
from whoosh.analysis import LanguageAnalyzer

from newsearch.corpus import Article, read
from newsearch.index import build
from newsearch.search import Searcher

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "Moskau", "Regierung", "Impfstoff Zulassung", "Wahl Bürgermeister Stichwahl",
    "Satellitenbau", "Bundesgesundheitsministerium", "Hochwasser", "Streik",
)  # fmt: skip

Answer = Callable[[str], object]


def articles(count: int) -> tuple[str, list[Article]]:
    """What is indexed: a word on where it comes from, and the articles."""
    shared = Path(os.environ.get("NEWSEARCH_SHARED", ROOT.parent / "shared"))
    real = shared / "data" / "news-de.jsonl.xz"
    if real.exists():
        found = [each for each in islice(read([real]), count) if isinstance(each, Article)]
        return "real German articles", found
    samples = [each for each in read([ROOT / "corpus" / "samples"]) if isinstance(each, Article)]
    return "samples, repeated", list(islice(_repeated(samples), count))


def _repeated(samples: list[Article]) -> Iterator[Article]:
    number = 0
    while True:
        for each in samples:
            yield dataclasses.replace(each, id=f"{each.id}-{number}")
        number += 1


def newsearch(folder: Path, given: list[Article]) -> Answer:
    """Everything that `newsearch index` and `newsearch query` do."""
    build.index(folder, given)
    searcher = Searcher.open(folder)
    return lambda question: searcher.search(question, any_word=True)


def raw_tantivy(folder: Path, given: list[Article]) -> Answer:
    """tantivy's own German analyser, one text field, two aggregations."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="german")
    for name in ("source", "date"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    builder.add_bytes_field("article", stored=True)
    index = tantivy.Index(builder.build(), str(folder))
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("german"))
        .build()
    )
    index.register_tokenizer("german", analyzer)
    writer = index.writer(256_000_000, 1)
    for each in given:
        writer.add_document(
            tantivy.Document(
                text=f"{each.headline}\n{each.body}",
                source=each.source,
                date=each.date,
                article=each.to_json().encode(),
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    counts = {name: {"terms": {"field": name, "size": 1000}} for name in ("source", "date")}

    def answer(question: str) -> object:
        query = index.parse_query(question, ["text"])
        found = searcher.search(query, limit=10)
        return searcher.aggregate(query, counts), [searcher.doc(at) for _, at in found.hits]

    return answer


def plain_whoosh(folder: Path, given: list[Article]) -> Answer:
    """Whoosh as its documentation shows it, with its German stemmer."""
    fields: Any = whoosh.fields
    schema = fields.Schema(
        text=fields.TEXT(analyzer=LanguageAnalyzer("de")),
        source=fields.ID(sortable=True),
        date=fields.ID(sortable=True),
        article=fields.STORED(),
    )
    index = whoosh.index.create_in(str(folder), schema)
    writer = index.writer(limitmb=256)
    for each in given:
        text = f"{each.headline}\n{each.body}"
        writer.add_document(text=text, source=each.source, date=each.date, article=each.to_json())
    writer.commit()
    searcher = index.searcher()
    parser = whoosh.qparser.QueryParser("text", schema, group=whoosh.qparser.OrGroup)

    def answer(question: str) -> object:
        found = searcher.search(parser.parse(question), limit=10, groupedby=["source", "date"])
        return found.groups("source"), found.groups("date"), [hit.fields() for hit in found]

    return answer


def main() -> None:
    """Index, ask every question in turn, and print a table of medians and ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    what, corpus = articles(given.articles)
    size = sum(len(each.body.encode()) for each in corpus) / 1e6
    print(f"{len(corpus):,} {what}, {size:.1f} MB of text; {given.rounds} rounds of questions")
    with tempfile.TemporaryDirectory() as temporary:
        speeds, answers = {}, {}
        for name, make in (
            ("newsearch", newsearch),
            ("raw tantivy", raw_tantivy),
            ("plain whoosh", plain_whoosh),
        ):
            folder = Path(temporary) / name.replace(" ", "-")
            folder.mkdir()
            began = time.perf_counter()
            answers[name] = make(folder, corpus)
            speeds[name] = len(corpus) / (time.perf_counter() - began)
        times: dict[str, list[float]] = {name: [] for name in answers}
        for _ in range(given.rounds):
            for question in QUESTIONS:
                for name, answer in answers.items():  # in turn: the machine's moods hit all alike
                    began = time.perf_counter()
                    answer(question)
                    times[name].append((time.perf_counter() - began) * 1000)
    heads = ("articles/s", "of tantivy", "p50 ms", "p95 ms", "of tantivy")
    print("\n" + " " * 14 + "".join(f"{head:>12}" for head in heads))
    for name in answers:
        half, high = statistics.median(times[name]), statistics.quantiles(times[name], n=20)[-1]
        limit = statistics.quantiles(times["raw tantivy"], n=20)[-1]
        print(
            f"{name:14}{speeds[name]:12,.0f}{speeds[name] / speeds['raw tantivy']:12.2f}"
            f"{half:12.2f}{high:12.2f}{high / limit:12.1f}"
        )


main()
