"""What if news should be new? A plain tree -> the same, with recent articles ranked higher.

    score x (1/2 + 1/2 x 2^(-age / half-life))

An article of today counts in full, one of a half-life ago three quarters, an old or undated one
half: newness lets an article pass one that fits up to twice as well, and never a better fit than
that. The age is counted in whole steps of half a half-life, and of a day at least, so that the
engine itself can do the sum over ranges of dates: pages join and totals are the same as without.
"""

import re
from datetime import date, timedelta
from typing import Any

from whoosh import query as q

from newsearch.corpus.errors import QueryError

# What is left for newness after so many half-lives is under one percent of the score.
_HALF_LIVES = 6
_DAYS = {"d": 1, "t": 1, "w": 7, "m": 30, "y": 365, "j": 365}
_SPAN = r"(\d{1,4})\s*([dtwmyj])"


def half_life(text: str) -> int:
    """A span as `date:` takes it, in days: `7d`, `2w`, `3m` of 30 days, `1y` of 365.

    Raises QueryError.

    >>> half_life("2w")
    14
    """
    match = re.fullmatch(_SPAN, text.strip().lower(), re.ASCII)
    days = int(match[1]) * _DAYS[match[2]] if match else 0
    if not days:
        raise QueryError(f"no half-life in {text!r}: write days, weeks, months or years: 7d, 2w")
    return days


def fresh(tree: Any, days: int, today: date) -> Any:
    """The tree with scores as above for a half-life in days; what it matches stays the same."""
    step = max((days + 1) // 2, 1)
    last_step = -(-_HALF_LIVES * days // step)
    aged = []
    for number in range(last_step):
        # What bears the date of tomorrow, or of a wrong clock, is of today.
        newest = _day(today, number * step) if number else None
        within = q.TermRange("date", _day(today, number * step + step - 1), newest)
        extra = 0.5 * 2 ** (-number * step / days)
        aged.append(q.And([tree, q.ConstantScoreQuery(within, 0.0)], boost=extra))
    return q.AndMaybe(q.Or([tree], boost=0.5), q.Or(aged))


def _day(today: date, ago: int) -> str:
    """The date of so many days ago; the first of all dates if that was before it."""
    return (today - timedelta(min(ago, today.toordinal() - 1))).isoformat()
