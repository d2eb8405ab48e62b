"""`docs/licences.md` names every package that an installation brings, and its licence rightly."""

import importlib.metadata
import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parents[1] / "docs" / "licences.md"
_ROW = re.compile(
    r"^\| ([\w.-]+) \| ([^|]+) \| ([\w.-]+) \| (permissive|weak copyleft)[^|]* \|$", re.M
)
_FAMILY = re.compile(r"MIT|BSD|Apache|MPL|PSF|ISC")


def brought() -> dict[str, set[str]]:
    """Each package of an installation without extras, and those that ask for it."""
    found: dict[str, set[str]] = {}
    todo = ["newsearch"]
    while todo:
        name = todo.pop()
        for text in importlib.metadata.requires(name) or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                key = canonicalize_name(wanted.name)
                if key not in found:
                    todo.append(wanted.name)
                found.setdefault(key, set()).add(canonicalize_name(name))
    return found


def test_every_package_is_listed_and_no_other() -> None:
    rows = {canonicalize_name(row[0]): row for row in _ROW.findall(PAGE.read_text("utf-8"))}
    asking = brought()
    assert rows.keys() == asking.keys()
    for name, (_, licence, by, _) in rows.items():
        assert canonicalize_name(by) in asking[name], name
        metadata = importlib.metadata.metadata(name)
        expression = metadata.get("License-Expression")
        if expression:
            assert licence == expression, name
        said = [expression, metadata.get("License"), *(metadata.get_all("Classifier") or ())]
        meant = set(_FAMILY.findall(licence))
        assert meant, name
        assert meant <= set(_FAMILY.findall(" ".join(filter(None, said)))), name


def test_what_is_not_permissive_is_told_apart() -> None:
    text = PAGE.read_text("utf-8")
    for name, licence, _, kind in _ROW.findall(text):
        assert (kind != "permissive") == ("MPL" in licence), name
        if kind != "permissive":
            assert f"**{name}**" in text
