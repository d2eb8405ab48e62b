"""Compile one language's dictionary into the file that `compounds.split` reads.

Every score the splitter needs is worked out here, once, from simplemma's list of forms and lemmas:
which strings stand first or last in how many dictionary words (their *productivity*), and what
part of all words that begin or end like that these are. The result is one memory-mapped file.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from .compound_rules import RULES, CompoundRules
from .compounds import (
    ADJECTIVE,
    INFLECTED,
    MAGIC,
    NEVER,
    NOUN,
    PLACE,
    SCALE,
    VERSION,
    WHOLE,
    WHOLES,
)
from .productivity import Counts, Words, count, features, length, read_words
from .sections import edit, edit_sections, write


class Scorer:
    """Classes and scores of strings as modifier, head and whole word (weights: the rules')."""

    def __init__(self, words: Words, counts: Counts, rules: CompoundRules) -> None:
        self.words = words
        self.counts = counts
        self.rules = rules
        # Few counts and lengths are distinct, so nearly all scores are asked for again.
        self.score = cache(self._score)
        # A form that is a lemma too ("Leiter", of "Leite") is taken as the lemma.
        self.lemma_of = dict(words.nouns)
        self.lemma_of.update((lemma, lemma) for lemma in words.lemmas)

    def _score(self, role: str, kind: str, size: str, count: int, similar: int) -> int:
        """The stored score of a part: the weighted sum of its features."""
        weights, scored = self.rules.weights, features(role, kind, size, count, similar)
        return round(SCALE * sum(weights.get(name, 0.0) * value for name, value in scored))

    def modifier_class(self, text: str) -> tuple[str, str] | None:
        """(class, base form) of text as a first part, or None if it cannot be one."""
        rules, counts = self.rules, self.counts
        first = counts.first.get(text, 0)
        short = len(text) < 3 and text not in rules.short_first
        if short or text in rules.never_first:
            return None
        # "Sch", "Beg" and "Verb" are words, but what begins so is hardly ever composed of them.
        if len(text) <= rules.share_letters and first < rules.share * counts.begins.get(text, 0):
            return None
        lemma = self.lemma_of.get(text)
        if not first and lemma in counts.compounds:
            return None  # its parts will do
        return self._noun_class(text, lemma, first) or self._other_class(text, lemma, first)

    def _noun_class(self, text: str, lemma: str | None, first: int) -> tuple[str, str] | None:
        """text as a noun with or without a linking element."""
        rules, words = self.rules, self.words
        if lemma == text or text in rules.plurals:
            return "n", text
        # "Reiss-" is no "Reis" with an -s-: sibilants take none.
        may_link = text[-1] != "s" or text[-2:-1] not in ("s", "z", "x")
        if lemma and may_link and text.startswith(lemma) and text[len(lemma) :] in rules.links:
            return "n+" + text[len(lemma) :], lemma
        if lemma and first:
            return "plural", lemma
        base = text[:-1]
        if text[-1] == "s" and may_link and base in words.lemmas:
            if not self.takes_s(base):
                return ("s irregular", base) if first else None
            return ("s", base) if first or base not in self.counts.compounds else None
        return None

    def _other_class(self, text: str, lemma: str | None, first: int) -> tuple[str, str] | None:
        """text as an adjective, a verb stem, a shortened noun or a bound form."""
        rules, words = self.rules, self.words
        if words.adjectives.get(text) == text:
            return "adjective", text
        shortened = self._shortened(text) if first else None
        if shortened and shortened[0] == "-e":
            return shortened
        if text in words.adjectives:
            return ("adjective", words.adjectives[text]) if first else None
        if text in words.stems:
            return "verb", words.stems[text]
        if not first:
            return None
        if text[-1] == "e" and text[:-1] in words.stems:
            return "verb+e", words.stems[text[:-1]]
        if shortened:
            return shortened
        if text[-1] == "n" and text[:-1] in words.lemmas:
            return "n irregular", text[:-1]
        if lemma or len(text) < 3 or first < max(4, rules.bound * self.counts.begins[text]):
            return None
        return "bound", text

    def _shortened(self, text: str) -> tuple[str, str] | None:
        """A noun that lost its ending (Erd-), perhaps before a linking -s- (Hilfs-)."""
        for ending in self.rules.elisions:
            if text + ending in self.words.lemmas:
                return "-e", text + ending
        if text[-1] == "s":
            for ending in self.rules.elisions_before_s:
                if text[:-1] + ending in self.words.lemmas:
                    return "-e+s", text[:-1] + ending
        return None

    def modifier(self, text: str) -> tuple[int, str] | None:
        """Score and base form of text as a first part, or None if it cannot be one."""
        found = self.modifier_class(text)
        if found is None:
            return None
        kind, base = found
        first, begins = self.counts.first.get(text, 0), self.counts.begins.get(text, 0)
        return self.score("first", "first " + kind, length(text), first, begins), base

    def head(self, text: str) -> int:
        """Score of text as the last part of a noun, or NEVER."""
        lemma = self.lemma_of.get(text)
        if lemma is None or not self._may_end(text) or not self._may_end(lemma):
            return NEVER
        last = self.counts.last.get(lemma, 0)
        if not last and (lemma in self.counts.compounds or text in self.words.nominal):
            return NEVER
        if len(text) < 5 and last < self.rules.short_count:
            return NEVER
        kind = "last noun" if text == lemma else "last inflected"
        return self.score("last", kind, length(text), last, self.counts.ends.get(lemma, 0))

    def takes_s(self, lemma: str) -> bool:
        """Whether a noun takes the linking -s- by rule, though it may never be seen with it."""
        return lemma.endswith(self.rules.regular_s)

    def adjective_may_end(self, lemma: str) -> bool:
        """Whether an adjective is a productive last part: three words, a quarter of its rhymes."""
        last = self.counts.last_adjective.get(lemma, 0)
        return last >= 3 and last >= 0.25 * self.counts.ends_adjective.get(lemma, 0)

    def adjective_head(self, text: str) -> int:
        """Score of text as the last part of an adjective, or NEVER."""
        lemma = self.words.adjectives.get(text)
        if lemma is None or not self.adjective_may_end(lemma):
            return NEVER
        if len(lemma) < 4 or not self._may_end(text) or not self._may_end(lemma):
            return NEVER
        last = self.counts.last_adjective.get(lemma, 0)
        ends = self.counts.ends_adjective.get(lemma, 0)
        return self.score("last adjective", "last adjective", length(text), last, ends)

    def _may_end(self, text: str) -> bool:
        rules = self.rules
        return text not in rules.never_last and (len(text) > 2 or text in rules.short_last)

    def parts(self) -> list[str]:
        """What may be a part, sorted; a form of a compound that ends no other word cannot."""
        words, compounds, last = self.words, self.counts.compounds, self.counts.last
        may_end = {base for base in set(words.adjectives.values()) if self.adjective_may_end(base)}
        texts = chain(
            (key for key, base in self.lemma_of.items() if base not in compounds or base in last),
            words.stems,
            self.counts.first,
            (key for key, base in words.adjectives.items() if key == base or base in may_end),
            (key + "s" for key in words.lemmas if key not in compounds and self.takes_s(key)),
        )
        return sorted(dict.fromkeys(texts))

    def wholes(self) -> set[str]:
        """Words left whole, whatever their parts: verbs written as nouns, nouns of verbs."""
        words, rules = self.words, self.rules
        whole = {  # "das Handeln", "der Laufende"
            verb
            for verb in words.verbs
            if verb in words.infinitives
            or verb.endswith(rules.participles)
            or verb.rstrip("esrnm").endswith("end")
        }
        for noun, verb in rules.derivations:
            whole.update(
                base.removesuffix(verb) + noun for base in words.infinitives if base.endswith(verb)
            )
        return whole | rules.never_cut

    def known(self, keys: Iterable[str]) -> Iterator[tuple[int, str]]:
        """What the dictionary says of each of its words: flags and lemma."""
        nouns, adjectives, words = self.lemma_of, self.words.adjectives, self.words
        whole = self.wholes()
        for key in keys:
            lemma, adjective = nouns.get(key), adjectives.get(key)
            if key in whole:
                yield WHOLE, key
            elif lemma and not (adjective and key in words.nominal):
                flags = NOUN | (ADJECTIVE if adjective else 0)
                flags |= INFLECTED if lemma != key else 0
                yield flags | (PLACE if lemma in words.names else 0), lemma
            elif adjective:
                yield ADJECTIVE | (INFLECTED if adjective != key else 0), adjective
            else:
                yield WHOLE, key


def load_scorer(language: str) -> Scorer:
    """Read simplemma's dictionary of a language (1-2 s for German) and count productivity."""
    # Imported here since a query never needs it and must not pay for it.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    if language not in RULES:
        raise ValueError(f"no compound rules for language {language!r}; there are: {list(RULES)}")
    rules = RULES[language]
    dictionary = DefaultDictionaryFactory().get_dictionary(rules.dictionary or language)
    words = read_words(dictionary, rules)
    return Scorer(words, count(words, rules), rules)


def fingerprint(language: str) -> str:
    """What a compiled file depends on: format, simplemma's version, rules and weights (16 hex)."""
    from importlib.metadata import version

    rules = RULES[language]
    basis: list[object] = [VERSION, version("simplemma"), version("marisa-trie")]
    for field in fields(rules):
        value = getattr(rules, field.name)
        # A set's order is not its own: Python shuffles it in every process.
        basis.append(sorted(value) if isinstance(value, frozenset) else value)
    return sha256(repr(basis).encode()).hexdigest()[:16]


def compile_lexicon(language: str, path: Path) -> None:
    """Write the compound lexicon of a language to path (about 20 s and 0.4 GB for German).

    Equal inputs give equal bytes. Raises ValueError if the language has no rules.
    """
    import marisa_trie

    scorer = load_scorer(language)
    words, weights = scorer.words, scorer.rules.weights
    edits: dict[tuple[int, str], int] = {(0, ""): 0}

    def edit_number(text: str, base: str) -> int:
        return edits.setdefault(edit(text, base), len(edits))

    # Tries number their keys in an order of their own. Sorted keys are built in half the time.
    known = sorted(dict.fromkeys(chain(scorer.lemma_of, words.adjectives, words.verbs)))
    word_trie = marisa_trie.Trie(known)
    flags = bytearray(len(known))
    lemma = array("H", bytes(2 * len(known)))
    keys = [word_trie.restore_key(i) for i in range(len(known))]
    for i, (key, (flag, base)) in enumerate(zip(keys, scorer.known(keys), strict=True)):
        flags[i] = flag
        if base != key:
            lemma[i] = edit_number(key, base)

    parts: list[str] = []
    rows: list[tuple[int, int, int, int]] = []
    for key in scorer.parts():
        first, last, adjective = scorer.modifier(key), scorer.head(key), scorer.adjective_head(key)
        if first:
            parts.append(key)
            rows.append((first[0], last, adjective, edit_number(key, first[1])))
        elif last != NEVER or adjective != NEVER:
            parts.append(key)
            rows.append((NEVER, last, adjective, 0))
    part_trie = marisa_trie.Trie(parts)
    firsts, lasts, adjectives, bases = (array("h", bytes(2 * len(rows))) for _ in range(4))
    for key, row in zip(parts, rows, strict=True):
        i = part_trie[key]
        firsts[i], lasts[i], adjectives[i], bases[i] = row
    if len(edits) > 0x7FFF:
        raise ValueError(f"{language}: {len(edits)} ways to make a lemma exceed 15 bits")
    sections: dict[str, bytes] = {
        "words": word_trie.tobytes(),
        "flags": bytes(flags),
        "lemma": lemma.tobytes(),
        "parts": part_trie.tobytes(),
        "first": firsts.tobytes(),
        "last": lasts.tobytes(),
        "last_adjective": adjectives.tobytes(),
        "base": bases.tobytes(),
        **edit_sections(edits),
    }
    header: dict[str, object] = {
        "language": language,
        "fingerprint": fingerprint(language),
        "whole": [round(SCALE * weights.get(f"whole {kind}", 0.0)) for kind in WHOLES],
    }
    write(path, MAGIC, header, sections)
