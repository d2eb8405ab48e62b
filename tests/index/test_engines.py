"""Every engine fulfils one contract: the same documents, the same queries, the same answers."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as q

from newsearch.index.engines import ENGINES, Reader, documents, engine
from newsearch.index.fields import Document, order_key
from newsearch.index.packing import Packer

LETTERS = "aabbcde"


def document(number: int, body: str, **given: object) -> Document:
    date = int(given.get("date", 0))
    seconds = date * 1000 if date else None
    return Document(
        id=f"id-{number}",
        language=str(given.get("language", "de")),
        date=date,
        order=order_key(seconds, number * 7919),
        digest=number + 1000,
        article=Packer().packed(f'{{"id":"id-{number}"}}'.encode()),
        terms={"body_exact": body, "source": str(given.get("source", "dpa"))} if body else {},
        values={"source": (str(given.get("source", "dpa")),)} | dict(given.get("values", {})),
    )


def corpus(size: int = 120) -> list[Document]:
    """Short texts over few letters, so that everything matches something."""
    chance = random.Random(7)
    made = []
    for number in range(size):
        body = " ".join(
            "".join(chance.choices(LETTERS, k=chance.choice((1, 1, 1, 1, 2, 3))))
            for _ in range(chance.randint(1, 12))
        )
        made.append(
            document(
                number,
                body,
                date=0 if number % 11 == 0 else 20200101 + (number % 7) * 100 + number % 28,
                language=chance.choice(("de", "en")),
                source=chance.choice(("dpa", "apa", "press tv")),
                values={"author": ("Ä. Öz", f"B {number % 3}")} if number % 4 else {},
            )
        )
    return made


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Reader]]:
    opened = {}
    for name in ENGINES:
        path = tmp_path_factory.mktemp(name)
        fill(name, path, corpus())
        opened[name] = engine(name).reader(path)
    yield opened
    for reader in opened.values():
        reader.close()


def fill(name: str, path: Path, made: list[Document]) -> None:
    engine(name).create(path)
    writer = engine(name).writer(path)
    for number, each in enumerate(made):
        writer.add(each)
        if number == len(made) // 2:
            writer.commit()  # two segments, as real indexes have many
    writer.commit()
    writer.close()


def ids(reader: Reader, query: object, order: str = "newest", limit: int = 1000) -> list[str]:
    found = reader.search(query, limit=limit, order=order)
    return [stored.article[7:-2] for stored in reader.stored(found.matches)]


def term(text: str, boost: float = 1.0) -> q.Term:
    return q.Term("body_exact", text, boost=boost)


NODES = {
    "term": term("a"),
    "absent": term("zz"),
    "and": q.And([term("a"), term("b")]),
    "and not": q.And([term("a"), q.Not(term("b"))]),
    "only not": q.And([q.Not(term("a"))]),
    "not alone": q.Not(term("a")),
    "or": q.Or([term("a"), term("b")]),
    "nested": q.And([q.Or([term("a"), term("b")]), q.Or([term("c"), q.Not(term("d"))])]),
    "and maybe": q.AndMaybe(term("a"), term("b")),
    "best of": q.DisjunctionMax([term("a"), term("b")]),
    "constant": q.ConstantScoreQuery(term("a"), 3.0),
    "phrase": q.Phrase("body_exact", ["a", "b"]),
    "phrase of three": q.Phrase("body_exact", ["a", "b", "a"]),
    "phrase of one": q.Phrase("body_exact", ["a"]),
    "phrase, absent word": q.Phrase("body_exact", ["a", "zz"]),
    "near": q.Phrase("body_exact", ["a", "b"], slop=2),
    "near, either order": q.Phrase("body_exact", ["b", "a"], slop=4),
    "prefix": q.Prefix("body_exact", "a"),
    "wildcard at the end": q.Wildcard("body_exact", "ab*"),
    "wildcard in front": q.Wildcard("body_exact", "*b"),
    "wildcard inside": q.Wildcard("body_exact", "a*b"),
    "wildcard everywhere": q.Wildcard("body_exact", "*"),
    "fuzzy": q.FuzzyTerm("body_exact", "abc", maxdist=1, prefixlength=0),
    "fuzzy two": q.FuzzyTerm("body_exact", "abc", maxdist=2, prefixlength=0),
    "label": q.Term("source", "press"),
    "label of two words": q.Phrase("source", ["press", "tv"]),
    "id": q.Term("id", "id-17"),
    "language": q.Term("language", "en"),
    "from": q.TermRange("date", "2020-03-01", None),
    "until": q.TermRange("date", None, "2020-03-01"),
    "between": q.TermRange("date", "2020-02-01", "2020-04-10"),
    "scored and filtered": q.And([term("a"), q.ConstantScoreQuery(q.Term("language", "de"), 0.0)]),
    "boosted": q.Or([term("a", boost=5.0), term("b")]),
    "boosted group": q.Or([q.And([term("a"), term("c")], boost=4.0), term("b")]),
    "every": q.Every(),
    "null": q.NullQuery,
    "empty and": q.And([]),
    "empty or": q.Or([]),
}


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_engines_find_the_same(readers: dict[str, Reader], node: object) -> None:
    found = {name: ids(reader, node) for name, reader in readers.items()}
    totals = {
        name: reader.search(node, limit=0, order="newest").total for name, reader in readers.items()
    }
    first = found["whoosh"]
    assert all(each == first for each in found.values())
    assert set(totals.values()) == {len(first)}


def test_the_nodes_match_something(readers: dict[str, Reader]) -> None:
    empty = {name for name, node in NODES.items() if not ids(readers["whoosh"], node)}
    assert empty == {"absent", "phrase, absent word", "null", "empty and", "empty or"}


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_scores_agree(readers: dict[str, Reader], node: object) -> None:
    """BM25 over lengths that each engine rounds in its own way: within a tenth of each other.

    How often two words count as near each other is each engine's own, so those may differ more.
    """
    tolerance = 0.5 if getattr(node, "slop", 1) > 1 else 0.1
    scores = {}
    for name, reader in readers.items():
        found = reader.search(node, limit=1000, order="relevance")
        articles = reader.stored(found.matches)
        scores[name] = {
            stored.article: match.score
            for stored, match in zip(articles, found.matches, strict=True)
        }
        assert sorted(scores[name].values(), reverse=True) == list(scores[name].values())
    for found_scores in scores.values():
        assert found_scores == pytest.approx(scores["whoosh"], rel=tolerance)


def trees(without: tuple[str, ...]) -> st.SearchStrategy[object]:
    """Trees of NODES, but for those in whose names there is one of some words."""
    nodes = [node for name, node in NODES.items() if not any(word in name for word in without)]
    return st.recursive(
        st.sampled_from(nodes),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(q.And),
            st.lists(inner, min_size=1, max_size=3).map(q.Or),
            inner.map(q.Not),
            st.tuples(inner, inner).map(lambda pair: q.AndMaybe(*pair)),
            inner.map(q.ConstantScoreQuery),
            inner.map(lambda child: q.Or([child], boost=3.0)),
            inner.map(lambda child: q.And([child], boost=0.5)),
        ),
        max_leaves=8,
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees(("empty",)))
def test_any_tree_finds_the_same(readers: dict[str, Reader], tree: object) -> None:
    found = [ids(reader, tree) for reader in readers.values()]
    assert found[0] == found[1]
    for reader in readers.values():
        assert sorted(ids(reader, tree, "relevance")) == sorted(found[0])
        assert reader.search(tree, limit=0, order="newest").total == len(found[0])
    spread = [reader.spread(tree, ["source", "date:month"]).counts for reader in readers.values()]
    assert spread[0] == spread[1]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees(("empty", "near")))
def test_any_tree_scores_the_same(readers: dict[str, Reader], tree: object) -> None:
    scores = []
    for reader in readers.values():
        matches = reader.search(tree, limit=1000, order="relevance").matches
        articles = [stored.article for stored in reader.stored(matches)]
        scores.append(dict(zip(articles, (match.score for match in matches), strict=True)))
    assert scores[0] == pytest.approx(scores[1], rel=0.1)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_join_to_the_whole(
    readers: dict[str, Reader], name: str, order: str, size: int
) -> None:
    reader = readers[name]
    whole = ids(reader, term("a"), order)
    pages = []
    for offset in range(0, len(whole) + size, size):
        found = reader.search(term("a"), limit=size, offset=offset, order=order)
        assert found.total == len(whole)
        pages += [stored.article[7:-2] for stored in reader.stored(found.matches)]
    assert pages == whole


@pytest.mark.parametrize("name", ENGINES)
def test_orders_put_undated_last(readers: dict[str, Reader], name: str) -> None:
    dated = {each.id for each in corpus() if each.date}
    by_order = {each.id: each.order for each in corpus()}
    newest = ids(readers[name], q.Every(), "newest")
    oldest = ids(readers[name], q.Every(), "oldest")
    for listed in (newest, oldest):
        assert [each in dated for each in listed] == sorted(
            (each in dated for each in listed), reverse=True
        )
    times = [by_order[each] for each in newest]
    assert times == sorted(times, reverse=True)
    assert [each for each in oldest if each in dated] == [
        each for each in reversed(newest) if each in dated
    ]


@pytest.mark.parametrize("name", ENGINES)
def test_facets_count_every_match(readers: dict[str, Reader], name: str) -> None:
    made = [each for each in corpus() if "a" in each.terms["body_exact"].split()]
    names = ["source", "date", "date:month", "date:year", "author", "language"]
    counted = readers[name].spread(term("a"), names).counts
    for facet in ("source", "author"):
        values = [value for each in made for value in each.values.get(facet, ())]
        assert counted[facet] == {value: values.count(value) for value in values}
    languages = [each.language for each in made]
    assert counted["language"] == {value: languages.count(value) for value in languages}
    dates = [str(each.date) for each in made if each.date]
    assert {day.replace("-", ""): count for day, count in counted["date"].items()} == {
        value: dates.count(value) for value in dates
    }
    for step, length in (("month", 7), ("year", 4)):
        gathered: Counter[str] = Counter()
        for day, count in counted["date"].items():
            gathered[day[:length]] += count
        assert counted[f"date:{step}"] == gathered
    assert readers[name].spread(term("a"), []).counts == {}


@pytest.mark.parametrize("name", ENGINES)
def test_terms_can_be_asked(readers: dict[str, Reader], name: str) -> None:
    made = [set(each.terms["body_exact"].split()) for each in corpus()]
    reader = readers[name]
    assert reader.frequency("body_exact", "a") == sum("a" in words for words in made)
    assert reader.frequency("body_exact", "zz") == 0
    counts: dict[str, int] = {}
    for words in made:
        for word in words:
            if word.startswith("a"):
                counts[word] = counts.get(word, 0) + 1
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    assert reader.vocabulary("body_exact", "a", 5) == expected


@pytest.mark.parametrize("name", ENGINES)
def test_every_document_can_be_read(readers: dict[str, Reader], name: str) -> None:
    read = {stored.article[7:-2]: stored.language for stored in documents(readers[name], page=13)}
    assert read == {each.id: each.language for each in corpus()}


@pytest.mark.parametrize("name", ENGINES)
def test_updates_and_deletes_show_after_commit(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path, [document(1, "a"), document(2, "a b")])
    reader = engine(name).reader(tmp_path)
    writer = engine(name).writer(tmp_path)
    assert reader.digest("id-1") == 1001
    assert reader.digest("id-3") is None

    writer.delete("id-1")
    writer.add(document(1, "c"))
    writer.delete("id-2")
    writer.add(document(3, "a"))
    assert ids(reader, term("a")) != ["id-3"]
    writer.commit()
    assert reader.refresh()
    assert not reader.refresh()
    assert ids(reader, term("a")) == ["id-3"]
    assert ids(reader, term("c")) == ["id-1"]
    assert reader.count() == 2

    writer.add(document(4, "a"))
    writer.close()  # without a commit: nothing happened
    reader.refresh()
    assert reader.count() == 2
    reader.close()


@pytest.mark.parametrize("name", ENGINES)
def test_frequencies_less_what_was_deleted_are_never_too_many(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path, [document(number, "a b" if number % 2 else "a") for number in range(10)])
    writer = engine(name).writer(tmp_path)
    for number in range(1, 6):
        writer.delete(f"id-{number}")
    writer.commit()
    writer.close()
    reader = engine(name).reader(tmp_path)
    for text, standing in (("a", 5), ("b", 2), ("zz", 0)):
        frequency = reader.frequency("body_exact", text)
        assert frequency - reader.deleted() <= standing <= frequency
    reader.close()


@pytest.mark.parametrize("name", ENGINES)
def test_same_count_of_documents_still_refreshes(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path, [document(1, "a"), document(2, "b")])
    reader = engine(name).reader(tmp_path)
    writer = engine(name).writer(tmp_path)
    for body in ("b", "c", "d"):
        writer.delete("id-1")
        writer.add(document(1, body))
        writer.commit()
        reader.refresh()
        assert "id-1" in ids(reader, term(body))
    writer.close()
    reader.close()


@pytest.mark.parametrize("name", ENGINES)
def test_an_index_without_documents_answers(name: str, tmp_path: Path) -> None:
    driver = engine(name)
    driver.create(tmp_path)
    reader = driver.reader(tmp_path)
    for node in (q.Every(), q.Term("body_exact", "a"), q.Prefix("body_exact", "a")):
        assert reader.search(node, limit=5, order="newest").total == 0
        assert not any(reader.spread(node, ["source", "date"]).counts.values())
    assert reader.stored(()) == []
    assert reader.digest("1") is None
    assert reader.frequency("body_exact", "a") == 0
    assert reader.vocabulary("body_exact", "a", 5) == []
    assert list(documents(reader)) == []
    reader.close()


def test_a_writer_that_closed_leaves_no_merge_under_way(tmp_path: Path) -> None:
    words = " ".join(f"w{number}" for number in range(20_000))
    engine("tantivy").create(tmp_path)
    writer = engine("tantivy").writer(tmp_path)
    for number in range(8):  # so many segments are merged into one
        writer.add(document(number, f"{words} x{number}"))
        writer.commit()
    writer.close()
    assert engine("tantivy").unused(tmp_path) == []
    assert len(list(tmp_path.glob("*.store"))) == 1
