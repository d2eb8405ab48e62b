"""The commands that look into an index: show, suggest, stats."""

from typing import TYPE_CHECKING, Annotated

import typer

from . import complete, options, safe
from .options import ColorOption, EmbargoedOption, IndexOption, PagerOption, TableOrJson, TextOrJson
from .telling import say

if TYPE_CHECKING:
    from newsearch.corpus.article import Article

    from .marking import Span


def show(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, as query prints them.")],
    index: IndexOption = None,
    form: Annotated[TextOrJson, typer.Option("--format", "-f")] = TextOrJson.text,
    question: Annotated[
        str, typer.Option("--query", "-q", metavar="QUERY", help="Mark what this query matches.")
    ] = "",
    embargoed: EmbargoedOption = False,
    pager: PagerOption = True,
    color: ColorOption = True,
) -> None:
    """Show whole articles."""
    from .searcher import Searcher

    missing = False
    found: list[Article] = []
    marked: list[dict[str, list[Span]]] = []
    with Searcher.open(options.index_folder(index)) as searcher:
        for article_id in ids:
            article = searcher.article(article_id, embargoed=embargoed)
            if article is None:
                say(f"no article with id {article_id!r}")
                missing = True
            elif form is TextOrJson.json:
                print(safe.escaped(article.to_json()))
            else:
                found.append(article)
                marked.append(
                    searcher.highlights(article_id, question, embargoed=embargoed)
                    if question
                    else {}
                )
    if found:
        from . import render

        with options.console(pager=pager, color=color) as console:
            for number, (article, highlights) in enumerate(zip(found, marked, strict=True)):
                if number:
                    console.print()
                render.article(article, console, highlights)
    raise typer.Exit(1 if missing else 0)


def suggest(
    prefix: Annotated[
        str,
        typer.Argument(
            metavar="PREFIX", help="The beginning of a word.", autocompletion=complete.words
        ),
    ],
    index: IndexOption = None,
    form: Annotated[TableOrJson, typer.Option("--format", "-f")] = TableOrJson.table,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Words to show.")] = 10,
) -> None:
    """Complete a word, or correct it.

    Shows the most frequent words that begin so, and where there are few, words that are spelt
    alike, each with the number of articles that have it.
    """
    from .searcher import Searcher

    with Searcher.open(options.index_folder(index)) as searcher:
        found = searcher.suggest(prefix, limit=limit)
    if form is TableOrJson.json:
        from . import output

        print(output.to_json(found.to_dict()))
    else:
        from . import render

        with options.console() as console:
            render.completions(found, console)
    raise typer.Exit(0 if found.completions or found.corrections else 1)


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
    rows += [(name, f"{about[name]:,}") for name in ("embargoed", "canceled") if about[name]]
    rows += [(name, str(about[name])) for name in ("engine", "updated", "generation")]
    with options.console() as console:
        render.statistics(int(about["articles"]), rows, spread, console)
