"""Which month, or which day of the week, does a word name, in any language?

The names come from CLDR through babel. Most of its thousand locales repeat or refine each other,
and some small ones contradict large ones (`mai` is May in eleven languages and August in Taroko),
so the languages are asked in stages: a stage is only asked about words that none before it knows.
Names that mean two months inside one stage (`listopad` is November in Czech and Polish, October in
Croatian) name none, unless the article's own language decides.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Reading de and en takes 0.02 s, the second stage 0.4 s, everything 0.9 s: once per process, and
# only for dates that need it. No name of the first stage means something else in the second.
_SECOND_STAGE = (
    "ar be bg bn bs ca cs cy da el es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko lt "
    "lv mk mn mr ms nb ne nl nn no pa pl ps pt ro ru sk sl sq sr sv sw ta te th tr uk ur uz vi "
    "zh"
)
STAGES: tuple[frozenset[str], ...] = (
    frozenset({"de", "en"}),
    frozenset(_SECOND_STAGE.split()),
)

# Letters that a writer of the language exchanges freely: alef and yeh forms, dotless i.
_SAME = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ı": "i", "’": "'", "ʼ": "'"}
)
# Hebrew dates write "in" onto the month: 17 בינואר 2024.
_ATTACHED: Mapping[str, tuple[str, ...]] = {"he": ("ב",)}
_IGNORED = re.compile("[\u0300-\u036f\u0640\u0653-\u0655\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Names:
    """What folded words mean: months 1-12 (more than one: undecided), and days of the week."""

    months: Mapping[str, frozenset[int]]
    weekdays: frozenset[str]


def fold(word: str) -> str:
    """The form under which names are compared: no case, no accents, no final dot."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_SAME))
    return _IGNORED.sub("", plain).translate(_SAME).strip(" .")


def months(name: str, language: str = "") -> frozenset[int]:
    """The months that a folded name means; empty if no language knows it.

    The language, an ISO 639 code, is asked before all others.
    """
    for stage in _stages(language):
        if found := stage().months.get(name):
            return found
    return frozenset()


def is_weekday(name: str, language: str = "") -> bool:
    """Whether some language calls a day of the week so. The name is folded."""
    return any(name in stage().weekdays for stage in _stages(language))


def _stages(language: str) -> list["functools.partial[Names]"]:
    steps = [functools.partial(_stage, number) for number in range(len(STAGES) + 1)]
    if code := _two_letters(language):
        steps.insert(0, functools.partial(_of_language, code))
    return steps


@functools.cache
def _stage(number: int) -> Names:
    if number < len(STAGES):
        return _read(locale for locale in _locales() if _language(locale) in STAGES[number])
    earlier = frozenset().union(*STAGES)
    return _read(locale for locale in _locales() if _language(locale) not in earlier)


@functools.cache
def _of_language(code: str) -> Names:
    return _read(locale for locale in _locales() if _language(locale) == code)


@functools.cache
def _two_letters(language: str) -> str:
    """`de` for `de-AT`, `deu`, `ger` and `DE`; empty for no language."""
    if not language:
        return ""
    # babel costs 0.02 s at start, and most dates are plain numbers.
    from babel.core import get_global

    code = re.split(r"[-_]", language.strip().lower())[0]
    return str(get_global("language_aliases").get(code, code))


@functools.cache
def _locales() -> tuple[str, ...]:
    from babel import localedata

    return tuple(sorted(localedata.locale_identifiers()))


def _language(locale: str) -> str:
    return locale.split("_", 1)[0]


def _read(locales: Iterable[str]) -> Names:
    from babel import localedata

    month_names: dict[str, set[int]] = {}
    weekdays: set[str] = set()
    for locale in locales:
        # Without inheritance a territory gives only what it names differently (de_AT: Jänner).
        data = localedata.load(locale, merge_inherited=False)
        for number, name in _listed(data.get("months")):
            month_names.setdefault(fold(name), set()).add(number)
            for prefix in _ATTACHED.get(_language(locale), ()):
                month_names.setdefault(fold(prefix + name), set()).add(number)
        weekdays.update(fold(name) for _, name in _listed(data.get("days")))
    return Names(
        months={name: frozenset(numbers) for name, numbers in month_names.items() if name},
        weekdays=frozenset(weekdays - {""}),
    )


def _listed(contexts: object) -> Iterable[tuple[int, str]]:
    """Every name but the one-letter ones. What is not a mapping refers to another width."""
    for widths in contexts.values() if isinstance(contexts, Mapping) else ():
        for width, names in widths.items() if isinstance(widths, Mapping) else ():
            if width != "narrow" and isinstance(names, Mapping):
                yield from names.items()
