"""How do articles reach the disk? Index, rebuild, delete, export; `run.py` does the work."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged, IndexMissing
from newsearch.corpus.rejected import Rejected

from . import engines, store
from .lexicons import OnCompile
from .run import Input, Options, Report, Run
from .store import Manifest
from .visible import live


def index(
    path: Path,
    articles: Input,
    *,
    engine: str | None = None,
    on_rejected: Callable[[Rejected], None] | None = None,
    on_compile: OnCompile | None = None,
    commit_every: int | None = None,
    wait: float = 0.0,
    jobs: int | None = None,
) -> Report:
    """Add articles to the index at `path`, making it if there is none.

    An article whose id the index holds with the same content is left alone; of other content the
    later version stays (`versions.py`), and a canceled article goes. `engine` is for a new index;
    None means the default, or the index's own. `on_rejected` hears what was no article,
    `on_compile` a language whose compound lexicon is made for the first time, which takes seconds.
    After `commit_every` articles (None: COMMIT_ARTICLES) those so far are on disk, and found; after
    a minute at the latest. `wait` is how many seconds to wait for another writer. `jobs` is how
    many processes work, this one included: None lets the machine decide, and small inputs are
    analysed here whatever it says. Raises IndexBusy, IndexOutdated, IndexDamaged, and IndexMissing
    for a folder that holds other things or another engine's index.
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
        options = Options(on_rejected, on_compile, commit_every, jobs)
        return Run(path, found, options, publish=True).finish(articles)


def rebuild(
    path: Path,
    articles: Input | None = None,
    *,
    engine: str | None = None,
    on_rejected: Callable[[Rejected], None] | None = None,
    on_compile: OnCompile | None = None,
    commit_every: int | None = None,
    wait: float = 0.0,
    jobs: int | None = None,
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
        if old:
            store.remove_unused(path, old)  # a rebuild that was killed has left as much again
        name = engine or (old.engine if old and old.engine in engines.ENGINES else engines.DEFAULT)
        after = store.fresh(name, _last_generation(path) + 1)
        store.new_generation(path, after)
        run = Run(path, after, Options(on_rejected, on_compile, commit_every, jobs), publish=False)
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
            count = live(reader)
        finally:
            writer.close()
            reader.close()
        done = found._replace(articles=count)
        store.seal(path, done)
        store.write_manifest(path, done)
        return Report(deleted=deleted, articles=count)


def export(path: Path) -> Iterator[Article]:
    """Every article of the index as it was read, newest first, shown or not.

    What is left of canceled ones is among them, with the status "canceled", so that an index built
    of these articles holds them back, too. An index of another analysis can be exported too, and
    one with damage, up to the first article that is not as it was. Raises IndexMissing,
    IndexDamaged.
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
