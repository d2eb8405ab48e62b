"""How does a stored article become a hit? Its best passages, with the matched words marked."""

from collections.abc import Iterable

from newsearch.corpus.article import Article
from newsearch.index.engines import Match
from newsearch.index.fields import Stored

from . import snippets
from .marking import Marking, Span
from .results import Hit


def hit(rank: int, match: Match, stored: Stored, wanted: Iterable[Marking]) -> Hit:
    """The hit at a rank, counted from 1.

    `wanted` says what to mark in articles of its language, the best choice first.
    """
    article = Article.from_json(stored.article)
    found = marked(article, wanted)
    body = snippets.snippet(article.body, found["body"])
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
        headline_highlights=tuple(found["headline"]),
        published=article.published,
        agency=article.agency,
        place=article.place,
        authors=article.authors,
        categories=article.categories,
        keywords=article.keywords,
        version=article.version,
        status=article.status,
        embargo=article.embargo,
        note=article.note,
    )


def marked(article: Article, wanted: Iterable[Marking]) -> dict[str, list[Span]]:
    """What stands in each zone, of the first choice of which anything stands in the article."""
    found: dict[str, list[Span]] = {}
    for choice in wanted:
        found = choice.spans(article)
        if any(found.values()):
            break
    return found
