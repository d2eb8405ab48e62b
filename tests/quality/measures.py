"""How good are the answers, the stems, the splits and the guesses of language?

Each measure takes the folder of the data and an empty one, and gives values from 0 to 1 by name.
Questions are asked as people ask them, by the command in a process of its own.
"""

import json
import lzma
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ir_measures
import Stemmer
import story_measures

from newsearch.index import detection, lexicons
from newsearch.index.analysis import Analyser
from newsearch.index.compounds import split
from newsearch.index.languages import LANGUAGES, language

Measured = dict[str, float]

XQUAD = ("de", "en", "es", "ro", "ru", "el", "ar", "tr", "hi", "vi", "th", "zh")


def asked(folder: Path, code: str, work: Path) -> float:
    """nDCG@10 of the questions of a folder in a language, any word matching."""
    index = work / f"{folder.name}-{code}"
    _newsearch("rebuild", "--index", index, folder / f"docs.{code}.jsonl.xz")
    run = _newsearch(
        "batch", folder / f"queries.{code}.jsonl.xz", "--index", index,
        "--any", "--plain", "--format", "trec", "--limit", 10,
    )  # fmt: skip
    file = work / f"{index.name}.run"
    file.write_text(run, encoding="utf-8")
    found = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10],
        ir_measures.read_trec_qrels(str(folder / f"qrels.{code}.tsv")),
        ir_measures.read_trec_run(str(file)),
    )
    return float(found[ir_measures.nDCG @ 10])


def _newsearch(*arguments: object) -> str:
    command = [sys.executable, "-m", "newsearch.search", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: status {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def xquad(code: str) -> Callable[[Path, Path], Measured]:
    """A question of XQuAD for its paragraph, in a language."""

    def measure(data: Path, work: Path) -> Measured:
        return {f"xquad {code}": asked(_existing(data / "judged" / "xquad"), code, work)}

    return measure


def xquad_r(data: Path, work: Path) -> Measured:
    """A question of XQuAD for its sentence, in German."""
    return {"xquad-r de": asked(_existing(data / "judged" / "xquad-r"), "de", work)}


def wikinews(data: Path, work: Path) -> Measured:
    """A German headline for its article."""
    folder = _existing(data / "judged" / "wikinews-headlines")
    return {"wikinews-headlines de": asked(folder, "de", work)}


def detected(data: Path, _work: Path) -> Measured:
    """Articles of NTREX-128 whose language is told right, of languages with a stemmer.

    Serbian in Latin script is left aside: it is told from Croatian and Bosnian by little.
    """
    right: Counter[bool] = Counter()
    for article in _lines(data / "news-multilingual.jsonl.xz"):
        source, _, code = article["id"].partition("@")
        row = language(code)
        if not source.startswith("ntrex-") or row is None or not row.stemmer or code == "srp-Latn":
            continue
        guessed = language(detection.detect(f"{article['title']}\n{article['body']}"))
        right[guessed is not None and guessed.code == row.code] += 1
    return {"detection ntrex-128": right[True] / right.total()}


def cistem(data: Path, _work: Path) -> Measured:
    """Pairwise F1 of the German stem layer: forms of a cluster should have one stem, all others
    another. A form may stand in several clusters.
    """
    with lzma.open(data / "german" / "cistem-clusters.txt.xz", "rt", encoding="utf-8") as lines:
        clusters = [set(line.split()) for line in lines]
    analyser = Analyser(LANGUAGES["de"], lexicons.open_compiled("de"))
    stems = {form: analyser.stem(form) for cluster in clusters for form in cluster}
    together = _pairs(Counter(stems.values()).values())
    wanted = {
        (first, second)
        for cluster in clusters
        for forms in [sorted(cluster)]
        for at, first in enumerate(forms)
        for second in forms[at + 1 :]
    }
    both = sum(stems[first] == stems[second] for first, second in wanted)
    precision, recall = both / together, both / len(wanted)
    return {"cistem stem layer F1": 2 * precision * recall / (precision + recall)}


def _pairs(sizes: Any) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def snowball(data: Path, _work: Path) -> Measured:
    """Words of Snowball's German vocabulary whose bare stem is the one given there."""
    stem = Stemmer.Stemmer("german").stemWord
    text = (data / "german" / "snowball-voc.tsv").read_text(encoding="utf-8")
    pairs = [line.split("\t") for line in text.splitlines()]
    right = sum(stem(word) == given for word, given in pairs)
    return {"snowball german vocabulary": right / len(pairs)}


def compounds(data: Path, _work: Path) -> Measured:
    """GermaNet's compounds that are cut between modifier and head, and those not cut elsewhere."""
    lexicon = lexicons.open_compiled("de").compounds
    assert lexicon is not None
    found = elsewhere = total = 0
    for entry in _lines(data / "german" / "compounds-dev.jsonl.xz"):
        word, end, cuts = entry["compound"], 0, set()
        for part in split(word, lexicon)[:-1]:
            end += len(part)
            cuts.add(end)
        here = len(word) - len(entry["head"]) in cuts
        total += 1
        found += here
        elsewhere += bool(cuts) and not here
    return {
        "compounds-dev split points": found / total,
        "compounds-dev none elsewhere": 1 - elsewhere / total,
    }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _existing(folder: Path) -> Path:
    folder.stat()
    return folder


GROUPS: dict[str, Callable[[Path, Path], Measured]] = {
    **{f"xquad {code}": xquad(code) for code in XQUAD},
    "xquad-r": xquad_r,
    "wikinews-headlines": wikinews,
    "detection": detected,
    "cistem": cistem,
    "snowball": snowball,
    "compounds": compounds,
    "copies": story_measures.copies,
}
