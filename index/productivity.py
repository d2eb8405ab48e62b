"""How productive are the words of a dictionary? Reading and counting, before scores are made."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .compound_rules import CompoundRules
from .compounds import normal

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Words:
    """A dictionary sorted by part of speech: form -> lemma, lower case, ß as ss."""

    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    verbs: frozenset[str]
    infinitives: frozenset[str]
    stems: Mapping[str, str]
    lemmas: frozenset[str]
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


def read_words(entries: Iterable[tuple[str, str]], rules: CompoundRules) -> Words:
    """Sort (form, lemma) pairs by part of speech.

    German writes nouns with a capital, which tells the parts of speech apart; where a language
    does not (`rules.nouns_capitalised`), every lemma counts as a noun.
    """
    nouns: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    nominal: set[str] = set()
    verbs: set[str] = set()
    infinitives: set[str] = set()

    def add(to: dict[str, str], key: str, base: str) -> None:
        if to.get(key) != key:  # a form that is its own lemma stays so
            to[key] = base

    for form, lemma in entries:
        if not (form.isalpha() and lemma.isalpha()):
            continue
        key, base = normal(form), normal(lemma)
        verbal = bool(rules.infinitives) and base.endswith(rules.infinitives)
        if not rules.nouns_capitalised or (lemma[0].isupper() and form[0].isupper()):
            add(nouns, key, base)
        elif lemma[0].isupper():
            continue
        elif form[0].isupper():
            # simplemma gives "Becher" the lemma "bechern" and "Zentrale" the lemma "zentral".
            if verbal and not key.endswith(rules.participles):
                nouns[key] = key
            elif not verbal and key.endswith("e"):
                nouns.setdefault(key, key)
                nominal.add(key)
        elif not verbal:
            add(adjectives, key, base)
        else:
            verbs.add(key)
            if key == base:
                infinitives.add(base)
    nominal |= _nominalised(nouns, adjectives, rules)
    lemmas = frozenset(nouns.values())
    return Words(
        nouns,
        adjectives,
        frozenset(verbs),
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
    for form, base in nouns.items():
        adjective = adjectives.get(form, form)
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


def _names(
    nouns: Mapping[str, str], lemmas: frozenset[str], rules: CompoundRules
) -> frozenset[str]:
    """Nouns like "Salzburg": the head of a place name, no plural; and who lives there."""
    plural: dict[str, bool] = {}
    for form, base in nouns.items():
        if base.endswith(rules.place_heads):
            plural[base] = plural.get(base, False) or form not in (base, base + "s", base + "es")
    names = {base for base, has in plural.items() if not has}
    return lemmas & (names | {name + end for name in names for end in rules.place_derivations})


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


@dataclass(slots=True)
class _Cuts:
    """Every way to cut the noun lemmas in two words, counted as if each were right."""

    places: dict[str, list[int]]
    first: dict[str, int]
    last: dict[str, int]
    explained: dict[str, bool]


def _all_cuts(
    ordered: list[str], heads: frozenset[str], words: Words, rules: CompoundRules
) -> _Cuts:
    cuts = _Cuts({}, {}, {}, {})
    for lemma in ordered:
        for i in range(2, len(lemma) - 1):
            right = lemma[i:]
            if right not in heads:
                continue
            left = lemma[:i]
            cuts.first[left] = cuts.first.get(left, 0) + 1
            good = cuts.explained.get(left)
            if good is None:
                good = (i > 2 or left in rules.short_first) and _explained(left, words, rules)
                cuts.explained[left] = good
            if good:
                cuts.last[right] = cuts.last.get(right, 0) + 1
            cuts.places.setdefault(lemma, []).append(i)
    return cuts


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
    ordered = sorted(words.lemmas)
    cuts = _all_cuts(ordered, heads, words, rules)
    begins = {text: _begin(ordered, text) for text in cuts.first}
    backwards = sorted(lemma[::-1] for lemma in words.lemmas)
    ends = {text: _begin(backwards, text[::-1]) for text in heads}

    def plausible(left: str, right: str) -> float:
        if left in rules.never_first:
            return 0.5
        share = (cuts.first[left] - 0.7) / (begins[left] + 3)
        share *= (cuts.last.get(right, 0) - 0.7) / (ends[right] + 3)
        return share if cuts.explained[left] else 0.3 * share

    first: dict[str, int] = {}
    last: dict[str, int] = {}
    compounds: set[str] = set()
    for lemma, places in cuts.places.items():
        value, place = max((plausible(lemma[:i], lemma[i:]), -i) for i in places)
        if value > 0.002:
            left, right = lemma[:-place], lemma[-place:]
            first[left] = first.get(left, 0) + 1
            if cuts.explained[left]:
                compounds.add(lemma)
                last[right] = last.get(right, 0) + 1
    last_adjective, ends_adjective = _count_adjectives(words, rules)
    return Counts(first, begins, last, ends, last_adjective, ends_adjective, frozenset(compounds))


def _count_adjectives(words: Words, rules: CompoundRules) -> tuple[dict[str, int], dict[str, int]]:
    adjectives = frozenset(words.adjectives.values())
    last: dict[str, int] = {}
    for lemma in sorted(adjectives):
        for i in range(3, len(lemma) - 3):
            right = lemma[i:]
            if right not in adjectives or right in rules.never_last_adjective:
                continue
            if _explained(lemma[:i], words, rules):
                last[right] = last.get(right, 0) + 1
    backwards = sorted(lemma[::-1] for lemma in adjectives)
    return last, {text: _begin(backwards, text[::-1]) for text in last}


def _begin(ordered: list[str], prefix: str) -> int:
    """How many words of a sorted list begin with prefix and are longer."""
    low = bisect_left(ordered, prefix)
    high = bisect_left(ordered, prefix + _LAST, low)
    return high - low - (1 if low < high and ordered[low] == prefix else 0)
