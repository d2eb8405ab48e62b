"""What are the terms of a plain word? As `analysis.py` says, in C.

Plain is a word of Latin letters and digits, with single hyphens between them. So are nearly all of
the words that a run has not met before, of which an article has thirty when it begins. For these
`_word_terms.c` does what the steps of `Analyser` do, in half the time, of which most is splitting.
All else it leaves to them; they serve alone where it was not compiled, and judge it.
"""

from collections.abc import Callable, Mapping

from . import words
from .languages import Language
from .lemmas import Lemmas
from .term_memory import Terms


def word_terms(
    row: Language,
    otherwise: Callable[[str], Terms],
    stem_word: Callable[[str], str],
    lemmas: Lemmas | None,
    bases: Callable[[str], tuple[str, ...]],
    stems: Mapping[str, str],
) -> Callable[[str], Terms]:
    """What does `otherwise` in less time; that itself where it cannot be done here.

    `stem_word` is the stemmer, `bases` gives the base forms of a compound's parts, and `stems` the
    stems of these and of what hyphens join.
    """
    if row.tones or any(code < _AFTER for code in (*row.lower, *row.letters)):
        return otherwise
    try:
        from ._word_terms import WordTerms  # asking an index takes no layers
    except ImportError:  # pragma: no cover  (there was no compiler)
        return otherwise
    irregular = lemmas.irregular if lemmas is not None else ()
    lemma = lemmas.get if lemmas is not None else str
    tag = f"{row.code}:"
    made = WordTerms(tag, *_letters(), otherwise, stem_word, irregular, lemma, bases, stems)
    return made.terms


# Where the letters of Latin-1 begin that are none of ASCII, and where Latin-1 ends.
_FIRST, _AFTER = 0xC0, 0x100


def _letters() -> tuple[bytes, tuple[str, ...]]:
    """For each byte of Latin-1 its lower case, 0 for no letter of a plain word; and its folding."""
    lower = bytearray(_AFTER)
    folded = [""] * _AFTER
    for code in range(_AFTER):
        letter = chr(code)
        if letter.isalnum() and (letter.isascii() or code >= _FIRST):
            lower[code] = ord(letter.lower())
            folded[code] = words.fold(letter)
    return bytes(lower), tuple(folded)
