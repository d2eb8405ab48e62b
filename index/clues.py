"""Which forms have other letters than their stem? `gab` than `geb`, `säle` than `saal`.

Marking looks for a term's letters before it analyses a word (`letters.py`). Where a dictionary and
not the stemmer makes a stem, the letters may differ: here stands for each such stem with what its
other forms begin. All of a dictionary's forms are looked at, so none is missed.
"""

from array import array
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .letters import beginning, tells
from .sections import Sections, write

if TYPE_CHECKING:
    from .analysis import Analyser

_MAGIC = b"newsearch-clues\x001\n"


class Clues:
    """The letters of a language's other forms; `get` looks a stem's up."""

    def __init__(self, stems: Any, number: "memoryview[int]", groups: list[str]) -> None:
        self._stems = stems
        self._number = number
        self._groups = groups

    @classmethod
    def open(cls, path: Path) -> "Clues":
        """Map a file that `compile_clues` wrote. Raises ValueError for another file, OSError."""
        found = Sections.open(path, _MAGIC)
        groups = bytes(found.numbers("groups", "B")).decode().split("\n")
        return cls(found.trie("stems"), found.numbers("number", "H"), groups)

    def get(self, stem: str) -> list[bytes]:
        """How forms begin that have a stem, tagged as it is, but not its letters."""
        number: int = self._stems.get(stem, -1)
        return [] if number < 0 else self._groups[self._number[number]].encode().split(b" ")


def fingerprint(*dictionaries: str) -> str:
    """What a compiled file depends on: its format, and the names of the others (16 hex digits)."""
    from hashlib import sha256

    return sha256(repr((_MAGIC, *dictionaries)).encode()).hexdigest()[:16]


def others(analyser: "Analyser") -> dict[str, set[bytes]]:
    """Stem -> the beginnings of forms that have it by a dictionary, and not its letters."""
    found: dict[str, set[bytes]] = defaultdict(set)
    for form, base in analyser.changed():
        stem = analyser.stem(base)
        if stem and not tells(form, stem.partition(":")[2]):
            found[stem].add(beginning(form, changed=False))
    return {stem: letters - {b""} for stem, letters in found.items() if letters != {b""}}


def compile_clues(code: str, path: Path) -> None:
    """Write the clues of a language from its other dictionaries, in some seconds."""
    import marisa_trie

    from . import lexicons
    from .analysis import Analyser
    from .languages import LANGUAGES

    found = others(Analyser(LANGUAGES[code], lexicons.open_compiled(code, without="clues")))
    stems = marisa_trie.Trie(sorted(found))
    groups: dict[str, int] = {}
    number = array("H", bytes(2 * len(found)))
    for stem, letters in sorted(found.items()):
        group = b" ".join(sorted(letters)).decode()
        number[stems[stem]] = groups.setdefault(group, len(groups))
    write(
        path,
        _MAGIC,
        {"language": code},
        {
            "stems": stems.tobytes(),
            "number": number.tobytes(),
            "groups": "\n".join(groups).encode(),
        },
    )
