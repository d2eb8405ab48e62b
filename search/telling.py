"""What is said to the person at the terminal, beside the answer."""

import sys
from functools import cache

from . import safe


def say(message: str) -> None:
    """A line to the person at the terminal, never to the pipe."""
    print(f"newsearch: {safe.named(message)}", file=sys.stderr)


@cache
def compiling(code: str) -> None:
    """Tell, once for a language, that its dictionaries are being made."""
    from newsearch.index.languages import LANGUAGES

    say(f"preparing the {LANGUAGES[code].name} dictionary, this once: it takes some seconds")
