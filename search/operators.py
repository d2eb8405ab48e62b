"""Which things does an operator join? AND, OR, NOT, `-` and `+`, and their precedence."""

from typing import Any

from whoosh.qparser import plugins, syntax

from newsearch.corpus.errors import QueryError

from . import nodes
from .signs import AND, NOT, OR, QUOTES, START
from .taggers import OperatorTagger

Parser = Any
Group = Any
Node = Any


class Operators(plugins.OperatorsPlugin):
    """AND, OR and NOT, in English and German, and the signs `-` and `+`."""

    _before = rf"(?<![^\s(){QUOTES}‘’」』])"
    _after = rf"(?=[\s(){QUOTES}‚]|$)"
    # Before a word, a phrase, a field or a parenthesis; `->`, `--` and `- ` are only signs.
    _signed = rf"(?=[#@]?\w|[{QUOTES}‚(=*])"

    def __init__(self) -> None:
        tagger, prefix = OperatorTagger, syntax.PrefixOperator
        not_ = f"{self._before}(?:{NOT}){self._after}"
        ops = [
            (tagger(f"{self._before}(?:{AND}){self._after}", nodes.Both), 30),
            (tagger(f"{self._before}(?:{OR}){self._after}", nodes.Either), 30),
            (tagger(not_, nodes.But, prefix), 30),
            (tagger(f"{START}-{self._signed}", nodes.But, prefix), 30),
            (tagger(rf"{START}\+{self._signed}", nodes.Required, prefix), 30),
        ]
        super().__init__(ops, clean=True)

    def do_operators(self, parser: Parser, group: Group) -> Group:
        """Replace operators by groups: NOT over AND over OR over standing side by side.

        Raises QueryError for an operator without an operand.
        """
        # Side by side: alternatives of conjunctions of operands.
        clauses: list[list[list[Node]]] = []
        signs: list[Node] = []
        join = None
        for node in group:
            if isinstance(node, syntax.PrefixOperator):
                signs.append(node)
                continue
            if isinstance(node, syntax.InfixOperator):
                if not clauses or join or signs:
                    raise _missing(signs[-1] if signs else node, "after" if signs else "before")
                join = node
                continue
            operand = self.do_operators(parser, node) if nodes.nested(node) else node
            if signs:
                operand = _signed(signs, operand)
                signs = []
            if join is None:
                clauses.append([[operand]])
            elif join.grouptype is nodes.Both:
                clauses[-1][-1].append(operand)
            else:
                clauses[-1].append([operand])
            join = None
        if signs or join:
            raise _missing(signs[-1] if signs else join, "after")
        group.nodes = [
            _grouped(nodes.Either, [_grouped(nodes.Both, operands) for operands in alternatives])
            for alternatives in clauses
        ]
        return group


def _missing(node: Node, where: str) -> QueryError:
    quoted = f', or "{node.text}" in quotes to search for the word itself'
    return QueryError(
        f"{node.text} has nothing {where} it: write a word there"
        + (quoted if node.text.isalpha() else ", or leave it out"),
        node.startchar,
    )


def _signed(signs: list[Node], operand: Node) -> Node:
    """NOT NOT is no NOT: nested instead, ten thousand of them would end in a RecursionError."""
    if sum(sign.grouptype is nodes.But for sign in signs) % 2:
        return nodes.But([operand])
    return nodes.Required([operand]) if signs[-1].grouptype is nodes.Required else operand


def _grouped(kind: Any, members: list[Node]) -> Node:
    return members[0] if len(members) == 1 else kind(members)
