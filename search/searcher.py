"""The public way to ask an index: `Searcher.open(path).search("Satellitenbau")`."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date as calendar_date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.index import store
from newsearch.index.documents import folded
from newsearch.index.engines import Found, Order
from newsearch.index.fields import FACETS, LABELS

from . import facets as facet_steps
from . import spelling
from .expand import Lexicon, expand
from .filters import filtered, ranks, without
from .freshness import fresh as freshened
from .freshness import half_life
from .grammar import parse
from .hits import hit
from .marks import marks
from .results import Facet, Hit, Results, Suggestion

# Spellings offered for one unknown word.
_SPELLINGS = 3

_Read = Callable[[str, bool], Any]


class Searcher:
    """An index open for questions. It stays with one committed state until `refresh`."""

    def __init__(self, path: Path, opened: store.Opened) -> None:
        self._path = path
        self._opened = opened

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the index at `path`.

        Raises IndexMissing where there is none, IndexOutdated where it was written by another
        analysis, IndexDamaged where its files are incomplete.
        """
        folder = Path(path)
        return cls(folder, store.open_reader(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the index's files."""
        self._opened.reader.close()

    def refresh(self) -> bool:
        """Move on to the latest commit; true if there was a new one."""
        latest = store.manifest(self._path)
        if latest.generation != self._opened.manifest.generation:
            before, self._opened = self._opened, store.open_reader(self._path)
            before.reader.close()
            return True
        moved = self._opened.reader.refresh()
        self._opened = store.Opened(latest, self._opened.reader, self._opened.analysers)
        return moved

    @property
    def count(self) -> int:
        """How many articles the index holds."""
        return self._opened.reader.count()

    def about(self) -> dict[str, Any]:
        """What the index is: articles, languages, engine, and when it last changed."""
        manifest = self._opened.manifest
        return {
            "articles": self.count,
            "languages": list(manifest.languages),
            "engine": manifest.engine,
            "updated": manifest.updated,
            "generation": manifest.generation,
        }

    def article(self, article_id: str) -> Article | None:
        """The article with this id, or None."""
        found = self._opened.reader.search(q.Term("id", article_id), limit=1, order="newest")
        stored = self._opened.reader.stored(found.matches)
        return Article.from_json(stored[0].article) if stored else None

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Order = "relevance",
        facets: Sequence[str] = ("date", "source"),
        filters: Mapping[str, Sequence[str]] | None = None,
        since: str = "",
        until: str = "",
        any_word: bool = False,
        plain: bool = False,
        fresh: str = "",
        today: calendar_date | None = None,
    ) -> Results:
        """Answer a question.

        `limit` hits after the first `offset`. `facets` are names of FACETS, `date` also with its
        step (`date:month`). `filters` give values of FILTERS, of which an article must have one
        each; `since` and `until` take dates as `date:` does. `any_word` lets an article match by
        any word, `plain` reads no operators. `fresh` is a half-life (`7d`) by which newer articles
        rank higher. `today` is what relative dates count from.

        Where nothing has all the words, the answer is `relaxed`: it has any of them.
        Raises QueryError.
        """
        began = time.perf_counter()
        today = today or calendar_date.today()
        steps = dict(_facet_name(name) for name in facets)
        days = half_life(fresh) if fresh else 0

        def read(text: str, any_word: bool) -> Any:
            asked = parse(text, any_word=any_word, plain=plain, today=today)
            return filtered(asked, filters or {}, since, until, today)

        def find(tree: Any) -> Found:
            aged = freshened(tree, days, today) if days and ranks(tree) else tree
            return self._find(aged, limit, offset, sort)

        asked = read(query, any_word)
        tree = expand(asked, self._lexicon(any_word))
        found = find(tree)
        offered = self._suggestions(query, asked, found.total, read)
        relaxed = False
        if not found.total and not any_word:
            looser = read(query, True)
            loose = expand(looser, self._lexicon(True))
            if (more := find(loose)).total:
                relaxed, asked, tree, found = True, looser, loose, more
        hits = self._hits(found, tree, offset)
        counted = self._count(asked, tree, steps, any_word or relaxed)
        took = round((time.perf_counter() - began) * 1000, 1)
        return Results(query, found.total, relaxed, took, hits, counted, offered)

    def matching_ids(self, query: str, *, today: calendar_date | None = None) -> list[str]:
        """The ids of all articles that match a question, newest first. Raises QueryError."""
        tree = expand(parse(query, today=today), self._lexicon(False))
        reader = self._opened.reader
        total = reader.search(tree, limit=0, order="newest").total
        found = reader.search(tree, limit=total, order="newest")
        return [Article.from_json(stored.article).id for stored in reader.stored(found.matches)]

    def facets(self, names: Sequence[str], query: str = "*") -> tuple[Facet, ...]:
        """How the articles that match a question spread over fields. Raises QueryError."""
        steps = dict(_facet_name(name) for name in names)
        asked = parse(query)
        return self._count(asked, expand(asked, self._lexicon(False)), steps, False)

    def _suggestions(
        self, query: str, asked: Any, total: int, read: _Read
    ) -> tuple[Suggestion, ...]:
        """Spellings that exist for words of the question that no article has, or hardly any."""
        reader = self._opened.reader

        def words_found(field: str, text: str) -> int:
            if field in LABELS:
                words = folded(text).split()
                return min((reader.frequency(field, word) for word in words), default=0)
            return self._total(expand(q.Term(field, text), self._lexicon(False)))

        def found(text: str, any_word: bool) -> int:
            return self._total(expand(read(text, any_word), self._lexicon(any_word)))

        rare = spelling.RARE if total <= spelling.RARE else 0
        unknown = spelling.unknown_words(asked, words_found, rare)
        offered = [spelling.replacements(reader, word, _SPELLINGS) for word in unknown]
        return spelling.suggestions(query, unknown, offered, found)

    def _total(self, tree: Any) -> int:
        if tree is q.NullQuery:
            return 0
        return self._opened.reader.search(tree, limit=0, order="newest").total

    def _lexicon(self, any_word: bool) -> Lexicon:
        known: dict[tuple[str, str], int] = {}
        reader = self._opened.reader

        def frequency(field: str, term: str) -> int:
            if (count := known.get((field, term))) is None:
                count = known[field, term] = reader.frequency(field, term)
            return count

        opened = self._opened
        return Lexicon(opened.manifest.languages, opened.analysers, frequency, any_word)

    def _find(self, tree: Any, limit: int, offset: int, sort: Order) -> Found:
        if limit < 0 or offset < 0:
            raise QueryError(f"limit {limit} and offset {offset} must not be negative")
        order = "newest" if sort == "relevance" and not ranks(tree) else sort
        return self._opened.reader.search(tree, limit=limit, offset=offset, order=order)

    def _hits(self, found: Found, tree: Any, offset: int) -> tuple[Hit, ...]:
        wanted = {zone: marks(tree, zone) for zone in ("headline", "body")}
        stored = self._opened.reader.stored(found.matches)
        return tuple(
            hit(rank, match, document, self._opened.analysers[document.language], wanted)
            for rank, (match, document) in enumerate(
                zip(found.matches, stored, strict=True), offset + 1
            )
        )

    def _count(
        self, asked: Any, tree: Any, steps: Mapping[str, str], any_word: bool
    ) -> tuple[Facet, ...]:
        """Facets; one whose field is filtered is counted without that filter."""
        reader = self._opened.reader
        freed = {name: rest for name in steps if (rest := without(asked, name))}
        counts = reader.facets(tree, [name for name in steps if name not in freed])
        for name, rest in freed.items():
            counts |= reader.facets(expand(rest, self._lexicon(any_word)), [name])
        return tuple(facet_steps.facet(name, counts[name], step) for name, step in steps.items())


def _facet_name(name: str) -> tuple[str, str]:
    """`date:month` -> its field and step. Raises QueryError for what cannot be counted."""
    field, _, step = name.partition(":")
    if field not in FACETS:
        raise QueryError(f"no facet {field!r}: one of {', '.join(FACETS)}")
    if step and (field != "date" or step not in facet_steps.STEPS):
        raise QueryError(f"no facet {name!r}: date takes :day, :month or :year")
    return field, step
