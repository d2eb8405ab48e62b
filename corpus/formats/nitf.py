"""NITF: news text in XML, alone in a file or as the content of a NewsML item."""

import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from .. import clean, dates, fields, months
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline
from .contract import Fit, Head
from .xml_tree import (
    BrokenError,
    at,
    every,
    items,
    line,
    line_at,
    lines_at,
    local,
    paragraphs,
    root,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_INSIDE = re.compile(rb"<(?:[\w.-]+:)?nitf[\s>]")
_AGENCY_BEHIND = re.compile(r"\s*[(（][^()（）]*[)）]\W*$|\s*[–—-]+\s*$")


def sniff(head: Head) -> Fit:
    """Sure if the root is `nitf`, likely if it is in something else."""
    name = root(head.data)[0]
    if name == "nitf":
        return Fit.SURE
    return Fit.LIKELY if name and _INSIDE.search(head.data) else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """The article of each `nitf` element; files that hold several are read, too."""
    seen = False
    try:
        for element in items(stream, frozenset({"nitf"})):
            seen = True
            found = article(element)
            if isinstance(found, str):
                yield Rejected(path, element.sourceline or 0, found)
            else:
                yield fields.finished(found)
    except BrokenError as error:
        yield Rejected(path, error.line, f"{error}; the rest of the file was not read")
        return
    if not seen:
        yield Rejected(path, 0, "no nitf element in it")


def article(nitf: "Element") -> Article | str:
    """What a `nitf` element says, without an id if it has none; or why it is no article."""
    head, body = at(nitf, "head"), at(nitf, "body")
    docdata = at(nitf, "head/docdata")
    top = at(nitf, "body/body.head")
    headline = line_at(top, "hedline/hl1", "hedline/hl2", "hedline") or line_at(head, "title")
    text = "\n\n".join(
        filter(None, (paragraphs(part) for part in every(nitf, "body/body.content")))
    ) or (paragraphs(found) if (found := at(nitf, "body/body.head/abstract")) is not None else "")
    status, embargo = fields.held(_attribute(docdata, ".", "management-status"), None)
    if fields.is_empty(headline, text, status, _attribute(docdata, "doc-id", "id-string")):
        return "neither headline nor text in the nitf element"
    printed = _printed_date(docdata, nitf)
    language = nitf.get(_LANGUAGE) or (body.get(_LANGUAGE) if body is not None else "") or ""
    published = dates.iso(printed, language) if printed else ""
    publication = at(nitf, "head/pubdata")
    located = line_at(top, "dateline/location")
    return Article(
        id=_attribute(docdata, "doc-id", "id-string"),
        headline=headline,
        body=text,
        published=published,
        unread_date="" if published else clean.one_line(printed[: dates.LONGEST]),
        language=clean.one_line(language),
        agency=line_at(top, "distributor/org", "distributor"),
        source=clean.one_line(publication.get("name") or "") if publication is not None else "",
        place=located or place_of(line_at(top, "dateline")) or dateline.place(text),
        authors=_authors(top),
        categories=_categories(nitf, docdata),
        keywords=_attributes(docdata, "key-list/keyword", "key"),
        version=_attribute(docdata, "du-key", "version"),
        status=status,
        embargo=embargo,
        note=" ".join(
            (*_attributes(docdata, "ed-msg", "info"), *(lines_at(nitf, "body/body.head/note")))
        ),
    )


def place_of(text: str) -> str:
    """The place of a dateline of its own: `MOSCOW, Monday (Reuters)` names Moscow."""
    parts = _AGENCY_BEHIND.sub("", _AGENCY_BEHIND.sub("", text)).split(",")
    kept = [part.strip() for part in parts if not _is_time(part)]
    return ", ".join(kept).strip(" .,-–—")


def _is_time(part: str) -> bool:
    return any(map(str.isdigit, part)) or months.is_weekday(months.fold(part.strip()))


def _printed_date(docdata: "Element | None", nitf: "Element") -> str:
    # What went out first: a date of issue is of this version, story.date may be the day only.
    for name in ("date.release", "date.issue"):
        if norm := _attribute(docdata, name, "norm"):
            return norm
    for where in ("body/body.head/dateline/story.date", "head/pubdata"):
        for found in every(nitf, where):
            said = (
                found.get("norm")
                or found.get("date.publication")
                or (line(found) if local(found) == "story.date" else "")
            )
            if said:
                return said
    return ""


def _authors(top: "Element | None") -> tuple[str, ...]:
    if top is None:
        return ()
    people = tuple(dict.fromkeys(lines_at(top, "byline/person")))
    if people:
        return people
    found: list[str] = []
    for byline in every(top, "byline"):
        office = at(byline, "byttl")
        said = line(byline)
        if office is not None:
            said = said.replace(line(office), "").strip(" ,") or line(office)
        found.extend(bylines.names(said))
    return tuple(dict.fromkeys(found))


def _categories(nitf: "Element", docdata: "Element | None") -> tuple[str, ...]:
    subjects = [
        clean.one_line(
            found.get("tobject.subject.detail")
            or found.get("tobject.subject.matter")
            or found.get("tobject.subject.type")
            or ""
        )
        for found in every(nitf, "head/tobject/tobject.subject")
    ]
    classified = [
        clean.one_line(found.get("value") or "") or line(found)
        for found in (
            every(docdata, "identified-content/classifier") if docdata is not None else []
        )
    ]
    sections = [
        clean.one_line(found.get("position.section") or "") for found in every(nitf, "head/pubdata")
    ]
    return tuple(dict.fromkeys(filter(None, (*sections, *subjects, *classified))))


def _attribute(element: "Element | None", names: str, attribute: str) -> str:
    return next(iter(_attributes(element, names, attribute)), "")


def _attributes(element: "Element | None", names: str, attribute: str) -> tuple[str, ...]:
    if element is None:
        return ()
    found = [element] if names == "." else every(element, names)
    said = (clean.one_line(item.get(attribute) or "") for item in found)
    return tuple(dict.fromkeys(filter(None, said)))
