"""How does a stored article become a hit? Its best passages, with the matched words marked."""

from collections.abc import Mapping

from newsearch.corpus.article import Article
from newsearch.index.analysis import Analyser
from newsearch.index.engines import Match
from newsearch.index.fields import Stored

from . import snippets
from .marks import Marks, spans
from .results import Hit


def hit(
    rank: int, match: Match, stored: Stored, words: Analyser, wanted: Mapping[str, Marks]
) -> Hit:
    """The hit at a rank, counted from 1.

    `words` analyses the article's language; `wanted` says for each zone what to mark.
    """
    article = Article.from_json(stored.article)
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
