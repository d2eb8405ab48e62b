"""What is left in a damaged index of tantivy? All articles whose stored text is whole.

The library opens an index only if all of its files make sense, though the texts stand in one of six
for each segment. So a folder is made aside in which the other five are those of an index with one
empty document: all that is asked of them is to be there.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from newsearch.corpus.errors import IndexDamaged

from .. import dictionaries
from ..failures import told
from ..packing import Unpacker
from .tantivy_reader import bytes_of

_TEXTS = ".store"
# The files of a segment that only searching needs.
_OTHERS = (".term", ".idx", ".pos", ".fast", ".fieldnorm")
# What only a writer needs, but is read by all.
_WRITERS = (".managed.json",)


def salvaged(folder: Path, schema: tantivy.Schema) -> Iterator[str | None]:
    """See `Engine.salvage`."""
    stores = sorted(folder.glob(f"*{_TEXTS}"))
    whole = [each for each in stores if _opens(folder, schema, {each})]
    with TemporaryDirectory(prefix="newsearch-") as made, told(folder, "read"):
        searcher = _searcher(folder, schema, set(whole), Path(made))
        articles = Unpacker(dictionaries.read(folder))
        count = searcher.num_docs
        found = searcher.search(tantivy.Query.all_query(), limit=count).hits if count else []
    for _, address in found:
        yield _text(searcher, address, articles)


def _opens(folder: Path, schema: tantivy.Schema, stores: set[Path]) -> bool:
    try:
        with TemporaryDirectory(prefix="newsearch-") as made, told(folder, "read"):
            _searcher(folder, schema, stores, Path(made))
    except IndexDamaged:
        return False
    return True


def _searcher(
    folder: Path, schema: tantivy.Schema, stores: Collection[Path], made: Path
) -> tantivy.Searcher:
    """A searcher over the index in a folder, of whose files only these stores are used."""
    donor, aside = made / "donor", made / "aside"
    donor.mkdir()
    aside.mkdir()
    index = tantivy.Index(schema, str(donor))
    writer = index.writer(15_000_000, 1)
    writer.add_document(tantivy.Document(article=b"", stored_language=b""))
    writer.commit()
    writer.wait_merging_threads()
    given = {file.suffix: file for file in donor.iterdir() if file.suffix in (*_OTHERS, _TEXTS)}
    for file in folder.iterdir():
        if file.suffix in _OTHERS or (file.suffix == _TEXTS and file not in stores):
            (aside / file.name).symlink_to(given[file.suffix].resolve())
        elif file.name not in _WRITERS and file.suffix != ".lock":
            (aside / file.name).symlink_to(file.resolve())
    for name in _WRITERS:
        (aside / name).write_text("[]")
    opened = tantivy.Index.open(str(aside))
    opened.config_reader("manual")
    return opened.searcher()


def _text(
    searcher: tantivy.Searcher, address: tantivy.DocAddress, articles: Unpacker
) -> str | None:
    try:
        return articles.unpacked(bytes_of(searcher.doc(address), "article"))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # native panics are no Exception
        return None
