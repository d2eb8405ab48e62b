"""How does tantivy run a plain tree? Each node of `whoosh.query` -> a query of the library.

A tree is translated in one of two ways: with its scores, or only for what it matches. The second
leaves out whatever adds to the score alone. Both take nested nodes of one kind as one: a union
inside a union costs the library half as much again as all its terms side by side.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import tantivy
from whoosh import query as plain

from ..fields import TERM_FIELDS, story_term
from . import Query

# The greatest number of the library's integers.
LAST = (1 << 63) - 1

_Native = tantivy.Query
_Clause = tuple[tantivy.Occur, tantivy.Query]
_MUST, _MUST_NOT, _SHOULD = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should

# Fields whose terms are held without how often they stand in a document.
_WITHOUT_COUNTS = frozenset(("id", "language", *TERM_FIELDS))
# Compiled patterns that are remembered: the library takes a millisecond for one, and an answer
# needs it several times.
_PATTERNS = 64
# Stories whose terms are remembered: those with copies are asked for again and again.
_STORIES = 50_000


def utf8(text: str) -> str:
    """The text as the library takes it: without lone surrogates, which no document has."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


class Translator:
    """Plain trees -> queries for the indexes of one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        self._stories: dict[int, tantivy.Query] = {}
        patterns: dict[tuple[str, str], tantivy.Query] = {}
        self._matching = _Translation(schema, patterns)
        self._scored = _Translation(schema, patterns, self._matching)

    def scored(self, node: Query) -> tantivy.Query:
        """The library's query for a plain tree."""
        return self._scored.query(node)

    def matching(self, node: Query) -> tantivy.Query:
        """The same without scores, for counting and for other orders."""
        return self._matching.query(node)

    def term(self, field: str, text: str) -> tantivy.Query:
        """The documents that have a term, without scores."""
        return _Native.term_query(self._schema, field, utf8(text), "basic")

    def any_story(self, stories: list[int]) -> tantivy.Query:
        """The documents that tell any of some stories, without scores."""
        # The library has a query for sets of terms, which takes twice the time of these.
        known = self._stories
        if len(known) + len(stories) > _STORIES:
            known = self._stories = {}
        for story in stories:
            if story not in known:
                known[story] = self.term("state", story_term(story))
        return _either([known[story] for story in stories])

    def between(self, field: str, first: int, last: int) -> tantivy.Query:
        """The documents whose number in a field lies between two, both included."""
        integer = tantivy.FieldType.Integer
        return _Native.range_query(self._schema, field, integer, first, last)


def both(first: tantivy.Query, second: tantivy.Query) -> tantivy.Query:
    """What matches two queries."""
    return _Native.boolean_query([(_MUST, first), (_MUST, second)])


def _either(queries: list[tantivy.Query]) -> tantivy.Query:
    """What matches any of some queries."""
    return _Native.boolean_query([(_SHOULD, query) for query in queries])


class _Translation:
    """One of the two ways; the one with scores takes the other for what gives none."""

    def __init__(
        self,
        schema: tantivy.Schema,
        patterns: dict[tuple[str, str], tantivy.Query],
        unscored: "_Translation | None" = None,
    ) -> None:
        self._schema = schema
        self._patterns = patterns
        self._is_scored = unscored is not None
        self._unscored = unscored or self

    def query(self, node: Query) -> tantivy.Query:
        return self._times(_TRANSLATE[type(node)](self, node), self._boost(node))

    def _boost(self, node: Query) -> float:
        return float(getattr(node, "boost", 1.0)) if self._is_scored else 1.0

    def _times(self, native: tantivy.Query, boost: float) -> tantivy.Query:
        return native if boost == 1.0 else _Native.boost_query(native, boost)

    def _constant(self, native: tantivy.Query, score: float = 1.0) -> tantivy.Query:
        """The query with one score for each match."""
        return _Native.const_score_query(native, score) if self._is_scored else native

    def term(self, node: Query) -> tantivy.Query:
        counted = self._is_scored and node.fieldname not in _WITHOUT_COUNTS
        option = "freq" if counted else "basic"
        return _Native.term_query(self._schema, node.fieldname, utf8(node.text), option)

    def both(self, node: Query) -> tantivy.Query:
        if not node.subqueries:
            return _Native.empty_query()
        clauses = list(self._conjuncts(node))
        if _only_excludes(node):
            clauses.append((_MUST, self._constant(_Native.all_query())))
        return _Native.boolean_query(clauses)

    def _conjuncts(self, node: Query) -> Iterator[_Clause]:
        """The clauses of an And, with those of what stands in it."""
        for child in node.subqueries:
            if isinstance(child, plain.Not):
                yield _MUST_NOT, self._unscored.query(child.query)
            else:
                yield from self._required(child)

    def _required(self, node: Query) -> Iterator[_Clause]:
        if self._boost(node) != 1.0:
            yield _MUST, self.query(node)
        elif isinstance(node, plain.AndMaybe):
            yield from self._with_extra(node)
        elif type(node) is plain.And and not _only_excludes(node):
            yield from self._conjuncts(node)
        else:
            yield _MUST, self.query(node)

    def maybe(self, node: Query) -> tantivy.Query:
        return _Native.boolean_query(list(self._with_extra(node)))

    def _with_extra(self, node: Query) -> Iterator[_Clause]:
        yield from self._required(node.a)
        if self._is_scored:
            yield from ((_SHOULD, native) for native in self._alternatives(node.b, 1.0))

    def either(self, node: Query) -> tantivy.Query:
        found = [native for each in node.subqueries for native in self._alternatives(each, 1.0)]
        return _either(found) if found else _Native.empty_query()

    def _alternatives(self, node: Query, boost: float) -> Iterator[tantivy.Query]:
        """The parts of an Or, however nested, or the one node."""
        if type(node) is plain.Or:
            for child in node.subqueries:
                yield from self._alternatives(child, boost * self._boost(node))
        else:
            native = _TRANSLATE[type(node)](self, node)
            yield self._times(native, boost * self._boost(node))

    def best(self, node: Query) -> tantivy.Query:
        return _Native.disjunction_max_query([self.query(child) for child in node.subqueries])

    def constant(self, node: Query) -> tantivy.Query:
        return self._constant(self._unscored.query(node.child), node.score)

    def phrase(self, node: Query) -> tantivy.Query:
        if len(node.words) == 1:
            return self.term(plain.Term(node.fieldname, node.words[0]))
        words = list(node.words)
        return _Native.phrase_query(self._schema, node.fieldname, words, node.slop - 1)

    def prefix(self, node: Query) -> tantivy.Query:
        # As a pattern it would have to be compiled. All terms that begin with one at no edits.
        return self._constant(
            _Native.fuzzy_term_query(
                self._schema, node.fieldname, utf8(node.text), distance=0, prefix=True
            )
        )

    def wildcard(self, node: Query) -> tantivy.Query:
        pattern = ".*".join(_literal(piece) for piece in re.split(r"\*+", node.text))
        compiled = self._patterns.get((node.fieldname, pattern))
        if compiled is None:
            if len(self._patterns) >= _PATTERNS:
                self._patterns.clear()
            compiled = _Native.regex_query(self._schema, node.fieldname, pattern)
            self._patterns[node.fieldname, pattern] = compiled
        return self._constant(compiled)

    def fuzzy(self, node: Query) -> tantivy.Query:
        return self._constant(
            _Native.fuzzy_term_query(
                self._schema, node.fieldname, utf8(node.text), node.maxdist, True
            )
        )

    def between(self, node: Query) -> tantivy.Query:
        return self._constant(
            _Native.range_query(
                self._schema,
                node.fieldname,
                tantivy.FieldType.Integer,
                _number(node.start, 0),
                _number(node.end, LAST),
            )
        )

    def every(self, _node: Query) -> tantivy.Query:
        return self._constant(_Native.all_query())


def _only_excludes(node: Query) -> bool:
    return all(isinstance(child, plain.Not) for child in node.subqueries)


def _number(date: str | None, otherwise: int) -> int:
    return int(date.replace("-", "")) if date else otherwise


def _literal(text: str) -> str:
    return re.sub(r"([\\.+*?()|\[\]{}^$#&~<>@\"-])", r"\\\1", utf8(text))


_TRANSLATE: dict[type[Any], Callable[[_Translation, Query], tantivy.Query]] = {
    plain.Term: _Translation.term,
    plain.And: _Translation.both,
    plain.Or: _Translation.either,
    plain.Not: lambda to, node: to.both(plain.And([node])),
    plain.AndMaybe: _Translation.maybe,
    plain.DisjunctionMax: _Translation.best,
    plain.ConstantScoreQuery: _Translation.constant,
    plain.Phrase: _Translation.phrase,
    plain.Prefix: _Translation.prefix,
    plain.Wildcard: _Translation.wildcard,
    plain.FuzzyTerm: _Translation.fuzzy,
    plain.TermRange: _Translation.between,
    plain.Every: _Translation.every,
    type(plain.NullQuery): lambda _to, _node: _Native.empty_query(),
}
