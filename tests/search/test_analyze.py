"""What a text becomes: words, layers and parts, as the command tells them."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsearch.index import lexicons
from newsearch.index.analysis import Analyser
from newsearch.index.languages import LANGUAGES
from newsearch.search import analyze

WHOLE = """
    Präsident Führung Bankrott Scharlach Versehrte Controlling Parlamentarier Tataren Verhandlungen
    Gewerkschaft Kommission Lawrow
"""
CUT = """
    Stau|becken Wand|halterung Donau|dampf|schiff|fahrts|gesellschaft
    Bundes|gesundheits|ministerium Öl|preis Erd|mond Steck|platz Gen|pool Satelliten-|Bau
"""


@cache
def analyser(code: str) -> Analyser:
    return Analyser(LANGUAGES[code], lexicons.open_compiled(code))


def run(*arguments: object, given: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "newsearch.search", "analyze", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NEWSEARCH_INDEX": "/nonexistent/index"},
    )
    assert "Traceback" not in done.stderr
    return done


def test_german_compounds_and_simple_words() -> None:
    text = " ".join([*WHOLE.split(), *CUT.replace("|", "").split()])
    done = run("-", "--lang", "de", "--format", "jsonl", given=text)
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["word"] for each in found] == text.split()
    assert all(text[each["start"] : each["end"]] == each["word"] for each in found)
    wanted = [word.lower().split("|") for word in (WHOLE + CUT).split()]
    assert [each["parts"] for each in found] == wanted
    assert [len(each["part"]) for each in found] == [
        len(parts) if len(parts) > 1 else 0 for parts in wanted
    ]


def test_every_layer_of_a_word() -> None:
    (found,) = analyze.words("Satellitenbau", analyser("de"))
    assert found.to_dict() == {
        "word": "Satellitenbau",
        "start": 0,
        "end": 13,
        "exact": "satellitenbau",
        "stem": "de:satellitenbau",
        "parts": ("satelliten", "bau"),
        "part": ("de:satellit", "de:bau"),
    }
    (gave,) = analyze.words("gab", analyser("de"))
    assert gave.stem == next(analyze.words("geben", analyser("de"))).stem
    assert [(w.word, w.stem) for w in analyze.words("北京市", analyser("zh"))] == [
        ("北", "北京"),
        ("京", "京市"),
        ("市", "市"),
    ]


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from([*"-’'./ 1,ßäΣİ\u0308\u00ad市", "Satelliten", "bau", "Öl", "preis", "ΟΔΟΣ"])
    ).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["de", "nl", "zh", "tr"]))
@example("ก\u00ad", "de")
def test_parts_join_to_the_word(text: str, code: str) -> None:
    end = 0
    for each in analyze.words(text, analyser(code)):
        assert end <= each.start < each.end
        end = each.end
        assert text[each.start : each.end] == each.word
        assert "".join(each.parts) == each.word.lower()
        assert each.exact
        assert len(each.parts) > 1 or len(each.part) < 2 or "-" in each.word


def test_the_table_has_a_line_a_word() -> None:
    done = run("Der Satellitenbau gab nach", "--lang", "German")
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 5
    assert lines[2].split() == [
        "Satellitenbau", "satellitenbau", "de:satellitenbau", "satelliten|bau", "de:satellit",
        "de:bau",
    ]  # fmt: skip


def test_the_language_is_detected_and_said() -> None:
    done = run("Die Regierung hat gestern ein neues Gesetz beschlossen", "-f", "jsonl")
    assert "German" in done.stderr
    assert json.loads(done.stdout.splitlines()[1])["stem"].startswith("de:")


def test_with_an_index_its_own_dictionaries_are_used(sample_indexes: dict[str, Path]) -> None:
    index = sample_indexes["whoosh"]
    same = run("Satellitenbau", "--lang", "de")
    assert run("Satellitenbau", "--lang", "de", "-i", index).stdout == same.stdout
    missing = run("Haus", "--lang", "de", "-i", "/nonexistent/index")
    assert missing.returncode == 2
    assert len(missing.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("...",), ("Haus", "--lang", "a b"), ("12",)])
def test_what_cannot_be_analysed(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
