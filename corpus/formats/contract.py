"""What must a format bring, to be a row of FORMATS?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from io import BufferedReader
from pathlib import Path

from ..article import Article
from ..fields import Names
from ..rejected import Rejected, Skipped


class Fit(IntEnum):
    """How well the beginning of a file suits a format."""

    NO = 0
    IF_NAMED = 1  # possible; a fitting file name, or being asked for by name, must back it
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, unpacked and (if it is UTF-16) already turned into UTF-8.

    `text` is empty when the bytes are no text; `whole` says that the file ends here.
    """

    data: bytes
    text: str
    whole: bool
    names: Names


Sniff = Callable[[Head], Fit]
Read = Callable[[BufferedReader, Path, Names], Iterator[Article | Rejected | Skipped]]


@dataclass(frozen=True, slots=True)
class Format:
    """One row: `sniff` decides by content, `suffixes` break ties, `read` streams the articles."""

    name: str
    suffixes: tuple[str, ...]
    fills: str
    sniff: Sniff
    read: Read
