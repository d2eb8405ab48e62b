"""Words to layers: what meets in the stem layer, what keeps its position, what is remembered."""

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import words
from newsearch.index.analysis import Analyser, Analysers
from newsearch.index.languages import LANGUAGES, language
from newsearch.index.memory import Memory
from newsearch.index.term_memory import term_memory

ANALYSERS = Analysers()

# Language, words that must have one stem.
MEETING = [
    ("de", ["Haus", "Häuser", "Hauses", "HÄUSER"]),
    ("de", ["Müller", "Mueller", "Muller"]),
    ("de", ["Straße", "Strasse", "Straßen"]),
    ("de", ["Satelliten-Bau", "Satellitenbau"]),
    ("en", ["Putin's", "Putin’s", "Putin"]),
    ("fr", ["l'Italie", "L’Italie", "Italie"]),
    ("it", ["dell'anno", "anno"]),
    ("ca", ["l'estat", "estat"]),
    ("tr", ["Türkiye'nin", "Türkiye", "TÜRKİYE"]),
    ("ru", ["ёлка", "елка", "ёлки"]),
    ("fa", ["كتاب", "کتاب"]),
    ("ar", ["کتاب", "كتاب", "كِتَاب"]),
    ("el", ["Αθήνα", "αθηνα"]),
    ("sr", ["Beograd", "Београд"]),
]


@pytest.mark.parametrize(("code", "forms"), MEETING, ids=str)
def test_forms_of_a_word_have_one_stem(code: str, forms: list[str]) -> None:
    stems = {ANALYSERS[code].stem(form) for form in forms}
    assert len(stems) == 1
    assert stems.pop().startswith(f"{code}:")


def test_layers_keep_positions() -> None:
    exact, stem, part = ANALYSERS["de"].layers("Der Bau von Satelliten, ein Satelliten-Bau.")
    assert exact == "der bau von satelliten ein satellitenbau"
    assert stem.split() == [
        f"de:{s}" for s in ("der", "bau", "von", "satellit", "ein", "satellitenbau")
    ]
    assert part == "de:satellit de:bau"


def test_unspaced_scripts_are_held_as_characters_and_bigrams() -> None:
    exact, stem, part = ANALYSERS["zh"].layers("GPT模型，卫星")
    assert exact == "gpt 模 型 卫 星"
    assert stem == "模型 型 卫星 星"
    assert part == ""


def test_a_language_without_stemmer_fills_the_exact_layer_alone() -> None:
    assert ANALYSERS["uk"].layers("Супутник будують") == ("супутник будують", "", "")
    assert ANALYSERS["xx"].layers("Some words") == ("some words", "", "")


def test_every_word_stays() -> None:
    """Phrases need stop words, so no layer leaves them out."""
    exact, stem, _ = ANALYSERS["de"].layers("der die das und oder nicht")
    assert len(exact.split()) == len(stem.split()) == 6


def test_empty_and_wordless_texts() -> None:
    assert ANALYSERS["de"].layers("") == ("", "", "")
    assert ANALYSERS["de"].layers("… 😀 –") == ("", "", "")
    assert ANALYSERS["ar"].layers("ـ") == ("", "", "")


@given(st.text(), st.sampled_from(sorted(LANGUAGES)))
def test_layers_are_the_tokens_terms(text: str, code: str) -> None:
    """The remembered way to layers says the same as going word by word."""
    tokens = [
        token
        for start, end in words.spans(text)
        for token in ANALYSERS[code].tokens(text[start:end], start)
    ]
    exact, stem, part = ANALYSERS[code].layers(text)
    assert exact.split(" ") == ([token.exact for token in tokens] or [""])
    assert stem.split() == [token.stem for token in tokens if token.stem]
    assert part.split() == [each for token in tokens for each in token.parts]
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)


@given(
    st.lists(
        st.sampled_from(["eins", "zwei", "Häuser,", "Haus", "Hausbau:", "z.B./Bau", "–", "模型"])
    )
)
def test_forgetting_changes_nothing(texts: list[str]) -> None:
    forgetful = Analyser(LANGUAGES["de"], memory=Memory(2), chunks=lambda: term_memory(200))
    for text in texts:
        assert forgetful.layers(text) == ANALYSERS["de"].layers(text)
    for text in texts:
        assert list(forgetful.text(text)) == list(ANALYSERS["de"].text(text))


def test_all_languages_share_one_bound() -> None:
    memory = Memory(100)
    analysers = [Analyser(row, memory=memory) for row in list(LANGUAGES.values())[:7]]
    for number in range(1000):
        list(analysers[number % 7].text(f"wort{number} und, noch. eins{number % 5}"))
        assert memory.held() <= 200
    assert memory.held() > 100


@given(st.text() | st.text("abinz19.,-'’*:/_\u0301\u00ad "))
def test_a_word_alone_is_a_chunk_of_the_same_terms(text: str) -> None:
    """On this it rests that chunks with punctuation are looked up as their words."""
    for surface in words.surfaces(text):
        assert words.surfaces(surface) == [surface]
        assert surface.split() == [surface]


def test_half_a_character_is_none() -> None:
    assert ANALYSERS["de"].layers("halb \ud800 und\udc00ganz") == ANALYSERS["de"].layers(
        "halb und ganz"
    )


def test_every_stemmer_of_the_package_serves_a_language() -> None:
    serving = {row.stemmer for row in LANGUAGES.values()} - {""}
    # porter and dutch_porter are older algorithms of languages that have a newer one.
    assert serving == set(Stemmer.algorithms()) - {"porter", "dutch_porter"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("de", "de"), ("DE-at", "de"), ("deu", "de"), ("German", "de"), ("zh_Hans", "zh"),
        ("nb", "no"), ("arb", "ar"), ("aze-Latn", "az"), ("bem", "bem"),
    ],
)  # fmt: skip
def test_language_names(name: str, code: str) -> None:
    row = language(name)
    assert row is not None
    assert row.code == code


@pytest.mark.parametrize("name", ["", "unknown language", "12", "d", "klingonisch"])
def test_what_is_no_language_code(name: str) -> None:
    assert language(name) is None
