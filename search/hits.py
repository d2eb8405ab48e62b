"""How does a stored article become a hit? Its best passages, with the matched words marked."""

from collections.abc import Sequence

from newsearch.corpus.article import Article
from newsearch.index.analysis import Analyser
from newsearch.index.engines import Match
from newsearch.index.fields import Stored

from . import snippets
from .marks import Span, ZoneMarks, spans
from .results import Hit


def hit(
    rank: int, match: Match, stored: Stored, words: Analyser, wanted: Sequence[ZoneMarks]
) -> Hit:
    """The hit at a rank, counted from 1.

    `words` analyses the article's language; `wanted` says what to mark, the best choice first.
    """
    article = Article.from_json(stored.article)
    headline, inside = marked(article, words, wanted)
    body = snippets.snippet(article.body, inside)
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


def marked(
    article: Article, words: Analyser, wanted: Sequence[ZoneMarks]
) -> tuple[list[Span], list[Span]]:
    """What stands in headline and body of the first choice of which anything stands there."""
    headline: list[Span] = []
    body: list[Span] = []
    for choice in wanted:
        headline = spans(article.headline, words, choice["headline"])
        body = spans(article.body, words, choice["body"])
        if headline or body:
            break
    return headline, body
