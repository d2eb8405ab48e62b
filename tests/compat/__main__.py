"""Write the small indexes that tests open from then on: `python tests/compat`.

There is one for each engine of each format and each number of `analysis.RULES`. An older one is
never written again: it is what users have.
"""

import shutil
from pathlib import Path

from newsearch.corpus.article import Article
from newsearch.index import analysis, build, store
from newsearch.index.engines import ENGINES

HERE = Path(__file__).parent

# In languages without dictionaries, which would be megabytes.
ARTICLES = (
    Article(
        "fr-1",
        "La tempête coupe le courant",
        "Dans le port, trois navires ont rompu leurs amarres pendant la nuit.",
        published="2024-01-17T06:30:00+01:00",
        language="fr",
        source="Le Phare",
        agency="ADN",
        place="Brest",
        authors=("Anne Le Goff",),
        categories=("météo",),
        keywords=("tempête", "port"),
        url="https://example.org/tempete",
    ),
    Article(
        "en-1",
        "Storm cuts power along the coast",
        "Three ships broke loose in the harbour during the night, the coast guard said.",
        published="2024-01-17T09:00:00+00:00",
        language="en",
        source="The Lighthouse",
    ),
    Article("tr-1", "Fırtına kıyıyı vurdu", "Limanda üç gemi koptu.", language="tr"),
    Article("en-2", "Undated note", "A harbour without a date.", language="en"),
    Article("en-3", "Deleted note", "This one was deleted.", language="en"),
)


def main() -> None:
    for engine in ENGINES:
        path = HERE / f"format-{store.FORMAT}-rules-{analysis.RULES}-{engine}"
        if path.exists():
            print(f"{path} stays as it is")
            continue
        build.index(path, ARTICLES[:3], engine=engine)
        build.index(path, ARTICLES[3:])
        build.delete(path, ["en-3"])
        for lock in (path / "lock", *path.rglob("*.lock"), *path.rglob("*LOCK")):
            lock.unlink()
        print(path, sum(file.stat().st_size for file in path.rglob("*") if file.is_file()), "bytes")
        shutil.rmtree(path / "lexicons", ignore_errors=True)


if __name__ == "__main__":
    main()
