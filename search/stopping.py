"""What do Ctrl-C and SIGTERM do to a run that writes? It ends soon, and says what is saved.

The first signal ends the reading of articles: between two, or within one that is slow to come. What
was read until then is analysed, written and committed as at every end of a run. From then on a
signal does what it does to any process, at once; nothing is lost by that, as by no death of a
writer.
"""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from .telling import say

_Item = TypeVar("_Item")

# What a shell shows for a command that Ctrl-C ended, and here SIGTERM, too.
STATUS = 130

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Stopped(SystemExit):
    """Not a KeyboardInterrupt, of which the command line's library makes a status of its own."""


class Stop:
    """Whether somebody has asked the run to stop."""

    def __init__(self) -> None:
        self.asked = False
        self._waiting = True  # nothing is under way that an exception would break off

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """What the process does on a signal."""
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        self.asked = True
        if self._waiting:
            raise _Stopped(STATUS)
        say("stopping: what was read is being saved; once more stops at once")

    def taken(self, items: Iterable[_Item], *, abandon: bool = False) -> Iterator[_Item]:
        """The items until somebody asks to stop: then there are no more, or with `abandon` an exit.

        The second is for a run whose half is worth nothing.
        """
        source = iter(items)
        while not self.asked:
            try:
                try:
                    self._waiting = True
                    item = next(source)
                finally:
                    self._waiting = False
            except StopIteration:
                return
            except _Stopped:
                break
            yield item
        if abandon:
            say("stopped: the index is as it was before")
            raise _Stopped(STATUS)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Within, a signal asks the run to stop. Raises SystemExit while it has not begun."""
    stop = Stop()
    before = [signal.signal(each, stop.ask) for each in _SIGNALS]
    try:
        yield stop
    finally:
        if not stop.asked:
            for each, handler in zip(_SIGNALS, before, strict=True):
                signal.signal(each, handler)
