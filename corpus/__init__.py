"""What is an article, and how does a file become articles?

    >>> from newsearch.corpus import Article, read

Names are imported when they are first used: a query passes through here and reads no files.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .article import Article
    from .errors import NewsearchError, UnreadableInput
    from .reading import read
    from .rejected import Rejected, Skipped

__all__ = ["Article", "NewsearchError", "Rejected", "Skipped", "UnreadableInput", "read"]

_HOME = {
    "Article": ".article",
    "NewsearchError": ".errors",
    "Rejected": ".rejected",
    "Skipped": ".rejected",
    "UnreadableInput": ".errors",
    "read": ".reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name], __name__), name)
