"""What of an index may be shown? All but canceled articles and those whose time has not come."""

from collections.abc import Sequence

from whoosh import query as q

from . import versions
from .engines import Found, Match, Order, Query, Reader, Spread
from .fields import CANCELED, HELD, Stored

# A word of more articles than this is not counted again without those that are hidden.
_MOST_COUNTED = 100


def canceled() -> Query:
    """What stands in an index for canceled articles."""
    return q.Term("state", CANCELED)


def embargoed() -> Query:
    """Articles whose time has not come, at this moment."""
    return q.And([q.Term("state", HELD), q.TermRange("until", str(versions.now() + 1), None)])


def live(reader: Reader) -> int:
    """How many articles an index holds, shown or not; canceled ones are none."""
    return reader.count() - _total(reader, canceled())


def visible(reader: Reader, *, with_embargoed: bool = False) -> Reader:
    """The reader without canceled articles, and without those whose time has not come.

    It tells of this moment: ask for it for each question. Where nothing is hidden it is the reader
    itself.
    """
    hidden = [canceled()] if reader.frequency("state", CANCELED) else []
    if not with_embargoed and reader.frequency("state", HELD):
        hidden.append(embargoed())
    counted = [(query, count) for query in hidden if (count := _total(reader, query))]
    return _Visible(reader, counted) if counted else reader


def _total(reader: Reader, query: Query) -> int:
    return reader.search(query, limit=0, order="newest").total


class _Visible:
    """See `Reader`: one that leaves something out."""

    def __init__(self, reader: Reader, hidden: Sequence[tuple[Query, int]]) -> None:
        """`hidden` has what is left out, and how many documents that is each time."""
        self._reader = reader
        self._without = [q.Not(query) for query, _ in hidden]
        self._hidden = sum(count for _, count in hidden)

    def _shown(self, query: Query) -> Query:
        return q.And([query, *self._without])

    def count(self) -> int:
        return _total(self, q.Every())

    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order) -> Found:
        return self._reader.search(self._shown(query), limit=limit, offset=offset, order=order)

    def spread(self, query: Query, names: Sequence[str], *, few: bool = False) -> Spread:
        return self._reader.spread(self._shown(query), names, few=few)

    def stored(self, matches: Sequence[Match]) -> list[Stored]:
        return self._reader.stored(matches)

    def stories(self, matches: Sequence[Match]) -> list[int]:
        return self._reader.stories(matches)

    def digests(self, matches: Sequence[Match]) -> list[int]:
        return self._reader.digests(matches)

    def digest(self, article_id: str) -> int | None:
        found = _total(self, q.Term("id", article_id))
        return self._reader.digest(article_id) if found else None

    def frequency(self, field: str, term: str) -> int:
        # Of rare words it matters: those of one hidden article are not to be told.
        count = self._reader.frequency(field, term)
        return count if count > _MOST_COUNTED or not count else _total(self, q.Term(field, term))

    def deleted(self) -> int:
        return self._reader.deleted() + self._hidden

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        found = self._reader.vocabulary(field, prefix, limit * 2)
        counted = [(term, self.frequency(field, term)) for term, _ in found]
        shown = [(term, count) for term, count in counted if count]
        return sorted(shown, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def is_latest(self) -> bool:
        return self._reader.is_latest()

    def refresh(self) -> bool:
        return self._reader.refresh()

    def close(self) -> None:
        self._reader.close()
