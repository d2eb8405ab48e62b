"""How does a question become an answer?

>>> from newsearch.search import Searcher
"""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from .completions import Completions
    from .results import Facet, FacetValue, Hit, Results, Suggestion
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


def __getattr__(name: str) -> Any:
    """What is imported when first asked for: no command but those that ask needs a `Searcher`."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    home = {"Searcher": ".searcher", "Completions": ".completions"}.get(name, ".results")
    value = globals()[name] = getattr(importlib.import_module(home, __name__), name)
    return value
