"""Who wrote it? Names from a by-line: `Von Erika Mustermann und Max Muster, dpa`."""

import re

from .. import clean

_BY = re.compile(
    r"^\W*(?:(?:written |story |words |text )?by|von|par|por|(?-i:di|da|door|av|af)|text|"
    r"autor(?:in)?|author|redaktion)\b(?:\s*:)?\s+(?=\S)|^\W*(?:text|autor(?:in)?|author)s?\s*:\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:und|and|et|y|og|och|en)\s+|\s*[;&|•·]\s*|\s+/\s+", re.IGNORECASE)
# What follows names after a comma: an office, an agency, a place, a day. None of them is a name.
_NO_NAME = re.compile(
    r"\d|@|https?:|www\.|\b(?:staff|correspondent|reporter|editor|writer|press|news|redaktion|"
    r"korrespondent\w*|agentur|dpa|afp|reuters|ap|apa|sid|epd|kna)\b",
    re.IGNORECASE,
)
_PARTICLE_WORDS = "von van de der den del della di da dos du la le el al bin ibn zu zum zur ter y"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_LONGEST = 120


def names(byline: str) -> tuple[str, ...]:
    """The people (or offices) of a by-line, in its order, without "By" and what is no name."""
    text = _BY.sub("", clean.html_line(byline)).strip(" ,.:-–—|")
    found: list[str] = []
    for part in _AND.split(text):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) > 1:
            kept = [piece for piece in pieces if _is_name(piece)]
            pieces = kept or ([part.strip()] if _is_turned(pieces) else pieces[:1])
        found.extend(piece for piece in pieces if len(piece) <= _LONGEST)
    return tuple(dict.fromkeys(name.strip(" ,:-–—|") for name in found if name.strip(" ,.:-–—|")))


def _is_turned(pieces: list[str]) -> bool:
    """`Mustermann, Erika` is one name."""
    return len(pieces) == 2 and all(
        " " not in piece and piece[0].isupper() and not _NO_NAME.search(piece) for piece in pieces
    )


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or _NO_NAME.search(text):
        return False
    return all(
        word[0].isupper()
        or not word[0].isalpha()
        or word in _PARTICLES
        or word.lower() == word.upper()
        for word in words
    )
