"""Which of a record's fields is the headline, the date, the source? From records to articles."""

import dataclasses
import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import clean, dates
from .article import Article, content_id
from .errors import UnreadableInput


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What others call our fields, best first: the first that is filled is taken. Case, "_", "-",
# spaces and a prefix ("dc:", "og:", "@") do not matter.
USUAL: Mapping[str, tuple[str, ...]] = {
    "id": _words("id articleid guid uuid docid documentid newsid nid identifier uri"),
    "headline": _words(
        "headline title titel heading überschrift ueberschrift schlagzeile headlines titre título "
        "titulo titolo başlık заголовок العنوان عنوان 标题 標題 タイトル 제목"
    ),
    "body": _words(
        "body text content articlebody fulltext maintext bodytext articletext contenttext bodies "
        "contenthtml bodyxhtml bodyhtml inhalt volltext artikeltext texte texto testo metin текст "
        "النص متن 正文 内容 本文 본문"
    ),
    "summary": _words("description summary abstract teaser lead excerpt snippet"),
    "published": _words(
        "published publishedat publishedon datepublished publicationdate publishdate publishedtime "
        "publisheddate pubdate datepublish firstpublished date datetime versioncreated "
        "contentcreated created createdat datecreated issued timestamp time datum "
        "erscheinungsdatum veröffentlicht veröffentlichtam veroeffentlicht fecha tarih data дата "
        "التاريخ تاریخ 日期 日付 날짜"
    ),
    "language": _words("language lang inlanguage languagecode langcode sprache locale"),
    "agency": _words(
        "agency newsagency credit creditline provider agentur nachrichtenagentur agence agencia "
        "agenzia ajans агентство الوكالة خبرگزاری 通讯社 通信社 통신사"
    ),
    "source": _words(
        "source sourcename publisher outlet newspaper medium publication sitename site domain "
        "feed quelle fuente fonte kaynak источник джерело źródło zdroj bron kilde källa lähde πηγή "
        "izvor izvori "
        "forrás sursa източник מקור المصدر مصدر منبع ماخذ स्रोत 来源 來源 出典 출처 sumber "
        "nguồn ที่มา"
    ),
    "place": _words(
        "place location located contentlocation dateline city ort lieu lugar luogo место المكان "
        "مکان 地点"
    ),
    "authors": _words(
        "author authors byline creator writer autor autoren autorin verfasser auteur autore yazar "
        "автор الكاتب نویسنده 作者 著者 記者"
    ),
    "categories": _words(
        "category categories section articlesection ressort rubrik rubric topics topic channel "
        "desk kategorie rubrique categoría sección categoria kategori рубрика القسم 栏目"
    ),
    "keywords": _words("keywords keyword tags tag schlagwörter schlagworte stichwörter stichworte"),
    "url": _words("url link canonical canonicalurl permalink href externalurl"),
    "version": _words("version revision"),
    "status": _words("pubstatus publishingstatus status"),
    "embargo": _words("embargo embargoed embargountil embargodate sperrfrist"),
    "note": _words(
        "note ednote editorsnote editorialnote correction corrections correctionnote korrektur "
        "berichtigung"
    ),
}
# Text of these is a list when it has one of these characters in it.
_SEPARATORS: Mapping[str, str] = {"authors": ";", "categories": ";|", "keywords": ",;|"}
_LINES = frozenset(
    {"id", "headline", "language", "agency", "source", "place", "url", "version", "note"}
)
# What IPTC's and others' words for the state of an article mean; others mean that it may be shown.
_STATUS: Mapping[str, str] = {
    "canceled": "canceled", "cancelled": "canceled", "killed": "canceled", "retracted": "canceled",
    "withdrawn": "canceled", "withheld": "withheld", "withhold": "withheld",
    "embargoed": "withheld",
}  # fmt: skip
# Other ways to say our own fields in `--map`.
OURS: Mapping[str, str] = {name: name for name in USUAL} | {
    "title": "headline", "text": "body", "date": "published", "lang": "language",
    "author": "authors", "category": "categories", "keyword": "keywords",
}  # fmt: skip

_SHORTEST_ID, LONGEST_ID, LONGEST_LIST = 1, 512, 65_536
_IGNORED = re.compile(r"[\s_-]+")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_ESCAPED = re.compile(r"\\(.)")
# Where an object keeps what it stands for: {"name": "Reuters"}, {"value": "...", "role": "main"}.
_INSIDE = ("name", "title", "value", "text", "label", "domain", "literal", "code", "id", "href")
_DEEPEST = 4

# For each of our fields the ways to it in a record, best first; a way is a chain of keys.
Ways = tuple[tuple[str, ...], ...]
Plan = tuple[tuple[str, Ways], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How records name the fields: `given`, by our names, goes before the usual names.

    `plans` remembers which keys fill which field for each set of keys met.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    plans: dict[tuple[str, ...], Plan] = field(default_factory=dict, repr=False, compare=False)


def names(given: Mapping[str, str] | None = None) -> Names:
    """The naming to read with: our field -> their name, where dots reach into objects.

    Raises UnreadableInput for a field that articles do not have.
    """
    checked = {}
    for ours, theirs in (given or {}).items():
        if ours not in OURS:
            near = difflib.get_close_matches(ours, OURS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(USUAL)}"
            raise UnreadableInput(f"no field {ours!r} to map {theirs!r} to: {hint}")
        checked[OURS[ours]] = theirs
    return Names(checked)


def plain_name(key: str) -> str:
    """The form under which field names are compared."""
    return _IGNORED.sub("", key.rsplit(":", 1)[-1].lstrip("@$").casefold())


_FIELD_OF = {
    plain_name(name): (ours, rank)
    for ours, usual in USUAL.items()
    for rank, name in enumerate(usual)
}


def field_of(key: str) -> str:
    """Our name for a usual field name, or empty."""
    return _FIELD_OF.get(plain_name(key), ("", 0))[0]


def article(record: Mapping[str, object], how: Names, is_harmless: bool = False) -> Article | str:
    """The article that a record describes, or the reason why it describes none.

    `is_harmless` says that there is no control character in the record.
    """
    keys = tuple(record)
    plan = how.plans.get(keys)
    if plan is None:
        if len(how.plans) > 5000:  # records whose keys are data would fill the memory
            how.plans.clear()
        plan = how.plans[keys] = _plan(keys, how.given)
    if isinstance(inner := record.get("_source"), Mapping):
        # Elasticsearch and OpenSearch wrap what was indexed.
        return article({**inner, "_id": record.get("_id"), "_source": None}, how, is_harmless)

    given = {ours: value for ours, paths in plan if (value := _first(record, paths)) is not None}
    found: dict[str, Any] = {}
    for ours, value in given.items():
        if ours in _SEPARATORS:
            found[ours] = listed(value, _SEPARATORS[ours])
        elif ours in _LINES:
            found[ours] = clean.one_line(value if isinstance(value, str) else _text(value))
    headline = found.get("headline", "")
    body = clean.body(_text(given.get("body"), "\n\n"), is_harmless)
    if not body and headline:
        body = clean.body(_text(given.get("summary"), "\n\n"))
    found["body"] = body
    if "published" in given:
        dated = _dated(record, dict(plan)["published"], found.get("language", ""))
        found["published"], found["unread_date"] = dated
    if "status" in given or "embargo" in given:
        until = _text(given["embargo"]) if "embargo" in given else None
        found["status"], found["embargo"] = held(_text(given.get("status")), until)
    if is_empty(headline, body, found.get("status", ""), found.get("id", "")):
        return f"neither headline nor text among the fields {_shown(keys)}"
    return finished(Article(**{"id": "", **found}))


def finished(read: Article) -> Article:
    """The article with an id: its own, or one from its content if that is missing or too long."""
    if _SHORTEST_ID <= len(read.id) <= LONGEST_ID:
        return read
    return dataclasses.replace(read, id=content_id(read))


def is_empty(headline: str, body: str, status: str, article_id: str) -> bool:
    """Whether that is no article: no text, and no word that the one of this id is canceled."""
    return not (headline or body or (status == "canceled" and article_id))


def held(status: str, embargo: str | None) -> tuple[str, str]:
    """The status and the embargo of an article from what is printed of them (`stat:canceled`).

    An embargo that no rule can read, or that has no end, makes an article withheld: to show it
    before its time is the worse mistake. None says that there is no embargo.
    """
    state = _STATUS.get(re.split("[:/]", status)[-1].strip().casefold(), "")
    until = dates.iso(embargo) if embargo else ""
    if embargo is not None and not until and state != "canceled":
        state = "withheld"
    return state, until


def listed(value: object, separators: str) -> tuple[str, ...]:
    """The names in a value: a list, a list printed as text (JSON or Python), or one name.

    Text is divided at the separators only: "A, B und C" may be one byline.
    """
    if not value:
        return ()
    if isinstance(value, str):
        value = _printed_list(value) or re.split(f"[{separators}]", value)
    items = value if isinstance(value, list | tuple) else [value]
    found = (clean.one_line(_text(item)) for item in items)
    return tuple(dict.fromkeys(name for name in found if name))


def _plan(keys: tuple[str, ...], given: Mapping[str, str]) -> Plan:
    ranked: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for key in keys:
        ours, rank = _FIELD_OF.get(plain_name(key), ("", 0))
        if ours and ours not in given:
            ranked.setdefault(ours, []).append((rank, (key,)))
    plan: dict[str, Ways] = {
        ours: tuple(path for _, path in sorted(found, key=lambda item: item[0]))
        for ours, found in ranked.items()
    }
    for ours, theirs in given.items():
        same = [key for key in keys if key == theirs] or [
            key for key in keys if plain_name(key) == plain_name(theirs)
        ]
        plan[ours] = ((same[0],),) if same else (tuple(theirs.split(".")),)
    return tuple(plan.items())


def _first(record: Mapping[str, object], ways: Ways) -> object:
    for path in ways:
        value = record.get(path[0]) if len(path) == 1 else _reach(record, path)
        if value or (value == 0 and value is not False):
            return value
    return None


def _reach(record: object, path: tuple[str, ...]) -> object:
    for step in path:
        if isinstance(record, list) and record:
            record = record[0]
        if not isinstance(record, Mapping):
            return None
        record = record.get(step)
    return record


def _text(value: object, joint: str = ", ", depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or depth > _DEEPEST:
        return ""
    if isinstance(value, Mapping):
        inner = (_text(value[key], joint, depth + 1) for key in _INSIDE if value.get(key))
        return next(filter(None, inner), "")
    if isinstance(value, list):
        texts = filter(None, (_text(item, joint, depth + 1) for item in value))
        return joint.join(dict.fromkeys(texts))
    # repr: an int of more than 4300 digits has no str; json.loads does not make one, csv neither
    return repr(value)


def _dated(record: Mapping[str, object], ways: Ways, language: str) -> tuple[str, str]:
    """The first date that can be read, else the first that is printed."""
    unread = ""
    for path in ways:
        value = _reach(record, path)
        if isinstance(value, Mapping):
            value = value.get("$date")  # as MongoDB exports it
        if isinstance(value, str) and value:
            published, printed = dates.iso(value, language), value
        elif isinstance(value, int | float) and value and not isinstance(value, bool):
            published, printed = dates.epoch(value), repr(value)
        else:
            continue
        if published:
            return published, ""
        unread = unread or printed
    return "", clean.one_line(unread[: dates.LONGEST])


def _printed_list(text: str) -> list[object]:
    """`["a", "b"]` as JSON or Python prints it; empty if the text is no such list."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]") and len(text) <= LONGEST_LIST):
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        inner = text[1:-1]
        if _QUOTED.sub("", inner).strip(" ,\n"):
            return []
        return [_ESCAPED.sub(r"\1", one or two) for one, two in _QUOTED.findall(inner)]
    return value if isinstance(value, list) else []


def _shown(keys: tuple[str, ...]) -> str:
    shown = ", ".join(clean.one_line(key)[:40] for key in keys[:8]) or "(none)"
    return shown + (", ..." if len(keys) > 8 else "")
