"""Plain words get in C the terms that the steps of an analyser give."""

import gc
import importlib
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import lexicons
from newsearch.index.analysis import Analyser
from newsearch.index.languages import LANGUAGES, Language
from newsearch.index.word_terms import word_terms

# With a dictionary of compounds and irregular words, with one of compounds, and without any; a
# stemmer that gives other letters, one that cuts words off whole; a language that keeps tones, one
# with another `i`, and one without stemmer.
CODES = ["de", "sv", "fr", "en", "ro", "hu", "vi", "tr", "xx"]


def analyser(code: str) -> Analyser:
    row = LANGUAGES.get(code) or Language(code, code)
    known = lexicons.open_compiled(code) if code in ("de", "sv") else lexicons.Lexicons()
    return Analyser(row, known)


@pytest.fixture(scope="module", params=CODES)
def language(request: pytest.FixtureRequest) -> Analyser:
    return analyser(request.param)


WORDS = [
    "Haus", "Häuser", "HÄUSER", "Satellitenbau", "Straßenbahn", "gab", "Viren", "Ærø", "Þór",
    "naïve", "Ÿ", "ÿ", "ª", "µ", "×", "été", "İstanbul", "Ilıca", "Łódź", "Супутник", "模型",
    "x" * 60, "x" * 61, "ä" * 60, "ä" * 61, "ä" * 140, "n" * 200, "z.B.", "", "a", "ing", "-",
    "Bürger*innen", "A/B", "2024", "a\u0308", "\u00ad", "haus\u00adbau", "Straßenbahn-Haltestelle",
    "U-Bahn-Bau", "B-52-Überflug", "9-11", "9-Euro-Ticket", "A--B", "-A", "A-", "13seitigen", "ß",
    "Haus-" * 14 + "Haus", "ä-" * 31 + "ä", "a-" * 59 + "a", "a-" * 60 + "a", "gab-Viren", "GROẞ",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words(word: str, language: Analyser) -> None:
    assert language.terms(word) == language.chunk_terms(word)


@given(data=st.data())
def test_strings_like_words(data: st.DataObject, language: Analyser) -> None:
    latin = st.characters(min_codepoint=0x41, max_codepoint=0x17F)
    pieces = st.sampled_from(["haus", "s", "en", "Bau", "ß", "ä", "-", "-", "É", "7", "tion"])
    word = "".join(data.draw(st.lists(pieces | st.text(latin, max_size=4))))
    assert language.terms(word) == language.chunk_terms(word)


def test_every_irregular_word_of_german() -> None:
    """One in twenty of them."""
    german = analyser("de")
    assert german._lemmas is not None
    for word in list(german._lemmas.forms())[::20]:
        assert german.terms(word) == german.chunk_terms(word)


def _compiled(**changed: Any) -> Any:
    try:
        made = importlib.import_module("newsearch.index._word_terms").WordTerms
    except ImportError:
        pytest.skip("there was no C compiler when newsearch was installed")
    letters = [chr(code) if chr(code).islower() and code < 0x80 else "" for code in range(256)]
    given_by_name = {
        "tag": "de:",
        "lower": bytes(ord(letter) if letter else 0 for letter in letters),
        "folded": tuple(letters),
        "otherwise": lambda word: ("otherwise", word, ""),
        "stem_word": lambda word: word[:2],
        "irregular": {"gab"},
        "lemma": {"gab": "geben"}.__getitem__,
        "bases": lambda word: (word, "haus") if word != "neu" else (),
        "stems": {"haus": "de:ha", "bau": "de:b", "gab": "de:gab", "neu": ""},
    }
    return made(*(given_by_name | changed).values())


def test_who_is_asked() -> None:
    terms = _compiled().terms
    assert terms("bau") == ("bau ", "de:ba ", "de:b de:ha ")
    assert terms("gab") == ("gab ", "de:ge ", "de:gab de:ha ")
    assert terms("bau-neu-gab") == (
        "bauneugab ",
        "de:ba ",
        "de:b de:ha neu de:gab de:ha de:b de:gab ",
    )
    assert terms("Bau") == ("otherwise", "Bau", "")
    assert terms("bau-Bau") == ("otherwise", "bau-Bau", "")
    assert terms("") == ("otherwise", "", "")
    whole = _compiled(stem_word=lambda _: "", bases=lambda _: ()).terms
    assert whole("bau") == ("bau ", "de:bau ", "")


def _fails(_: str) -> Any:
    raise ZeroDivisionError


@pytest.mark.parametrize("who", ["stem_word", "bases", "lemma"])
def test_errors_are_passed_on(who: str) -> None:
    with pytest.raises(ZeroDivisionError):
        _compiled(**{who: _fails}).terms("gab")


@pytest.mark.parametrize("wrong", [None, 3, (3,), ("haus", None)])
def test_parts_that_are_no_tuple_of_known_words(wrong: Any) -> None:
    with pytest.raises((TypeError, KeyError)):
        _compiled(bases=lambda _: wrong).terms("bau")


@pytest.mark.parametrize("wrong", [None, 3, "ba-u", "模"])
def test_a_stem_that_is_no_plain_word(wrong: Any) -> None:
    assert _compiled(stem_word=lambda _: wrong).terms("bau") == ("otherwise", "bau", "")


def test_what_it_is_made_of_is_looked_at() -> None:
    for changed in (
        {"lower": b"short"},
        {"folded": ("a",)},
        {"folded": ("abc",) * 256},
        {"folded": (1,) * 256},
        {"tag": 3},
    ):
        with pytest.raises((ValueError, TypeError)):
            _compiled(**changed)
    with pytest.raises(TypeError):
        _compiled().terms(3)
    with pytest.raises(TypeError):
        _compiled(irregular=3).terms("bau")
    with pytest.raises(TypeError):
        _compiled(stems=None).terms("bau")
    with pytest.raises(UnicodeEncodeError):
        _compiled().terms("\ud800")


def test_it_goes_with_its_analyser() -> None:
    """Which it asks, and which asks it."""
    made = analyser("fr")
    made.layers("des mots")
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_languages_that_it_leaves_alone() -> None:
    def otherwise(word: str) -> tuple[str, str, str]:
        return word, "", ""

    for code in ("vi", "tr"):
        found = word_terms(LANGUAGES[code], otherwise, str, None, lambda _: (), {})
        assert found is otherwise
