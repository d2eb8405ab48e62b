"""The commands that ask an index for articles: query and similar."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from . import complete, options
from .options import ColorOption, CopiesOption, EmbargoedOption, IndexOption, PagerOption

if TYPE_CHECKING:
    from .results import Results


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    ids = "ids"
    trec = "trec"


class Sort(StrEnum):
    relevance = "relevance"
    newest = "newest"
    oldest = "oldest"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="table for people, the others for programs.")
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=0, help="Hits to show.")]
OffsetOption = Annotated[int, typer.Option(min=0, help="Hits to pass over first.")]
SortOption = Annotated[Sort, typer.Option(help="The order of the hits.")]
FacetOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Count hits by this field; again for more. [default: date, source]",
        autocompletion=complete.facets,
    ),
]
SinceOption = Annotated[str, typer.Option(help="Only from this date on: 2024, 2024-01, 7d.")]
UntilOption = Annotated[str, typer.Option(help="Only up to this date, included.")]
FreshOption = Annotated[
    str, typer.Option(metavar="SPAN", help="Rank newer articles higher, by this half-life: 7d, 2w.")
]


def _filter(field: str, text: str) -> typer.models.OptionInfo:
    made: typer.models.OptionInfo = typer.Option(help=text, autocompletion=complete.values(field))
    return made


SourceOption = Annotated[list[str] | None, _filter("source", "Only from this source.")]
AgencyOption = Annotated[list[str] | None, _filter("agency", "Only by this agency.")]
PlaceOption = Annotated[list[str] | None, _filter("place", "Only datelined here.")]
LangOption = Annotated[list[str] | None, _filter("language", "Only in this language.")]
CategoryOption = Annotated[list[str] | None, _filter("category", "Only in this category.")]
AuthorOption = Annotated[list[str] | None, _filter("author", "Only by this author.")]


def query(
    question: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    index: IndexOption = None,
    form: FormatOption = Format.table,
    limit: LimitOption = 10,
    offset: OffsetOption = 0,
    sort: SortOption = Sort.relevance,
    fresh: FreshOption = "",
    facet: FacetOption = None,
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
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what gave how much to each score.")
    ] = False,
    pager: PagerOption = True,
    color: ColorOption = True,
) -> None:
    """Search the index.

    All words must match, in any form; "…" keeps words together. Filters may be repeated for "or".
    Copies of a story are shown once, by the best of them; trec has them all.
    """
    from .searcher import Searcher

    with Searcher.open(options.index_folder(index)) as searcher:
        answer = searcher.search(
            question,
            limit=limit,
            offset=offset,
            sort=sort.value,
            facets=facet or ("date", "source"),
            filters=chosen(source, agency, place, lang, category, author),
            since=since,
            until=until,
            any_word=any_word,
            plain=plain,
            fresh=fresh,
            copies=copies or form is Format.trec,
            embargoed=embargoed,
            explain=explain,
        )
    _show(answer, form, offset, pager, color)


def similar(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="Id, as query prints it.")],
    index: IndexOption = None,
    form: FormatOption = Format.table,
    limit: LimitOption = 10,
    offset: OffsetOption = 0,
    sort: SortOption = Sort.relevance,
    fresh: FreshOption = "",
    facet: FacetOption = None,
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
    pager: PagerOption = True,
    color: ColorOption = True,
) -> None:
    """Find articles like one of the index.

    They share the words that tell it from others, which are shown. Options are those of query.
    """
    from .searcher import Searcher

    with Searcher.open(options.index_folder(index)) as searcher:
        answer = searcher.similar(
            article_id,
            limit=limit,
            offset=offset,
            sort=sort.value,
            facets=facet or ("date", "source"),
            filters=chosen(source, agency, place, lang, category, author),
            since=since,
            until=until,
            fresh=fresh,
            copies=copies or form is Format.trec,
            embargoed=embargoed,
        )
    _show(answer, form, offset, pager, color)


def chosen(
    source: list[str] | None,
    agency: list[str] | None,
    place: list[str] | None,
    language: list[str] | None,
    category: list[str] | None,
    author: list[str] | None,
) -> Mapping[str, Sequence[str]]:
    """The filters that the options of a command name, as a search takes them."""
    return {
        "source": source or (),
        "agency": agency or (),
        "place": place or (),
        "language": language or (),
        "category": category or (),
        "author": author or (),
    }


def _show(answer: "Results", form: Format, offset: int, pager: bool, color: bool) -> None:
    """Print an answer; the status tells whether anything was found."""
    if form is Format.table:
        from . import render  # rich: a tenth of a second that no script should pay

        with options.console(pager=pager, color=color) as console:
            render.results(answer, console, offset=offset)
    else:
        from . import output

        for line in output.lines(answer, form.value):
            print(line)
    raise typer.Exit(0 if answer.total else 1)
