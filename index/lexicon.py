"""Compile one language's dictionary into the file that `compounds.split` reads.

Every score the splitter needs is worked out here, once, from simplemma's list of forms and lemmas:
which strings stand first or last in how many dictionary words (their *productivity*), and what
part of all words that begin or end like that these are. The result is one memory-mapped file.
"""

import json
import math
import struct
from array import array
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
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
from .productivity import Counts, Words, count, read_words

Features = list[tuple[str, float]]


class Scorer:
    """Features and scores of strings as modifier, head and whole word (weights: the rules')."""

    def __init__(self, words: Words, counts: Counts, rules: CompoundRules) -> None:
        self.words = words
        self.counts = counts
        self.rules = rules

    def score(self, features: Features) -> float:
        """The weighted sum of features."""
        weights = self.rules.weights
        return sum(weights.get(name, 0.0) * value for name, value in features)

    def modifier_class(self, text: str) -> tuple[str, str] | None:
        """(class, base form) of text as a first part, or None if it cannot be one."""
        rules, words, counts = self.rules, self.words, self.counts
        first = counts.first.get(text, 0)
        short = len(text) < 3 and text not in rules.short_first
        if short or text in rules.never_first:
            return None
        # "Sch", "Beg" and "Verb" are words, but what begins so is hardly ever composed of them.
        if len(text) <= rules.share_letters and first < rules.share * counts.begins.get(text, 0):
            return None
        lemma = text if text in words.lemmas else words.nouns.get(text)
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

    def modifier(self, text: str) -> tuple[Features, str] | None:
        """Features and base form of text as a first part, or None if it cannot be one."""
        found = self.modifier_class(text)
        if found is None:
            return None
        first = self.counts.first.get(text, 0)
        begins = self.counts.begins.get(text, 0)
        features = [("first " + found[0], 1.0), (f"first {_length(text)}", 1.0)]
        return features + _productivity("first", first, begins), found[1]

    def head(self, text: str) -> tuple[Features, str] | None:
        """Features and lemma of text as the last part of a noun, or None if it cannot be one."""
        lemma = self.words.nouns.get(text)
        if text in self.words.lemmas:
            lemma = text
        if lemma is None or not self._may_end(text) or not self._may_end(lemma):
            return None
        last = self.counts.last.get(lemma, 0)
        if not last and (lemma in self.counts.compounds or text in self.words.nominal):
            return None
        if len(text) < 5 and last < self.rules.short_count:
            return None
        features = [("last noun" if text == lemma else "last inflected", 1.0)]
        features.append((f"last {_length(text)}", 1.0))
        return features + _productivity("last", last, self.counts.ends.get(lemma, 0)), lemma

    def takes_s(self, lemma: str) -> bool:
        """Whether a noun takes the linking -s- by rule, though it may never be seen with it."""
        return lemma.endswith(self.rules.regular_s)

    def adjective_may_end(self, lemma: str) -> bool:
        """Whether an adjective is a productive last part: three words, a quarter of its rhymes."""
        last = self.counts.last_adjective.get(lemma, 0)
        return last >= 3 and last >= 0.25 * self.counts.ends_adjective.get(lemma, 0)

    def adjective_head(self, text: str) -> tuple[Features, str] | None:
        """Features and lemma of text as the last part of an adjective, or None."""
        lemma = self.words.adjectives.get(text)
        if lemma is None or not self.adjective_may_end(lemma):
            return None
        if len(lemma) < 4 or not self._may_end(text) or not self._may_end(lemma):
            return None
        last = self.counts.last_adjective.get(lemma, 0)
        ends = self.counts.ends_adjective.get(lemma, 0)
        features = [("last adjective", 1.0), (f"last {_length(text)}", 1.0)]
        return features + _productivity("last adjective", last, ends), lemma

    def _may_end(self, text: str) -> bool:
        if len(text) < 3 and text not in self.rules.short_last:
            return False
        return text not in self.rules.never_last

    def _participle(self, text: str) -> bool:
        return text.rstrip("esrnm").endswith("end") or text.endswith(self.rules.participles)

    def known(self, text: str) -> tuple[int, str]:
        """What the dictionary says of text as a whole word: flags (0 if unknown) and lemma."""
        words = self.words
        if text in words.verbs and (text in words.infinitives or self._participle(text)):
            return WHOLE, text  # "das Handeln", "der Laufende": verbs, though written as nouns
        if text in self.rules.never_cut:
            return WHOLE, text
        for noun, verb in self.rules.derivations:
            if text.endswith(noun) and text[: -len(noun)] + verb in words.infinitives:
                return WHOLE, text
        lemma = text if text in words.lemmas else words.nouns.get(text)
        adjective = words.adjectives.get(text)
        if lemma and not (adjective and text in words.nominal):
            flags = NOUN | (ADJECTIVE if adjective else 0)
            flags |= INFLECTED if lemma != text else 0
            return flags | (PLACE if lemma in words.names else 0), lemma
        if adjective:
            return ADJECTIVE | (INFLECTED if adjective != text else 0), adjective
        return (WHOLE if text in words.verbs else 0), text


def _length(text: str) -> str:
    """Length class of a part: 2, 3, 4, 5, 6 (6-7), 8 (8 and more) letters."""
    return f"length {len(text) if len(text) < 6 else 6 if len(text) < 8 else 8}"


def _productivity(role: str, count: int, similar: int) -> Features:
    """log2 of the words with this part, and log2 of their share among words that look like it."""
    ratio = math.log2((count + 0.3) / (max(similar, count) + 1))
    return [(role + " count", math.log2(1 + count)), (role + " share", ratio)]


def _operation(text: str, base: str) -> tuple[int, str]:
    """How base is made from text: letters to drop at the end, letters to add."""
    if text.startswith(base):
        return len(text) - len(base), ""
    same = 0
    for a, b in zip(text, base, strict=False):
        if a != b:
            break
        same += 1
    return len(text) - same, base[same:]


def load_scorer(language: str) -> Scorer:
    """Read simplemma's dictionary of a language (1-2 s for German) and count productivity."""
    # Imported here since a query never needs it and must not pay for it.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    if language not in RULES:
        raise ValueError(f"no compound rules for language {language!r}; there are: {list(RULES)}")
    rules = RULES[language]
    dictionary = DefaultDictionaryFactory().get_dictionary(rules.dictionary or language)
    words = read_words(dictionary.items(), rules)
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
    """Write the compound lexicon of a language to path (about 30 s and 0.4 GB for German).

    Equal inputs give equal bytes. Raises ValueError if the language has no rules.
    """
    import marisa_trie

    scorer = load_scorer(language)
    words, weights = scorer.words, scorer.rules.weights
    operations: dict[tuple[int, str], int] = {(0, ""): 0}

    def operation(text: str, base: str) -> int:
        return operations.setdefault(_operation(text, base), len(operations))

    known = words.lemmas.union(words.nouns, words.adjectives, words.verbs)
    word_trie = marisa_trie.Trie(sorted(known))
    flags = bytearray(len(known))
    lemma = array("H", bytes(2 * len(known)))
    for i in range(len(known)):
        key = word_trie.restore_key(i)
        flags[i], base = scorer.known(key)
        lemma[i] = operation(key, base)

    rows: dict[str, tuple[int, int, int, int]] = {}
    candidates = words.lemmas.union(
        words.nouns,
        words.stems,
        scorer.counts.first,
        (
            key
            for key, base in words.adjectives.items()
            if key == base or scorer.adjective_may_end(base)
        ),
        (lemma + "s" for lemma in words.lemmas if scorer.takes_s(lemma)),
    )
    for key in sorted(candidates):
        first, last, adjective = scorer.modifier(key), scorer.head(key), scorer.adjective_head(key)
        if first or last or adjective:
            rows[key] = (
                round(SCALE * scorer.score(first[0])) if first else NEVER,
                round(SCALE * scorer.score(last[0])) if last else NEVER,
                round(SCALE * scorer.score(adjective[0])) if adjective else NEVER,
                operation(key, first[1]) if first else 0,
            )
    part_trie = marisa_trie.Trie(sorted(rows))
    columns = [array("h", bytes(2 * len(rows))) for _ in range(4)]
    for i in range(len(rows)):
        for column, value in zip(columns, rows[part_trie.restore_key(i)], strict=True):
            column[i] = value
    if len(operations) > 0x7FFF:
        raise ValueError(f"{language}: {len(operations)} ways to make a lemma exceed 15 bits")
    sections: dict[str, bytes] = {
        "words": word_trie.tobytes(),
        "flags": bytes(flags),
        "lemma": lemma.tobytes(),
        "parts": part_trie.tobytes(),
        "first": columns[0].tobytes(),
        "last": columns[1].tobytes(),
        "last_adjective": columns[2].tobytes(),
        "base": columns[3].tobytes(),
        "operations": "\n".join(f"{drop} {add}" for drop, add in operations).encode(),
    }
    header: dict[str, object] = {
        "language": language,
        "fingerprint": fingerprint(language),
        "whole": [round(SCALE * weights.get(f"whole {kind}", 0.0)) for kind in WHOLES],
    }
    _write(path, header, sections)


def _write(path: Path, header: dict[str, object], sections: Mapping[str, bytes]) -> None:
    """Magic, header length, JSON header, then the sections, each starting at a multiple of 8."""
    position = 0
    places: dict[str, tuple[int, int]] = {}
    for name, data in sections.items():
        places[name] = (position, len(data))
        position += -(-len(data) // 8) * 8
    text = json.dumps({**header, "sections": places}, sort_keys=True).encode()
    start = len(MAGIC) + 4
    text += b" " * (-(start + len(text)) % 8)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as out:
        out.write(MAGIC + struct.pack("<I", len(text)) + text)
        for data in sections.values():
            out.write(data + b"\0" * (-len(data) % 8))
    partial.replace(path)
