"""How does a question become an answer?

>>> from newsearch.search import Searcher
"""

from newsearch.corpus.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexRefused,
    IndexUntrusted,
    NewsearchError,
    QueryError,
    UnreadableInput,
)

from .results import Completions, Facet, FacetValue, Hit, Results, Suggestion
from .searcher import Searcher

__all__ = [
    "Completions",
    "Facet",
    "FacetValue",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexOutdated",
    "IndexRefused",
    "IndexUntrusted",
    "NewsearchError",
    "QueryError",
    "Results",
    "Searcher",
    "Suggestion",
    "UnreadableInput",
]
