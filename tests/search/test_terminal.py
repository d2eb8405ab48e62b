"""What a person sees in a terminal: lines that fit, colours, the pager, right-to-left scripts."""

import re
from pathlib import Path

import pytest
from commands import in_terminal, run


@pytest.fixture(scope="module")
def index(sample_indexes: dict[str, Path]) -> Path:
    return sample_indexes["tantivy"]


@pytest.mark.parametrize("columns", [30, 50, 80, 200])
def test_a_terminal_gets_lines_that_fit(index: Path, columns: int) -> None:
    shown = in_terminal("query", "Satellit", "-i", index, columns=columns, NO_COLOR="1")
    styles_and_links = re.compile(r"\x1b\[[0-9;]*m|\x1b\].*?\x1b\\")
    lines = [styles_and_links.sub("", each).rstrip() for each in shown.splitlines()]
    assert any("Satellit" in each for each in lines)
    assert max(map(len, lines)) <= columns


def test_a_terminal_gets_colours_unless_told_not_to(index: Path) -> None:
    assert "\x1b[1;33m" in in_terminal("query", "Satellit", "-i", index)
    assert "\x1b[1;33m" not in in_terminal("query", "Satellit", "-i", index, NO_COLOR="1")


def test_show_marks_what_a_query_matches(index: Path) -> None:
    shown = in_terminal("show", "2100417", "-i", index, "-q", "Satellit")
    assert "\x1b[1;33m" in shown
    assert "\x1b[1;33m" not in in_terminal("show", "2100417", "-i", index)
    assert "\x1b[1;33m" not in in_terminal(
        "show", "2100417", "-i", index, "-q", "Satellit", "--no-color"
    )
    plain = run("show", "2100417", "-i", index, "-q", "Satellit").stdout
    assert plain == run("show", "2100417", "-i", index).stdout


def test_what_is_long_goes_through_the_pager(index: Path, tmp_path: Path) -> None:
    asked = ("query", "Satellit", "-i", index)
    seen = tmp_path / "seen"
    pager = f"sh -c 'cat > {seen}'"
    assert "Satellit" not in in_terminal(*asked, PAGER=pager, LINES="20")
    assert "\x1b[1;33m" in seen.read_text()
    for more in (["--no-pager"], ["-n", "1", "--facet", "source", "--source", "none"]):
        seen.unlink(missing_ok=True)
        assert "Satellit" in in_terminal(*asked, *more, PAGER=pager, LINES="20")
        assert not seen.exists()
    assert "Satellit" in in_terminal(*asked, PAGER="/nonexistent/pager", LINES="20")
    assert "Satellit" in in_terminal(*asked, PAGER="", LINES="20")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked at in /proc")
def test_ctrl_c_in_the_pager_is_for_the_pager(index: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    looks = f"cat > {seen}; kill -INT $PPID; sleep 0.2; grep State: /proc/$PPID/status >> {seen}"
    in_terminal("query", "Satellit", "-i", index, PAGER=f"sh -c '{looks}'", LINES="20")
    assert "State:" in seen.read_text()
    assert "zombie" not in seen.read_text()


def test_right_to_left_text_is_isolated_in_a_terminal_only(index: Path) -> None:
    asked = ("query", "id:2239015", "-i", index, "--no-pager", "--no-color")
    lines = [each for each in in_terminal(*asked, columns=60).splitlines() if "ا" in each]
    assert len(lines) > 3
    for each in lines:
        assert each.count("\u2068") == each.count("\u2069") > 0
        assert each.index("\u2068") < each.index("ا")
    assert not {"\u2068", "\u2069"} & set(run(*asked).stdout)
