"""What does a query string say? Text -> a tree of `whoosh.query` nodes, words still as typed.

Whoosh's parser, with the plug-ins of `plugins.py` and `operators.py`, cuts the text into the syntax
nodes of `nodes.py` and groups them; each gives its part of the tree, and `asked.py` the leaves.
Whoosh's `normalize` is left out: it takes "everything, but not x" for "everything".
"""

import datetime
from typing import Any

from whoosh import qparser

from newsearch.corpus.errors import QueryError

from . import asked, nodes, plugins
from .operators import Operators

Query = Any

_SPACES = plugins.Spaces()
_PLUGINS = [
    plugins.Words(),
    plugins.Quotes(),
    plugins.Groups(),
    plugins.Fields(),
    plugins.Weights(),
    Operators(),
]
# Their taggers and filters in the order in which these run.
_SORTED: dict[str, list[Any]] = {}


def parse(
    text: str,
    *,
    any_word: bool = False,
    plain: bool = False,
    today: datetime.date | None = None,
) -> Query:
    """The tree that a query string asks for: And, Or, Not, Every and the leaves of `asked`.

    Words side by side must all match, or any of them with `any_word`; filters, `+word` and
    `-word` hold all the same. With `plain` the text is only words, without operators. Relative
    dates count from `today`, by default this day. A Not always stands in an And beside something
    else. Leaves carry `startchar` and `endchar`, where their words stand in the text.

    Raises QueryError with the column: see `docs/query-language.md`.
    """
    if not text.strip():
        raise QueryError("the query is empty: write a word, or * for all articles")
    if plain:
        words = asked.plain_words(text)
        found = (nodes.disjunction if any_word else nodes.conjunction)(words) if words else None
    else:
        parser = _Parser(any_word, today or datetime.date.today())
        found = parser.process(text).query(parser)
    if found is None:
        raise QueryError(f"no word to search for in {_shown(text)}: write a word")
    return found


class _Parser(qparser.QueryParser):
    """Whoosh's parser, without a schema, and what the caller of `parse` chose."""

    def _add_ws_plugin(self) -> None:
        self.add_plugin(_SPACES)

    def _priorized(self, methodname: str) -> list[Any]:
        # The plug-ins are the same for every parser, and they remember nothing.
        if (found := _SORTED.get(methodname)) is None:
            found = _SORTED[methodname] = super()._priorized(methodname)
        return found

    def __init__(self, any_word: bool, today: datetime.date) -> None:
        super().__init__("text", None, plugins=_PLUGINS, group=nodes.Together)
        self.any_word = any_word
        self.today = today
        # The same without `any_word`, for what is excluded.
        self.strict: _Parser = _Parser(False, today) if any_word else self


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 40 else flat[:39] + "…")
