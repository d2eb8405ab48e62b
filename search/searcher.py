"""The public way to ask an index: `Searcher.open(path).search("Satellitenbau")`."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date as calendar_date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from whoosh import query as q

from newsearch.corpus.article import Article
from newsearch.corpus.errors import QueryError
from newsearch.index import store, visible
from newsearch.index.engines import Match, Order
from newsearch.index.fields import LABELS, Stored
from newsearch.index.words import fold, folded

from . import answer, spelling
from .expand import expand
from .filters import filtered, ranks
from .freshness import fresh as freshened
from .freshness import half_life
from .grammar import parse
from .hits import marked
from .marking import Span
from .results import Facet, Results, Suggestion
from .stories import stories

if TYPE_CHECKING:
    from .completions import Completions

# Spellings offered for one unknown word.
_SPELLINGS = 3

_Read = Callable[[str, bool], Any]


class Searcher:
    """An index open for questions. It stays with one committed state until `refresh`.

    Threads may share one: each question is answered from one state, also while another thread
    refreshes. On the engine whoosh they take turns.

    >>> from tempfile import TemporaryDirectory
    >>> from newsearch.corpus import Article
    >>> from newsearch.index import Index
    >>> folder = TemporaryDirectory()
    >>> index = Index.open_or_create(folder.name + "/index")
    >>> _ = index.add([Article("1", "Häuser brannten", "Die Feuerwehr kam.", language="de")])
    >>> with Searcher.open(index.path) as searcher:
    ...     answer = searcher.search("Haus Feuerwehr")
    ...     answer.total, answer.hits[0].headline, answer.hits[0].headline_highlights
    (1, 'Häuser brannten', ((0, 6),))
    >>> folder.cleanup()
    """

    def __init__(self, path: Path, opened: store.Opened) -> None:
        self._path = path
        self._opened = opened

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the index at `path`.

        Raises IndexMissing where there is none, IndexOutdated where it was written by another
        analysis, IndexDamaged where its files are incomplete.
        """
        folder = Path(path)
        return cls(folder, store.open_reader(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the index's files."""
        self._opened.reader.close()

    def refresh(self) -> bool:
        """Move on to the latest commit; true if there was a new one.

        Raises as `open`, and then stays with the state that it has.
        """
        before, latest = self._opened, store.manifest(self._path)
        if latest.generation == before.manifest.generation and before.reader.is_latest():
            self._opened = before._replace(manifest=latest)
            return False
        # A new reader: other threads may be asking the one before, which ends with its last answer.
        after = store.open_reader(self._path)
        if after.manifest.lexicons == before.manifest.lexicons:
            after = after._replace(analysers=before.analysers)  # with all that they remember
        self._opened = after
        return True

    @property
    def count(self) -> int:
        """How many articles of the index may be shown."""
        return self._shown().reader.count()

    def about(self) -> dict[str, Any]:
        """What the index is: articles, languages, engine, and when it last changed.

        `embargoed` is how many articles are held back until their time, `canceled` how many were
        taken back; `articles` are all others.
        """
        opened = self._opened
        manifest, reader = opened.manifest, opened.reader
        count, live = visible.visible(reader).count(), visible.live(reader)
        return {
            "articles": count,
            "embargoed": live - count,
            "canceled": reader.count() - live,
            "languages": list(manifest.languages),
            "engine": manifest.engine,
            "updated": manifest.updated,
            "generation": manifest.generation,
        }

    def article(self, article_id: str, *, embargoed: bool = False) -> Article | None:
        """The article with this id, or None; one whose time has not come if `embargoed`."""
        stored = _stored(self._shown(embargoed), article_id)
        return Article.from_json(stored.article) if stored else None

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Order = "relevance",
        facets: Sequence[str] = ("date", "source"),
        filters: Mapping[str, Sequence[str]] | None = None,
        since: str = "",
        until: str = "",
        any_word: bool = False,
        plain: bool = False,
        fresh: str = "",
        explain: bool = False,
        copies: bool = False,
        embargoed: bool = False,
        today: calendar_date | None = None,
    ) -> Results:
        """Answer a question.

        `limit` hits after the first `offset`: stories, each shown by the best of its articles, or
        with `copies` every article. `embargoed` shows articles whose time has not come. `facets`
        are names of FACETS, `date` also with its step (`date:month`). `filters` give values of
        FILTERS, of which an article must have one each; `since` and `until` take dates as `date:`
        does. `any_word` lets an article match by any word, `plain` reads no operators. `fresh` is
        a half-life (`7d`) by which newer articles rank higher. With `explain` each hit says what
        gave how much to its score. `today` is what relative dates count from.

        Where nothing has all the words, the answer is `relaxed`: it has any of them.
        Raises QueryError.
        """
        began = time.perf_counter()
        today = today or calendar_date.today()
        steps = dict(answer.facet_name(name) for name in facets)
        days = half_life(fresh) if fresh else 0
        opened = self._shown(embargoed)

        def read(text: str, any_word: bool) -> Any:
            asked = parse(text, any_word=any_word, plain=plain, today=today)
            return filtered(asked, filters or {}, since, until, today)

        def aged(tree: Any) -> Any:
            return freshened(tree, days, today) if days and ranks(tree) else tree

        def find(tree: Any) -> Any:
            return answer.find(opened, aged(tree), limit, offset, sort, copies=copies)

        asked = read(query, any_word)
        tree = answer.plain(opened, asked, any_word)
        found = find(tree)
        offered = self._suggestions(opened, query, asked, any_word, found.total, read)
        relaxed = False
        if not found.total and not any_word:
            looser = read(query, True)
            loose = answer.plain(opened, looser, True)
            if (more := find(loose)).total:
                relaxed, asked, tree, found = True, looser, loose, more

        def plainly(part: Any) -> Any:
            return tree if part is asked else answer.plain(opened, part, any_word or relaxed)

        count = answer.counting(found, opened, asked, steps, plainly)
        wanted = answer.wanted(opened, asked, tree, any_word or relaxed)
        hits = answer.hits(opened, found, wanted, offset)
        if explain:
            from .explain import explained  # seldom asked for

            by_score = sort == "relevance" and ranks(tree)
            hits = explained(opened, aged(tree), found, hits, by_score)
        counted, several = count()
        if not copies:
            hits = answer.with_copies(opened, tree, found, hits, several)
        told = stories(found.total, several)
        took = round((time.perf_counter() - began) * 1000, 1)
        return Results(query, found.total, told, relaxed, took, hits, counted, offered)

    def similar(
        self,
        article_id: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Order = "relevance",
        facets: Sequence[str] = ("date", "source"),
        filters: Mapping[str, Sequence[str]] | None = None,
        since: str = "",
        until: str = "",
        fresh: str = "",
        copies: bool = False,
        embargoed: bool = False,
        today: calendar_date | None = None,
    ) -> Results:
        """Articles like the one with this id, which is not among them.

        Nor are its copies, unless `copies` asks for them. All share its telling terms, which the
        answer names in `terms`. Options are those of `search`. Raises QueryError, also where there
        is no such article.
        """
        from . import similar  # no question needs it

        began = time.perf_counter()
        today = today or calendar_date.today()
        steps = dict(answer.facet_name(name) for name in facets)
        days = half_life(fresh) if fresh else 0
        opened = self._shown(embargoed)
        stored = _stored(opened, article_id)
        if stored is None:
            raise QueryError(
                f"no article with id {article_id!r}: ids stand in the answer to a query"
            )
        terms = similar.telling(
            Article.from_json(stored.article),
            opened.analysers[stored.language],
            opened.reader.count(),
            opened.reader.frequency,
        )
        (story,) = opened.reader.stories(_matches(opened, article_id))
        core = similar.tree(terms, article_id, 0 if copies else story)

        def plainly(asked: Any) -> Any:
            return (
                core if isinstance(asked, q.Every) else q.And([core, answer.plain(opened, asked)])
            )

        asked = filtered(q.Every(), filters or {}, since, until, today)
        tree = plainly(asked)
        aged = freshened(tree, days, today) if days else tree
        found = answer.find(opened, aged, limit, offset, sort, copies=copies)
        count = answer.counting(found, opened, asked, steps, plainly)
        hits = answer.hits(opened, found, answer.wanted_alike(opened, core), offset)
        counted, several = count()
        if not copies:
            hits = answer.with_copies(opened, tree, found, hits, several)
        told = stories(found.total, several)
        took = round((time.perf_counter() - began) * 1000, 1)
        shown = tuple(term.printed for term in terms)
        return Results(article_id, found.total, told, False, took, hits, counted, (), shown)

    def suggest(self, prefix: str, *, limit: int = 10) -> "Completions":
        """What the last word of a query may become: frequent words that begin so, and corrections.

        Counts are of articles that have the word. Raises QueryError for a negative limit.
        """
        from .completions import Completions  # no question needs it

        if limit < 0:
            raise QueryError(f"limit {limit} must not be negative")
        reader = self._shown().reader
        before, word = spelling.last_word(prefix)
        if not word:
            return Completions(prefix, (), ())
        completed = spelling.completions(reader, word, limit)
        corrected = (
            spelling.spellings(reader, "text", word, limit) if len(completed) < limit else []
        )
        known = {each.text for each in completed}
        return Completions(
            prefix,
            tuple(Suggestion(before + each.text, each.articles) for each in completed),
            tuple(
                Suggestion(before + each.text, each.articles)
                for each in corrected
                if each.text not in known
            ),
        )

    def matching_ids(self, query: str, *, today: calendar_date | None = None) -> list[str]:
        """The ids of all articles that match a question, newest first, embargoed ones too.

        Raises QueryError.
        """
        opened = self._shown(embargoed=True)
        tree = answer.plain(opened, parse(query, today=today))
        total = opened.reader.search(tree, limit=0, order="newest").total
        found = opened.reader.search(tree, limit=total, order="newest")
        documents = opened.reader.stored(found.matches)
        return [Article.from_json(stored.article).id for stored in documents]

    def facets(self, names: Sequence[str], query: str = "*") -> tuple[Facet, ...]:
        """How the articles that match a question spread over fields. Raises QueryError."""
        steps = dict(answer.facet_name(name) for name in names)
        opened = self._shown()
        asked = parse(query)
        return answer.count(opened, asked, steps, lambda part: answer.plain(opened, part))[0]

    def highlights(
        self, article_id: str, query: str, *, embargoed: bool = False
    ) -> dict[str, list[Span]]:
        """Where the words of a question stand in an article's `headline` and `body`.

        Start and end offsets in characters; none where there is no such article. Raises QueryError.
        """
        asked = parse(query, any_word=True)
        opened = self._shown(embargoed)
        stored = _stored(opened, article_id)
        if stored is None:
            return {}
        wanted = answer.wanted(opened, asked, answer.plain(opened, asked, True), True)
        return marked(Article.from_json(stored.article), wanted(stored.language))

    def _shown(self, embargoed: bool = False) -> store.Opened:
        """The index as it may be shown at this moment."""
        opened = self._opened
        reader = visible.visible(opened.reader, with_embargoed=embargoed)
        return store.Opened(opened.manifest, reader, opened.analysers)

    def _suggestions(
        self,
        opened: store.Opened,
        query: str,
        asked: Any,
        any_word: bool,
        total: int,
        read: _Read,
    ) -> tuple[Suggestion, ...]:
        """Spellings that exist for words of the question that no article has, or hardly any.

        `total` is how many articles match what is asked.
        """
        reader, lexicon = opened.reader, answer.lexicon(opened, False)
        lone = type(asked) is q.Term and not any_word

        def words_found(field: str, text: str) -> int:
            if field in LABELS:
                words = folded(text).split()
                return min((reader.frequency(field, word) for word in words), default=0)
            if lone:  # it is the whole question
                return total
            # Counting all articles of a frequent word would take as long as the answer.
            known = spelling.frequency(reader, field, fold(text)) - reader.deleted()
            if known <= spelling.RARE:
                plain = expand(q.Term(field, text), lexicon)
                known = answer.at_least(opened, plain)
                if known <= spelling.RARE:
                    known = answer.total(opened, plain)
            return known

        def found(text: str, any_word: bool) -> int:
            return answer.total(opened, answer.plain(opened, read(text, any_word), any_word))

        rare = spelling.RARE if total <= spelling.RARE else 0
        unknown = spelling.unknown_words(asked, words_found, rare)
        offered = [spelling.replacements(reader, word, _SPELLINGS) for word in unknown]
        return spelling.suggestions(query, unknown, offered, found)


def _matches(opened: store.Opened, article_id: str) -> Sequence[Match]:
    return opened.reader.search(q.Term("id", article_id), limit=1, order="newest").matches


def _stored(opened: store.Opened, article_id: str) -> Stored | None:
    stored = opened.reader.stored(_matches(opened, article_id))
    return stored[0] if stored else None
