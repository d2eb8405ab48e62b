"""How is a file opened as plain bytes, whatever it is packed in?

Compression is recognised by its magic bytes, never by name; UTF-16 with a byte order mark becomes
UTF-8 on the way, so a format only ever meets UTF-8 or an old 8-bit encoding.
"""

import bz2
import codecs
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

STDIN = Path("-")
BUFFER = 1 << 18
HEAD = 1 << 16
OnBytes = Callable[[int], None]

# What reading damaged or withdrawn input raises.
DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError)


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


class _Utf8:
    """UTF-16 bytes as UTF-8, piece by piece."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._decode = codecs.getincrementaldecoder("utf-16")(errors="replace").decode
        self._rest = b""

    def read1(self, size: int = -1, /) -> bytes:
        while not self._rest:
            data = self._source.read1(BUFFER)
            self._rest = self._decode(data, not data).encode(errors="replace")
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
    stream = _buffered(file, on_bytes)
    magic = stream.peek(8)[:8]
    packed: _Source | None = None
    if magic.startswith(b"\x1f\x8b"):
        packed = gzip.GzipFile(fileobj=stream)
    elif magic.startswith(b"\xfd7zXZ\x00"):
        packed = lzma.LZMAFile(stream)  # noqa: SIM115  (closes nothing: the stream is ours)
    elif magic.startswith(b"BZh") and magic[3:4] in b"123456789":
        packed = bz2.BZ2File(stream)
    if packed is not None:
        stream = _buffered(packed)
    if stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        stream = _buffered(_Utf8(stream))
    if stream.peek(3)[:3] == codecs.BOM_UTF8:
        stream.read(3)
    return stream
