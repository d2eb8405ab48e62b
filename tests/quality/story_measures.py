"""Are the copies of a story found, and only those?

The set is made of real articles of the days that have most. Positives: an article and what a paper
may have made of it, CHANGES alone and all together, indexed in a later run. Negatives: the likest
pairs of different articles of a day, by the cosine of their words (tf-idf). Some of those are real
copies: a pair of which the shorter article has DOUBTFUL of its sentences in the other, word for
word, is left out.
"""

import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from whoosh import query as q

from newsearch.corpus import Article
from newsearch.index import Index, store
from newsearch.index.words import folded

DAYS = 25
POSITIVES = 120  # of each kind
NEGATIVES = 1000
DOUBTFUL = 0.3

_DIMENSIONS = 1 << 13
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

Change = Callable[[Article, random.Random, list[str]], Article]


def crop(article: Article, _chance: random.Random, _words: list[str]) -> Article:
    """The first 60 percent of the words."""
    pieces = re.findall(r"\S+\s*", article.body)
    return replace(article, body="".join(pieces[: round(len(pieces) * 0.6)]).strip())


def headline(article: Article, chance: random.Random, words: list[str]) -> Article:
    """Another headline."""
    return replace(article, headline=" ".join(chance.sample(words, 6)))


def dateline(article: Article, chance: random.Random, _words: list[str]) -> Article:
    """Another place and agency before the text."""
    place = chance.choice(("BERLIN", "Wien", "Zürich/Bern", "New York"))
    agency = chance.choice(("(dpa)", "(Reuters)", "(APA/AFP)"))
    return replace(article, body=f"{place} {agency} – {article.body}", source="Anderes Blatt")


def words_changed(article: Article, chance: random.Random, words: list[str]) -> Article:
    """Every twentieth word another one."""
    pieces = re.split(r"(\s+)", article.body)
    places = range(0, len(pieces), 2)
    for place in chance.sample(places, max(1, round(len(places) * 0.05))):
        pieces[place] = chance.choice(words)
    return replace(article, body="".join(pieces))


def swapped(article: Article, chance: random.Random, _words: list[str]) -> Article:
    """Two paragraphs changed for each other; sentences, where there are no paragraphs."""
    paragraphs = [part for part in article.body.split("\n") if part.strip()]
    joint = "\n"
    if len(paragraphs) < 3:
        paragraphs, joint = _SENTENCE.split(article.body), " "
    if len(paragraphs) >= 2:
        one, other = chance.sample(range(len(paragraphs)), 2)
        paragraphs[one], paragraphs[other] = paragraphs[other], paragraphs[one]
    return replace(article, body=joint.join(paragraphs))


def together(article: Article, chance: random.Random, words: list[str]) -> Article:
    """All of these changes."""
    for change in CHANGES:
        article = change(article, chance, words)
    return article


CHANGES: tuple[Change, ...] = (crop, headline, dateline, words_changed, swapped)


def copies(data: Path, work: Path) -> dict[str, float]:
    """Precision and recall over positive and negative pairs, and recall for each kind of change."""
    chance = random.Random(2024)
    days = most_told(articles(data / "news-de.jsonl.xz"))
    originals = [article for day in days for article in day]
    words = [word for article in originals[:200] for word in article.body.split()]
    made: dict[str, list[tuple[str, str]]] = {}
    derived = []
    for change in (*CHANGES, together):
        pairs = made[change.__name__] = []
        for article in chance.sample(originals, POSITIVES):
            new = replace(change(article, chance, words), id=f"{change.__name__}-{article.id}")
            derived.append(new)
            pairs.append((article.id, new.id))
    index = Index.open_or_create(work / "copies")
    index.add(originals)
    index.add(derived)
    story = stories(index.path, [article.id for article in originals + derived])
    found = {
        kind: [story[one] == story[other] for one, other in pairs] for kind, pairs in made.items()
    }
    right = sum(map(sum, found.values()))
    wrong = sum(story[one] == story[other] for one, other in negatives(days))
    return {
        "copies precision": right / (right + wrong),
        "copies recall": right / sum(map(len, found.values())),
        **{f"copies recall {kind}": sum(each) / len(each) for kind, each in found.items()},
    }


def articles(path: Path) -> Iterator[Article]:
    """The German articles that have a date and more than a few sentences, each text once."""
    seen = set()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            date, body = given.get("date") or "", given["body"]
            if re.match(r"20\d\d-\d\d-\d\d", date) and len(body) > 500 and body not in seen:
                seen.add(body)
                title, source = given.get("title") or "", given.get("source") or ""
                yield Article(given["id"], title, body, date[:10], "de", source=source)


def most_told(found: Iterator[Article]) -> list[list[Article]]:
    """The articles of the DAYS days that have most."""
    by_day: defaultdict[str, list[Article]] = defaultdict(list)
    for article in found:
        by_day[article.date].append(article)
    return sorted(by_day.values(), key=lambda day: (-len(day), day[0].date))[:DAYS]


def negatives(days: list[list[Article]]) -> list[tuple[str, str]]:
    """The likest pairs of a day that are different articles."""
    ranked = []
    for day in days:
        cosines = likeness(day)
        for one, other in zip(*np.triu_indices(len(day), 1), strict=True):
            ranked.append((float(cosines[one, other]), day[one], day[other]))
    ranked.sort(key=lambda each: -each[0])
    different = (
        (one.id, other.id) for _, one, other in ranked if verbatim(one.body, other.body) < DOUBTFUL
    )
    return [pair for pair, _ in zip(different, range(NEGATIVES), strict=False)]


def likeness(day: list[Article]) -> np.ndarray:
    """The cosine of each pair of articles, over words hashed into some thousand places."""
    counts = np.zeros((len(day), _DIMENSIONS))
    for row, article in enumerate(day):
        for word, count in Counter(folded(f"{article.headline} {article.body}").split()).items():
            counts[row, int.from_bytes(word.encode()) % 1_000_003 % _DIMENSIONS] += count
    weights = np.log1p(counts) * np.log((1 + len(day)) / (1 + (counts > 0).sum(axis=0)))
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    return weights @ weights.T


def verbatim(one: str, other: str) -> float:
    """The part of the shorter text's sentences, by their length, that stand in the other."""
    short, long = sorted((sentences(one), sentences(other)), key=lambda each: sum(map(len, each)))
    return sum(map(len, short & long)) / max(sum(map(len, short)), 1)


def sentences(text: str) -> set[str]:
    return {kept for part in _SENTENCE.split(text) if len(kept := folded(part)) > 25}


def stories(path: Path, ids: list[str]) -> dict[str, int]:
    """The story of each article of an index."""
    reader = store.open_reader(path).reader
    found = {}
    for each in ids:
        matches = reader.search(q.Term("id", each), limit=1, order="newest").matches
        (found[each],) = reader.stories(matches)
    reader.close()
    return found
