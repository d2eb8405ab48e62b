"""Which characters and words mean something in a query? Expressions that its taggers share.

They are text, compiled when first needed: all take 3 ms, and most questions are only words.
"""

# What each opening quote is closed by. Writers mix them, and « » point either way.
CLOSING = {
    '"': '"',
    "„": '[“”"]',
    "“": '[”“"]',
    "”": "[”“]",
    "«": "»",
    "»": "[«»]",
    "「": "」",
    "『": "』",
    "‚": r"‘|’(?!\w)",
}
# ‚ is also typed for a comma: it opens a quote only if that is closed within so many characters.
COMMA_REACH = 500
QUOTES = "".join(CLOSING).replace("‚", "")
APART = r"~([0-9]{0,6})"

AND, OR, NOT = "AND|UND", "OR|ODER", "NOT|NICHT"
START = r"(?<![^\s()])"
WEIGHT = r"(?<=[^\s(:])\^(?P<boost>\d+(?:\.\d+)?)(?=[\s()]|$)"
# A " directly after a digit is an inch mark; other quotes end a word.
WORD = rf"[^\s()](?:[^\s(){QUOTES}^]|(?<=\d)\"|(?!{WEIGHT})\^)*"
