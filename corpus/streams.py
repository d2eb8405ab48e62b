"""How is a file opened as plain bytes, whatever it is packed in?

Compression is recognised by its magic bytes, never by name. UTF-16, UTF-32 and EBCDIC become UTF-8
on the way, so a format only ever meets UTF-8 or an old encoding in which ASCII is ASCII.
"""

import bz2
import codecs
import gzip
import io
import lzma
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

STDIN = Path("-")
BUFFER = 1 << 18
HEAD = 1 << 16
OnBytes = Callable[[int], None]

# What reading damaged or withdrawn input raises; packed data may ask for any amount of memory.
DAMAGE = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
    MemoryError,
)  # fmt: skip

# How files begin in which ASCII is not ASCII: with a byte order mark, or, after appendix F of the
# XML standard, with what "<", "{" and "[" look like there. The longer beginnings go first.
_WIDE = (
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    *((b"\0\0\0" + sign, "utf-32-be") for sign in (b"<", b"{", b"[")),
    *((sign + b"\0\0\0", "utf-32-le") for sign in (b"<", b"{", b"[")),
    *((b"\0" + sign, "utf-16-be") for sign in (b"<", b"{", b"[")),
    *((sign + b"\0", "utf-16-le") for sign in (b"<", b"{", b"[")),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
_DECLARED = re.compile(r"(<\?xml\s[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"'>]*[\"']")


# News text packs 3:1 to 8:1, the most repetitive JSON some 60:1; a bomb 1000:1 and more.
HIGHEST_RATIO = 200
TOO_TIGHT = f"unpacks to more than {HIGHEST_RATIO} times its size: no file of news"
# So much is harmless whatever it was packed in.
ALWAYS_ALLOWED = 64 * 1024 * 1024


class TooMuchError(Exception):
    """Something that unpacks to more than is sensible."""


class _Source(Protocol):
    def read1(self, size: int = -1, /) -> bytes: ...


class _Steady(io.RawIOBase):
    """Fills every request as far as the source allows, so that `peek` shows a whole buffer.

    When the source breaks in the middle, what came before is delivered first and the error at the
    next call: a truncated archive gives its articles up to the damage.
    """

    def __init__(self, source: _Source, on_bytes: OnBytes | None = None) -> None:
        super().__init__()
        self._read1 = source.read1
        self._source = source
        self._on_bytes = on_bytes
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        filled = 0
        while filled < len(view) and self._error is None:
            try:
                data = self._read1(len(view) - filled)
            except DAMAGE as error:
                self._error = error
                break
            if not data:
                break
            view[filled : filled + len(data)] = data
            filled += len(data)
        if filled == 0 and self._error is not None:
            raise self._error
        if self._on_bytes and filled:
            self._on_bytes(filled)
        return filled


class _Sensible:
    """What a compressed source unpacks to, as long as that is in proportion to what it takes in."""

    def __init__(self, source: _Source) -> None:
        self._read1 = source.read1
        self._taken, self._given = 0, 0

    def take(self, size: int) -> None:
        self._taken += size

    def read1(self, size: int = -1, /) -> bytes:
        data = self._read1(size)
        self._given += len(data)
        check_size(self._given, self._taken)
        return data


def check_size(given: int, taken: int) -> None:
    """Raises TooMuchError if so much cannot have been packed into so little."""
    if given > max(ALWAYS_ALLOWED, HIGHEST_RATIO * taken):
        raise TooMuchError(TOO_TIGHT)


class _Utf8:
    """Bytes of another encoding as UTF-8, piece by piece, and no longer declared as the other."""

    def __init__(self, source: _Source, encoding: str) -> None:
        self._source = source
        self._decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
        self._rest = b""
        self._begun = False

    def read1(self, size: int = -1, /) -> bytes:
        while not self._rest:
            data = self._source.read1(BUFFER)
            text = self._decode(data, not data)
            if not self._begun:
                text = _DECLARED.sub(r"\1", text, count=1)
                self._begun = True
            self._rest = text.encode(errors="replace")
            if not data:
                break
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _buffered(source: _Source, on_bytes: OnBytes | None = None) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, _Steady(source, on_bytes)), BUFFER)


def opened(path: Path) -> io.BufferedReader:
    """The file as it is on disk; `-` is standard input."""
    return cast(io.BufferedReader, sys.stdin.buffer) if path == STDIN else path.open("rb")


def unpacked(file: io.BufferedReader, on_bytes: OnBytes | None = None) -> io.BufferedReader:
    """The plain bytes of a file: decompressed, UTF-8 without a byte order mark.

    `on_bytes` hears how many bytes of the file itself were consumed.
    """
    sensible: _Sensible | None = None

    def consumed(size: int) -> None:
        if sensible is not None:
            sensible.take(size)
        if on_bytes:
            on_bytes(size)

    stream = _buffered(file, consumed)
    magic = stream.peek(8)[:8]
    packed: _Source | None = None
    if magic.startswith(b"\x1f\x8b"):
        packed = gzip.GzipFile(fileobj=stream)
    elif magic.startswith(b"\xfd7zXZ\x00"):
        packed = lzma.LZMAFile(stream)  # noqa: SIM115  (closes nothing: the stream is ours)
    elif magic.startswith(b"BZh") and magic[3:4] in b"123456789":
        packed = bz2.BZ2File(stream)
    if packed is not None:
        sensible = _Sensible(packed)
        sensible.take(BUFFER)  # what is looked at already
        stream = _buffered(sensible)
    beginning = stream.peek(4)[:4]
    if wide := next((name for start, name in _WIDE if beginning.startswith(start)), None):
        stream = _buffered(_Utf8(stream, wide))
    if stream.peek(3)[:3] == codecs.BOM_UTF8:
        stream.read(3)
    return stream
