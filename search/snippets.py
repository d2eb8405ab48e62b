"""Which passage shows why an article was found? Text and marked words -> fragments.

A fragment begins and ends between words, and between sentences where one is near. The best fragment
is the one with the most different marked words, then with the most.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .marks import Span

# Characters of a fragment: three lines of a terminal of 80 columns.
LENGTH = 240

# A full stop behind one letter or up to two digits is an abbreviation or an ordinal more often.
_SENTENCE_END = re.compile(
    r"""(?:(?<!\b\w)(?<!\b\d\d)\.|[.!?…。！？؟۔।]{2,}|[!?…。！？؟۔।])["'“”»«’)\]]*(?:\s+|$)"""
    r"""|\n+|(?<=[。！？])"""
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text, and where in it the marked words stand."""

    text: str = ""
    highlights: tuple[Span, ...] = ()


def snippet(text: str, marked: Sequence[Span], length: int = LENGTH) -> Snippet:
    """The passage of about `length` characters that says most about the marked words.

    Without marked words it is the beginning. White space is collapsed; `…` stands where the passage
    begins or ends inside a sentence.
    """
    if not text.strip():
        return Snippet()
    start, end = _window(text, marked, length)
    return _collapsed(text, start, end, marked)


def whole(text: str, marked: Sequence[Span]) -> Snippet:
    """The whole text as a snippet: a headline."""
    return Snippet(text, tuple(marked))


def _window(text: str, marked: Sequence[Span], length: int) -> Span:
    """Where the passage begins and ends."""
    if len(text) <= length:
        return 0, len(text)
    if not marked:
        return _fitted(text, 0, 0, length)
    best, most = 0, (0, 0)
    inside = 0
    for first, (start, _) in enumerate(marked):
        inside = max(inside, first + 1)
        while inside < len(marked) and marked[inside][1] - start <= length:
            inside += 1
        words = [text[a:b].casefold() for a, b in marked[first:inside]]
        if (value := (len(set(words)), len(words))) > most:
            best, most = first, value
    last = best
    while last + 1 < len(marked) and marked[last + 1][1] - marked[best][0] <= length:
        last += 1
    return _fitted(text, marked[best][0], marked[last][1], length)


def _fitted(text: str, first: int, last: int, length: int) -> Span:
    """Room around what must be shown: whole sentences if they fit, else whole words."""
    spare = max(length - (last - first), 0)
    earliest = max(first - (spare if last else 0), 0)
    begins = [0] if earliest == 0 else []
    begins += [match.end() for match in _SENTENCE_END.finditer(text, earliest, first)]
    # The sentence that the words stand in, or as much of it as leaves room behind them.
    near = [begin for begin in begins if first - begin <= spare * 3 // 4]
    start = near[-1] if near else _word_border(text, first - spare // 3, forward=True)
    start = min(start, first)
    limit = min(max(start + length, last), len(text))
    if limit == len(text):
        return start, limit
    ends = [m.end() for m in _SENTENCE_END.finditer(text, last, limit + 1) if m.end() <= limit]
    if ends and ends[-1] - start >= length // 2:
        return start, ends[-1]
    return start, max(_word_border(text, limit, forward=False), last)


def _word_border(text: str, at: int, *, forward: bool) -> int:
    """The nearest place at or beyond `at`, in the direction, that is not inside a word."""
    at = min(max(at, 0), len(text))
    step = 1 if forward else -1
    for place in range(at, min(max(at + 40 * step, 0), len(text)), step):
        if place == 0 or text[place - 1].isspace() or (not forward and text[place].isspace()):
            return place
    return at  # a script without spaces, or a very long word


def _collapsed(text: str, start: int, end: int, marked: Sequence[Span]) -> Snippet:
    """The passage with single spaces, and the marked words' offsets in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    opening = "" if start == 0 or _SENTENCE_END.match(text, _ended(text, start)) else "… "
    ending = "" if end == len(text) or _ends_sentence(text, end) else " …"
    pieces, shift, at = [opening], len(opening) - start, start
    shifts: list[tuple[int, int]] = [(start, shift)]
    for space in _SPACE.finditer(text, start, end):
        pieces += [text[at : space.start()], " "]
        at = space.end()
        shift -= len(space[0]) - 1
        shifts.append((at, shift))
    pieces += [text[at:end], ending]
    highlights, known = [], 0
    for first, last in marked:
        if first < start or last > end:
            continue
        while known + 1 < len(shifts) and shifts[known + 1][0] <= first:
            known += 1
        moved = shifts[known][1]
        highlights.append((first + moved, last + moved))
    return Snippet("".join(pieces), tuple(highlights))


def _ended(text: str, start: int) -> int:
    """Where the sentence end before `start` would begin: behind the last letter or digit."""
    at = start
    while at > 0 and not text[at - 1].isalnum():
        at -= 1
    return at


def _ends_sentence(text: str, end: int) -> bool:
    return bool(_SENTENCE_END.match(text, _ended(text, end))) and not text[end - 1].isalnum()
