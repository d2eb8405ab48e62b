"""What do publishers tell search engines? The objects of a page's JSON-LD, and the article in them.

Much of it is written by templates and never read by people: commas too many, line ends and controls
in strings, comments around the whole, the articles of the teasers beside that of the page.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report)$|^(?:Reportage|OpinionPiece)", re.IGNORECASE)
_LONGEST_SCRIPT = 4 * 1024 * 1024
_DEEPEST, _MOST_NODES = 8, 5000
_CDATA = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$")
# A string, or a comma before a closing bracket: strings are passed over as they are.
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])', re.DOTALL)
_PAIR = re.compile(r'"(headline|datePublished|articleBody)"\s*:\s*("(?:[^"\\]|\\.)*+")', re.DOTALL)
_AUTHORS = re.compile(r'"author"\s*:\s*(?:\[([^\]]*)|\{([^}]*)|("[^"]*"))')
_NAME = re.compile(r'"name"\s*:\s*("[^"]*")')


def nodes(page: "HtmlElement") -> Iterator[Node]:
    """Every object in the page's JSON-LD, outer before inner, as many as are sensible."""
    left = _MOST_NODES
    for script in page.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _LONGEST_SCRIPT:
            continue
        text = _CDATA.sub("", _CDATA.sub("", text)).strip().rstrip(";")
        todo: list[tuple[Any, int]] = [(_loaded(text), 0)]
        while todo and left:
            value, depth = todo.pop(0)
            left -= 1
            if isinstance(value, dict):
                yield value
            inner = value.values() if isinstance(value, dict) else value
            if depth < _DEEPEST and isinstance(value, dict | list):
                todo.extend((item, depth + 1) for item in inner if isinstance(item, dict | list))


def _loaded(text: str) -> Any:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text, strict=False)
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(_COMMA.sub(lambda found: found[1] or "", text), strict=False)
    if not re.search(r'"@type"\s*:\s*\[?\s*"\w*Article"', text):
        return {}
    # Beyond repair: the few pairs that matter, as far as they are whole. The first of each is that
    # of the article, inner ones come later.
    broken: Node = {}
    for pair in _PAIR.finditer(text):
        with contextlib.suppress(ValueError):
            broken.setdefault(pair[1], json.loads(pair[2], strict=False))
    if found := _AUTHORS.search(text):
        several, one, plain = found.groups()
        names = _NAME.findall(several or one or "") or [plain or '""']
        with contextlib.suppress(ValueError):
            broken["author"] = [json.loads(name, strict=False) for name in names]
    return {"@type": "NewsArticle", **broken} if broken else {}


def article(nodes: list[Node], titles: list[str]) -> Node:
    """The article among the objects: pages also describe those that they link to."""
    articles = [
        node
        for node in nodes
        if any(_ARTICLE.search(str(kind)) for kind in several(node.get("@type")))
        and (node.get("headline") or node.get("datePublished") or node.get("articleBody"))
    ]
    alike = {folded(title) for title in titles}
    for node in articles:
        named = node.get("headline")
        if isinstance(named, str) and folded(clean.html_line(named)) in alike:
            return node
    listed = {
        id(item)
        for node in nodes
        if "itemListElement" in node
        for item in _inside(node["itemListElement"])
    }
    return max(
        articles,
        key=lambda node: (id(node) not in listed, "datePublished" in node),
        default={},
    )


def name(value: Any, known: Mapping[str, Any]) -> str:
    """The name of a person or house: text, an object, or a reference to one."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        if not value.get("name"):
            value = known.get(str(value.get("@id"))) or value
        value = (
            value.get("name")
            or value.get("byline")
            or " ".join(str(value[part]) for part in ("givenName", "familyName") if value.get(part))
        )
        if isinstance(value, list):
            value = value[0] if value else ""
    return clean.html_line(value) if isinstance(value, str) else ""


def several(value: object) -> list[Any]:
    """A list as it is, one value as a list of one, nothing as none."""
    return value if isinstance(value, list) else [value] if value else []


def folded(text: str) -> str:
    """Letters and digits only: the form in which titles and names are compared."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _inside(value: object, depth: int = 0) -> Iterator[object]:
    if depth < _DEEPEST and isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _inside(item, depth + 1)
