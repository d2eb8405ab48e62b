"""What is worth remembering? What was asked for lately, up to a number for all languages together.

Half of the distinct words of news come once and never again. So entries age: when the newer half of
a memory is full it becomes the older half, whose entries are forgotten unless they are asked for
again. Nothing is counted or moved when an entry is found, which happens a million times a second.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Memory:
    """The bound that several caches share: `half` entries in each half."""

    def __init__(self, half: int) -> None:
        self._half = half
        self._count = 0
        self._caches: list[Remembered[Any]] = []

    def shared_by(self, cache: "Remembered[Any]") -> None:
        """Let a cache count here."""
        self._caches.append(cache)

    def held(self) -> int:
        """How many entries there are, at most twice `half`."""
        return sum(cache.held() for cache in self._caches)

    def one_more(self) -> None:
        """Count a new entry, and let all caches age when there are enough."""
        self._count += 1
        if self._count >= self._half:
            self._count = 0
            for cache in self._caches:
                cache.age()


class Remembered(dict[str, Value]):
    """A function of a string whose results are remembered; ask it as a mapping.

    `keep` tells which results are; by default all.
    """

    def __init__(
        self,
        function: Callable[[str], Value],
        memory: Memory,
        keep: Callable[[Value], bool] | None = None,
    ) -> None:
        super().__init__()
        self._function = function
        self._memory = memory
        self._keep = keep
        self._older: dict[str, Value] = {}
        memory.shared_by(self)

    def __missing__(self, key: str) -> Value:
        value = self._older.get(key)
        if value is None:
            value = self._function(key)
            if self._keep is not None and not self._keep(value):
                return value
        self[key] = value
        self._memory.one_more()
        return value

    def held(self) -> int:
        """How many entries there are; one that has come back from the older half counts twice."""
        return len(self) + len(self._older)

    def age(self) -> None:
        """Forget what was not asked for since the last time; called by the memory."""
        self._older = dict(self)
        self.clear()
