"""Which articles are indexed? Real German ones where there are any, in any number.

`$NEWSEARCH_SHARED`, else `../shared` beside the checkout, may hold a set of 44,000 German articles,
which is no part of the project. Without it the samples take its place. Both are read once, put into
a random but fixed order, so that the first 10,000 are like the rest, and written as JSON Lines with
the fields that every contestant takes.

Beyond their number articles are repeated, changed: id and date are new, and one word in eight is
exchanged for another, drawn as often as it occurs in the set. A copy then shares hardly half of its
runs of five words with any other, so it is no duplicate to a detector of duplicates. Text that goes
on brings new words, most of them compounds in German, and a repetition would bring none: so words
of a copy are replaced by two nouns of the set run together, as many as Heaps' law (a vocabulary
grows with a power of the text, here fitted to the set) has for that place.
"""

import json
import math
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Self

from newsearch.corpus import Article, read

from .protocol import Document

ROOT = Path(__file__).parents[1]
SEED = 20240117

# One word in this many is exchanged in a copy.
_EXCHANGED = 8
# How many running words the exchanged ones are drawn from, and how many are made up before.
_POOL = 500_000
# Copies are dated up to this many days before their originals: ten years.
_DAYS = 3652
_WORD = re.compile(r"\w+")
_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{3,9}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from: a word on it, and the files."""

    what: str
    path: Path


def shared() -> Path:
    """The folder of real articles and judgements, which need not exist."""
    return Path(os.environ.get("NEWSEARCH_SHARED", ROOT.parent / "shared"))


def source() -> Source:
    """The real set if it is there, else the samples."""
    real = shared() / "data" / "news-de.jsonl.xz"
    if real.exists():
        return Source("real German articles", real)
    return Source("sample articles", ROOT / "corpus" / "samples")


def originals(path: Path) -> list[Document]:
    """The German articles of a file or folder that have a text, in a random but fixed order."""
    found = [
        Document(each.id, each.headline, each.body, each.date, each.source)
        for each in read([path])
        if isinstance(each, Article) and each.body and each.language in ("de", "")
    ]
    random.Random(SEED).shuffle(found)
    return found


def write(articles: Iterator[Document], file: Path) -> dict[str, int]:
    """Write articles as JSON Lines; how many, and the bytes of their headlines and bodies."""
    written = size = 0
    with file.open("w", encoding="utf-8") as lines:
        for each in articles:
            written += 1
            size += len(each.headline.encode()) + len(each.body.encode())
            given = {name: value for name, value in each._asdict().items() if value}
            lines.write(json.dumps(given | {"language": "de"}, ensure_ascii=False) + "\n")
    return {"articles": written, "bytes": size}


def repeated(given: list[Document], wanted: int) -> Iterator[Document]:
    """As many articles as wanted: the given ones, then changed copies of them."""
    yield from given[:wanted]
    if wanted > len(given):
        yield from islice(_copies(given), wanted - len(given))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Heaps' law: n articles have `words * (n / articles) ** power` different words."""

    articles: int
    words: int
    power: float

    @classmethod
    def of(cls, given: list[Document]) -> Self:
        """The law that the articles follow from half of them to all. There must be two or more."""
        half = len(given) // 2
        words = {word for each in given[:half] for word in _words(each)}
        before = len(words)
        words.update(word for each in given[half:] for word in _words(each))
        power = math.log(len(words) / before) / math.log(len(given) / half)
        return cls(len(given), len(words), power)

    def size(self, articles: int) -> float:
        """How many different words so many articles have."""
        return float(self.words * (articles / self.articles) ** self.power)


def _words(article: Document) -> list[str]:
    return _WORD.findall(article.body.lower())


def _copies(given: list[Document]) -> Iterator[Document]:
    chance = random.Random(SEED + 1)
    words = [word for each in given[:10_000] for word in each.body.split()]
    pool = chance.choices(words, k=_POOL)
    nouns = [word for word in pool if _NOUN.fullmatch(word)]
    vocabulary, made = Vocabulary.of(given), 0
    numbers = count(len(given) + 1)
    for copy in range(1, 1 << 30):
        for each in given:
            body = each.body.split(" ")
            at, end = chance.randrange(_EXCHANGED), len(body)
            drawn = chance.randrange(_POOL - end) if end < _POOL else 0
            body[at::_EXCHANGED] = pool[drawn : drawn + len(range(at, end, _EXCHANGED))]
            wanted = int(vocabulary.size(next(numbers)) - vocabulary.words) - made
            for _ in range(min(wanted, end)):
                word = chance.choice(nouns) + chance.choice(nouns).lower()
                body[chance.randrange(end)] = word
            made += wanted
            yield each._replace(
                id=f"{each.id}-{copy}", body=" ".join(body), date=_earlier(each.date, chance)
            )


def _earlier(day: str, chance: random.Random) -> str:
    if not day:
        return day
    before = date.fromisoformat(day) - timedelta(days=chance.randrange(1, _DAYS))
    return before.isoformat()
