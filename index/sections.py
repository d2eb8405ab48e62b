"""How is a dictionary kept in a file? As named sections behind a header, mapped into memory.

    magic, length of the header (4 bytes), header (JSON), sections at multiples of 8, CRC-32

A question needs a few entries of a million, so nothing is read before it is looked up.
"""

import json
import mmap
import os
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


class Sections:
    """A file that `write` made, open; `header` is what it was given."""

    def __init__(self, header: dict[str, Any], body: "memoryview[int]") -> None:
        self.header = header
        self._body = body

    @classmethod
    def open(cls, path: Path, magic: bytes) -> "Sections":
        """Map a file. Raises ValueError for one that is not whole or not ours, OSError."""
        with path.open("rb") as file:
            if file.read(len(magic)) != magic:
                raise ValueError(f"{path.name} is not of this version's format: compile it again")
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        start = len(magic) + 4
        size = int.from_bytes(view[len(magic) : start], "little")
        header, body = json.loads(bytes(view[start : start + size])), view[start + size :]
        last = max((at + length for at, length in header["sections"].values()), default=0)
        if len(body) < last + 4:
            raise ValueError(f"{path.name} is cut off: compile it again")
        return cls(header, body)

    def numbers(self, name: str, code: str) -> "memoryview[int]":
        """A section as numbers of the type that `array` calls by this code."""
        at, length = self.header["sections"][name]
        return self._body[at : at + length].cast(code)  # type: ignore[call-overload,no-any-return]

    def trie(self, name: str) -> Any:
        """A section as a `marisa_trie.Trie`: words by number."""
        import marisa_trie  # 3 ms that a search in languages without dictionaries need not pay

        return marisa_trie.Trie().map(self.numbers(name, "B"))

    def edits(self) -> "Edits":
        """The sections that `edit_sections` made."""
        return Edits(
            self.numbers("edit_drops", "B"),
            self.numbers("edit_ends", "I"),
            self.numbers("edit_texts", "B"),
        )


def is_whole(path: Path) -> bool:
    """Whether a file is there as `write` left it. It is read from end to end: 10 ms for 8 MB."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    return zlib.crc32(data[:-4]) == int.from_bytes(data[-4:], "little")


class Edits:
    """Ways to make one form of a word from another, by number: `houses`, drop 1, add "" -> `house`.

    They are few thousands for a language's million forms.
    """

    def __init__(
        self, drops: "memoryview[int]", ends: "memoryview[int]", texts: "memoryview[int]"
    ) -> None:
        self.tables = drops, ends, texts
        self._drops, self._ends, self._texts = self.tables

    def apply(self, number: int, word: str) -> str:
        """The word without so many letters at its end as the edit drops, with those it adds."""
        added = bytes(self._texts[self._ends[number - 1] if number else 0 : self._ends[number]])
        return word[: len(word) - self._drops[number]] + added.decode()


def edit(word: str, made: str) -> tuple[int, str]:
    """The edit that makes one form from another: letters to drop at its end, letters to add.

    >>> edit("viren", "virus")
    (2, 'us')
    """
    same = min(len(word), len(made))
    while word[:same] != made[:same]:
        same -= 1
    return len(word) - same, made[same:]


def edit_sections(edits: Iterable[tuple[int, str]]) -> dict[str, bytes]:
    """The sections that hold edits, numbered in their order. No edit drops over 255 letters."""
    drops, ends, texts = bytearray(), array("I"), bytearray()
    for drop, added in edits:
        drops.append(drop)
        texts += added.encode()
        ends.append(len(texts))
    return {"edit_drops": bytes(drops), "edit_ends": ends.tobytes(), "edit_texts": bytes(texts)}


def write(
    path: Path, magic: bytes, header: Mapping[str, object], sections: Mapping[str, bytes]
) -> None:
    """Write a file for `Sections.open`. Equal content gives equal bytes."""
    position = 0
    places: dict[str, tuple[int, int]] = {}
    for name, data in sections.items():
        places[name] = (position, len(data))
        position += -(-len(data) // 8) * 8
    text = json.dumps({**header, "sections": places}, sort_keys=True).encode()
    text += b" " * (-(len(magic) + 4 + len(text)) % 8)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    whole = [magic, struct.pack("<I", len(text)), text]
    whole += (data + b"\0" * (-len(data) % 8) for data in sections.values())
    with partial.open("wb") as out:
        crc = 0
        for data in whole:
            out.write(data)
            crc = zlib.crc32(data, crc)
        out.write(struct.pack("<I", crc))
    partial.replace(path)
