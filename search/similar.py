"""What is an article about? Its telling terms, and a plain tree that asks for them.

A term tells by tf-idf: (1 + ln tf) x ln(N / df), with tf its occurrences in the article (twice as
much in the headline), df the articles that have it, and N all articles (K. Sparck Jones, Journal
of Documentation 28, 1972). Terms are stems, and written forms where a language has no stemmer; the
written forms of all go in with a small weight, so that names join articles across languages. A term
that stands only once is passed over if enough others stand: by its rarity alone it tells little.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index.analysis import Analyser
from newsearch.index.fields import ZONES, layer_field, story_term
from newsearch.index.words import is_unspaced

from . import weights

# Terms asked for. More hardly change the first hits and slow the question.
MOST_TERMS = 20
_HEADLINE_COUNTS = 2
_SHORTEST = 3
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Telling:
    """A term of an article: as printed, its terms in the layers, and its weight, 1 for the best."""

    printed: str
    exact: str
    stem: str
    weight: float


def telling(
    article: Article, words: Analyser, count: int, frequency: Callable[[str, str], int]
) -> list[Telling]:
    """The terms of an article that tell it from others, the best first.

    `words` analyses its language, `count` is how many articles there are, `frequency` gives those
    that have a term of a field. What no other article has cannot find one and is left out.
    """
    occurrences: Counter[tuple[str, str]] = Counter()
    forms: dict[tuple[str, str], Counter[str]] = {}
    for zone, counts in (("headline", _HEADLINE_COUNTS), ("body", 1)):
        text = getattr(article, zone)
        for token in words.text(text):
            key = (layer_field("body", "stem"), token.stem) if token.stem else _written(token.exact)
            occurrences[key] += counts
            forms.setdefault(key, Counter())[text[token.start : token.end]] += 1
    repeated = {key: occurs for key, occurs in occurrences.items() if occurs > 1}
    scored = []
    for (field, term), occurs in (repeated if len(repeated) > _FEWEST else occurrences).items():
        bare = term.rpartition(":")[2]
        if bare.isdecimal() or len(bare) < (_SHORTEST if bare.isascii() else 2):
            continue
        df = frequency(field, term)
        if 2 <= df < count:
            scored.append(((1 + math.log(occurs)) * math.log(count / df), field, term))
    scored.sort(key=lambda each: (-each[0], each[2]))
    best = scored[:MOST_TERMS]
    found = []
    for score, field, term in best:
        printed = forms[field, term].most_common(1)[0][0]
        stem = term if field.endswith("stem") else ""
        if stem and is_unspaced(printed):
            printed = stem  # the bigram that begins at the token, which is one character
        exact = "" if printed == stem else _fold(words, printed)
        found.append(Telling(printed, exact, stem, score / best[0][0]))
    return found


def _written(exact: str) -> tuple[str, str]:
    return layer_field("body", "exact"), exact


def _fold(words: Analyser, printed: str) -> str:
    tokens = words.tokens(printed)
    return tokens[0].exact if tokens else ""


def tree(terms: list[Telling], article_id: str, story: int = 0) -> Any:
    """The plain tree of articles that have any of the terms, but for the article itself.

    Nor for those that tell a story of this number.
    """
    wanted = []
    for term in terms:
        for zone in ZONES:
            scale = term.weight * weights.ZONE[zone]
            if term.stem:
                field = layer_field(zone, "stem")
                wanted.append(q.Term(field, term.stem, boost=scale * weights.STEM))
            if term.exact:
                field = layer_field(zone, "exact")
                weight = weights.EXACT if term.stem else weights.STEM
                wanted.append(q.Term(field, term.exact, boost=scale * weight))
    if not wanted:
        return q.NullQuery
    itself = q.Term("state", story_term(story)) if story else q.Term("id", article_id)
    return q.And([q.Or(wanted), q.Not(itself)])
