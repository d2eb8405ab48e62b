"""Are an index's files those that were written? Sizes and checksums, kept with each generation.

An engine's files are written once and never changed, but for a few that say which others count
(`Files.heads`). So a generation keeps one small file, `checksums.json`, with the size and CRC-32 of
each file. It is `sealed` when the last writer has finished; from the moment a writer begins until
then it covers only what does not change. A writer that dies leaves it so, and the next seals it.

Opening an index compares sizes, and the content of the heads of a sealed generation: some 50 µs.
That files have their content only `verify` can tell, since all of it must be read.
"""

import fnmatch
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from newsearch.corpus.errors import IndexDamaged

from . import own_files
from .engines import Files

NAME = "checksums.json"

_SUM = "crc32"
_BLOCK = 1 << 20


class Checksums(NamedTuple):
    """Path below the index -> size in bytes and CRC-32, of each file of a generation.

    While it is not `sealed`, there are no `heads`, and how many articles there are is not known.
    """

    sealed: bool = False
    articles: int = 0
    heads: tuple[str, ...] = ()
    files: Mapping[str, tuple[int, int]] = {}


# -- records that know their own checksum


def signed(record: dict[str, Any]) -> bytes:
    """A record as JSON text that ends with the checksum of all before."""
    text = json.dumps({**record, _SUM: _digest(record)}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def unsigned(text: bytes) -> dict[str, Any]:
    """The record that `signed` was given. Raises ValueError where it was changed since."""
    record = json.loads(text)
    if not isinstance(record, dict):
        raise ValueError("no record")
    if (given := record.pop(_SUM, None)) is not None and given != _digest(record):
        raise ValueError("its checksum is another")
    return record


def _digest(record: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(record, sort_keys=True).encode())


# -- writing


def create(folder: Path) -> None:
    """Begin the record of a new generation: it is missing in none."""
    _write(folder, Checksums())


def begin(folder: Path, kept: Files) -> None:
    """What a writer calls before it changes a generation: heads are not to be relied on now."""
    now = read(folder)
    files = {
        name: known for name, known in now.files.items() if not _is(Path(name).name, kept.heads)
    }
    _write(folder, Checksums(files=files))


def seal(index: Path, folder: Path, kept: Files, articles: int, others: Iterable[Path]) -> None:
    """What a writer calls when it has finished: the sizes and checksums of all files there are.

    `articles` is how many articles the generation holds, `others` are files of the index that lie
    elsewhere. Files whose checksum is known and whose size is as it was are not read again.
    """
    known = read(folder).files
    files: dict[str, tuple[int, int]] = {}
    heads = []
    for path in sorted((*_content(folder, kept), *others)):
        name = str(path.relative_to(index))
        is_head = path.parent == folder and _is(path.name, kept.heads)
        before = None if is_head else known.get(name)
        if before is not None and before[0] == path.stat().st_size:
            files[name] = before
        else:
            files[name] = _sum(path)
        if is_head:
            heads.append(name)
    _write(folder, Checksums(True, articles, tuple(heads), files))


def _content(folder: Path, kept: Files) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file() and path.name != NAME and not _is(path.name, kept.locks):
            yield path


def _write(folder: Path, new: Checksums) -> None:
    own_files.replaced(folder / NAME, signed(new._asdict()))


# -- reading


def require_sizes(index: Path, folder: Path) -> None:
    """Raises IndexDamaged if a file has not the size, or a head not the content, it was given."""
    checked = Checksums()
    while True:
        before, checked = checked, read(folder)
        wrong = next(_misfits(index, checked), None)
        # A writer may have begun, and removed or replaced files, since the record was read.
        if wrong is None:
            return
        if checked == before:
            raise damaged(*wrong)


def _misfits(index: Path, checked: Checksums) -> Iterator[tuple[Path, str]]:
    """Which files have another size, and which heads another content."""
    root = f"{index}/"
    for name, (size, _) in checked.files.items():
        try:
            now = os.stat(root + name).st_size  # noqa: PTH116  (at each start of a query)
        except (FileNotFoundError, NotADirectoryError):
            if checked.sealed:  # else a writer may have merged it away, and engines look themselves
                yield index / name, "is missing"
            continue
        if now != size:
            yield index / name, f"has {now:,} bytes instead of {size:,}"
    for name in checked.heads:
        if (index / name).exists() and _sum(index / name) != checked.files[name]:
            yield index / name, "was changed"


def mismatches(
    index: Path, folder: Path, on_bytes: Callable[[int], None] | None = None
) -> Iterator[tuple[Path, str]]:
    """Each file that is not as it was written, with what is wrong; reads all of them.

    `on_bytes` hears how many bytes were read. Nobody may write meanwhile. Raises IndexDamaged.
    """
    checked = read(folder)
    wrong = dict(_misfits(index, checked))
    yield from wrong.items()
    for name, known in checked.files.items():
        path = index / name
        if path not in wrong and path.exists() and _sum(path, on_bytes) != known:
            yield path, "has another content than was written"


def unrecorded(index: Path, folder: Path, kept: Files) -> list[Path]:
    """Files of a generation that a writer made and did not live to record."""
    known = read(folder).files
    return [path for path in _content(folder, kept) if str(path.relative_to(index)) not in known]


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error for a file with something wrong, which tells the remedy."""
    return IndexDamaged(
        f"{path} {what}: see with `newsearch verify` what is left, and `newsearch verify --repair` "
        f"or rebuild the index from its articles' files, `newsearch rebuild PATH`"
    )


def read(folder: Path) -> Checksums:
    """The record of a generation. Raises IndexDamaged."""
    path = folder / NAME
    try:
        record = unsigned(path.read_bytes())
        files = {name: (int(size), int(crc)) for name, (size, crc) in record.pop("files").items()}
        return Checksums(**{**record, "heads": tuple(record["heads"])}, files=files)
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, f"cannot be read ({error})") from error


def _sum(path: Path, on_bytes: Callable[[int], None] | None = None) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size, crc = size + len(block), zlib.crc32(block, crc)
            if on_bytes:
                on_bytes(len(block))
    return size, crc


def _is(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
