"""The public way to fill an index: `Index.open_or_create(path).add(articles)`."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

from newsearch.corpus.article import Article
from newsearch.corpus.rejected import Rejected

from . import build, engines, store, verify
from .run import Input, Report
from .verify import Verified


class Index:
    """An index on disk, to be changed. Each change is on disk, and served, when it returns.

    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> index = Index.open_or_create(folder.name + "/index")
    >>> index.add([Article("1", "Ein Haus brannte"), Article("2", "Die Feuerwehr")]).added
    2
    >>> index.delete(["2"]).articles
    1
    >>> [article.headline for article in index.articles()]
    ['Ein Haus brannte']
    >>> folder.cleanup()
    """

    def __init__(self, path: Path, wait: float = 0.0, jobs: int | None = None) -> None:
        self.path = path
        self._wait = wait
        self._jobs = jobs

    @classmethod
    def open_or_create(
        cls,
        path: Path | str,
        *,
        engine: str | None = None,
        wait: float = 0.0,
        jobs: int | None = None,
    ) -> Self:
        """The index at `path`, made if there is none.

        `engine` is one of `engines.ENGINES` for a new index, by default tantivy; `wait` is how many
        seconds each change waits for another writer, and `jobs` how many processes analyse and
        write many articles, by default as the machine has processors. Raises IndexBusy,
        IndexOutdated, IndexDamaged, and IndexMissing for a folder of other things or an index of
        another engine.
        """
        folder = Path(path)
        build.index(folder, (), engine=engine, wait=wait)
        return cls(folder, wait, jobs)

    def add(
        self, articles: Input, *, on_rejected: Callable[[Rejected], None] | None = None
    ) -> Report:
        """Add articles, as `newsearch.corpus.read` gives them; see `build.index`.

        One that the index has already is left alone, one that changed is replaced. What could not
        be read is counted and given to `on_rejected`. Raises IndexBusy, IndexOutdated,
        IndexDamaged.
        """
        return build.index(
            self.path, articles, on_rejected=on_rejected, wait=self._wait, jobs=self._jobs
        )

    def rebuild(
        self,
        articles: Input | None = None,
        *,
        engine: str | None = None,
        on_rejected: Callable[[Rejected], None] | None = None,
    ) -> Report:
        """Build the index anew from `articles`, or from those that it holds, then let it serve.

        Raises IndexBusy, and without `articles` also IndexMissing and IndexDamaged.
        """
        return build.rebuild(
            self.path,
            articles,
            engine=engine,
            on_rejected=on_rejected,
            wait=self._wait,
            jobs=self._jobs,
        )

    def delete(self, ids: Iterable[str]) -> Report:
        """Delete the articles with these ids. Raises IndexMissing, IndexBusy, IndexOutdated."""
        return build.delete(self.path, ids, wait=self._wait)

    def articles(self) -> Iterator[Article]:
        """Every article, newest first, as it was added. Raises IndexMissing, IndexDamaged."""
        return build.export(self.path)

    def verify(self) -> Verified:
        """Look at every file and every article; what is wrong stands in `damage`.

        Raises IndexMissing, IndexBusy, IndexOutdated, IndexDamaged.
        """
        return verify.verify(self.path, wait=self._wait)

    @property
    def engine(self) -> engines.Engine:
        """What keeps the documents. Raises IndexMissing, IndexDamaged, IndexOutdated."""
        return engines.engine(store.manifest(self.path).engine)
