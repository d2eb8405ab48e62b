"""Which articles are asked about at all? Filters given beside a question, and taken out of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from whoosh import query as q

from newsearch.corpus.errors import QueryError

from .dates import date_range

# Filters that a search takes, by the field that they ask.
FILTERS = ("source", "agency", "place", "language", "category", "author", "keyword")


def filtered(
    asked: Any,
    filters: Mapping[str, Sequence[str]],
    since: str,
    until: str,
    today: date,
) -> Any:
    """The question together with filters given beside it, as if they stood in it.

    Raises QueryError for a filter that is not one of FILTERS and for a bad date.
    """
    wanted = [asked]
    for name, values in filters.items():
        if name not in FILTERS:
            raise QueryError(f"no filter {name!r}: one of {', '.join(FILTERS)}")
        if values:
            wanted.append(q.Or([q.Term(name, value) for value in values]))
    if since or until:
        first = date_range(since, today)[0] if since else None
        last = date_range(until, today)[1] if until else None
        wanted.append(q.TermRange("date", first, last))
    return q.And(wanted) if len(wanted) > 1 else asked


def without(asked: Any, field: str) -> Any:
    """The question without its filters on a field, or None if it has none."""
    children = _conjuncts(asked)
    kept = [child for child in children if not _only_asks(child, field)]
    if len(kept) == len(children):
        return None
    return q.And(kept) if kept else q.Every()


def _conjuncts(asked: Any) -> list[Any]:
    """What must all hold: the question's parts under And, however nested."""
    if isinstance(asked, q.And) and asked.boost == 1.0:
        return [part for child in asked.subqueries for part in _conjuncts(child)]
    return [asked]


def _only_asks(asked: Any, field: str) -> bool:
    if isinstance(asked, q.And | q.Or):
        return bool(asked.subqueries) and all(_only_asks(c, field) for c in asked.subqueries)
    if isinstance(asked, q.Not):
        return _only_asks(asked.query, field)
    return getattr(asked, "fieldname", None) == field


def ranks(tree: Any) -> bool:
    """Whether any part of a plain tree tells better matches from worse."""
    if isinstance(tree, q.And | q.Or):
        return any(ranks(child) for child in tree.subqueries)
    if isinstance(tree, q.AndMaybe):
        return ranks(tree.a) or ranks(tree.b)
    return isinstance(tree, q.Term | q.Phrase)
