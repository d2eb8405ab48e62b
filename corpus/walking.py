"""Which files do the given paths mean? Folders are walked in order of names, links with care."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .rejected import Rejected
from .streams import STDIN

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read; `asked_for` when it was given by name, not met in a folder."""

    path: Path
    asked_for: bool
    size: int = 0


def walk(paths: Iterable[Path]) -> Iterator[Found | Rejected]:
    """Every file that the paths mean, in order.

    Hidden files and folders (a leading dot) inside a folder are left out. Pipes are opened only if
    given by name; inside a folder they are Rejected, as are devices anywhere, and links that lead
    nowhere or back into a folder that was already walked.
    """
    for path in paths:
        if path == STDIN:
            yield Found(path, asked_for=True)
            continue
        try:
            state = path.stat()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            yield Rejected(path, 0, reason(error))
            continue
        if stat.S_ISDIR(state.st_mode):
            yield from _folder(path, {(state.st_dev, state.st_ino)})
        elif _KINDS.get(stat.S_IFMT(state.st_mode)) == "a device" and not _is_terminal(path):
            yield Rejected(path, 0, "a device, which may have no end: name a file or a pipe")
        else:
            yield Found(path, asked_for=True, size=state.st_size)


def _is_terminal(path: Path) -> bool:
    """Whether a device is what somebody types at, as /dev/stdin may be."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)


def total_bytes(paths: Iterable[Path | str]) -> int:
    """The size on disk of all files that the paths mean, for a progress bar; 0 if not known."""
    total = 0
    for found in walk(Path(path) for path in paths):
        if isinstance(found, Found):
            if not found.path.is_file():
                return 0
            total += found.size
    return total


def reason(error: Exception) -> str:
    """One clear phrase for what the system said."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error) or type(error).__name__


def _folder(folder: Path, walked: set[tuple[int, int]]) -> Iterator[Found | Rejected]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (names only; sorted)
    except OSError as error:
        yield Rejected(folder, 0, reason(error))
        return
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        try:
            state = path.stat()
        except OSError as error:
            lost = path.is_symlink() and isinstance(error, FileNotFoundError)
            yield Rejected(path, 0, "a link that leads nowhere" if lost else reason(error))
            continue
        if stat.S_ISDIR(state.st_mode):
            if (state.st_dev, state.st_ino) in walked:
                yield Rejected(path, 0, "a link to a folder that is read already")
                continue
            walked.add((state.st_dev, state.st_ino))
            yield from _folder(path, walked)
        elif stat.S_ISREG(state.st_mode):
            yield Found(path, asked_for=False, size=state.st_size)
        else:
            kind = _KINDS.get(stat.S_IFMT(state.st_mode), "no regular file")
            meant = "; give it by name if it is meant" if kind == "a named pipe" else ""
            yield Rejected(path, 0, f"{kind}, not opened{meant}")
