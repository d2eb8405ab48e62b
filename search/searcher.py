"""The public way to ask an index: `Searcher.open(path).search("Satellitenbau")`."""

import time
from collections.abc import Mapping, Sequence
from datetime import date as calendar_date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.index import store
from newsearch.index.analysis import analyser
from newsearch.index.engines import Found, Match, Order
from newsearch.index.fields import FACETS, Stored

from . import facets as facet_steps
from . import snippets
from .dates import date_range
from .expand import Lexicon, expand
from .grammar import parse
from .marks import Marks, marks, spans
from .results import Facet, Hit, Results

# Filters that `search` takes, by the field that they ask.
FILTERS = ("source", "agency", "place", "language", "category", "author")


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
        self._opened = store.Opened(latest, self._opened.reader)
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
        today: calendar_date | None = None,
    ) -> Results:
        """Answer a question.

        `limit` hits after the first `offset`. `facets` are names of FACETS, `date` also with its
        step (`date:month`). `filters` give values of FILTERS, of which an article must have one
        each; `since` and `until` take dates as `date:` does. `any_word` lets an article match by
        any word, `plain` reads no operators. `today` is what relative dates count from.
        Raises QueryError.
        """
        began = time.perf_counter()
        today = today or calendar_date.today()
        steps = dict(_facet_name(name) for name in facets)
        asked = _filtered(
            parse(query, any_word=any_word, plain=plain, today=today),
            filters or {},
            since,
            until,
            today,
        )
        tree = expand(asked, self._lexicon(any_word))
        found = self._find(tree, limit, offset, sort)
        hits = self._hits(found, tree, offset)
        counted = self._count(asked, tree, steps, any_word)
        took = round((time.perf_counter() - began) * 1000, 1)
        return Results(query, found.total, False, took, hits, counted)

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

    def _lexicon(self, any_word: bool) -> Lexicon:
        known: dict[tuple[str, str], int] = {}
        reader = self._opened.reader

        def frequency(field: str, term: str) -> int:
            if (count := known.get((field, term))) is None:
                count = known[field, term] = reader.frequency(field, term)
            return count

        return Lexicon(self._opened.manifest.languages, frequency, any_word)

    def _find(self, tree: Any, limit: int, offset: int, sort: Order) -> Found:
        if limit < 0 or offset < 0:
            raise QueryError(f"limit {limit} and offset {offset} must not be negative")
        order = "newest" if sort == "relevance" and not _ranks(tree) else sort
        return self._opened.reader.search(tree, limit=limit, offset=offset, order=order)

    def _hits(self, found: Found, tree: Any, offset: int) -> tuple[Hit, ...]:
        wanted = {zone: marks(tree, zone) for zone in ("headline", "body")}
        stored = self._opened.reader.stored(found.matches)
        return tuple(
            _hit(rank, match, document, wanted)
            for rank, (match, document) in enumerate(
                zip(found.matches, stored, strict=True), offset + 1
            )
        )

    def _count(
        self, asked: Any, tree: Any, steps: Mapping[str, str], any_word: bool
    ) -> tuple[Facet, ...]:
        """Facets; one whose field is filtered is counted without that filter."""
        reader = self._opened.reader
        freed = {name: without for name in steps if (without := _without(asked, name))}
        counts = reader.facets(tree, [name for name in steps if name not in freed])
        for name, without in freed.items():
            counts |= reader.facets(expand(without, self._lexicon(any_word)), [name])
        return tuple(facet_steps.facet(name, counts[name], step) for name, step in steps.items())


def _facet_name(name: str) -> tuple[str, str]:
    """`date:month` -> its field and step. Raises QueryError for what cannot be counted."""
    field, _, step = name.partition(":")
    if field not in FACETS:
        raise QueryError(f"no facet {field!r}: one of {', '.join(FACETS)}")
    if step and (field != "date" or step not in facet_steps.STEPS):
        raise QueryError(f"no facet {name!r}: date takes :day, :month or :year")
    return field, step


def _filtered(
    asked: Any,
    filters: Mapping[str, Sequence[str]],
    since: str,
    until: str,
    today: calendar_date,
) -> Any:
    """The question together with filters given beside it, as if they stood in it."""
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


def _without(asked: Any, field: str) -> Any:
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


def _ranks(tree: Any) -> bool:
    """Whether any part of a plain tree tells better matches from worse."""
    if isinstance(tree, q.And | q.Or):
        return any(_ranks(child) for child in tree.subqueries)
    return isinstance(tree, q.Term | q.Phrase)


def _hit(rank: int, match: Match, stored: Stored, wanted: Mapping[str, Marks]) -> Hit:
    article = Article.from_json(stored.article)
    words = analyser(stored.language)
    headline = spans(article.headline, words, wanted["headline"])
    body = snippets.snippet(article.body, spans(article.body, words, wanted["body"]))
    return Hit(
        rank=rank,
        score=round(match.score, 4),
        id=article.id,
        headline=article.headline,
        date=article.date,
        source=article.source,
        language=stored.language,
        url=article.url,
        snippet=body.text,
        highlights=body.highlights,
        headline_highlights=tuple(headline),
        published=article.published,
        agency=article.agency,
        place=article.place,
        authors=article.authors,
        categories=article.categories,
        keywords=article.keywords,
    )
