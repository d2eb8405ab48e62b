"""bm25s with PyStemmer's German stems and its own German stop words.

It ranks by any word and keeps everything in memory; all else is what its users write around it, in
numpy where that is possible. All words: the articles of each word's column, intersected. A phrase:
those, and then the words are looked for in the text. A wildcard: the tokens that begin so, any of
them. Counts by source and month are `numpy.bincount`s over the articles that match, filters are
masks, and a snippet is the text around the first word found.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer

from ..protocol import SNIPPET, TOP, Answer, Document, Question, Session, Shown, documents

_Numbers = Any  # an array of numbers of articles


def _tokenizer() -> Any:
    return bm25s.tokenization.Tokenizer(stemmer=Stemmer.Stemmer("german"), stopwords="german")


class Bm25sGerman:
    """See `Contestant`."""

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("bm25s", "PyStemmer", "numpy")}

    def build(self, articles: Path, folder: Path) -> None:
        tokenizer = _tokenizer()
        held = list(documents(articles))
        tokens = tokenizer.tokenize(
            [article.text for article in held], return_as="tuple", show_progress=False
        )
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(folder)
        with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in held)

    def open(self, folder: Path) -> Session:
        return _Session(folder)


class _Session:
    """See `Session`."""

    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder)
        with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
            self._articles = [Document(*json.loads(line)) for line in lines]
        self._stem = Stemmer.Stemmer("german").stemWord
        self._vocabulary: dict[str, int] = self._retriever.vocab_dict
        self._sources, self._source = _coded([each.source for each in self._articles])
        self._months, self._month = _coded([each.date[:7] for each in self._articles])
        self._day = np.array([int(each.date.replace("-", "") or 0) for each in self._articles])

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        tokens = self._tokens(question)
        numbers = self._matching(question, tokens)
        hits = []
        marked = _marker(question)
        for number in self._best(tokens, numbers):
            article = self._articles[number]
            snippet = _snippet(article.body, marked) if snippets else ""
            hits.append(Shown(article.id, article.headline, article.date, article.source, snippet))
        sources = _counted(self._source[numbers], self._sources)
        months = _counted(self._month[numbers], self._months)
        return Answer(len(numbers), hits, sources, months)

    def top(self, question: Question) -> list[str]:
        tokens = self._tokens(question)
        if question.match == "any" and not question.source:  # what it is made for
            if not tokens:
                return []
            found, scores = self._retriever.retrieve(
                [tokens], k=min(TOP, len(self._articles)), show_progress=False
            )
            return [
                self._articles[number].id
                for number, score in zip(found[0], scores[0], strict=True)
                if score > 0
            ]
        best = self._best(tokens, self._matching(question, tokens))
        return [self._articles[number].id for number in best]

    def another(self) -> Session:
        return self

    def _tokens(self, question: Question) -> list[int]:
        """The numbers of the tokens of a question; those of no article are left out."""
        if question.match == "prefix":
            start = question.text.lower()
            return [at for token, at in self._vocabulary.items() if token.startswith(start)]
        stems = (self._stem(word.lower()) for word in question.words)
        return [self._vocabulary[stem] for stem in stems if stem in self._vocabulary]

    def _column(self, token: int) -> _Numbers:
        scores = self._retriever.scores
        return scores["indices"][scores["indptr"][token] : scores["indptr"][token + 1]]

    def _matching(self, question: Question, tokens: list[int]) -> _Numbers:
        columns = [self._column(token) for token in tokens]
        if not columns:
            return np.array([], dtype=np.int64)
        if question.match in ("any", "prefix"):
            numbers = np.unique(np.concatenate(columns))
        else:
            numbers = np.sort(min(columns, key=len))
            for column in columns:
                numbers = np.intersect1d(numbers, column)
        if question.source:
            since, until = (int(day.replace("-", "")) for day in (question.since, question.until))
            days = self._day[numbers]
            of_source = self._source[numbers] == self._sources.index(question.source)
            numbers = numbers[of_source & (days >= since) & (days <= until)]
        if question.match == "phrase":
            phrase = re.compile(r"\W+".join(map(re.escape, question.words)), re.IGNORECASE)
            kept = [number for number in numbers if phrase.search(self._articles[number].text)]
            numbers = np.array(kept, dtype=np.int64)
        return numbers

    def _best(self, tokens: list[int], numbers: _Numbers) -> list[int]:
        if not len(numbers):
            return []
        scores = self._retriever.get_scores_from_ids(tokens)[numbers]
        few = np.argpartition(-scores, TOP)[:TOP] if len(numbers) > TOP else np.arange(len(numbers))
        return [int(numbers[at]) for at in few[np.argsort(-scores[few], kind="stable")]]


def _coded(values: list[str]) -> tuple[list[str], Any]:
    """The different values in order, and for each article which of them it has."""
    names, numbers = np.unique(np.array(values), return_inverse=True)
    return [str(name) for name in names], numbers


def _counted(numbers: _Numbers, names: list[str]) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(names))
    return {name: int(counts[at]) for at, name in enumerate(names) if name and counts[at]}


def _marker(question: Question) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, question.words)) + ")", re.IGNORECASE)


def _snippet(body: str, marked: re.Pattern[str]) -> str:
    found = marked.search(body)
    start = max(found.start() - SNIPPET // 2, 0) if found else 0
    return marked.sub(r"<b>\g<0></b>", body[start : start + SNIPPET])


CONTESTANT = Bm25sGerman()
