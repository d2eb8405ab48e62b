"""Why does an article score as it does? What each match of a plain tree gave to it.

An engine says what a leaf of the tree gives to the articles of a page: a search for the leaf among
them. What the nodes above make of that is the arithmetic of `index/engines`, done here once more,
so that the contributions add up to the score of any engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index.analysis import LAYERS, Analyser
from newsearch.index.engines import Found, Reader
from newsearch.index.fields import ZONES, layer_field
from newsearch.index.store import Opened

from .marking import spans
from .marks import marks
from .results import Contribution, Hit

Query = Any

# Of each matching document, by its place in the page: the leaves that matched, and what they give.
_Given = dict[int, list[tuple[Query, float]]]

_FIELDS = {layer_field(zone, layer): (zone, layer) for zone in ZONES for layer in LAYERS}


def explained(
    opened: Opened, tree: Query, found: Found, hits: Sequence[Hit], scored: bool
) -> tuple[Hit, ...]:
    """The hits of a page with `explain`, from the plain tree that was searched for.

    Without `scored`, for a page that is sorted by date, nothing gave anything.
    """
    page = _Page(opened.reader, found, hits)
    given = page.run(tree)
    stored = opened.reader.stored(found.matches)
    return tuple(
        replace(
            hit,
            explain=_contributions(
                given.get(place, []),
                Article.from_json(document.article),
                opened.analysers[document.language],
                scored,
            ),
        )
        for place, (hit, document) in enumerate(zip(hits, stored, strict=True))
    )


def _contributions(
    given: Sequence[tuple[Query, float]], article: Article, analyser: Analyser, scored: bool
) -> tuple[Contribution, ...]:
    """One for each leaf, the greatest first; what a leaf gave in several places is summed."""
    leaves: dict[tuple[str, str, str, str], tuple[Query, float]] = {}
    for leaf, score in given:
        zone, layer = _FIELDS.get(getattr(leaf, "fieldname", None) or "", ("", ""))
        key = (zone, layer, *_described(leaf))
        leaves[key] = (leaf, leaves.get(key, (leaf, 0.0))[1] + score)
    made = []
    for (zone, layer, kind, term), (leaf, score) in leaves.items():
        text = getattr(article, zone) if zone else ""
        found = spans(text, analyser, marks(leaf)[zone]) if zone else []
        words = tuple(dict.fromkeys(text[start:end] for start, end in found))
        made.append(Contribution(zone, layer, kind, term, words, round(score * scored, 4)))
    return tuple(sorted(made, key=lambda each: (-each.score, each.zone, each.layer, each.term)))


def _described(leaf: Query) -> tuple[str, str]:
    """How a leaf matches, and what."""
    if isinstance(leaf, q.Phrase):
        return "phrase" if leaf.slop == 1 else "near", " ".join(leaf.words)
    if isinstance(leaf, q.Prefix):
        return "prefix", f"{leaf.text}*"
    if isinstance(leaf, q.Wildcard):
        return "wildcard", str(leaf.text)
    if isinstance(leaf, q.FuzzyTerm):
        return "fuzzy", f"{leaf.text}~{leaf.maxdist}"
    if isinstance(leaf, q.Term):
        return "word", str(leaf.text)
    return "constant", "*"


class _Page:
    """The articles of a page, to be asked what matches in them."""

    def __init__(self, reader: Reader, found: Found, hits: Sequence[Hit]) -> None:
        self._reader = reader
        self._refs = [match.ref for match in found.matches]  # can be compared, not hashed
        self._only = q.ConstantScoreQuery(q.Or([q.Term("id", hit.id) for hit in hits]), 0.0)
        self._known: dict[int, _Given] = {}  # by identity: freshness repeats its tree

    def run(self, node: Query) -> _Given:
        """What each leaf below a node gives."""
        if not self._refs:
            return {}
        if id(node) not in self._known:
            rule = _RULES.get(type(node))
            self._known[id(node)] = (
                self._boosted(rule(self, node), node) if rule else self._leaf(node)
            )
        return self._known[id(node)]

    @staticmethod
    def _boosted(given: _Given, node: Query) -> _Given:
        boost = getattr(node, "boost", 1.0)
        if boost == 1.0:
            return given
        return {
            place: [(leaf, score * boost) for leaf, score in each] for place, each in given.items()
        }

    def _leaf(self, leaf: Query) -> _Given:
        among = q.And([leaf, self._only])
        found = self._reader.search(among, limit=len(self._refs), order="relevance")
        return {self._refs.index(match.ref): [(leaf, match.score)] for match in found.matches}

    def _and(self, node: Query) -> _Given:
        wanted = [child for child in node.subqueries if not isinstance(child, q.Not)]
        excluded = [child.query for child in node.subqueries if isinstance(child, q.Not)]
        if not node.subqueries:
            return {}
        given = [self.run(child) for child in wanted or [_EVERY]]
        places = set(given[0]).intersection(*given[1:]).difference(*map(self.run, excluded))
        return {place: [leaf for each in given for leaf in each[place]] for place in places}

    def _or(self, node: Query) -> _Given:
        total: _Given = {}
        for child in node.subqueries:
            for place, leaves in self.run(child).items():
                total[place] = total.get(place, []) + leaves
        return total

    def _not(self, node: Query) -> _Given:
        return self._and(q.And([node]))

    def _maybe(self, node: Query) -> _Given:
        extra = self.run(node.b)
        return {place: each + extra.get(place, []) for place, each in self.run(node.a).items()}

    def _best(self, node: Query) -> _Given:
        best: _Given = {}
        for child in node.subqueries:
            for place, leaves in self.run(child).items():
                if place not in best or _sum(leaves) > _sum(best[place]):
                    best[place] = leaves
        return best

    def _constant(self, node: Query) -> _Given:
        given = [(node, node.score)] if node.score else []
        return dict.fromkeys(self.run(node.child), given)


def _sum(leaves: Sequence[tuple[Query, float]]) -> float:
    return sum(score for _, score in leaves)


_EVERY = q.Every()

_RULES: dict[type[Any], Callable[[_Page, Query], _Given]] = {
    q.And: _Page._and,
    q.Or: _Page._or,
    q.Not: _Page._not,
    q.AndMaybe: _Page._maybe,
    q.DisjunctionMax: _Page._best,
    q.ConstantScoreQuery: _Page._constant,
    type(q.NullQuery): lambda _page, _node: {},
}
