"""Which imports can wait? Modules that what a command needs imports, and hardly ever uses.

Typer and Whoosh import at their top what few of their functions need. Such a module is put into
`sys.modules` unread, and is read when it is asked for something: nothing that it has is missing.
What is taken from it by name while others are imported is there before.

`newsearch query` starts a sixth faster for it. It is for the command's own process: a library
leaves the imports of the program that uses it alone.
"""

import sys
import threading
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

# What waits, and the functions that are taken from it by name. Beside each, how many of the 690
# million instructions that a query took it takes (`valgrind --tool=cachegrind --cache-sim=no`), and
# who imports it for what.
WAITING: dict[str, tuple[str, ...]] = {
    "gettext": ("gettext",),  # 4: typer, for help
    "locale": (),  # 6: gettext, for translations
    "random": (),  # 4: whoosh, for names of files
    "shutil": ("get_terminal_size",),  # 6: typer, for help
    "subprocess": (),  # 6: typer, to open a browser
    "textwrap": (),  # 5: typer, for help
    "tokenize": (),  # 5: inspect, for source text
    "whoosh.analysis": (),  # 20: whoosh's queries, for one class
    "whoosh.lang.morph_en": ("variations",),  # 44: whoosh's queries, for forms of English words
    "whoosh.reading": (),  # 47: whoosh's queries, for one exception
}


class TermNotFound(Exception):  # noqa: N818
    """What `whoosh.reading` raises for an unknown term, in place of its own."""


def _classes(module: str) -> dict[str, type]:
    """The classes that are taken by name from a module that waits."""
    if module == "whoosh.reading":
        return {"TermNotFound": TermNotFound}
    if module == "whoosh.analysis":
        from whoosh.analysis.acore import Token  # alone it takes a fiftieth of its package

        return {"Token": Token}
    return {}


def _function(module: ModuleType, name: str) -> Callable[..., Any]:
    """What reads a module when it is called, and then is the module's own function."""

    def call(*given: Any, **named: Any) -> Any:
        _read(module)
        return getattr(module, name)(*given, **named)

    return call


# What is still unread, by name; the lock is held while one is read, by what thread needs it first.
_unread: dict[str, ModuleSpec] = {}
_being_read: set[str] = set()
_lock = threading.RLock()


class _Unread(ModuleType):
    def __getattr__(self, name: str) -> Any:
        with _lock:
            # Each import asks for `__path__`, which packages have from the beginning.
            if name == "__path__" or self.__name__ in _being_read:
                raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
            _read(self)
        return getattr(self, name)


def _read(module: ModuleType) -> None:
    """Run a module, unless that is done. Classes that others have of it stay what they are."""
    with _lock:
        specification = _unread.get(module.__name__)
        if not specification or not specification.loader:
            return
        taken = {name: value for name, value in vars(module).items() if isinstance(value, type)}
        _being_read.add(module.__name__)
        try:
            specification.loader.exec_module(module)
        finally:
            _being_read.remove(module.__name__)
        vars(module).update(taken)
        module.__class__ = ModuleType
        del _unread[module.__name__]


def postpone() -> None:
    """Let all of WAITING wait that are not imported yet."""
    for name, functions in WAITING.items():
        if name in sys.modules or not (specification := find_spec(name)):
            continue
        sys.modules[name] = module = module_from_spec(specification)
        module.__class__ = _Unread
        _unread[name] = specification
        above, _, own_name = name.rpartition(".")
        if above:
            setattr(sys.modules[above], own_name, module)
        vars(module).update(_classes(name))
        vars(module).update((each, _function(module, each)) for each in functions)


def waiting() -> set[str]:
    """Which of WAITING wait."""
    return set(_unread)
