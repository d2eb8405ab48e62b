"""How are many questions asked in one go? A file of questions -> lines of hits, as they come.

A file is JSON Lines with `id` and `query`, or an id, a tab and a query on each line, or a query a
line, whose id is then the number of the line. Which of them, its first line tells. Packed files are
unpacked. A question that cannot be read is reported, and the others go on.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from whoosh import query as q

from newsearch.corpus import streams
from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError, UnreadableInput
from newsearch.index.engines import Found, Order
from newsearch.index.store import Opened
from newsearch.index.visible import visible

from . import answer, output
from .filters import filtered
from .grammar import parse
from .results import Hit, hit_to_dict


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a file, and the number of its line, from 1."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A question that cannot be answered; `id` is empty where the line does not tell it."""

    id: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for all questions: see `Searcher.search`."""

    limit: int = 10
    sort: Order = "relevance"
    any_word: bool = False
    plain: bool = False
    filters: Mapping[str, Sequence[str]] | None = None
    since: str = ""
    until: str = ""
    copies: bool = False
    embargoed: bool = False


LONGEST_LINE = 1 << 20


def questions(path: Path) -> Iterator[Question | Failed]:
    """The questions of a file, `-` for standard input, in order; empty lines are none.

    Raises UnreadableInput for a file that cannot be opened, is damaged, or has a line beyond
    LONGEST_LINE.
    """
    seen: dict[str, int] = {}
    read: Callable[[str, int], Question] | None = None
    for number, line in _lines(path):
        try:
            text = line.decode().strip("\r\n")
        except UnicodeDecodeError:
            yield Failed("", number, "the line is not UTF-8: save the file as UTF-8")
            continue
        if not text.strip():
            continue
        if read is None:
            read = _form(text)
            if text.lower() == "id\tquery":
                continue
        try:
            found = read(text, number)
        except ValueError as error:
            yield Failed("", number, str(error))
            continue
        if found.id in seen:
            reason = f"line {seen[found.id]} has this id, too: give each question its own"
            yield Failed(found.id, number, reason)
            continue
        seen[found.id] = number
        yield found


def lines(
    opened: Opened,
    asked: Iterator[Question | Failed],
    options: Options,
    form: str,
    on_failed: Callable[[Failed], None],
) -> Iterator[list[str]]:
    """The hits of each question as lines of jsonl, csv or trec without line ends.

    The questions are not relaxed. A TREC run has all articles of a story: they are judged one by
    one. `on_failed` hears of those that cannot be answered. A TREC run
    names no more of an article than its id, so nothing more is looked up. Raises QueryError for
    options that hold for none.
    """
    today = date.today()
    reader = visible(opened.reader, with_embargoed=options.embargoed)
    opened = Opened(opened.manifest, reader, opened.analysers)
    filtered(q.Every(), options.filters or {}, options.since, options.until, today)
    for question in asked:
        if isinstance(question, Failed):
            on_failed(question)
            continue
        try:
            yield list(_answered(opened, question, options, form, today))
        except QueryError as error:
            on_failed(Failed(question.id, question.line, str(error)))


def header(form: str) -> list[str]:
    """The lines that stand before all hits."""
    return [output.row(("query_id", *output.COLUMNS))] if form == "csv" else []


def _answered(
    opened: Opened, question: Question, options: Options, form: str, today: date
) -> Iterator[str]:
    words = parse(question.text, any_word=options.any_word, plain=options.plain, today=today)
    asked = filtered(words, options.filters or {}, options.since, options.until, today)
    tree = answer.plain(opened, asked, options.any_word)
    copies = options.copies or form == "trec"
    found = answer.find(opened, tree, options.limit, 0, options.sort, copies=copies)
    if form == "trec":
        return _run_lines(opened, question.id, found)
    wanted = answer.wanted(opened, asked, tree, options.any_word)
    hits = answer.hits(opened, found, wanted, 0)
    if not copies:
        several = opened.reader.spread(tree, ()).together[""][""]
        hits = answer.with_copies(opened, tree, found, hits, several)
    return _hit_lines(question.id, hits, form)


def _run_lines(opened: Opened, query_id: str, found: Found) -> Iterator[str]:
    stored = opened.reader.stored(found.matches)
    for rank, (match, document) in enumerate(zip(found.matches, stored, strict=True), 1):
        yield output.run_line(query_id, Article.from_json(document.article).id, rank, match.score)


def _hit_lines(query_id: str, hits: Sequence[Hit], form: str) -> Iterator[str]:
    for hit in hits:
        if form == "csv":
            yield output.row((query_id, *output.cells(hit)))
        else:
            yield output.to_json({"query_id": query_id, **hit_to_dict(hit)})


# -- reading


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with streams.opened(path) as file:
            stream = streams.unpacked(file)
            for number in itertools.count(1):
                line = stream.readline(LONGEST_LINE + 1)
                if not line:
                    return
                if len(line) > LONGEST_LINE:
                    raise UnreadableInput(
                        f"line {number} of {path} is longer than {LONGEST_LINE >> 20} MiB: write a "
                        f"question a line"
                    )
                yield number, line
    except (*streams.DAMAGE, streams.TooMuchError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(
            f"the questions in {path} cannot be read ({reason}): name a file of them, or - for "
            f"standard input"
        ) from error


def _form(first: str) -> Callable[[str, int], Question]:
    """How to read the lines of a file, by its first."""
    if first.lstrip().startswith("{"):
        return _json
    return _tabbed if "\t" in first.strip() else _plain


def _json(line: str, number: int) -> Question:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'no JSON ({error}): write {{"id": "1", "query": "…"}}') from None
    text = given.get("query") if isinstance(given, dict) else None
    if not isinstance(text, str):
        raise ValueError('no "query" in it that is text: write {"id": "1", "query": "…"}')
    name = given.get("id", "")
    if not isinstance(name, str | int):
        raise ValueError(f'the "id" {name!r} is neither text nor a number: write "id": "1"')
    return Question(str(name) or str(number), text, number)


def _tabbed(line: str, number: int) -> Question:
    name, tab, text = line.partition("\t")
    if not tab:
        raise ValueError("no tab between an id and a query, as in the first line: put one there")
    return Question(name.strip() or str(number), text.strip(), number)


def _plain(line: str, number: int) -> Question:
    return Question(str(number), line.strip(), number)
