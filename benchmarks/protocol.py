"""What does a contestant do? It builds an index of a file of articles and answers questions.

Everything here and in `child.py` needs the standard library only, so that a contestant may run in
another Python than newsearch does.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, Self

# Hits of an answer.
TOP = 10
# Characters of a snippet, or bytes where a library counts those: what newsearch shows.
SNIPPET = 240


class Document(NamedTuple):
    """An article as every contestant gets it. `date` is `YYYY-MM-DD`, or empty if unknown."""

    id: str
    headline: str
    body: str
    date: str
    source: str

    @property
    def text(self) -> str:
        """Headline and body, for those who keep one text."""
        return f"{self.headline}\n{self.body}"


def documents(path: Path) -> Iterator[Document]:
    """The articles of a file of JSON Lines, in order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            yield Document(*(given.get(name, "") for name in Document._fields))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in no contestant's syntax.

    `match` says how the words must stand in an article: all of them, any, as a phrase, or one word
    as the beginning of one there. `text` is the question as a person types it. `source`, `since`
    and `until` (first and last day) restrict the articles where they are not empty.
    """

    kind: str
    text: str
    words: tuple[str, ...]
    match: Literal["all", "any", "phrase", "prefix"] = "all"
    source: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Self:
        """The question that `dataclasses.asdict` made a dictionary of."""
        return cls(**{**given, "words": tuple(given["words"])})


class Shown(NamedTuple):
    """One hit as it is shown, `snippet` with its matches marked in the contestant's way."""

    id: str
    headline: str
    date: str
    source: str
    snippet: str


class Answer(NamedTuple):
    """The ten best articles, how many there are, and how they spread.

    `sources` counts by source and `months` by `YYYY-MM`; both over all articles that match.
    """

    total: int
    hits: list[Shown]
    sources: dict[str, int]
    months: dict[str, int]


class Session(Protocol):
    """An index open for questions."""

    def answer(self, question: Question, *, snippets: bool = True) -> Answer:
        """All that a page of results needs, on wish without the snippets."""

    def top(self, question: Question) -> list[str]:
        """The ids of the ten best, and nothing else."""

    def another(self) -> "Session":
        """A session for another thread: this one where the library lets threads share it."""


class Contestant(Protocol):
    """A way to search, set up as its users would."""

    def versions(self) -> dict[str, str]:
        """The libraries it runs on, by name. Raises ImportError where one is missing."""

    def build(self, articles: Path, folder: Path) -> None:
        """Index a file of articles into an empty folder; what is there is on disk afterwards."""

    def open(self, folder: Path) -> Session:
        """Open what `build` made."""
