"""The process that a command is: what it imports first, what it says of errors, how it ends.

Exit status as grep's: 0 found, 1 nothing found, 2 error. Answers go to standard output, everything
else to standard error.
"""

import atexit
import gc
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from newsearch.corpus.errors import NewsearchError

from . import later
from .telling import say

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
        # Modules and one answer leave hardly any garbage, and looking for it takes 10 ms.
        gc.disable()
        later.postpone()
        from .commands import COMMANDS, application

        arguments = with_excluded_words(sys.argv[1:])
        called = arguments[0] if arguments else ""
        if COMMANDS.get(called) not in ("ask", "look"):
            gc.enable()
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
