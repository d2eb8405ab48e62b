"""Snippets show the best passage, whole words and, where they can, whole sentences."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsearch.search import snippets
from newsearch.search.snippets import BETWEEN, LENGTH, MOST_FRAGMENTS, snippet

FILLER = "Das ist ein Satz, der nur Platz nimmt. " * 20


def at(text: str, *words: str) -> list[tuple[int, int]]:
    """Where words stand in a text."""
    pattern = "|".join(map(re.escape, words))
    return [match.span() for match in re.finditer(rf"\b(?:{pattern})\b", text)]


def shown(text: str, *words: str) -> str:
    """The snippet with its marked words in brackets."""
    found = snippet(text, at(text, *words))
    pieces, last = [], 0
    for start, end in found.highlights:
        pieces += [found.text[last:start], "[", found.text[start:end], "]"]
        last = end
    return "".join([*pieces, found.text[last:]])


def test_a_short_text_is_shown_whole() -> None:
    assert shown("Ein Haus steht in Bonn.", "Haus") == "Ein [Haus] steht in Bonn."


def test_the_sentence_around_a_word_is_shown() -> None:
    text = f"{FILLER}Der Bau des Satelliten hat begonnen. {FILLER}"
    found = shown(text, "Bau", "Satelliten")
    assert found.startswith("Der [Bau] des [Satelliten] hat begonnen. Das ist ein Satz")
    assert found.endswith(".")


def test_the_passage_with_most_different_words_wins() -> None:
    text = f"Bau, Bau, Bau. {FILLER}Der Bau der Brücke. {FILLER}"
    assert "[Bau] der [Brücke]" in shown(text, "Bau", "Brücke")


def test_without_matches_it_is_the_beginning() -> None:
    found = snippet(f"Der Anfang. {FILLER}", [])
    assert found.text.startswith("Der Anfang. Das ist")
    assert found.highlights == ()
    assert snippet("", []).text == snippet(" \n ", []).text == ""


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "wort " * 200 + "treffer " + "wort " * 200
    found = shown(text, "treffer")
    assert "[treffer]" in found
    assert found.startswith("… wort")
    assert found.endswith("wort …")
    assert set(found.split()) == {"…", "wort", "[treffer]"}


def test_white_space_is_collapsed_and_offsets_follow() -> None:
    assert shown("Ein\n\n  Haus   und\tein Haus.", "Haus") == "Ein [Haus] und ein [Haus]."


@pytest.mark.parametrize("text", ["卫星" * 300, "ดาวเทียม" * 100])
def test_scripts_without_spaces_are_cut_somewhere(text: str) -> None:
    middle = len(text) // 2
    found = snippet(text, [(middle, middle + 2)])
    (start, end) = found.highlights[0]
    assert found.text[start:end] == text[middle : middle + 2]
    assert len(found.text) < LENGTH + 60


@example(" aaaaaaaaaa", [], 10)
@given(
    st.text(alphabet="ab .!\n\täß卫…", max_size=700),
    st.lists(st.integers(0, 700), max_size=12),
    st.integers(10, 300),
)
def test_highlights_slice_marked_words(text: str, picks: list[int], length: int) -> None:
    words = [match.span() for match in re.finditer(r"\w+", text)]
    marked = sorted({words[pick % len(words)] for pick in picks}) if words else []
    found = snippet(text, marked, length)
    shown_words = [found.text[start:end] for start, end in found.highlights]
    wanted = [text[start:end] for start, end in marked]
    left = iter(wanted)
    assert all(word in left for word in shown_words)  # in order, and none twice
    assert bool(shown_words) == bool(wanted)
    assert not re.search(r"\s\s|[\n\t]", found.text)
    fragments = found.text.removeprefix("… ").removesuffix(" …").split(BETWEEN)
    assert len(fragments) <= MOST_FRAGMENTS + text.count("…")
    longest = max((end - start for start, end in marked), default=0)
    assert sum(map(len, fragments)) <= max(length * 6 // 5, 3 * longest) + 3 * MOST_FRAGMENTS
    assert all(fragment.strip() in re.sub(r"\s+", " ", text) for fragment in fragments)


def test_words_far_apart_are_shown_in_fragments() -> None:
    text = f"{FILLER}Der Bau. {FILLER}Die Brücken. {FILLER}Der Streik. {FILLER}Ein Zug. {FILLER}"
    found = shown(text, "Bau", "Brücken", "Streik", "Zug")
    assert found.count(BETWEEN) == 2
    assert [word in found for word in ("[Bau]", "[Brücken]", "[Streik]", "[Zug]")].count(True) == 3
    two = shown(text, "Streik", "Bau")
    assert two.index("[Bau]") < two.index(BETWEEN) < two.index("[Streik]")


def test_forms_of_one_word_need_one_fragment() -> None:
    text = f"{FILLER}Die Satelliten. {FILLER}Ein Satellit. {FILLER}"
    assert BETWEEN not in shown(text, "Satellit", "Satelliten")


def test_what_stands_near_is_one_fragment() -> None:
    text = f"{FILLER}Der Bau der Brücke. {FILLER}"
    assert BETWEEN not in shown(text, "Bau", "Brücke")


def test_wide_characters_count_twice() -> None:
    found = snippet("卫星。" * 300, [(0, 2)])
    assert len(found.text) <= LENGTH // 2 + 3


# How a sentence ends, read from left to right; every place of a text is tried.
SLOW_END = re.compile(
    r"""(?:(?<!\b\w)(?<!\b\d\d)\.|[.!?…。！？؟۔।]{2,}|[!?…。！？؟۔।])["'“”»«’)\]]*(?:\s+|$)"""
    r"""|\n+|(?<=[。！？])"""
)
signs = st.text(alphabet="ab1 \n.!?…。！?»\"')卫", max_size=60)


@given(signs, st.integers(0, 60))
def test_sentences_end_where_a_slow_look_finds_it(text: str, start: int) -> None:
    start = min(start, len(text))

    def ends(pattern: re.Pattern[str]) -> set[int]:
        return {match.end() for match in pattern.finditer(text, start)}

    # What ends before the stretch looked at is no end in it.
    assert ends(snippets._SENTENCE_END) - {start} == ends(SLOW_END) - {start}


@given(st.lists(st.sampled_from(["Bau", "bau", "Haus", "oder", "und"]), max_size=60))
def test_no_passage_of_one_piece_would_show_more_different_words(words: list[str]) -> None:
    text = " ".join(words)
    marked = at(text, "Bau", "bau", "Haus")
    found = snippet(text, marked, 50)
    if BETWEEN in found.text or not marked:
        return

    def different(spans: list[tuple[int, int]]) -> int:
        return len({text[start:end].casefold() for start, end in spans})

    shown = {found.text[start:end].casefold() for start, end in found.highlights}
    best = max(
        different([span for span in marked if a <= span[0] and span[1] <= a + 50])
        for a, _ in marked
    )
    assert len(shown) >= best
