"""What does an open index say to a plain tree? Pages of hits, totals, and how they spread."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.index.beside import beside
from newsearch.index.engines import Found, Order
from newsearch.index.fields import FACETS
from newsearch.index.store import Opened

from . import bounds
from . import facets as facet_steps
from .expand import Lexicon, expand, has_stop_words
from .filters import ranks, without
from .hits import hit
from .marking import Marking
from .marks import article_marks
from .results import Facet, Hit
from .stories import Several, copies, page


def lexicon(opened: Opened, any_word: bool) -> Lexicon:
    """What expanding a question needs to know of the index; it remembers what it was asked."""
    known: dict[tuple[str, str], int] = {}
    reader = opened.reader

    def frequency(field: str, term: str) -> int:
        if (count := known.get((field, term))) is None:
            count = known[field, term] = reader.frequency(field, term)
        return count

    return Lexicon(opened.manifest.languages, opened.analysers, frequency, any_word)


def plain(opened: Opened, asked: Any, any_word: bool = False) -> Any:
    """The plain tree that a tree as asked means in the index. Raises QueryError."""
    bounds.check(asked, opened.reader)
    return expand(asked, lexicon(opened, any_word))


def find(
    opened: Opened, tree: Any, limit: int, offset: int, sort: Order, *, copies: bool = True
) -> Found:
    """A page of what a plain tree matches. Without anything to rank by, the newest come first.

    Without `copies` a page of stories, each by its first article.
    Raises QueryError for a negative limit or offset.
    """
    if limit < 0 or offset < 0:
        raise QueryError(f"limit {limit} and offset {offset} must not be negative")
    order = "newest" if sort == "relevance" and not ranks(tree) else sort
    search = opened.reader.search if copies else partial(page, opened.reader)
    return search(tree, limit=limit, offset=offset, order=order)


def total(opened: Opened, tree: Any) -> int:
    """How many articles a plain tree matches."""
    if tree is q.NullQuery:
        return 0
    return opened.reader.search(tree, limit=0, order="newest").total


def at_least(opened: Opened, tree: Any) -> int:
    """How many articles a plain tree matches at the least, as terms tell without a search."""
    terms = tree.subqueries if type(tree) is q.Or else [tree]
    frequency = opened.reader.frequency
    most = max((frequency(t.fieldname, t.text) for t in terms if type(t) is q.Term), default=0)
    return max(most - opened.reader.deleted(), 0)


# What to mark in an article of a language: the first choice of which anything stands there.
Wanted = Callable[[str], Iterable[Marking]]


def wanted(opened: Opened, asked: Any, tree: Any, any_word: bool) -> Wanted:
    """What a tree as asked wants marked, given the plain tree that it means in the index.

    Of the plain tree an article's own language finds only its own terms. Stop words are the second
    choice, for articles that nothing else was found in.
    """
    index = lexicon(opened, any_word)
    marks = article_marks(tree)
    has_others = cache(partial(has_stop_words, asked))

    @cache
    def choice(code: str, stop_words: bool) -> Marking:
        analyser = opened.analysers[code]
        if stop_words:
            return Marking(marks, analyser)
        own = index._replace(languages=(code,), stop_words=False)
        return Marking(article_marks(expand(asked, own)), analyser)

    def in_language(code: str) -> Iterator[Marking]:
        if has_others(code):
            yield choice(code, False)
        yield choice(code, True)

    return in_language


def wanted_alike(opened: Opened, tree: Any) -> Wanted:
    """What a plain tree wants marked, in articles of whatever language."""
    marks = article_marks(tree)
    return cache(lambda code: (Marking(marks, opened.analysers[code]),))


def hits(opened: Opened, found: Found, wanted: Wanted, offset: int) -> tuple[Hit, ...]:
    """The hits of a page, with what is wanted marked."""
    stored = opened.reader.stored(found.matches)
    return tuple(
        hit(rank, match, document, wanted(document.language))
        for rank, (match, document) in enumerate(
            zip(found.matches, stored, strict=True), offset + 1
        )
    )


def with_copies(
    opened: Opened, tree: Any, found: Found, hits: tuple[Hit, ...], several: Several
) -> tuple[Hit, ...]:
    """The hits of a page of stories, each with the copies of its article."""
    named = copies(opened.reader, tree, found, hits, several)
    return tuple(
        dataclasses.replace(hit, copies=others) if others else hit
        for hit, others in zip(hits, named, strict=True)
    )


def facet_name(name: str) -> tuple[str, str]:
    """`date:month` -> its field and step. Raises QueryError for what cannot be counted."""
    field, _, step = name.partition(":")
    if field not in FACETS:
        raise QueryError(f"no facet {field!r}: one of {', '.join(FACETS)}")
    if step and (field != "date" or step not in facet_steps.STEPS):
        raise QueryError(f"no facet {name!r}: date takes :day, :month or :year")
    return field, step


# How a question's matches spread over fields, and over stories.
Counted = tuple[tuple[Facet, ...], Several]
# Matches from which they are counted while hits are made: an engine counts fewer in no time.
MANY = 1_000


def counting(
    found: Found,
    opened: Opened,
    asked: Any,
    steps: Mapping[str, str],
    plain: Callable[[Any], Any],
) -> Callable[[], Counted]:
    """What gives the result of `count`, which goes on meanwhile where many were `found`."""
    many = found.total >= MANY
    return beside(lambda: count(opened, asked, steps, plain, few=not many), pays=many)


def count(
    opened: Opened,
    asked: Any,
    steps: Mapping[str, str],
    plain: Callable[[Any], Any],
    *,
    few: bool = False,
) -> Counted:
    """How what a tree as asked matches spreads over the fields of `steps`, and tells stories.

    A field that is filtered is counted without that filter. `plain` makes a tree as asked plain;
    for `few` see `Reader.spread`.
    """
    reader = opened.reader
    counts: dict[str, dict[str, int]] = {}
    told: dict[str, dict[str, dict[int, int]]] = {}

    def look(tree: Any, names: list[str]) -> dict[int, int]:
        spread = reader.spread(tree, names, few=few)
        counts.update(spread.counts)
        told.update((name, spread.together[name]) for name in names)
        return spread.together[""][""]

    tree = plain(asked)
    freed = {name: plain(rest) for name in steps if (rest := without(asked, name))}
    asked_by = {name: facet_steps.counted_by(name, step) for name, step in steps.items()}
    several = look(tree, [by for name, by in asked_by.items() if name not in freed])
    for name, free in freed.items():
        look(free, [asked_by[name]])
    if steps.get("date") == "" and facet_steps.needs_days(counts[asked_by["date"]]):
        asked_by["date"] = "date"
        look(freed.get("date", tree), ["date"])
    facets = (
        facet_steps.facet(name, counts[by], steps[name], told[by]) for name, by in asked_by.items()
    )
    return tuple(facets), several
