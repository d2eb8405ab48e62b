"""How many words may a pattern stand for? What bounds the work of wildcards and fuzzy terms.

A star at the end or inside is followed along the sorted vocabulary from the letters before it, so
the words that begin so are counted. A star in front takes one pass over the whole vocabulary,
whatever it matches; a pattern of three letters or more keeps its answer from being nearly all
articles. `~` is bounded by its two edits. Engines count alike, so they refuse alike.
"""

from collections.abc import Iterator
from typing import Any

from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.index.engines import Reader
from newsearch.index.fields import ZONES, layer_field
from newsearch.index.words import fold

from .asked import TEXT

# Words that one pattern may stand for: all that begin with `s` in 77,000 articles are 100,000.
MOST_WORDS = 50_000
# Letters of a pattern that begins with a star.
FEWEST_LETTERS = 3
# Patterns of one question; each may take a pass over the vocabulary.
MOST_PATTERNS = 20


def check(asked: Any, reader: Reader) -> None:
    """Raises QueryError, with the column, for a pattern in running text that is too wide."""
    patterns = list(_patterns(asked))
    if len(patterns) > MOST_PATTERNS:
        raise QueryError(
            f"{len(patterns)} words with * or ~ are too many: at most {MOST_PATTERNS} can be asked",
            patterns[MOST_PATTERNS].startchar or 0,
        )
    for leaf in patterns:
        if not isinstance(leaf, q.FuzzyTerm):
            _check_stars(leaf, reader)


def _check_stars(leaf: Any, reader: Reader) -> None:
    typed = leaf.text + "*" * isinstance(leaf, q.Prefix)
    before = fold(typed.partition("*")[0])
    if not before:
        if len(fold(typed.replace("*", ""))) < FEWEST_LETTERS:
            raise QueryError(
                f"{typed!r} stands for too many words: "
                f"write {FEWEST_LETTERS} letters or more after a * in front",
                leaf.startchar or 0,
            )
        return
    for zone in (leaf.fieldname,) if leaf.fieldname in ZONES else ZONES:
        if len(reader.vocabulary(layer_field(zone, "exact"), before, MOST_WORDS + 1)) > MOST_WORDS:
            raise QueryError(
                f"{typed!r}: more than {MOST_WORDS:,} words begin with {before!r}: "
                f"write more letters before the *",
                leaf.startchar or 0,
            )


def _patterns(asked: Any) -> Iterator[Any]:
    if isinstance(asked, q.And | q.Or):
        for child in asked.subqueries:
            yield from _patterns(child)
    elif isinstance(asked, q.Not):
        yield from _patterns(asked.query)
    elif isinstance(asked, q.Prefix | q.Wildcard | q.FuzzyTerm) and asked.fieldname in TEXT:
        yield asked
