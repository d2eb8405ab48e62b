"""How productive are the words of a dictionary? Reading and counting, before scores are made."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, KeysView, Mapping, Set
from dataclasses import dataclass

from .compound_rules import CompoundRules
from .compounds import normal

Features = list[tuple[str, float]]
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Words:
    """A dictionary sorted by part of speech: form -> lemma, lower case, ß as ss.

    What is large keeps the dictionary's order, which is nearly alphabetical: so it sorts in a
    twentieth of the time that a set takes.
    """

    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    verbs: KeysView[str]
    infinitives: frozenset[str]
    stems: Mapping[str, str]
    lemmas: KeysView[str]
    nominal: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Productivity: words in which a string stands first / last, and words that merely look so."""

    first: Mapping[str, int]
    begins: Mapping[str, int]
    last: Mapping[str, int]
    ends: Mapping[str, int]
    last_adjective: Mapping[str, int]
    ends_adjective: Mapping[str, int]
    compounds: frozenset[str]


def read_words(dictionary: Mapping[str, str], rules: CompoundRules) -> Words:
    """Sort forms and their lemmas by part of speech.

    German writes nouns with a capital, which tells the parts of speech apart; where a language
    does not (`rules.nouns_capitalised`), every lemma counts as a noun.
    """
    nouns: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    nominal: set[str] = set()
    verbs: dict[str, None] = {}
    infinitives: set[str] = set()
    bases: dict[str, str] = {}  # a lemma has several forms; one string for all saves memory

    for form in dictionary:
        lemma = dictionary[form]
        base = bases.get(lemma)
        if base is None:
            base = bases[lemma] = normal(lemma) if lemma.isalpha() else ""
        if not base or not form.isalpha():
            continue
        key = normal(form)
        if not rules.nouns_capitalised or (lemma[0].isupper() and form[0].isupper()):
            if nouns.get(key) != key:  # a form that is its own lemma stays so
                nouns[key] = base
        elif lemma[0].isupper():
            continue
        elif form[0].isupper():
            # simplemma gives "Becher" the lemma "bechern" and "Zentrale" the lemma "zentral".
            verbal = base.endswith(rules.infinitives)
            if verbal and not key.endswith(rules.participles):
                nouns[key] = key
            elif not verbal and key.endswith("e"):
                nouns.setdefault(key, key)
                nominal.add(key)
        elif base.endswith(rules.infinitives):
            verbs[key] = None
            if key == base:
                infinitives.add(base)
        elif adjectives.get(key) != key:
            adjectives[key] = base
    nominal |= _nominalised(nouns, adjectives, rules)
    lemmas = dict.fromkeys(nouns.values()).keys()
    return Words(
        nouns,
        adjectives,
        verbs.keys(),
        frozenset(infinitives),
        _stems(infinitives),
        lemmas,
        frozenset(nominal),
        _names(nouns, lemmas, rules),
    )


def _nominalised(
    nouns: Mapping[str, str], adjectives: Mapping[str, str], rules: CompoundRules
) -> set[str]:
    """Nouns that are inflected adjectives: "Versehrte", an adjective as a whole, a noun as head."""
    found = set()
    for form, adjective in adjectives.items():
        base = nouns.get(form, adjective)
        ending = base.removeprefix(adjective)
        if adjective != form and ending != base and ending in rules.adjective_endings:
            found.add(form)
    return found


def _stems(infinitives: Iterable[str]) -> dict[str, str]:
    """Verb stem -> infinitive."""
    stems: dict[str, str] = {}
    for verb in sorted(infinitives):
        stem = verb[:-2] if verb.endswith("en") else verb[:-1]
        if len(stem) >= 2:
            stems.setdefault(stem, verb)
    return stems


def _names(nouns: Mapping[str, str], lemmas: KeysView[str], rules: CompoundRules) -> frozenset[str]:
    """Nouns like "Salzburg": the head of a place name, no plural; and who lives there."""
    names = {lemma for lemma in lemmas if lemma.endswith(rules.place_heads)}
    names -= {
        base
        for form, base in nouns.items()
        if base in names and form not in (base, base + "s", base + "es")
    }
    names |= {name + end for name in names for end in rules.place_derivations}
    return frozenset(names & lemmas)


def _explained(text: str, words: Words, rules: CompoundRules) -> bool:
    """Whether text may be a modifier by its form: a noun with a linking element, a verb stem..."""
    if text in rules.never_first:
        return False
    return (
        text in words.nouns
        or text in words.stems
        or text in words.adjectives
        or (text[-1] == "s" and text[:-1] in words.lemmas)
        or any(text + ending in words.lemmas for ending in rules.elisions)
        or (text[-1] == "e" and text[:-1] in words.stems)
        or (text[-1] == "n" and text[:-1] in words.lemmas)
    )


def _places(words: Iterable[str], heads: Set[str]) -> dict[str, list[int]]:
    """Where each word that ends with one of heads can be cut before that; heads are words too.

    Sorted from their ends, words follow the heads that they end with: so a single sweep finds
    them, without looking up every end of every word (ten times as many).
    """
    found: dict[str, list[int]] = {}
    ends: list[str] = []
    for back in sorted([word[::-1] for word in words]):
        while ends and not back.startswith(ends[-1]):
            ends.pop()
        word = back[::-1]
        if ends:
            size = len(word)
            found[word] = [size - len(end) for end in reversed(ends)]
        if word in heads:
            ends.append(back)
    return found


def count(words: Words, rules: CompoundRules) -> Counts:
    """Count productivity over the noun lemmas; each lemma votes for its most plausible cut only.

    One vote per lemma, since "Staubecken" must not make both Stau- and Staub- look productive.
    A cut is as plausible as both shares together: of the words that begin (end) like this, how
    many are cut here. A cut after a prefix wins over poor ones, so that these do not count.
    """
    heads = frozenset(
        lemma
        for lemma in words.lemmas
        if (len(lemma) > 2 or lemma in rules.short_last) and lemma not in rules.never_last
    )
    places = _places(words.lemmas, heads)
    ends = Counter(word[i:] for word, found in places.items() for i in found)
    # Every way to cut the lemmas in two, counted as if each were right.
    cuts = [
        (word[:i], word[i:])
        for word, found in places.items()
        for i in found
        if 1 < i < len(word) - 1
    ]
    all_first = Counter(left for left, _ in cuts)
    explained = {
        left
        for left in all_first
        if (len(left) > 2 or left in rules.short_first) and _explained(left, words, rules)
    }
    all_last = Counter(right for left, right in cuts if left in explained)
    begins = _beginning(words.lemmas, all_first)
    shares_first = {left: (n - 0.7) / (begins[left] + 3) for left, n in all_first.items()}
    shares_last = {right: (all_last[right] - 0.7) / (n + 3) for right, n in ends.items()}

    first: dict[str, int] = {}
    last: dict[str, int] = {}
    compounds: set[str] = set()
    for lemma, found in places.items():
        best, place = -1.0, 0
        for i in found:
            if not 1 < i < len(lemma) - 1:
                continue
            left = lemma[:i]
            if left in rules.never_first:
                value = 0.5
            else:
                value = shares_first[left] * shares_last[lemma[i:]]
                if left not in explained:
                    value = 0.3 * value
            if value > best:
                best, place = value, i
        if best > 0.002:
            left, right = lemma[:place], lemma[place:]
            first[left] = first.get(left, 0) + 1
            if left in explained:
                compounds.add(lemma)
                last[right] = last.get(right, 0) + 1
    last_adjective, ends_adjective = _count_adjectives(words, rules)
    return Counts(first, begins, last, ends, last_adjective, ends_adjective, frozenset(compounds))


def _count_adjectives(words: Words, rules: CompoundRules) -> tuple[dict[str, int], dict[str, int]]:
    adjectives = frozenset(words.adjectives.values())
    places = _places(adjectives, adjectives - rules.never_last_adjective)
    ends = Counter(word[i:] for word, found in places.items() for i in found)
    last = Counter(
        lemma[i:]
        for lemma, found in places.items()
        for i in found
        if 3 <= i < len(lemma) - 3 and _explained(lemma[:i], words, rules)
    )
    return last, ends


def _beginning(words: Iterable[str], texts: Iterable[str]) -> dict[str, int]:
    """How many words begin with each text and are longer."""
    ordered = sorted(words)
    counts = {}
    for text in sorted(texts):  # in order, since neighbours are found in the processor's cache
        low = bisect_left(ordered, text)
        high = bisect_left(ordered, text + _LAST, low)
        counts[text] = high - low - (low < high and ordered[low] == text)
    return counts


def length(text: str) -> str:
    """Length class of a part: 2, 3, 4, 5, 6 (6-7), 8 (8 and more) letters."""
    return f"length {len(text) if len(text) < 6 else 6 if len(text) < 8 else 8}"


def features(role: str, kind: str, size: str, count: int, similar: int) -> Features:
    """Class, length, and productivity: log2 of the words with this part, log2 of their share.

    The share is among the words that look like it. Everything else is 1.
    """
    ratio = math.log2((count + 0.3) / (max(similar, count) + 1))
    return [
        (kind, 1.0),
        (f"{role.partition(' ')[0]} {size}", 1.0),
        (role + " count", math.log2(1 + count)),
        (role + " share", ratio),
    ]
