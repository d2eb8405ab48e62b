"""Two things at a time: an engine counts in a thread, while the hits of a page are made."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

Made = TypeVar("Made")

# Matches from which a thread pays: an engine counts fewer before one has begun.
MANY = 1_000


def beside(work: Callable[[], Made], matches: int) -> Callable[[], Made]:
    """What gives the result of work over so many matches; if they are many, it begins at once.

    What the work raises is raised by what gives its result.
    """
    if matches < MANY:
        return work
    made: list[Made] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:  # for whoever asks
            failed.append(error)

    # It only reads: nothing is lost where the process ends meanwhile.
    thread = Thread(target=run, daemon=True)
    thread.start()

    def given() -> Made:
        thread.join()
        if failed:
            raise failed[0]
        return made[0]

    return given
