"""Which languages are there, and what does each need? One row per language.

A row with a `stemmer` fills the stem layer; without one the language lives in the exact layer alone
(and, where it is written without spaces, in bigrams: see `words.py`). A language that has no row is
still searchable: `language()` makes a bare row for its code.

Snowball counts 36 algorithms; two of them (`porter`, `dutch_porter`) are earlier algorithms of
languages that have a row here, so 34 rows carry a stemmer.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Language(NamedTuple):
    """How the words of one language are analysed.

    `code` is ISO 639-1 where there is one; `also` lists other codes and names that mean it.
    `lower` maps letters, before case folding, whose lower case differs from Unicode's default.
    `tones` keeps the accents of the stem layer, where they tell words apart that have no other
    difference. `letters` maps letter variants to the ones that the stemmer knows.
    `elided` are the words that merge with the next one at an apostrophe, where the stemmer does
    not take them off itself. `suffixing` is set where the stemmer changes nothing but the ends of
    words, the last two letters of the stem at most: all words of a language without stemmer fit.
    `clipping` is set where it also puts no letter there, so that a stem is what its forms begin
    with, but for accents.
    """

    code: str
    name: str
    stemmer: str = ""
    also: tuple[str, ...] = ()
    lower: Mapping[int, str] = {}
    letters: Mapping[int, str] = {}
    elided: frozenset[str] = frozenset()
    tones: bool = False
    suffixing: bool = False
    clipping: bool = False


# Turkish and Azerbaijani tell dotted from dotless i; Unicode's default lower case does not.
_DOTTED = {ord("I"): "ı", ord("İ"): "i"}
# Keyboards mix the Arabic and the Persian letters kaf and yeh; each stemmer knows its own.
_ARABIC = {ord("ک"): "ك", ord("ی"): "ي"}
_PERSIAN = {ord("ك"): "ک", ord("ي"): "ی", ord("ى"): "ی"}

_ROWS = (
    Language("ar", "Arabic", "arabic", ("ara", "arb"), letters=_ARABIC),
    Language("ca", "Catalan", "catalan", ("cat",), elided=frozenset("dlmnst"), suffixing=True),
    Language("cs", "Czech", "czech", ("ces", "cze"), suffixing=True),
    Language("da", "Danish", "danish", ("dan",), suffixing=True),
    Language(
        "de",
        "German",
        "german",
        ("deu", "ger", "deutsch", "gsw"),
        suffixing=True,
        clipping=True,
    ),
    Language("el", "Greek", "greek", ("ell", "gre")),
    Language("en", "English", "english", ("eng", "englisch"), suffixing=True),
    Language("eo", "Esperanto", "esperanto", ("epo",)),
    Language("es", "Spanish", "spanish", ("spa",), suffixing=True),
    Language("et", "Estonian", "estonian", ("est", "ekk")),
    Language("eu", "Basque", "basque", ("eus", "baq"), suffixing=True),
    Language("fa", "Persian", "persian", ("fas", "per", "pes", "prs", "farsi"), letters=_PERSIAN),
    Language("fi", "Finnish", "finnish", ("fin",), suffixing=True),
    Language("fr", "French", "french", ("fra", "fre"), suffixing=True),
    Language("ga", "Irish", "irish", ("gle",)),
    Language("hi", "Hindi", "hindi", ("hin",), suffixing=True),
    Language("hu", "Hungarian", "hungarian", ("hun",), suffixing=True),
    Language("hy", "Armenian", "armenian", ("hye", "arm"), suffixing=True),
    Language("id", "Indonesian", "indonesian", ("ind", "in")),
    Language("it", "Italian", "italian", ("ita",), suffixing=True),
    Language("lt", "Lithuanian", "lithuanian", ("lit",), suffixing=True),
    Language("ne", "Nepali", "nepali", ("nep", "npi"), suffixing=True),
    Language("nl", "Dutch", "dutch", ("nld", "dut")),
    Language("no", "Norwegian", "norwegian", ("nor", "nb", "nob", "nn", "nno"), suffixing=True),
    Language("pl", "Polish", "polish", ("pol",), suffixing=True),
    Language("pt", "Portuguese", "portuguese", ("por",), suffixing=True),
    Language("ro", "Romanian", "romanian", ("ron", "rum", "mo"), suffixing=True),
    Language("ru", "Russian", "russian", ("rus",), suffixing=True),
    Language("sr", "Serbian", "serbian", ("srp",)),
    Language("st", "Sesotho", "sesotho", ("sot",)),
    Language("sv", "Swedish", "swedish", ("swe",), suffixing=True),
    Language("ta", "Tamil", "tamil", ("tam",)),
    Language("tr", "Turkish", "turkish", ("tur",), lower=_DOTTED),
    Language("yi", "Yiddish", "yiddish", ("yid", "ydd")),
    # No stemmer: searched by written form, and by bigrams where there are no spaces.
    Language("af", "Afrikaans", also=("afr",)),
    Language("az", "Azerbaijani", also=("aze", "azj"), lower=_DOTTED),
    Language("be", "Belarusian", also=("bel",)),
    Language("bg", "Bulgarian", also=("bul",)),
    Language("bn", "Bengali", also=("ben",)),
    Language("bs", "Bosnian", also=("bos",)),
    Language("cy", "Welsh", also=("cym", "wel")),
    Language("he", "Hebrew", also=("heb", "iw")),
    Language("hr", "Croatian", also=("hrv",)),
    Language("is", "Icelandic", also=("isl", "ice")),
    Language("ja", "Japanese", also=("jpn",)),
    Language("ka", "Georgian", also=("kat", "geo")),
    Language("kk", "Kazakh", also=("kaz",)),
    Language("ko", "Korean", also=("kor",)),
    Language("ku", "Kurdish", also=("kur", "kmr", "ckb")),
    Language("lv", "Latvian", also=("lav", "lvs")),
    Language("mk", "Macedonian", also=("mkd", "mac")),
    Language("ms", "Malay", also=("msa", "may", "zsm")),
    Language("ps", "Pashto", also=("pus", "pbt")),
    Language("sk", "Slovak", also=("slk", "slo")),
    Language("sl", "Slovenian", also=("slv",)),
    Language("sq", "Albanian", also=("sqi", "alb", "als")),
    Language("sw", "Swahili", also=("swa", "swh")),
    Language("th", "Thai", also=("tha",)),
    Language("tl", "Filipino", also=("tgl", "fil")),
    Language("uk", "Ukrainian", also=("ukr",)),
    Language("ur", "Urdu", also=("urd",)),
    Language("uz", "Uzbek", also=("uzb", "uzn")),
    Language("vi", "Vietnamese", also=("vie",), tones=True),
    Language("zh", "Chinese", also=("zho", "chi", "cmn", "yue")),
)

LANGUAGES = {row.code: row for row in _ROWS}
_BY_NAME = {name: row for row in _ROWS for name in (row.code, row.name.lower(), *row.also)}


def language(name: str) -> Language | None:
    """The row that a code or an English name means: `de`, `de-AT`, `deu`, `zh_Hans`, `German`.

    Gives a bare row for a well-formed code that has none here, and None for anything else.
    """
    primary = name.strip().lower().replace("_", "-").partition("-")[0]
    if row := _BY_NAME.get(primary):
        return row
    if primary.isascii() and primary.isalpha() and len(primary) in (2, 3):
        return Language(primary, primary)
    return None
