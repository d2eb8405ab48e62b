"""What may a query that is being typed become? The answer to that, and how it becomes JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from .results import Suggestion

# The version of the JSON below; a change that breaks a reader of it raises the number.
SUGGESTIONS_SCHEMA = "newsearch.suggestions/1"


@dataclass(frozen=True, slots=True)
class Completions:
    """What a query that is being typed may become: longer words, and corrected ones."""

    prefix: str
    completions: tuple[Suggestion, ...]
    corrections: tuple[Suggestion, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain lists and dictionaries, in the shape that SUGGESTIONS_SCHEMA names."""
        return {"schema": SUGGESTIONS_SCHEMA, **asdict(self)}
