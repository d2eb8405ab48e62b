"""What can be searched, sorted and counted in an index? The fields that every engine holds."""

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import NamedTuple

from newsearch.corpus.article import Article

from .analysis import LAYERS

# The running text of an article. Each zone is held in three layers: `headline_exact`, ...
ZONES = ("headline", "body")

# Short texts about the article. Each is held as folded words in order, so that `source:zeit` finds
# `zeit.de`, and as the printed value, for facets. Some have several values.
LABELS = ("agency", "source", "place", "author", "category", "keyword")

# Of these an article gives one value at most.
SINGLE = ("agency", "source", "place")

# Labels and other fields whose values can be counted over all hits.
FACETS = ("source", "date", "language", "agency", "place", "category", "author", "keyword")

TEXT_FIELDS = (*(f"{zone}_{layer}" for zone in ZONES for layer in LAYERS), *LABELS, "url")

# Terms that are no words of the article: what it is to the index (`Document.state`), and by what
# its copies are found (`copies.py`).
TERM_FIELDS = ("state", "signature")
# Terms of `state`. Beside them stands the story of each document, `story_term`.
CANCELED, HELD, COPY = "canceled", "held", "copy"


def story_term(story: int) -> str:
    """The term of `state` that all documents of a story have."""
    return f"story:{story:x}"


def layer_field(zone: str, layer: str) -> str:
    """The name of the field that holds one layer of one zone: `headline_exact`."""
    return f"{zone}_{layer}"


# Labels that an article calls by their plural.
_ATTRIBUTE = {"author": "authors", "category": "categories", "keyword": "keywords"}


def label_values(article: Article, label: str) -> tuple[str, ...]:
    """The printed values of one of LABELS, each once; empty if the article gives none."""
    value = getattr(article, _ATTRIBUTE.get(label, label))
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else (value,) if value else ()


def text_number(text: str) -> int:
    """A number that stands for a text, such as a printed value, below 2^53: a float holds it."""
    import hashlib  # its library takes 4 ms, and hardly a query needs it

    named = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(named, digest_size=8).digest()) >> 11


@dataclass(frozen=True, slots=True)
class Document:
    """An article as an engine holds it.

    `terms` has, for each of TEXT_FIELDS that is not empty, its terms separated by spaces;
    `values` the printed values of each label that is not empty. `date` is the calendar date as a
    number (20240117), 0 if unknown; `order` grows with time and differs between articles (see
    `order_key`); `digest` tells whether an article changed. `article` is the article as
    `packing.py` makes it.

    `state` holds terms that say what the article is to the index, `until` from when on it may be
    shown, in seconds from 0001-01-01 UTC, 0 for always. `story` is the number of the story that it
    tells, below 2^53 so that a float holds it; where another article told it before, `copy_of` is
    the same number, else 0. `signature` holds the terms by which copies are found, and `sketch`
    what compares them; engines do not keep that.
    """

    id: str
    language: str
    date: int
    order: int
    digest: int
    article: bytes
    terms: dict[str, str]
    values: dict[str, tuple[str, ...]]
    state: tuple[str, ...] = ()
    until: int = 0
    story: int = 0
    copy_of: int = 0
    signature: str = ""
    sketch: bytes = b""

    def __reduce__(self) -> tuple[type["Document"], tuple[object, ...]]:
        # As dataclasses with slots do it by themselves, it takes nearly twice as long.
        return Document, _document_values(self)

    @property
    def state_terms(self) -> str:
        """The terms of the field `state`, separated by spaces."""
        story = (story_term(self.story),) if self.story else ()
        return " ".join((*self.state, *story, *((COPY,) if self.copy_of else ())))


_document_values = attrgetter(*(field.name for field in fields(Document)))


class Stored(NamedTuple):
    """What an engine gives back of a document."""

    article: str
    language: str


# Bits of `order` that come from the id; the seconds stand above them.
_ID_BITS = 26
# Undated documents have orders below this.
FIRST_DATED = 1 << _ID_BITS


def order_key(seconds: int | None, digest_of_id: int) -> int:
    """A number that sorts documents by time and then by id, the same in every engine.

    `seconds` counts from 0001-01-01 UTC; None, for undated documents, sorts before every date.
    Articles of the same second are told apart by 26 bits of a digest of their id.
    """
    low = digest_of_id & (FIRST_DATED - 1)
    return low if seconds is None else (max(seconds, 1) << _ID_BITS) | low
