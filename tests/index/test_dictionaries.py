"""The dictionaries with which articles are packed: when there is one, and what becomes of it."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged
from newsearch.index import analysing, build, checksums, dictionaries, packing, run, store
from newsearch.index.engines import ENGINES
from newsearch.index.verify import repair, verify
from newsearch.search import Searcher

both = pytest.mark.parametrize("engine", ENGINES)

WORDS = ("le", "fleuve", "la", "ville", "a", "un", "maire", "et", "pont", "de", "pierre", "quai")
FILE = "articles.fr.dictionary"

# What the articles of a run were packed with, in their order; "" is no dictionary.
Packed = list[tuple[str, bytes]]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary is worth its room early, so that tests need few articles."""
    monkeypatch.setattr(dictionaries, "ENOUGH", 10_000)
    monkeypatch.setattr(dictionaries, "_BYTES", 1024)


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> Packed:
    """Hears how each article is packed that this process writes."""
    made: Packed = []
    write = run.Run._write

    def heard(self: run.Run, documents: list[run.Document]) -> None:
        for each in documents:
            kind, _, rest = each.article[4:].partition(b" ")
            made.append((kind[1:].decode() if kind[:1] == b"d" and rest else "", each.article))
        write(self, documents)

    monkeypatch.setattr(run.Run, "_write", heard)
    return made


def article(number: int, language: str = "fr") -> Article:
    body = " ".join(random.Random(number).choices(WORDS, k=80))
    return Article(f"{language}{number}", f"Nouvelle {number}", body, language=language)


def articles(first: int, last: int, language: str = "fr") -> list[Article]:
    return [article(number, language) for number in range(first, last)]


def folder(path: Path) -> Path:
    return store.generation(path, store.manifest(path))


def put(file: Path, data: bytes) -> None:
    """Another file in the place of one: the old one may be in use."""
    file.unlink()
    file.write_bytes(data)


@both
def test_a_few_articles_have_none(tmp_path: Path, engine: str, packed: Packed) -> None:
    build.index(tmp_path, articles(0, 10), engine=engine)
    assert {name for name, _ in packed} == {""}
    assert dictionaries.files(folder(tmp_path)) == {}


@both
def test_each_language_gets_its_own_when_it_has_enough(
    tmp_path: Path, engine: str, packed: Packed
) -> None:
    given = [*articles(0, 40, "fr"), *articles(0, 20, "xx"), *articles(40, 45, "fr")]
    given += [*articles(20, 40, "xx"), *articles(0, 5, "yy"), Article("no", body="Rien.")]
    build.index(tmp_path, given, engine=engine)
    found = dictionaries.read(folder(tmp_path))
    assert set(found) == {"fr", "xx"} and len(set(found.values())) == 2
    names = [name for name, _ in packed]
    assert names[60:65] == ["fr"] * 5 and names[-6:] == [""] * 6
    for each in (names[:40], names[40:60] + names[65:85]):
        without = each.index(each[-1])
        assert 10 < without < 36 and each == [""] * without + [each[-1]] * (40 - without)
    assert sorted(each.id for each in build.export(tmp_path)) == sorted(each.id for each in given)
    assert set(build.export(tmp_path)) == set(given)
    assert verify(tmp_path).damage == ()


@pytest.mark.parametrize("commit", [7, 20_000])
def test_it_is_the_same_for_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: Packed, commit: int
) -> None:
    monkeypatch.setattr(analysing, "WARM_UP_CHARACTERS", 1)
    monkeypatch.setattr(run, "BATCH_CHARACTERS", 1_500)
    given = [
        each for pair in zip(articles(0, 60), articles(0, 60, "xx"), strict=True) for each in pair
    ]
    seen = []
    for jobs in (1, 2, 4):
        build.index(tmp_path / str(jobs), given, jobs=jobs, commit_every=commit)
        seen.append((packed.copy(), dictionaries.read(folder(tmp_path / str(jobs)))))
        packed.clear()
    assert seen[0] == seen[1] == seen[2]
    assert {name for name, _ in seen[0][0]} == {"", "fr", "xx"}


@both
def test_a_later_run_packs_with_it_and_never_writes_it_again(
    tmp_path: Path, engine: str, packed: Packed
) -> None:
    build.index(tmp_path, articles(0, 40), engine=engine)
    before = (folder(tmp_path) / FILE).read_bytes()
    packed.clear()
    build.index(tmp_path, articles(40, 90))
    assert [name for name, _ in packed] == ["fr"] * 50
    assert (folder(tmp_path) / FILE).read_bytes() == before
    assert len(list(build.export(tmp_path))) == 90


@both
def test_an_index_that_began_small_gets_one_while_it_is_read(
    tmp_path: Path, engine: str, packed: Packed
) -> None:
    build.index(tmp_path, articles(0, 5), engine=engine)
    with Searcher.open(tmp_path) as early, Searcher.open(tmp_path) as later:
        build.index(tmp_path, articles(5, 50))
        assert packed[-1][0] == "fr"
        assert {hit.id for hit in early.search("nouvelle", limit=99).hits} == {
            f"fr{number}" for number in range(5)
        }
        assert later.refresh()
        assert len(later.search("nouvelle", limit=99).hits) == 50


@both
def test_a_rebuild_trains_anew_and_readers_of_the_old_state_keep_theirs(
    tmp_path: Path, engine: str, packed: Packed
) -> None:
    build.index(tmp_path, articles(0, 50), engine=engine)
    before = folder(tmp_path)
    with Searcher.open(tmp_path) as searcher:
        build.rebuild(tmp_path)
        assert not before.exists() and (folder(tmp_path) / FILE).exists()
        assert packed[50][0] == "" and packed[-1][0] == "fr"
        hits = searcher.search("nouvelle", limit=99).hits
        assert {hit.headline for hit in hits} == {f"Nouvelle {number}" for number in range(50)}


@both
def test_it_is_on_disk_before_an_article_that_needs_it_is_written(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch, packed: Packed
) -> None:
    events: list[str] = []
    write = dictionaries.write

    def noted(folder: Path, name: str, content: bytes) -> Path:
        events.append(f"{len(packed)} written before")
        return write(folder, name, content)

    monkeypatch.setattr(dictionaries, "write", noted)
    build.index(tmp_path, articles(0, 50), engine=engine)
    without = [name for name, _ in packed].count("")
    assert events == [f"{without} written before"]


@both
def test_what_a_killed_writer_left_is_removed_or_used(
    tmp_path: Path, engine: str, packed: Packed
) -> None:
    build.index(tmp_path, articles(0, 5), engine=engine)
    samples = dictionaries.Samples(folder(tmp_path))
    assert any(samples.enough(each) for each in articles(0, 40))
    content = samples.train("fr")
    assert content
    dictionaries.write(folder(tmp_path), "fr", content)
    half = folder(tmp_path) / "articles.xx.dictionary.new"
    half.write_bytes(b"half")
    packed.clear()
    build.index(tmp_path, articles(5, 9))
    assert [name for name, _ in packed] == ["fr"] * 4
    assert not half.exists()
    assert f"generations/1/{FILE}" in checksums.read(folder(tmp_path)).files
    assert verify(tmp_path).damage == ()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "changed": lambda file: put(file, bytes([*file.read_bytes()[:-1], 0])),
    "cut": lambda file: put(file, file.read_bytes()[:-9]),
    "of another index": lambda file: put(file, packing.sealed(file.read_bytes()[4:-1] + b"?")),
}


@both
@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("sealed", [True, False])
def test_damage_is_named_and_what_needs_none_is_saved(
    tmp_path: Path, engine: str, how: str, sealed: bool, packed: Packed
) -> None:
    build.index(tmp_path, articles(0, 40), engine=engine)
    file = folder(tmp_path) / FILE
    DAMAGE[how](file)
    if not sealed:  # as a writer leaves it that is killed
        store.begin(tmp_path, store.manifest(tmp_path))
    with (
        pytest.raises(IndexDamaged, match=r"dictionar.*newsearch verify"),
        Searcher.open(tmp_path) as searcher,
    ):
        searcher.search("nouvelle", limit=99)
    missed = how == "missing" and not sealed  # then it is the articles that are wrong
    named = "needs a dictionary 'fr'" if missed else FILE
    assert any(named in line for line in verify(tmp_path).damage)
    with pytest.raises(IndexDamaged):
        list(build.export(tmp_path))
    with pytest.raises(IndexDamaged):
        build.rebuild(tmp_path)
    whole = [name for name, _ in packed[:40]].count("")
    done = repair(tmp_path)
    assert (done.articles, done.lost) == (whole, 40 - whole)
    assert {each.id for each in build.export(tmp_path)} == {f"fr{n}" for n in range(whole)}
    assert verify(tmp_path).damage == ()


@both
def test_nothing_is_added_to_what_is_damaged(tmp_path: Path, engine: str) -> None:
    build.index(tmp_path, articles(0, 40), engine=engine)
    DAMAGE["changed"](folder(tmp_path) / FILE)
    with pytest.raises(IndexDamaged, match="dictionary 'fr' of stored articles is not as it was"):
        build.index(tmp_path, articles(40, 41))


@pytest.mark.parametrize(
    "body",
    [
        lambda _: "Toujours le même texte. " * 20,
        lambda number: chr(0x4E00 + number) * 400,
        lambda _: "",
        lambda number: "x" * 200_000 if number == 3 else "y",
        lambda number: "".join(
            map(chr, random.Random(number).choices(range(0x2000, 0x2FFF), k=400))
        ),
    ],
)
def test_texts_that_make_no_good_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: Callable[[int], str]
) -> None:
    monkeypatch.setattr(dictionaries, "_BYTES", 256 << 10)
    given = {Article(f"{number}", body=body(number), language="fr") for number in range(50)}
    build.index(tmp_path, given)
    assert set(build.export(tmp_path)) == given


def test_samples_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionaries, "_MOST_SAMPLES", 15_000)
    samples = dictionaries.Samples(tmp_path)
    held = []
    for number in range(200):  # of languages that are seldom enough together
        assert not samples.enough(article(number, f"x{chr(97 + number % 20)}"))
        held.append(samples._held)
    assert 8_000 < max(held) <= 15_000
    assert any(samples.enough(each) for each in articles(0, 80))


def test_the_number_of_dictionaries_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionaries, "_MOST_DICTIONARIES", 2)
    given = [each for code in ("xa", "xb", "xc") for each in articles(0, 40, code)]
    build.index(tmp_path, given)
    assert set(dictionaries.files(folder(tmp_path))) == {"xa", "xb"}
    assert set(build.export(tmp_path)) == set(given)
