"""What does a text become in an index? Its words, with what each layer holds of them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsearch.corpus.errors import QueryError
from newsearch.index import detection, lexicons, store
from newsearch.index import words as written
from newsearch.index.analysis import Analyser
from newsearch.index.languages import Language, language
from newsearch.index.lexicons import OnCompile

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, or one character of a script without spaces, and its terms.

    `start` and `end` are offsets in characters. `exact` and `stem` are its terms in these layers;
    `stem` is empty where the language has no stemmer. `parts` are slices of the word in lower case
    that join to it: the word itself unless it is composed. `part` has its terms in the part layer,
    none for a simple word.
    """

    word: str
    start: int
    end: int
    exact: str
    stem: str
    parts: tuple[str, ...]
    part: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain lists and values."""
        return asdict(self)


def words(text: str, analyser: Analyser) -> Iterator[Word]:
    """The words of a text in order, as an article in the analyser's language would hold them."""
    for start, end in written.spans(text):
        surface = text[start:end]
        tokens = analyser.tokens(surface, start)
        for token in tokens:
            word = text[token.start : token.end]
            # A run of an unspaced script has a token for each character, and none of them parts.
            parts = analyser.split(word) if word == surface else (word,)
            yield Word(
                word,
                token.start,
                token.end,
                token.exact,
                token.stem,
                tuple(part.lower() for part in parts),
                (*token.parts, *token.inner),
            )


def row_of(name: str, text: str) -> Language:
    """The language of a code or name, or the one detected where that is empty.

    Raises QueryError for what names no language, and for a text whose language cannot be told.
    """
    found = language(name or detection.detect(text))
    if found is None:
        raise QueryError(
            f"{name!r} names no language: give a code such as de, or its English name"
            if name
            else "no letter in the text to tell its language by: give it with --lang"
        )
    return found


def analyser(row: Language, index: Path | None, on_compile: OnCompile | None) -> Analyser:
    """What analyses a language: with the dictionaries of an index, or the user's own.

    The user's own are taken without an index, and for a language of which it has no article.
    `on_compile` hears that one is made first, which takes a while. Raises IndexMissing,
    IndexDamaged and IndexOutdated.
    """
    if index:
        found = store.manifest(index)
        store.require_current(index, found)
        if row.code in found.languages:
            return store.analysers(index, found)[row.code]
    return Analyser(row, lexicons.open_compiled(row.code, on_compile))


_COLUMNS = ("word", "exact", "stem", "parts", "part")


def table(found: Sequence[Word], console: "Console") -> None:
    """Print the words below each other: what is printed, and what each layer holds."""
    from .render import isolated
    from .safe import safe

    shown = isolated if console.is_terminal else str
    rows = []
    for each in found:
        cut = "|".join(each.parts) if len(each.parts) > 1 else ""
        cells = (each.word, each.exact, each.stem, cut, " ".join(each.part))
        rows.append([shown(safe(cell)) for cell in cells])
    (_folded if console.is_terminal else _aligned)(rows, console)


def _folded(rows: Sequence[Sequence[str]], console: "Console") -> None:
    """Columns that share the width of a terminal; what is too long goes on in the next line."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for number, name in enumerate(_COLUMNS):
        grid.add_column(name, overflow="fold", style="" if number else "bold")
    for row in rows:
        grid.add_row(*map(Text, row))
    console.print(grid)


def _aligned(rows: Sequence[Sequence[str]], console: "Console") -> None:
    """A line a word, however long it is."""
    from rich.cells import cell_len
    from rich.text import Text

    lines = [_COLUMNS, *rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        text = "".join(cell + " " * (width - cell_len(cell) + 2) for cell, width in cells)
        console.print(Text(text.rstrip()), soft_wrap=True)
