"""The commands that ask an index: query, show, stats."""

from enum import StrEnum
from typing import Annotated

import typer

from . import options
from .options import IndexOption, TextOrJson


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    ids = "ids"


class Sort(StrEnum):
    relevance = "relevance"
    newest = "newest"
    oldest = "oldest"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="table for people, the others for programs.")
]


def query(
    question: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    index: IndexOption = None,
    form: FormatOption = Format.table,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over first.")] = 0,
    sort: Annotated[Sort, typer.Option(help="The order of the hits.")] = Sort.relevance,
    facet: Annotated[
        list[str] | None,
        typer.Option(help="Count hits by this field; again for more. [default: date, source]"),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only from this source.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="Only by this agency.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only datelined here.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Only in this language.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only in this category.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="Only by this author.")] = None,
    since: Annotated[str, typer.Option(help="Only from this date on: 2024, 2024-01, 7d.")] = "",
    until: Annotated[str, typer.Option(help="Only up to this date, included.")] = "",
    any_word: Annotated[bool, typer.Option("--any", help="Any word may match, not all.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Just words: no operators.")] = False,
) -> None:
    """Search the index.

    All words must match, in any form; "…" keeps words together. Filters may be repeated for "or".
    """
    from .searcher import Searcher

    filters = {
        "source": source or (),
        "agency": agency or (),
        "place": place or (),
        "language": lang or (),
        "category": category or (),
        "author": author or (),
    }
    with Searcher.open(options.index_folder(index)) as searcher:
        answer = searcher.search(
            question,
            limit=limit,
            offset=offset,
            sort=sort.value,
            facets=facet or ("date", "source"),
            filters=filters,
            since=since,
            until=until,
            any_word=any_word,
            plain=plain,
        )
    if form is Format.table:
        from . import render  # rich: a tenth of a second that no script should pay

        with options.console() as console:
            render.results(answer, console, offset=offset)
    else:
        from . import output

        for line in output.lines(answer, form.value):
            print(line)
    raise typer.Exit(0 if answer.total else 1)


def show(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, as query prints them.")],
    index: IndexOption = None,
    form: Annotated[TextOrJson, typer.Option("--format", "-f")] = TextOrJson.text,
) -> None:
    """Show whole articles."""
    from .searcher import Searcher

    missing = False
    with Searcher.open(options.index_folder(index)) as searcher:
        for number, article_id in enumerate(ids):
            article = searcher.article(article_id)
            if article is None:
                options.say(f"no article with id {article_id!r}")
                missing = True
            elif form is TextOrJson.json:
                print(article.to_json())
            else:
                from . import render

                if number:
                    print()
                with options.console() as console:
                    render.article(article, console)
    raise typer.Exit(1 if missing else 0)


def stats(
    index: IndexOption = None,
    form: Annotated[TextOrJson, typer.Option("--format", "-f")] = TextOrJson.text,
) -> None:
    """Show what is in the index."""
    from .searcher import Searcher

    folder = options.index_folder(index)
    with Searcher.open(folder) as searcher:
        about = searcher.about()
        spread = searcher.facets(["date:year", "source", "language"])
    if form is TextOrJson.json:
        from . import output

        counts = {f.name: {v.value: v.count for v in f.values} for f in spread}
        print(output.to_json({"index": str(folder), **about, "facets": counts}))
        return
    from . import render

    languages = " ".join(about["languages"])
    rows = [("index", str(folder)), ("languages", languages)]
    rows += [(name, str(about[name])) for name in ("engine", "updated", "generation")]
    with options.console() as console:
        render.statistics(int(about["articles"]), rows, spread, console)
