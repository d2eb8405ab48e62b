"""Is an index sound, and what is left of one that is not? Verify looks at all of it, repair saves.

First every file against its checksum: nothing is asked of an engine whose files were changed, since
native code may not survive them. Then every article: it can be read, it is as it was written, and
its id finds it and no other. Last the terms of some articles, against a fresh analysis.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged

from . import build, checksums, engines, failures, store
from .documents import digest, document
from .engines import Match, Query, Reader
from .fields import FACETS, LABELS, Stored
from .lexicons import OnCompile
from .packing import Packer
from .store import Manifest, Opened
from .versions import CANCELED
from .visible import canceled, live

# Articles whose terms are compared with a fresh analysis, spread evenly over the index, and how
# long that may take: the slow engine manages fewer.
SAMPLE = 100
_SAMPLE_SECONDS = 10.0
_PAGE = 1000
# More of a kind than this say nothing new.
_LISTED = 100

# Hears what is being checked, how much of it is done, and how much there is.
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong: a line each in `damage`, none in a sound index.

    `size` is in bytes. `unrecorded` counts files of a run that was killed before it had kept their
    checksums; what is in them was read like all else.
    """

    articles: int = 0
    files: int = 0
    size: int = 0
    unrecorded: int = 0
    sampled: int = 0
    damage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many articles the index holds now, and how many of it could not be read."""

    articles: int
    lost: int


def verify(path: Path, *, on_step: OnStep | None = None, wait: float = 0.0) -> Verified:
    """Look at every file and every article of the index at `path`.

    `wait` is how many seconds to wait for a writer. Raises IndexMissing, IndexBusy, IndexOutdated,
    IndexRefused, and IndexDamaged where the manifest or the checksums themselves are.
    """
    store.require_current(path, store.manifest(path))  # before the lock, which would make a folder
    with store.unchanging(path, wait=wait), failures.refused(path, "read"):
        return _verified(path, on_step or (lambda _step, _done, _total: None))


def _verified(path: Path, on_step: OnStep) -> Verified:
    found = store.manifest(path)
    store.require_current(path, found)
    folder = store.generation(path, found)
    if not folder.is_dir():
        raise checksums.damaged(folder, "is missing")
    recorded = checksums.read(folder)
    size = sum(size for size, _ in recorded.files.values())
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        on_step("files", done, size)

    wrong = [f"{file} {what}" for file, what in checksums.mismatches(path, folder, on_bytes)]
    new = checksums.unrecorded(path, folder, engines.engine(found.engine).files)
    seen = Verified(files=len(recorded.files), size=size, unrecorded=len(new), damage=tuple(wrong))
    if wrong:
        return seen
    try:
        opened = store.open_reader(path)
    except IndexDamaged as error:
        return replace(seen, damage=(str(error),))
    try:
        return _articles(opened, recorded, seen, on_step)
    finally:
        opened.reader.close()


def _articles(
    opened: Opened, recorded: checksums.Checksums, seen: Verified, on_step: OnStep
) -> Verified:
    reader = opened.reader
    total = reader.count()
    damage: list[str] = []
    if recorded.sealed and (held := live(reader)) != recorded.articles:
        damage.append(f"the index holds {held:,} articles instead of {recorded.articles:,}")
    every = max(1, total // SAMPLE)
    read, sampled, spent = 0, 0, 0.0
    try:
        for matches in _matches(reader, total):
            for match, stored in zip(matches, reader.stored(matches), strict=True):
                wrong = _wrong(opened, match, stored)
                if wrong is None and read % every == 0 and spent < _SAMPLE_SECONDS:
                    began = time.monotonic()
                    wrong = _wrong_terms(opened, stored)
                    spent += time.monotonic() - began
                    sampled += 1
                if wrong and len(damage) < _LISTED:
                    damage.append(wrong)
                read += 1
            on_step("articles", read, total)
        if read != total:
            damage.append(f"{read:,} of {total:,} articles can be read")
    except IndexDamaged as error:
        damage.append(f"after {read:,} of {total:,} articles: {error}")
    return replace(seen, articles=read, sampled=sampled, damage=tuple(damage))


def _matches(reader: Reader, total: int) -> Iterator[tuple[Match, ...]]:
    for offset in range(0, total, _PAGE):
        yield reader.search(q.Every(), limit=_PAGE, offset=offset, order="newest").matches


def _wrong(opened: Opened, match: Match, stored: Stored) -> str | None:
    """What is wrong with an article as it is stored and found, or None."""
    article = Article.from_json(stored.article)
    if article.status != CANCELED and stored.language not in opened.manifest.languages:
        return f"article {article.id!r} is in {stored.language!r}, which no query looks for"
    by_id = opened.reader.search(q.Term("id", article.id), limit=2, order="newest")
    if [each.ref for each in by_id.matches] != [match.ref]:
        return f"article {article.id!r} is found {by_id.total} times by its id"
    if opened.reader.digest(article.id) != digest(article):
        return f"article {article.id!r} is not the one that its digest tells of"
    return None


def _wrong_terms(opened: Opened, stored: Stored) -> str | None:
    """What a fresh analysis of an article gives that the index does not have of it, or None."""
    article = Article.from_json(stored.article)
    this = q.Term("id", article.id)
    if article.status == CANCELED:
        marked = q.And([this, canceled()])
        return (
            None
            if _total(opened, marked)
            else f"article {article.id!r} is canceled and not held back"
        )
    fresh = document(article, digest(article), opened.analysers[stored.language], Packer())
    told = {"signature": fresh.signature, "state": " ".join(fresh.state)}
    for field, text in {**fresh.terms, **told}.items():
        terms = [q.Term(field, term) for term in dict.fromkeys(text.split())]
        if terms and not _total(opened, q.And([this, *terms])):
            return f"article {article.id!r} is not found by all its terms in {field}"
    counted = opened.reader.spread(this, FACETS).counts
    printed = {label: set(fresh.values.get(label, ())) for label in LABELS}
    printed["language"] = {fresh.language}
    printed["date"] = {article.date[:10]} if fresh.date else set()
    for name, values in printed.items():
        if set(counted[name]) != values:
            return f"article {article.id!r} is counted under another {name}"
    return None


def _total(opened: Opened, query: Query) -> int:
    return opened.reader.search(query, limit=0, order="newest").total


# -- repair


def repair(
    path: Path,
    *,
    on_step: OnStep | None = None,
    on_compile: OnCompile | None = None,
    wait: float = 0.0,
) -> Repaired:
    """Rebuild an index from those of its stored articles that are as they were written.

    Until the end it stays as it is. Raises IndexMissing, IndexBusy, IndexRefused, and IndexDamaged
    if what is damaged leaves no way to the articles.
    """
    if not store.exists(path):
        store.manifest(path)  # says that it is missing
    lost = 0

    def salvaged() -> Iterator[Article]:
        # Opened when the rebuild asks for the first article: then it holds the lock.
        nonlocal lost
        found = _manifest(path)
        folder = store.generation(path, found)
        _require_members(path, found)
        total = _expected(path, found)
        number = 0
        for number, text in enumerate(engines.engine(found.engine).salvage(folder), 1):
            if text is None:
                lost += 1
            else:
                yield Article.from_json(text)
            if on_step and number % _PAGE == 0:
                on_step("articles", number, max(number, total))
        lost += max(0, total - number)

    engine = _manifest(path).engine
    report = build.rebuild(path, salvaged(), engine=engine, on_compile=on_compile, wait=wait)
    return Repaired(report.articles, lost)


def _manifest(path: Path) -> Manifest:
    """The manifest, or one made up from the newest generation that was finished."""
    try:
        return store.manifest(path)
    except IndexDamaged:
        for folder in sorted(path.glob("generations/*"), key=lambda each: -int(each.name)):
            for name in engines.ENGINES:
                heads = engines.engine(name).files.heads
                if all(any(folder.glob(head)) for head in heads) and checksums.read(folder).sealed:
                    return store.fresh(name, int(folder.name))
        raise


def _require_members(path: Path, found: Manifest) -> None:
    """Raises IndexDamaged if it cannot be told which articles there are, and which were deleted."""
    members = engines.engine(found.engine).files.members
    try:
        wrong = list(checksums.mismatches(path, store.generation(path, found)))
    except IndexDamaged:  # the record itself is damaged, and says nothing of other files
        return
    for file, what in wrong:
        if any(file.match(pattern) for pattern in members):
            raise IndexDamaged(
                f"{file} {what}, and without it nobody can tell which articles were deleted: "
                f"rebuild the index from its articles' files, `newsearch rebuild PATH`"
            )


def _expected(path: Path, found: Manifest) -> int:
    """How many articles a generation held when it was finished; 0 if that cannot be told."""
    try:
        return checksums.read(store.generation(path, found)).articles
    except IndexDamaged:
        return 0
