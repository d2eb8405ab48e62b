"""The rooms keep their order, and a query imports only what it needs."""

import ast
import doctest
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from newsearch.corpus.reading import read
from newsearch.index import build
from newsearch.search import later

ROOT = Path(__file__).parents[1]
ROOMS = ("corpus", "index", "search")


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("newsearch.")}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room)])
    assert len(modules(room)) > 3
    for path in modules(room):
        assert imported_rooms(path) <= allowed, path


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_opens_with_what_it_is_for(room: str) -> None:
    for path in modules(room):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize("room", ROOMS)
def test_examples_in_docstrings_hold(room: str) -> None:
    package = importlib.import_module(f"newsearch.{room}")
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if info.name.endswith("__main__"):
            continue  # importing it runs the command
        assert doctest.testmod(importlib.import_module(info.name)).failed == 0


# All that answering a question in JSON may import beside the standard library: each further one
# would be paid at every start. `annotated_doc` and `shellingham` come with typer, the Cython
# modules with marisa_trie; `stop_words` serves languages that whoosh has no list of. `zstandard`
# unpacks the articles that are shown.
IMPORTED = {
    "newsearch", "tantivy", "whoosh", "Stemmer", "stop_words", "marisa_trie", "_cython",
    "cython_runtime", "typer", "annotated_doc", "shellingham", "zstandard",
}  # fmt: skip
# And what it may not import of the standard library, or of this project.
AVOIDED = {
    "argparse", "asyncio", "csv", "email", "hashlib", "html", "http", "importlib.metadata",
    "logging", "multiprocessing", "secrets", "shlex", "sqlite3", "tempfile", "unittest", "xml",
    "zipfile",
    "newsearch.corpus.formats", "newsearch.corpus.reading", "newsearch.corpus.rejected",
    "newsearch.index.build", "newsearch.index.copies", "newsearch.index.deciding",
    "newsearch.index.detection", "newsearch.index.documents", "newsearch.index.lexicon",
    "newsearch.index.run", "newsearch.index.verify",
    "newsearch.search.change", "newsearch.search.completions", "newsearch.search.explain",
    "newsearch.search.progress", "newsearch.search.render", "newsearch.search.similar",
    *later.WAITING,
}  # fmt: skip


def imported(asked: Sequence[str | Path], modules: Path) -> set[str]:
    """The modules that a command line imports after the interpreter has started."""
    listing = (
        "import atexit, json, pathlib, sys\n"
        "before = set(sys.modules)\n"
        "def read(): return set(sys.modules) - before - later.waiting()\n"
        "def written(): return json.dumps(sorted(read()))\n"
        f"atexit.register(lambda: pathlib.Path({str(modules)!r}).write_text(written()))\n"
        "from newsearch.search import later\n"
        "from newsearch.search.cli import main\n"
        f"sys.argv = {list(map(str, asked))!r}\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(modules.read_text()))


def test_a_query_imports_only_what_it_needs(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build.index(index, read([ROOT / "corpus" / "samples" / "agency"]))
    loaded = imported(
        ["newsearch", "query", "Haus", "--format", "json", "-i", index], tmp_path / "modules"
    )
    packages = {re.sub(r"^_cython_.*", "_cython", name.partition(".")[0]) for name in loaded}
    assert packages - sys.stdlib_module_names - IMPORTED == set()
    assert loaded & AVOIDED == set()
