"""By-lines as they are printed, and the names in them."""

import pytest

from newsearch.corpus.formats.bylines import credited, names


@pytest.mark.parametrize(
    ("byline", "wanted"),
    [
        ("By Jane Doe, Staff Reporter", ("Jane Doe",)),
        ("By JANE DOE, Associated Press Writer", ("JANE DOE",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Von Erika Mustermann, dpa", ("Erika Mustermann",)),
        ("von Erika Mustermann, Berlin", ("Erika Mustermann",)),
        (
            "Von Hans von der Heide, Eva Frei und Özlem Çelik",
            ("Hans von der Heide", "Eva Frei", "Özlem Çelik"),
        ),
        ("Ursula von der Heide", ("Ursula von der Heide",)),
        ("Mustermann, Erika", ("Mustermann, Erika",)),
        ("dpa, Reuters", ("dpa",)),
        ("Par Anne Roux et Luc Noir", ("Anne Roux", "Luc Noir")),
        ("Por Juan Pérez y Ana Díaz", ("Juan Pérez", "Ana Díaz")),
        ("di Marco Rossi", ("Marco Rossi",)),
        ("Di Maio", ("Di Maio",)),
        ("Text: Erika Mustermann", ("Erika Mustermann",)),
        ("Davon Miller", ("Davon Miller",)),
        ("<b>Erika</b> Mustermann &amp; Max Muster", ("Erika Mustermann", "Max Muster")),
        ("dpa/AFP", ("dpa/AFP",)),
        ("", ()),
        (" , ", ()),
    ],
)
def test_names(byline: str, wanted: tuple[str, ...]) -> None:
    assert names(byline) == wanted


@pytest.mark.parametrize(
    ("byline", "people", "agencies"),
    [
        ("Von Erika Mustermann, dpa", ("Erika Mustermann",), ("dpa",)),
        ("Le Parleur avec AFP", (), ("AFP",)),
        ("dpa/AFP", (), ("dpa", "AFP")),
        ("Reuters Staff", (), ()),
        ("Redaktion", (), ()),
        ("Jane Doe jane@herald.example @janedoe", ("Jane Doe",), ()),
        ("Jane Doe and John Roe in Moscow", ("Jane Doe", "John Roe"), ()),
        ("Claire Dupont (Genève, correspondante)", ("Claire Dupont",), ()),
        ("Erika Mustermann, ARD Berlin", ("Erika Mustermann",), ()),
        ("", (), ()),
    ],
)
def test_people_and_agencies(
    byline: str, people: tuple[str, ...], agencies: tuple[str, ...]
) -> None:
    assert credited(byline) == (people, agencies)
