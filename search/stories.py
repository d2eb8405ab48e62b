"""How is a story shown once? The best of its articles stands for it, with the others named beside.

Which articles tell one story is known from indexing (`index/stories.py`). Only what matches a
question counts: a story is shown by the best of those, and its copies are the others of those.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index.engines import Found, Match, Order, Reader
from newsearch.index.fields import COPY, story_term

from .results import Copy, Hit

# For each story of which several articles match, how many do.
Several = Mapping[int, int]

# Articles asked for beyond those of the page: so many copies are passed over without asking again.
_SPARE = 5


def stories(articles: int, several: Several) -> int:
    """How many stories so many articles tell."""
    return articles - sum(several.values()) + len(several)


def page(reader: Reader, tree: Any, limit: int, offset: int, order: Order) -> Found:
    """As `Reader.search`, with pages of stories, each shown by its first article."""
    if limit <= 0 or not reader.frequency("state", COPY):
        return reader.search(tree, limit=limit, offset=offset, order=order)
    wanted = offset + limit
    fetch = wanted + _SPARE
    while True:
        found = reader.search(tree, limit=fetch, order=order)
        first: dict[int, Match] = {}
        for match, story in zip(found.matches, reader.stories(found.matches), strict=True):
            first.setdefault(story, match)
        if len(first) >= wanted or len(found.matches) >= found.total:
            return Found(found.total, tuple(first.values())[offset:wanted])
        fetch = max(fetch * 2, fetch + 4 * (wanted - len(first)))


def copies(
    reader: Reader, tree: Any, found: Found, hits: Sequence[Hit], several: Several
) -> list[tuple[Copy, ...]]:
    """The copies of each hit of a page of stories among what a tree matches, oldest first."""
    told = reader.stories(found.matches) if several else []
    shown = [story for story in told if story in several]
    if not shown:
        return [() for _ in hits]
    among = q.And([tree, q.Or([q.Term("state", story_term(story)) for story in shown])])
    others = reader.search(among, limit=sum(several[story] for story in shown), order="oldest")
    by_story: dict[int, list[Copy]] = {}
    for story, stored in zip(
        reader.stories(others.matches), reader.stored(others.matches), strict=True
    ):
        article = Article.from_json(stored.article)
        made = Copy(article.id, article.source, article.agency, article.date)
        by_story.setdefault(story, []).append(made)
    return [
        tuple(copy for copy in by_story.get(story, ()) if copy.id != hit.id)
        for story, hit in zip(told, hits, strict=True)
    ]
