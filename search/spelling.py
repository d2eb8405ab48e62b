"""What was meant? A word that no article has -> words that articles do have.

Candidates are what the engine finds up to two edits away in the articles' written forms. They are
read out of some of those articles, as printed; frequent spellings are in most of them, so few
articles are enough.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import Any, NamedTuple

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.index.engines import Reader
from newsearch.index.fields import LABELS, ZONES, label_values, layer_field
from newsearch.index.letters import somewhere
from newsearch.index.sieve import EverySieve, sieve
from newsearch.index.words import PUNCTUATION, fold, spans, surfaces, units

from .asked import TEXT, ExactPhrase
from .edits import near
from .results import Suggestion

# A text -> its words, as printed.
_Tokenizer = Callable[[str], Iterable[str]]

# A word in so few articles may be misspelt there; what is meant is then far more frequent.
RARE = 5
_TIMES_AS_FREQUENT = 50
# Articles out of which spellings are read.
_READ = 30
# A word of fewer letters has too many neighbours for any to be the one that was meant.
_SHORTEST = 4
_TWO_EDITS_FROM = 6
# A question with more unknown words than this is not a slip of the keyboard.
_MOST_UNKNOWN = 4
_MOST_OFFERED = 5
_SHORTEST_HALF = 3
# Longer than what people type, shorter than what they paste.
_WORDS_LOOKED_AT = 40


class Spelling(NamedTuple):
    """A word as articles print it, and in how many articles it stands."""

    text: str
    articles: int


class Unknown(NamedTuple):
    """A word of a question that hardly any article has.

    `start` and `end` say where it stands in the query, in characters; `articles` how many have it.
    """

    field: str
    text: str
    start: int
    end: int
    articles: int


def unknown_words(asked: Any, count: Callable[[str, str], int], rare: int) -> list[Unknown]:
    """The words of a tree as asked that at most `rare` articles have, in order.

    `count` tells of a field and a word about how many articles match. A question with many such
    words has none that can be helped.
    """
    found: dict[int, Unknown] = {}
    for field, text, start, end in islice(_words(asked), _WORDS_LOOKED_AT):
        searchable = field in TEXT or field in LABELS
        if start is None or start in found or not searchable:
            continue
        if (articles := count(field, text)) <= rare:
            found[start] = Unknown(field, text, start, end, articles)
            if len(found) > _MOST_UNKNOWN:
                return []
    return [found[start] for start in sorted(found)]


def _words(asked: Any) -> Iterator[tuple[str, str, int, int]]:
    """The words that a question wants: field, text, place. None of what it excludes."""
    if isinstance(asked, q.And | q.Or):
        for child in asked.subqueries:
            yield from _words(child)
    elif isinstance(asked, q.Phrase | ExactPhrase):
        for word, (start, end) in zip(asked.words, asked.char_ranges or (), strict=False):
            yield asked.fieldname, word, start, end
    elif isinstance(asked, q.Term):
        yield asked.fieldname, asked.text, asked.startchar, asked.endchar


def suggestions(
    query: str,
    unknown: Sequence[Unknown],
    offered: Sequence[Sequence[Spelling]],
    count: Callable[[str, bool], int],
) -> tuple[Suggestion, ...]:
    """The query with its unknown words replaced: all by the likeliest, then one by the next.

    `offered` has the spellings of each unknown word; `count` tells how many articles a query finds,
    by all words or by any. What finds none is left out; where none has all words, any will do.
    """
    places = [(word, forms) for word, forms in zip(unknown, offered, strict=True) if forms]
    if not places:
        return ()
    best = [0] * len(places)
    choices = [best]
    for number, (_, forms) in enumerate(places):
        choices += [[*best[:number], n, *best[number + 1 :]] for n in range(1, len(forms))]
    texts = []
    for choice in choices[:_MOST_OFFERED]:
        text = query
        for (word, forms), chosen in reversed(list(zip(places, choice, strict=True))):
            text = text[: word.start] + forms[chosen].text + text[word.end :]
        texts.append(text)
    for any_word in (False, True):
        found = [Suggestion(text, total) for text in texts if (total := count(text, any_word))]
        if found:
            return tuple(found)
    return ()


def replacements(reader: Reader, unknown: Unknown, limit: int) -> list[Spelling]:
    """Spellings for a word that no article has, or that far fewer have than the spelling."""
    at_least = max(1, unknown.articles * _TIMES_AS_FREQUENT)
    return spellings(reader, unknown.field, unknown.text, limit, at_least)


def spellings(
    reader: Reader, field: str, word: str, limit: int, at_least: int = 1
) -> list[Spelling]:
    """Words of the index that `word` may be a misspelling of, the likeliest first.

    Fewer edits go first, then words of the same first letter, then frequent ones; each stands in
    `at_least` articles. Of several forms of a word the likeliest is given. Where there is no such
    word, one half of a compound is corrected: Satelitenbau, Satellitenbua.
    """
    folded = fold(word)
    if len(folded) < _SHORTEST or units(word) is not None:
        return []
    for most in (1, 2) if len(folded) >= _TWO_EDITS_FROM and at_least == 1 else (1,):
        if found := _near(reader, field, folded, most, at_least):
            return found[:limit]
    if field in LABELS or at_least > 1:
        return []
    return _compounds(reader, field, folded, limit)


def _near(reader: Reader, field: str, word: str, most: int, at_least: int = 1) -> list[Spelling]:
    """Words up to `most` edits from a folded one."""
    fields = _fields(field)
    query = q.Or([q.FuzzyTerm(name, word, maxdist=most, prefixlength=0) for name in fields])
    forms = printed(reader, field, query, tokenizer=near_words(word, most))
    distances = near(word, forms, most)
    distances.pop(word, None)
    counts = {term: frequency(reader, field, term) for term in distances}
    likeliest = sorted(
        (term for term in distances if counts[term] >= at_least),
        key=lambda term: (distances[term], term[0] != word[0], -counts[term], term),
    )
    kept: list[str] = []
    for term in likeliest:
        if not any(_same_word(term, other) for other in kept):
            kept.append(term)
    return [Spelling(forms[term], counts[term]) for term in kept]


def _same_word(term: str, other: str) -> bool:
    """Whether two words differ by a short ending only: Impfstoff, Impfstoffes."""
    short, long = sorted((term, other), key=len)
    return len(short) >= _SHORTEST and len(long) - len(short) <= 2 and long.startswith(short)


def _compounds(reader: Reader, field: str, word: str, limit: int) -> list[Spelling]:
    """Compounds of a known word and a nearly known one, cut where the known is most frequent."""
    cuts = range(_SHORTEST, len(word) - _SHORTEST_HALF + 1)
    found: list[Spelling] = []
    for right in (True, False):
        known = {
            cut: count
            for cut in cuts
            if (count := frequency(reader, field, word[cut:] if right else word[:cut]))
        }
        for cut in sorted(known, key=lambda cut: (-known[cut], cut))[:1]:
            head, tail = word[:cut], word[cut:]
            wrong = head if right else tail
            if len(wrong) < _SHORTEST:
                continue
            for half in _near(reader, field, wrong, 1)[:limit]:
                text = half.text + tail if right else head.capitalize() + half.text.lower()
                found.append(Spelling(text, min(half.articles, known[cut])))
    return sorted(found, key=lambda each: -each.articles)[:limit]


def last_word(text: str) -> tuple[str, str]:
    """A query that is being typed -> what stands before its last word, and that word."""
    words = list(spans(text))
    return (text[: words[-1][0]], text[slice(*words[-1])]) if words else (text, "")


def completions(reader: Reader, prefix: str, limit: int) -> list[Spelling]:
    """The most frequent words of articles' bodies that begin so, as printed."""
    found = reader.vocabulary("body_exact", fold(prefix), limit)
    return [
        Spelling(printed(reader, "body", q.Term("body_exact", term), 3).get(term, term), count)
        for term, count in found
    ]


def printed(
    reader: Reader, field: str, query: Any, most: int = _READ, tokenizer: _Tokenizer = surfaces
) -> dict[str, str]:
    """Folded words of the newest articles that match a query, and how they are mostly printed.

    `tokenizer` gives the words of a text that count.
    """
    found = reader.search(query, limit=most, order="newest")
    forms: Counter[str] = Counter()
    for stored in reader.stored(found.matches):
        for text in _texts(stored.article, field):
            forms.update(tokenizer(text))
    mostly: dict[str, str] = {}
    for form, _ in forms.most_common():
        mostly.setdefault(fold(form), form)
    return mostly


def near_words(word: str, most: int) -> _Tokenizer:
    """What gives the words of a text that may be up to `most` edits from a folded one; and others.

    Of pieces of the word, one more than edits, each edit spoils one, or two where it swaps the
    letters at a border: so one of them stands in what is near, but for the letters at its borders.
    """
    size = len(word)
    borders = [size * number // (most + 1) for number in range(most + 2)]
    pieces = [word[start + (start > 0) : end - (end < size)] for start, end in pairwise(borders)]
    letters = [somewhere(piece) for piece in pieces]
    known = [each for each in letters if each is not None]
    found = sieve((), known) if len(known) == len(pieces) else EverySieve()

    @cache
    def forms(stretch: str) -> list[str]:
        bare = stretch.strip(PUNCTUATION)
        if not (bare.isascii() and bare.isalpha()):
            return surfaces(stretch)
        return [bare] if abs(len(bare) - size) <= most else []  # folding leaves it as long as it is

    def words(text: str) -> list[str]:
        return [form for at in found.stretches(text) for form in forms(text[slice(*at)])]

    return words


def frequency(reader: Reader, field: str, term: str) -> int:
    """In how many articles a folded word stands, counted in the zone that has it most often."""
    return max(reader.frequency(name, term) for name in _fields(field))


def _texts(stored: str, field: str) -> Iterable[str]:
    article = Article.from_json(stored)
    if field in LABELS:
        return label_values(article, field)
    return [getattr(article, zone) for zone in _zones(field)]


def _zones(field: str) -> Sequence[str]:
    return (field,) if field in ZONES else ZONES


def _fields(field: str) -> list[str]:
    return [field] if field in LABELS else [layer_field(zone, "exact") for zone in _zones(field)]
