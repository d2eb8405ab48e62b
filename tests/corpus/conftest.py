"""What do the tests of formats share? Reading one file from its bytes, as it is met in a folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.corpus.rejected import Rejected

Found = Callable[..., list[Article | Rejected]]
One = Callable[..., Article]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Everything in a file of the given content."""

    def read_all(data: bytes | str, name: str = "x.dat") -> list[Article | Rejected]:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return list(read([tmp_path]))

    return read_all


@pytest.fixture
def one(found: Found) -> One:
    """The one article of a file of the given content."""

    def read_one(data: bytes | str, name: str = "x.dat") -> Article:
        (item,) = found(data, name)
        assert isinstance(item, Article), item
        return item

    return read_one
