"""How do bytes become lines of text? UTF-8, else an old encoding, and no line without a limit.

Without a declaration, text that is no UTF-8 is Windows-1252, unless a third of its letters are
beyond ASCII: then it is in another script, and charset-normalizer says which encoding that is. Of
958 texts of 80 to 2000 letters in eight western languages this reads all; charset-normalizer alone
668, and few of the short. Of 1560 in the encodings of ten other scripts it reads 1533. What is
lost are Polish, Czech, Hungarian and Turkish in encodings of their own that they do not declare.
"""

from collections.abc import Iterator
from io import BufferedReader

# As JSON, what is written in two letters takes fifty bytes of memory: this much takes 0.8 GB.
LONGEST_LINE = 32 * 1024 * 1024
TOO_LONG = f"longer than {LONGEST_LINE // (1024 * 1024)} MiB"


_ASCII = bytes(range(128))
_NO_LETTERS = bytes(byte for byte in _ASCII if not chr(byte).isalpha())
_SAMPLE = 1 << 14  # charset-normalizer needs 1 ms for it, and is no surer of more
_OTHER_SCRIPTS = (
    "cp1252 cp1251 koi8_r cp1253 cp1255 cp1256 cp874 cp932 euc_jp gb18030 big5 euc_kr cp949"
)


def encoding_of(head: bytes) -> str:
    """The encoding that a file's first bytes, which may end inside a character, are in."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.start >= len(head) - 3
        return "utf-8" if cut else old_encoding_of(head)
    return "utf-8"


def old_encoding_of(data: bytes) -> str:
    """The encoding of bytes that are no UTF-8."""
    sample = data[:_SAMPLE]
    beyond = len(sample.translate(None, _ASCII))
    if beyond * 3 < len(sample.translate(None, _NO_LETTERS)):
        return "cp1252"
    import charset_normalizer  # 60 ms, for those few files

    best = charset_normalizer.from_bytes(sample, cp_isolation=_OTHER_SCRIPTS.split()).best()
    return best.encoding if best else "cp1252"


def decoded(data: bytes) -> str:
    """The text of a whole file. Bytes that do not fit its encoding become U+FFFD."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decoded(data, old_encoding_of(data))


def _decoded(data: bytes, old: str) -> str:
    try:
        return data.decode(old)
    except UnicodeDecodeError:
        # Windows-1252 has few holes: what falls into one is rather damaged UTF-8.
        return data.decode("utf-8" if old == "cp1252" else old, errors="replace")


def lines(stream: BufferedReader) -> Iterator[tuple[int, str | None]]:
    """Every line with its number from 1; None for one over the limit, which is never held whole."""
    return ((number, text) for number, text, _ in lines_and_bytes(stream))


def lines_and_bytes(stream: BufferedReader) -> Iterator[tuple[int, str | None, bytes]]:
    """As `lines`, with the bytes of each line.

    Once a line has been UTF-8 beyond ASCII the file is UTF-8: a later bad byte is damage and
    becomes U+FFFD, where an old encoding would make it a wrong letter.
    """
    number, is_utf8, old = 0, False, ""
    while data := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(data) > LONGEST_LINE:
            while data and not data.endswith(b"\n"):
                data = stream.readline(1 << 20)
            yield number, None, b""
            continue
        try:
            text = data.decode()
            is_utf8 = is_utf8 or not data.isascii()
        except UnicodeDecodeError:
            if not is_utf8:
                old = old or old_encoding_of(data + stream.peek())
            text = data.decode(errors="replace") if is_utf8 else _decoded(data, old)
        yield number, text, data
