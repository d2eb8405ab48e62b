"""What is asked? Questions picked from the articles by rule, with a fixed seed, none by hand.

Words are runs of four letters and more that are none of Snowball's German stop words; how many
articles have a word decides what it serves for. Each question of several words takes them from one
article, so that there is something to find. The rules, of at most 10,000 articles looked at:

    rare       a word in 3 to 10 articles
    frequent   a word in 10 to 40 %
    words      two or three words of one article, each in 0.5 to 10 %; all must match
    any        three such words, any of which may match
    compound   a word of 12 letters and more that is two others run together, with or without s
    phrase     two words that follow each other in three articles or more
    wildcard   the first 5 or 6 letters of a word in 0.2 to 5 %, if 10 to 200 words begin so
    filter     a word in 2 to 20 % in its article's source, dated 45 days around it

Which of a rule's words are taken is drawn. They are asked as they are printed there.
"""

import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from whoosh.lang.stopwords import stoplists

from .articles import SEED
from .protocol import Document, Question

KINDS = ("rare", "frequent", "words", "any", "compound", "phrase", "wildcard", "filter")
EACH = 20

_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{4,}")
_NEXT = re.compile(r"(?=\b([A-Za-zÄÖÜäöüß]{4,}) ([A-Za-zÄÖÜäöüß]{4,})\b)")
_AROUND = timedelta(days=45)


def questions(articles: list[Document], each: int = EACH) -> list[Question]:
    """`each` questions of every one of KINDS. Raises ValueError if the articles are too few."""
    seen = _Seen.of(articles)
    asked: list[Question] = []
    for kind in KINDS:
        chance = random.Random(f"{SEED} {kind}")
        found: dict[str, Question] = {}
        for question in _RULES[kind](seen, chance):
            found.setdefault(question.text, question)
            if len(found) == each:
                break
        if len(found) < each:
            raise ValueError(f"{len(articles)} articles give {len(found)} questions of {kind!r}")
        asked += found.values()
    return asked


@dataclass(frozen=True, slots=True)
class _Seen:
    """The articles looked at, how many have each word, and the words sorted."""

    articles: list[Document]
    frequency: Counter[str]
    vocabulary: list[str]
    stop: frozenset[str]

    @classmethod
    def of(cls, articles: list[Document]) -> "_Seen":
        frequency: Counter[str] = Counter()
        for each in articles:
            frequency.update(set(_WORD.findall(each.body)))
        return cls(articles, frequency, sorted(frequency), frozenset(stoplists["de"]))

    def telling(self, word: str, least: float, most: float, fewest: int = 3) -> bool:
        """Whether a word is none of the stop words and in that share of the articles."""
        count = self.frequency[word]
        share = count / len(self.articles)
        return count >= fewest and least <= share <= most and word.lower() not in self.stop

    def words(self, least: float, most: float) -> list[str]:
        return [word for word in self.vocabulary if self.telling(word, least, most)]

    def beginning(self, prefix: str) -> int:
        """How many words begin so."""
        return bisect_left(self.vocabulary, prefix + "\uffff") - bisect_left(
            self.vocabulary, prefix
        )


_Rule = Callable[[_Seen, random.Random], Iterator[Question]]

# Draws after which a rule gives up.
_DRAWS = 20_000


def _rare(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    words = [word for word in seen.words(0, 1) if seen.frequency[word] <= 10]
    for word in chance.sample(words, len(words)):
        yield Question("rare", word, (word,))


def _frequent(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    words = seen.words(0.1, 0.4)
    for word in chance.sample(words, len(words)):
        yield Question("frequent", word, (word,))


def _several(kind: str, counts: tuple[int, ...], any_word: bool) -> _Rule:
    def rule(seen: _Seen, chance: random.Random) -> Iterator[Question]:
        for draw in range(_DRAWS):
            body = chance.choice(seen.articles).body
            words = sorted({w for w in _WORD.findall(body) if seen.telling(w, 0.005, 0.1)})
            count = counts[draw % len(counts)]
            if len(words) >= count:
                drawn = tuple(chance.sample(words, count))
                yield Question(kind, " ".join(drawn), drawn, "any" if any_word else "all")

    return rule


def _compound(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    known = {word.lower() for word in seen.vocabulary if seen.frequency[word] >= 3}
    for word in chance.sample(seen.vocabulary, len(seen.vocabulary)):
        if len(word) >= 12 and word[0].isupper() and seen.frequency[word] >= 3:
            low = word.lower()
            cuts = (
                (low[:at].removesuffix("s"), low[:at], low[at:]) for at in range(4, len(low) - 3)
            )
            if any(
                (bare in known or whole in known) and rest in known for bare, whole, rest in cuts
            ):
                yield Question("compound", word, (word,))


def _phrase(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    together: Counter[tuple[str, str]] = Counter()
    for each in seen.articles:
        together.update(
            {
                pair
                for pair in _NEXT.findall(each.body)
                if all(seen.telling(word, 0.001, 0.2) for word in pair)
            }
        )
    pairs = sorted(pair for pair, count in together.items() if count >= 3)
    for pair in chance.sample(pairs, len(pairs)):
        yield Question("phrase", " ".join(pair), pair, "phrase")


def _wildcard(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    words = seen.words(0.002, 0.05)
    for word in chance.sample(words, len(words)):
        start = word[: chance.choice((5, 6))]
        if len(start) < len(word) and 10 <= seen.beginning(start) <= 200:
            yield Question("wildcard", start, (start,), "prefix")


def _filter(seen: _Seen, chance: random.Random) -> Iterator[Question]:
    for _ in range(_DRAWS):
        article = chance.choice(seen.articles)
        words = sorted({w for w in _WORD.findall(article.body) if seen.telling(w, 0.02, 0.2)})
        if words and article.date and article.source:
            word, day = chance.choice(words), date.fromisoformat(article.date)
            since, until = (day - _AROUND).isoformat(), (day + _AROUND).isoformat()
            yield Question("filter", word, (word,), "all", article.source, since, until)


_RULES: dict[str, _Rule] = {
    "rare": _rare,
    "frequent": _frequent,
    "words": _several("words", (2, 3), any_word=False),
    "any": _several("any", (3,), any_word=True),
    "compound": _compound,
    "phrase": _phrase,
    "wildcard": _wildcard,
    "filter": _filter,
}
