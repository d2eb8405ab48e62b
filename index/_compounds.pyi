from collections.abc import Iterable

from typing_extensions import Buffer

class Splitter:
    def __new__(
        cls,
        words: Iterable[tuple[str, int]],
        parts: Iterable[tuple[str, int]],
        whole: tuple[int, ...],
        tables: tuple[Buffer, ...],
    ) -> Splitter: ...
    def bases(self, key: str, /) -> tuple[str, ...] | None: ...
