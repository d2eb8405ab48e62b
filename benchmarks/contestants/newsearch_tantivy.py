"""newsearch as it is used: `newsearch index` fills it, `Searcher` answers.

Nothing is set: the number of worker processes, the three layers, compounds and detection of copies
are what the command does by itself. Without snippets means the steps of `Searcher.search` but for
these; the bare top ten is what `newsearch batch --format trec` does.
"""

import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from newsearch.corpus import Article
from newsearch.index import store
from newsearch.search import Searcher, answer
from newsearch.search.filters import filtered
from newsearch.search.grammar import parse

from ..protocol import TOP, Answer, Question, Session, Shown


class Newsearch:
    """See `Contestant`."""

    def __init__(self, engine: str, package: str) -> None:
        self._engine = engine
        self._package = package

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("newsearch", self._package, "PyStemmer")}

    def build(self, articles: Path, folder: Path) -> None:
        command = [sys.executable, "-m", "newsearch.search", "index"]
        subprocess.run(
            [*command, "--engine", self._engine, "--index", folder, articles],
            check=True,
            stderr=subprocess.DEVNULL,
        )

    def open(self, folder: Path) -> Session:
        return _Session(folder)


class _Session:
    """See `Session`."""

    def __init__(self, folder: Path) -> None:
        self._searcher = Searcher.open(folder)
        self._opened = store.open_reader(folder)

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        if not snippets:
            return self._counted(question)
        found = self._searcher.search(
            _typed(question),
            facets=("source", "date:month"),
            filters=_filters(question),
            since=question.since,
            until=question.until,
            any_word=question.match == "any",
            plain=_plain(question),
        )
        counts = {
            facet.name: {each.value: each.count for each in facet.values} for facet in found.facets
        }
        hits = [
            Shown(hit.id, hit.headline, hit.date, hit.source, hit.snippet) for hit in found.hits
        ]
        return Answer(found.total, hits, counts["source"], counts["date"])

    def top(self, question: Question) -> list[str]:
        return [article.id for article in self._found(_asked(question), question)[1]]

    def another(self) -> Session:
        return self

    def _found(self, asked: Any, question: Question) -> tuple[int, list[Article]]:
        tree = answer.plain(self._opened, asked, question.match == "any")
        found = answer.find(self._opened, tree, TOP, 0, "relevance")
        stored = self._opened.reader.stored(found.matches)
        return found.total, [Article.from_json(each.article) for each in stored]

    def _counted(self, question: Question) -> Answer:
        asked, any_word = _asked(question), question.match == "any"
        total, articles = self._found(asked, question)
        facets, _ = answer.count(
            self._opened,
            asked,
            {"source": "", "date": "month"},
            lambda part: answer.plain(self._opened, part, any_word),
        )
        sources, months = ({each.value: each.count for each in facet.values} for facet in facets)
        hits = [Shown(each.id, each.headline, each.date, each.source, "") for each in articles]
        return Answer(total, hits, sources, months)


def _asked(question: Question) -> Any:
    words = parse(_typed(question), any_word=question.match == "any", plain=_plain(question))
    return filtered(words, _filters(question), question.since, question.until, date.today())


def _typed(question: Question) -> str:
    if question.match == "phrase":
        return f'"{question.text}"'
    return f"{question.text}*" if question.match == "prefix" else question.text


def _plain(question: Question) -> bool:
    return question.match in ("all", "any")


def _filters(question: Question) -> dict[str, list[str]]:
    return {"source": [question.source]} if question.source else {}


CONTESTANT = Newsearch("tantivy", "tantivy")
