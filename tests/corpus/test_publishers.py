"""Pages in the manner of some forty publishers, held against what a reader sees on them.

Each file of `pages` has on its first line the truth, as JSON, and below it the page; both name by
`$p1` and the like what `stories.toml` prints. `body` lists the parts of the text in their order.
"""

import json
import re
import tomllib
from collections import Counter
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
# Of the words of a text, twice the common ones over all: the least of a page, and of all together.
LEAST, MEAN = 0.95, 0.99
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")  # Chinese by characters


def case(name: str) -> tuple[dict[str, Any], dict[str, str], bytes]:
    """The truth, the story and the page."""
    first, _, html = (PAGES / f"{name}.html").read_text("utf-8").partition("\n")
    truth: dict[str, Any] = json.loads(first)
    story = STORIES[truth["story"]]
    html = Template(html).substitute(story)
    if 'charset="iso-8859-1"' in html:
        return truth, story, html.encode("iso-8859-1", errors="xmlcharrefreplace")
    return truth, story, html.encode()


def text_score(found: str, truth: str) -> float:
    """F1 over words, each as often as it occurs: 0 to 1."""
    here, there = Counter(_WORD.findall(found.casefold())), Counter(_WORD.findall(truth.casefold()))
    return 2 * (here & there).total() / (here.total() + there.total())


def score(name: str) -> float:
    truth, story, html = case(name)
    found = page.article(html)
    assert isinstance(found, Article), found
    return text_score(found.body, "\n".join(story[part] for part in truth["body"].split()))


@pytest.mark.parametrize("name", CASES)
def test_a_page_says_what_its_reader_sees(name: str) -> None:
    truth, story, html = case(name)
    found = page.article(html)
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
    assert score(name) >= LEAST


def test_the_texts_together() -> None:
    assert len(CASES) >= 40
    scores = {name: score(name) for name in CASES}
    assert sum(scores.values()) / len(scores) >= MEAN, sorted(scores.items(), key=lambda it: it[1])
