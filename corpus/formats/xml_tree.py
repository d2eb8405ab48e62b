"""How is XML read without harm, and what does an element say as text?

Nothing outside the file is ever fetched and no entity of the file's own is expanded, so neither a
bomb nor a reference to another file does anything. Items are handed out one by one and forgotten.
"""

import functools
import re
from collections.abc import Iterator
from html.entities import html5
from io import BufferedReader
from typing import TYPE_CHECKING, Any

from .. import clean
from .text_lines import encoding_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# One item with everything in it. Agencies' are some 10 KiB, a packed day of a message 1 MiB. As a
# tree this much takes 0.6 GB.
LONGEST_ITEM = 16 * 1024 * 1024
_STEP = 1 << 16
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# Atomic groups: where nothing follows a thousand comments, they are not tried in other ways.
_ROOT = re.compile(
    rb"\s*(?>(?:(?><\?.*?\?>)|(?><!--.*?-->)|(?><!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>))\s*)*"
    rb"<(?:[\w.-]+:)?(?P<name>[\w.-]+)(?P<rest>[^>]*)",
    re.DOTALL | re.IGNORECASE,
)
_HIDDEN = frozenset({"script", "style", "media", "head", "title"})


class BrokenError(ValueError):
    """The XML cannot be read on from here; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def root(data: bytes) -> tuple[str, bytes]:
    """The name of the root element, without prefix, and its attributes; empty if there is none."""
    found = _ROOT.match(data.removeprefix(b"\xef\xbb\xbf"))
    return (found["name"].decode("ascii", "ignore"), found["rest"]) if found else ("", b"")


def items(stream: BufferedReader, wanted: frozenset[str]) -> Iterator["Element"]:
    """The outermost elements of the wanted names, each complete, and emptied after its turn.

    Raises BrokenError where the XML ends being XML, or an item is longer than LONGEST_ITEM.
    """
    from lxml import etree  # 20 ms, for those who read XML only

    tags = [f"{{*}}{name}" for name in sorted(wanted)]
    encoding = _really(stream.peek())
    parser = etree.XMLPullParser(("start", "end"), tag=tags, encoding=encoding, **_OPTIONS)
    inside, unseen, line = 0, 0, 0
    problem: BrokenError | None = None
    while problem is None:
        data = stream.read(_STEP)
        unseen += len(data)
        try:
            if data:
                parser.feed(data)
            else:
                parser.close()
        except etree.XMLSyntaxError as error:
            line = (error.position or (0, 0))[0]
            problem = BrokenError(f"broken XML: {_plain(error)}", line)
        for event, element in parser.read_events():
            inside += 1 if event == "start" else -1
            if inside == 0:
                unseen = 0
                yield element
                _forget(element)
        if not data:
            break
        if unseen > LONGEST_ITEM:
            raise BrokenError(f"an item longer than {LONGEST_ITEM >> 20} MiB", line)
    if problem is not None:
        raise problem


def local(element: "Element") -> str:
    """The name of an element without its namespace; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@functools.cache  # of some sixty paths
def path(names: str) -> str:
    """`a/b` as a path of lxml that does not ask for namespaces."""
    return "/".join(name if name in ("", ".") else f"{{*}}{name}" for name in names.split("/"))


def at(element: "Element", *names: str) -> "Element | None":
    """The first element under one of the paths."""
    for name in names:
        if (found := element.find(path(name))) is not None:
            return found
    return None


def every(element: "Element", names: str) -> "list[Element]":
    """All elements under a path."""
    return list(element.findall(path(names)))


def line_at(element: "Element | None", *names: str) -> str:
    """The first text under one of the paths, on one line."""
    if element is not None:
        for name in names:
            for found in every(element, name):
                if said := line(found):
                    return said
    return ""


def lines_at(element: "Element", names: str) -> list[str]:
    """Every text under a path, each on one line."""
    return [said for found in every(element, names) if (said := line(found))]


def line(element: "Element") -> str:
    """What an element says, on one line."""
    return clean.one_line(paragraphs(element))


def paragraphs(element: "Element") -> str:
    """What an element says, with its blocks as paragraphs."""
    said: list[str] = []
    todo: list[Element | str] = [element]
    while todo:  # no recursion: how deep a file nests is not ours to say
        node = todo.pop()
        if isinstance(node, str):
            said.append(node)
            continue
        name = local(node).lower()
        if not name:
            said.append(_entity(node))
            continue
        if name in _HIDDEN and node is not element:
            continue
        mark = clean.LINE if name == "br" else "" if name in _INLINE else clean.PARAGRAPH
        todo.append(mark)
        for child in reversed(node):
            todo.append(child.tail or "")
            todo.append(child)
        todo.append(node.text or "")
        todo.append("" if name == "br" else mark)
    return clean.joined("".join(said))


# NITF marks names, numbers and dates inside sentences.
_NITF_INLINE = (
    "person name name.given name.family chron city classifier copyrite country event frac money "
    "num location object.title org alt-code postaddr pronounce region state sublocation tagline "
    "virtloc a function byttl inlineXML"
)
_INLINE = clean.INLINE | frozenset(_NITF_INLINE.split())


def _entity(node: "Element") -> str:
    """The character of an entity that HTML knows; what a file defines itself says nothing."""
    return html5.get(f"{getattr(node, 'name', '') or ''};", "")


def _really(head: bytes) -> str | None:
    """`utf-8` where the text evidently is that, whatever it says of itself; else None."""
    if head.isascii() or encoding_of(head) != "utf-8":
        return None
    return "utf-8"


def _forget(element: "Element") -> None:
    element.clear(keep_tail=False)
    while (before := element.getprevious()) is not None:
        parent = before.getparent()
        if parent is None:
            break
        parent.remove(before)


def _plain(error: Exception) -> str:
    return clean.one_line(str(error).partition(", line ")[0])[:200]
