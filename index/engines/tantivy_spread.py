"""How do matches spread in tantivy? Counts by value, and by the stories that are told twice.

One pass over the matches counts the values asked for and finds which of the matches are copies.
Only where there are any, the articles of those stories are looked at once more.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import tantivy

from ..fields import COPY, LABELS
from . import Query, Spread
from .tantivy_query import LAST, Translator, both

# Values are counted exactly up to this many distinct ones; the library stops at 65,000.
_MOST_VALUES = 60_000
# Articles of several stories that are counted by value and story at once: the library's limit is
# one for all counts of an answer, and an article may have several values.
_MOST_AT_ONCE = 8_000
_LAST_STORY = (1 << 53) - 1


def total(searcher: tantivy.Searcher, native: tantivy.Query) -> int:
    """How many documents match."""
    counted = searcher.aggregate(native, {"": {"value_count": {"field": "newest"}}})
    return int(counted[""]["value"])


def spread(
    searcher: tantivy.Searcher, to: Translator, query: Query, names: Sequence[str]
) -> Spread:
    """See `Reader.spread`."""
    native = to.matching(query)
    asked = {name: _counts(name) for name in names}
    counted = searcher.aggregate(native, asked) if asked else {}
    values = {
        name: {_value(name, bucket): bucket["doc_count"] for bucket in counted[name]["buckets"]}
        for name in names
    }
    told: dict[str, dict[str, dict[int, int]]] = {"": {"": {}}, **{name: {} for name in names}}
    if searcher.doc_freq("state", COPY):
        for stories, most in _portions(_copies(searcher, to, native, 0, LAST)):
            among = both(native, to.any_story(stories))
            _tell(searcher, among, most, names, told)
    return Spread(values, told)


def _tell(
    searcher: tantivy.Searcher,
    among: tantivy.Query,
    most: int,
    names: Sequence[str],
    told: dict[str, dict[str, dict[int, int]]],
) -> None:
    """Add to what is told the stories of several of the articles given, `most` at most."""
    days = _days_by_story(searcher, among, most)
    several = {story: known for story, known in days.items() if len(known) > 1}
    told[""][""].update((story, len(known)) for story, known in several.items())
    labels = {name: {**_counts(name), "aggs": _STORIES} for name in names if name not in _STEPS}
    for name in names if several else ():
        if name not in labels:
            _tell_dates(several, name, told[name])
    counted = searcher.aggregate(among, labels) if several and labels else {}
    for name, found in counted.items():
        for bucket in found["buckets"]:
            if stories := bucket["stories"]["buckets"]:
                by_story = told[name].setdefault(bucket["key"], {})
                by_story.update((int(each["key"]), each["doc_count"]) for each in stories)


def _tell_dates(several: dict[int, list[int]], name: str, told: dict[str, dict[int, int]]) -> None:
    """Add how many articles of each story are of each day, month or year."""
    step, counted = _STEPS[name], dict[int, dict[int, int]]()
    for story, days in several.items():
        for day in days:
            if day:
                counts = counted.setdefault(day // step, {})
                counts[story] = counts.get(story, 0) + 1
    for number, counts in counted.items():
        told.setdefault(_date(number * step, name), {}).update(counts)


def _days_by_story(
    searcher: tantivy.Searcher, native: tantivy.Query, most: int
) -> dict[int, list[int]]:
    """The days of the matches, `most` at most, that tell each story, 0 for an undated one.

    Read match by match: counting them would take a pass over all matches for each facet.
    """
    hits = searcher.search(native, limit=most, count=False, order_by_field="newest").hits
    addresses = [address for _, address in hits]
    known: dict[int, list[int]] = {}
    if addresses:
        told = searcher.fast_field_values("story", addresses)
        days = searcher.fast_field_values("date", addresses)
        for story, day in zip(told, days, strict=True):
            known.setdefault(int(story or 0), []).append(int(day or 0))
    return known


def _copies(
    searcher: tantivy.Searcher, to: Translator, native: tantivy.Query, first: int, last: int
) -> dict[int, int]:
    """Stories from one number to another that have copies among the matches, and how many.

    Only a story that has a copy there can have several articles there.
    """
    copies = both(native, to.term("state", COPY))
    if (first, last) != (0, LAST):
        copies = both(copies, to.between("copy_of", first, last))
    buckets = searcher.aggregate(copies, {"": _counts("copy_of")})[""]["buckets"]
    found = {int(each["key"]): each["doc_count"] for each in buckets}
    if len(found) < _MOST_VALUES:
        return found
    middle = (first + min(last, _LAST_STORY)) // 2
    below = _copies(searcher, to, native, first, middle)
    return below | _copies(searcher, to, native, middle + 1, last)


def _counts(name: str) -> dict[str, Any]:
    """Asks for the number of documents that have each value of a field, or each month or year."""
    if (step := _STEPS.get(name, 1)) > 1:
        return {"histogram": {"field": "date", "interval": step, "min_doc_count": 1}}
    field = f"{name}_value" if name in LABELS else name
    return {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}


# Days are numbers such as 20240117. Counting months takes a quarter of the time of counting days.
_STEPS = {"date": 1, "date:month": 100, "date:year": 10_000}
# Characters of YYYY-MM-DD that are counted.
_KEPT = {"date": 10, "date:month": 7, "date:year": 4}

# The stories of which several articles have a value.
_STORIES = {"stories": {"terms": {**_counts("story")["terms"], "min_doc_count": 2}}}


def _value(name: str, bucket: dict[str, Any]) -> str:
    return _date(bucket["key"], name) if name in _STEPS else cast(str, bucket["key"])


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
