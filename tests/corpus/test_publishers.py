"""Pages in the manner of some forty publishers, held against what a reader sees on them.

Each file of `pages` has on its first line the truth, as JSON, and below it the page; both name by
`$p1` and the like what `stories.toml` prints. `body` lists the parts of the text in their order.
"""

import json
import re
import tomllib
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

import pytest

from newsearch.corpus import dates
from newsearch.corpus.article import Article
from newsearch.corpus.formats import page

PAGES = Path(__file__).parent / "pages"
STORIES: dict[str, dict[str, str]] = tomllib.loads((PAGES / "stories.toml").read_text("utf-8"))
CASES = sorted(path.stem for path in PAGES.glob("*.html"))
LEAST = 0.95  # of the score of a page's text
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")  # Chinese by characters


def case(name: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """The truth, the story and the page."""
    first, _, html = (PAGES / f"{name}.html").read_text("utf-8").partition("\n")
    truth: dict[str, Any] = json.loads(first)
    story = STORIES[truth["story"]]
    return truth, story, Template(html).substitute(story)


def text_score(found: str, truth: str) -> float:
    """F1 over words, each as often as it occurs: 0 to 1."""
    here, there = Counter(_WORD.findall(found.casefold())), Counter(_WORD.findall(truth.casefold()))
    return 2 * (here & there).total() / (here.total() + there.total())


def scores(name: str, change: Callable[[str], str] = str) -> tuple[float, float, float, float]:
    """How right are headline, day, authors and text of a page: 0 to 1 each."""
    truth, story, html = case(name)
    found = page.article(change(html).encode())
    if not isinstance(found, Article):
        return (0, 0, 0, 0)
    text = "\n".join(story[part] for part in truth["body"].split())
    return (
        found.headline == Template(truth.get("headline", "$headline")).substitute(story),
        found.date == truth["published"][:10],
        found.authors == tuple(truth["authors"]),
        text_score(found.body, text),
    )


# What pages may lack or spoil, and how much must be right over all of them nevertheless.
_LD = r"(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)"
WITHOUT: dict[str, tuple[Callable[[str], str], tuple[float, float, float, float]]] = {
    "nothing": (str, (1.0, 1.0, 1.0, 0.99)),
    "JSON-LD": (lambda html: re.sub(_LD, "", html, flags=re.S), (1.0, 0.91, 0.91, 0.99)),
    "the end of JSON-LD": (
        lambda html: re.sub(
            _LD, lambda it: it[1] + it[2][: len(it[2]) * 4 // 5] + it[3], html, flags=re.S
        ),
        (1.0, 1.0, 0.95, 0.99),
    ),
    "meta elements": (
        lambda html: re.sub(r"<meta (?!charset)[^>]*>", "", html), (1.0, 0.91, 0.97, 0.99),
    ),
    "either": (
        lambda html: re.sub(r"<meta (?!charset)[^>]*>", "", re.sub(_LD, "", html, flags=re.S)),
        (0.95, 0.75, 0.81, 0.99),
    ),
    "elements with a meaning": (
        lambda html: re.sub(
            r"<(/?)(?:article|main|header|section|aside|nav|footer)\b", r"<\1div", html
        ),
        (1.0, 1.0, 1.0, 0.99),
    ),
    "classes that say something": (
        lambda html: re.sub(
            r'\b(class|id|data-[\w-]+)="([^"]*)"',
            lambda it: f'{it[1]}="x{zlib.crc32(it[2].encode()):x}"',
            html,
        ),
        (1.0, 1.0, 0.93, 0.96),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_page_says_what_its_reader_sees(name: str) -> None:
    truth, story, html = case(name)
    found = page.article(html.encode())
    assert isinstance(found, Article), found
    assert found.headline == Template(truth.get("headline", "$headline")).substitute(story)
    assert found.published == dates.iso(truth["published"])
    assert found.authors == tuple(truth["authors"])
    for field in ("agency", "place", "language"):
        assert getattr(found, field) == truth.get(field, getattr(found, field))
    assert "\u00ad" not in found.headline + found.body
    paragraphs = found.body.split("\n\n")
    assert len(set(paragraphs)) == len(paragraphs)
    assert found.headline not in paragraphs
    assert scores(name)[-1] >= LEAST


@pytest.mark.parametrize("lacking", WITHOUT)
def test_pages_that_lack_something(lacking: str) -> None:
    change, floors = WITHOUT[lacking]
    found = [scores(name, change) for name in CASES]
    means = tuple(round(sum(each) / len(found), 3) for each in zip(*found, strict=True))
    assert len(CASES) >= 45
    assert all(mean >= floor for mean, floor in zip(means, floors, strict=True)), means
