"""The rooms keep their order, and a query imports only what it needs."""

import ast
import doctest
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

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


# What answering a query in JSON must not import: each costs more than a search.
HEAVY = {"rich", "py3langid", "numpy", "babel", "dateparser", "platformdirs", "simplemma"}


def test_a_query_imports_only_what_it_needs(tmp_path: Path) -> None:
    index = tmp_path / "index"
    run = [sys.executable, "-m", "newsearch.search"]
    subprocess.run(
        [*run, "index", "--index", index, ROOT / "corpus" / "samples" / "agency"],
        check=True,
        capture_output=True,
    )
    listing = (
        "import sys, json, atexit\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "from newsearch.search.cli import main\n"
        f"sys.argv = ['newsearch', 'query', 'Haus', '--format', 'json', '-i', {str(index)!r}]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] > 0
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert HEAVY & loaded == set()
