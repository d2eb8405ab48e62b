"""What of the input is no article? Pieces that are broken, and pieces that are plainly no news."""

from dataclasses import dataclass
from pathlib import Path

_KINDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of input that is not an article: where it stands and why it was passed over.

    `line` counts from 1; 0 means the file as a whole.
    """

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Pieces of a file that were passed over because they are plainly no news: pictures in a crawl.

    `kinds` says how many there were of each kind, the most common first.
    """

    path: Path
    kinds: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many they are together."""
        return sum(count for _, count in self.kinds)

    def __str__(self) -> str:
        shown = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds[:_KINDS_SHOWN])
        more = ", ..." if len(self.kinds) > _KINDS_SHOWN else ""
        return f"{self.path}: {self.count:,} skipped ({shown}{more})"
