"""Articles to lose: made up, the same on every machine, each with a word that no other has.

An article has a number and an edition. `marker` gives a word that stands in this edition of this
article only, so a search for it tells whether exactly this text was indexed.
"""

import random
from collections.abc import Iterable
from pathlib import Path

from newsearch.corpus.article import Article

# Words of our own choice; a language is written in its own, so that each has stems.
_WORDS = {
    "de": "Haus Brücke Rathaus Wahl Regen Hochwasser Feuerwehr Minister Bahnhof Ernte Gemälde "
    "eröffnet gewählt gestohlen gerettet gestern morgen Bürgermeisterwahl Winterreifen Hafen",
    "en": "house bridge council election rain flood firefighter minister station harvest painting "
    "opened elected stolen rescued yesterday tomorrow harbour winter",
    "fr": "maison pont conseil élection pluie inondation pompier ministre gare récolte tableau "
    "ouvert élu volé sauvé hier demain port hiver",
    "es": "casa puente consejo elección lluvia inundación bombero ministro estación cosecha cuadro "
    "abierto elegido robado rescatado ayer mañana puerto invierno",
}
# A word that every article has.
EVERYWHERE = "qyalle"
_SYLLABLES = [first + second for first in "bdfgklmnprst" for second in "aeiou"]


def article(number: int, edition: int = 1) -> Article:
    """The article with a number; languages beyond German and English begin at 100."""
    chance = random.Random(1000 * number + edition)
    language = "en" if number % 4 == 3 else "de"
    if number >= 100 and number % 10 == 0:
        language = "fr" if number % 20 else "es"
    words = _WORDS[language].split()
    body = " ".join([EVERYWHERE, *chance.choices(words, k=60), marker(number, edition)])
    return Article(
        id=f"n{number}",
        headline=f"{' '.join(chance.choices(words, k=4))} {number}",
        body=f"{body}. {' '.join(chance.choices(words, k=20))}.",
        published=f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}",
        source=f"zeitung-{number % 7}",
        keywords=(f"edition {edition}",),
        language=language,
    )


def marker(number: int, edition: int = 1) -> str:
    """A word that stands in one edition of one article.

    >>> marker(7), marker(7, 2)
    ('qybabatowybiq', 'qybabatowydoq')
    """
    count = len(_SYLLABLES)
    parts = [_SYLLABLES[number // count**place % count] for place in (2, 1, 0)]
    return f"qy{''.join(parts)}wy{_SYLLABLES[edition]}q"


def write(path: Path, articles: Iterable[Article]) -> None:
    """Write articles as JSON Lines."""
    path.write_text("".join(f"{each.to_json()}\n" for each in articles), encoding="utf-8")
