"""What of a text may reach a terminal or a spreadsheet? Letters, never what steers either.

News is anybody's text, and so are the names of files: an escape sequence in a headline could rename
the window, write into the clipboard or hide the next line, a direction override could make one
address look like another, and a cell that begins with `=` could run in a spreadsheet.
"""

import re
import unicodedata

# Characters that steer a terminal or turn the direction of text around.
_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# What Unicode counts as format characters, but shapes letters.
_SHAPING = "\u200c\u200d\u00ad"
# Expressions are text, compiled when first needed: all take 2 ms, and most answers need none.

# Of these, what does harm, and not only in a terminal; tab and line feed are left to the format.
# Python calls none of it printable.
_HARMFUL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)

# How Python keeps the bytes of a name that are no text.
_NO_TEXT = "[\udc80-\udcff]"

# A spreadsheet takes a cell that begins so for a formula, after OWASP's page on CSV injection. The
# wide forms count in Japanese ones.
_FORMULA = r"[\t\r\n]|\s*\"?[=+\-@＝＋－＠]"
# Where commas are decimal signs, spreadsheets divide at these even inside of a cell.
_INNER_CELL = r"(?<=[;\t\n])(?=\s*\"?[=+\-@])"


def safe(text: str) -> str:
    """The text without characters that steer a terminal; line breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character in _SHAPING or unicodedata.category(character) not in _STEERING
        else " " if character in "\n\t\r" else ""
        for character in text
    )  # fmt: skip


def named(text: str) -> str:
    """A line that may have names of files in it, with bytes that are no text as `\\xe9`."""
    return safe(re.sub(_NO_TEXT, lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text))


def escaped(line: str) -> str:
    """A line of JSON with the same meaning, in which what does harm is written as its number."""
    if line.isprintable():
        return line
    return re.sub(_HARMFUL, lambda found: _number(ord(found[0])), line)


def plain(line: str) -> str:
    """A line of an answer without what does harm: CSV, ids and runs have no way to write it."""
    return line if line.isprintable() else re.sub(_HARMFUL, "", line)


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; what could be one gets an apostrophe."""
    text = re.sub(_INNER_CELL, "'", text)
    return f"'{text}" if re.match(_FORMULA, text) else text


def _number(point: int) -> str:
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000  # JSON counts in UTF-16
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
