"""The memory in C and the one in Python say the same, whatever they forget meanwhile."""

import importlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.index import words
from newsearch.index.term_memory import PlainTermMemory, TermMemory, Terms, term_memory

_COMPILED = "newsearch.index._term_memory"


def _compiled(most_bytes: int) -> TermMemory:
    try:
        made: TermMemory = importlib.import_module(_COMPILED).TermMemory(most_bytes, 7)
    except ImportError:
        pytest.skip("there was no C compiler when newsearch was installed")
    return made


MEMORIES = pytest.mark.parametrize("made", [PlainTermMemory, _compiled])

# Every character at which `str.split` splits, and some that look alike or share bytes with them.
_SPACES = "".join(chr(code) for code in range(0x10000) if chr(code).isspace())
_TEXTS = st.text(
    st.one_of(
        st.sampled_from("abÄß模" + _SPACES),
        st.sampled_from("\u00a1\u0084\u1681\u200b\u2010\u2027\u202e\u2060\u205e\u3001\u2fff😀"),
        st.sampled_from(
            "-.,_@`{~\x7f«»\u00aa\u00bf×÷\u00bf\u0100\u024f\u0250\u200f\u2010\u2027\u2028"
        ),
        st.characters(exclude_categories=("Cs",)),
    )
)

_LETTERS = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_AROUND = r"[!-/:-@\[-^`{-~«»\u2010-\u2027]*"
_WORD = re.compile(f"{_AROUND}([{_LETTERS}]+(?:-[{_LETTERS}]+)*){_AROUND}")


def _bare(chunk: str) -> str:
    """The word of a chunk without the punctuation around it, where that is plain to see."""
    found = _WORD.fullmatch(chunk)
    return found[1] if found else chunk


def _terms(chunk: str) -> Terms:
    """Terms of every size, from none to more than is kept."""
    chunk = _bare(chunk)
    size = len(chunk)
    return f"{chunk} ", f"de:{chunk} " * (size % 3), f"{chunk[:4]} " * (size % 7 * size)


def _obvious(text: str, terms: Callable[[str], Terms] = _terms) -> Terms:
    layers = zip(*map(terms, text.split()), strict=True)
    exact, stem, part = ("".join(layer)[:-1] for layer in layers) if text.split() else ("", "", "")
    return exact, stem, part


@MEMORIES
@given(
    texts=st.lists(st.tuples(_TEXTS, st.sampled_from([0, 1, 4_294_967_295]))),
    most=st.sampled_from([0, 100, 600, 5_000, 100_000_000]),
)
def test_layers_are_the_chunks_terms(
    made: Callable[[int], TermMemory], texts: list[tuple[str, int]], most: int
) -> None:
    memory = made(most)
    for text, language in texts * 2:
        assert memory.layers(text, language, _terms) == _obvious(text)


@pytest.mark.parametrize(
    ("chunk", "word"),
    [
        ("Haus,", "Haus"),
        ("„Satelliten-Bau“", "Satelliten-Bau"),
        ("(»Größe«).", "Größe"),
        ("2024!?", "2024"),
        ("–Ende–", "Ende"),
        ("z.B.", "z.B."),
        ("Bürger*innen,", "Bürger*innen,"),
        ("Bürger_innen,", "Bürger_innen,"),
        ("A--B", "A--B"),
        ("geht’s.", "geht’s."),
        ("...", "..."),
        ("模型。", "模型。"),
        ("a\u0308.", "a\u0308."),
        ("3×4", "3×4"),
    ],
)
def test_a_word_is_asked_for_without_punctuation(chunk: str, word: str) -> None:
    asked: list[str] = []

    def terms(chunk: str) -> Terms:
        asked.append(chunk)
        return f"{chunk} ", "", ""

    _compiled(10_000).layers(chunk, 0, terms)
    assert asked == [word] == [_bare(chunk)]


@given(chunk=_TEXTS.filter(lambda text: len(text.split()) == 1))
def test_punctuation_around_a_word_gives_no_other_words(chunk: str) -> None:
    assert words.surfaces(_bare(chunk)) == words.surfaces(chunk)


@MEMORIES
def test_languages_do_not_mix(made: Callable[[int], TermMemory]) -> None:
    memory = made(100_000)

    def other(chunk: str) -> Terms:
        return f"{chunk}! ", "", ""

    assert memory.layers("ein Wort", 0, _terms) == _obvious("ein Wort")
    assert memory.layers("ein Wort", 1, other)[0] == "ein! Wort!"
    assert memory.layers("ein Wort", 0, other) == _obvious("ein Wort")


@MEMORIES
def test_what_is_asked_for_again_is_worked_out_once(made: Callable[[int], TermMemory]) -> None:
    asked: list[str] = []

    def terms(chunk: str) -> Terms:
        asked.append(chunk)
        return f"{chunk} ", "", ""

    memory = made(200_000)
    for number in range(20_000):
        memory.layers(f"immer neu{number}", 0, terms)
    assert asked.count("immer") == 1
    assert len(asked) == 20_001


@MEMORIES
def test_memory_stays_within_its_bound(made: Callable[[int], TermMemory]) -> None:
    most = 100_000
    memory = made(most)
    held = []
    for number in range(50_000):
        memory.layers(f"wort{number:05}", number % 7, lambda chunk: (f"{chunk} ", "", ""))
        held.append(memory.held())
    # An entry takes 32 bytes and, two thirds of them filled, at least 12 of slots.
    assert max(held) <= most // (32 + 12)
    assert min(held[10_000:]) >= max(held) // 2 - 1


@MEMORIES
def test_working_out_may_ask_for_other_texts(made: Callable[[int], TermMemory]) -> None:
    """As a word with punctuation asks for the word; here so often that all is forgotten."""
    memory = made(2_000)

    def without(chunk: str) -> Terms:
        if len(chunk) == 1:
            return f"{chunk} ", "", ""
        text = " ".join(chunk[start:] for start in range(1, len(chunk)))
        return f"{memory.layers(text, 0, without)[0]} ", "", ""

    def obvious(chunk: str) -> Terms:
        if len(chunk) == 1:
            return f"{chunk} ", "", ""
        text = " ".join(chunk[start:] for start in range(1, len(chunk)))
        return f"{_obvious(text, obvious)[0]} ", "", ""

    for text in ("abcd", "bcde abcd", "Qwertzu", "abcd"):
        assert memory.layers(text, 0, without) == _obvious(text, obvious)


@MEMORIES
def test_an_error_in_working_out_is_passed_on(made: Callable[[int], TermMemory]) -> None:
    memory = made(10_000)

    def failing(chunk: str) -> Terms:
        raise ZeroDivisionError(chunk)

    with pytest.raises(ZeroDivisionError, match="zwei"):
        memory.layers("zwei", 0, failing)
    assert memory.layers("zwei", 0, _terms) == _obvious("zwei")


def test_the_compiled_one_looks_at_what_it_is_given() -> None:
    memory = _compiled(10_000)
    wrong: list[object] = [None, "ab ", ("a ",), ("a ", "b ", 3)]
    for given_back in wrong:
        with pytest.raises(TypeError):
            memory.layers("eins", 0, lambda _, back=given_back: back)
    with pytest.raises(UnicodeEncodeError):
        memory.layers("halb \ud800", 0, _terms)
    with pytest.raises(ValueError, match="most_bytes"):
        _compiled(-1)
    with pytest.raises(ValueError, match="most_bytes"):
        _compiled(1 << 40)


def test_the_compiled_one_is_taken_where_there_is_one() -> None:
    assert type(term_memory(100)) is type(_compiled(100))
