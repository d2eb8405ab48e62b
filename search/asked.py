"""What does one piece of a question ask for? A typed word, phrase or date -> a leaf of the tree.

Leaves are `whoosh.query` nodes as asked: words raw, as typed. Two nodes are added for `=`. Each
leaf knows where its words stand in the query (`startchar`, `endchar`).
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.index.words import spans, surfaces

from .dates import date_range

# A `whoosh.query.Query`; whoosh ships no types.
Query = Any

# The fields of running text; all others say something about the article.
TEXT = ("text", "headline", "body")
# Their values are taken whole, as typed.
WHOLE = ("id", "language")

# No two words of an article are meant to be further apart, and engines have limits of their own.
MOST_APART = 1000

# Compiled when first needed: most words have none of these signs.
_FUZZY = r"~([0-9]?)$"
_STARS = r"[-‐‑'’]?\*+[-‐‑'’]?"
_STARS_AFTER = r"[-‐‑'’]?\*"
_STARS_BEFORE = r"\*[-‐‑'’]?$"


class Exact(q.Term):
    """A word in exactly this form: `=Grüne`."""


class ExactPhrase(q.Phrase):
    """These words in this order and in exactly these forms: `="Grüne Woche"`."""


class Piece(NamedTuple):
    """A word of a query, and where it stands; `wild` if a star in it stands for any letters."""

    text: str
    start: int
    end: int
    wild: bool = False


def has_words(text: str) -> bool:
    """Whether there is anything in a typed text to search for: a word or a star."""
    return text.isalnum() or "*" in text or bool(surfaces(text))


def word(field: str, text: str, start: int, exact: bool, today: datetime.date) -> Query:
    """The leaf for text that was typed in one piece, without the space, at offset `start`.

    What `index/words.py` takes as several words becomes a phrase of them. None if there is
    nothing to search for. Raises QueryError for a bad date, and for stars and `~` where they
    cannot be.
    """
    if field == "date":
        return _date(text.rstrip(",;!?"), start, today)
    if field in WHOLE:
        return _whole(field, text, start)
    tilde = re.search(_FUZZY, text) if "~" in text else None
    found = pieces(text[: tilde.start()], start) if tilde else []
    if not found:
        tilde, found = None, pieces(text, start)  # a ~ that follows no word is only a sign
    if not found:
        return _stars(field, text, start) if "*" in text else None
    if any(piece.wild for piece in found):
        if tilde:
            raise QueryError(
                f"{text!r} has both * and ~: leave one of them out", start + tilde.start()
            )
        return together([_wild(field, piece) for piece in found])
    if tilde:
        if exact:
            raise QueryError(
                f"{'=' + text!r} asks for this form and for similar ones: leave out = or ~",
                start + tilde.start(),
            )
        distance = _distance(text, tilde, start)
        return together([_fuzzy(field, piece, distance) for piece in found])
    return _run(field, found, 1, exact)


def phrase(
    field: str, text: str, start: int, apart: int | None, exact: bool, today: datetime.date
) -> Query:
    """The leaf for quoted text, of which the first character stands at offset `start`.

    `apart` is the number after `~`: how many words may stand between. Nothing inside quotes is an
    operator. Raises QueryError for a phrase without a word and a bad date.
    """
    if field == "date":
        return _date(text, start, today)
    if field in WHOLE and (value := text.strip()):
        first = start + text.index(value)
        return _placed(q.Term(field, value), first, first + len(value))
    found = [Piece(surface, start + a, start + b) for surface, a, b in _words(text)]
    if not found:
        raise QueryError(
            "a phrase without a word: put words between the quotes, or leave them out",
            max(start - 1, 0),
        )
    if (apart or 0) > MOST_APART:
        raise QueryError(
            f"~{apart} is too far: words can be up to {MOST_APART} words apart", start + len(text)
        )
    return _run(field, found, 1 + (apart or 0), exact)


def plain_words(text: str) -> list[Query]:
    """A Term for each word of a text, whatever signs stand between them."""
    return [_placed(q.Term("text", surface), first, last) for surface, first, last in _words(text)]


def together(found: list[Query]) -> Query:
    """All of these: an And, or the one."""
    return found[0] if len(found) == 1 else q.And(found)


def pieces(text: str, start: int) -> list[Piece]:
    """The words of a text with the stars that touch them: `Sat*bau`, `*minister`, `Corona-*`.

    A hyphen between word and star is dropped, as folding drops it.
    """
    if text.isalnum():  # one word, as nearly always
        return [Piece(text, start, start + len(text))]
    found: list[Piece] = []
    end = 0
    for surface, first, last in _words(text):
        gap = text[end:first]
        if found and re.fullmatch(_STARS, gap):
            before = found.pop()
            found.append(Piece(f"{before.text}*{surface}", before.start, start + last, True))
        else:
            _close(found, gap)
            stars = re.search(_STARS_BEFORE, gap)
            at = first - len(stars[0]) if stars else first
            wild = bool(stars)
            found.append(Piece("*" * wild + surface, start + at, start + last, wild))
        end = last
    _close(found, text[end:])
    return found


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    return ((w, a, b) for w, (a, b) in zip(surfaces(text), spans(text), strict=True))


def _close(found: list[Piece], gap: str) -> None:
    """Give the last piece the star that follows it."""
    if found and (stars := re.match(_STARS_AFTER, gap)):
        last = found.pop()
        found.append(Piece(f"{last.text}*", last.start, last.end + stars.end(), True))


def _run(field: str, found: list[Piece], slop: int, exact: bool) -> Query:
    if len(found) == 1:
        node = (Exact if exact else q.Term)(field, found[0].text)
    else:
        words = [piece.text for piece in found]
        places = [(piece.start, piece.end) for piece in found]
        node = (ExactPhrase if exact else q.Phrase)(field, words, slop=slop, char_ranges=places)
    return _placed(node, found[0].start, found[-1].end)


def _wild(field: str, piece: Piece) -> Query:
    if not piece.wild:
        node = q.Term(field, piece.text)
    elif piece.text.find("*") == len(piece.text) - 1:
        node = q.Prefix(field, piece.text[:-1])
    else:
        node = q.Wildcard(field, piece.text)
    return _placed(node, piece.start, piece.end)


def _stars(field: str, text: str, start: int) -> Query:
    """A star alone: every article; on a label, those that have any value in it."""
    node = q.Every() if field in TEXT else q.Wildcard(field, "*")
    return _placed(node, start, start + len(text))


def _fuzzy(field: str, piece: Piece, distance: int) -> Query:
    if distance == 0:
        node = q.Term(field, piece.text)
    else:
        node = q.FuzzyTerm(field, piece.text, maxdist=distance, prefixlength=0)
    return _placed(node, piece.start, piece.end)


def _distance(text: str, tilde: re.Match[str], start: int) -> int:
    distance = int(tilde[1] or 1)
    if distance > 2:
        raise QueryError(
            f"{text!r} allows {distance} wrong letters, and only 1 or 2 can be searched: write ~2",
            start + tilde.start(),
        )
    return distance


def _whole(field: str, text: str, start: int) -> Query:
    if text == "*":
        return _placed(q.Every(), start, start + 1)
    if "*" in text or re.search(_FUZZY, text):
        raise QueryError(f"{field}: takes a whole value, without * or ~, not {text!r}", start)
    return _placed(q.Term(field, text), start, start + len(text))


def _date(text: str, start: int, today: datetime.date) -> Query:
    if text == "*":  # any date at all
        return _placed(q.TermRange("date", datetime.date.min.isoformat(), None), start, start + 1)
    try:
        first, last = date_range(text, today)
    except QueryError as error:
        raise QueryError(str(error), start + error.column) from None
    return _placed(q.TermRange("date", first, last), start, start + len(text))


def _placed(node: Query, start: int, end: int) -> Query:
    node.startchar, node.endchar = start, end
    return node
