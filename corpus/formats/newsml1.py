"""NewsML 1: agencies' envelopes of nested components; the text is in one of them.

Components can hold pictures, logos, style sheets and contacts, too. The text is what has the role
of one, else the longest that a component holds.
"""

import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline, nitf
from .contract import Fit, Head
from .xml_tree import BrokenError, at, every, items, line, line_at, local, paragraphs, root

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXT_ROLES = frozenset({"body", "main", "maintext", "text", "story", "article"})
_OTHER_ROLES = re.compile(r"headline|stylesheet|logo|contact|caption|photo|summary|graphic", re.I)
_REVISION = re.compile(r":\d+[NUA]?$")


def sniff(head: Head) -> Fit:
    """Sure if the root is `NewsML`."""
    return Fit.SURE if root(head.data)[0] == "NewsML" else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per NewsItem."""
    provider, sent, seen = "", "", False
    try:
        for element in items(stream, frozenset({"NewsEnvelope", "NewsItem"})):
            if local(element) == "NewsEnvelope":
                provider = _formal(element, "SentFrom/Party")
                sent = line_at(element, "DateAndTime")
                continue
            seen = True
            found = article(element, provider, sent)
            if isinstance(found, str):
                yield Rejected(path, element.sourceline or 0, found)
            else:
                yield fields.finished(found)
    except BrokenError as error:
        yield Rejected(path, error.line, f"{error}; the rest of the file was not read")
        return
    if not seen:
        yield Rejected(path, 0, "no NewsItem in it")


def article(item: "Element", provider: str, sent: str) -> Article | str:
    """What a NewsItem says, without an id if it has none; or why it is no article."""
    identity, managed = at(item, "Identification/NewsIdentifier"), at(item, "NewsManagement")
    lines = list(item.iter("{*}NewsLines"))
    inner, body = _content(item)
    headline = _first(lines, "HeadLine") or inner.headline
    status, embargo = _held(managed)
    if fields.is_empty(headline, body, status, _id(identity)):
        return "neither headline nor text in this NewsItem"
    language = _language(item)
    printed = line_at(managed, "ThisRevisionCreated", "FirstCreated") or sent
    published = dates.iso(printed, language)
    return Article(
        id=_id(identity),
        headline=headline,
        body=body,
        published=published,
        unread_date="" if published else printed[: dates.LONGEST],
        language=language,
        agency=_formal(item, ".//Provider/Party") or provider or inner.agency,
        source=_formal(item, ".//Source/Party") or inner.source,
        place=nitf.place_of(_first(lines, "DateLine")) or inner.place or dateline.place(body),
        authors=bylines.names(_first(lines, "ByLine")) or inner.authors,
        categories=_categories(item) or inner.categories,
        keywords=tuple(
            dict.fromkeys(
                line(found)
                for name in ("KeywordLine", "SlugLine")
                for found in item.iter(f"{{*}}{name}")
                if line(found)
            )
        ),
        version=line_at(identity, "RevisionId"),
        status=status,
        embargo=embargo,
        note=inner.note or _note(item),
    )


def _id(identity: "Element | None") -> str:
    """The same for every revision: the public identifier without the number at its end."""
    if public := line_at(identity, "PublicIdentifier"):
        return _REVISION.sub("", public)
    parts = [line_at(identity, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    return "urn:newsml:" + ":".join(parts) if all(parts) else parts[-1]


def _content(item: "Element") -> tuple[Article, str]:
    """What an inner NITF says, and the text."""
    best, inner = "", Article(id="")
    named = ""
    for content in item.iter("{*}ContentItem"):
        component = content.getparent()
        role = _formal(component, "Role").casefold() if component is not None else ""
        kind = f"{_formal(content, 'MimeType')} {_formal(content, 'MediaType')}".casefold()
        if _OTHER_ROLES.search(role) or "css" in kind or "image/" in kind:
            continue
        for data in every(content, "DataContent"):
            text = ""
            for child in data:
                if local(child) == "nitf":
                    found = nitf.article(child)
                    if isinstance(found, Article):
                        inner, text = found, found.body
            if not text:
                inside = at(data, "html/body", "body")
                text = paragraphs(data if inside is None else inside)
                if not len(data):
                    text = clean.body("".join(data.itertext()))
            if role in _TEXT_ROLES and len(text) > len(named):
                named = text
            if len(text) > len(best):
                best = text
    return inner, named or best


def _language(item: "Element") -> str:
    for found in item.iter("{*}Language"):
        if said := clean.one_line(found.get("FormalName") or ""):
            return said
    return clean.one_line(item.get(_LANGUAGE) or "")


def _categories(item: "Element") -> tuple[str, ...]:
    found: list[str] = []
    for code in item.iter("{*}SubjectCode"):
        found += [
            said
            for child in code
            if isinstance(child.tag, str) and (said := line_at(child, "Description"))
        ]
    for described in item.iter("{*}Property"):
        name = described.get("FormalName") or ""
        if re.search(r"categor|subject|industr", name, re.I) and described.get("Value"):
            found.append(clean.one_line(described.get("Value") or ""))
    return tuple(dict.fromkeys(found))


def _held(managed: "Element | None") -> tuple[str, str]:
    if managed is None:
        return "", ""
    now = _formal(managed, "Status")
    for change in every(managed, "StatusWillChange"):
        if now.casefold() == "embargoed" and _formal(change, "FutureStatus").casefold() == "usable":
            return fields.held("", line_at(change, "DateAndTime"))
    return fields.held(now, None)


def _note(item: "Element") -> str:
    for found in every(item, "NewsManagement/Instruction"):
        if _formal(found, "").casefold() == "correction":
            return "correction"
    return ""


def _formal(element: "Element | None", names: str) -> str:
    found = at(element, names) if element is not None and names else element
    return clean.one_line(found.get("FormalName") or "") if found is not None else ""


def _first(lines: "list[Element]", name: str) -> str:
    return next((said for found in lines if (said := line_at(found, name))), "")
