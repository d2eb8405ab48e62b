"""JSON Lines: one article a line. A broken line costs only itself."""

import json
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from ..article import Article, Rejected
from ..fields import Names, article
from .contract import Fit, Head
from .text_lines import TOO_LONG, lines


def sniff(head: Head) -> Fit:
    """Sure if one line is a whole object and another begins one."""
    if not head.text.lstrip().startswith("{"):
        return Fit.NO
    found = [line for line in head.text.split("\n") if line.strip()]
    if len(found) == 1:
        return Fit.NO if head.whole and not _is_object(found[0]) else Fit.LIKELY
    if not all(line.startswith("{") for line in found[:2]):
        return Fit.NO
    return Fit.SURE if any(_is_object(line) for line in found[:20]) else Fit.IF_NAMED


def read(stream: BufferedReader, path: Path, names: Names) -> Iterator[Article | Rejected]:
    """An Article or a Rejected per line; empty lines are nothing."""
    for number, line in lines(stream):
        if line is None:
            yield Rejected(path, number, f"line {TOO_LONG}")
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            if line.strip():
                yield Rejected(path, number, f"broken JSON: {error.msg} at column {error.colno}")
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
        found = article(record, names)
        yield Rejected(path, number, found) if isinstance(found, str) else found


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
