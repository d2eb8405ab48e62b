"""The commands for study: many questions at once, and what a text becomes in an index."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .ask import (
    AgencyOption,
    AuthorOption,
    CategoryOption,
    LangOption,
    PlaceOption,
    SinceOption,
    Sort,
    SortOption,
    SourceOption,
    UntilOption,
    chosen,
)
from .options import IndexOption


class BatchFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    trec = "trec"


def batch(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The questions; - for standard input.")
    ],
    index: IndexOption = None,
    form: Annotated[
        BatchFormat,
        typer.Option("--format", "-f", help="trec is the fastest: it takes no snippets."),
    ] = BatchFormat.jsonl,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Hits for each.")] = 10,
    sort: SortOption = Sort.relevance,
    source: SourceOption = None,
    agency: AgencyOption = None,
    place: PlaceOption = None,
    lang: LangOption = None,
    category: CategoryOption = None,
    author: AuthorOption = None,
    since: SinceOption = "",
    until: UntilOption = "",
    any_word: Annotated[bool, typer.Option("--any", help="Any word may match, not all.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Just words: no operators.")] = False,
) -> None:
    """Ask many questions at once.

    FILE holds JSON Lines with id and query, or an id, a tab and a query on each line, or a query a
    line, and may be packed. Every line of the answer names the question it belongs to. Nothing is
    relaxed: without --any a question whose words no article has together finds nothing. A question
    that cannot be read is reported and the others go on; the status is then 2.
    """
    import sys

    from newsearch.index import store

    from . import batch as many

    failed = found = False

    def report(each: many.Failed) -> None:
        nonlocal failed
        failed = True
        name = f"question {each.id!r}, " if each.id else ""
        options.say(f"{name}line {each.line}: {each.reason}")

    asked = many.questions(file)
    wanted = many.Options(
        limit,
        sort.value,
        any_word,
        plain,
        chosen(source, agency, place, lang, category, author),
        since,
        until,
    )
    opened = store.open_reader(options.index_folder(index))
    try:
        for line in many.header(form.value):
            print(line)
        for lines in many.lines(opened, asked, wanted, form.value, report):
            for line in lines:
                print(line)
            found = found or bool(lines)
            sys.stdout.flush()  # who reads the pipe gets every answer when it is there
    finally:
        opened.reader.close()
    raise typer.Exit(2 if failed else 0 if found else 1)
