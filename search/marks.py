"""Which words of an article matched? A plain tree -> what to mark in a text.

Only what the question asks for is marked, never what it excludes; a word of a phrase only where the
phrase stands. A text is first searched for letters (`index/letters.py`); what has them is analysed
as it was for the index.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index import words
from newsearch.index.analysis import Analyser, Token
from newsearch.index.fields import ZONES, layer_field
from newsearch.index.letters import Sieve, beginning, inside, somewhere

from .edits import edits

Span = tuple[int, int]


@dataclass(slots=True)
class Marks:
    """What to mark in one zone: terms of each layer, patterns of written forms, phrases.

    `wholes` are the parts of compounds, for words that have all of them. `patterns` are the pieces
    between the stars of a pattern. `phrases` are sequences of terms of a layer with the whoosh slop
    between them. `verdicts` remembers, from text to text, which words matched.
    """

    exact: set[str] = field(default_factory=set)
    stem: set[str] = field(default_factory=set)
    part: set[str] = field(default_factory=set)
    wholes: list[frozenset[str]] = field(default_factory=list)
    patterns: list[list[str]] = field(default_factory=list)
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
            found.patterns.append([leaf.text, ""])
        elif isinstance(leaf, q.Wildcard):
            found.patterns.append(re.split(r"\*+", leaf.text))
        elif isinstance(leaf, q.FuzzyTerm):
            found.fuzzy.append((leaf.text, leaf.maxdist))
    return found


Zones = Mapping[str, Marks]


class ArticleMarks:
    """What to mark in an article.

    `compounds` has for each compound of the question what to mark of the word itself, and what of
    its parts where the word is nowhere: `Gaspreis` must not light up every `Preis`.
    """

    def __init__(self, zones: Zones, compounds: Sequence[tuple[Zones, Zones]]) -> None:
        self.zones = zones
        self.compounds = compounds
        self._sieves: dict[str, Sieve] = {}

    def spans(self, article: Article, analyser: Analyser) -> dict[str, list[Span]]:
        """Where each zone of an article has what is wanted."""
        code = analyser.language.code
        if (sieve := self._sieves.get(code)) is None:
            every = [self.zones, *(zones for pair in self.compounds for zones in pair)]
            wanted = [marks for zones in every for marks in zones.values()]
            sieve = self._sieves[code] = _sieve(wanted, analyser)
        texts = {zone: _Text(getattr(article, zone), analyser, sieve) for zone in ZONES}
        found = _zone_spans(texts, self.zones)
        for whole, parts in self.compounds:
            if not any(_zone_spans(texts, whole).values()):
                for zone, more in _zone_spans(texts, parts).items():
                    found[zone] = sorted({*found[zone], *more})
        return found


def article_marks(tree: Any) -> ArticleMarks:
    """What a plain tree asks for."""
    compounds = [(_zones(whole), _zones(parts)) for whole, parts in _compounds(tree)]
    return ArticleMarks(_zones(tree), compounds)


def _zones(tree: Any) -> Zones:
    return {zone: marks(tree, zone) for zone in ZONES}


def _zone_spans(texts: Mapping[str, "_Text"], wanted: Zones) -> dict[str, list[Span]]:
    return {zone: texts[zone].spans(wanted[zone]) for zone in ZONES}


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
    return _Text(text, analyser, _sieve([wanted], analyser)).spans(wanted)


def _sieve(wanted: Sequence[Marks], analyser: Analyser) -> Sieve:
    """What finds every word of a text that one of these may match."""
    beginnings: set[bytes] = set()
    insides: set[bytes] = set()
    for marks in wanted:
        asked = [(layer, term) for layer, terms, _ in marks.phrases for term in terms]
        exact = marks.exact.union(term for layer, term in asked if layer == "exact")
        stems = marks.stem.union(term for layer, term in asked if layer == "stem")
        parts = marks.part.union(*marks.wholes)
        beginnings.update(beginning(term, changed=False) for term in exact)
        for stem in stems | parts:
            if (clues := analyser.clues(stem)) is None:
                return _EVERY
            beginnings.update(clues)
            if clues and stem in parts:
                insides.update((inside(stem.rpartition(":")[2]), *clues[1:]))
        for first, *rest in marks.patterns:
            if first:
                beginnings.add(beginning(first, changed=False))
            elif (letters := somewhere(max(rest, key=len))) is not None:
                insides.add(letters)
            else:
                return _EVERY
        if marks.fuzzy:
            return _EVERY
    return Sieve(beginnings, insides)


_EVERY = Sieve((), (), every=True)


class _Text:
    """A text, and the words of it that may match."""

    def __init__(self, text: str, analyser: Analyser, sieve: Sieve) -> None:
        self._text = text
        self._analyser = analyser
        self._sieve = sieve
        self._stretches = list(sieve.stretches(text))
        self._words = [span for each in self._stretches for span in words.spans(text, *each)]

    def spans(self, wanted: Marks) -> list[Span]:
        """Where the text has what is wanted: offsets of whole words, in order, none twice."""
        found = set(self._single(wanted))
        for layer, terms, slop in wanted.phrases:
            for tokens in self._runs(layer, terms, slop):
                found.update(_phrase(tokens, layer, terms, slop))
        return sorted(found)

    def _single(self, wanted: Marks) -> Iterator[Span]:
        """The single words; each distinct one is judged once, over all texts."""
        sought = [frozenset((part,)) for part in wanted.part] + wanted.wholes
        if not (sought or wanted.exact or wanted.stem or wanted.patterns or wanted.fuzzy):
            return
        patterns = [re.compile(".*".join(map(re.escape, each))) for each in wanted.patterns]
        verdicts = wanted.verdicts
        for start, end in self._words:
            surface = self._text[start:end]
            verdict = verdicts.get(surface)
            if verdict is None:
                tokens = self._analyser.tokens(surface, start, split=False)
                if len(tokens) != 1:  # a run of an unspaced script, which hardly comes twice
                    for token in tokens:
                        if _matches(token, wanted, patterns):
                            yield token.start, token.end
                    continue
                verdict = _matches(tokens[0], wanted, patterns) or self._has_parts(surface, sought)
                verdicts[surface] = verdict
            if verdict:
                yield start, end

    def _has_parts(self, surface: str, sought: Sequence[frozenset[str]]) -> bool:
        """Whether a word has all parts of one of the sets. Splitting it is the dearest step."""
        if not sought or not self._sieve.may_have_parts(surface):
            return False
        return any(parts.issubset(self._analyser.parts(surface)) for parts in sought)

    def _runs(self, layer: str, terms: Sequence[str], slop: int) -> Iterator[list[Token]]:
        """Runs of tokens with every place in them where a phrase may stand."""
        if slop > 1:
            if self._stretches:
                start, end = self._stretches[0][0], self._stretches[-1][1]
                yield list(self._analyser.text(self._text, start, end))
            return
        for start, end in self._stretches:
            tokens = list(self._analyser.text(self._text, start, end))
            if any(_held(token, layer) == terms[0] for token in tokens):
                rest = self._analyser.text(self._text, end)
                yield tokens + list(islice(rest, len(terms) - 1))


def _matches(token: Token, wanted: Marks, patterns: Sequence[re.Pattern[str]]) -> bool:
    return (
        token.exact in wanted.exact
        or token.stem in wanted.stem
        or any(pattern.fullmatch(token.exact) for pattern in patterns)
        or any(edits(token.exact, text, most) <= most for text, most in wanted.fuzzy)
    )


def _held(token: Token, layer: str) -> str:
    return token.exact if layer == "exact" else token.stem


def _phrase(
    tokens: Sequence[Token], layer: str, terms: tuple[str, ...], slop: int
) -> Iterator[Span]:
    """The words of every place where the phrase stands; the slop is that of `index/engines`."""
    places: list[list[int]] = [[] for _ in terms]
    for position, token in enumerate(tokens):
        held = _held(token, layer)
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
