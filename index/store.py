"""What is on disk? The index directory: a manifest, generations, and a lock.

    manifest.json      what the index is and which generation serves; replaced by rename
    generations/<n>/   an engine's own files, dictionaries with which articles are packed
                       (`dictionaries.py`), and checksums of all (`checksums.py`)
    lexicons/          dictionaries for compounds and irregular forms
    lock               held by the one writer; says who that is

A reader opens the manifest and the generation that it names. A rebuild fills a new generation
beside the old one and moves the manifest at its end: a reader sees the old state or the new, never
a mixture, and a build that dies changes nothing. The rename is atomic, and both the file and its
folder are synchronised to disk first.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from newsearch.corpus.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexRefused,
    NewsearchError,
)

from . import analysis, checksums, dictionaries, failures, lexicons, own_files
from .analysis import Analysers
from .engines import ENGINES, Engine, Reader, engine

# Version of this layout. Another one is refused, never guessed at.
FORMAT = 1

_MANIFEST = "manifest.json"

# What an index that cannot be read may raise.
UNUSABLE = (IndexMissing, IndexOutdated, IndexDamaged)


class Manifest(NamedTuple):
    """What an index is. `articles` and `updated` tell of the last finished run.

    `lexicons` names the files of the dictionaries of its languages (`lexicons.py`).
    """

    engine: str
    engine_version: str
    analysis: dict[str, str]
    generation: int
    languages: tuple[str, ...]
    lexicons: Mapping[str, str]
    articles: int = 0
    updated: str = ""
    format: int = FORMAT


class Opened(NamedTuple):
    """An index open for reading."""

    manifest: Manifest
    reader: Reader
    analysers: Analysers


def exists(path: Path) -> bool:
    """Whether there is an index at the path, readable or not."""
    return (path / _MANIFEST).exists()


def manifest(path: Path) -> Manifest:
    """The manifest of the index at `path`. Raises IndexMissing, IndexDamaged, IndexOutdated."""
    _require_text(path)
    file = path / _MANIFEST
    try:
        text = file.read_bytes()
        given: dict[str, Any] = json.loads(text)
        if not isinstance(given, dict):
            raise ValueError("no manifest")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"no index at {path}: make one with `newsearch index PATH`") from None
    except (OSError, ValueError) as error:
        raise failures.refusal(error, file, "read") or _illegible(file, error) from error
    if given.get("format") != FORMAT:
        raise IndexOutdated(
            f"{path} has index format {given.get('format')}, this version reads {FORMAT}: "
            f"rebuild it from its articles, `newsearch rebuild PATH`"
        )
    try:
        read = Manifest(**checksums.unsigned(text))
        return read._replace(languages=tuple(read.languages))
    except (TypeError, ValueError) as error:
        raise _illegible(file, error) from error


def _illegible(file: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        f"{file} is damaged ({error}): rebuild the index from its articles' files, "
        f"`newsearch rebuild PATH`"
    )


def fresh(engine_name: str, generation: int) -> Manifest:
    """The manifest of a new, empty index written by the running code."""
    version = engine(engine_name).version()
    return Manifest(engine_name, version, analysis.fingerprint(), generation, (), {})


def require_current(path: Path, found: Manifest) -> None:
    """Raises IndexOutdated if the running code would give other terms, or read other files."""
    if found.engine not in ENGINES:
        raise IndexOutdated(
            f"{path} was written by the engine {found.engine!r}, which this version does not have: "
            f"rebuild it from its articles, `newsearch rebuild PATH`"
        )
    now = fresh(found.engine, found.generation)
    if found.analysis != now.analysis or found.engine_version != now.engine_version:
        was = {**found.analysis, found.engine: found.engine_version}
        runs = {**now.analysis, now.engine: now.engine_version}
        changed = ", ".join(
            f"{name} {was.get(name, '-')} -> {runs.get(name, '-')}"
            for name in sorted(was.keys() | runs.keys())
            if was.get(name) != runs.get(name)
        )
        raise IndexOutdated(
            f"{path} was written by another analysis ({changed}): bring it up to date with "
            f"`newsearch rebuild --index {path}`"
        )


def generation(path: Path, found: Manifest) -> Path:
    """The folder of the generation that a manifest names."""
    return path / "generations" / str(found.generation)


def open_reader(path: Path, *, any_analysis: bool = False, damaged: bool = False) -> Opened:
    """Open the index at `path` for searching.

    `any_analysis` also opens an index of another analysis, whose stored articles can be read but
    whose terms cannot be trusted; `damaged` one whose files are not as they were written. Raises
    IndexMissing, IndexOutdated, IndexDamaged, IndexRefused, IndexUntrusted.
    """
    while True:
        stamp, found = _stamp(path), manifest(path)
        if not any_analysis:
            require_current(path, found)
        folder = generation(path, found)
        try:
            with failures.refused(path, "read"):
                if not folder.is_dir():
                    raise checksums.damaged(folder, "is missing")
                if not damaged:
                    checksums.require_sizes(path, folder)
                opened = Opened(found, engine(found.engine).reader(folder), analysers(path, found))
        except IndexDamaged:
            # A rebuild may have moved on and removed the generation since we read of it.
            if manifest(path).generation == found.generation:
                raise
        else:
            # A writer may have named a language, and committed its articles, in between.
            if _stamp(path) == stamp:
                return opened
            opened.reader.close()


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when the manifest is replaced."""
    try:
        status = (path / _MANIFEST).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def analysers(path: Path, found: Manifest) -> Analysers:
    """What analyses the articles of an index and the questions that are asked of it."""
    return Analysers(lexicons.Held(path, found.lexicons).of)


def write_manifest(path: Path, new: Manifest) -> None:
    """Replace the manifest, on disk before this returns. The caller holds the lock."""
    stamped = new._replace(updated=datetime.now(UTC).isoformat(timespec="seconds"))
    own_files.replaced(path / _MANIFEST, checksums.signed(stamped._asdict()))


def new_generation(path: Path, found: Manifest) -> Path:
    """An empty folder for a generation, with an empty index of its engine in it."""
    folder = generation(path, found)
    if folder.exists():  # left by a build that died
        own_files.removed(folder)
    folder.mkdir(parents=True)
    made: Engine = engine(found.engine)
    made.create(folder)
    checksums.create(folder)
    for each in (folder, folder.parent, path):
        own_files.synchronised(each)
    return folder


def begin(path: Path, found: Manifest) -> Path:
    """The folder of a generation, for a writer about to open it. The caller holds the lock.

    Until `seal` the generation is known to be in the middle of changes.
    """
    driver, folder = engine(found.engine), generation(path, found)
    _remove(_unused(driver, folder))
    checksums.begin(folder, driver.files)
    return folder


def seal(path: Path, done: Manifest) -> None:
    """Record the files of a generation and its `articles`, when its writer is closed."""
    installed = [path / lexicons.FOLDER / name for name in done.lexicons.values()]
    driver, folder = engine(done.engine), generation(path, done)
    _remove(_unused(driver, folder))
    checksums.seal(path, folder, driver.files, done.articles, installed)


def remove_unused(path: Path, keep: Manifest) -> None:
    """Remove generations and lexicons that the manifest names no more. Open readers keep theirs."""
    named = keep.lexicons.values()
    _remove(each for each in path.glob("generations/*") if each != generation(path, keep))
    _remove(each for each in path.glob(f"{lexicons.FOLDER}/*") if each.name not in named)


def _unused(driver: Engine, folder: Path) -> list[Path]:
    """What writers left in a generation that were killed or failed."""
    return [*driver.unused(folder), *dictionaries.unfinished(folder)]


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        own_files.removed(path, ignore_errors=True)


def _tidy(path: Path) -> None:
    """Remove what a writer made that failed, as far as that can be done: the disk may be full."""
    with contextlib.suppress(OSError, NewsearchError):
        found = manifest(path)
        remove_unused(path, found)
        _remove(_unused(engine(found.engine), generation(path, found)))


@contextlib.contextmanager
def lock(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the index for writing, making its folder if there is none.

    Waits up to `wait` seconds for another writer. The operating system frees the lock of a process
    that dies. What is raised within removes what a writer has made that is not committed. Raises
    IndexBusy, naming the holder, IndexMissing for a folder of other things, IndexDamaged for an
    index with links in it, and IndexRefused for whatever the system refuses within.
    """
    _require_text(path)
    _require_ours(path)
    until = time.monotonic() + wait
    with failures.told(path, "written"):
        _make(path)
        descriptor = own_files.lock_file(path / "lock")
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
                    raise IndexBusy(
                        f"{path} is being written by {holder or 'another process'}: "
                        f"try again when it has finished"
                    ) from None
                time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        began = datetime.now().astimezone().isoformat(timespec="seconds")
        os.pwrite(descriptor, f"process {os.getpid()} since {began}\n".encode(), 0)
        with failures.refused(path, "written"):
            own_files.require_no_links(path)
            try:
                yield
            except BaseException:
                _tidy(path)
                raise
    finally:
        os.close(descriptor)


def _require_text(path: Path) -> None:
    """Raises unless the name of an index is text: engines take no other bytes."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise IndexMissing(
            f"{path} is a name with bytes that are no UTF-8: name another folder"
        ) from None


@contextlib.contextmanager
def unchanging(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Keep writers away, where one may: an index that cannot be written to has none of our user.

    Raises IndexBusy, IndexDamaged.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(IndexRefused):
            held.enter_context(lock(path, wait=wait))
        yield


def _make(path: Path) -> None:
    """Make a folder and those above it, on disk before this returns."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        own_files.synchronised(each.parent)


def _require_ours(path: Path) -> None:
    """Raises unless `path` is an index, an empty folder, or nothing yet."""
    ours = {_MANIFEST, f"{_MANIFEST}.new", "generations", lexicons.FOLDER, "lock"}
    try:
        others = sorted(entry.name for entry in path.iterdir() if entry.name not in ours)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise IndexMissing(f"{path} is a file: name a folder for the index") from None
    if others and not exists(path):
        raise IndexMissing(
            f"{path} is no index and holds other files ({others[0]}): name an empty folder"
        )
