"""Which story does an article tell? That of the article it is a copy of, else its own.

The first article of a story that is indexed leads it and gives the story its number; it is never
written again when copies come. What is not committed yet is compared in memory, all else by the
terms of its signature in the index.
"""

import dataclasses
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from whoosh import query as q

from newsearch.corpus.article import Article

from . import copies, versions, words
from .copies import Sketch
from .engines import Match, Reader
from .fields import CANCELED, COPY, Document, story_term, text_number
from .term_memory import Terms, term_memory

# Keys that two texts share before they are compared: a copy shares about half, and one alone is
# mostly standing text.
_SHARED = 2
_FIRST = 8
# A key of more articles is taken for standing text, unless as many of an article's keys are known
# as only a copy has.
_FREQUENT = 20
_MANY_KNOWN = 6
# What the rarest key scores beside the others: it decides between articles that share as many.
_TRACE = 0.001
# Articles whose sketches are remembered, 1.4 kB each: those that share standing text with many are
# compared again and again. And bytes of the chunks that are remembered for the others.
_MOST_KNOWN = 60_000
_EXACT_BYTES = 32_000_000
# Articles that one is compared with. Those that share most, and the rarest, come first. One of the
# index has to be read for it; when four were read, no more of the judged copies were found.
_COMPARED = 4
_READ = 1


def number(article_id: str, salt: str = "") -> int:
    """The number of the story that an article leads, from 1 to 2^53 - 1."""
    return text_number(f"{article_id}\x1f{salt}") or 1


@dataclass(frozen=True, slots=True)
class _Told:
    """An article that may have copies."""

    id: str
    date: int
    story: int
    sketch: Sketch


class Stories:
    """The stories of an index, for the articles that a run adds to it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._pending: list[_Told | None] = []  # None for one that is to be forgotten
        self._places: dict[str, int] = {}  # of articles in it
        self._by_key: dict[str, tuple[int, ...]] = {}  # the last _FREQUENT of them
        self._gone: set[str] = set()
        # Of the index, by the article's digest; what was asked for last at the end.
        self._known: OrderedDict[int, _Told] = OrderedDict()
        self._exact = term_memory(_EXACT_BYTES)
        self._empty = not reader.count()  # as a new index is up to its first commit

    def placed(self, document: Document, state: tuple[str, ...] = ()) -> Document:
        """The document with the story that it tells, and with more terms of its state.

        Documents are to be given in order.
        """
        held = (*document.state, *state)
        if CANCELED in held:
            return dataclasses.replace(document, state=held)
        own = number(document.id)
        if not document.sketch:
            return dataclasses.replace(document, state=held, story=own)
        sketch = Sketch.from_bytes(document.sketch)
        keys = document.signature.split()
        found = self._copied(document, sketch, keys)
        if found:
            # It may be a later version of the story's lead.
            story, copy_of = (found, 0 if found == own else found)
        else:
            story, copy_of = self._own(document, sketch, own), 0
        self._forget(document.id)
        place = self._places[document.id] = len(self._pending)
        self._pending.append(_Told(document.id, document.date, story, sketch))
        for key in keys:
            self._by_key[key] = (*self._by_key.get(key, ())[1 - _FREQUENT :], place)
        return dataclasses.replace(document, state=held, story=story, copy_of=copy_of)

    def deleted(self, article_id: str) -> None:
        """Forget an article that is to be deleted with the next commit."""
        self._forget(article_id)
        self._gone.add(article_id)

    def committed(self) -> None:
        """Everything pending stands in the index now."""
        self._pending.clear()
        self._places.clear()
        self._by_key.clear()
        self._gone.clear()
        self._empty = not self._reader.count()

    def _copied(self, document: Document, sketch: Sketch, keys: list[str]) -> int:
        """The story of the article that a document is likest to, 0 if it is no copy."""
        likest, story = 0.0, 0
        for told in chain(self._near_pending(keys), self._near_held(keys)):
            if told.id == document.id or not _same(document, sketch, told):
                continue
            if (contained := copies.contained(sketch, told.sketch)) > likest:
                likest, story = contained, told.story
        return story

    def _own(self, document: Document, sketch: Sketch, own: int) -> int:
        """The number of a story that the document begins.

        An id may be used again for another text: copies of the old one then stay by themselves.
        """
        if self._empty or not self._reader.frequency("state", story_term(own)):
            return own
        copied = q.And([q.Term("state", COPY), q.Term("state", story_term(own))])
        earlier = list(self._held(copied))
        if not earlier or any(_same(document, sketch, told) for told in earlier):
            return own
        return number(document.id, str(document.digest))

    def _near_pending(self, keys: list[str]) -> list[_Told]:
        lists = [found for key in keys if (found := self._by_key.get(key))]
        if len(lists) < _SHARED:
            return []
        shared = Counter(chain.from_iterable(lists))
        likest = sorted(
            (place for place, count in shared.items() if count >= _SHARED),
            key=shared.__getitem__,
            reverse=True,
        )
        known = (told for place in likest if (told := self._pending[place]))
        return list(islice(known, _COMPARED))

    def _forget(self, article_id: str) -> None:
        if (place := self._places.pop(article_id, None)) is not None:
            self._pending[place] = None

    def _near_held(self, keys: list[str]) -> Iterator[_Told]:
        if self._empty:
            return
        # Of the first keys of a copy nearly always one is known; of most articles none is.
        frequencies = {key: self._frequency(key) for key in keys[:_FIRST]}
        if not any(frequencies.values()):
            return
        frequencies |= {key: self._frequency(key) for key in keys[_FIRST:]}
        known = [key for key in keys if frequencies[key]]
        rare = [key for key in known if frequencies[key] <= _FREQUENT]
        if len(rare) < _SHARED and len(known) < _MANY_KNOWN:
            return
        asked = rare if len(rare) >= _SHARED else known
        # An article scores 1 for each key that it shares, and a trace more for a rarer one.
        each = [
            q.ConstantScoreQuery(q.Term("signature", key), 1 + _TRACE / frequencies[key])
            for key in asked
        ]
        yield from islice(self._held(q.Or(each), _SHARED), _READ)

    def _frequency(self, key: str) -> int:
        return self._reader.frequency("signature", key)

    def _held(self, query: object, least: float = 0.0) -> Iterator[_Told]:
        """The first of the articles of the index that match, with this score at least."""
        matches = self._reader.search(query, limit=_COMPARED, order="relevance").matches
        for match in matches:  # mostly the first is all that is asked for
            if match.score < least:
                break
            (digest,) = self._reader.digests([match])
            if told := self._known.get(digest) or self._read(match):
                self._remember(digest, told)
                if told.id not in self._gone:
                    yield told

    def _read(self, match: Match) -> _Told | None:
        """An article of the index; None for a text of too few words."""
        (story,) = self._reader.stories([match])
        (stored,) = self._reader.stored([match])
        article = Article.from_json(stored.article)
        signed = copies.signed(self._exact.layers(article.body, 0, _exact_terms)[0])
        return _Told(article.id, _date(article), story, signed.sketch) if signed else None

    def _remember(self, digest: int, told: _Told) -> None:
        self._known[digest] = told
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def _same(document: Document, sketch: Sketch, told: _Told) -> bool:
    return copies.are_copies(sketch, told.sketch, versions.days_apart(document.date, told.date))


def _date(article: Article) -> int:
    return int(article.date.replace("-", "")) if article.date else 0


def _exact_terms(chunk: str) -> Terms:
    """The exact layer of a chunk, which depends on no language."""
    exact: list[str] = []
    for surface in words.surfaces(chunk):
        found = words.units(surface)
        parts = [surface] if found is None else [surface[start:end] for start, end in found]
        exact += filter(None, map(words.fold, parts))
    return "".join(f"{term} " for term in exact), "", ""
