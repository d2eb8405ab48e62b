"""Are an index's files really its own? Made anew, never through a link, and opened with care.

Where others may write into a folder they can plant a link in the place of a file that is about to
be made, and so have another file of the user's written over; and whoosh runs what it finds in an
index's files. Both are refused here. What others may do who own the folder is not prevented: an
index belongs into a folder in which only trusted users may write (SECURITY.md).
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from newsearch.corpus.errors import IndexDamaged, IndexUntrusted

# Folders of indexes, separated as in PATH, that are opened whoever owns their files.
TRUSTED = "NEWSEARCH_TRUSTED"

_ROOT = 0  # who may change every file anyway
_OTHERS_WRITE = stat.S_IWOTH


def created(path: Path) -> int:
    """The descriptor of a new, empty file for writing; what stands there under its name is removed.

    Raises FileExistsError if somebody is faster: nothing that others planted is ever opened.
    """
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o666)


def replaced(path: Path, data: bytes) -> None:
    """Puts new content in the place of a file's, on disk before this returns.

    A reader sees the old content or the new, whenever the machine stops.
    """
    temporary = path.with_name(f"{path.name}.new")
    with os.fdopen(created(temporary), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    synchronised(path.parent)


def removed(path: Path, *, ignore_errors: bool = False) -> None:
    """Removes a file, or a folder with all that is in it, without following links."""
    import shutil  # 2 ms that a query need not pay

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=ignore_errors)
    else:
        path.unlink(missing_ok=True)


def synchronised(path: Path) -> None:
    """Puts a file, or the names in a folder, on disk: a new or renamed file lasts after this."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock_file(path: Path) -> int:
    """The descriptor of a file to be locked, made if there is none. Raises IndexDamaged."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        if path.is_symlink() or path.is_dir():
            raise _planted(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _planted(path)
    return descriptor


def require_no_links(index: Path) -> None:
    """Raises IndexDamaged if a file or folder of an index is a link: writing would follow it."""
    for path in _files(index):
        if path.is_symlink():
            raise _planted(path)


def require_own(folder: Path) -> None:
    """Raises IndexUntrusted if others could have written a generation, which code is run from.

    Others are all but the user and root. The folders above count up to the index's own, since who
    may rename a folder can put another in its place.
    """
    index = folder.parent.parent
    trusted = os.environ.get(TRUSTED, "").split(os.pathsep)
    if any(named and _same(Path(named), index) for named in trusted):
        return
    own = {os.geteuid(), _ROOT}
    for path in (index, folder.parent, folder, *_files(folder)):
        try:
            status = path.stat() if path == index else path.lstat()
        except FileNotFoundError:  # a writer has finished with it meanwhile
            continue
        shared = status.st_mode & _OTHERS_WRITE and not status.st_mode & stat.S_ISVTX
        if stat.S_ISLNK(status.st_mode) or shared or status.st_uid not in own:
            whose = "a link" if stat.S_ISLNK(status.st_mode) else (
                "writable by everybody" if shared else f"the file of user {status.st_uid}"
            )  # fmt: skip
            raise IndexUntrusted(
                f"{path} is {whose}, and opening a whoosh index runs code that its files hold: "
                f"take an index of tantivy, or if you trust who wrote it set {TRUSTED}={index}"
            )


def is_private(folder: Path) -> bool:
    """Whether this is a folder of the user's, not a link to one, in which not everybody writes."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & _OTHERS_WRITE
    )


def as_the_rest(path: Path) -> None:
    """Gives a file that a library made for its user alone the rights that the umask leaves."""
    umask = os.umask(0o077)  # there is no other way to ask; a file made meanwhile is only tighter
    os.umask(umask)
    with contextlib.suppress(FileNotFoundError):
        path.chmod(0o666 & ~umask)


def _files(folder: Path) -> Iterator[Path]:
    """Everything below a folder, without entering links."""
    todo = [folder]
    while todo:
        with contextlib.suppress(FileNotFoundError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                yield Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    todo.append(Path(entry.path))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _planted(path: Path) -> IndexDamaged:
    return IndexDamaged(
        f"{path} is a link or no plain file, and newsearch never writes through one: "
        f"look who put it there, and remove it"
    )
