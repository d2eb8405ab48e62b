"""What of an article matched? A plain tree -> what to mark in a text.

Only what the question asks for is marked, never what it excludes; a word of a phrase only where the
phrase stands. `marking.py` finds it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from whoosh import query as q

from newsearch.index.fields import ZONES, layer_field


@dataclass(slots=True)
class Marks:
    """What to mark in one zone: terms of each layer, patterns of written forms, phrases.

    `wholes` are the parts of compounds, for words that have all of them. `patterns` are the pieces
    between the stars of a pattern. `phrases` are sequences of terms of a layer with the whoosh slop
    between them.
    """

    exact: set[str] = field(default_factory=set)
    stem: set[str] = field(default_factory=set)
    part: set[str] = field(default_factory=set)
    wholes: list[frozenset[str]] = field(default_factory=list)
    patterns: list[list[str]] = field(default_factory=list)
    fuzzy: list[tuple[str, int]] = field(default_factory=list)
    phrases: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)


Zones = Mapping[str, Marks]


class ArticleMarks(NamedTuple):
    """What to mark in an article.

    `compounds` has for each compound of the question what to mark of the word itself, and what of
    its parts where the word is nowhere: `Gaspreis` must not light up every `Preis`.
    """

    zones: Zones
    compounds: tuple[tuple[Zones, Zones], ...]


def article_marks(tree: Any) -> ArticleMarks:
    """What a plain tree asks for."""
    return ArticleMarks(
        marks(tree), tuple((marks(whole), marks(parts)) for whole, parts in _compounds(tree))
    )


_LAYERS = {
    layer_field(zone, layer): (zone, layer) for zone in ZONES for layer in ("exact", "stem", "part")
}


def marks(tree: Any) -> Zones:
    """What a plain tree asks for in each zone."""
    found = {zone: Marks() for zone in ZONES}
    for leaf in _leaves(tree):
        if _asks_parts(leaf):
            for each in found.values():
                each.wholes.append(frozenset(leaf.of_compound[1]))
            continue
        zone, layer = _LAYERS.get(leaf.fieldname, ("", ""))
        if not zone:
            continue
        wanted = found[zone]
        if isinstance(leaf, q.Term):
            getattr(wanted, layer).add(leaf.text)
        elif isinstance(leaf, q.Phrase):
            wanted.phrases.append((layer, tuple(leaf.words), leaf.slop))
        elif isinstance(leaf, q.Prefix):
            wanted.patterns.append([leaf.text, ""])
        elif isinstance(leaf, q.Wildcard):
            wanted.patterns.append(re.split(r"\*+", leaf.text))
        elif isinstance(leaf, q.FuzzyTerm):
            wanted.fuzzy.append((leaf.text, leaf.maxdist))
    return found


def _compounds(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Each compound of a plain tree: the word in all its forms, and its parts taken together."""
    if _asks_parts(tree):
        together, _ = tree.of_compound
        yield tree, q.Or([together])
    elif isinstance(tree, q.Or):
        forms = [child for child in tree.subqueries if not _asks_parts(child)]
        for child in tree.subqueries:
            if _asks_parts(child):
                together, _ = child.of_compound
                yield q.Or([*forms, child]), q.Or([together])
            else:
                yield from _compounds(child)
    elif isinstance(tree, q.And):
        for child in tree.subqueries:
            yield from _compounds(child)
    elif isinstance(tree, q.AndMaybe):
        yield from _compounds(tree.a)
        yield from _compounds(tree.b)


def _asks_parts(tree: Any) -> bool:
    return hasattr(tree, "of_compound")


# Nodes below which an article may match in several ways, and nodes that ask a field for something.
_SEVERAL = (q.And, q.Or, q.DisjunctionMax)
_ASKING = (q.Term, q.Phrase, q.Prefix, q.Wildcard, q.FuzzyTerm)


def _leaves(tree: Any) -> Iterator[Any]:
    """The leaves that an article may match, without those that exclude it or only filter."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, _ASKING) or _asks_parts(node):
            yield node
        elif isinstance(node, _SEVERAL):
            left += node.subqueries
        elif isinstance(node, q.AndMaybe):
            left += (node.a, node.b)
