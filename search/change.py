"""The commands that change an index, or copy it out: index, rebuild, delete, export."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from newsearch.corpus.article import Article
from newsearch.corpus.errors import UnreadableInput
from newsearch.corpus.rejected import Rejected, Skipped

from . import options, progress, safe
from .options import IndexOption, WaitOption
from .stopping import STATUS, stoppable
from .telling import compiling, say

if TYPE_CHECKING:
    from newsearch.index.run import Report

# More rejected pieces than this are counted, not listed: a terminal is no place for thousands.
_LISTED = 20

PathsArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Files and folders; - is standard input.")
]
EngineOption = Annotated[
    str,
    typer.Option(
        help="tantivy (fast, the default) or whoosh (pure Python; opening its files can run code "
        "that is in them, so it opens only those of your own, see SECURITY.md)."
    ),
]
FormOption = Annotated[
    str, typer.Option("--format", "-f", help="Read every file as this; see `newsearch formats`.")
]
NamesOption = Annotated[
    list[str] | None,
    typer.Option("--map", help="Where a field of ours is theirs: headline=Titel. Again for more."),
]
RejectsOption = Annotated[
    Path | None, typer.Option("--rejects", help="Write what could not be read to this file.")
]
CommitOption = Annotated[
    int | None,
    typer.Option(
        "--commit-every",
        min=1,
        metavar="ARTICLES",
        help="Put on disk what was read after so many, 20,000 by default, and every minute.",
        show_default=False,
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        show_default=False,
        help="Processes to work with, this one included; by default as many as there are "
        "processors, at most 3. Few articles are analysed by this one alone.",
    ),
]


def index(
    paths: PathsArgument,
    index: IndexOption = None,
    form: FormOption = "",
    names: NamesOption = None,
    rejects: RejectsOption = None,
    engine: EngineOption = "",
    jobs: JobsOption = None,
    commit_every: CommitOption = None,
    wait: WaitOption = 0.0,
) -> None:
    """Add articles to the index, or update them.

    Files may be packed or archives; `newsearch formats` lists what can be read. An article that
    the index has already, or in a later version, is left alone; one that changed is replaced, and
    one that is canceled is removed. What was read is on disk after every 20,000 articles and every
    minute. Ctrl-C and SIGTERM save what was read so far (status 130); twice, the last of these.
    """
    from newsearch.index import build

    _check_engine(engine)
    with stoppable() as stop, _reading(paths, form, names, rejects) as (articles, rejected):
        report = build.index(
            options.index_folder(index),
            stop.taken(articles),
            engine=engine or None,
            on_rejected=rejected.take,
            on_compile=compiling,
            commit_every=commit_every,
            wait=wait,
            jobs=jobs,
        )
    _finish(report, rejected, paths, stopped=stop.asked)


def rebuild(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="Files and folders; none: what the index holds."),
    ] = None,
    index: IndexOption = None,
    form: FormOption = "",
    names: NamesOption = None,
    rejects: RejectsOption = None,
    engine: EngineOption = "",
    jobs: JobsOption = None,
    commit_every: CommitOption = None,
    wait: WaitOption = 0.0,
) -> None:
    """Build the index anew beside the old one, then let it serve.

    Without paths the articles that the index holds are analysed again: after an upgrade, or to
    change the engine. Until the end, queries see the old index; Ctrl-C and SIGTERM leave it as it
    is (status 130).
    """
    from newsearch.index import build, store

    _check_engine(engine)
    folder = options.index_folder(index)
    if paths:
        with stoppable() as stop, _reading(paths, form, names, rejects) as (articles, rejected):
            report = build.rebuild(
                folder,
                stop.taken(articles, abandon=True),
                engine=engine or None,
                on_rejected=rejected.take,
                on_compile=compiling,
                commit_every=commit_every,
                wait=wait,
                jobs=jobs,
            )
        _finish(report, rejected, paths, stopped=stop.asked)
        return
    total = store.manifest(folder).articles
    with stoppable() as stop, progress.articles(build.export(folder), total) as held:
        report = build.rebuild(
            folder,
            stop.taken(held, abandon=True),
            engine=engine or None,
            on_compile=compiling,
            commit_every=commit_every,
            wait=wait,
            jobs=jobs,
        )
    print(_summary(report))
    if stop.asked:
        raise typer.Exit(STATUS)


def delete(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Ids.")] = None,
    query: Annotated[str, typer.Option(help="Delete all that this query finds.")] = "",
    index: IndexOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: WaitOption = 0.0,
) -> None:
    """Delete articles by id, or all that a query finds."""
    from newsearch.index import build

    folder = options.index_folder(index)
    wanted = list(ids or ())
    if bool(query) == bool(wanted):
        raise UnreadableInput("delete takes ids or --query, one of the two")
    if query:
        from .searcher import Searcher

        with Searcher.open(folder) as searcher:
            wanted = searcher.matching_ids(query)
        if wanted and not yes and not typer.confirm(f"Delete {len(wanted):,} articles?", err=True):
            raise typer.Exit(1)
    report = build.delete(folder, wanted, wait=wait)
    print(f"{report.deleted:,} deleted; the index holds {_articles(report.articles)}")
    if missing := len(dict.fromkeys(wanted)) - report.deleted:
        say(f"{missing:,} of the ids are not in the index")
    raise typer.Exit(0 if report.deleted else 1)


def export(
    index: IndexOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.")
    ] = None,
) -> None:
    """Write every article as JSON Lines, newest first; `newsearch index` reads it back.

    Embargoed articles are among them, and of canceled ones that they are.
    """
    from newsearch.index import build, store

    folder = options.index_folder(index)
    total = store.manifest(folder).articles
    if output is None and sys.stdout.isatty():  # no place for a bar
        for article in build.export(folder):
            print(safe.escaped(article.to_json()))
        return
    with progress.articles(build.export(folder), total) as held:
        if output is None:
            for article in held:
                print(safe.escaped(article.to_json()))
            return
        try:
            with output.open("w", encoding="utf-8") as file:
                file.writelines(f"{safe.escaped(article.to_json())}\n" for article in held)
        except OSError as error:
            raise UnreadableInput(f"cannot write {output}: {error.strerror}") from error


def formats() -> None:
    """List what `index` and `rebuild` can read, and which fields each format fills."""
    from newsearch.corpus.formats import FORMATS

    width = max(len(row.name) for row in FORMATS)
    for row in FORMATS:
        print(f"{row.name:<{width}}  {row.fills}")
    print(f"{'':<{width}}  any of these packed (.gz .xz .bz2) or in archives (.zip .tar .tgz)")


class _Rejects:
    """Counts what could not be read, keeps the first few, and writes all of it to a file.

    What was no news anyway is kept apart: it makes no run fail.
    """

    def __init__(self, file: TextIO | None) -> None:
        self.count = 0
        self.first: list[Rejected] = []
        self.skipped: list[Skipped] = []
        self.asked_for: set[Path] = set()
        self._file = file

    def take(self, rejected: Rejected) -> None:
        self.count += 1
        if len(self.first) < _LISTED:
            self.first.append(rejected)
        if not rejected.line:
            self.asked_for.add(rejected.path)
        if self._file:
            print(safe.named(str(rejected)), file=self._file)

    def skip(self, skipped: Skipped) -> None:
        self.skipped.append(skipped)


@contextmanager
def _reading(
    paths: list[Path], form: str, names: list[str] | None, rejects: Path | None
) -> Iterator[tuple[Iterator[Article | Rejected], _Rejects]]:
    """The articles in the paths, with a bar in a terminal, and a place for what is none."""
    from newsearch.corpus.reading import read

    mapping = _mapping(names or [])
    with ExitStack() as open_until_done:
        file: TextIO | None = None
        if rejects:
            try:
                file = open_until_done.enter_context(rejects.open("w", encoding="utf-8"))
            except OSError as error:
                raise UnreadableInput(f"cannot write {rejects}: {error.strerror}") from error
        advance = open_until_done.enter_context(progress.files(paths))
        rejected = _Rejects(file)
        articles = read(
            paths,
            names=mapping,
            format=form or None,
            on_bytes=advance.bytes,
            on_skipped=rejected.skip,
        )
        first = next(articles, None)
        if first is None:
            say(f"no articles in {', '.join(map(str, paths))}")
            raise typer.Exit(1)
        yield advance.counted(chain([first], articles)), rejected


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours and equals and theirs):
            raise UnreadableInput(f"--map {pair!r} is not FIELD=NAME, as in headline=Titel")
        mapping[ours] = theirs
    return mapping


def _check_engine(name: str) -> None:
    from newsearch.index.engines import ENGINES

    if name and name not in ENGINES:
        raise UnreadableInput(f"no engine {name!r}: one of {', '.join(ENGINES)}")


def _finish(
    report: "Report", rejected: _Rejects, paths: list[Path], *, stopped: bool = False
) -> None:
    """Say what was done; status 2 if a path that was asked for could not be read."""
    for each in rejected.first:
        say(str(each))
    if rejected.count > len(rejected.first):
        say(f"… and {rejected.count - len(rejected.first):,} more (--rejects FILE lists all)")
    for skipped in rejected.skipped[:_LISTED]:
        say(str(skipped))
    print(_summary(report))
    if report.undated:
        say(f"{_articles(report.undated)} left undated: the printed date could not be read")
    if stopped:
        say("stopped: the articles counted here are saved; the same command again adds the rest")
        raise typer.Exit(STATUS)
    if rejected.asked_for.intersection(paths):
        raise typer.Exit(2)
    if not _seen(report):
        raise typer.Exit(1)


def _summary(report: "Report") -> str:
    counts = {
        "added": report.added,
        "replaced": report.replaced,
        "canceled": report.canceled,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
    }
    said = [f"{count:,} {name}" for name, count in counts.items() if count or name == "added"]
    speed = f"{_seen(report) / report.seconds:,.0f} a second" if report.seconds else ""
    return (
        f"{', '.join(said)}; the index holds {_articles(report.articles)} "
        f"({report.seconds:.1f} s, {speed})"
    )


def _seen(report: "Report") -> int:
    return report.added + report.replaced + report.canceled + report.unchanged


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
