"""How do articles become terms on disk?

    >>> from newsearch.index import Index

Names are imported when they are first used: a query passes through here and needs none of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .archive import Index
    from .run import Report
    from .verify import Verified

__all__ = ["Index", "Report", "Verified"]

_HOME = {"Index": ".archive", "Report": ".run", "Verified": ".verify"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name], __name__), name)
