"""How does tantivy run a plain tree? Each node of `whoosh.query` -> a query of the library."""

import re
from collections.abc import Callable
from typing import Any

import tantivy
from whoosh import query as plain

from ..fields import TERM_FIELDS
from . import Query

# The greatest number of the library's integers.
LAST = (1 << 63) - 1

_Native = tantivy.Query

# Fields whose terms are held without how often they stand in a document.
_WITHOUT_COUNTS = frozenset(("id", "language", *TERM_FIELDS))


def utf8(text: str) -> str:
    """The text as the library takes it: without lone surrogates, which no document has."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def translated(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    """The library's query for a plain tree."""
    native = _TRANSLATE[type(node)](node, schema)
    boost = getattr(node, "boost", 1.0)
    return native if boost == 1.0 else _Native.boost_query(native, boost)


def constant(native: tantivy.Query) -> tantivy.Query:
    """The query with a score of 1 for each match."""
    return _Native.const_score_query(native, 1.0)


def _term(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    option = "basic" if node.fieldname in _WITHOUT_COUNTS else "freq"
    return _Native.term_query(schema, node.fieldname, utf8(node.text), option)


def _and(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    clauses = []
    for child in node.subqueries:
        if isinstance(child, plain.Not):
            clauses.append((tantivy.Occur.MustNot, translated(child.query, schema)))
        else:
            clauses.append((tantivy.Occur.Must, translated(child, schema)))
    if not clauses:
        return _Native.empty_query()
    if all(occur == tantivy.Occur.MustNot for occur, _ in clauses):
        clauses.append((tantivy.Occur.Must, constant(_Native.all_query())))
    return _Native.boolean_query(clauses)


def _or(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    children = [(tantivy.Occur.Should, translated(child, schema)) for child in node.subqueries]
    return _Native.boolean_query(children) if children else _Native.empty_query()


def _not(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _and(plain.And([node]), schema)


def _and_maybe(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.boolean_query(
        [
            (tantivy.Occur.Must, translated(node.a, schema)),
            (tantivy.Occur.Should, translated(node.b, schema)),
        ]
    )


def _best(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.disjunction_max_query([translated(child, schema) for child in node.subqueries])


def _constant_score(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Native.const_score_query(translated(node.child, schema), node.score)


def _phrase(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    if len(node.words) == 1:
        return _term(plain.Term(node.fieldname, node.words[0]), schema)
    return _Native.phrase_query(schema, node.fieldname, list(node.words), node.slop - 1)


def _prefix(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return constant(_Native.regex_query(schema, node.fieldname, f"{_literal(node.text)}.*"))


def _wildcard(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    pattern = ".*".join(_literal(piece) for piece in re.split(r"\*+", node.text))
    return constant(_Native.regex_query(schema, node.fieldname, pattern))


def _fuzzy(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return constant(
        _Native.fuzzy_term_query(
            schema, node.fieldname, utf8(node.text), node.maxdist, transposition_cost_one=True
        )
    )


def _range(node: Query, schema: tantivy.Schema) -> tantivy.Query:
    return constant(
        _Native.range_query(
            schema,
            node.fieldname,
            tantivy.FieldType.Integer,
            _number(node.start, 0),
            _number(node.end, LAST),
        )
    )


def _number(date: str | None, otherwise: int) -> int:
    return int(date.replace("-", "")) if date else otherwise


def _literal(text: str) -> str:
    return re.sub(r"([\\.+*?()|\[\]{}^$#&~<>@\"-])", r"\\\1", utf8(text))


_TRANSLATE: dict[type[Any], Callable[[Query, tantivy.Schema], tantivy.Query]] = {
    plain.Term: _term,
    plain.And: _and,
    plain.Or: _or,
    plain.Not: _not,
    plain.AndMaybe: _and_maybe,
    plain.DisjunctionMax: _best,
    plain.ConstantScoreQuery: _constant_score,
    plain.Phrase: _phrase,
    plain.Prefix: _prefix,
    plain.Wildcard: _wildcard,
    plain.FuzzyTerm: _fuzzy,
    plain.TermRange: _range,
    plain.Every: lambda _node, _schema: constant(_Native.all_query()),
    type(plain.NullQuery): lambda _node, _schema: _Native.empty_query(),
}
