"""Whatever makes a word match, its letters are found: a text is sieved before it is analysed."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.index import lexicons, words
from newsearch.index.analysis import Analyser
from newsearch.index.clues import others
from newsearch.index.languages import LANGUAGES, language
from newsearch.index.letters import beginning, inside, letters, somewhere, sought, within
from newsearch.index.sieve import EverySieve, Sieve
from newsearch.index.sieve import sieve as made

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
# Letters of every script that a word of news may have in it, and all that may stand inside a word.
SIGNS = "aAeEoOuUsStTnz19 äÄöüßéñçåøæþÞð’'-‐.,/*:_\u00ad\u0308\u200c“?!łşжи中한हि½²"
texts = st.text(st.sampled_from(SIGNS), max_size=40)

CASES = [
    ("Häuser", b"hauser"),
    ("HAEUSER", b"haeuser"),
    ("Satelliten-Bau", b"satelliten-bau"),
    ("geht’s 1.000\u00a0€?", b"geht-s 1-000 .."),
    ("Łódź Þór ½", b"?od? ?or ?"),
]


@cache
def analyser(code: str) -> Analyser:
    return Analyser(LANGUAGES[code], lexicons.open_compiled(code))


def found(sieve: Sieve, text: str) -> set[tuple[int, int]]:
    return {span for each in sieve.stretches(text) for span in words.spans(text, *each)}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_letters(text: str, expected: bytes) -> None:
    assert letters(text) == expected


@given(st.text())
def test_a_text_has_as_many_letters_as_characters(text: str) -> None:
    assert len(letters(text)) == len(text)


@given(texts)
def test_every_word_is_found_by_its_form_and_every_form_by_its_pieces(text: str) -> None:
    for start, end in words.spans(text):
        exact = words.fold(text[start:end])
        if not exact:
            continue
        assert (start, end) in found(made([beginning(exact, changed=False)], []), text)
        for first in range(len(exact)):
            piece = somewhere(exact[first : first + 3])
            if piece is not None:
                assert (start, end) in found(made([], [piece]), text)


@given(texts)
def test_stretches_are_whole_and_in_order(text: str) -> None:
    sieve = made([b"s"], [b"au"])
    whole = list(words.spans(text))
    at = 0
    for start, end in sieve.stretches(text):
        assert at <= start < end <= len(text)
        assert not text[start - 1 : start].strip() and not text[end : end + 1].strip()
        assert [w for w in whole if start <= w[0] < end] == list(words.spans(text, start, end))
        at = end


def vocabulary(articles: Iterator[object]) -> dict[str, set[str]]:
    """The words of articles by language code, where there is a row."""
    known: dict[str, set[str]] = defaultdict(set)
    for each in articles:
        row = language(each.language) if isinstance(each, Article) else None
        if isinstance(each, Article) and row and row.code in LANGUAGES:
            known[row.code].update(words.surfaces(f"{each.headline}\n{each.body}"))
    return known


def missed(code: str, surfaces: set[str]) -> list[tuple[str, str]]:
    """Words that are not found by their own stem or by the stem of one of their parts."""
    analysed = analyser(code)
    out = []

    @cache
    def sieve(stem: str, part: bool) -> Sieve:
        clues, letters = analysed.clues(stem), inside(stem.rpartition(":")[2])
        if clues is None:
            return EverySieve()
        if analysed.language.clipping:
            return made(clues[1:], [letters, *(clues[1:] if part else ())])
        return made(clues, [letters, *clues[1:]] if part else [])

    def may_have(part: str, surface: str) -> bool:
        clues = analysed.clues(part)
        insides = [b""] if clues is None else [inside(part.rpartition(":")[2]), *clues[1:]]
        return any(each in within(surface) for each in sought(insides))

    for surface in surfaces:
        for token in analysed.tokens(surface):
            if token.stem and not found(sieve(token.stem, False), surface):
                out.append((surface, token.stem))
            for part in (*token.parts, *token.inner):
                if not (found(sieve(part, True), surface) and may_have(part, surface)):
                    out.append((surface, part))
    return out


def test_every_word_of_the_samples_is_found_by_its_stem_and_parts() -> None:
    known = vocabulary(read([SAMPLES]))
    assert len(known) >= 15
    assert [(code, each) for code in known for each in missed(code, known[code])] == []


def test_every_word_of_real_news_is_found_by_its_stem_and_parts(shared: Path) -> None:
    articles = read([shared / "data" / "news-multilingual.jsonl.xz"])
    known = vocabulary(islice(articles, 0, None, 40))
    assert len(known) >= 10
    assert [(code, each) for code in known for each in missed(code, known[code])] == []


FORMS = [
    ("gab", "geben"), ("war", "sein"), ("besser", "gut"), ("Viren", "Virus"), ("ging", "gehen"),
    ("Gerichtssäle", "Saal"), ("Gaswerke", "Werk"), ("Erdöls", "Öl"), ("Satellitenbaus", "Bau"),
    ("Coronaerlebnis", "Erlebnis"), ("Corona-Experten", "Experte"), ("Museumsinsel", "Museum"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "asked"), FORMS)
def test_irregular_forms_and_parts_are_found(form: str, asked: str) -> None:
    stem = analyser("de").stem(asked)
    assert stem in {analyser("de").stem(form), *analyser("de").parts(form)}
    clues = analyser("de").clues(stem)
    assert clues
    assert found(made(clues, [inside(stem[3:]), *clues[1:]]), form)


def test_every_clue_is_kept() -> None:
    """The compiled file against the mapping that it is made from."""
    bare = Analyser(LANGUAGES["da"], lexicons.open_compiled("da", without="clues"))
    expected = others(bare)
    assert len(expected) > 100
    for stem, beginnings in expected.items():
        own, *others_ = analyser("da").clues(stem) or [b""]
        assert own == beginning(stem.partition(":")[2], changed=True)
        assert set(others_) == beginnings


def test_without_clues_any_word_may_have_any_stem() -> None:
    bare = Analyser(LANGUAGES["de"], lexicons.open_compiled("de", without="clues"))
    assert bare.clues("de:geb") is None
    assert analyser("ar").clues("ar:كتب") is None
    assert analyser("en").clues("de:geb") == []
