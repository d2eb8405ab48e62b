"""How is an article kept in an index? As JSON, compressed by itself, with a checksum before it.

By itself, since ten hits of a query are ten articles from anywhere. What one article alone does not
repeat, articles of a language have in common: Zstandard takes it from a dictionary
(`dictionaries.py`), where the generation has one of the article's language. It is done where
articles are analysed, by as many processes. Measured on 1,500 German articles of 5.8 kB, trained
with 680 others, the best of three runs:

                                    bytes for a byte   µs to pack   µs to unpack
    Deflate, level 4                     0.473             151            39
    Zstandard, level 3                   0.483              64            19
      dictionary of 64 KB                0.392              68            19
                    110 KB               0.382              67            19
                    256 KB               0.369              72            21
                    512 KB               0.367              74            21
                    256 KB, level 1      0.442              39            14
                    256 KB, level 5      0.354             156            19
                    256 KB, level 6      0.344             251            21

Level 5 takes a fortieth of indexing's processor time more than 3, and with it the whole index is
smaller than 1.2 times the text. No other parameters of Zstandard were better and as fast. A
dictionary of another language makes an article larger than none, by a tenth: so each language has
its own.
"""

import zlib
from collections.abc import Mapping, Set
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zstandard import ZstdCompressor, ZstdDecompressor

_SUM_BYTES = 4
# The first byte after the checksum. Any other is the first of the JSON, as it was at the beginning.
_DEFLATED = b"z"
_ALONE = b"s"
_TRAINED = b"d"  # followed by the name of the dictionary and a space
_END = b" "

_LEVEL = 5
# What every frame begins with is not kept; nor is the number of its dictionary.
_MAGIC = b"\x28\xb5\x2f\xfd"
# Longer than any article that is read, and short enough to be held.
_MOST_BYTES = 1 << 30


def sealed(data: bytes, after: int = 0) -> bytes:
    """Data with its CRC-32, big-endian, before it; that goes on from the one given."""
    return zlib.crc32(data, after).to_bytes(_SUM_BYTES) + data


def checksum(sealed_data: bytes) -> int:
    """The checksum that `sealed` put before data."""
    return int.from_bytes(sealed_data[:_SUM_BYTES])


def unsealed(data: bytes, what: str, after: int = 0) -> bytes:
    """What `sealed` was given. Raises ValueError, naming it, where a byte was changed since."""
    content = data[_SUM_BYTES:]
    if zlib.crc32(content, after).to_bytes(_SUM_BYTES) != data[:_SUM_BYTES]:
        raise ValueError(f"{what} is not as it was written")
    return content


class Packer:
    """Articles -> what engines store. For one thread."""

    def __init__(self, dictionaries: Mapping[str, bytes] | None = None) -> None:
        """`dictionaries` are sealed, by their names. Raises ValueError if one was changed."""
        # What an article is packed with, what stands before its frame, what its checksum goes on
        # from.
        self._ways: dict[str, tuple[ZstdCompressor, bytes, int]] = {}
        self._alone: ZstdCompressor | None = None
        for name, held in (dictionaries or {}).items():
            self.learn(name, held)

    def learn(self, name: str, held: bytes) -> None:
        """Pack with one more dictionary from now on. Raises ValueError if it was changed."""
        import zstandard  # a query packs nothing

        dictionary = zstandard.ZstdCompressionDict(_dictionary(name, held))
        dictionary.precompute_compress(_LEVEL)
        # It tells what its checksum goes on from, so none can stand for another.
        way = zstandard.ZstdCompressor(_LEVEL, dict_data=dictionary, write_dict_id=False)
        self._ways[name] = way, _TRAINED + name.encode() + _END, checksum(held)

    @property
    def names(self) -> Set[str]:
        """Of the dictionaries that it has."""
        return self._ways.keys()

    def packed(self, text: bytes, name: str = "") -> bytes:
        """An article's JSON, as engines keep it; `name` is of the dictionary for it, if there is.

        CRC-32; `s`, or `d` with the name of the dictionary and a space; a frame of Zstandard. The
        checksum is of all that follows, and of the dictionary before.
        """
        if name in self._ways:
            way, kind, after = self._ways[name]
        else:
            way, kind, after = self._alone or self._alone_way(), _ALONE, 0
        return sealed(kind + way.compress(text)[len(_MAGIC) :], after)

    def _alone_way(self) -> "ZstdCompressor":
        import zstandard

        self._alone = zstandard.ZstdCompressor(_LEVEL)
        return self._alone


class Unpacker:
    """What engines store -> articles. Threads may share one."""

    def __init__(self, dictionaries: Mapping[str, bytes] | None = None) -> None:
        """`dictionaries` are sealed, by their names; each is looked at when it is needed."""
        self._dictionaries = dictionaries or {}
        self._ways: dict[str, ZstdDecompressor] = {}
        # A decompressor is for one thread at a time; to make one takes as long as to unpack.
        self._lock = Lock()

    def unpacked(self, stored: bytes) -> str:
        """The text that `Packer.packed` was given. Raises ValueError if a byte was changed since.

        No engine notices that by itself, and no changed text should be shown as what was printed.
        """
        kind = stored[_SUM_BYTES : _SUM_BYTES + 1]
        name, after, what = "", 0, "a stored article"
        if kind == _TRAINED:
            name = stored[_SUM_BYTES + 1 : stored.find(_END, _SUM_BYTES)].decode("ascii", "replace")
            if name not in self._dictionaries:
                raise ValueError(f"a stored article needs a dictionary {name!r}, which is not here")
            after = checksum(self._dictionaries[name])
            what = f"a stored article or its dictionary {name!r}"
        data = unsealed(stored, what, after)
        if kind == _DEFLATED:
            return _inflated(data[len(_DEFLATED) :]).decode()
        if kind == _ALONE:
            return self._decompressed("", data[len(_ALONE) :]).decode()
        if kind == _TRAINED:
            return self._decompressed(name, data[data.index(_END) + 1 :]).decode()
        return data.decode()

    def _decompressed(self, name: str, rest: bytes) -> bytes:
        import zstandard  # 3 ms, which a query without hits need not pay

        frame = _MAGIC + rest
        try:
            if not 0 <= zstandard.frame_content_size(frame) <= _MOST_BYTES:
                raise ValueError("a stored article has no end, or none within reason")
            with self._lock:
                if (way := self._ways.get(name)) is None:
                    given = _dictionary(name, self._dictionaries[name]) if name else None
                    known = zstandard.ZstdCompressionDict(given) if given else None
                    way = self._ways[name] = zstandard.ZstdDecompressor(dict_data=known)
                return way.decompress(frame, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise ValueError(f"a stored article cannot be unpacked ({error})") from None


def _dictionary(name: str, held: bytes) -> bytes:
    return unsealed(held, f"the dictionary {name!r} of stored articles")


def _inflated(data: bytes) -> bytes:
    """Deflate without a header, as articles were packed before."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = unpacking.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"a stored article cannot be unpacked ({error})") from None
    if not unpacking.eof:
        raise ValueError("a stored article has no end, or none within reason")
    return text
