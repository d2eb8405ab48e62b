"""What are the terms of a plain word, one of Latin letters alone? As `analysis.py` says, in C.

A run has not met forty of an article's words when it begins, and ten later on; nearly all of them
are plain. `_word_terms.c` does for these what the steps of `Analyser` do, in three fifths of the
time, of which most is splitting. All else it leaves to them: other letters, `ß`, forms of irregular
words. They serve alone where it was not compiled, and judge it.
"""

from collections.abc import Callable, Container, Mapping

from . import words
from .languages import Language
from .term_memory import Terms


def word_terms(
    row: Language,
    otherwise: Callable[[str], Terms],
    stem_word: Callable[[str], str],
    irregular: Container[str],
    bases: Callable[[str], tuple[str, ...]],
    stems: Mapping[str, str],
) -> Callable[[str], Terms]:
    """What does `otherwise` in less time; that itself where it cannot be done here.

    `stem_word` is the stemmer, `irregular` are lower-case words that it is not asked for, `bases`
    gives the base forms of a compound's parts, and `stems` their stems.
    """
    if row.tones or any(code < _AFTER for code in (*row.lower, *row.letters)):
        return otherwise
    try:
        from ._word_terms import WordTerms  # asking an index takes no layers
    except ImportError:  # pragma: no cover  (there was no compiler)
        return otherwise
    return WordTerms(
        f"{row.code}:", *_letters(), otherwise, stem_word, irregular, bases, stems
    ).terms


# The letters of Latin-1: one byte each there, two at most in UTF-8.
_FIRST, _AFTER = 0xC0, 0x100


def _letters() -> tuple[bytes, tuple[str, ...]]:
    """For each byte of Latin-1 its lower case, or 0 for no letter of a plain word; and its folding.

    `ß` has another length in the spelling in which compounds are looked up.
    """
    lower = bytearray(_AFTER)
    folded = [""] * _AFTER
    for code in range(_AFTER):
        letter = chr(code)
        if letter.isalpha() and letter != "ß" and (letter.isascii() or code >= _FIRST):
            lower[code] = ord(letter.lower())
            folded[code] = words.fold(letter)
    return bytes(lower), tuple(folded)
