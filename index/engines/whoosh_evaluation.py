"""What does a plain tree match? The obvious way, by which faster engines are judged.

A query is evaluated node by node into a mapping from document to score, with nothing skipped.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from whoosh import query as plain

from ..fields import TEXT_FIELDS
from . import Query

_K1, _B = 1.2, 0.75


def terms(reader: Any, field: str, prefix: str) -> Iterable[str]:
    """The terms of a field that begin with a prefix, in order."""
    if field not in reader.schema:
        return []
    return (term.decode() for term in reader.expand_prefix(field, prefix.encode()))


Scores = dict[int, float]


class Evaluation:
    """One query over one reader: each node gives every document that it matches, with a score."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def run(self, node: Query) -> Scores:
        scores = _EVALUATE[type(node)](self, node)
        boost = getattr(node, "boost", 1.0)
        return scores if boost == 1.0 else {doc: score * boost for doc, score in scores.items()}

    def _postings(self, field: str, term: str) -> Any:
        if (field, term) not in self._reader:
            return None
        return self._reader.postings(field, term)

    def _positions(self, field: str, term: str) -> dict[int, list[int]]:
        positions: dict[int, list[int]] = {}
        postings = self._postings(field, term)
        while postings is not None and postings.is_active():
            positions[postings.id()] = postings.value_as("positions")
            postings.next()
        return positions

    def _idf(self, frequency: int) -> float:
        count = self._reader.doc_count_all()
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def _bm25(self, field: str, doc: int, idf: float, occurrences: float) -> float:
        if field not in TEXT_FIELDS:
            return idf  # ids and languages have no length and stand once
        average = self._reader.field_length(field) / max(self._reader.doc_count_all(), 1)
        length = self._reader.doc_field_length(doc, field, 1)
        norm = _K1 * (1 - _B + _B * length / (average or 1))
        return float(idf * occurrences * (_K1 + 1) / (occurrences + norm))

    def term(self, node: Query) -> Scores:
        scores: Scores = {}
        postings = self._postings(node.fieldname, node.text)
        if postings is None:
            return scores
        idf = self._idf(self._reader.doc_frequency(node.fieldname, node.text))
        while postings.is_active():
            doc = postings.id()
            scores[doc] = self._bm25(node.fieldname, doc, idf, postings.weight())
            postings.next()
        return scores

    def both(self, node: Query) -> Scores:
        wanted = [child for child in node.subqueries if not isinstance(child, plain.Not)]
        if not node.subqueries:
            return {}
        found = [self.run(child) for child in wanted or [plain.Every()]]
        docs = set(found[0]).intersection(*found[1:])
        for child in node.subqueries:
            if isinstance(child, plain.Not):
                docs -= set(self.run(child.query))
        return {doc: sum(scores[doc] for scores in found) for doc in docs}

    def either(self, node: Query) -> Scores:
        total: Scores = {}
        for child in node.subqueries:
            for doc, score in self.run(child).items():
                total[doc] = total.get(doc, 0.0) + score
        return total

    def best(self, node: Query) -> Scores:
        total: Scores = {}
        for child in node.subqueries:
            for doc, score in self.run(child).items():
                total[doc] = max(total.get(doc, 0.0), score)
        return total

    def maybe(self, node: Query) -> Scores:
        extra = self.run(node.b)
        return {doc: score + extra.get(doc, 0.0) for doc, score in self.run(node.a).items()}

    def constant(self, node: Query) -> Scores:
        return dict.fromkeys(self.run(node.child), node.score)

    def phrase(self, node: Query) -> Scores:
        """Documents where the words stand one after the other; slop as `Phrase` in `Engine`."""
        if len(node.words) == 1:
            return self.term(plain.Term(node.fieldname, node.words[0]))
        standing = [self._positions(node.fieldname, word) for word in node.words]
        frequencies = [self._reader.doc_frequency(node.fieldname, word) for word in node.words]
        idf = sum(self._idf(frequency) for frequency in frequencies)
        scores: Scores = {}
        for doc in set(standing[0]).intersection(*standing[1:]):
            places = [positions[doc] for positions in standing]
            if occurrences := _occurrences(places, node.slop - 1):
                scores[doc] = self._bm25(node.fieldname, doc, idf, occurrences)
        return scores

    def expanded(self, field: str, terms: Iterable[str]) -> Scores:
        docs: set[int] = set()
        for term in terms:
            postings = self._postings(field, term)
            docs.update(postings.all_ids() if postings is not None else ())
        return dict.fromkeys(docs, 1.0)

    def prefix(self, node: Query) -> Scores:
        return self.expanded(node.fieldname, terms(self._reader, node.fieldname, node.text))

    def wildcard(self, node: Query) -> Scores:
        pieces = re.split(r"\*+", node.text)
        pattern = re.compile(".*".join(map(re.escape, pieces)))
        begun = terms(self._reader, node.fieldname, pieces[0])
        return self.expanded(node.fieldname, filter(pattern.fullmatch, begun))

    def fuzzy(self, node: Query) -> Scores:
        near = self._reader.terms_within(node.fieldname, node.text, node.maxdist, prefix=0)
        return self.expanded(node.fieldname, list(near))

    def between(self, node: Query) -> Scores:
        numbers = self._reader.column_reader(node.fieldname)
        first, last = (_number(node.start, 1), _number(node.end, 1 << 62))
        docs = (doc for doc in self.every(node) if first <= numbers[doc] <= last)
        return dict.fromkeys(docs, 1.0)

    def every(self, _node: Query) -> Scores:
        return dict.fromkeys(self._reader.all_doc_ids(), 1.0)


def _number(date: str | None, otherwise: int) -> int:
    return int(date.replace("-", "")) if date else otherwise


def _occurrences(places: Sequence[Sequence[int]], slop: int) -> int:
    """How often words stand as a phrase, given the positions of each word in turn.

    With slop 0 each word follows the one before. Two words may stand further apart: a slop of n
    lets n words between them, and n - 2 in the other order.
    """
    if slop == 0:
        following = (
            {position - ahead for position in positions} for ahead, positions in enumerate(places)
        )
        return len(set.intersection(*following))
    first, second = places
    return sum(any(abs(after - 1 - before) <= slop for after in second) for before in first)


_EVALUATE: dict[type[Any], Callable[[Evaluation, Query], Scores]] = {
    plain.Term: Evaluation.term,
    plain.And: Evaluation.both,
    plain.Or: Evaluation.either,
    plain.Not: lambda run, node: run.both(plain.And([node])),
    plain.AndMaybe: Evaluation.maybe,
    plain.DisjunctionMax: Evaluation.best,
    plain.ConstantScoreQuery: Evaluation.constant,
    plain.Phrase: Evaluation.phrase,
    plain.Prefix: Evaluation.prefix,
    plain.Wildcard: Evaluation.wildcard,
    plain.FuzzyTerm: Evaluation.fuzzy,
    plain.TermRange: Evaluation.between,
    plain.Every: Evaluation.every,
    type(plain.NullQuery): lambda _run, _node: {},
}
