"""Which characters and words mean something in a query? Expressions that its taggers share."""

import re

# What each opening quote is closed by. Writers mix them, and « » point either way.
CLOSING = {
    '"': re.compile('"'),
    "„": re.compile('[“”"]'),
    "“": re.compile('[”“"]'),
    "”": re.compile("[”“]"),
    "«": re.compile("»"),
    "»": re.compile("[«»]"),
    "「": re.compile("」"),
    "『": re.compile("』"),
    "‚": re.compile(r"‘|’(?!\w)"),
}
# ‚ is also typed for a comma: it opens a quote only if that is closed within so many characters.
COMMA_REACH = 500
QUOTES = "".join(CLOSING).replace("‚", "")
APART = re.compile(r"~(\d{0,6})", re.ASCII)

AND, OR, NOT = "AND|UND", "OR|ODER", "NOT|NICHT"
START = r"(?<![^\s()])"
WEIGHT = r"(?<=[^\s(:])\^(?P<boost>\d+(?:\.\d+)?)(?=[\s()]|$)"
# A " directly after a digit is an inch mark; other quotes end a word.
WORD = rf"[^\s()](?:[^\s(){QUOTES}^]|(?<=\d)\"|(?!{WEIGHT})\^)*"
