"""By-lines as they are printed, and the names in them."""

import pytest

from newsearch.corpus.formats.bylines import names


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
