"""How do matches spread in tantivy? Counts by value, and by the stories that are told twice.

One pass over the matches counts the values asked for, and another finds which of them are copies;
only where there are any, the articles of those stories are looked at once more, beside the first.
Of few matches one pass does both: to find them takes longer than to count.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import tantivy

from ..beside import beside
from ..fields import COPY, LABELS, SINGLE, text_number
from . import Query, Spread
from .tantivy_query import LAST, Translator, both

# Values are counted exactly up to this many distinct ones; the library stops at 65,000.
_MOST_VALUES = 60_000
# Stories with copies that are counted in the same pass as values: together they stay below that.
_MOST_COPIES = 4_000
# The name of that count, which no facet has.
_COPIES = ""
# Stories with copies that are looked at beside counting: fewer are found before a thread has begun.
_MANY_STORIES = 50
# Articles of several stories that are counted by value and story at once: the library's limit is
# one for all counts of an answer, and an article may have several values.
_MOST_AT_ONCE = 8_000
_LAST_STORY = (1 << 53) - 1


def total(searcher: tantivy.Searcher, native: tantivy.Query) -> int:
    """How many documents match."""
    counted = searcher.aggregate(native, {"": {"value_count": {"field": "newest"}}})
    return int(counted[""]["value"])


def spread(
    searcher: tantivy.Searcher,
    to: Translator,
    query: Query,
    names: Sequence[str],
    *,
    copies: bool,
    few: bool,
) -> Spread:
    """See `Reader.spread`; without `copies` the index has none."""
    native = to.matching(query)
    asked = {name: _counts(name) for name in names}

    def looked_at(copied: dict[int, int]) -> list[_Looked]:
        return [_Looked.at(searcher, to, native, *each) for each in _portions(copied)]

    if copies and few and asked:
        counted = searcher.aggregate(native, {**asked, _COPIES: _OF_COPIES})
        copied = _by_story(counted[_COPIES])
        if len(copied) >= _MOST_COPIES:
            copied = _copies(searcher, to, native, 0, LAST)
        looked = looked_at(copied)
    else:
        copied = _copies(searcher, to, native, 0, LAST) if copies else {}
        look = beside(lambda: looked_at(copied), pays=len(copied) >= _MANY_STORIES)
        counted = searcher.aggregate(native, asked) if asked else {}
        looked = look()
    values = {
        name: {_value(name, bucket): bucket["doc_count"] for bucket in counted[name]["buckets"]}
        for name in names
    }
    told: dict[str, dict[str, dict[int, int]]] = {"": {"": {}}, **{name: {} for name in names}}
    for each in looked:
        _tell(searcher, each, values, told)
    return Spread(values, told)


class _Looked(NamedTuple):
    """The matches that tell some stories with copies, each story of several matches."""

    among: tantivy.Query
    addresses: list[tantivy.DocAddress]
    stories: list[int]

    @classmethod
    def at(
        cls,
        searcher: tantivy.Searcher,
        to: Translator,
        native: tantivy.Query,
        stories: list[int],
        most: int,
    ) -> Self:
        """Look at stories of which there are `most` articles.

        They are read match by match: counting would take one more pass over all matches.
        """
        among = both(native, to.any_story(stories))
        hits = searcher.search(among, limit=most, count=False, order_by_field="newest").hits
        found = [address for _, address in hits]
        told = [int(story or 0) for story in searcher.fast_field_values("story", found)]
        counts = Counter(told)
        kept = [each for each in zip(found, told, strict=True) if counts[each[1]] > 1]
        return cls(among, [address for address, _ in kept], [story for _, story in kept])


def _tell(
    searcher: tantivy.Searcher,
    looked: _Looked,
    values: dict[str, dict[str, int]],
    told: dict[str, dict[str, dict[int, int]]],
) -> None:
    """Add to what is told the stories of several of the matches looked at."""
    among, found, stories = looked
    if not found:
        return
    told[""][""].update(Counter(stories))

    def numbers(field: str) -> list[int]:
        return [int(number or 0) for number in searcher.fast_field_values(field, found)]

    counted = {}
    for name, counts in values.items():
        if step := _STEPS.get(name):
            dates = [day // step for day in numbers("date")]
            for number, by_story in _by_number(dates, stories, 1).items():
                told[name].setdefault(_date(number * step, name), {}).update(by_story)
        elif name in SINGLE:
            repeated = _by_number(numbers(f"{name}_number"), stories, 2)
            named = {text_number(value): value for value in counts} if repeated else {}
            for number, by_story in repeated.items():
                told[name].setdefault(named[number], {}).update(by_story)
        else:
            counted[name] = {**_counts(name), "aggs": _STORIES}
    for name, buckets in searcher.aggregate(among, counted).items() if counted else ():
        for bucket in buckets["buckets"]:
            if again := _by_story(bucket):
                told[name].setdefault(bucket["key"], {}).update(again)


def _by_number(numbers: list[int], stories: list[int], least: int) -> dict[int, dict[int, int]]:
    """By number, and then by story, how many articles have both, if they are so many at least."""
    found: dict[int, dict[int, int]] = {}
    for (number, story), count in Counter(zip(numbers, stories, strict=True)).items():
        if number and count >= least:
            found.setdefault(number, {})[story] = count
    return found


def _copies(
    searcher: tantivy.Searcher, to: Translator, native: tantivy.Query, first: int, last: int
) -> dict[int, int]:
    """Stories from one number to another that have copies among the matches, and how many.

    Only a story that has a copy there can have several articles there.
    """
    copies = both(native, to.term("state", COPY))
    if (first, last) != (0, LAST):
        copies = both(copies, to.between("copy_of", first, last))
    counted = searcher.aggregate(copies, {"stories": _terms("copy_of", _MOST_VALUES)})
    found = _by_story(counted)
    if len(found) < _MOST_VALUES:
        return found
    middle = (first + min(last, _LAST_STORY)) // 2
    below = _copies(searcher, to, native, first, middle)
    return below | _copies(searcher, to, native, middle + 1, last)


def _counts(name: str) -> dict[str, Any]:
    """Asks for the number of documents that have each value of a field, or each month or year."""
    if name == "date:year":
        return {"histogram": {"field": "date", "interval": _STEPS[name], "min_doc_count": 1}}
    if name == "date:month":
        name = "month"
    return _terms(f"{name}_value" if name in LABELS else name, _MOST_VALUES)


def _terms(field: str, most: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": most, "segment_size": most}}


# The stories that the copies among the matches tell, and those of which several have a value.
_OF_COPIES = {"filter": f"state:{COPY}", "aggs": {"stories": _terms("copy_of", _MOST_COPIES)}}
_STORIES = {"stories": {"terms": {**_terms("story", _MOST_VALUES)["terms"], "min_doc_count": 2}}}


def _by_story(counted: dict[str, Any]) -> dict[int, int]:
    return {int(each["key"]): each["doc_count"] for each in counted["stories"]["buckets"]}


# Days are numbers such as 20240117. Counting months takes a quarter of the time of counting days.
_STEPS = {"date": 1, "date:month": 100, "date:year": 10_000}
# Characters of YYYY-MM-DD that are counted.
_KEPT = {"date": 10, "date:month": 7, "date:year": 4}


def _value(name: str, bucket: dict[str, Any]) -> str:
    key = bucket["key"]
    return key if isinstance(key, str) else _date(key, name)


def _portions(copies: dict[int, int]) -> Iterator[tuple[list[int], int]]:
    """Stories that have copies, so many at a time as can be counted at once.

    With each portion, how many articles tell them at most: the copies and a lead of each.
    """
    stories: list[int] = []
    articles = 0
    for story, count in copies.items():
        stories.append(story)
        articles += count + 1
        if articles >= _MOST_AT_ONCE:
            yield stories, articles
            stories, articles = [], 0
    if stories:
        yield stories, articles


def _date(number: float, name: str) -> str:
    digits = f"{int(number):08d}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"[: _KEPT[name]]
