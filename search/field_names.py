"""Which field does a name before a colon mean, and when is it no field but text?

Names are known in English and German. A name directly followed by a value is taken as a field's;
what is not known is an error, unless it is plainly text:

- a space follows the colon (`Corona: 5 Fälle`), unless the name is a field's in lower case;
- the name has other signs than letters, or is one letter (`19:47`, `covid-19:`, `C:`);
- the name has a capital letter, as German nouns have (`Betreff:Test`), and is not close to a
  field's name (`Sorce:dpa` is an error);
- it is a web address or another of `_SCHEMES`, or an inclusive ending (`lehrer:in`).
"""

import re

from newsearch.corpus.errors import QueryError

# Every field with its other names, as told to people.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": (),
    "headline": ("title", "titel", "schlagzeile", "überschrift"),
    "body": (),
    "source": ("quelle",),
    "agency": ("agentur",),
    "place": ("ort",),
    "author": ("autor",),
    "category": ("kategorie",),
    "keyword": ("stichwort", "schlagwort"),
    "language": ("lang", "sprache"),
    "date": ("datum",),
    "id": (),
    "url": (),
}
NAMES = {name: field for field, names in FIELDS.items() for name in (field, *names)}

_SCHEMES = {"mailto", "tel", "urn", "doi", "data"}
_INCLUSIVE = r"in(nen)?\b"
# A value starts with a letter, a digit, a quote or one of the signs that values may begin with.
_VALUE = r"""[\w"„“”«»‚(=*<>\[.…#@-]"""


def field_of(name: str, after: str, column: int) -> str | None:
    """The field that a name before a colon means, or None if name and colon are text.

    `after` is the query from behind the colon. Raises QueryError, with the column of the name,
    for a field without a value and for a name that is no field's.
    """
    field = NAMES.get(name.casefold())
    if not after or after[0].isspace() or after[0] == ")":
        if field and name.islower():
            raise no_value(name, column)
        return None
    if field:
        return field
    if _plainly_text(name, after):
        return None
    nearest = _nearest(name)
    if not nearest and not name.islower():
        return None
    meant = f"did you mean {nearest}? The" if nearest else "the"
    raise QueryError(
        f"unknown field {name!r}: {meant} fields are {', '.join(FIELDS)}; "
        f'to search for it as text, put it in quotes: "{name}:..."',
        column,
    )


def no_value(name: str, column: int) -> QueryError:
    """The error for a field's name after whose colon nothing follows that can be searched for."""
    return QueryError(
        f"{name}: has no value: write {name}:word without a space, or put "
        f'"{name}" in quotes to search for the word',
        column,
    )


def _plainly_text(name: str, after: str) -> bool:
    return (
        len(name) < 2
        or not name.isalpha()
        or not re.match(_VALUE, after)
        or name.lower() in _SCHEMES
        or bool(re.match(_INCLUSIVE, after))
    )


def _nearest(name: str) -> str:
    """The field name that a misspelt one is close to, or empty."""
    # Most questions have no unknown field: none of them waits for this import.
    from difflib import get_close_matches

    # At 0.9 one wrong letter counts, and `Daten`, `Texte` and `Orte` are still words.
    cutoff = 0.6 if name.islower() else 0.9
    return next(iter(get_close_matches(name.casefold(), NAMES, n=1, cutoff=cutoff)), "")
