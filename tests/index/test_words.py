"""Words, their folded forms and their pieces."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import words

SENTENCES = {
    "Der Satelliten-Bau geht's an.": ["Der", "Satelliten-Bau", "geht's", "an"],
    "1.000 Windräder, 3,5 Prozent": ["1.000", "Windräder", "3,5", "Prozent"],
    "CO2 und CO₂ am 9/11": ["CO2", "und", "CO₂", "am", "9/11"],
    "die K.-o.-Phase (dpa/lbn)": ["die", "K.-o.-Phase", "dpa", "lbn"],
    "z.B. in den U.S.A.": ["z.B", "in", "den", "U.S.A"],
    "Ende.Der Anfang": ["Ende", "Der", "Anfang"],
    "um 19:47:09 am 17.01.2024": ["um", "19", "47", "09", "am", "17.01.2024"],
    "Bürger*innen, Lehrer:innen, Kolleg/in": ["Bürger*innen", "Lehrer:innen", "Kolleg/in"],
    "snake_case und Haupt- und Nebensatz": ["snake", "case", "und", "Haupt", "und", "Nebensatz"],
    "हिन्दी में समाचार": ["हिन्दी", "में", "समाचार"],
    "می‌رود به خانه": ["می‌رود", "به", "خانه"],
    "Sil\u00adben\u00adtren\u00adnung": ["Sil\u00adben\u00adtren\u00adnung"],
    "„Zitat“ – ‚innen‘ »außen«": ["Zitat", "innen", "außen"],
    "😀 --- …": [],
    "": [],
}


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES.items())
def test_surfaces(sentence: str, expected: list[str]) -> None:
    assert words.surfaces(sentence) == expected


# Forms that must meet.
MEETING = [
    ("Straße", "STRASSE", "Strasse"),
    ("Müller", "Mueller", "MÜLLER", unicodedata.normalize("NFD", "Müller")),
    ("Außenministerin", "Aussenministerin"),
    ("Pjöngjang", "Pjoengjang"),
    ("Café", "cafe", "CAFÉ"),
    ("Erdoğan", "Erdogan"),
    ("İstanbul", "Istanbul", "ISTANBUL"),
    ("Łódź", "Lodz"),
    ("Søren", "Soren"),
    ("Satelliten-Bau", "Satellitenbau", "Satelliten‑Bau"),
    ("geht's", "gehts", "geht’s"),
    ("Bürger*innen", "Bürgerinnen", "Bürger:innen"),
    ("1.000", "1000", "1,000", "1.000"),
    ("3,5", "3.5"),
    ("CO2", "CO₂", "co2"),
    ("U.S.A", "USA"),
    ("K.-o.-Phase", "Ko-Phase"),
    ("ёлка", "елка"),
    ("Ἀθῆναι", "αθηναι"),
    ("كتاب", "کتاب", "كِتَاب", "كتـــاب"),
    ("می‌رود", "میرود", "ميرود"),
    ("٢٠٢٤", "2024"),
    ("Ａｐｐｌｅ", "apple"),
]


@pytest.mark.parametrize("forms", MEETING, ids=lambda forms: forms[0])
def test_written_variants_meet(forms: tuple[str, ...]) -> None:
    assert len({words.fold(form) for form in forms}) == 1


# Forms that must not meet.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Steuer", "Stur"),
        ("neue", "neu"),
        ("й", "и"),
        ("3,5", "35"),
        ("23-16", "2316"),
        ("ค่า", "คา"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert words.fold(one) != words.fold(other)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Satelliten-Bau", ["Satelliten", "Bau"]),
        ("K.-o.-Phase", ["K", "o", "Phase"]),
        ("1.000-Euro-Schein", ["1.000", "Euro", "Schein"]),
        ("9/11", ["9", "11"]),
        ("17.01.2024", ["17", "01", "2024"]),
        ("1.000", ["1.000"]),
        ("3,5", ["3,5"]),
        ("geht's", ["geht's"]),
        ("Bürger*innen", ["Bürger*innen"]),
        ("Haus", ["Haus"]),
    ],
)
def test_pieces(surface: str, expected: list[str]) -> None:
    assert words.pieces(surface) == expected


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("GPT模型", ["GPT", "模", "型"]),
        ("ที่ดี", ["ที่", "ดี"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
    ],
)
def test_units(surface: str, expected: list[str]) -> None:
    found = words.units(surface)
    assert found is not None
    assert [surface[start:end] for start, end in found] == expected


def test_scripts_without_spaces_are_told_by_their_stretches() -> None:
    unspaced = re.compile("[" + "".join(f"{each[0]}-{each[1]}" for each in words._UNSPACED) + "]")
    for character in map(chr, range(0x30000)):
        assert words.is_unspaced(character) == bool(unspaced.match(character)), hex(ord(character))


def test_a_word_of_a_spaced_script_has_no_units() -> None:
    assert words.units("Häuser") is None
    assert words.units("дома") is None


@given(st.text())
def test_offsets_slice_words(text: str) -> None:
    spans = list(words.spans(text))
    assert len(spans) == len(words.surfaces(text))
    for start, end in spans:
        assert re.search(r"\w", text[start:end])
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.text(min_size=1))
def test_folding_is_settled(text: str) -> None:
    for surface in words.surfaces(text):
        folded = words.fold(surface)
        assert words.fold(folded) == folded
        assert not re.search(r"\s", folded)


@given(st.text(min_size=1))
def test_units_join_to_the_word(text: str) -> None:
    for surface in words.surfaces(text):
        found = words.units(surface)
        if found is not None:
            assert "".join(surface[start:end] for start, end in found) == surface


def test_every_mark_of_the_basic_plane_stays_in_its_word() -> None:
    lost = [
        mark
        for mark in map(chr, range(0x10000))
        if unicodedata.category(mark).startswith("M") and len(words.surfaces(f"a{mark}b")) != 1
    ]
    assert lost == []
