"""What do the articles of a language have in common? A dictionary, with which each packs smaller.

A generation has one for each language of which a run has read enough, trained with articles of its
own and kept as a file in its folder, which never changes once it is written: it is on disk before
the first article that needs it is committed. Articles before it are packed without. When a language
has one depends on the articles alone, so an index is the same for any number of processes.

A language's articles are those that name it: to detect it would take the process that reads longer
than all else. Its first 4 MB give a dictionary by which later articles take 0.380 bytes for a byte
(2,000 spread over 100,000 German ones, at level 3): 0.378 trained with every second of the first 16
MB, 0.380 with every hundredth of all. Training takes 0.1 s.
"""

import re
from pathlib import Path

from newsearch.corpus.article import Article

from . import own_files
from .languages import language
from .packing import sealed

_NAMED = re.compile(r"articles\.([\w-]+)\.dictionary")

_BYTES = 256 << 10
# Characters of a language's articles after which a dictionary is worth its room.
ENOUGH = 4_000_000
# So much of each is kept until then: memory is bounded, and so is the time of training. Samples of
# all languages are forgotten when there are too many.
_SAMPLE_BYTES = 64 << 10
_MOST_SAMPLES = 64 << 20
_MOST_DICTIONARIES = 64

# Lengths of segments and of what is counted in them, and how thoroughly: of twelve settings the
# best, by 1 %, and none took longer than 0.25 s.
_TRAINING = {"k": 256, "d": 8, "f": 20, "accel": 5}


def read(folder: Path) -> dict[str, bytes]:
    """The dictionaries in a generation's folder as they are kept, by name."""
    return {name: file.read_bytes() for name, file in files(folder).items()}


def files(folder: Path) -> dict[str, Path]:
    """Where the dictionaries of a generation are, by name."""
    named = ((_NAMED.fullmatch(file.name), file) for file in sorted(folder.iterdir()))
    return {name[1]: file for name, file in named if name}


def write(folder: Path, name: str, content: bytes) -> Path:
    """Keep a dictionary: sealed, and on disk before this returns."""
    path = folder / f"articles.{name}.dictionary"
    own_files.replaced(path, sealed(content))
    return path


def unfinished(folder: Path) -> list[Path]:
    """What a writer left that was killed while it wrote a dictionary."""
    return list(folder.glob("articles.*.dictionary.new"))


def name(article: Article) -> str:
    """The name of the dictionary that an article is packed with, if there is one."""
    given = language(article.language) if article.language else None
    return given.code if given else "und"


class Samples:
    """The articles of a run by language, until there are enough for a dictionary."""

    def __init__(self, folder: Path) -> None:
        """For the generation in a folder: of which languages it has dictionaries already."""
        self._done = set(files(folder))
        self._forget()

    def enough(self, article: Article) -> bool:
        """Take an article; whether those of its language are enough now to `train` with."""
        key = name(article)
        if key in self._done or len(self._done) >= _MOST_DICTIONARIES:
            return False
        characters, kept = self._taken.get(key, (0, []))
        characters += len(article.headline) + len(article.body)
        kept.append(article.to_utf8()[:_SAMPLE_BYTES])
        self._held += len(kept[-1])
        self._taken[key] = characters, kept
        if self._held > _MOST_SAMPLES:
            self._forget()
            return False
        return characters >= ENOUGH

    def train(self, key: str) -> bytes | None:
        """The dictionary of a language, or None if its articles make none. Its samples go."""
        import zstandard  # needed where much is indexed

        _, kept = self._taken.pop(key)
        self._held -= sum(map(len, kept))
        self._done.add(key)
        try:
            return zstandard.train_dictionary(_BYTES, [*kept], **_TRAINING).as_bytes()
        except zstandard.ZstdError:  # too few, or all the same
            return None

    def _forget(self) -> None:
        # Of each language: characters, samples.
        self._taken: dict[str, tuple[int, list[bytes]]] = {}
        self._held = 0
