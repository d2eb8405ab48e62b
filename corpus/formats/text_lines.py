"""How do bytes become lines of text? UTF-8, else Windows-1252, and no line without a limit."""

from collections.abc import Iterator
from io import BufferedReader

LONGEST_LINE = 64 * 1024 * 1024
TOO_LONG = f"longer than {LONGEST_LINE // (1024 * 1024)} MiB"


def encoding_of(head: bytes) -> str:
    """The encoding that a file's first bytes, which may end inside a character, are in."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.start >= len(head) - 3
        return "utf-8" if cut else "cp1252"
    return "utf-8"


def decoded(data: bytes) -> str:
    """The text of a whole file. Bytes that fit neither encoding become U+FFFD."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            return data.decode(errors="replace")


def lines(stream: BufferedReader) -> Iterator[tuple[int, str | None]]:
    """Every line with its number from 1; None for one over the limit, which is never held whole.

    Once a line has been UTF-8 beyond ASCII the file is UTF-8: a later bad byte is damage and
    becomes U+FFFD, where Windows-1252 would make it a wrong letter.
    """
    number, is_utf8 = 0, False
    while data := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(data) > LONGEST_LINE:
            while data and not data.endswith(b"\n"):
                data = stream.readline(1 << 20)
            yield number, None
            continue
        try:
            text = data.decode()
            is_utf8 = is_utf8 or not data.isascii()
        except UnicodeDecodeError:
            text = data.decode(errors="replace") if is_utf8 else decoded(data)
        yield number, text
