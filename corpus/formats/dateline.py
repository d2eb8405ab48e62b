"""Where was an article written? The dateline that opens its first paragraph says so.

`Moskau (Press TV/ParsToday) – Die ...`, `BERLIN (dpa) - ...`, `Moskau, 17. Januar (TASS) – ...`,
`Paris/Berlin – Der ...`. A first sentence that merely has a dash in it names no place: better
none than a wrong one, so everything about the part before the dash must look like a dateline.
"""

import re

_DATELINE = re.compile(
    r"""(?P<place>[^\W\d_][^\d()（）\[\]:;!?"„“”«»–—―\n]{0,60}?)
        (?:,\s*(?P<date>[^()\n]{0,25}?\d[^()\n]{0,20}?))?
        \s*(?P<agency>[(（][^()（）\n]{2,60}[)）]|/[^/\n]{2,30}/)?\.?
        \s*(?P<dash>[–—―－]|--?)(?P<after>\s*)(?=\S)""",
    re.VERBOSE,
)
# 新华社北京1月17日电（记者…）, 中新社柏林1月17日电
_CHINESE = re.compile(
    r"[(（【]?(?:新华社|新華社|中新社|中新网|中通社)(?P<place>[\u4e00-\u9fff]{2,8}?)"
    r"(?:\d{1,2}月)?\d{1,2}日[电電讯訊]"
)
# Particles inside names of places; every other word begins with a capital, or has no case.
_PARTICLE_WORDS = (
    "a am an auf bei da das de del della des di do dos du el en i im in la las le les los of on "
    "sur the u upon und and et y e v d h van der den ter"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# No place begins with these, but many first sentences do.
_FIRST_WORDS = (
    "der die das dem ein eine einen einem einer dies diese dieser dieses es er sie wir ich ihr man "
    "in im am an auf mit nach vor bei für seit und oder aber wenn als wie was wer wo so nicht auch "
    "herr frau präsident präsidentin minister ministerin kanzler kanzlerin bundeskanzler "
    "bundeskanzlerin the an this that these those he she it we they in on at after mr mrs ms "
    "president un une des ce cette il elle les una uno este esta è gli i он она они это мы bir bu "
    "file archive archivbild و في ان إن هذا هذه قال قالت اعلن أعلن این آن"
)
_NO_PLACE = frozenset(_FIRST_WORDS.split())
_SHORTEST_TEXT = 12  # "TOKYO RUBBER (YEN PER KILO) - APRIL 08" heads a table
_AGED = re.compile(r"\W*\d+\W*")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


def agency(paragraph: str) -> str:
    """What stands in brackets in the paragraph's dateline: `dpa` in `Moskau (dpa) - Die ...`."""
    found = _DATELINE.match(paragraph)
    return found["agency"].strip("()（）/ ") if found and found["agency"] else ""


def place(paragraph: str) -> str:
    """The place as printed in the paragraph's dateline, `Moskau` or `Moskau/Peking`, or empty."""
    if chinese := _CHINESE.match(paragraph):
        return chinese["place"]
    found = _DATELINE.match(paragraph)
    if not found:
        return ""
    named, agency = found["place"].strip(" ,"), found["agency"]
    if not _looks_like_places(named) or (agency and _AGED.fullmatch(agency)):
        return ""
    spaced = found["after"] and paragraph[found.start("dash") - 1].isspace()
    if found["dash"].startswith("-") and not (spaced or agency):
        return ""  # a hyphen inside a word, or a range
    rest = paragraph[found.end() :]
    if not _begins_sentence(rest):
        return ""
    sentence = _SENTENCE_END.split(rest, maxsplit=1)[0]
    if re.search(r"\s[–—―-]{1,2}\s", sentence) and not agency:
        return ""  # "Angela Merkel – Kanzlerin seit 2005 – sagte": the second of a pair
    if not agency and not found["date"]:
        # Nothing but the dash speaks for a dateline: only short names pass, and no headings of
        # tables ("ZURICH GOLD OPENING - APRIL 7"). Of 590 found so in 44,000 German articles, nine
        # were no places ("Positiver Test", "True Grit").
        if "," in named or (named.isupper() and rest[:5].isupper()):
            return ""
        words = re.split(r"[\s/]+", named)
        if not spaced or len(words) > (3 if _has_case(named) else 1):
            return ""
    return named


def _looks_like_places(text: str) -> bool:
    words = re.split(r"[\s/,]+", text)
    if not 1 <= len(words) <= 5 or words[0].casefold() in _NO_PLACE:
        return False
    return all(
        not _has_case(word) or word.lstrip("('’")[:1].isupper() or word.rstrip(".") in _PARTICLES
        for word in words
        if word
    ) and (not _has_case(words[0]) or words[0][0].isupper())


def _begins_sentence(rest: str) -> bool:
    first = rest.lstrip("\"'„“”«»‚‘’›‹([*¿¡ ")[:1]
    return len(rest) > _SHORTEST_TEXT and not first.islower()


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
