"""`python -m benchmarks.compiled`: what is compiled, beside the same in Python and numpy.

Processor microseconds, the lowest of some runs in turn, over real German articles where there are
any and over the samples else. No index is built and nothing is written.
"""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from newsearch.index import copies, lexicons, splitting
from newsearch.index.analysis import Analyser
from newsearch.index.languages import LANGUAGES
from newsearch.index.letters import beginning
from newsearch.index.sieve import PlainSieve, sieve
from newsearch.index.splitting import Splitting
from newsearch.index.term_memory import PlainTermMemory, TermMemory, term_memory
from newsearch.index.words import surfaces

from . import articles

_ARTICLES, _WORDS, _TURNS = 500, 20_000, 5
Item = TypeVar("Item")

_ASKED = [beginning(term, changed=True) for term in ("satellit", "regierung", "haus")]


def main() -> int:
    """Print a row for each. 1 where nothing was compiled."""
    given = islice(articles.originals(articles.source().path), _ARTICLES)
    texts = [each.body for each in given if each.body]
    words = list(dict.fromkeys(word for text in texts for word in surfaces(text)))[:_WORDS]
    dictionaries = lexicons.open_compiled("de")
    lexicon = dictionaries.compounds
    assert lexicon
    quick = Splitting(lexicon, few=0)
    quick.bases("Haus")  # makes the tables

    def analyser(memory: TermMemory) -> Analyser:
        return Analyser(LANGUAGES["de"], dictionaries, chunks=lambda: memory, few=0)

    chunks, plain = analyser(term_memory(1 << 28)), analyser(PlainTermMemory(1 << 30))
    exact = [f" {chunks.layers(text)[0]} ".encode()[: 1 << 16] for text in texts]
    compiled, judge = sieve(_ASKED, _ASKED), PlainSieve(_ASKED, _ASKED)
    if type(compiled) is type(judge):
        print("nothing was compiled: there was no C compiler when newsearch was installed")
        return 1

    def smallest(data: bytes) -> object:
        return copies.routines().smallest(data, copies.SHINGLE, copies.SKETCH)

    def plain_smallest(data: bytes) -> object:
        return copies.plain_smallest(data, copies.SHINGLE, copies.SKETCH)

    _row("known chunks of an article", texts, chunks.layers, plain.layers)
    _row("a new word's terms", words, chunks.terms, chunks.chunk_terms)
    _row("a new word's parts", words, quick.bases, lambda word: splitting.bases(word, lexicon))
    signed = [found for data in exact if (found := copies.signed(data[1:-1].decode()))]
    sketches = [each.sketch.numbers for each in signed]

    def shared(one: bytes) -> object:
        return copies.routines().shared(one, sketches[0], copies.SKETCH)

    def plain_shared(one: bytes) -> object:
        return copies.plain_shared(one, sketches[0], copies.SKETCH)

    _row("the sketch of an article", exact, smallest, plain_smallest)
    _row("two sketches compared", sketches, shared, plain_shared)
    _row("sieving an article", texts, compiled.stretches, judge.stretches)
    return 0


def _row(
    what: str,
    over: Sequence[Item],
    compiled: Callable[[Item], object],
    plain: Callable[[Item], object],
) -> None:
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for times, function in zip(took, (compiled, plain), strict=True):
            times.append(_each(over, function))
    in_c, in_python = map(min, took)
    print(f"{what:28} {in_c:8.1f} {in_python:8.1f} us   {in_python / in_c:.1f}x")


def _each(over: Iterable[Item], function: Callable[[Item], object]) -> float:
    began, count = time.process_time(), 0
    for each in over:
        function(each)
        count += 1
    return (time.process_time() - began) / count * 1e6


if __name__ == "__main__":
    sys.exit(main())
