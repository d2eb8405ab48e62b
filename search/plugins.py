"""How is a query string cut into nodes, and which nodes belong together?

Plug-ins for Whoosh's parser. Each brings taggers, which turn the text at a place into a node, and
filters, which regroup the nodes; both run in the order of their numbers. Whoosh's own are built
on where they fit. Unfit are those for wildcards (`?` would be one), for fuzzy terms (which start
in the middle of a word, too), for `+` and `-` (which know no precedence), and the filter for
operators (which silently drops those without an operand).
"""

import re
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.taggers import Tagger

from newsearch.corpus.errors import QueryError

from . import nodes
from .asked import has_words
from .field_names import field_of, no_value
from .signs import AND, APART, CLOSING, COMMA_REACH, NOT, OR, QUOTES, START, WEIGHT, WORD
from .taggers import LateTagger, NodeTagger

Parser = Any
Group = Any
Node = Any

# Deeper than people nest, and far from Python's limit of recursion.
DEEPEST = 50
HEAVIEST = 1000


class Spaces(plugins.WhitespacePlugin):
    """Whoosh's own, but tried first: every other token is a space."""

    priority = -20


class Words(plugins.Plugin):
    """Whatever is not a sign is a word, up to the next space, parenthesis or quote."""

    # Most of what people type or paste: tried first, nine tries of other taggers are saved.
    simple = rf"{START}(?!(?:{AND}|{OR}|{NOT})\b)\w+[.,;!?]*(?=\s|$)"
    # Parentheses in pairs belong to an address: .../wiki/Essen_(Ruhr)
    url = rf"[A-Za-z][A-Za-z0-9+.-]*://(?:[^\s(){QUOTES}]|\([^\s(){QUOTES}]*\))+"
    smiley = START + r"[:;=][-^']?[()]+(?=\s|$)"
    dates = r"(?i:(?<=\bdate:)|(?<=\bdatum:))\[[^\]]*\]"

    def taggers(self, parser: Parser) -> list[Any]:
        return [
            (NodeTagger(self.simple, nodes.Word), -10),
            (NodeTagger(self.url, nodes.Word), 0),
            (NodeTagger(self.smiley, nodes.Word), 0),
            (NodeTagger(self.dates, nodes.Word), 0),
            (NodeTagger(WORD, nodes.Word), 200),
        ]

    def filters(self, parser: Parser) -> list[Any]:
        return [(self.drop_signs, 90)]

    def drop_signs(self, parser: Parser, group: Group) -> Group:
        """Leave out what has no word to search for: `&`, a lone dash, `()`, an emoji."""
        kept = group.empty_copy()
        dropped = False
        for given in group:
            node = self.drop_signs(parser, given) if nodes.nested(given) else given
            if nodes.nested(node):
                dropped = all(inner.is_ws() for inner in node)
            elif isinstance(node, nodes.Word):
                dropped = not has_words(node.text)
            elif not isinstance(node, Weights.BoostNode):
                dropped = False  # a weight goes with what it weighs
            if not dropped:
                kept.append(node)
        return kept


class Quotes(plugins.Plugin):
    """`"…"` in all the quotes of print, `"…"~5`, and `=` before a word or phrase."""

    exact = rf"=(?=[\w{QUOTES}‚*(])"

    def taggers(self, parser: Parser) -> list[Any]:
        return [(_QuoteTagger(), 10), (NodeTagger(self.exact, nodes.ExactSign), 20)]

    def filters(self, parser: Parser) -> list[Any]:
        return [(self.apply_signs, 50)]

    def apply_signs(self, parser: Parser, group: Group) -> Group:
        """Let each `=` say of what follows that it is meant exactly. Raises QueryError."""
        kept = group.empty_copy()
        exact = None
        for node in group:
            if isinstance(node, nodes.ExactSign):
                exact = node
                continue
            if exact and nodes.nested(node):
                raise QueryError(
                    "= stands before one word or phrase, not before a parenthesis: put it inside",
                    exact.startchar,
                )
            if isinstance(node, nodes.Word | nodes.Quoted):
                node.exact = exact is not None
            if not isinstance(node, syntax.FieldnameNode):
                exact = None
            kept.append(self.apply_signs(parser, node) if nodes.nested(node) else node)
        return kept


class _QuoteTagger(Tagger):
    def match(self, parser: Parser, text: str, pos: int) -> Node:
        sign = text[pos]
        if sign not in CLOSING:
            return None
        reach = len(text) if sign != "‚" else pos + COMMA_REACH
        end = re.compile(CLOSING[sign]).search(text, pos + 1, reach)
        if end is None:
            if sign == "‚":
                return None
            raise QueryError(f"the quote {sign} is never closed: close it, or leave it out", pos)
        apart = re.compile(APART).match(text, end.end())
        if apart and not apart[1]:
            raise QueryError(
                '~ after a phrase says how many words apart: write "..."~5, or leave it out',
                apart.start(),
            )
        node = nodes.Quoted(text[pos + 1 : end.start()], pos + 1, int(apart[1]) if apart else None)
        return node.set_range(pos, apart.end() if apart else end.end())


class Groups(plugins.GroupPlugin):
    """Parentheses."""

    def do_groups(self, parser: Parser, group: Group) -> Group:
        """Nest what stands between parentheses. Raises QueryError for one without its partner."""
        levels = [parser.group()]
        opened: list[int] = []
        for node in group:
            if isinstance(node, self.OpenBracket):
                if len(opened) == DEEPEST:
                    raise QueryError(
                        f"more than {DEEPEST} parentheses inside each other: use fewer",
                        node.startchar,
                    )
                opened.append(node.startchar)
                levels.append(parser.group())
            elif isinstance(node, self.CloseBracket):
                if not opened:
                    raise QueryError(
                        "this ) closes no parenthesis: open one before it, or leave it out",
                        node.startchar,
                    )
                opened.pop()
                inner = levels.pop()
                levels[-1].append(inner)
            else:
                levels[-1].append(node)
        if opened:
            raise QueryError("this ( is never closed: close it, or leave it out", opened[-1])
        return levels[0]


class Fields(plugins.FieldsPlugin):
    """`source:` before a word, a phrase or a parenthesis."""

    # Only letters name a field; what follows a colon is its value: id:dpa:17
    expression = r"(?<![\w:])(?P<name>[^\W\d_]+):"

    def __init__(self) -> None:
        super().__init__(self.expression)

    def taggers(self, parser: Parser) -> list[Any]:
        return [(_FieldTagger(self.expression), 20)]

    def do_fieldnames(self, parser: Parser, group: Group) -> Group:
        """Give each field's name to what follows it. Raises QueryError if that is nothing."""
        kept = group.empty_copy()
        name = None
        for given in group:
            node = self.do_fieldnames(parser, given) if nodes.nested(given) else given
            if name is not None:
                if not isinstance(node, nodes.Together | nodes.Word | nodes.Quoted):
                    raise no_value(name.original[:-1], name.startchar)
                if isinstance(node, nodes.Word) and re.match(r"-\w", node.text):
                    self._exclude(name.fieldname, node, kept)
                node.set_fieldname(name.fieldname)
            name = node if isinstance(node, syntax.FieldnameNode) else None
            if name is None:
                kept.append(node)
        if name is not None:
            raise no_value(name.original[:-1], name.startchar)
        return kept

    @staticmethod
    def _exclude(field: str, node: Node, kept: Group) -> None:
        """Take `source:-dpa` as `-source:dpa`. Ids and addresses may begin with a dash."""
        if field in ("id", "url", "date"):
            return
        sign = syntax.PrefixOperator("-", nodes.But)
        kept.append(sign.set_range(node.startchar, node.startchar + 1))
        node.text = node.text[1:]
        node.startchar += 1


class _FieldTagger(LateTagger):
    def create(self, parser: Parser, match: re.Match[str]) -> Node:
        # A look at what follows is enough; copying the whole rest would take quadratic time.
        after = match.string[match.end() : match.end() + 20]
        field = field_of(match["name"], after, match.start())
        return syntax.FieldnameNode(field, match[0]) if field else None


class Weights(plugins.BoostPlugin):
    """`^3` directly after a word, a phrase or a parenthesis."""

    expr = WEIGHT

    def create(self, parser: Parser, match: re.Match[str]) -> Node:
        weight = float(match["boost"])
        if not 0 < weight <= HEAVIEST:
            raise QueryError(
                f"the weight {match[0]} is out of range: write a number above 0, up to {HEAVIEST}",
                match.start(),
            )
        return self.BoostNode(match[0], weight)

    def filters(self, parser: Parser) -> list[Any]:
        return [(self.do_boost, 510)]
