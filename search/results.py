"""What is an answer? Results, hits and facets: frozen, and how they become JSON."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from .marking import Span

# The version of the JSON below; a change that breaks a reader of it raises the number.
SCHEMA = "newsearch.results/1"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one match gave to the score of a hit.

    `match` says how `term` matched in a layer of a zone: by itself (`word`), as a `phrase`, `near`
    each other, as `prefix`, `wildcard` or `fuzzy`; `constant` matches without looking into a text.
    `words` are what it matched there, as printed, each once.
    """

    zone: str
    layer: str
    match: str
    term: str
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that tells the story of a hit; `date` is the calendar date as printed."""

    id: str
    source: str
    agency: str
    date: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of an answer.

    `rank` counts from 1 over all pages. `highlights` are start and end offsets, in characters, of
    the matched words in `snippet`; `headline_highlights` of those in `headline`. `score` is 0.0
    where the answer is not sorted by relevance. `date` is the calendar date as printed, `published`
    the moment where the article gives one. `status` is "withheld" or empty, `embargo` the moment up
    to which the article is held back, `note` a word of the editors. `copies` are the other matching
    articles that tell this story, where an answer shows each story once. `explain` is what the
    score is made of, None if that was not asked for.
    """

    rank: int
    score: float
    id: str
    headline: str
    date: str
    source: str
    language: str
    url: str
    snippet: str
    highlights: tuple[Span, ...]
    headline_highlights: tuple[Span, ...]
    published: str
    agency: str
    place: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    version: str = ""
    status: str = ""
    embargo: str = ""
    note: str = ""
    copies: tuple[Copy, ...] = ()
    explain: tuple[Contribution, ...] | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, how many articles have it, and how many stories those tell."""

    value: str
    count: int
    stories: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How all hits, not only those shown, spread over the values of a field.

    `values` are sorted by count; those of `date` by time, at the `step` of a year, month or day.
    """

    name: str
    values: tuple[FacetValue, ...]
    step: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling of a question, as it would be typed, and how many articles it finds."""

    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a question.

    `total` counts all matching articles, `stories` the stories that they tell. `hits` are a page of
    the stories, each shown by its best article, or of the articles if those were asked for.
    `relaxed` is set where no article had all the words and these have any of them. `took_ms` is
    milliseconds inside the library. `suggestions` are given where a word of the question is in no
    article. `terms` are the words by which `similar` looked for articles.
    """

    query: str
    total: int
    stories: int
    relaxed: bool
    took_ms: float
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    suggestions: tuple[Suggestion, ...] = ()
    terms: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain lists and dictionaries, in the shape that SCHEMA names."""
        answer = {
            "schema": SCHEMA,
            "query": self.query,
            "total": self.total,
            "stories": self.stories,
            "relaxed": self.relaxed,
            "took_ms": self.took_ms,
            "hits": [hit_to_dict(hit) for hit in self.hits],
            "facets": {
                facet.name: [
                    {"value": each.value, "count": each.count, "stories": each.stories}
                    for each in facet.values
                ]
                for facet in self.facets
            },
            "suggestions": [asdict(each) for each in self.suggestions],
        }
        return answer | {"terms": list(self.terms)} if self.terms else answer


_HIT = tuple(field.name for field in fields(Hit))


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A hit as plain lists and values; without `explain` unless that was asked for."""
    # `asdict` of a whole hit would copy each offset.
    told = {name: getattr(hit, name) for name in _HIT}
    told["copies"] = tuple(asdict(copy) for copy in hit.copies)
    if hit.explain is None:
        del told["explain"]
    else:
        told["explain"] = tuple(asdict(each) for each in hit.explain)
    return told
