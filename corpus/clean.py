"""What of a printed text is stored? Everything that can be shown; nothing that could not be."""

import dataclasses
import html
import re
from typing import Any

from .article import FIELDS, Article

# In UTF-8 the C0 controls and DEL are single bytes that occur in no other character, so one
# bytes.translate finds them six times faster than a regular expression over the string.
_C0 = bytes(sorted((set(range(0x20)) - {0x09, 0x0A}) | {0x7F}))
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
# Escapes of JSON for controls other than tab and line feed, and for surrogates, paired or not.
_ESCAPED = re.compile(rb"\\(?:[bfr]|u(?:00[01]|007f|00[89]|d[89a-f]))", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")

_EVIDENT_HTML = re.compile(
    r"</?(?:p|br|div|span|h[1-6]|[uo]l|li|a|b|i|em|strong|figure|img|blockquote|table|section|"
    r"article)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# An unclosed comment or script runs to the end of the text, as it does in a browser.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<hidden>script|style|head)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|</?(?P<tag>[a-z][a-z0-9]*)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code del em font i img ins kbd mark q s samp small span "
    "strike strong sub sup time tt u var wbr"
)
INLINE = frozenset(_INLINE_TAGS.split())
# Marks between paragraphs and lines; controls are gone by then, so these two are free.
PARAGRAPH, LINE = "\x1e", "\x1f"
_MANY_BREAKS = re.compile(r"\n[ \t]*\n[ \t]*\n(?:[ \t]*\n)*")


def shown(text: str) -> str:
    """The text without control characters (except tab and line feed) and lone surrogates.

    Line ends become line feeds. Nothing else changes: offsets into the text are kept by the index.
    """
    if len(text) < 256 and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        stored = text.encode()
    except UnicodeEncodeError:
        text = _SURROGATES.sub("\ufffd", text)
        stored = text.encode()
    if len(stored.translate(None, _C0)) != len(stored) or _C1.search(stored):
        return _CONTROLS.sub("", text)
    return text


def shown_article(article: Article) -> Article:
    """The article with every text in it as `shown` gives it."""
    texts: dict[str, Any] = {
        name: tuple(map(shown, value)) if isinstance(value, tuple) else shown(value)
        for name in FIELDS
        if (value := getattr(article, name))
    }
    return dataclasses.replace(article, **texts)


def harmless(line: bytes) -> bool:
    """Whether no string in a line of JSON can have in it what `shown` takes out.

    One look at the bytes of a line is cheaper than one at each of its strings once decoded.
    """
    line = line.rstrip(b"\r\n")
    return (
        len(line.translate(None, _C0)) == len(line)
        and not (b"\xc2" in line and _C1.search(line))
        and not (b"\\" in line and _ESCAPED.search(line))
    )


def one_line(text: str) -> str:
    """A headline, name or place: shown, and every run of white space is one space."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return shown(" ".join(text.split()))


def body(text: str, is_harmless: bool = False) -> str:
    """An article's text: shown, markup taken out if it evidently is HTML, paragraphs kept apart.

    `is_harmless` says that `shown` would change nothing.
    """
    if not is_harmless:
        text = shown(text)
    if "<" in text and _EVIDENT_HTML.search(text):
        text = _without_markup(text)
    if _MANY_BREAKS.search(text):  # sub alone takes three times as long where there are none
        text = _MANY_BREAKS.sub("\n\n", text)
    return text.strip()


def html_text(text: str) -> str:
    """The text of what is known to be HTML: as `body`, even if nothing in it looks like HTML."""
    return _without_markup(shown(text))


def html_line(text: str) -> str:
    """A headline or name that may be HTML, on one line."""
    return one_line(html_text(text)) if "<" in text or "&" in text else one_line(text)


def below(headline: str, text: str) -> str:
    """The text without the headline, where its first paragraphs repeat it."""
    while headline and text:
        first, _, rest = text.partition("\n\n")
        if one_line(first).casefold() != headline.casefold():
            break
        text = rest
    return text


def joined(marked: str) -> str:
    """Paragraphs from text with PARAGRAPH and LINE marks in it; other white space means nothing."""
    paragraphs = (
        "\n".join(" ".join(line.split()) for line in paragraph.split(LINE)).strip()
        for paragraph in marked.split(PARAGRAPH)
    )
    return shown("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _without_markup(text: str) -> str:
    text = _MARKUP.sub(_mark, " ".join(text.split()))
    # Entities last, so that &lt;b&gt; stays text; split: &nbsp; stays a space of its own kind.
    return joined(html.unescape(text))


def _mark(found: re.Match[str]) -> str:
    tag = (found["tag"] or "").lower()
    if tag == "br":
        return LINE
    return "" if tag in INLINE or not (tag or found["hidden"]) else PARAGRAPH
