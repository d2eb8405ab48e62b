"""Which files of an index does nobody use? None, once a writer has finished."""

import json
from collections.abc import Iterator
from pathlib import Path

from whoosh import index as whoosh_index

from newsearch.index import dictionaries, store

_KEPT = {"manifest.json", "generations", "lexicons", "lock"}


def orphans(index: Path) -> list[str]:
    """The files and folders of an index that its manifest and its engine do not name."""
    manifest = store.manifest(index)
    serving = store.generation(index, manifest)
    found = [path for path in index.iterdir() if path.name not in _KEPT]
    found += [path for path in serving.parent.iterdir() if path != serving]
    lexicons = set(manifest.lexicons.values())
    found += [path for path in index.glob("lexicons/*") if path.name not in lexicons]
    used = _tantivy(serving) if manifest.engine == "tantivy" else _whoosh(serving)
    wanted = tuple(used)
    whole = {file.name for file in dictionaries.files(serving).values()}
    found += [
        path
        for path in serving.iterdir()
        if not path.name.startswith(wanted) and path.name not in whole
    ]
    return sorted(str(path.relative_to(index)) for path in found)


def _tantivy(folder: Path) -> Iterator[str]:
    """What the names of used files begin with."""
    yield from ("meta.json", ".managed.json", ".tantivy-", "checksums.json")
    for segment in json.loads((folder / "meta.json").read_bytes())["segments"]:
        name = segment["segment_id"].replace("-", "")
        deletes = segment["deletes"]
        kinds = ["fast", "fieldnorm", "idx", "pos", "store", "term"]
        yield from (f"{name}.{kind}" for kind in kinds)
        if deletes:
            yield f"{name}.{deletes['opstamp']}.del"


def _whoosh(folder: Path) -> Iterator[str]:
    yield from ("MAIN_WRITELOCK", "checksums.json")
    index = whoosh_index.open_dir(str(folder))
    yield f"_MAIN_{index.latest_generation()}.toc"
    yield from (segment.segment_id() for segment in index._segments())
