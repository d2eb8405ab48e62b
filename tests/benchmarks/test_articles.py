"""What is indexed and asked: repeated without being the same, and picked by rule."""

import random
from itertools import pairwise

import pytest

from benchmarks.articles import Vocabulary, repeated
from benchmarks.protocol import Document
from benchmarks.questions import KINDS, questions


def made_up(count: int) -> list[Document]:
    """Articles of pronounceable words, some frequent and most rare, as in a language."""
    chance = random.Random(1)
    syllables = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(4000)]
    nouns = [word.capitalize() for word in words[:800]]
    begun = [word for word in words if len(word) == 6][:20]
    words += [start + end for start in begun for end in syllables[:15]]
    words += nouns + [one + two.lower() for one, two in pairwise(nouns)]
    weights = [1 / rank for rank in range(20, len(words) + 20)]
    phrases = [" ".join(chance.sample(words[500:], 2)) for _ in range(20)]
    return [
        Document(
            f"a{number}",
            "Nachricht",
            " ".join([*chance.choices(words, weights, k=300), chance.choice(phrases)]),
            f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
            ("Bote", "Kurier")[number % 2],
        )
        for number in range(count)
    ]


ARTICLES = made_up(300)


def test_repetitions_are_other_articles_with_words_of_their_own() -> None:
    every = list(repeated(ARTICLES, 2 * len(ARTICLES) + 5))
    assert every[: len(ARTICLES)] == ARTICLES
    assert len({each.id for each in every}) == len(every) == 2 * len(ARTICLES) + 5
    for original, copy in zip(ARTICLES, every[len(ARTICLES) :], strict=False):
        assert copy.date < original.date
        before, after = original.body.split(), copy.body.split()
        same = sum(one == two for one, two in zip(before, after, strict=True))
        assert 0.75 < same / len(before) < 0.97
        runs = [set(zip(*(text[at:] for at in range(5)), strict=False)) for text in (before, after)]
        assert len(runs[0] & runs[1]) / len(runs[0] | runs[1]) < 0.6


def test_the_vocabulary_grows_with_the_repetitions_as_it_did_before() -> None:
    law = Vocabulary.of(ARTICLES)
    for number in (len(ARTICLES) // 2, len(ARTICLES), 4 * len(ARTICLES)):
        words = {word for each in repeated(ARTICLES, number) for word in each.body.lower().split()}
        assert len(words) == pytest.approx(law.size(number), rel=0.01)


def test_repeating_gives_the_same_each_time() -> None:
    assert list(repeated(ARTICLES, 700)) == list(repeated(ARTICLES, 700))
    assert list(repeated(ARTICLES, 10)) == ARTICLES[:10]


@pytest.fixture(scope="module")
def asked() -> dict[str, list[tuple[str, ...]]]:
    found = questions(ARTICLES, each=5)
    assert found == questions(ARTICLES, each=5)
    return {kind: [each.words for each in found if each.kind == kind] for kind in KINDS}


def test_there_are_as_many_questions_of_each_kind_as_wanted(
    asked: dict[str, list[tuple[str, ...]]],
) -> None:
    assert {kind: len(words) for kind, words in asked.items()} == dict.fromkeys(KINDS, 5)


def test_questions_keep_their_rules(asked: dict[str, list[tuple[str, ...]]]) -> None:
    bodies = [f" {each.body} " for each in ARTICLES]

    def having(*texts: str) -> int:
        return sum(all(f" {text} " in body for text in texts) for body in bodies)

    assert all(3 <= having(word) <= 10 for (word,) in asked["rare"])
    assert all(30 <= having(word) <= 120 for (word,) in asked["frequent"])
    assert all(having(*words) and len(words) in (2, 3) for words in asked["words"])
    assert all(having(" ".join(words)) >= 3 for words in asked["phrase"])
    assert all(len(word) >= 12 for (word,) in asked["compound"])
    for (start,) in asked["wildcard"]:
        begun = {word for body in bodies for word in body.split() if word.startswith(start)}
        assert 10 <= len(begun) <= 200


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(ValueError, match="3 articles give 0 questions of 'frequent'"):
        questions(ARTICLES[:3])
