"""What may stand after an option? Values that a shell offers on Tab, read from the index.

A shell waits while these run and shows whatever they print: they are fast, and on any error they
offer nothing.
"""

from collections.abc import Callable
from pathlib import Path

import typer

from . import options

# Values offered; a list that scrolls away helps nobody.
_MOST = 50


def facets(incomplete: str) -> list[str]:
    """Names of facets, dates with their steps."""
    from newsearch.index.fields import FACETS

    names = [*FACETS, "date:day", "date:month", "date:year"]
    return [name for name in names if name.startswith(incomplete)]


def values(field: str) -> Callable[[typer.Context, str], list[str]]:
    """What offers the values of a field of the index that is asked, the most frequent first."""

    def offer(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            from .searcher import Searcher

            given = ctx.params.get("index")
            with Searcher.open(options.index_folder(Path(given) if given else None)) as searcher:
                found = searcher.facets([field])[0].values
        except Exception:  # a shell in mid-line must not be written over
            return []
        start = incomplete.casefold()
        fitting = [each.value for each in found if each.value.casefold().startswith(start)]
        return [value for value in fitting if value.isprintable()][:_MOST]

    return offer


def words(ctx: typer.Context, incomplete: str) -> list[str]:
    """Words of the index that begin so."""
    try:
        from .searcher import Searcher

        given = ctx.params.get("index")
        with Searcher.open(options.index_folder(Path(given) if given else None)) as searcher:
            found = searcher.suggest(incomplete).completions
    except Exception:  # as above
        return []
    return [each.query for each in found if each.query.isprintable()]
