"""How does one run fill a generation? Deciding -> analysing -> writing -> commit.

    deciding     is an article new, later, or known?       here, one after the other
    analysing    articles -> documents, a pure function    `analysing.py`, by batches
    placing      which story does a document tell?         here, in their order
    writing      documents -> engine, in their order       here
    commit       every COMMIT_ARTICLES or COMMIT_SECONDS   beside the first two

A commit takes an engine seconds, in which nothing can be written. Where workers analyse, articles
are read and analysed meanwhile, and their documents wait.

What is held at any time is bounded: the batches under way, the documents that wait, the engine's
heap, and the words that analysers remember.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from newsearch.corpus.article import Article
from newsearch.corpus.clean import shown_article
from newsearch.corpus.rejected import Rejected

from . import dictionaries, engines, store
from .analysing import Analysing
from .deciding import Decider, Decision, Done
from .documents import Batch, digest
from .engines import Reader, Writer
from .fields import CANCELED, Document
from .lexicons import OnCompile
from .store import Manifest
from .stories import Stories
from .versions import kept
from .visible import live

# So little is lost when a long run dies.
COMMIT_ARTICLES = 20_000
COMMIT_SECONDS = 60.0

# Characters of text in a batch: enough that sending it costs little beside analysing it.
BATCH_CHARACTERS = 200_000
# Documents that wait for a commit, some 25 kB each: as many as are analysed while it goes on. When
# there are more, articles wait, too.
_MOST_WAITING = 2_000

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
        self._analysing = Analysing(
            path, folder, manifest.lexicons, options.on_compile, options.jobs
        )
        self._samples = dictionaries.Samples(folder)
        self._writer: Writer = driver.writer(folder)
        self._reader: Reader = driver.reader(folder)
        self._languages = set(manifest.languages)
        self._batch: Batch = []
        self._characters = 0
        self._decider = Decider(self._reader)
        self._stories = Stories(self._reader)
        self._decided: deque[tuple[str, Decision]] = deque()  # of each article under way, by id
        self._every = options.commit_every or COMMIT_ARTICLES
        self._taken = self._written = 0  # since nothing was under way
        self._background = ThreadPoolExecutor(1)
        self._committing: Future[None] | None = None
        self._waiting: deque[Document] = deque()
        self._counts = dict.fromkeys((*(done.value for done in Done), "rejected", "undated"), 0)
        self._began = self._last_commit = time.monotonic()

    def finish(self, articles: Input) -> Report:
        """Write all articles, commit, and let the result serve."""
        with ExitStack() as closing:
            for each in (self._reader, self._writer, self._analysing):
                closing.callback(each.close)
            closing.callback(self._background.shutdown)  # first, for a commit needs the writer
            for article in articles:
                if isinstance(article, Rejected):
                    self._counts["rejected"] += 1
                    if self._options.on_rejected:
                        self._options.on_rejected(article)
                else:
                    self._take(article)
            self._finish_writing()
            count = live(self._reader)
        done = self._named()._replace(articles=count)
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
        self._decided.append((article.id, decision))
        self._batch.append((article, now))
        self._characters += len(article.headline) + len(article.body)
        self._taken += 1
        if self._samples.enough(article):
            self._train(dictionaries.name(article))
        late = time.monotonic() - self._last_commit > COMMIT_SECONDS
        if late and self._publish:  # nobody sees the commits of a rebuild
            self._finish_writing()
        elif self._taken % self._every == 0 or self._characters >= BATCH_CHARACTERS:
            self._send()

    def _send(self) -> None:
        batch, self._batch, self._characters = self._batch, [], 0
        for documents in self._analysing.put(batch):
            self._write(documents)

    def _send_rest(self) -> None:
        """Have everything analysed that was taken."""
        self._send()
        for documents in self._analysing.rest():
            self._write(documents)

    def _train(self, name: str) -> None:
        """Pack articles of a language with a dictionary, from the next on, whoever analyses it."""
        self._send_rest()
        self._end_commit()  # an engine may synchronise whatever it finds in the folder
        if content := self._samples.train(name):
            self._analysing.learn(name, content)
        self._write_waiting()

    def _finish_writing(self) -> None:
        """Write whatever is under way, and commit it."""
        self._send_rest()
        while self._committing or self._waiting:
            self._end_commit()
            self._write_waiting()
        self._begin_commit()
        self._end_commit()
        self._taken = self._written = 0

    def _write(self, documents: list[Document]) -> None:
        """Write documents in their order, or let them wait for a commit."""
        self._waiting.extend(documents)
        if self._committing and (self._committing.done() or len(self._waiting) >= _MOST_WAITING):
            self._end_commit()
        self._write_waiting()

    def _write_waiting(self) -> None:
        """Write what waits, as far as the next commit: it comes after a number of documents."""
        while self._waiting and not self._committing:
            self._write_one(self._waiting.popleft())
            self._written += 1
            if self._written % self._every == 0:
                self._begin_commit()

    def _write_one(self, document: Document) -> None:
        _, decision = self._decided.popleft()
        if CANCELED not in document.state:
            self._name(document.language)
        if decision.delete:
            self._writer.delete(document.id)
            self._stories.deleted(document.id)
        self._writer.add(self._stories.placed(document, decision.state))

    def _begin_commit(self) -> None:
        self._committing = self._background.submit(self._writer.commit)
        if not self._analysing.elsewhere:
            self._end_commit()  # nothing can be done meanwhile

    def _end_commit(self) -> None:
        if self._committing is None:
            return
        self._committing.result()
        self._committing = None
        self._reader.refresh()
        self._decider.committed({article_id for article_id, _ in self._decided})
        self._stories.committed()
        self._last_commit = time.monotonic()

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
        return self._manifest._replace(
            languages=tuple(sorted(self._languages)),
            lexicons=self._analysing.lexicons,
        )
