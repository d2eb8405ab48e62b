"""How do paths become articles? One after the other, in order, nothing held but the current one.

What cannot be read is a Rejected beside the articles, never an end of the run. A format is chosen
by what a file begins with. Where that is only possible, not likely (plain text without a header
line might be anything), the file must be called so (`.txt`, `.csv`) or have been asked for by name:
a README.md or LICENSE among the articles is none. An archive is read like a folder; its members are
called `archive.zip!member`.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path

from . import archives, clean, fields
from .article import Article
from .errors import UnreadableInput
from .fields import Names
from .formats import FORMATS, Fit, Format, Head
from .formats.text_lines import encoding_of
from .formats.xml_tree import root
from .rejected import Rejected, Skipped
from .streams import DAMAGE, HEAD, STDIN, OnBytes, TooMuchError, opened, unpacked
from .walking import Found, reason, total_bytes, walk

__all__ = ["read", "total_bytes"]

OnSkipped = Callable[[Skipped], None]
_Item = Article | Rejected | Skipped

_PACKED = frozenset({".gz", ".xz", ".bz2"})
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(
    paths: Iterable[Path | str] | Path | str,
    *,
    names: Mapping[str, str] | None = None,
    format: str | None = None,
    on_file: Callable[[Path], None] | None = None,
    on_bytes: OnBytes | None = None,
    on_skipped: OnSkipped | None = None,
) -> Iterator[Article | Rejected]:
    """The articles in files and folders, with a Rejected for each piece that is none.

    `names` maps our fields to theirs ({"headline": "Titel"}); `format` overrides recognition.
    `on_file` hears each file before it is opened, `on_bytes` how many bytes of it were consumed,
    `on_skipped` what of it was passed over because it is plainly no news.
    Raises UnreadableInput, at once, for an unknown field or format, and when none of the paths
    exists.
    """
    meant = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    how = fields.names(names)
    forced = _named_format(format) if format else None
    _check(meant)
    found = _articles(meant, how, forced, on_file, on_bytes)
    return _without_skipped(found, on_skipped)


def _without_skipped(
    found: Iterator[_Item], on_skipped: OnSkipped | None
) -> Iterator[Article | Rejected]:
    for item in found:
        if not isinstance(item, Skipped):
            yield item
        elif on_skipped:
            on_skipped(item)


def _check(paths: list[Path]) -> None:
    """Raises if there is nothing to read at all."""
    errors = []
    for path in paths:
        try:
            if path == STDIN or path.stat():
                return
        except (OSError, ValueError) as error:
            errors.append(f"{path}: {reason(error)}")
    if errors:
        more = {1: "", 2: " (nor is 1 other)"}.get(
            len(errors), f" (nor are {len(errors) - 1} others)"
        )
        raise UnreadableInput(f"{errors[0]}{more}: check the path")


def _articles(
    paths: list[Path],
    how: Names,
    forced: Format | None,
    on_file: Callable[[Path], None] | None,
    on_bytes: OnBytes | None,
) -> Iterator[_Item]:
    for found in walk(paths):
        if isinstance(found, Rejected):
            yield found
            continue
        if on_file:
            on_file(found.path)
        yield from _file(found, how, forced, on_bytes)


def _file(
    found: Found, how: Names, forced: Format | None, on_bytes: OnBytes | None
) -> Iterator[_Item]:
    path = found.path
    try:
        file = opened(path)
    except OSError as error:
        yield Rejected(path, 0, reason(error))
        return
    try:
        if path != STDIN and archives.kind(file.peek(HEAD)) == "zip" and file.seekable():
            yield from _archive(archives.zip_members(file, on_bytes), path, how, forced, 0)
        else:
            stream = unpacked(file, on_bytes)
            yield from _stream(stream, path, found.asked_for, how, forced, 0)
    except DAMAGE as error:
        yield Rejected(path, 0, f"damaged, read up to there only: {reason(error)}")
    except TooMuchError as error:
        yield Rejected(path, 0, f"{error}; the rest was not read")
    finally:
        if path != STDIN:
            file.close()


def _stream(
    stream: BufferedReader,
    path: Path,
    asked_for: bool,
    how: Names,
    forced: Format | None,
    depth: int,
) -> Iterator[_Item]:
    """The articles in plain bytes, or in the archive that they are. Raises DAMAGE."""
    data = stream.peek(HEAD)[:HEAD]
    if not data:
        yield Rejected(path, 0, "empty file")
        return
    if packed := archives.kind(data):
        if depth > archives.DEEPEST:
            yield Rejected(path, 0, "an archive too deep inside others, not opened")
        elif packed == "zip":
            members = archives.zip_members(archives.held(stream))
            yield from _archive(members, path, how, forced, depth)
        else:
            yield from _archive(archives.tar_members(stream), path, how, forced, depth)
        return
    head = Head(data, _text(data), whole=len(data) < HEAD, names=how)
    chosen = forced or _chosen(head, path, asked_for)
    if chosen is None:
        yield Rejected(path, 0, _unknown(head))
        return
    try:
        yield from chosen.read(stream, path, how)
    except (*DAMAGE, TooMuchError):
        raise
    except Exception as error:  # parsers of others meet hostile input here: anything may come
        said = clean.one_line(str(error))[:120]
        yield Rejected(path, 0, f"the {chosen.name} reader failed ({type(error).__name__}: {said})")


def _archive(
    members: Iterator[archives.Member], path: Path, how: Names, forced: Format | None, depth: int
) -> Iterator[_Item]:
    """The articles in the members of an archive. A bad one costs only itself."""
    for member in members:
        inside = Path(f"{path}!{member.name}")
        if member.stream is None:
            yield Rejected(inside, 0, member.problem)
            continue
        try:
            yield from _stream(unpacked(member.stream), inside, False, how, forced, depth + 1)
        except DAMAGE as error:
            yield Rejected(inside, 0, f"damaged, read up to there only: {reason(error)}")
        except TooMuchError as error:
            yield Rejected(inside, 0, f"{error}; the rest was not read")


def _chosen(head: Head, path: Path, asked_for: bool) -> Format | None:
    suffixes = [suffix for suffix in path.suffixes if suffix.lower() not in _PACKED]
    suffix = suffixes[-1].lower() if suffixes else ""
    fits = [(row.sniff(head), suffix in row.suffixes, row) for row in FORMATS]
    fit, named, best = max(fits, key=lambda item: item[:2])
    if fit is Fit.NO:
        return None
    if fit is Fit.IF_NAMED and not (named or asked_for):
        return None
    return best


def _text(data: bytes) -> str:
    """The bytes as text for sniffing, or empty if they are none."""
    controls = _NOT_TEXT.findall(data)
    if b"\0" in controls or len(controls) * 100 > len(data):
        return ""
    return data.decode(encoding_of(data), errors="ignore")


def _unknown(head: Head) -> str:
    if not head.text:
        return "not a text file"
    name = clean.one_line(root(head.data)[0])[:40]
    return "no known news format" + (f": XML with the root {name!r}" if name else "")


def _named_format(name: str) -> Format:
    table = {row.name: row for row in FORMATS}
    if name not in table:
        near = difflib.get_close_matches(name, table, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(table)}"
        raise UnreadableInput(f"no format {name!r}: {hint}")
    return table[name]
