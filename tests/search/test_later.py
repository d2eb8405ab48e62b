"""Modules that wait are whole when they are asked, and one and the same to all who took of them."""

import subprocess
import sys

import pytest

from newsearch.search import later


def told(program: str) -> str:
    """What a Python program prints in which modules wait."""
    waiting = f"from newsearch.search import later; later.postpone()\n{program}"
    done = subprocess.run(
        [sys.executable, "-c", waiting], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", later.WAITING)
def test_a_module_waits_and_then_has_all_its_names(name: str) -> None:
    names = "print(*sorted(each for each in vars(module) if each[:2] != '__'))"
    plain = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import importlib; module = importlib.import_module({name!r})\n{names}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    waited = told(
        f"import importlib; module = importlib.import_module({name!r})\n"
        f"assert {name!r} in later.waiting()\n"
        "assert not hasattr(module, 'no_such_name')\n"
        f"assert {name!r} not in later.waiting()\n"
        f"{names}"
    )
    assert waited.split() == plain.stdout.split()


# What a program prints.
CASES = {
    "a parent has its module": (
        "import whoosh.reading; print(whoosh.reading.__name__)",
        "whoosh.reading",
    ),
    "names are taken": (
        "from whoosh.reading import MultiReader; print(MultiReader.__module__)",
        "whoosh.reading",
    ),
    "a package has modules": (
        "from whoosh.analysis import filters; print(filters.__name__)",
        "whoosh.analysis.filters",
    ),
    "a function that was taken": (
        "from whoosh.query.terms import variations; print('pulled' in variations('pull'))",
        "True",
    ),
    "a function of the library": (
        "import typer, shutil; print(typer.get_terminal_size() == shutil.get_terminal_size())",
        "True",
    ),
    "an exception that was taken": (
        "from whoosh.query.qcore import TermNotFound as early\n"
        "import whoosh.reading, whoosh.searching, whoosh.codec.whoosh3 as codec\n"
        "whoosh.reading.MultiReader\n"
        "print(early is whoosh.reading.TermNotFound is whoosh.searching.TermNotFound"
        " is codec.TermNotFound)",
        "True",
    ),
    "a class that was taken": (
        "from whoosh.query.terms import Token as early\n"
        "from whoosh.analysis import StandardAnalyzer\n"
        "print(type(next(StandardAnalyzer()('word'))) is early)",
        "True",
    ),
    "an index of whoosh": (
        "from whoosh.query import Term\n"
        "from whoosh.filedb.filestore import RamStorage\n"
        "from whoosh.fields import Schema, TEXT\n"
        "index = RamStorage().create_index(Schema(text=TEXT))\n"
        "writer = index.writer(); writer.add_document(text='a house'); writer.commit()\n"
        "with index.searcher() as searcher:\n"
        "    print(*(len(searcher.search(Term('text', word))) for word in ('house', 'mouse')))",
        "1 0",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_waits_is_as_if_it_had_been_imported(case: str) -> None:
    program, expected = CASES[case]
    assert told(program) == expected


def test_threads_that_ask_at_once_are_all_answered() -> None:
    program = (
        "import random, threading\n"
        "found = []\n"
        "gate = threading.Barrier(8)\n"
        "def ask(): gate.wait(); found.append(random.Random(1).random())\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "for each in threads: each.start()\n"
        "for each in threads: each.join()\n"
        "print(len(found), len(set(found)))"
    )
    assert told(program) == "8 1"


def test_what_is_imported_already_does_not_wait() -> None:
    program = "import random; random.random(); later.postpone(); print('random' in later.waiting())"
    assert told(program) == "False"
