"""What stands in a query, and which part of the tree does it ask for?

The syntax nodes into which a query string is cut. They are grouped by the plug-ins, and then each
is asked for its `query`; `parser` is then the parser of `grammar.py`, with what the caller chose.
"""

from typing import Any

from whoosh import query as q
from whoosh.qparser import syntax

from . import asked

Query = Any
Parser = Any


class Word(syntax.TextNode):
    """Text typed in one piece: a word, with stars or `~`, or a date."""

    exact = False

    def query(self, parser: Parser) -> Query:
        field = self.fieldname or parser.fieldname
        found = asked.word(field, self.text, self.startchar, self.exact, parser.today)
        return _boosted(found, self.boost)


class Quoted(syntax.TextNode):
    """Text between quotes; `first` is the offset of its first character."""

    exact = False

    def __init__(self, text: str, first: int, apart: int | None) -> None:
        super().__init__(text)
        self.first = first
        self.apart = apart

    def query(self, parser: Parser) -> Query:
        field = self.fieldname or parser.fieldname
        found = asked.phrase(field, self.text, self.first, self.apart, self.exact, parser.today)
        return _boosted(found, self.boost)


class ExactSign(syntax.MarkerNode):
    """The `=` before a word or phrase."""

    def __init__(self, text: str) -> None:
        self.text = text


class Both(syntax.AndGroup):
    """Things joined by AND."""

    def query(self, parser: Parser) -> Query:
        return conjunction([node.query(parser) for node in self.nodes], self.boost)


class Either(syntax.OrGroup):
    """Things joined by OR."""

    def query(self, parser: Parser) -> Query:
        return disjunction([node.query(parser) for node in self.nodes], self.boost)


class But(syntax.NotGroup):
    """The one thing that stands after NOT or `-`."""

    def query(self, parser: Parser) -> Query:
        # Asking for any word finds more: it must not exclude more, too.
        return negation(self.nodes[0].query(parser.strict))


class Required(syntax.Wrapper):
    """The one thing that stands after `+`."""

    def query(self, parser: Parser) -> Query:
        return self.nodes[0].query(parser)


class Together(syntax.GroupNode):
    """Things side by side: a whole query, or what stands between parentheses."""

    has_fieldname = True
    fieldname: str | None = None

    def query(self, parser: Parser) -> Query:
        if not self.nodes:
            return None
        found = [node.query(parser) for node in self.nodes]
        if not parser.any_word:
            return conjunction(found, self.boost)
        # A filter says which articles are asked about at all, so it holds under any_word too;
        # inside `source:(...)` there are only values, and any of them will do.
        filters = self.fieldname is None or self.fieldname in asked.TEXT
        held: list[Query] = []
        optional: list[Query] = []
        choice = False
        for node, part in zip(self.nodes, found, strict=True):
            if _only_excludes(part) or (filters and _only_filters(part)):
                held.append(part)
            elif isinstance(node, Required):
                held.append(part)
                optional.append(part)  # so that the others add to the score without being needed
            else:
                optional.append(part)
                choice = True
        if choice:
            held.insert(0, disjunction(optional))
        return conjunction(held, self.boost)


def nested(node: Any) -> bool:
    """Whether a node holds others that were between parentheses."""
    return isinstance(node, Together)


def _only_excludes(part: Query) -> bool:
    return isinstance(part, q.And) and all(isinstance(sub, q.Every | q.Not) for sub in part)


def _only_filters(part: Query) -> bool:
    if isinstance(part, q.And | q.Or):
        return all(isinstance(sub, q.Every) or _only_filters(sub) for sub in part)
    if isinstance(part, q.Not):
        return _only_filters(part.query)
    return getattr(part, "fieldname", None) not in (None, *asked.TEXT)


def _boosted(found: Query, boost: float) -> Query:
    if found is not None:
        found.boost *= boost
    return found


def conjunction(parts: list[Query], boost: float = 1.0) -> Query:
    """All of these. What says "everything but" only excludes, beside anything else."""
    flat = [inner for part in parts for inner in _parts(part, q.And)]
    wanted = [part for part in flat if not isinstance(part, q.Every | q.Not)]
    every = [part for part in flat if isinstance(part, q.Every)]
    excluded = [part for part in flat if isinstance(part, q.Not)]
    return _weighted(q.And, [*(wanted or every[:1]), *excluded], boost)


def disjunction(parts: list[Query], boost: float = 1.0) -> Query:
    """Any of these."""
    return _weighted(q.Or, [inner for part in parts for inner in _parts(part, q.Or)], boost)


def negation(part: Query) -> Query:
    """Everything but this."""
    if (
        isinstance(part, q.And)
        and len(part) == 2
        and isinstance(part[0], q.Every)
        and isinstance(part[1], q.Not)
    ):
        return part[1].query
    return q.And([q.Every(), q.Not(part)])


def _parts(part: Query, kind: type[Any]) -> list[Query]:
    return list(part.subqueries) if type(part) is kind and part.boost == 1.0 else [part]


def _weighted(kind: type[Any], parts: list[Query], boost: float) -> Query:
    node = parts[0] if len(parts) == 1 else kind(parts)
    node.boost *= boost
    return node
