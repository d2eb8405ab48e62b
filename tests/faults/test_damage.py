"""Changed and cut files: named, never a traceback, a hang, or another answer taken for right.

Each byte that is changed and each cut is tried in a process of its own, since native code may take
it ill: first a query, then verify.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.index import build, dictionaries, store
from newsearch.index.engines import ENGINES

WORDS = ("le", "fleuve", "la", "ville", "a", "un", "maire", "et", "pont", "de", "pierre", "port")

# How many changed bytes are tried of each file; NEWSEARCH_FLIPS says more.
FLIPS = int(os.environ.get("NEWSEARCH_FLIPS", "2"))

# Answers many queries with what a process has imported once: a fork each.
PROGRAM = """
import os, sys
from pathlib import Path
from newsearch.corpus.errors import IndexDamaged, IndexOutdated
from newsearch.index import build
from newsearch.index.verify import verify
from newsearch.search.searcher import Searcher
import newsearch.index.engines.tantivy_engine, newsearch.index.engines.whoosh_engine
import newsearch.search.output as output

QUERIES = ("maire pont", '"ville a un"', "mai*", "fleuve~", "date:2024-01", "source:Jour")

def look(index):
    answers = []
    with Searcher.open(index) as searcher:
        for query in QUERIES:
            answer = searcher.search(query, facets=("date", "source", "language"))
            answers.append(output.to_json({**answer.to_dict(), "took_ms": 0}))
    answers.append(sorted(article.to_json() for article in build.export(Path(index))))
    return repr(answers)

def told(step):
    try:
        return step()
    except (IndexDamaged, IndexOutdated) as error:  # the number of the format may be changed, too
        return f"IndexDamaged {error}"

for line in sys.stdin:
    index = line.rstrip("\\n")
    for step in (lambda: look(index), lambda: f"verify {verify(Path(index)).damage}"):
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # native code prints where it panicked
            print(ascii(told(step)), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(ascii(f"died {status}"), flush=True)
"""


def article(number: int) -> Article:
    chosen = random.Random(number).choices(WORDS, k=60)
    return Article(
        f"a{number}",
        f"Nouvelle {number} du pont",
        f"{' '.join(chosen)} numéro {number}",
        published=f"2024-01-{number % 28 + 1:02}",
        source="Le Jour",
        language="fr",
    )


@pytest.fixture(scope="module", params=ENGINES)
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("damage") / str(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionaries, "ENOUGH", 6_000)  # so that most articles are packed with one
        patch.setattr(dictionaries, "_BYTES", 1024)
        build.index(index, (article(each) for each in range(40)), engine=request.param)
    assert dictionaries.files(store.generation(index, store.manifest(index)))
    build.index(index, [article(40), Article("d", body="Ein Hausbau.", language="de")])
    build.delete(index, ["a3"])
    return index


@pytest.fixture(scope="module")
def asking() -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def ask(process: "subprocess.Popen[str]", index: Path) -> tuple[str, str]:
    """What queries, and then verify, say of an index."""
    assert process.stdin and process.stdout
    process.stdin.write(f"{index}\n")
    process.stdin.flush()
    return process.stdout.readline(), process.stdout.readline()


def damaged(data: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    places = {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(FLIPS))}
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        yield f"byte {place} of {len(data)}", bytes(changed)
    for size in (0, len(data) // 2, len(data) - 1):
        yield f"cut to {size} of {len(data)}", data[:size]


def test_damage_is_found(sound: Path, asking: "subprocess.Popen[str]", tmp_path: Path) -> None:
    right, whole = ask(asking, sound)
    assert "IndexDamaged" not in right and "maire" in right and "died" not in right
    assert whole == "'verify ()'\n"
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    chance = random.Random(str(sound.name))
    for file in sorted(path for path in copy.rglob("*") if path.is_file()):
        held = file.read_bytes()
        if not held or file.name == "lock":  # says who writes, for people
            continue
        for what, data in damaged(held, chance):
            file.unlink()  # not written into: the user's cache may be the same file
            file.write_bytes(data)
            said, verified = ask(asking, copy)
            case = f"{file.relative_to(copy)}, {what}: {said[:300]} {verified[:300]}"
            assert "died" not in verified, case
            # A query may not meet the damage; verify does, whatever it is.
            assert said == right or "IndexDamaged" in said or "verify ()" not in verified, case
            assert "died" not in said, case
            noticed = "IndexDamaged" in verified or "verify ()" not in verified
            assert noticed or _means_the_same(file, held, data), case
            if noticed and file.name not in ("manifest.json", "checksums.json"):
                assert file.name in verified, case
        file.unlink()
        file.write_bytes(held)
    assert ask(asking, copy) == (right, whole)


def _means_the_same(file: Path, held: bytes, data: bytes) -> bool:
    """Whether only space between the values of a record differs."""
    if file.suffix != ".json":
        return False
    try:
        return bool(json.loads(held) == json.loads(data))
    except ValueError:
        return False


def test_a_missing_file_is_named(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    folder = store.generation(copy, store.manifest(copy))
    command = [sys.executable, "-m", "newsearch.search"]
    for file in sorted(path for path in folder.iterdir() if path.stat().st_size)[:4]:
        held = file.read_bytes()
        file.unlink()
        for asked in (["query", "maire"], ["verify"]):
            done = subprocess.run(
                [*command, *asked, "--index", copy], capture_output=True, text=True, check=False
            )
            assert done.returncode == 2
            assert file.name in done.stderr and "newsearch verify --repair" in done.stderr
            assert len(done.stderr.splitlines()) <= 2 and "Traceback" not in done.stderr
        file.write_bytes(held)
