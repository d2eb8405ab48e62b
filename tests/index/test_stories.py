"""What is compared with an article: those of the index that share enough, read once for many."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsearch.corpus import Article
from newsearch.index import Index, store, stories
from newsearch.index.analysis import Analysers
from newsearch.index.documents import analysed, digest
from newsearch.index.engines import ENGINES, Reader
from newsearch.index.fields import Document
from newsearch.index.packing import Packer

WORDS = [f"{a}{b}{c}" for a in "bdfglmnprst" for b in "aeiou" for c in "knrst"]


def text(seed: int, words: int = 80) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def documents(articles: Sequence[Article]) -> list[Document]:
    return analysed([(each, digest(each)) for each in articles], Analysers(), Packer())


@pytest.fixture(params=ENGINES)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Of an index of ten articles, each of another text."""
    index = Index.open_or_create(tmp_path / "index", engine=str(request.param))
    index.add(Article(f"held {n}", "", text(n), language="en") for n in range(10))
    opened: Reader = store.open_reader(index.path).reader
    yield opened
    opened.close()


@pytest.fixture
def read(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The matches whose articles the reader was asked for."""
    asked: list[Any] = []
    stored: Callable[[Sequence[Any]], Any] = reader.stored
    monkeypatch.setattr(reader, "stored", lambda matches: asked.extend(matches) or stored(matches))
    return asked


def again(seeds: Sequence[int]) -> list[Document]:
    """Copies of what the index holds, in their order."""
    return documents(
        [Article(f"{n} of {seed}", "", text(seed), language="en") for n, seed in enumerate(seeds)]
    )


def test_an_article_that_many_are_compared_with_is_read_once(
    reader: Reader, read: list[Any]
) -> None:
    placing = stories.Stories(reader)
    for document in again([3, 3, 7, 3, 7]):
        placed = placing.placed(document)
        assert placed.copy_of == stories.number(f"held {document.id.rpartition(' ')[2]}")
    assert len(read) == 2


def test_what_was_asked_for_last_is_remembered(
    reader: Reader, read: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here two of the index."""
    monkeypatch.setattr(stories, "_MOST_KNOWN", 2)
    placing = stories.Stories(reader)
    told = []
    for seed, fresh in [
        (1, True),
        (1, False),
        (2, True),
        (1, False),
        (2, False),
        (3, True),
        (4, True),
        (1, True),
    ]:
        before = len(read)
        told.append(placing.placed(again([seed])[0]).copy_of)
        assert (len(read) > before) == fresh, seed
    assert told == [stories.number(f"held {seed}") for seed in (1, 1, 2, 1, 2, 3, 4, 1)]


def test_one_key_in_common_is_not_compared(reader: Reader, read: list[Any]) -> None:
    """Most articles that share one share standing text."""
    keys = {each.id: each.signature.split() for each in again(range(10))}
    one_each = [found[number] for number, found in enumerate(keys.values())]
    (other,) = documents([Article("new", "", text(99), language="en")])
    mixed = " ".join([*one_each, *other.signature.split()[len(one_each) :]])
    placed = stories.Stories(reader).placed(replace(other, signature=mixed))
    assert placed.copy_of == 0
    assert read == []


@given(
    chunk=st.text(
        st.one_of(st.sampled_from("aBßÄé-.,'’„“12_模型"), st.characters(exclude_categories=("Cs",)))
    ).filter(lambda text: len(text.split()) == 1)
)
def test_a_held_article_is_compared_by_the_words_that_the_index_has(chunk: str) -> None:
    exact, _, _ = Analysers()["de"].layers(chunk)
    assert stories._exact_terms(chunk)[0] == (f"{exact} " if exact else "")
