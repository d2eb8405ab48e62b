"""A dateline gives the place; a first sentence that merely has a dash gives none."""

import pytest

from newsearch.corpus.formats.dateline import agency, place

PLACES = {
    "新华社北京1月17日电（记者张三）国务院总理会见了来访的客人。": "北京",
    "中新社柏林17日电 德国总统周三表示。": "柏林",
    "Moskau (Press TV/ParsToday) – Die Ministerin reiste ab.": "Moskau",
    "BERLIN (dpa) - Der Bund zahlt mehr.": "BERLIN",
    "Moskau, 17. Januar (TASS) – Das Treffen begann.": "Moskau",
    "MOSCOW, January 17 /TASS/ – Russian officials met.": "MOSCOW",
    "Paris/Berlin – Der gemeinsame Rat tagt wieder.": "Paris/Berlin",
    "Moskau/Peking (AFP) — Beide Seiten schweigen.": "Moskau/Peking",
    "Berlin – Die Regierung hat das beschlossen.": "Berlin",
    "NEW YORK (AP) -- The market opened higher.": "NEW YORK",
    "KABUL, Afghanistan (AP) — The talks resumed.": "KABUL, Afghanistan",
    "Washington, D.C. (AP) – The talks resumed.": "Washington, D.C.",
    "Rio de Janeiro (ANSA) – Os bombeiros chegaram.": "Rio de Janeiro",
    "Frankfurt a. M. (dpa) - Die Banken schließen.": "Frankfurt a. M.",
    "St. Petersburg (TASS) – Der Hafen ist zu.": "St. Petersburg",
    "Zürich (SDA). – Die Bahn fährt wieder.": "Zürich",
    "Berlin (dpa)-Der Bund zahlt mehr.": "Berlin",
    "Wien – „Wir haben gewonnen“, sagte er.": "Wien",
    "Wien – 30 Prozent mehr Regen fiel.": "Wien",
    "موسكو (تاس) – قال المتحدث باسم الحكومة": "موسكو",
    "北京（新华社）— 中国航天员完成了太空行走任务": "北京",
    "Москва (ТАСС) – Президент подписал закон.": "Москва",
    "İstanbul (BOHA) – Belediye kararı açıkladı.": "İstanbul",
}
NONE = [
    "Die Regierung – so heißt es – will handeln.",
    "Die Regierung – So heißt es – will handeln.",
    "Angela Merkel – die Kanzlerin – sagte ab.",
    "Angela Merkel – Kanzlerin seit 2005 – sagte ab.",
    "Olaf Scholz (SPD) – der Kanzler – sagte ab.",
    "Anna Meier (34) – Malerin aus Kiel – stellt aus.",
    "Baden-Württemberg hat gewählt, und zwar anders.",
    "Er kam - und blieb noch eine Weile.",
    "Nord-Süd-Dialog beginnt in dieser Woche.",
    "Kontrollen, Verbote, Strafen – So beginnt das Jahr.",
    "Bundeskanzler Olaf Scholz (SPD) – Er hat es eilig.",
    "قال الرئيس – ان الوضع صعب جدا في البلاد",
    "Kiel – Bremen – Hamburg, das ist die Strecke.",
    "ZURICH GOLD OPENING - APRIL 7 pool 420.50",
    "FILE - The bridge is seen on Oct. 3.",
    "Berlin –",
    "– Berlin",
    "",
]


@pytest.mark.parametrize(("paragraph", "expected"), PLACES.items())
def test_a_dateline_gives_its_place(paragraph: str, expected: str) -> None:
    assert place(paragraph) == expected


@pytest.mark.parametrize("paragraph", NONE)
def test_other_dashes_give_no_place(paragraph: str) -> None:
    assert place(paragraph) == ""


@pytest.mark.parametrize(
    ("paragraph", "wanted"),
    [
        ("Moskau (dpa) - Die Außenministerin ist am Mittwoch abgereist.", "dpa"),
        ("Moskau (Press TV/ParsToday) – Die Außenministerin reist ab.", "Press TV/ParsToday"),
        ("Moskau – Die Außenministerin ist am Mittwoch abgereist.", ""),
        ("Die Ministerin (42) reist am Mittwoch aus Moskau ab.", ""),
    ],
)
def test_a_dateline_gives_its_agency(paragraph: str, wanted: str) -> None:
    assert agency(paragraph) == wanted
