"""Who wrote it? People and agencies from a by-line: `Von Erika Mustermann und Max Muster, dpa`."""

import re

from .. import clean

_BY = re.compile(
    r"^\W*(?:(?:written |story |words |text |posted |reported )?by|von|par|por|"
    r"(?-i:di|da|door|av|af)|text|autor(?:in)?|author|redaktion)\b(?:\s*:)?\s+(?=\S)"
    r"|^\W*(?:text|autor(?:in)?|author|written by|words)s?\s*:\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:und|and|et|y|og|och|en|ve)\s+|\s*[;&|•·]\s*|\s+/\s+", re.IGNORECASE)
# What follows names after a comma: an office, an agency, a place, a day. None of them is a name.
_NO_NAME = re.compile(
    r"\d|@|https?:|www\.|\b(?:staff|correspondent|reporter|editor|writer|press|news|redaktion|"
    r"korrespondent\w*|agentur|dpa|afp|reuters|ap|apa|sid|epd|kna)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S*@\S+|https?://\S+")
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
# "Jane Doe and John Roe in Moscow": where they were.
_WHERE = re.compile(r"\s+(?:in|aus|at|from|à|en|reports from)\s+[A-ZÄÖÜ][\w -]{1,40}$")
_PARTICLE_WORDS = "von van de der den del della di da dos du la le el al bin ibn zu zum zur ter y"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_LONGEST = 120
_WITH = re.compile(r"\s*[/,+]\s*|\s+(?:avec|with|mit|con|and|und|et|y|e)\s+", re.IGNORECASE)
# The agencies whose credit stands where authors do, folded, as they print themselves.
_AGENCIES = frozenset(
    """dpa dpainfocom dpaafx dpaapa deutschepresseagentur afp agencefrancepresse reuters
    thomsonreuters ap associatedpress theassociatedpress apa austriapresseagentur sid epd kna sda
    keystonesda ats upi unitedpressinternational bloomberg ansa adnkronos efe agenciaefe europapress
    lusa belga anp ntb ritzau tt stt pap ctk ukrinform tass itartass interfax ria rianovosti xinhua
    新华社 中新社 kyodo jiji yonhap anadolu anadoluagency aa dha iha pti ani ians irna isna fars
    abna wam spa petra sana رويترز قنا واس وام وكالات agencies agencias agences agenturen paMedia
    pa pressassociation pamedia canadianpress thecanadianpress aap notimex telam ddp dapd ots
    """.casefold().split()
)
_STAFF = re.compile(
    r"\b(?:staff|redaktion\w*|redazione|redacci[óo]n|r[ée]daction|redactie|editors?|editorial|"
    r"newsroom|desk|newsdesk|team|admin\w*|webmaster|gmbh|ag|ltd|inc|llc|s\.?a\.?|nachrichten|online|"
    r"haber merkezi|web desk)\b",
    re.IGNORECASE,
)


def names(byline: str) -> tuple[str, ...]:
    """The people (or offices) of a by-line, in its order, without "By" and what is no name."""
    text = _ASIDE.sub("", _ADDRESS.sub(" ", clean.html_line(byline)))
    text = _BY.sub("", " ".join(text.split())).strip(" ,.:-–—|")
    found: list[str] = []
    for part in _AND.split(_WHERE.sub("", text)):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) > 1:
            kept = [
                piece
                for index, piece in enumerate(pieces)
                if _is_name(piece) and not (index and _has_short_name(piece, pieces[0]))
            ]
            pieces = kept or ([part.strip()] if _is_turned(pieces) else pieces[:1])
        found.extend(piece for piece in pieces if len(piece) <= _LONGEST)
    return tuple(dict.fromkeys(name.strip(" ,:-–—|") for name in found if name.strip(" ,.:-–—|")))


def credited(byline: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people of a by-line, and the agencies: `Erika Mustermann, mit Material von dpa und AFP`.

    Offices, as `Redaktion` or `Web Desk`, are neither.
    """
    found = names(byline)
    agencies: list[str] = []
    for part in (*found, byline):
        pieces = [piece.strip(" ().") for piece in _WITH.split(clean.html_line(part))]
        agencies += [piece for piece in pieces if is_agency(piece)]
    people = [
        name
        for name in found
        if not any(map(is_agency, _WITH.split(name))) and not _STAFF.search(name)
    ]
    return tuple(people), tuple(dict.fromkeys(agencies))


def is_agency(text: str) -> bool:
    """Whether this is the name or the short name of a news agency."""
    return "".join(char for char in text.casefold() if char.isalnum()) in _AGENCIES


def agency(text: str) -> str:
    """The first agency among the names in a text, `dpa` in `Reuters/dpa` or `dpa`; or empty."""
    pieces = (piece.strip(" ().") for piece in _WITH.split(text))
    return next(filter(is_agency, pieces), "")


def is_person(text: str) -> bool:
    """Whether this looks like a name and a surname."""
    return _is_name(text)


def _is_turned(pieces: list[str]) -> bool:
    """`Mustermann, Erika` is one name."""
    return len(pieces) == 2 and all(
        " " not in piece and piece[0].isupper() and not _NO_NAME.search(piece) for piece in pieces
    )


def _has_short_name(piece: str, first: str) -> bool:
    """`ARD Berlin` behind `Erika Mustermann` is an office; in `JANE DOE, JOHN ROE` all is loud."""
    return not first.isupper() and any(
        len(word) <= 8 and word.isupper() and len(word) > 1 and "." not in word
        for word in piece.split()
    )


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or _NO_NAME.search(text):
        return False
    return all(
        word[0].isupper()
        or not word[0].isalpha()
        or word in _PARTICLES
        or word.lower() == word.upper()
        for word in words
    )
