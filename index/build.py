"""How do articles reach the disk? Index, rebuild, delete, export.

Changes are committed every COMMIT_ARTICLES articles or COMMIT_SECONDS seconds, so that little is
lost when a long run dies.
"""

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsearch.corpus.article import Article, Rejected
from newsearch.corpus.errors import IndexDamaged, IndexMissing

from . import engines, lexicons, store
from .analysis import Analysers
from .documents import digest, document, language_of
from .engines import Reader, Writer
from .lexicons import Lexicons, OnCompile
from .store import Manifest

COMMIT_ARTICLES = 20_000
COMMIT_SECONDS = 60.0

Input = Iterable[Article | Rejected]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, in articles; `articles` is how many the index holds after it."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0
    undated: int = 0
    articles: int = 0
    seconds: float = 0.0


def index(
    path: Path,
    articles: Input,
    *,
    engine: str | None = None,
    on_rejected: Callable[[Rejected], None] | None = None,
    on_compile: OnCompile | None = None,
    wait: float = 0.0,
) -> Report:
    """Add articles to the index at `path`, making it if there is none.

    An article whose id the index holds with the same content is left alone, with other content
    replaced. `engine` is for a new index; None means the default, or the index's own. `on_rejected`
    hears what was no article, `on_compile` a language whose compound lexicon is made for the first
    time, which takes seconds. `wait` is how many seconds to wait for another writer. Raises
    IndexBusy, IndexOutdated, IndexDamaged, and IndexMissing for a folder that holds other things or
    another engine's index.
    """
    with store.lock(path, wait=wait):
        if not store.exists(path):
            found = store.fresh(engine or engines.DEFAULT, 1)
            store.new_generation(path, found)
            store.write_manifest(path, found)
        found = store.manifest(path)
        store.require_current(path, found)
        if engine and engine != found.engine:
            raise IndexMissing(
                f"{path} is a {found.engine} index, not {engine}: change it with "
                f"`newsearch rebuild --engine {engine}`"
            )
        store.remove_unused(path, found)
        run = _Run(path, found, on_rejected, on_compile, publish=True)
        return run.finish(articles)


def rebuild(
    path: Path,
    articles: Input | None = None,
    *,
    engine: str | None = None,
    on_rejected: Callable[[Rejected], None] | None = None,
    on_compile: OnCompile | None = None,
    wait: float = 0.0,
) -> Report:
    """Build a new generation from `articles`, then let it serve instead of the old one.

    Without `articles`, from those that the index itself holds. Until the end readers see the old
    generation, and if the build fails they keep it. Raises IndexBusy, and without `articles` also
    IndexMissing and IndexDamaged.
    """
    if articles is None:
        store.manifest(path)  # before the lock, which would make the folder
    with store.lock(path, wait=wait):
        old = _usable(path) if articles is not None else store.manifest(path)
        name = engine or (old.engine if old and old.engine in engines.ENGINES else engines.DEFAULT)
        after = store.fresh(name, _last_generation(path) + 1)
        store.new_generation(path, after)
        run = _Run(path, after, on_rejected, on_compile, publish=False)
        return run.finish(export(path) if articles is None else articles)


def delete(path: Path, ids: Iterable[str], *, wait: float = 0.0) -> Report:
    """Delete the articles with these ids. Raises IndexMissing, IndexBusy, IndexOutdated."""
    store.manifest(path)  # before the lock, which would make the folder
    with store.lock(path, wait=wait):
        found = store.manifest(path)
        store.require_current(path, found)
        folder = store.begin(path, found)
        driver = engines.engine(found.engine)
        writer, reader = driver.writer(folder), driver.reader(folder)
        try:
            deleted = 0
            for article_id in dict.fromkeys(ids):
                if reader.digest(article_id) is not None:
                    writer.delete(article_id)
                    deleted += 1
            writer.commit()
            reader.refresh()
            count = reader.count()
        finally:
            writer.close()
            reader.close()
        done = dataclasses.replace(found, articles=count)
        store.seal(path, done)
        store.write_manifest(path, done)
        return Report(deleted=deleted, articles=count)


def export(path: Path) -> Iterator[Article]:
    """Every article of the index as it was read, newest first.

    An index of another analysis can be exported too, and one with damage, up to the first article
    that is not as it was. Raises IndexMissing, IndexDamaged.
    """
    opened = store.open_reader(path, any_analysis=True, damaged=True)
    try:
        count = 0
        for stored in engines.documents(opened.reader):
            yield Article.from_json(stored.article)
            count += 1
        if count != opened.reader.count():
            raise IndexDamaged(
                f"{path} gives {count:,} of {opened.reader.count():,} articles: see with "
                f"`newsearch verify` what is damaged"
            )
    finally:
        opened.reader.close()


def _usable(path: Path) -> Manifest | None:
    """The manifest, if there is one that can be read: a rebuild from articles needs none."""
    try:
        return store.manifest(path)
    except store.UNUSABLE:
        return None


def _last_generation(path: Path) -> int:
    """The highest number that a generation on disk has, served or left behind; 0 without any."""
    numbers = (entry.name for entry in (path / "generations").glob("*"))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


class _Run:
    """One run of a writer over articles: decides what is new, commits now and then, counts."""

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        on_rejected: Callable[[Rejected], None] | None,
        on_compile: OnCompile | None,
        *,
        publish: bool,
    ) -> None:
        self._path = path
        self._manifest = manifest
        self._publish = publish  # whether readers see each commit, or only the end
        self._on_rejected = on_rejected
        self._on_compile = on_compile
        driver = engines.engine(manifest.engine)
        folder = store.begin(path, manifest)
        self._writer: Writer = driver.writer(folder)
        self._reader: Reader = driver.reader(folder)
        self._languages = set(manifest.languages)
        self._lexicons = dict(manifest.lexicons)
        self._analysers = Analysers(self._dictionaries)
        self._pending: dict[str, int] = {}  # id -> digest of what the reader cannot see yet
        self._counts = dict.fromkeys(("added", "replaced", "unchanged", "rejected", "undated"), 0)
        self._began = self._committed = time.monotonic()

    def finish(self, articles: Input) -> Report:
        """Write all articles, commit, and let the result serve."""
        try:
            for article in articles:
                if isinstance(article, Rejected):
                    self._counts["rejected"] += 1
                    if self._on_rejected:
                        self._on_rejected(article)
                else:
                    self._take(article)
                    if self._due():
                        self._commit()
            self._commit()
            count = self._reader.count()
        finally:
            self._writer.close()
            self._reader.close()
        done = dataclasses.replace(self._named(), articles=count)
        store.seal(self._path, done)
        store.write_manifest(self._path, done)
        store.remove_unused(self._path, done)
        seconds = time.monotonic() - self._began
        return Report(articles=count, seconds=seconds, **self._counts)

    def _take(self, article: Article) -> None:
        self._counts["undated"] += bool(article.unread_date)
        now = digest(article)
        before = self._pending.get(article.id)
        if before is None:
            before = self._reader.digest(article.id)
        if before == now:
            self._counts["unchanged"] += 1
            return
        if before is not None:
            self._writer.delete(article.id)
        self._counts["added" if before is None else "replaced"] += 1
        code = language_of(article)
        self._languages.add(code)
        self._writer.add(document(article, code, self._analysers))
        self._pending[article.id] = now

    def _due(self) -> bool:
        return len(self._pending) >= COMMIT_ARTICLES or (
            bool(self._pending) and time.monotonic() - self._committed > COMMIT_SECONDS
        )

    def _commit(self) -> None:
        # Languages first: a query looks for stems in the languages that the manifest names, and one
        # too many costs little, one too few hides articles.
        if self._publish and not self._languages <= set(self._manifest.languages):
            self._manifest = self._named()
            store.write_manifest(self._path, self._manifest)
        self._writer.commit()
        self._reader.refresh()
        self._pending.clear()
        self._committed = time.monotonic()

    def _named(self) -> Manifest:
        """The manifest with the languages that this run has met."""
        return dataclasses.replace(
            self._manifest, languages=tuple(sorted(self._languages)), lexicons=self._lexicons
        )

    def _dictionaries(self, code: str) -> Lexicons:
        """The dictionaries of a language: the index's own, or today's for a new language."""
        for kind in lexicons.kinds(code):
            key = lexicons.key(kind, code)
            if key not in self._lexicons:
                self._lexicons[key] = lexicons.install(self._path, kind, code, self._on_compile)
        return lexicons.open_installed(self._path, self._lexicons, code)
