"""Tables in C split as the mapped dictionaries do, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import compounds, lexicons, splitting
from newsearch.index.compounds import Lexicon
from newsearch.index.splitting import Splitting

CODES = ["de", "nl"]
WORDS = [
    "Satellitenbau", "Häuser", "Hausbau", "Straßenbahn", "STRASSENBAHN", "Donaudampfschifffahrt",
    "Staubecken", "Kindergärten", "öl", "Ölpreise", "Fußballweltmeisterschaften", "Gaspreis-",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", "a", "", "2024er", "U-Bahn",
    "spoorwegstation", "ziekenhuizen", "Œuvre", "Москва", "x" * 80, "bau" * 27, "haus" * 100,
]  # fmt: skip


@pytest.fixture(scope="module", params=CODES)
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    found = lexicons.open_compiled(request.param).compounds
    assert found is not None
    return found


@pytest.fixture(scope="module")
def quick(lexicon: Lexicon) -> Splitting:
    made = Splitting(lexicon, few=0)
    made.bases("Haus")
    if made._splitter is None:
        pytest.skip("there was no C compiler when newsearch was installed")
    return made


@pytest.mark.parametrize("word", WORDS)
def test_words(word: str, lexicon: Lexicon, quick: Splitting) -> None:
    assert quick.bases(word) == splitting.bases(word, lexicon)


def test_every_word_of_the_dictionary(lexicon: Lexicon, quick: Splitting) -> None:
    """One in fifty of them, and two of these run together."""
    known = lexicon.words.keys()[::50]
    others = known[7:] + known[:7]
    for word in known:
        assert quick.bases(word) == splitting.bases(word, lexicon)
    for word, other in list(zip(known, others, strict=True))[::5]:
        assert quick.bases(word + other) == splitting.bases(word + other, lexicon)


@given(data=st.data())
def test_strings_like_words(data: st.DataObject, lexicon: Lexicon, quick: Splitting) -> None:
    pieces = st.sampled_from(["haus", "s", "en", "bau", "ß", "ä", "Kinder", "ij", "-", "š", "ö"])
    word = "".join(data.draw(st.lists(pieces | st.text(max_size=3))))
    assert quick.bases(word) == splitting.bases(word, lexicon)


def test_tables_come_when_they_pay(lexicon: Lexicon, quick: Splitting) -> None:
    made = Splitting(lexicon, few=3)
    for number in range(5):
        assert (made._splitter is not None) == (number > 3)
        assert made.bases("Satellitenbau") == compounds.bases("Satellitenbau", lexicon) * (
            len(compounds.bases("Satellitenbau", lexicon)) > 1
        )


def test_tables_that_do_not_fit_are_refused(lexicon: Lexicon, quick: Splitting) -> None:
    splitter = type(quick._splitter)
    tables = tuple(bytes(size) for size in (2, 4, 2, 2, 2, 2, 1, 4, 0))
    made = splitter([("haus", 1)], [("bau", 0)], (0, 0, 0, 0), tables)
    assert made.bases("hausbau") == ("hausbau",)
    with pytest.raises(ValueError, match="number"):
        splitter([("haus", 2)], [("bau", 0)], (0, 0, 0, 0), tables)
    with pytest.raises(ValueError, match="words and parts"):
        splitter([], [("bau", 0)], (0, 0, 0, 0), tables)
    with pytest.raises(ValueError, match="lengths"):
        splitter([("haus", 1)], [("bau", 0)], (0, 0, 0, 0), (b"", *tables[1:]))
    with pytest.raises(TypeError):
        splitter([("haus", "1")], [("bau", 0)], (0, 0, 0, 0), tables)
