"""What tests share: the sample articles in an index of each engine, and the path of real data."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from newsearch.corpus.reading import read
from newsearch.index import build
from newsearch.index.engines import ENGINES

# No test asserts how long something takes: machines are noisy. Where a change is judged, the
# examples are the same each time; everywhere else they explore.
settings.register_profile("newsearch", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsearch")

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"


@pytest.fixture(scope="session")
def sample_indexes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Engine name -> an index of the sample articles."""
    indexes = {}
    for engine in ENGINES:
        indexes[engine] = tmp_path_factory.mktemp("samples") / engine
        build.index(indexes[engine], read([SAMPLES]), engine=engine)
    return indexes


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and judgements, which is not part of the project."""
    folder = Path(os.environ.get("NEWSEARCH_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real articles at {folder}: set NEWSEARCH_SHARED")
    return folder
