"""Where are the dictionaries that analysis needs? Compiled once, then kept in each index.

Three kinds, each a file a language: `compounds` splits words (`compounds.py`), `lemmas` knows
irregular forms (`lemmas.py`), and `clues`, made of both, helps to find them in a text (`clues.py`).
Compiling takes up to half a minute, so it is done once for a user and the file kept in the user's
cache. An index has its own copy beside its generations: it can be carried to another machine, and
its articles and its questions are always analysed alike.
"""

import contextlib
import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from newsearch.corpus.errors import IndexDamaged, NewsearchError

from . import clues, lemmas, own_files
from .clues import Clues
from .compounds import Lexicon
from .languages import LANGUAGES
from .lemmas import Lemmas
from .sections import is_whole

FOLDER = "lexicons"

# Hears that the dictionaries of a language are being compiled, which takes a while.
OnCompile = Callable[[str], None]


class Lexicons(NamedTuple):
    """The dictionaries of one language, open; None for a kind that it does not have."""

    compounds: Lexicon | None = None
    lemmas: Lemmas | None = None
    clues: Clues | None = None


def kinds(code: str) -> tuple[str, ...]:
    """Which kinds of dictionary a language has."""
    from .compound_rules import RULES  # a query finds in the manifest what there is

    has = {"compounds": code in RULES, "lemmas": code in lemmas.LANGUAGES}
    has["clues"] = any(has.values()) and LANGUAGES[code].suffixing
    return tuple(kind for kind, wanted in has.items() if wanted)


def compiled(kind: str, code: str, on_compile: OnCompile | None = None) -> Path:
    """A dictionary in the user's cache, compiled if it is not there yet, or damaged."""
    path = _cache() / f"{code}-{_fingerprint(kind, code)}.{kind}"
    if not is_whole(path):
        if on_compile:
            on_compile(code)
        _compile(kind, code, path)
        for older in path.parent.glob(f"{code}-*.{kind}"):
            if older != path:  # indexes have their own
                older.unlink(missing_ok=True)
    return path


def _fingerprint(kind: str, code: str) -> str:
    if kind == "clues":
        return clues.fingerprint(*(_fingerprint(k, code) for k in kinds(code) if k != kind))
    if kind == "lemmas":
        return lemmas.fingerprint(code)
    from .lexicon import fingerprint

    return fingerprint(code)


def _compile(kind: str, code: str, path: Path) -> None:
    """Compile in a process of its own: it takes 430 MB, and an index build should stay small."""
    import subprocess

    module, function = _COMPILERS[kind]
    program = (
        "import sys; from pathlib import Path;"
        f"from {__package__}.{module} import {function};"
        f"{function}(sys.argv[1], Path(sys.argv[2]))"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", program, code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # the terminal's Ctrl-C is for the process that writes
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2] or f"status {done.returncode}"
        raise NewsearchError(
            f"the {kind} of {code} could not be compiled into {path} ({reason}): "
            f"check that there is room on the disk"
        )


_COMPILERS = {
    "compounds": ("lexicon", "compile_lexicon"),
    "lemmas": ("lemmas", "compile_lemmas"),
    "clues": ("clues", "compile_clues"),
}


def open_compiled(code: str, on_compile: OnCompile | None = None, *, without: str = "") -> Lexicons:
    """The dictionaries of a language in the user's cache, compiled if they are not there yet.

    All of them, or those `without` one kind.
    """
    wanted = (kind for kind in kinds(code) if kind != without)
    return _opened({kind: compiled(kind, code, on_compile) for kind in wanted})


def _opened(paths: Mapping[str, Path]) -> Lexicons:
    compounds, irregular, letters = (paths.get(kind) for kind in Lexicons._fields)
    return Lexicons(
        Lexicon.open(compounds) if compounds else None,
        Lemmas.open(irregular) if irregular else None,
        Clues.open(letters) if letters else None,
    )


def _cache() -> Path:
    from platformdirs import user_cache_path  # building may take its time, a query does not

    folder = user_cache_path("newsearch", appauthor=False)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    # A service has no home; and what others can write, they can make links in.
    if not (os.access(folder, os.W_OK) and own_files.is_private(folder)):
        import tempfile

        folder = Path(tempfile.gettempdir()) / f"newsearch-{os.getuid()}"
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if not own_files.is_private(folder):
            raise NewsearchError(
                f"{folder} is not a folder that only you can write: set XDG_CACHE_HOME to one"
            )
    return folder


def install(index: Path, kind: str, code: str, on_compile: OnCompile | None = None) -> str:
    """Put a dictionary into an index; its file name there, for the manifest."""
    source = compiled(kind, code, on_compile)
    target = index / FOLDER / source.name
    target.parent.mkdir(exist_ok=True)
    # One that is there is replaced all the same: a rebuild mends a damaged index.
    temporary = target.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    try:
        os.link(source, temporary)  # the same disk: no copy, and neither is ever changed
    except OSError:
        import shutil  # 2 ms that a query need not pay

        with source.open("rb") as held, os.fdopen(own_files.created(temporary), "wb") as copy:
            shutil.copyfileobj(held, copy)
    own_files.synchronised(temporary)
    temporary.replace(target)
    own_files.synchronised(target.parent)
    return target.name


def key(kind: str, code: str) -> str:
    """How the manifest names a dictionary."""
    return f"{kind}-{code}"


class Held:
    """The dictionaries of an index, for as long as this object lives.

    They are opened when they are asked for, and a rebuild may have removed their names by then.
    """

    def __init__(self, index: Path, names: Mapping[str, str]) -> None:
        self._index, self._names = index, names
        self._descriptors: dict[str, int] = {}
        for name in names.values():
            with contextlib.suppress(OSError):  # told when it is asked for
                self._descriptors[name] = os.open(index / FOLDER / name, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, _close, tuple(self._descriptors.values()))

    def of(self, code: str) -> Lexicons:
        """The dictionaries of a language. Raises IndexDamaged."""
        return open_installed(self._index, self._names, code, self._descriptors)


def _close(descriptors: Iterable[int]) -> None:
    for each in descriptors:
        os.close(each)


def open_installed(
    index: Path, names: Mapping[str, str], code: str, held: Mapping[str, int] | None = None
) -> Lexicons:
    """The dictionaries of a language that `install` put into an index. Raises IndexDamaged.

    `held` has descriptors by file name, for a file whose name is gone.
    """

    def place(name: str) -> Path:
        path = index / FOLDER / name
        return (
            Path(f"/dev/fd/{held[name]}") if held and name in held and not path.exists() else path
        )

    found = {kind: names.get(key(kind, code)) for kind in Lexicons._fields}
    try:
        return _opened({kind: place(name) for kind, name in found.items() if name})
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            f"{index / FOLDER} has no sound dictionary for {code} ({error}): rebuild the index, "
            f"`newsearch rebuild`"
        ) from error
