"""Reads input made to fill the memory, each in a process of its own; prints what came of it.

    python tests/corpus/hungry.py [NAME...]

One line of JSON for each input: its name, by how many MiB the memory grew, the articles, and the
last thing said. Inputs are made while they are read, as many bytes of them as are asked for.
"""

import gzip
import io
import json
import lzma
import os
import resource
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read

MIB = 1 << 20
ONE = b'{"id": "1", "title": "T"}\n'
# More than any reader may take beside what it is, and less than it would take without limits.
ALLOWED_MIB, LIMIT_MIB = 1000, 3000


def much(piece: bytes, mib: int) -> Iterator[bytes]:
    """So many MiB of one piece again and again."""
    block = piece * (MIB // len(piece))
    return repeat(block, mib)


def begun(start: bytes, piece: bytes, mib: int, end: bytes = b"") -> Iterator[bytes]:
    return chain([start], much(piece, mib), [end])


G2 = b"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>"
MAIL = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n"
MIXED = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
WARC = b"WARC/1.0\r\nWARC-Type: response\r\n"
HTTP = b"Content-Type: application/http\r\nContent-Length: 999999999999\r\n\r\nHTTP/1.1 200 OK\r\n"

# Name -> the input that comes through a pipe, and the format that is forced on it.
STREAMS: dict[str, tuple[Callable[[], Iterator[bytes]], str]] = {
    "line of 1 GB": (lambda: begun(ONE + b'{"title": "', b"a", 1024, b'"}\n' + ONE), ""),
    "text of 1 GB in JSON": (lambda: begun(b'[{"title":"x"},{"title":"', b"a", 1024), ""),
    "JSON of empty objects": (lambda: begun(b'{"title":"x","a":[', b"{},", 80), ""),
    "JSON of empty objects in a line": (lambda: begun(ONE + b'{"a":[', b"{},", 80), "jsonl"),
    "JSON nested deeply": (lambda: iter([b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"]), ""),
    "row without end": (lambda: begun(b'title,text\n"', b'x\n","', 300), ""),
    "header row without end": (lambda: begun(b"title,text", b",", 20, b"\na,b\n"), "csv"),
    "100,000 columns": (
        lambda: iter([b"title,text" + b",x" * 100_000 + b"\n", b"a,b" + b",c" * 100_000 + b"\n"]),
        "csv",
    ),
    "XML of empty elements": (lambda: begun(b"<nitf><body>", b"<p/>", 80), ""),
    "XML beside the items": (lambda: begun(G2, b"<x/>", 200), ""),
    "XML of one text": (lambda: begun(b"<nitf><body><body.content><p>", b"a", 200), ""),
    "feed of empty entries": (lambda: begun(b"<rss><channel>", b"<item/>", 30), ""),
    "text without end": (lambda: begun(b"A (AG)\n\n17. Januar 2024\n\nT\n\n", b"a\n\n", 80), ""),
    "page of 50 MB": (lambda: begun(b"<html><body>", b"<p>abc", 50), ""),
    "page of elements": (lambda: begun(b"<html><body>", b"<p>", 11), ""),
    "mail of short lines": (lambda: begun(MAIL + b"\r\n", b"a\n", 60), ""),
    "mail of headers": (lambda: begun(MAIL, b"a: b\n", 60), ""),
    "mail of parts": (lambda: begun(MIXED, b"--B\n\n", 60), ""),
    "crawl of one header": (lambda: begun(WARC + b"X: ", b"a", 1024), ""),
    "crawl of headers": (lambda: begun(WARC, b"a: b\r\n", 300), ""),
    "crawl that says it is longer": (lambda: begun(WARC + HTTP, b"a: b\r\n", 300), ""),
    "zeros": (lambda: much(b"\0", 1024), "jsonl"),
    "UTF-16 without a mark": (lambda: begun("{\n".encode("utf-16-le"), b"a\0", 300), "json"),
}


def header(name: str, kind: bytes, size: int) -> bytes:
    """A tar's header; sizes that none can have are written in the binary form."""
    info = tarfile.TarInfo(name)
    info.type = kind
    data = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    number = size.to_bytes(12, "big", signed=True)
    data[124:136] = b"\x80" + number[1:] if size >= 0 else number
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data)
    return bytes(data)


def tarred(kind: bytes, size: int, content: bytes = b"") -> bytes:
    """A tar of an article and a header that announces something, packed."""
    first = header("a.json", tarfile.REGTYPE, len(ONE)) + ONE.ljust(512, b"\0")
    return gzip.compress(first + header("x", kind, size) + content, 1)


def zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


_LOCAL, _CENTRAL = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I")
_LARGE_END, _END = struct.Struct("<4sQ2H2I4Q"), struct.Struct("<4s4H2IH")


def directory(count: int, content: bytes) -> bytes:
    """A zip whose directory names the same bytes again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    about = (zlib.crc32(content), len(packed), len(content), 1)
    first = _LOCAL.pack(b"PK\3\4", 20, 0, 8, 0, 0, *about, 0) + b"a" + packed
    entry = _CENTRAL.pack(b"PK\1\2", 20, 20, 0, 8, 0, 0, *about, 0, 0, 0, 0, 0, 0) + b"a"
    entries, length = entry * count, len(entry) * count
    large = _LARGE_END.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, len(first))
    where = struct.pack("<4sIQI", b"PK\6\7", 0, len(first) + length, 1)
    end = _END.pack(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return first + entries + large + where + end


def with_dictionary(size_code: int) -> bytes:
    """An xz file that asks for a dictionary of up to 4 GiB."""
    data = bytearray(lzma.compress(ONE * 100, preset=0))
    length = (data[12] + 1) * 4
    at = data.index(b"\x21\x01", 12, 12 + length) + 2
    data[at] = size_code
    data[12 + length - 4 : 12 + length] = struct.pack("<I", zlib.crc32(data[12 : 12 + length - 4]))
    return bytes(data)


LAUGHS = b"<!DOCTYPE nitf [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
FILES: dict[str, Callable[[], bytes]] = {
    "name of 60 MB in a tar": lambda: tarred(tarfile.GNUTYPE_LONGNAME, 60 * MIB, b"a" * (60 * MIB)),
    "attributes of 60 MB in a tar": lambda: tarred(
        tarfile.XHDTYPE, 60 * MIB, b"9 a=bbbb\n" * (7 * MIB)
    ),
    "digits for attributes in a tar": lambda: tarred(tarfile.XHDTYPE, MIB, b"1" * MIB),
    "a size below nothing in a tar": lambda: tarred(tarfile.REGTYPE, -1024),
    "a size beyond all in a tar": lambda: tarred(tarfile.REGTYPE, 1 << 80),
    "a directory of many names in a zip": lambda: directory(1_500_000, ONE),
    "members upon each other in a zip": lambda: directory(4_000, ONE + b" " * 3 * MIB),
    "60 bombs before an article in a zip": lambda: zipped(
        {**{f"{n}.jsonl": ONE + b" " * 8 * MIB for n in range(60)}, "last": ONE + ONE}
    ),
    "a dictionary of 4 GiB": lambda: with_dictionary(40),
    "laughs in XML": lambda: LAUGHS + b"]><nitf><body><body.content><p>&a11;</p></body.content>",
    "laughs in a feed": lambda: (
        LAUGHS.replace(b"nitf", b"rss") + b"]><rss><channel><item><title>&a11;</title></item>"
    ),
}


def _grown(since: int) -> int:
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - since) // 1024


def _tell(name: str, path: str, form: str) -> None:
    """Read it here, and print the line."""
    since = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    limit = LIMIT_MIB * MIB + int(Path("/proc/self/statm").read_text().split()[0]) * 4096
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    articles, said, error = 0, "", ""
    try:
        for item in read([path], format=form or None):
            articles += isinstance(item, Article)
            said = "" if isinstance(item, Article) else item.reason
    except BaseException as raised:
        error = f"{type(raised).__name__}: {raised}"
    told = {"name": name, "mib": _grown(since), "articles": articles, "said": said, "error": error}
    print(json.dumps(told), flush=True)


def _piped(name: str, make: Callable[[], Iterator[bytes]], form: str) -> None:
    reading, writing = os.pipe()
    if not os.fork():
        os.close(reading)
        try:
            with os.fdopen(writing, "wb", MIB) as pipe:
                for block in make():
                    pipe.write(block)
        finally:  # whoever reads has seen enough
            os._exit(0)
    os.close(writing)
    _tell(name, f"/dev/fd/{reading}", form)


def main(names: list[str]) -> None:
    """Try the inputs of these names, or all, one after the other."""
    list(read([Path(__file__).parent]))  # whatever readers load is loaded now
    with tempfile.TemporaryDirectory() as folder:
        for name in names or [*STREAMS, *FILES]:
            path = Path(folder) / "x.dat"
            if name in FILES and not os.fork():
                path.write_bytes(FILES[name]())  # made in a process of its own: it is large
                os._exit(0)
            if name in FILES:
                os.wait()
            child = os.fork()
            if not child:
                if name in FILES:
                    _tell(name, str(path), "")
                else:
                    _piped(name, *STREAMS[name])
                os._exit(0)
            _, status = os.waitpid(child, 0)
            if status:
                print(json.dumps({"name": name, "error": f"ended with {status}"}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
