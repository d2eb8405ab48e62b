"""Which terms does a question mean? A tree as asked -> a tree of plain nodes over layers.

A word becomes its exact form, its stem in every language of the index, and the part layer; a
compound also all its parts together. Only terms that the index holds are kept, so an index of one
language is asked for one stem a word. What engines run is told in `index/engines`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.index.analysis import Analysers, Token
from newsearch.index.fields import LABELS, ZONES, layer_field
from newsearch.index.languages import language
from newsearch.index.stopwords import stop_words
from newsearch.index.words import fold, folded

from . import weights
from .asked import Exact, ExactPhrase

Query = Any

# A run of an unspaced script up to this many characters is one word or name and must stand as it
# is. A longer one is a sentence: its bigrams must all occur.
_LONGEST_WORD = 4
# Words that may stand between two parts of a compound that are told apart: "Bau von Satelliten".
_NEAR = 8


class Lexicon(NamedTuple):
    """What an expansion needs to know of an index.

    `languages` are the codes of its articles, `analysers` analyse in them; `frequency` gives the
    documents that hold a term of a field. `any_word` is set where any word of a question may match.
    Without `stop_words` these are left out wherever there is anything else.
    """

    languages: Sequence[str]
    analysers: Analysers
    frequency: Callable[[str, str], int]
    any_word: bool = False
    stop_words: bool = True


def expand(asked: Query, lexicon: Lexicon) -> Query:
    """The plain tree that a tree as asked means in an index.

    Raises QueryError for a word that no text can hold.
    """
    boost = getattr(asked, "boost", 1.0)
    plain = _EXPAND[type(asked)](asked, lexicon)
    return _boosted(plain, boost)


def _and(asked: Query, lexicon: Lexicon) -> Query:
    """All of them, but for stop words, which only add to the score.

    A word may be a stop word in one language of the index and not in another (`war`): it is then
    required of the articles in the other.
    """
    required, optional = [], []
    languages = _not_required(asked.subqueries, lexicon)
    for child in asked.subqueries:
        plain = expand(child, lexicon)
        where = languages.get(id(child), [])
        if not where:
            required.append(plain)
        elif len(where) == len(lexicon.languages):
            optional.append(plain)
        else:
            spared = [q.Term("language", code) for code in where]
            required.append(_any([plain, _filter(_any(spared))]))
    extra = _any(optional) if lexicon.stop_words else q.NullQuery
    return q.And(required) if extra is q.NullQuery else q.AndMaybe(q.And(required), extra)


def _or(asked: Query, lexicon: Lexicon) -> Query:
    children = asked.subqueries
    if not lexicon.stop_words:
        languages = _not_required(children, lexicon)
        children = [child for child in children if not languages.get(id(child))]
    return q.Or([expand(child, lexicon) for child in children])


def _not_required(children: Sequence[Query], lexicon: Lexicon) -> dict[int, list[str]]:
    """For each word among the children (by identity) the languages in which it is a stop word.

    Where a language would leave nothing to look for, all its words count.
    """
    texts = [child for child in children if _asks_text(child)]
    found: dict[int, list[str]] = {}
    for code in lexicon.languages:
        stops = [child for child in texts if _is_stop_word(child, code)]
        if len(stops) < len(texts):
            for child in stops:
                found.setdefault(id(child), []).append(code)
    return found


def _asks_text(asked: Query) -> bool:
    if isinstance(asked, q.And | q.Or):
        return any(_asks_text(child) for child in asked.subqueries)
    return not isinstance(asked, q.Not) and bool(_zones(getattr(asked, "fieldname", "")))


def _is_stop_word(asked: Query, code: str) -> bool:
    # `=der` is no Term but Exact: who asks for the form wants it.
    return type(asked) is q.Term and fold(asked.text) in stop_words(code)


def has_stop_words(asked: Query, code: str) -> bool:
    """Whether a tree as asked has any word that is a stop word in a language."""
    if isinstance(asked, q.And | q.Or):
        return any(has_stop_words(child, code) for child in asked.subqueries)
    return _is_stop_word(asked, code)


def _not(asked: Query, lexicon: Lexicon) -> Query:
    return q.Not(expand(asked.query, lexicon))


def _as_asked(asked: Query, _lexicon: Lexicon) -> Query:
    return _filter(asked) if isinstance(asked, q.TermRange) else asked


# -- leaves


def _term(asked: Query, lexicon: Lexicon) -> Query:
    zones = _zones(asked.fieldname)
    if not zones:
        return _filter(_label(asked.fieldname, [asked.text]))
    return _any(_words(asked.text, lexicon, zones))


def _exact(asked: Query, lexicon: Lexicon) -> Query:
    return _exact_phrase(ExactPhrase(asked.fieldname, [asked.text]), lexicon)


def _exact_phrase(asked: Query, lexicon: Lexicon) -> Query:
    zones = _zones(asked.fieldname)
    if not zones:
        return _filter(_label(asked.fieldname, asked.words))
    terms = [token.exact for token in _tokens(asked.words, "", lexicon)]
    return _any(_phrases("exact", terms, zones, lexicon, asked.slop))


def _phrase(asked: Query, lexicon: Lexicon) -> Query:
    zones = _zones(asked.fieldname)
    if not zones:
        return _filter(_label(asked.fieldname, asked.words))
    exact = [token.exact for token in _tokens(asked.words, "", lexicon)]
    found = _phrases("exact", exact, zones, lexicon, asked.slop)
    for code in lexicon.languages:
        stems = [token.stem for token in _tokens(asked.words, code, lexicon)]
        if stems != exact and all(stem.startswith(f"{code}:") for stem in stems):
            found += _phrases("stem", stems, zones, lexicon, asked.slop)
    return _any(found)


def _prefix(asked: Query, _lexicon: Lexicon) -> Query:
    return _pattern(q.Prefix, asked.fieldname, fold(asked.text))


def _wildcard(asked: Query, _lexicon: Lexicon) -> Query:
    return _pattern(q.Wildcard, asked.fieldname, "*".join(map(fold, asked.text.split("*"))))


def _pattern(kind: type[Any], field: str, pattern: str) -> Query:
    zones = _zones(field)
    if not zones:
        return _filter(kind(_searchable(field), pattern))
    return _any(
        [
            kind(layer_field(zone, "exact"), pattern, boost=weights.EXACT * weights.ZONE[zone])
            for zone in zones
        ]
    )


def _fuzzy(asked: Query, _lexicon: Lexicon) -> Query:
    def near(field: str) -> Query:
        return q.FuzzyTerm(field, fold(asked.text), maxdist=asked.maxdist, prefixlength=0)

    zones = _zones(asked.fieldname)
    if not zones:
        return _filter(near(_searchable(asked.fieldname)))
    return _any([near(layer_field(zone, "exact")) for zone in zones])


# -- words of running text


def _words(surface: str, lexicon: Lexicon, zones: Sequence[str]) -> list[Query]:
    tokens = _tokens([surface], "", lexicon)
    if not tokens:
        raise QueryError(f"{surface!r} has no letter or digit to search for")
    if len(tokens) > 1:
        return _run(tokens, lexicon, zones)
    return [
        *_layer("exact", {tokens[0].exact}, lexicon, zones),
        *_by_language(surface, lexicon, zones),
    ]


def _by_language(surface: str, lexicon: Lexicon, zones: Sequence[str]) -> list[Query]:
    found = []
    compounds: dict[tuple[str, ...], None] = {}
    for code in lexicon.languages:
        scale = weights.STOP if fold(surface) in stop_words(code) else 1.0
        for token in lexicon.analysers[code].tokens(surface):
            if token.stem:
                found += _layer("stem", [token.stem], lexicon, zones, weights.STEM * scale)
                found += _layer("part", [token.stem], lexicon, zones)
            if token.parts:
                compounds[token.parts] = None
    for parts in compounds:
        found += _parts(parts, lexicon, zones)
    return found


def _parts(parts: tuple[str, ...], lexicon: Lexicon, zones: Sequence[str]) -> list[Query]:
    """All parts of a compound together, better near each other; any_word lets one add a little."""
    each = [
        _any(
            [
                *_layer("stem", [part], lexicon, zones, weights.LONE_PART),
                *_layer("part", [part], lexicon, zones),
            ]
        )
        for part in parts
    ]
    if lexicon.any_word:
        return each
    if q.NullQuery in each:
        return []
    near = [
        phrase
        for pair in pairwise(parts)
        for phrase in _phrases("stem", pair, zones, lexicon, _NEAR + 1, weights.NEAR)
    ]
    together = q.And(each)
    found = q.AndMaybe(together, _any(near)) if near else q.Or([together])
    found.of_compound = together, parts  # marks.py marks parts only where the word is absent
    return [found]


def _run(tokens: Sequence[Token], lexicon: Lexicon, zones: Sequence[str]) -> list[Query]:
    """A stretch of an unspaced script, by its characters and the bigrams they begin."""
    bigrams = [token.stem for token in tokens[:-1]]
    units = [token.exact for token in tokens]
    if lexicon.any_word:
        return [
            *_layer("stem", dict.fromkeys(bigrams), lexicon, zones),
            *_layer("exact", dict.fromkeys(units), lexicon, zones),
        ]
    if len(tokens) <= _LONGEST_WORD:
        return _phrases("exact", units, zones, lexicon, 1)
    return [q.And([_any(_layer("stem", [bigram], lexicon, zones)) for bigram in bigrams])]


def _layer(
    layer: str,
    terms: Any,
    lexicon: Lexicon,
    zones: Sequence[str],
    weight: float | None = None,
) -> list[Query]:
    """A Term for each term that a zone's layer holds."""
    scale = _WEIGHT[layer] if weight is None else weight
    return [
        q.Term(field, term, boost=scale * weights.ZONE[zone])
        for zone in zones
        for field in [layer_field(zone, layer)]
        for term in terms
        if lexicon.frequency(field, term)
    ]


_WEIGHT = {"exact": weights.EXACT, "stem": weights.STEM, "part": weights.PART}


def _phrases(
    layer: str,
    terms: Sequence[str],
    zones: Sequence[str],
    lexicon: Lexicon,
    slop: int,
    weight: float | None = None,
) -> list[Query]:
    """The terms as a phrase in each zone that holds them all."""
    scale = _WEIGHT[layer] if weight is None else weight
    found = []
    for zone in zones:
        field = layer_field(zone, layer)
        if not terms or not all(lexicon.frequency(field, term) for term in terms):
            continue
        boost = scale * weights.ZONE[zone]
        if len(terms) == 1:
            found.append(q.Term(field, terms[0], boost=boost))
        elif slop == 1 or len(terms) == 2:
            found.append(q.Phrase(field, list(terms), slop=slop, boost=boost))
        else:
            # Engines promise nearness of two: each word near the next one.
            near = [q.Phrase(field, list(pair), slop=slop, boost=boost) for pair in pairwise(terms)]
            found.append(q.And(near))
    return found


def _tokens(surfaces: Sequence[str], code: str, lexicon: Lexicon) -> list[Token]:
    analyser = lexicon.analysers[code]
    return [token for surface in surfaces for token in analyser.tokens(surface)]


# -- labels and other fields


def _zones(field: str) -> Sequence[str]:
    """The zones that a field searches; none for a label."""
    return ZONES if field == "text" else (field,) if field in ZONES else ()


def _searchable(field: str) -> str:
    if field in LABELS or field == "url":
        return field
    raise QueryError(f"{field}: takes a whole value, without * or ~")


def _label(field: str, surfaces: Sequence[str]) -> Query:
    text = " ".join(surfaces)
    if field == "id":
        return q.Term("id", text)
    if field == "language":
        row = language(text)
        return q.Term("language", row.code if row else text)
    terms = folded(text).split()
    return q.Phrase(field, terms) if len(terms) > 1 else _any([q.Term(field, t) for t in terms])


def _filter(plain: Query) -> Query:
    """A label says which articles, not which of them fits best."""
    return plain if plain is q.NullQuery else q.ConstantScoreQuery(plain, 0.0)


def _any(children: list[Query]) -> Query:
    kept = [child for child in children if child is not q.NullQuery]
    if not kept:
        return q.NullQuery
    return kept[0] if len(kept) == 1 else q.Or(kept)


def _boosted(plain: Query, boost: float) -> Query:
    if boost == 1.0 or plain is q.NullQuery:
        return plain
    return q.Or([plain], boost=boost)


_EXPAND: dict[type[Any], Callable[[Query, Lexicon], Query]] = {
    q.And: _and,
    q.Or: _or,
    q.Not: _not,
    q.Term: _term,
    Exact: _exact,
    q.Phrase: _phrase,
    ExactPhrase: _exact_phrase,
    q.Prefix: _prefix,
    q.Wildcard: _wildcard,
    q.FuzzyTerm: _fuzzy,
    q.TermRange: _as_asked,
    q.Every: _as_asked,
    type(q.NullQuery): _as_asked,
}
