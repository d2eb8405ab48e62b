"""What is to be done with an article of an id that the index may hold already?

Of two articles of one id the later stays (`versions.py`). Where nothing tells which is later, the
one that comes last replaces the other, as a changed file does what was read from it before. If both
came in one run, the index remembers the other, so that a second run over the same files finds
nothing to do, in whatever order they come.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from itertools import count

from whoosh import query as q

from newsearch.corpus.article import Article

from .engines import Reader
from .versions import CANCELED, Version


class Done(Enum):
    """What becomes of an article; the names are those of `Report`."""

    ADDED = "added"
    REPLACED = "replaced"
    CANCELED = "canceled"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an article; `delete` if another of its id has to go.

    `state` are terms of the document by which a later run knows what came in this one.
    """

    done: Done
    delete: bool = False
    state: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held under an id; `rivals` are digests of articles that came beside it."""

    digest: int
    version: Version
    rivals: frozenset[int]
    this_run: bool


class Decider:
    """Decides over the articles of one run."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        # No article of another run has this: the same runs write the same.
        self._run = next(
            term for number in count() if not reader.frequency("state", term := f"run:{number:x}")
        )
        self._pending: dict[str, _Held] = {}
        self._rivals: dict[str, frozenset[int]] = {}  # of ids that several articles of the run have

    def decide(self, article: Article, digest: int) -> Decision:
        """What becomes of an article with this digest. What is decided is taken to be done."""
        pending = self._pending.get(article.id)
        held_digest = pending.digest if pending else self._reader.digest(article.id)
        if held_digest == digest:
            return Decision(Done.UNCHANGED)
        version = Version.of(article)
        canceled = article.status == CANCELED
        if held_digest is None:
            return self._take(article, digest, version, Done.ADDED, frozenset())
        held = pending or self._held(article.id, held_digest, digest)
        equal = version == held.version
        if version < held.version or (equal and (canceled or digest in held.rivals)):
            return Decision(Done.UNCHANGED)
        rivals: frozenset[int] = frozenset()
        if equal and held.this_run:
            rivals = held.rivals | {held.digest}
            self._rivals[article.id] = rivals
        done = Done.ADDED if held.version.canceled else Done.REPLACED
        return self._take(article, digest, version, done, rivals, delete=True)

    def committed(self, under_way: Collection[str]) -> None:
        """Everything decided stands in the index now, but for articles with the ids `under_way`."""
        self._pending = {name: held for name, held in self._pending.items() if name in under_way}

    def _take(
        self,
        article: Article,
        digest: int,
        version: Version,
        done: Done,
        rivals: frozenset[int],
        *,
        delete: bool = False,
    ) -> Decision:
        self._pending[article.id] = _Held(digest, version, rivals, this_run=True)
        state = (self._run, *(_rival(each) for each in sorted(rivals)))
        return Decision(Done.CANCELED if version.canceled else done, delete, state)

    def _held(self, article_id: str, held_digest: int, digest: int) -> _Held:
        """What the index holds under an id; of an earlier run's rivals only the one asked for."""
        one = q.Term("id", article_id)
        stored = self._reader.stored(self._reader.search(one, limit=1, order="newest").matches)[0]
        return _Held(
            held_digest,
            Version.of(Article.from_json(stored.article)),
            self._rivals.get(article_id, frozenset())
            | ({digest} if self._has(one, _rival(digest)) else set()),
            self._has(one, self._run),
        )

    def _has(self, one: q.Term, state: str) -> bool:
        both = q.And([one, q.Term("state", state)])
        return bool(self._reader.search(both, limit=0, order="newest").total)


def _rival(digest: int) -> str:
    return f"rival:{digest:x}"
