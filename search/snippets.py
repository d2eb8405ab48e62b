"""Which passage shows why an article was found? Text and marked words -> fragments.

A fragment begins and ends between words, and between sentences where one is near. The best fragment
is the one with the most different marked words, then with the most. Where one cannot hold them all,
up to three shorter ones are joined by ` … `, each for words that those before it do not show.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from newsearch.index.words import fold

from .marking import Span

# Characters of a fragment: three lines of a terminal of 80 columns.
LENGTH = 240

# How a sentence ends: a sign or several; what closes behind it; white space. A full stop behind one
# letter or up to two digits is an abbreviation or an ordinal more often. The signs come first of
# all, and what must stand before them is asked afterwards: so a text is scanned for them alone.
_SIGNS = "[.!?…。！？؟۔।]"
_BEHIND = (
    rf"(?:(?<=[^.\n])|(?<=\.)(?<!\b\w\.)(?<!\b\d\d\.)|(?<!\n){_SIGNS}+)"
    r"""["'“”»«’)\]]*(?:\s+|$)"""
)
_LINES = r"(?<=\n)\n*"
_SENTENCE_END = re.compile(rf"[.!?…。！？؟۔।\n](?:{_LINES}|{_BEHIND}|(?<=[。！？]))")
_ENDED = re.compile(rf"[.!?…。！？؟۔।\n](?:{_LINES}|{_BEHIND})")
# Fragments of one snippet, and what stands between them.
MOST_FRAGMENTS = 3
BETWEEN = " … "
# Characters of a text by which its width is judged, and of a word that its forms share.
_LOOKED_AT = 200
_STEM = 5
# No character before it takes two columns.
_MAYBE_WIDE = "[\u1100-\U0010ffff]"
_SPACES = re.compile(r"\s{2,}")


class Snippet(NamedTuple):
    """A passage of a text, and where in it the marked words stand."""

    text: str = ""
    highlights: tuple[Span, ...] = ()


def snippet(text: str, marked: Sequence[Span], length: int = LENGTH) -> Snippet:
    """The passages, about `length` characters in all, that say most about the marked words.

    `marked` are words of the text, in order. Without any it is the beginning. White space is
    collapsed; `…` stands where a passage begins or ends inside a sentence, and between passages.
    Characters of double width count twice.
    """
    if not text or text.isspace():
        return Snippet()
    if _is_wide(text):
        length //= 2
    windows = _windows(text, marked, length)
    pieces: list[str] = []
    highlights: list[Span] = []
    at = 0
    for number, (start, end) in enumerate(windows):
        shown = _collapsed(
            text, start, end, marked, first=number == 0, last=number == len(windows) - 1
        )
        if number:
            pieces.append(BETWEEN)
            at += len(BETWEEN)
        pieces.append(shown.text)
        highlights += [(first + at, last + at) for first, last in shown.highlights]
        at += len(shown.text)
    return Snippet("".join(pieces), tuple(highlights))


def _is_wide(text: str) -> bool:
    """Whether most characters of a text take two columns, as Chinese ones do."""
    beginning = text[:_LOOKED_AT]
    # To compile the expression takes longer than a snippet: most texts are of Latin letters.
    if len(beginning.encode("latin-1", "ignore")) * 2 >= len(beginning):
        return False
    if len(re.findall(_MAYBE_WIDE, beginning)) * 2 <= len(beginning):
        return False
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in beginning)
    return wide * 2 > len(beginning)


def _windows(text: str, marked: Sequence[Span], length: int) -> list[Span]:
    """Where the passages begin and end, in order, none touching the next."""
    if len(text) <= length:
        return [(0, len(text))]
    if not marked:
        return [_fitted(text, 0, 0, length)]
    printed = [text[start:end] for start, end in marked]
    alike = {word: word.casefold() for word in set(printed)}
    whole = _window(text, marked, [alike[word] for word in printed], length)
    if len(alike) == 1:
        return [whole]
    stems = {word: _word(word) for word in alike}
    words = [stems[word] for word in printed]
    every = set(words)
    if len(every) == 1 or every == _shown(words, marked, whole):
        return [whole]
    found: list[Span] = []
    shown: set[str] = set()
    for _ in range(MOST_FRAGMENTS):
        left = [place for place, word in enumerate(words) if word not in shown]
        if not left:
            break
        window = _window(
            text,
            [marked[place] for place in left],
            [alike[printed[place]] for place in left],
            length * 2 // (2 * MOST_FRAGMENTS - 1),
        )
        shown |= _shown(words, marked, window)
        shown.add(words[left[0]])  # whatever its length, it has been tried
        found.append(window)
    return _apart(found)


def _word(text: str) -> str:
    """What forms of one word have in common, more or less."""
    return fold(text)[:_STEM]


def _shown(words: Sequence[str], marked: Sequence[Span], window: Span) -> set[str]:
    start, end = window
    return {w for w, (a, b) in zip(words, marked, strict=True) if start <= a and b <= end}


def _apart(windows: Sequence[Span]) -> list[Span]:
    """Windows in order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, marked: Sequence[Span], words: Sequence[str], length: int) -> Span:
    """Where the passage begins and ends that has most different `words`, one for each mark."""
    first, last, most = 0, 0, (0, 0)
    inside: dict[str, int] = {}  # how often each word stands from the mark looked at to `end`
    end = 0
    for begin, (start, _) in enumerate(marked):
        while end < len(marked) and (end == begin or marked[end][1] - start <= length):
            inside[words[end]] = inside.get(words[end], 0) + 1
            end += 1
        if (value := (len(inside), end - begin)) > most:
            first, last, most = begin, end - 1, value
        if end == len(marked):
            break  # from a later mark on there are only fewer
        if inside[words[begin]] == 1:
            del inside[words[begin]]
        else:
            inside[words[begin]] -= 1
    return _fitted(text, marked[first][0], marked[last][1], length)


def _fitted(text: str, first: int, last: int, length: int) -> Span:
    """Room around what must be shown: whole sentences if they fit, else whole words."""
    spare = max(length - (last - first), 0)
    earliest = max(first - (spare if last else 0), 0)
    begin = 0 if earliest == 0 else -1
    for match in _SENTENCE_END.finditer(text, earliest, first):
        begin = match.end()
    # The sentence that the words stand in, or as much of it as leaves room behind them.
    near = begin >= 0 and first - begin <= spare * 3 // 4
    start = begin if near else _word_border(text, first - spare // 3, forward=True)
    start = min(start, first)
    limit = min(max(start + length, last), len(text))
    if limit == len(text):
        return start, limit
    end = -1
    for match in _SENTENCE_END.finditer(text, last, limit + 1):
        if match.end() <= limit:
            end = match.end()
    if end >= 0 and end - start >= length // 2:
        return start, end
    end = max(_word_border(text, limit, forward=False), last)
    # A first word longer than the passage is cut, or nothing would be shown.
    return start, end if text[start:end].strip() else limit


def _word_border(text: str, at: int, *, forward: bool) -> int:
    """The nearest place at or beyond `at`, in the direction, that is not inside a word."""
    at = min(max(at, 0), len(text))
    step = 1 if forward else -1
    for place in range(at, min(max(at + 40 * step, 0), len(text)), step):
        if place == 0 or text[place - 1].isspace() or (not forward and text[place].isspace()):
            return place
    return at  # a script without spaces, or a very long word


def _collapsed(
    text: str, start: int, end: int, marked: Sequence[Span], *, first: bool, last: bool
) -> Snippet:
    """The passage with single spaces, and the marked words' offsets in it.

    Only the `first` one tells by a sign that it begins, the `last` that it ends in a sentence.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    opening = "" if not first or start == 0 or _ENDED.match(text, _ended(text, start)) else "… "
    ending = "" if not last or end == len(text) or _ends_sentence(text, end) else " …"
    passage = text[start:end]
    within = [span for span in marked if span[0] >= start and span[1] <= end]
    collapsed = " ".join(passage.split())
    shown = opening + collapsed + ending
    shift = len(opening) - start
    if len(collapsed) == len(passage):  # each white space is one character
        return Snippet(shown, tuple([(first + shift, last + shift) for first, last in within]))
    shifts: list[tuple[int, int]] = [(start, shift)]
    for space in _SPACES.finditer(text, start, end):
        shift -= len(space[0]) - 1
        shifts.append((space.end(), shift))
    highlights, known = [], 0
    for begin, stop in within:
        while known + 1 < len(shifts) and shifts[known + 1][0] <= begin:
            known += 1
        moved = shifts[known][1]
        highlights.append((begin + moved, stop + moved))
    return Snippet(shown, tuple(highlights))


def _ended(text: str, start: int) -> int:
    """Where the sentence end before `start` would begin: behind the last letter or digit."""
    at = start
    while at > 0 and not text[at - 1].isalnum():
        at -= 1
    return at


def _ends_sentence(text: str, end: int) -> bool:
    return bool(_ENDED.match(text, _ended(text, end))) and not text[end - 1].isalnum()
