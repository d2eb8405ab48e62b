"""Two things at a time: what an engine does in a thread, while another does something else."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

Made = TypeVar("Made")


def beside(work: Callable[[], Made], *, pays: bool) -> Callable[[], Made]:
    """What gives the result of some work, which begins at once in a thread if that `pays`.

    It pays from a few tenths of a millisecond on of what goes on without the interpreter. What the
    work raises is raised by what gives its result.
    """
    if not pays:
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
