"""What finds signs in a query: Whoosh's taggers, each compiled when it is first tried.

Most questions are words and spaces, which are tried first. To compile the other expressions took
four times as long as to read such a question.
"""

import re
from functools import cached_property
from typing import Any

from whoosh.qparser import syntax
from whoosh.qparser.taggers import RegexTagger


class LateTagger(RegexTagger):
    """A tagger by an expression."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    @cached_property
    def expr(self) -> re.Pattern[str]:
        return re.compile(self.expression)


class NodeTagger(LateTagger):
    """Makes one kind of node of whatever its expression matches."""

    def __init__(self, expression: str, kind: Any) -> None:
        super().__init__(expression)
        self.kind = kind

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return self.kind(match[0])


class OperatorTagger(LateTagger):
    """Makes an operator, which joins what stands beside it to a kind of group."""

    def __init__(self, expression: str, group: Any, kind: Any = syntax.InfixOperator) -> None:
        super().__init__(expression)
        self.group, self.kind = group, kind

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return self.kind(match[0], self.group)
