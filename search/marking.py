"""Where in an article stands what is wanted? What to mark, and a text -> offsets of words.

A text is first searched for letters (`index/sieve.py`). The stretches between spaces that have
them are judged: each word in one is analysed as it was for the index. The same stretches come again
and again, so each is judged once for all articles of an answer.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from newsearch.corpus.article import Article
from newsearch.index import words
from newsearch.index.analysis import Analyser, Token
from newsearch.index.fields import ZONES
from newsearch.index.letters import beginning, inside, somewhere, sought
from newsearch.index.sieve import EverySieve, Sieve, sieve

from .edits import edits
from .marks import ArticleMarks, Marks

Span = tuple[int, int]


class Marking:
    """What is wanted of the articles of a language, ready to be looked for."""

    def __init__(self, wanted: ArticleMarks, analyser: Analyser) -> None:
        # Of each compound the word itself stands at odd places, and its parts behind it.
        every = [wanted.zones, *(zones for pair in wanted.compounds for zones in pair)]
        self._sieve, insides = _letters(
            [marks for zones in every for marks in zones.values()], analyser
        )
        self._zones = {
            zone: _Zone([zones[zone] for zones in every], analyser, insides) for zone in ZONES
        }
        self._compounds = range(1, len(every), 2)

    def spans(self, article: Article) -> dict[str, list[Span]]:
        """Where each zone of an article has what is wanted: offsets of whole words, in order."""
        headline = article.headline
        # Both zones are looked through at once, with a space between them.
        stretches = self._sieve.stretches(f"{headline} {article.body}")
        until = bisect_left(stretches, (len(headline) + 1,))
        before = len(headline) + 1
        places = {
            "headline": stretches[:until],
            "body": [(start - before, end - before) for start, end in stretches[until:]],
        }
        found = {
            zone: looked.spans(getattr(article, zone), places[zone])
            for zone, looked in self._zones.items()
        }
        marked = {zone: each[0] for zone, each in found.items()}
        for compound in self._compounds:
            if not any(each[compound] for each in found.values()):
                for zone, each in found.items():
                    if more := each[compound + 1]:
                        marked[zone] = sorted({*marked[zone], *more})
        return marked


def spans(text: str, analyser: Analyser, wanted: Marks) -> list[Span]:
    """Where the text has what is wanted: offsets of whole words, in order, none twice."""
    found, insides = _letters([wanted], analyser)
    return _Zone([wanted], analyser, insides).spans(text, found.stretches(text))[0]


_EVERY = EverySieve()


def _letters(wanted: Sequence[Marks], analyser: Analyser) -> tuple[Sieve, set[bytes]]:
    """What finds all words that one of these may match, and what those have that match by parts."""
    exact: set[str] = set()
    stems: set[str] = set()
    parts: set[str] = set()
    for marks in wanted:
        exact |= marks.exact
        stems |= marks.stem
        parts |= marks.part.union(*marks.wholes)
        for layer, terms, _ in marks.phrases:
            (exact if layer == "exact" else stems).update(terms)
    beginnings = {beginning(term, changed=False) for term in exact}
    anywhere: set[bytes] = set()
    insides: set[bytes] = set()
    every = any(marks.fuzzy for marks in wanted)
    for stem in stems | parts:
        clues, letters = analyser.clues(stem), inside(stem.rpartition(":")[2])
        if clues is None:
            every = True
            insides.add(b"")
            continue
        if not clues:
            continue
        if stem in parts:
            insides.update((letters, *clues[1:]))
        if analyser.language.clipping and ":" in stem:
            # A form that has it by a dictionary has these letters, too, or is among the clues.
            anywhere.add(letters)
            beginnings.update(clues[1:])
        else:
            beginnings.update(clues)
    for first, *rest in (pattern for marks in wanted for pattern in marks.patterns):
        if first:
            beginnings.add(beginning(first, changed=False))
        elif (piece := somewhere(max(rest, key=len))) is not None:
            anywhere.add(piece)
        else:
            every = True
    return (_EVERY if every else sieve(beginnings, anywhere | insides)), insides


class _Zone:
    """Looks through texts of a zone for several things at a time, numbered as they are given."""

    def __init__(
        self, wanted: Sequence[Marks], analyser: Analyser, insides: Collection[bytes]
    ) -> None:
        self._analyser = analyser
        self._sought = sought(insides)
        self._count = len(wanted)
        # The numbers of the things that want a term.
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._stem: dict[str, list[int]] = defaultdict(list)
        # What wants some parts of a word together, by any one of them.
        self._wholes: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        self._fuzzy: list[tuple[int, str, int]] = []
        # Behind the things are numbered the phrases, for the words with which they may begin.
        self._phrases: list[tuple[int, str, tuple[str, ...], int]] = []
        for number, marks in enumerate(wanted):
            for term in marks.exact:
                self._exact[term].append(number)
            for term in marks.stem:
                self._stem[term].append(number)
            for whole in (*(frozenset((part,)) for part in marks.part), *marks.wholes):
                self._wholes[next(iter(whole))].append((number, whole))
            self._patterns += ((number, _pattern(each)) for each in marks.patterns)
            self._fuzzy += ((number, *each) for each in marks.fuzzy)
            self._phrases += ((number, *each) for each in marks.phrases)
        for place, (_, layer, terms, slop) in enumerate(self._phrases, self._count):
            for term in terms[:1] if slop <= 1 else dict.fromkeys(terms):
                (self._exact if layer == "exact" else self._stem)[term].append(place)
        self._asks = any((self._exact, self._stem, self._wholes, self._patterns, self._fuzzy))
        # What stands in a stretch: each is judged once.
        self._judged: dict[str, list[tuple[int, int, int]]] = {}

    def spans(self, text: str, stretches: Sequence[Span]) -> list[list[Span]]:
        """Where each thing stands in stretches: offsets of whole words, in order, none twice."""
        found: list[list[Span]] = [[] for _ in range(self._count)]
        if not self._asks:
            return found
        judged = self._judged
        beginnings: list[list[Span]] = [[] for _ in self._phrases]
        for start, end in stretches:
            stretch = text[start:end]
            if (standing := judged.get(stretch)) is None:
                standing = judged[stretch] = self._standing(stretch)
            for number, first, last in standing:
                if number < self._count:
                    found[number].append((start + first, start + last))
                else:
                    beginnings[number - self._count].append((start, end))
        for (number, layer, terms, slop), places in zip(self._phrases, beginnings, strict=True):
            if places:
                more = self._phrase(text, places, layer, terms, slop)
                found[number] = sorted({*found[number], *more})
        return found

    def _standing(self, stretch: str) -> list[tuple[int, int, int]]:
        """The numbers of what stands in a stretch, each with where."""
        word = stretch.strip(words.PUNCTUATION)
        if word.isalpha() and (known := self._analyser.known[word]) is not None:  # as most are
            if not (numbers := self._wanting(word, *known)):
                return []
            start = stretch.index(word)
            return [(number, start, start + len(word)) for number in numbers]
        standing: list[tuple[int, int, int]] = []
        for start, end in words.spans(stretch):
            surface = stretch[start:end]
            if (known := self._analyser.known[surface]) is not None:
                numbers = self._wanting(surface, *known)
                standing += [(number, start, end) for number in numbers]
                continue
            for token in self._analyser.tokens(surface, start):  # a run of an unspaced script
                numbers = self._wanting("", token.exact, token.stem, b"")
                standing += [(number, token.start, token.end) for number in numbers]
        return standing

    def _wanting(self, surface: str, exact: str, stem: str, letters: bytes) -> Collection[int]:
        """The numbers of what wants a word, from what `Analyser.known` says of it."""
        numbers: Collection[int] = self._exact.get(exact, ())
        if same := self._stem.get(stem):
            numbers = {*numbers, *same}
        if self._wholes and letters:
            for each in self._sought:
                if each in letters:
                    numbers = {*numbers, *self._wanting_parts(self._analyser.parts(surface))}
                    break
        if self._patterns or self._fuzzy:
            more = [number for number, pattern in self._patterns if pattern.fullmatch(exact)]
            more += [
                number for number, text, most in self._fuzzy if edits(exact, text, most) <= most
            ]
            numbers = {*numbers, *more}
        return numbers

    def _wanting_parts(self, parts: Collection[str]) -> Iterator[int]:
        """The numbers of what wants a word of these parts."""
        for part in parts:
            for number, whole in self._wholes.get(part, ()):
                if whole.issubset(parts):
                    yield number

    def _phrase(
        self, text: str, stretches: Sequence[Span], layer: str, terms: tuple[str, ...], slop: int
    ) -> Iterator[Span]:
        """The words of a phrase wherever it stands. Its words are in the stretches, or with a slop
        of 1 only the first of them.
        """
        if slop > 1:
            tokens = self._analyser.text(text, stretches[0][0], stretches[-1][1])
            yield from _phrase(list(tokens), layer, terms, slop)
            return
        for start, end in dict.fromkeys(stretches):
            tokens = self._analyser.text(text, start, end)
            rest = self._analyser.text(text, end)
            yield from _phrase([*tokens, *islice(rest, len(terms) - 1)], layer, terms, slop)


def _pattern(pieces: Sequence[str]) -> re.Pattern[str]:
    """A pattern for the pieces with anything between them."""
    return re.compile(".*".join(map(re.escape, pieces)))


def _held(token: Token, layer: str) -> str:
    return token.exact if layer == "exact" else token.stem


def _phrase(
    tokens: Sequence[Token], layer: str, terms: tuple[str, ...], slop: int
) -> Iterator[Span]:
    """The words of every place where the phrase stands; the slop is that of `index/engines`."""
    places: list[list[int]] = [[] for _ in terms]
    for position, token in enumerate(tokens):
        held = _held(token, layer)
        for place, term in zip(places, terms, strict=True):
            if held == term:
                place.append(position)
    together: list[tuple[int, ...]]
    if slop > 1:
        first, second = places
        together = [
            (before, after)
            for before in first
            for after in second
            if abs(after - 1 - before) < slop and after != before
        ]
    else:
        rest = [set(place) for place in places[1:]]
        together = [
            tuple(range(start, start + len(terms)))
            for start in places[0]
            if all(start + 1 + ahead in place for ahead, place in enumerate(rest))
        ]
    for positions in together:
        for position in positions:
            yield tokens[position].start, tokens[position].end
