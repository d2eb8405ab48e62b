"""The worked example of docs/adding-a-format.md does what the page says."""

import re
from pathlib import Path

import pytest

from newsearch.corpus import reading
from newsearch.corpus.article import Article
from newsearch.corpus.formats import FORMATS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "adding-a-format.md"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_example_of_the_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module: dict[str, object] = {"__name__": "ticker"}
    exec(compile(block("python"), str(DOCS), "exec"), module)
    monkeypatch.setattr(reading, "FORMATS", (*FORMATS, module["ROW"]))
    path = tmp_path / "x.ticker"
    path.write_text(block("text"), "utf-8")
    article, rejected = reading.read([path])
    assert isinstance(article, Article)
    assert (article.headline, article.place) == ("Außenministerin reist ab", "Moskau")
    assert article.published == "2024-01-17T19:47:00"
    assert str(rejected) == f"{path}:3: not time | place | headline"
    assert len(list(reading.read([path], format="ticker"))) == 2
