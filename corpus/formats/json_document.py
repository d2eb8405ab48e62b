"""JSON documents: one article, an array of them, or an object that holds such an array.

The array is never held whole: a window over the text grows only until the next element is
complete, so memory follows the longest article, not the file.
"""

import codecs
import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import partial
from io import BufferedReader
from pathlib import Path

from ..article import Article
from ..fields import Names, article, field_of, plain_name
from ..rejected import Rejected
from .contract import Fit, Head
from .json_lines import broken
from .text_lines import LONGEST_LINE, TOO_LONG, encoding_of

_CONTAINERS = frozenset({"articles", "items", "results", "data", "docs", "documents", "hits"})
_DEEPEST = 3  # OpenSearch: {"hits": {"hits": [...]}}
_STEP = 1 << 20
_NO_SPACE = re.compile(r"[^ \t\r\n]|\Z")
_DECODER = json.JSONDecoder(strict=False)  # raw line ends in strings are common, and harmless

Found = Iterator[Article | Rejected]
Make = Callable[[Mapping[str, object]], Article | str]


class _BrokenError(ValueError):
    """The text cannot be read on from here."""


class _Window:
    """A moving part of a long text: `at` is the next character, `line` where the window begins."""

    def __init__(self, stream: BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
        self._line = 1
        self.text, self.at, self.ended = "", 0, False

    @property
    def line(self) -> int:
        return self._line + self.text.count("\n", 0, self.at)

    def next(self) -> str:
        """The next character that is no white space, not consumed; empty at the end."""
        while True:
            self.at = _NO_SPACE.search(self.text, self.at).start()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self._grow()

    def take(self, expected: str) -> None:
        if self.next() != expected:
            raise _BrokenError(f"broken JSON: {expected!r} expected")
        self.at += 1

    def value(self) -> object:
        """The JSON value that begins here."""
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                # An error in mid-window stays one; at its end, or in an open string, more may come.
                open_ended = error.msg.startswith("Unterminated") or (
                    error.pos >= len(self.text) - 16
                )
                if self.ended or not open_ended:
                    raise _BrokenError(broken(error)) from None
            except RecursionError:
                raise _BrokenError("JSON nested too deeply") from None
            except ValueError as error:  # a number of more than 4300 digits
                raise _BrokenError(f"broken JSON: {error}") from None
            else:
                if end < len(self.text) or self.ended:
                    self.at = end
                    return value
            self._grow()

    def _grow(self) -> None:
        self._line, self.text, self.at = self.line, self.text[self.at :], 0
        if len(self.text) > LONGEST_LINE:
            raise _BrokenError(f"a JSON value {TOO_LONG}")
        more = min(max(_STEP, len(self.text)), LONGEST_LINE + 1 - len(self.text))
        data = self._stream.read(more)
        self.ended = not data
        self.text += self._decode(data, self.ended)


def sniff(head: Head) -> Fit:
    """Sure of an array of objects, likely of an object."""
    text = "".join(head.text[:4096].split())[:2]
    if text in ("[{", "[]"):
        return Fit.SURE
    return Fit.LIKELY if text in ('{"', "{}") else Fit.NO


def read(stream: BufferedReader, path: Path, names: Names) -> Found:
    """The articles of each value in the file. After broken JSON nothing can be trusted."""
    return read_as(stream, path, partial(article, how=names))


def read_as(stream: BufferedReader, path: Path, make: Make) -> Found:
    """As `read`, where `make` says which article a record describes."""
    window = _Window(stream, encoding_of(stream.peek()))
    try:
        while start := window.next():
            if start == "[":
                window.take("[")
                yield from _array(window, path, make)
            elif start == "{":
                yield from _object(window, path, make, 0)
            else:
                line = window.line
                window.value()
                yield Rejected(path, line, "not a JSON object with fields")
    except _BrokenError as error:
        reason = f"{error}; the rest of the file was not read"
        yield Rejected(path, window.line, reason)


def _array(window: _Window, path: Path, make: Make) -> Found:
    """The articles in the rest of an array, whose bracket is taken already."""
    while window.next() != "]":
        record = window.value()
        if isinstance(record, dict):
            found = make(record)
            # Counting lines costs more than reading an element, so it is done for bad ones only.
            yield Rejected(path, window.line, found) if isinstance(found, str) else found
        else:
            yield Rejected(path, window.line, "not a JSON object with fields")
        if window.next() != "]":
            window.take(",")
    window.take("]")


def _object(
    window: _Window, path: Path, make: Make, depth: int
) -> Generator[Article | Rejected, None, dict[str, object] | None]:
    """Gives the articles in it; returns its fields if it held none."""
    line = window.line
    held = False
    record: dict[str, object] = {}
    window.take("{")
    while window.next() != "}":
        key = str(window.value())
        window.take(":")
        start = window.next()
        # An object that has its own text is an article, whatever arrays it has besides.
        if plain_name(key) in _CONTAINERS and "body" not in map(field_of, record):
            if start == "[":
                window.take("[")
                if window.next() in ("{", "]"):
                    held = True
                    yield from _array(window, path, make)
                else:  # numbers or texts: no articles, and no field of one
                    _pass_over(window)
            elif start == "{" and depth < _DEEPEST:
                inner = yield from _object(window, path, make, depth + 1)
                held = held or inner is None
                record[key] = inner
            else:
                record[key] = window.value()
        else:
            record[key] = window.value()
        if window.next() != "}":
            window.take(",")
    window.take("}")
    found = make(record)
    if isinstance(found, Article) and (found.body or not held):
        yield found
        return None
    if isinstance(found, str) and not held:
        if depth:
            return record
        yield Rejected(path, line, found)
    return None


def _pass_over(window: _Window) -> None:
    """Skips the rest of an array without holding it."""
    while window.next() != "]":
        window.value()
        if window.next() != "]":
            window.take(",")
    window.take("]")
