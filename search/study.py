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
from .options import CopiesOption, EmbargoedOption, IndexOption
from .telling import say


class BatchFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    trec = "trec"


class TableOrLines(StrEnum):
    table = "table"
    jsonl = "jsonl"


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
    copies: CopiesOption = False,
    embargoed: EmbargoedOption = False,
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
        say(f"{name}line {each.line}: {each.reason}")

    asked = many.questions(file)
    wanted = many.Options(
        limit,
        sort.value,
        any_word,
        plain,
        chosen(source, agency, place, lang, category, author),
        since,
        until,
        copies,
        embargoed,
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


def analyze(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Words to analyse; - for standard input.")
    ],
    lang: Annotated[
        str,
        typer.Option(help="The language of the text: de, German. [default: detected]"),
    ] = "",
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            "-i",
            help="Analyse as this index does; needless otherwise.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[TableOrLines, typer.Option("--format", "-f")] = TableOrLines.table,
) -> None:
    """Show what a text becomes in an index.

    For each word what is searched for: its written form, its stem, and the parts of a compound. In
    jsonl, parts are slices that join to the word, the word itself if it is simple, and part has the
    terms of the part layer.
    """
    import sys

    from . import analyze as layers

    given = sys.stdin.buffer.read().decode(errors="replace") if text == "-" else text
    row = layers.row_of(lang, given)
    if not lang:
        say(f"taken for {row.name}, change it with --lang")

    def compiling(code: str) -> None:
        say(f"compiling the {code} dictionary, once: this takes up to half a minute")

    found = list(layers.words(given, layers.analyser(row, index, compiling)))
    if form is TableOrLines.jsonl:
        from . import output

        for word in found:
            print(output.to_json(word.to_dict()))
    elif found:
        with options.console() as console:
            layers.table(found, console)
    raise typer.Exit(0 if found else 1)
