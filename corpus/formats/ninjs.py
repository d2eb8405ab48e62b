"""ninjs 1, 2 and 3: IPTC's news in JSON, a document, an array of them or one a line."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from io import BufferedReader
from pathlib import Path

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import bylines, dateline, json_document, json_lines
from .contract import Fit, Head

# The standard's own names, folded (version 1 writes versioncreated, version 3 versionCreated). A
# record that has `uri` and two of them is ninjs: others have one by chance.
_TELLING_NAMES = (
    "versioncreated firstcreated pubstatus bodyhtml bodyxhtml bodytext bodies headlines usageterms "
    "located ednote embargoed copyrightholder copyrightnotice descriptiontext descriptionhtml "
    "descriptionxhtml descriptions infosource infosources representationtype renditions subjects "
    "associations urgency slugline altids"
)
_TELLING = frozenset(_TELLING_NAMES.split())
_PLAIN = frozenset({"uri", "type", "mimetype", "language", "version", "headline", "title", "name"})
# The standard leaves open what follows `body_` and `description_`.
_OPEN_NAME = re.compile(r"(?:body|description)(?!s$).")
_BODY_ROLES = ("html", "html5", "xhtml", "text", "main")  # best first; then whatever comes
_LISTS = frozenset({"items", "articles", "results", "docs"})  # records are one level down there
_NESTED = 5000  # characters of a file that are looked through for the names


def sniff(head: Head) -> Fit:
    """Sure if the first object has the standard's names. With --map the usual reader is meant."""
    text = head.text.lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "[") or head.names.given:
        return Fit.NO
    if '"https://jsonfeed.org' in text[:_NESTED]:
        return Fit.NO
    keys = _keys(text)
    if "uri" in keys and len(keys & _TELLING) >= 2:
        return Fit.SURE
    if '"ninjs"' in text[:_NESTED] and "uri" in keys:
        return Fit.SURE
    return Fit.SURE if _is_little_ninjs(keys) else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per record; pictures and events with a text count as articles."""
    data = stream.peek()
    text = data.decode(errors="ignore")
    head = Head(data, text, whole=False, names=names)
    make = partial(_article_of, names=names)
    if json_lines.sniff(head) is Fit.SURE:
        yield from json_lines.read_as(stream, path, make)
    else:
        yield from json_document.read_as(stream, path, make)


def _article_of(record: Mapping[str, object], names: Names) -> Article | str:
    return article(record) if is_ninjs(record) else fields.article(record, names)


def is_ninjs(record: Mapping[str, object]) -> bool:
    """Whether a record is named as the standard names."""
    keys = {fields.plain_name(key) for key in record}
    return "uri" in keys and (
        len(keys & _TELLING) >= 2 or _is_little_ninjs(keys) or "ninjs" in _standard(record)
    )


def _is_little_ninjs(keys: set[str]) -> bool:
    """Whether next to nothing is said, and that in the standard's words."""
    opened = {key for key in keys if _OPEN_NAME.match(key)}
    return "uri" in keys and bool(opened) and keys <= _TELLING | _PLAIN | opened


def _standard(record: Mapping[str, object]) -> str:
    named = record.get("standard") or record.get("$standard")
    return _said(named)


def article(record: Mapping[str, object]) -> Article | str:
    """The article that a ninjs record describes, or the reason why it describes none."""
    given = {fields.plain_name(key): value for key, value in record.items()}
    headline = clean.html_line(_main(given, "headlines", "headline") or _said(given.get("title")))
    body = _body(given) or _description(given)
    body = clean.below(headline, body)
    language = clean.one_line(_said(given.get("language")))
    printed = next((said for name in _DATES if (said := _said(given.get(name)))), "")
    published = dates.iso(printed, language)
    embargoed = given.get("embargoed")
    status, embargo = fields.held(
        _said(given.get("pubstatus")), None if embargoed is None else _said(embargoed)
    )
    uri = clean.one_line(_said(given.get("uri")))
    if fields.is_empty(headline, body, status, uri):
        kind = _said(given.get("type"))
        return f"neither headline nor text in this ninjs record{f' of type {kind}' if kind else ''}"
    return fields.finished(
        Article(
            id=uri,
            headline=headline,
            body=body,
            published=published,
            unread_date="" if published else clean.one_line(printed[: dates.LONGEST]),
            language=language,
            agency=clean.one_line(_said(given.get("copyrightholder"))),
            source=next(iter(_names(given, "infosources", "infosource")), ""),
            place=clean.one_line(_said(given.get("located"))) or dateline.place(body),
            authors=bylines.credited(_said(given.get("byline")) or _said(given.get("by")))[0],
            categories=_names(given, "subjects", "subject"),
            keywords=tuple(
                dict.fromkeys((*_names(given, "keywords", "keyword"), *_names(given, "slugline")))
            ),
            url=_url(given),
            version=clean.one_line(_said(given.get("version"))),
            status=status,
            embargo=embargo,
            note=clean.one_line(_said(given.get("ednote"))),
        )
    )


_DATES = ("versioncreated", "firstcreated", "contentcreated", "datecreated")


def _said(value: object) -> str:
    """The text of a value: itself, a number, or what an object of the standard holds."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return next(
            (said for key in ("name", "value", "literal") if (said := _said_flat(value.get(key)))),
            "",
        )
    return ""


def _said_flat(value: object) -> str:
    return value if isinstance(value, str) else ""


def _main(given: Mapping[str, object], plural: str, single: str) -> str:
    """Of several headlines the main one, else the first."""
    several = given.get(plural)
    entries = (
        [item for item in several if isinstance(item, Mapping)] if isinstance(several, list) else []
    )
    entries.sort(key=lambda item: item.get("role") != "main")
    return next((said for item in entries if (said := _said(item))), "") or _said(given.get(single))


def _body(given: Mapping[str, object]) -> str:
    several = given.get("bodies")
    entries = (
        [item for item in several if isinstance(item, Mapping)] if isinstance(several, list) else []
    )
    ranked = sorted(entries, key=_rank)
    for item in ranked:
        if text := _plain(_said_flat(item.get("value")), _kind(item)):
            return text
    for name, kind in (("bodyhtml", "html"), ("bodyxhtml", "html"), ("bodytext", ""), ("body", "")):
        if text := _plain(_said(given.get(name)), kind):
            return text
    for key, value in given.items():
        if key.startswith("body") and (text := _plain(_said_flat(value), "")):
            return text
    return ""


def _rank(item: Mapping[str, object]) -> tuple[bool, int]:
    """Text for people before XML of other standards."""
    role = _role(item)
    other = "xml" in _kind(item) and "xhtml" not in _kind(item)
    return other, _BODY_ROLES.index(role) if role in _BODY_ROLES else len(_BODY_ROLES)


def _role(item: object) -> str:
    return _said_flat(item.get("role")).casefold() if isinstance(item, Mapping) else ""


def _kind(item: Mapping[str, object]) -> str:
    kinds = (_said_flat(value) for key, value in item.items() if key.casefold() == "contenttype")
    return next(kinds, "").casefold()


def _plain(text: str, kind: str) -> str:
    if not text:
        return ""
    return clean.html_text(text) if "html" in kind or "xml" in kind else clean.body(text)


def _description(given: Mapping[str, object]) -> str:
    """A caption, where there is no text: the words of a picture are what it can be found by."""
    several = given.get("descriptions")
    if isinstance(several, list):
        texts = [clean.body(_said(item)) for item in several if _role(item) != "creditline"]
        if text := max(texts, key=len, default=""):
            return text
    for key, value in given.items():
        if key.startswith("description") and (text := _said_flat(value)):
            return clean.body(text)
    return ""


def _names(given: Mapping[str, object], *keys: str) -> tuple[str, ...]:
    found: list[str] = []
    for key in keys:
        value = given.get(key)
        for item in value if isinstance(value, list) else [value]:
            if said := clean.one_line(_said(item)):
                found.append(said)
    return tuple(dict.fromkeys(found))


def _url(given: Mapping[str, object]) -> str:
    uri = _said(given.get("uri"))
    return clean.one_line(uri) if uri.startswith(("https://", "http://")) else ""


def _keys(text: str) -> set[str]:
    """The keys of the first record in a text that may be cut off."""
    found: set[str] = set()
    level, depth, at, decoder = 1, 0, 0, json.JSONDecoder(strict=False)
    while at < len(text):
        char = text[at]
        if char == '"':
            try:
                value, end = decoder.raw_decode(text, at)
            except ValueError:
                break
            if depth == level and text[end : end + 8].lstrip()[:1] == ":":
                found.add(fields.plain_name(value))
                level = 2 if depth == 1 and fields.plain_name(value) in _LISTS else level
            at = end
            continue
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth < level:
                break
        at += 1
    return found
