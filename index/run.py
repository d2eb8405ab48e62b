"""How does one run fill a generation? Deciding -> analysing -> writing -> commit.

    deciding     is an article new, later, or known?       here, one after the other
    analysing    articles -> documents, a pure function    here, or in `workers.py`, by batches
    placing      which story does a document tell?         here, in their order
    writing      documents -> engine, in their order       here
    commit       every COMMIT_ARTICLES or COMMIT_SECONDS   here, with nothing under way

What is held at any time is bounded: the batches under way, the engine's heap, and the words that
analysers remember.
"""

import dataclasses
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from newsearch.corpus.article import Article, Rejected
from newsearch.corpus.clean import shown_article

from . import engines, lexicons, store
from .analysis import Analysers
from .deciding import Decider, Decision, Done
from .documents import Batch, analysed, digest
from .engines import Reader, Writer
from .fields import CANCELED, Document
from .lexicons import Lexicons, OnCompile
from .store import Manifest
from .stories import Stories
from .versions import kept
from .visible import live
from .workers import Workers

# So little is lost when a long run dies.
COMMIT_ARTICLES = 20_000
COMMIT_SECONDS = 60.0

# Characters of text in a batch: enough that sending it costs little beside analysing it.
BATCH_CHARACTERS = 200_000
# Characters that are analysed here before workers are started, which takes half a second.
WARM_UP_CHARACTERS = 1_000_000
# More processes than this wait for the one that writes.
_MOST_JOBS = 4

Input = Iterable[Article | Rejected]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, in articles; `articles` is how many the index holds after it.

    `unchanged` are those that the index has as they are, or in a later version. `canceled` were
    taken back by those who published them.
    """

    added: int = 0
    replaced: int = 0
    canceled: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0
    undated: int = 0
    articles: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it; none of it changes what is written.

    `on_rejected` hears what was no article, `on_compile` a language whose dictionary is made for
    the first time. A commit comes after `commit_every` articles; None: COMMIT_ARTICLES. `jobs` is
    how many processes work, this one included; None: by the machine.
    """

    on_rejected: Callable[[Rejected], None] | None = None
    on_compile: OnCompile | None = None
    commit_every: int | None = None
    jobs: int | None = None


class Run:
    """One run of a writer over articles."""

    def __init__(self, path: Path, manifest: Manifest, options: Options, *, publish: bool) -> None:
        """`publish`: whether readers see each commit, or only the end."""
        self._path = path
        self._manifest = manifest
        self._publish = publish
        self._options = options
        driver = engines.engine(manifest.engine)
        folder = store.begin(path, manifest)
        self._writer: Writer = driver.writer(folder)
        self._reader: Reader = driver.reader(folder)
        self._languages = set(manifest.languages)
        self._analysing = _Analysing(path, manifest, options)
        self._batch: Batch = []
        self._characters = 0
        self._decider = Decider(self._reader)
        self._stories = Stories(self._reader)
        self._decided: deque[Decision] = deque()  # of each article under way
        self._uncommitted = 0
        self._counts = dict.fromkeys((*(done.value for done in Done), "rejected", "undated"), 0)
        self._began = self._committed = time.monotonic()

    def finish(self, articles: Input) -> Report:
        """Write all articles, commit, and let the result serve."""
        with ExitStack() as closing:
            for each in (self._reader, self._writer, self._analysing):
                closing.callback(each.close)
            for article in articles:
                if isinstance(article, Rejected):
                    self._counts["rejected"] += 1
                    if self._options.on_rejected:
                        self._options.on_rejected(article)
                else:
                    self._take(article)
            self._commit()
            count = live(self._reader)
        done = dataclasses.replace(self._named(), articles=count)
        store.seal(self._path, done)
        store.write_manifest(self._path, done)
        store.remove_unused(self._path, done)
        seconds = time.monotonic() - self._began
        return Report(articles=count, seconds=seconds, **self._counts)

    def _take(self, article: Article) -> None:
        """Decide what an article is to the index, and let what is new be analysed and written."""
        self._counts["undated"] += bool(article.unread_date)
        article = kept(article)
        try:
            now = digest(article)
        except UnicodeEncodeError:  # made by a program: readers give no such text
            article = shown_article(article)
            now = digest(article)
        decision = self._decider.decide(article, now)
        self._counts[decision.done.value] += 1
        if decision.done is Done.UNCHANGED:
            return
        self._uncommitted += 1
        self._decided.append(decision)
        self._batch.append((article, now))
        self._characters += len(article.headline) + len(article.body)
        due = self._uncommitted >= (self._options.commit_every or COMMIT_ARTICLES) or (
            time.monotonic() - self._committed > COMMIT_SECONDS
        )
        if due:
            self._commit()
        elif self._characters >= BATCH_CHARACTERS:
            self._send()

    def _send(self) -> None:
        batch, self._batch, self._characters = self._batch, [], 0
        for documents in self._analysing.put(batch):
            self._write(documents)

    def _write(self, documents: list[Document]) -> None:
        for document in documents:
            decision = self._decided.popleft()
            if CANCELED not in document.state:
                self._name(document.language)
            if decision.delete:
                self._writer.delete(document.id)
                self._stories.deleted(document.id)
            self._writer.add(self._stories.placed(document, decision.state))

    def _commit(self) -> None:
        self._send()
        for documents in self._analysing.rest():
            self._write(documents)
        self._writer.commit()
        self._reader.refresh()
        self._decider.committed()
        self._stories.committed()
        self._uncommitted = 0
        self._committed = time.monotonic()

    def _name(self, language: str) -> None:
        """Name a language in the manifest before an article of it is written.

        A query looks for stems in the languages that are named: one too many costs little, one too
        few hides articles. And a writer may commit whenever it must.
        """
        if language not in self._languages:
            self._languages.add(language)
            if self._publish:
                store.write_manifest(self._path, self._named())

    def _named(self) -> Manifest:
        """The manifest with the languages that this run has met."""
        return dataclasses.replace(
            self._manifest,
            languages=tuple(sorted(self._languages)),
            lexicons=self._analysing.lexicons,
        )


class _Analysing:
    """Batches -> documents, in the order of the batches: here at first, then by workers."""

    def __init__(self, path: Path, manifest: Manifest, options: Options) -> None:
        self.lexicons = dict(manifest.lexicons)
        self._path = path
        self._on_compile = options.on_compile
        self._count = (options.jobs or by_machine()) - 1
        self._analysers = Analysers(self._dictionaries)
        self._characters = 0  # analysed here
        self._workers: Workers | None = None

    def put(self, batch: Batch) -> Iterator[list[Document]]:
        """Take a batch; give those that are done, maybe of batches before it."""
        if self._workers is None and self._count and self._characters >= WARM_UP_CHARACTERS:
            self._workers = Workers(self._path, self._count)
            self._analysers = Analysers(self._dictionaries)  # its words are in memory twice else
        if self._workers is None:
            self._characters += sum(len(article.body) for article, _ in batch)
            yield analysed(batch, self._analysers)
            return
        while self._workers.full():
            yield self._received(self._workers)
        self._workers.send(batch, self.lexicons)

    def rest(self) -> Iterator[list[Document]]:
        """What is still under way."""
        if self._workers:
            for _ in self._workers.waiting():
                yield self._received(self._workers)

    def close(self) -> None:
        if self._workers:
            self._workers.close()

    def _received(self, workers: Workers) -> list[Document]:
        batch, documents = workers.receive()
        return analysed(batch, self._analysers) if documents is None else documents

    def _dictionaries(self, code: str) -> Lexicons:
        """The dictionaries of a language: the index's own, or today's for a new language."""
        for kind in lexicons.kinds(code):
            key = lexicons.key(kind, code)
            if key not in self.lexicons:
                self.lexicons[key] = lexicons.install(self._path, kind, code, self._on_compile)
        return lexicons.open_installed(self._path, self.lexicons, code)


def by_machine() -> int:
    """How many processes a run uses where nobody says: the processors that it may run on."""
    return max(1, min(len(os.sched_getaffinity(0)), _MOST_JOBS))
