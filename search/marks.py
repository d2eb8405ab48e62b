"""Which words of an article matched? A plain tree -> what to mark in a text.

Only what the question asks for is marked, never what it excludes; a word of a phrase only where the
phrase stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index import words
from newsearch.index.analysis import Analyser, Token
from newsearch.index.fields import ZONES, layer_field

from .edits import edits

Span = tuple[int, int]


@dataclass(slots=True)
class Marks:
    """What to mark in one zone: terms of each layer, patterns of written forms, phrases.

    `wholes` are the parts of compounds, for words that have all of them. `phrases` are sequences of
    terms of a layer with the whoosh slop between them. `verdicts` remembers, from text to text,
    which words matched.
    """

    exact: set[str] = field(default_factory=set)
    stem: set[str] = field(default_factory=set)
    part: set[str] = field(default_factory=set)
    wholes: list[frozenset[str]] = field(default_factory=list)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    fuzzy: list[tuple[str, int]] = field(default_factory=list)
    phrases: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    verdicts: dict[str, bool] = field(default_factory=dict)


def marks(tree: Any, zone: str) -> Marks:
    """What a plain tree asks for in a zone."""
    found = Marks()
    layers = {layer_field(zone, layer): layer for layer in ("exact", "stem", "part")}
    for leaf in _leaves(tree):
        if _asks_parts(leaf):
            found.wholes.append(frozenset(leaf.of_compound[1]))
            continue
        layer = layers.get(leaf.fieldname)
        if layer is None:
            continue
        if isinstance(leaf, q.Term):
            getattr(found, layer).add(leaf.text)
        elif isinstance(leaf, q.Phrase):
            found.phrases.append((layer, tuple(leaf.words), leaf.slop))
        elif isinstance(leaf, q.Prefix):
            found.patterns.append(re.compile(re.escape(leaf.text) + ".*"))
        elif isinstance(leaf, q.Wildcard):
            pieces = re.split(r"\*+", leaf.text)
            found.patterns.append(re.compile(".*".join(map(re.escape, pieces))))
        elif isinstance(leaf, q.FuzzyTerm):
            found.fuzzy.append((leaf.text, leaf.maxdist))
    return found


Zones = Mapping[str, Marks]


@dataclass(frozen=True, slots=True)
class ArticleMarks:
    """What to mark in an article.

    `compounds` has for each compound of the question what to mark of the word itself, and what of
    its parts where the word is nowhere: `Gaspreis` must not light up every `Preis`.
    """

    zones: Zones
    compounds: tuple[tuple[Zones, Zones], ...]

    def spans(self, article: Article, analyser: Analyser) -> dict[str, list[Span]]:
        """Where each zone of an article has what is wanted."""
        found = _zone_spans(article, analyser, self.zones)
        for whole, parts in self.compounds:
            if not any(_zone_spans(article, analyser, whole).values()):
                for zone, more in _zone_spans(article, analyser, parts).items():
                    found[zone] = sorted({*found[zone], *more})
        return found


def article_marks(tree: Any) -> ArticleMarks:
    """What a plain tree asks for."""
    return ArticleMarks(
        _zones(tree), tuple((_zones(whole), _zones(parts)) for whole, parts in _compounds(tree))
    )


def _zones(tree: Any) -> Zones:
    return {zone: marks(tree, zone) for zone in ZONES}


def _zone_spans(article: Article, analyser: Analyser, wanted: Zones) -> dict[str, list[Span]]:
    return {zone: spans(getattr(article, zone), analyser, wanted[zone]) for zone in ZONES}


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


def _leaves(tree: Any) -> Iterator[Any]:
    """The leaves that an article may match, without those that exclude it or only filter."""
    if _asks_parts(tree):
        yield tree
        return
    if isinstance(tree, q.And | q.Or | q.DisjunctionMax):
        for child in tree.subqueries:
            yield from _leaves(child)
    elif isinstance(tree, q.AndMaybe):
        yield from _leaves(tree.a)
        yield from _leaves(tree.b)
    elif isinstance(tree, q.Term | q.Phrase | q.Prefix | q.Wildcard | q.FuzzyTerm):
        yield tree


def spans(text: str, analyser: Analyser, wanted: Marks) -> list[Span]:
    """Where the text has what is wanted: offsets of whole words, in order, none twice."""
    found = set(_words(text, analyser, wanted))
    if wanted.phrases:
        tokens = list(analyser.text(text))
        for layer, terms, slop in wanted.phrases:
            found.update(_phrase(tokens, layer, terms, slop))
    return sorted(found)


def _words(text: str, analyser: Analyser, wanted: Marks) -> Iterator[Span]:
    """The single words; each distinct one is judged once, over all texts."""
    if not (
        wanted.exact or wanted.stem or wanted.part or wanted.wholes
        or wanted.patterns or wanted.fuzzy
    ):  # fmt: skip
        return
    verdicts = wanted.verdicts
    sought = [frozenset((part,)) for part in wanted.part] + wanted.wholes
    beginnings = [(parts, tuple(map(_beginning, parts))) for parts in sought]
    for start, end in words.spans(text):
        surface = text[start:end]
        verdict = verdicts.get(surface)
        if verdict is None:
            tokens = analyser.tokens(surface, start, split=False)
            if len(tokens) != 1:  # a run of an unspaced script, which hardly comes twice
                for token in tokens:
                    if _matches(token, wanted):
                        yield token.start, token.end
                continue
            verdict = verdicts[surface] = _matches(tokens[0], wanted) or (
                bool(beginnings) and _has_parts(surface, analyser, beginnings)
            )
        if verdict:
            yield start, end


def _beginning(part: str) -> str:
    return words.bare(part.rpartition(":")[2])[:3]


def _has_parts(
    surface: str,
    analyser: Analyser,
    sought: Sequence[tuple[frozenset[str], tuple[str, ...]]],
) -> bool:
    """Whether a word has all parts of one of the sets, each given with its parts' beginnings."""
    bare = words.bare(surface)
    # A part begins with the letters of its stem, so most words need not be split to be told.
    possible = [parts for parts, begin in sought if all(map(bare.__contains__, begin))]
    return bool(possible) and any(parts.issubset(analyser.parts(surface)) for parts in possible)


def _matches(token: Token, wanted: Marks) -> bool:
    return (
        token.exact in wanted.exact
        or token.stem in wanted.stem
        or any(pattern.fullmatch(token.exact) for pattern in wanted.patterns)
        or any(edits(token.exact, text, most) <= most for text, most in wanted.fuzzy)
    )


def _phrase(
    tokens: Sequence[Token], layer: str, terms: tuple[str, ...], slop: int
) -> Iterator[Span]:
    """The words of every place where the phrase stands; the slop is that of `index/engines`."""
    places: list[list[int]] = [[] for _ in terms]
    for position, token in enumerate(tokens):
        held = token.exact if layer == "exact" else token.stem
        for place, term in zip(places, terms, strict=True):
            if held == term:
                place.append(position)
    together: list[tuple[int, ...]]
    if slop > 1:
        first, second = places
        together = [
            (before, after)
            for before in first
            for after in second
            if abs(after - 1 - before) < slop and after != before
        ]
    else:
        rest = [set(place) for place in places[1:]]
        together = [
            tuple(range(start, start + len(terms)))
            for start in places[0]
            if all(start + 1 + ahead in place for ahead, place in enumerate(rest))
        ]
    for positions in together:
        for position in positions:
            yield tokens[position].start, tokens[position].end
