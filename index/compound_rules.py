"""How does each language build compounds? One row per language, and the weights of the scores."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CompoundRules:
    """One language's way of composing words; every string is lower case, ß written ss."""

    nouns_capitalised: bool
    """Whether a capital tells nouns from other words; else every word counts as a noun."""
    links: tuple[str, ...]
    """Linking elements between a noun and the next part."""
    regular_s: tuple[str, ...]
    """Ends of nouns that take the linking -s- even where no dictionary word shows it."""
    elisions: tuple[str, ...]
    """Endings that a noun may lose as a first part (Erde: Erd-)."""
    elisions_before_s: tuple[str, ...]
    """Endings that a noun may lose before a linking -s- (Hilfe: Hilfs-, Weihnachten)."""
    infinitives: tuple[str, ...]
    """Ends of verbs in the dictionary; their stems are first parts (Steck-)."""
    participles: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    never_first: frozenset[str]
    """Prefixes and function words: "Aufbau" is the noun of "aufbauen", not a kind of "Bau"."""
    never_last: frozenset[str]
    """Suffixes and word ends that happen to be dictionary words ("Schaft", "Arier")."""
    never_last_adjective: frozenset[str]
    never_cut: frozenset[str]
    """Words that the scores cut and nobody would."""
    plurals: frozenset[str]
    """Plurals with a life of their own: their base form is not the singular (Daten, Datum)."""
    derivations: tuple[tuple[str, str], ...]
    """(noun end, verb end): such a noun of a verb is whole, as the verb is (Vollendung)."""
    short_first: frozenset[str]
    short_last: frozenset[str]
    """The two-letter words that compose; all others are chance."""
    place_heads: tuple[str, ...]
    """Ends of place names: a noun like that and without a plural is a name, and whole."""
    place_derivations: tuple[str, ...]
    bound: float
    """A string that is no word composes if this share of the words that begin with it shows it."""
    share: float
    """A first part this short stands in at least this share of the words that begin with it."""
    share_letters: int
    short_count: int
    """Words that a last part under five letters ends, at least."""
    weights: Mapping[str, float]
    dictionary: str = ""
    """simplemma's code of the language, where it is not the project's."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A segmentation's score is the sum of its parts' weighted features; the word is cut if that beats
# the weight of the whole word. "count" is log2(1 + words with this part there), "share" log2 of
# their part in all words that begin (end) like it; the rest are 0 or 1. Fitted by logistic
# regression (L2 0.5) with all segmentations of a word as its choices: those with the gold point
# against the others on 14,951 GermaNet compounds and their inflected forms, "whole" against all
# others on 28,000 words meant to be simple (derivations built from the dictionary, place names,
# GermaNet's parts of up to six letters; some are compounds after all). Then 1.0 was added to
# "whole": simple words matter more. Cross-validation is of the weights; the tables below were
# made looking at all of the data.
#
#   added to "whole", cross-validated      -1      0      1      2
#   GermaNet points found, %            98.02  97.92  97.69  97.03
#   cut elsewhere only, %                0.05   0.05   0.05   0.05
#   simple words cut, %                  0.70   0.54   0.39   0.27
#
# Without one group of features (one fold, an earlier state of the tables, nothing added; found,
# cut elsewhere, simple cut): without length 98.1, 0.09, 0.60; without share 98.2, 0.11, 0.84;
# without count 98.3, 0.09, 0.67; with all 98.3, 0.05, 0.58. How productive the whole word is,
# and its length, gave next to nothing and were dropped.
GERMAN_WEIGHTS: dict[str, float] = {
    "first -e": -0.21,
    "first -e+s": -0.1,
    "first adjective": -1.4,
    "first bound": -1.12,
    "first count": 0.42,
    "first length 2": -1.6,
    "first length 3": -0.59,
    "first length 4": 0.22,
    "first length 5": 1.09,
    "first length 6": 0.63,
    "first length 8": 2.22,
    "first n": 0.33,
    "first n irregular": 0.14,
    "first n+e": 0.46,
    "first n+en": 0.06,
    "first n+er": 0.32,
    "first n+es": 0.41,
    "first n+n": 0.95,
    "first n+ns": 0.1,
    "first n+s": -0.01,
    "first plural": 0.08,
    "first s": 1.83,
    "first s irregular": -0.98,
    "first share": 0.8,
    "first verb": 0.3,
    "first verb+e": 0.81,
    "last adjective": 0.58,
    "last adjective count": 0.2,
    "last adjective share": 3.72,
    "last count": 0.37,
    "last inflected": -2.05,
    "last length 2": 0.21,
    "last length 3": -1.74,
    "last length 4": -0.16,
    "last length 5": 0.1,
    "last length 6": 0.37,
    "last length 8": -0.29,
    "last noun": -0.03,
    "last share": 0.67,
    "whole adjective": -0.87,
    "whole noun": -0.32,
    "whole place": 8.82,
    "whole unknown": -2.13,
}

RULES: dict[str, CompoundRules] = {
    "de": CompoundRules(
        nouns_capitalised=True,
        links=("", "s", "es", "n", "en", "er", "e", "ens", "ns"),
        elisions=("e",),
        elisions_before_s=("e", "en"),
        regular_s=("ung", "heit", "keit", "schaft", "ion", "tät", "ing", "tum", "ling", "en", "ur"),
        infinitives=("en", "ern", "eln", "tun", "sein"),
        participles=("end", "ende"),
        adjective_endings=("e", "er", "es", "en", "em", "ere", "este", "erer"),
        # Separable and inseparable verb prefixes: "Aufbau" is the noun of "aufbauen", not a kind
        # of "Bau". Function words and Latin prefixes for the same reason.
        never_first=_words(
            "ab an auf aus bei durch ein für gegen hin her mit nach nieder über um unter vor weg"
            " wider wieder zu zurück un ur miss miß fehl be ver ent er zer ge da dar hervor herum"
            " heraus hinaus hinein herein empor entgegen fort zusammen auseinander in im am zum zur"
            " von vom dem den der die das des und als ob wie was wer so es sie ich ihr uns bis nur"
            " auch noch schon sehr inter trans kon per pro prä re de dis epi hypo syn para peri sub"
            " ex eu wiede zuver unt ling"
        ),
        # Suffixes and word ends that happen to be dictionary words ("Schaft", "Rott", "Arier").
        never_last=_words(
            "schaft heit keit igkeit ung lich ling tum nis ier ion tion ität ismus ist ig isch sam"
            " rott er in chen lein ei erei rei ler ner lar är arier iner aner itis ose ik ine ing"
            " lings ender wärts log login logie ment anz enz ur age iker ering ase ese ischen ische"
            " ischer isches ischem ären rinnen rin erin tischen tische tischer ern eln ach ian stag"
            " ente fon phon fonie phonie grafie graphie graf graph loge logen nomie metrie skop"
            " skopie pathie sol fried beth este sen ale ade"
        ),
        never_last_adjective=_words(
            "isch lich ig sam bar haft los fach mal wärts ell iv iert end ern en er est"
        ),
        short_first=_words("ei öl"),
        short_last=_words("ei öl bö"),
        never_cut=_words(
            "vielleicht notwendig notwendigkeit dänemark kombination television telegramm"
            " thermometer standard vorsitzende vorsitzender freitag hochzeit weihnacht weihnachten"
        ),
        plurals=_words("daten medien"),
        derivations=(("ung", "en"), ("ation", "ieren")),
        place_heads=(
            "burg",
            "berg",
            "dorf",
            "heim",
            "stadt",
            "bach",
            "feld",
            "furt",
            "hafen",
            "hausen",
            "kirchen",
            "brück",
            "bruck",
            "wald",
            "stein",
            "land",
            "reich",
            "hagen",
            "rode",
            "münde",
            "stedt",
            "born",
            "brunn",
            "werder",
            "lohe",
            "horst",
            "büttel",
            "moor",
            "weiler",
            "hofen",
            "heide",
            "tal",
            "brücken",
            "bronn",
            "münster",
            "holm",
            "walde",
            "hut",
            "laken",
        ),
        place_derivations=("er", "erin", "ern"),
        bound=0.3,
        share=0.02,
        share_letters=6,
        short_count=2,
        weights=GERMAN_WEIGHTS,
    ),
}


# The other languages write nouns like all other words, so parts of speech are unknown: no verb
# stems, no adjectives. There is no gold data for them; the weights are the German ones.
_LOWER_CASE = replace(
    RULES["de"],
    nouns_capitalised=False,
    regular_s=(),
    elisions=(),
    elisions_before_s=(),
    infinitives=(),
    never_cut=frozenset(),
    plurals=frozenset(),
    derivations=(),
    place_heads=(),
    place_derivations=(),
)
_DANISH = replace(
    _LOWER_CASE,
    links=("", "s", "e", "er"),
    regular_s=("ing", "hed", "het", "skab", "skap", "dom", "tion", "sjon", "itet"),
    elisions=(),
    never_first=_words(
        "af av an be bi bort efter etter for fra fram frem ge gen gjen i ind inn med mis mod"
        " mot ned om op opp over på sam til u ud under unn ut ved er det den de en et og som så"
        " vi"
    ),
    never_last=_words(
        "hed het skab skap dom ing else er en et ere ene ende lig ig isk isme ist tion sjon"
        " itet bar som løs løst ske eri inde inne ling ning hederne heder heter e n s ter"
    ),
    short_first=_words("ø å"),
    short_last=_words("ø å by år øl is"),
)
RULES["nl"] = replace(
    _LOWER_CASE,
    links=("", "s", "en", "n", "e", "er", "eren"),
    regular_s=("ing", "heid", "teit", "schap", "dom", "ling"),
    elisions=("e",),
    elisions_before_s=("e",),
    never_first=_words(
        "aan ab achter af be bij bin binnen buiten con de der die dit dis door een en er erf ex"
        " ge het her hij im in is je ka ko los mee mis na naar neer niet om on onder ont op over"
        " pre pro re samen te ten ter tegen toe trans tussen uit van ver vol voor voort weg weer"
        " zij zo"
    ),
    never_last=_words(
        "heid lijk lijke ing ingen schap baar loos ig ige isch ische isme ist iteit atie tie er"
        " ers en end ende te ter teren den de nis sel ling lingen aar aars erij achtig heden"
        " ster sters eren"
        " zaam erd erde"
    ),
    never_cut=_words("nederland nederlands nederlandse"),
    short_first=_words("ei ui"),
    short_last=_words("ei"),
)
RULES["sv"] = replace(
    _LOWER_CASE,
    links=("", "s", "e", "u", "o"),
    regular_s=("ing", "het", "skap", "dom", "tion", "itet", "else"),
    elisions=("a", "e"),
    elisions_before_s=("e",),
    never_first=_words(
        "av an be bi bort de den det efter en er ett för från fram ge genom i in inne med miss"
        " mot ned ner och om o på sam som så till under upp ut vid vi å åt över"
    ),
    never_last=_words(
        "het skap dom ing ning else are arna aren er en et erna orna or ar na ande ende lig"
        " ligt iga ig isk iska ism ist tion itet bar sam lös löst eri inna ling heten heter a e"
        " n s t de te ter"
    ),
    short_first=_words("ö å ås"),
    short_last=_words("ö å by år öl is"),
)
RULES["da"] = replace(_DANISH, never_cut=_words("begivenhed begivenheder"))
RULES["no"] = replace(
    _DANISH, dictionary="nb", never_cut=_words("demonstrant demonstranter demonstrantene")
)
