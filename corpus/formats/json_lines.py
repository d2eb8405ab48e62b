"""JSON Lines: one article a line. A broken line costs only itself."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BufferedReader
from pathlib import Path

from .. import clean
from ..article import Article
from ..fields import Names, article
from ..rejected import Rejected
from .contract import Fit, Head
from .text_lines import TOO_LONG, lines_and_bytes

# Raw tabs in strings are common, and harmless.
_DECODER = json.JSONDecoder(strict=False)
Make = Callable[[Mapping[str, object]], Article | str]


def sniff(head: Head) -> Fit:
    """Sure if one line is a whole object and another begins one; named so, a line will do."""
    found = [line for line in head.text.split("\n") if line.strip()]
    if not head.text.lstrip().startswith("{"):  # maybe the first line is broken
        objects = any(line.startswith("{") and _is_object(line) for line in found[1:20])
        return Fit.IF_NAMED if objects else Fit.NO
    if len(found) == 1:
        return Fit.NO if head.whole and not _is_object(found[0]) else Fit.LIKELY
    if not all(line.startswith("{") for line in found[:2]) or _goes_on(found[0]):
        return Fit.NO
    return Fit.SURE if any(_is_object(line) for line in found[:20]) else Fit.IF_NAMED


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per line; empty lines are nothing."""
    harmless = partial(article, how=names, is_harmless=True)
    return read_as(stream, path, partial(article, how=names), harmless)


def read_as(
    stream: BufferedReader, path: Path, make: Make, make_harmless: Make | None = None
) -> Iterator[Article | Rejected]:
    """As `read`, where `make` says which article a record describes.

    `make_harmless` does so for records in which there is no control character.
    """
    for number, line, data in lines_and_bytes(stream):
        if line is None:
            yield Rejected(path, number, f"line {TOO_LONG}")
            continue
        if line.isspace():
            continue
        try:
            record = _DECODER.decode(line)
        except json.JSONDecodeError as error:
            yield Rejected(path, number, f"{broken(error)} at column {error.colno}")
            continue
        except RecursionError:
            yield Rejected(path, number, "JSON nested too deeply")
            continue
        except ValueError as error:  # a number of more than 4300 digits
            yield Rejected(path, number, f"broken JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Rejected(path, number, "not a JSON object with fields")
            continue
        if make_harmless is not None and clean.harmless(data):
            found = make_harmless(record)
        else:
            found = make(record)
        yield Rejected(path, number, found) if isinstance(found, str) else found


def broken(error: json.JSONDecodeError) -> str:
    """What is wrong, as the decoder says it."""
    return "broken JSON: " + error.msg.removesuffix(" starting at").rstrip(":").lower()


def _goes_on(line: str) -> bool:
    """Whether a line is the beginning of a document: `{"articles": [`."""
    return line.rstrip().endswith(("[", "{", ",", ":"))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
