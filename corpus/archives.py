"""How are the files in an archive read? One by one, as streams, and never written to disk.

A member's path is only its name: it is shown, and nothing is ever opened or made under it. What an
archive may unpack to is bounded, so a bomb costs some seconds and one Rejected.
"""

import contextlib
import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from . import clean
from .streams import DAMAGE, HIGHEST_RATIO, TOO_TIGHT, OnBytes, TooMuchError, check_size

# Streams need no memory, but a single file of news beyond this belongs on disk by itself.
LONGEST_MEMBER = 16 * 1024 * 1024 * 1024
# A year of a national agency is half a million items.
MOST_MEMBERS = 1_000_000
# A zip's directory is held whole, as a tree twelve times over.
LONGEST_DIRECTORY = 64 * 1024 * 1024
# So much of a member is harmless, however tightly it was packed.
ALWAYS_ALLOWED = 1024 * 1024
# Archives in archives in archives are a way to hide, not to keep.
DEEPEST = 1
# A zip is read from its end: one inside another archive, or in a pipe, is held in memory.
LONGEST_HELD = 256 * 1024 * 1024
_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_BLOCK = 512
_ATTRIBUTES = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)  # fmt: skip
_LONGEST_ATTRIBUTES = 64 * 1024
# The end of a zip: signature, four numbers of two bytes, and the length of the directory. A comment
# of 64 KiB may follow it, the larger form of zip64 go before it.
_END = struct.Struct("<4s4HI")
_FARTHEST_END = 22 + 65_535 + 20 + 56
_IN_ZIP64 = 0xFFFFFFFF
_SURFACING = (
    RuntimeError, ValueError, OverflowError, LookupError, struct.error, TypeError, AttributeError,
)  # fmt: skip
_NO_ARCHIVES = frozenset(
    {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"}
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: what it holds, or the problem that keeps it from being read."""

    name: str
    stream: io.BufferedReader | None = None
    problem: str = ""


@dataclass(slots=True)
class _Account:
    """What an archive has unpacked to so far, and what it may."""

    packed: int
    given: int = 0


class _Counted(io.RawIOBase):
    """A member's bytes, which count against its own account and the archive's."""

    def __init__(self, source: IO[bytes], packed: int, account: _Account) -> None:
        super().__init__()
        self._source, self._account, self._given = source, account, 0
        self._most = min(max(ALWAYS_ALLOWED, HIGHEST_RATIO * packed), LONGEST_MEMBER)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._source.read(len(view))
        self._given += len(data)
        self._account.given += len(data)
        check_size(self._account.given, self._account.packed)
        if self._given > LONGEST_MEMBER:
            raise TooMuchError(f"longer than {LONGEST_MEMBER >> 30} GiB")
        if self._given > self._most:
            raise TooMuchError(TOO_TIGHT)
        view[: len(data)] = data
        return len(data)


def kind(head: bytes) -> str:
    """`zip` or `tar`, or empty if a file that begins so is no archive."""
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return "zip"
    if len(head) < _BLOCK or head[0] == 0:
        return ""
    try:  # the checksum of the first header is right in a tar of any age, and in nothing else
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return ""
    return "tar"


def zip_members(file: io.BufferedReader, on_bytes: OnBytes | None = None) -> Iterator[Member]:
    """The files in a zip, which is read from its end: `file` must be able to seek.

    Raises TooMuchError for a bomb, and BadZipFile for what is no zip.
    """
    size = file.seek(0, io.SEEK_END)
    if _directory_length(file, size) > LONGEST_DIRECTORY:
        raise TooMuchError(f"a directory longer than {LONGEST_DIRECTORY >> 20} MiB")
    try:
        archive = zipfile.ZipFile(file)
    except _SURFACING as error:  # a broken directory surfaces as any of these
        raise zipfile.BadZipFile(str(error)) from error
    with archive:
        infos = archive.infolist()
        if any(info.filename in _NO_ARCHIVES for info in infos[:20]):
            raise TooMuchError("an office document or a program, no archive of articles")
        if len(infos) > MOST_MEMBERS:
            raise TooMuchError(f"more than {MOST_MEMBERS} members")
        # Members may lie upon each other, and are never more than the file. Each is held to the
        # ratio by itself, so that bombs do not cost what stands behind them: all have twice that.
        account = _Account(2 * min(sum(info.compress_size for info in infos), size))
        for info in infos:
            check_size(account.given, account.packed)
            name = clean.one_line(info.filename)
            if on_bytes:
                on_bytes(info.compress_size)
            if info.is_dir() or _hidden(name):
                continue
            try:
                source = archive.open(info)
            except (*_SURFACING, *DAMAGE) as error:  # encrypted, packed in a newer way, damaged
                yield Member(name, problem=clean.one_line(str(error)) or type(error).__name__)
                continue
            with source:
                counted = _Counted(source, info.compress_size, account)
                yield Member(name, io.BufferedReader(counted))


def tar_members(stream: io.BufferedReader) -> Iterator[Member]:
    """The files in a tar, in one pass.

    Raises TooMuchError for too many members, and TarError where it is damaged.
    """
    number = 0
    with _surfacing(), tarfile.open(fileobj=stream, mode="r|", tarinfo=_Bounded) as archive:
        while True:
            with _surfacing():
                info = archive.next()
            if info is None:
                return
            # tarfile remembers every member, as if it could go back to it
            archive.members = []  # type: ignore[attr-defined]
            number += 1
            if number > MOST_MEMBERS:
                raise TooMuchError(f"more than {MOST_MEMBERS} members")
            name = clean.one_line(info.name)
            if info.isdir() or _hidden(name):
                continue
            source = archive.extractfile(info) if info.isfile() else None
            if source is None:
                yield Member(name, problem="a link or device in an archive, not followed")
                continue
            # A tar packs nothing: what it is packed in has an account of its own.
            counted = _Counted(source, info.size, _Account(info.size))
            yield Member(name, io.BufferedReader(counted))


class _Bounded(tarfile.TarInfo):
    """A tar's header, refused where tarfile would hold, or search for hours, what it announces."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        # Names and attributes come as members before the member that they belong to.
        longest = _LONGEST_ATTRIBUTES if self.type in _ATTRIBUTES else LONGEST_MEMBER
        if self.size < 0:
            raise tarfile.ReadError(f"a header that announces {self.size} bytes")
        if self.size > longest:
            limit = f"{longest >> 30} GiB" if longest == LONGEST_MEMBER else f"{longest >> 10} KiB"
            raise TooMuchError(f"a header that announces something longer than {limit}")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


def _directory_length(file: io.BufferedReader, size: int) -> int:
    """How long a zip's directory is by its own account, in bytes; 0 if it is none."""
    file.seek(max(size - _FARTHEST_END, 0))
    tail = file.read(_FARTHEST_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    length: int = _END.unpack_from(tail, at)[-1]
    if length != _IN_ZIP64:
        return length
    # The file's larger end stands before the smaller: 56 bytes, the length in its 40th.
    large = tail.rfind(b"PK\x06\x06", 0, at)
    return int.from_bytes(tail[large + 40 : large + 48], "little") if large >= 0 else 0


@contextlib.contextmanager
def _surfacing() -> Iterator[None]:
    """Turns what a broken header surfaces as into TarError."""
    try:
        yield
    except _SURFACING as error:
        raise tarfile.ReadError(str(error) or type(error).__name__) from error


def held(stream: io.BufferedReader) -> io.BufferedReader:
    """The rest of a stream in memory, where it can be sought in. Raises TooMuchError."""
    data = stream.read(LONGEST_HELD + 1)
    if len(data) > LONGEST_HELD:
        raise TooMuchError(
            f"a zip of more than {LONGEST_HELD >> 20} MiB inside another file: unpack it first"
        )
    return io.BufferedReader(io.BytesIO(data))


def _hidden(name: str) -> bool:
    parts = name.split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or (
        parts[0] == "__MACOSX"
    )
