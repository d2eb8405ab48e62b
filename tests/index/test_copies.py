"""Sketches tell how much of a text stands in another, as a slow and obvious count does."""

import random
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as q

from newsearch.corpus import Article
from newsearch.index import Index, store
from newsearch.index.copies import (
    FEWEST_WORDS,
    KEYS,
    SHINGLE,
    SKETCH,
    Sketch,
    contained,
    plain_shared,
    plain_smallest,
    signed,
)
from newsearch.index.copies import are_copies as are
from newsearch.index.engines import Reader, tantivy_spread

VOCABULARY = [f"{a}{b}{c}" for a in "bdfglmnprst" for b in "aeiouäöü" for c in "knrst"]


def text(seed: int, words: int) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=words)


def sketched(words: list[str]) -> Sketch:
    made = signed(" ".join(words))
    assert made is not None
    return made.sketch


def slowly_contained(one: list[str], other: list[str]) -> float:
    """With the shorter text that which has fewer runs of three words."""
    ours, theirs = (
        set(zip(*(words[n:] for n in range(SHINGLE)), strict=False)) for words in (one, other)
    )
    return len(ours & theirs) / min(len(ours), len(theirs))


@given(st.lists(st.text("aä. ", max_size=4)), st.integers(1, 4), st.integers(1, 40))
def test_the_smallest_numbers_in_c(words: list[str], run: int, most: int) -> None:
    """Those that the passes over arrays give, and as many."""
    compiled = pytest.importorskip(
        "newsearch.index._shingles", reason="there was no C compiler when newsearch was installed"
    )
    data = f" {' '.join(words)} ".encode()
    assert compiled.smallest(data, run, most) == plain_smallest(data, run, most)


def test_many_different_numbers_in_c() -> None:
    compiled = pytest.importorskip(
        "newsearch.index._shingles", reason="there was no C compiler when newsearch was installed"
    )
    # Of all runs different, of half, and of hardly any.
    for repeated in (1, 2, 40):
        data = f" {' '.join(text(5, 3_000 // repeated) * repeated)} ".encode()
        assert compiled.smallest(data, SHINGLE, SKETCH) == plain_smallest(data, SHINGLE, SKETCH)
    for wrong in ((b" ", 0, 1), (b" ", 1, 0), (b" " * ((1 << 16) + 1), 3, 1)):
        with pytest.raises(ValueError, match="run and most"):
            compiled.smallest(*wrong)


@given(st.integers(40, 1500), st.floats(0.2, 1), st.floats(0, 0.3), st.integers(0, 99))
def test_contained(words: int, kept: float, changed: float, seed: int) -> None:
    chance = random.Random(seed)
    one = text(seed, words)
    other = one[: max(FEWEST_WORDS, round(words * kept))]
    for place in range(len(other)):
        if chance.random() < changed:
            other[place] = chance.choice(VOCABULARY)
    found = contained(sketched(one), sketched(other))
    assert found == contained(sketched(other), sketched(one))
    if words <= SKETCH:
        assert found == pytest.approx(slowly_contained(one, other), abs=0.02)
    else:
        assert found == pytest.approx(
            slowly_contained(one, other), abs=0.35
        )  # five deviations of fifty samples


def test_a_sample_is_near_the_truth_on_average() -> None:
    away = []
    for seed in range(60):
        one = text(seed, 900)
        other = one[:600] + text(seed + 1000, 250)
        away.append(contained(sketched(one), sketched(other)) - slowly_contained(one, other))
    assert abs(sum(away) / len(away)) < 0.02


def test_few_words_have_no_sketch() -> None:
    assert signed("") is None
    assert signed(" ".join(text(1, FEWEST_WORDS - 1))) is None
    assert signed(" ".join(text(1, FEWEST_WORDS))) is not None
    assert signed(" ".join(["immer"] * 500)) is not None  # one shingle


@pytest.mark.parametrize("words", [30, 31, 300, 3_000, 30_000])
def test_bytes_and_keys(words: int) -> None:
    made = signed(" ".join(text(words, words)))
    assert made is not None
    assert Sketch.from_bytes(made.sketch.to_bytes()) == made.sketch
    numbers = memoryview(made.sketch.numbers).cast("I").tolist()
    assert len(numbers) == min(SKETCH, words - SHINGLE + 1)
    assert numbers == sorted(numbers)
    keys = made.signature.split()
    assert len(set(keys)) == len(keys) == min(KEYS, len(numbers))


def test_signatures_are_the_same_on_every_machine() -> None:
    """They stand on disk."""
    made = signed(" ".join(text(30, 30)))
    assert made is not None
    assert made.signature.split()[:2] == ["80e508ac78", "671f948074"]


_NUMBERS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, (1 << 32) - 1)), max_size=12).map(
    lambda numbers: array("I", sorted(numbers)).tobytes()
)


@given(_NUMBERS, _NUMBERS, st.integers(1, 12))
def test_what_two_sketches_share_in_c(one: bytes, other: bytes, most: int) -> None:
    compiled = pytest.importorskip(
        "newsearch.index._shingles", reason="there was no C compiler when newsearch was installed"
    )
    assert compiled.shared(one, other, most) == plain_shared(one, other, most)
    assert compiled.shared(other, one, most) == plain_shared(other, one, most)


def test_sketches_in_c_are_looked_at() -> None:
    compiled = pytest.importorskip(
        "newsearch.index._shingles", reason="there was no C compiler when newsearch was installed"
    )
    for wrong in ((b"123", b"", 1), (b"", b"12345", 1), (b"", b"", 0)):
        with pytest.raises(ValueError, match="most is 1 or more"):
            compiled.shared(*wrong)


def test_near_and_far_apart() -> None:
    one = text(5, 400)
    edited = one[:300] + text(6, 80)
    pair = sketched(one), sketched(edited)
    assert 0.7 < contained(*pair) < 0.84
    assert [are(*pair, days) for days in (None, 0, 3, 4, 400)] == [True, True, True, False, False]
    quoted = sketched(one[:100])
    assert contained(sketched(one), quoted) == 1
    assert not are(sketched(one), quoted, 0)


@pytest.mark.parametrize("limits", [["_MOST_AT_ONCE"], ["_MOST_COPIES", "_MOST_VALUES"]])
def test_stories_are_counted_in_any_portions(
    limits: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.open_or_create(tmp_path / "index")
    index.add(
        Article(
            f"{seed}-{number}",
            "",
            " ".join(text(seed, 60)),
            f"2024-0{seed % 4 + 1}-17",
            source=f"{number % 2}",
            authors=("all", f"{number}"),
        )
        for seed in range(30)
        for number in range(1 + seed % 3)
    )
    reader: Reader = store.open_reader(index.path).reader
    names = ["source"] if "_MOST_VALUES" in limits else ["source", "author", "date", "date:month"]
    whole = reader.spread(q.Every(), names).together
    assert sorted(whole[""][""].values()) == [2] * 10 + [3] * 10
    assert {value: sorted(told.values()) for value, told in whole["source"].items()} == {
        "0": [2] * 10
    }
    if "author" in names:
        assert sorted(whole["author"]["all"].values()) == [2] * 10 + [3] * 10
    for limit in limits:
        monkeypatch.setattr(tantivy_spread, limit, 3)
    for few in (False, True):
        assert reader.spread(q.Every(), names, few=few).together == whole
        assert reader.spread(q.Every(), [], few=few).together[""] == whole[""]
    reader.close()
