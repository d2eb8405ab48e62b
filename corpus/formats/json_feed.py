"""JSON Feed 1.0 and 1.1: a feed's title, and its items."""

import json
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from .. import clean, dates, fields
from ..article import Article
from ..fields import Names
from ..rejected import Rejected
from . import dateline
from .contract import Fit, Head
from .feed import LONGEST_FEED
from .json_lines import broken
from .text_lines import decoded

_MARK = "jsonfeed.org/version/"


def sniff(head: Head) -> Fit:
    """Sure if the beginning names the standard."""
    text = head.text.lstrip()
    return Fit.SURE if text.startswith("{") and _MARK in text.replace("\\/", "/") else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per item."""
    data = stream.read(LONGEST_FEED + 1)
    if len(data) > LONGEST_FEED:
        yield Rejected(path, 0, f"a feed longer than {LONGEST_FEED >> 20} MiB: divide it")
        return
    try:
        feed = json.loads(decoded(data), strict=False)
    except json.JSONDecodeError as error:
        yield Rejected(path, error.lineno, broken(error))
        return
    except RecursionError:
        yield Rejected(path, 0, "JSON nested too deeply")
        return
    except ValueError as error:  # a number of more than 4300 digits
        yield Rejected(path, 0, f"broken JSON: {error}")
        return
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list) or not entries:
        yield Rejected(path, 0, "a JSON feed without items")
        return
    for number, item in enumerate(entries, start=1):
        found = article(item, feed) if isinstance(item, dict) else "no object"
        yield Rejected(path, 0, f"item {number}: {found}") if isinstance(found, str) else found


def article(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Article | str:
    """The article that an item is, or the reason why it is none."""
    headline = clean.one_line(_text(item.get("title")))
    html, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    text = clean.html_text(html) or clean.shown(plain).strip()
    body = text or clean.body(_text(item.get("summary")))
    if not headline and not body:
        return "neither title nor text"
    language = clean.one_line(_text(item.get("language")) or _text(feed.get("language")))
    printed = _text(item.get("date_published")) or _text(item.get("date_modified"))
    published = dates.iso(printed, language)
    authors = item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")
    return fields.finished(
        Article(
            id=clean.one_line(_text(item.get("id"))),
            headline=headline,
            body=body,
            published=published,
            unread_date="" if published else clean.one_line(printed[: dates.LONGEST]),
            language=language,
            source=clean.one_line(_text(feed.get("title"))),
            place=dateline.place(body),
            authors=fields.listed(authors, ";"),
            categories=fields.listed(item.get("tags"), ",;|"),
            url=clean.one_line(_text(item.get("url")) or _text(item.get("external_url"))),
        )
    )


def _text(value: object) -> str:
    """Text, or a number in its place: ids are often numbers."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, int | float) and value is not True else ""
