from collections.abc import Callable, Container, Mapping

from .term_memory import Terms

class WordTerms:
    def __init__(
        self,
        tag: str,
        lower: bytes,
        folded: tuple[str, ...],
        otherwise: Callable[[str], Terms],
        stem_word: Callable[[str], str],
        irregular: Container[str],
        lemma: Callable[[str], str],
        bases: Callable[[str], tuple[str, ...]],
        stems: Mapping[str, str],
        /,
    ) -> None: ...
    def terms(self, word: str, /) -> Terms: ...
