"""The command line: each command parses, makes one call of the library, and renders.

Exit status as grep's: 0 found, 1 nothing found, 2 error. Answers go to standard output, everything
else to standard error. What a command needs is imported inside it, so that `query` starts fast.
"""

import atexit
import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from newsearch.corpus.errors import NewsearchError

from .options import say

# Name -> the module that has the function of this name, in the order of the help page.
COMMANDS = {
    "query": "ask",
    "similar": "ask",
    "index": "change",
    "rebuild": "change",
    "batch": "study",
    "analyze": "study",
    "show": "look",
    "suggest": "look",
    "stats": "look",
    "delete": "change",
    "export": "change",
    "verify": "check",
    "formats": "change",
}


def application(called: str = "") -> typer.Typer:
    """The command line with all commands, or with the one that is called.

    Importing and building the others would take longer than most searches.
    """
    app = typer.Typer(
        help="Full-text search for multilingual news that understands German.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in (called,) if called in COMMANDS else COMMANDS:
        module = importlib.import_module(f".{COMMANDS[name]}", __package__)
        app.command()(getattr(module, name))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"newsearch {version('newsearch')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


# What follows the hyphen of an option. A word that a query excludes begins with a hyphen, too.
_TAKEN = frozenset("-fhinoqy")


def with_excluded_words(arguments: list[str]) -> list[str]:
    """The arguments with `-Corona` as text: a space before it, which no query minds.

    >>> with_excluded_words(["query", "-Corona", "-n", "5", "--any"])
    ['query', ' -Corona', '-n', '5', '--any']
    """
    if arguments[:1] != ["query"]:
        return arguments
    return [
        f" {text}" if len(text) > 2 and text[0] == "-" and text[1] not in _TAKEN else text
        for text in arguments
    ]


def main() -> NoReturn:
    """Run the command line. Every expected error is one line on standard error and status 2."""
    # A pipe whose reader has seen enough ends the command silently, as it ends grep.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # As grep: at once, without a word. Commands that write see to it themselves (stopping.py).
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.stdout is None:  # closed by the caller: `newsearch … >&-`
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    status: object = 0
    try:
        arguments = with_excluded_words(sys.argv[1:])
        called = arguments[0] if arguments else ""
        if COMMANDS.get(called) in ("ask", "look"):
            # Modules and one answer leave hardly any garbage, and looking for it takes 10 ms.
            gc.disable()
        application(called)(arguments)
    except NewsearchError as error:
        say(str(error))
        status = 2
    except OSError as error:  # of the machine: a full disk behind a pipe, a terminal that is gone
        say(f"{error.filename}: {error.strerror}" if error.filename else f"{error.strerror}")
        status = 2
    except MemoryError:
        say("not enough memory: close other programs, or allow more (ulimit -v)")
        status = 2
    except SystemExit as done:
        status = done.code
    _leave(status if isinstance(status, int) else 0 if status is None else 1)


def _leave(status: int) -> NoReturn:
    """End the process with what it printed on its way.

    Not by returning: taking all imported modules apart again takes longer than most searches.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        if not status:
            say(f"the answer could not be written: {error.strerror}")
        status = 2
    atexit._run_exitfuncs()  # what leaving below would leave out
    if sys.stderr:
        sys.stderr.flush()
    os._exit(status)
