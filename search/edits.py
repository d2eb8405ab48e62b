"""How far apart are two spellings? Damerau's distance, with a bound."""

from collections.abc import Iterable


def edits(word: str, other: str, most: int) -> int:
    """How many letters differ, or `most + 1` if more than `most`.

    One edit adds, drops or replaces a letter, or swaps two neighbours; no letter is edited twice
    (optimal string alignment: F. J. Damerau, CACM 7(3), 1964).

    >>> edits("uschkow", "uschakow", 2), edits("lawrwo", "lawrow", 2), edits("haus", "maus", 0)
    (1, 1, 1)
    """
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, last, row = row, before, [i] + [0] * len(other)
        for j, wanted in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)


def near(word: str, others: Iterable[str], most: int) -> dict[str, int]:
    """Of many words those up to `most` edits away, with their distances.

    An edit changes at most two of the letters that a word is made of, which spares the distance of
    nearly all words of a text.
    """
    letters = set(word)
    found = {}
    for other in others:
        if (
            abs(len(other) - len(word)) > most
            or len(letters.symmetric_difference(other)) > 2 * most
        ):
            continue
        if (distance := edits(word, other, most)) <= most:
            found[other] = distance
    return found
