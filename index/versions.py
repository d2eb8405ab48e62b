"""Which of two articles of one id is the later, and may it be shown yet?

The later one has the higher version; a version counts that is a number (`2`, `1.10`), and one
beats none. Of equal versions the later is published later; a day without an hour begins at its
midnight in UTC, as a moment without a zone is of UTC. Of two that this leaves equal a cancellation
beats the article. What then is still equal is an article that was changed without a word: the one
that comes last is taken.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple, Self

from newsearch.corpus.article import Article

CANCELED = "canceled"
WITHHELD = "withheld"

# `Document.until` of an article that nothing but another version will let be shown.
NEVER = (1 << 62) - 1

_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})*", re.ASCII)
_START = datetime(1, 1, 1, tzinfo=UTC)
# The last place on Earth where an hour strikes.
_LAST_ZONE = timezone(timedelta(hours=-12))


class Version(NamedTuple):
    """What of an article tells its versions apart; the greater is the later."""

    number: tuple[int, ...]
    moment: int
    canceled: bool

    @classmethod
    def of(cls, article: Article) -> Self:
        text = article.version.strip()
        number = tuple(map(int, text.split("."))) if _NUMBER.fullmatch(text) else ()
        return cls(number, seconds(article.published) or 0, article.status == CANCELED)


def kept(article: Article) -> Article:
    """What is kept of an article: all, or of a canceled one what tells that it is.

    Its text is what was taken back.
    """
    if article.status != CANCELED:
        return article
    return Article(
        id=article.id,
        published=article.published,
        version=article.version,
        status=CANCELED,
        note=article.note,
    )


def seconds(moment: str) -> int | None:
    """Seconds from 0001-01-01 UTC to a moment in ISO 8601; one without a zone counts as UTC."""
    if not moment:
        return None
    given = datetime.fromisoformat(moment)
    return _since_start(given if given.tzinfo else given.replace(tzinfo=UTC))


def hidden_until(status: str, embargo: str, published: str) -> int:
    """From when on an article may be shown, in seconds from 0001-01-01 UTC; 0 for always.

    An embargo without a zone is of the zone in which the article was published. Where that is not
    known either, it lasts until the hour has come everywhere on Earth, at UTC-12: to show an
    article before its time is the worse mistake. A day without an hour begins at midnight.
    """
    if not embargo:
        return NEVER if status == WITHHELD else 0
    ends = datetime.fromisoformat(embargo)
    if ends.tzinfo is None:
        zone = datetime.fromisoformat(published).tzinfo if published else None
        ends = ends.replace(tzinfo=zone or _LAST_ZONE)
    return max(_since_start(ends), 1)


def now() -> int:
    """This moment, in seconds from 0001-01-01 UTC."""
    return _since_start(datetime.now(UTC))


def days_apart(one: int, other: int) -> int | None:
    """The days between two dates as numbers (20240117); None if one is unknown (0)."""
    return abs((_day(one) - _day(other)).days) if one and other else None


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _since_start(moment: datetime) -> int:
    return int((moment - _START).total_seconds())
