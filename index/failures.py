"""What does an error of a library or of the system mean for an index? One of ours, with a remedy.

Engines meet files that somebody or some disk changed, and a system that has no room, no memory, no
right or no open file left. They say so in many ways: exceptions of any class, errors of the system
as text, panics of native code. Here each becomes IndexRefused, where the system is the cause, or
IndexDamaged.
"""

import errno
import functools
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from newsearch.corpus.errors import IndexDamaged, IndexRefused, NewsearchError

# What to do about the errors of a system. Another error of reading a file means damage.
_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EFBIG: "allow larger files (ulimit -f)",
    errno.EROFS: "make it writable, or name another folder",
    errno.EACCES: "ask its owner for the right",
    errno.EPERM: "ask its owner for the right",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENFILE: "close other programs",
    errno.ENOMEM: "close other programs, or allow more memory (ulimit -v)",
    errno.EAGAIN: "close other programs, or allow more processes (ulimit -u)",
    errno.EIO: "check the disk",
}

# Native code quotes the system: Os { code: 28, kind: StorageFull, message: "No space left ..." }
_QUOTED = re.compile(r"\bcode: (\d+), kind:|\(os error (\d+)\)")

_Method = TypeVar("_Method", bound=Callable[..., Any])


def refusal(error: BaseException, path: Path, doing: str) -> IndexRefused | None:
    """The error to raise if the system refused to read or write an index; else None."""
    if isinstance(error, MemoryError):
        number: int | None = errno.ENOMEM
    elif isinstance(error, OSError):
        number = error.errno
    else:
        quoted = _QUOTED.search(str(error))
        number = int(quoted[1] or quoted[2]) if quoted else None
    if number not in _REMEDIES:
        return None
    at = getattr(error, "filename", None) or path
    return IndexRefused(
        f"{at} cannot be {doing} ({os.strerror(number)}): {_REMEDIES[number]}; "
        f"the index is as it was at its last commit"
    )


def damage(error: BaseException, path: Path) -> IndexDamaged:
    """The error to raise if what an index holds made no sense to what reads it."""
    return IndexDamaged(
        f"{path} is damaged ({_said(error)}): see with `newsearch verify` which file, then "
        f"`newsearch verify --repair`, or rebuild the index from its articles' files"
    )


@contextmanager
def refused(path: Path, doing: str) -> Iterator[None]:
    """What the system refuses within as IndexRefused; all else is raised as it is."""
    try:
        yield
    except NewsearchError:
        raise
    except BaseException as error:
        if (told := refusal(error, path, doing)) is None:
            raise
        raise told from error


@contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Whatever is raised within, but for our own errors and for being stopped, as one of ours."""
    try:
        yield
    except (NewsearchError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # native panics are no Exception
        raise refusal(error, path, doing) or damage(error, path) from error


def reading(method: _Method) -> _Method:
    """A method of a reader, with errors as `told` makes them of its `folder`."""
    return _guarded(method, "read", damage)


def writing(method: _Method) -> _Method:
    """A method of a writer, with whatever goes wrong as IndexRefused."""
    return _guarded(method, "written", _failed)


def _guarded(
    method: _Method, doing: str, otherwise: Callable[[BaseException, Path], NewsearchError]
) -> _Method:
    # Not a `with told(...)` in each call: a context manager costs more than most of these methods.
    @functools.wraps(method)
    def guarded(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except (NewsearchError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # native panics are no Exception
            raise refusal(error, self.folder, doing) or otherwise(error, self.folder) from error

    return cast(_Method, guarded)


def _failed(error: BaseException, path: Path) -> IndexRefused:
    # A writer of native code that has met an error in one of its threads does not say which.
    return IndexRefused(
        f"{path} cannot be written ({_said(error)}): look whether disk, memory and open files "
        f"suffice, and whether `newsearch verify` finds damage; the index is as it was at its last "
        f"commit"
    )


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
