"""The page names the commands whose figures stand there, and no others."""

from benchmarks.commands import remembered, told
from benchmarks.contestants import CONTESTANTS

ALL = [*CONTESTANTS]


def test_a_figure_is_of_the_last_command_that_measured_it() -> None:
    first = remembered({}, "all", ["prepare", "build", "ask", "judged", "report"], [10, 2000], ALL)
    assert told(first) == "# build 10; build 2,000; ask 10; ask 2,000; judged\nall"
    again = remembered(first, "one", ["build"], [2000], ["tantivy"])
    others = ", ".join(name for name in ALL if name != "tantivy")
    assert told(again) == (
        f"# build 10; build 2,000 of {others}; ask 10; ask 2,000; judged\nall\n"
        "# build 2,000 of tantivy\none"
    )


def test_what_is_measured_side_by_side_is_of_one_command() -> None:
    first = remembered({}, "all", ["ask"], [10], ALL)
    again = remembered(first, "two", ["ask"], [10], ["tantivy", "Whoosh"])
    assert told(again) == "# ask 10\ntwo"


def test_a_command_of_which_nothing_is_left_is_forgotten() -> None:
    first = remembered({}, "old", ["build"], [10], ["tantivy"])
    again = remembered(first, "new", ["build"], [10], ["tantivy"])
    assert told(again) == "# build 10\nnew"


def test_a_contestant_is_not_named_for_more_articles_than_it_takes() -> None:
    first = remembered({}, "all", ["build", "judged"], [100_000], ["tantivy", "Whoosh"])
    assert first == {
        "build 100,000": {"tantivy": "all"},
        "judged": {"tantivy": "all", "Whoosh": "all"},
    }
