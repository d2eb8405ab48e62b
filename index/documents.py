"""How does an article become a document? Its zones in layers, its labels as words and as values."""

import hashlib
from datetime import UTC, datetime

from newsearch.corpus.article import Article

from . import detection
from .analysis import LAYERS, Analysers
from .fields import LABELS, ZONES, Document, label_values, layer_field, order_key
from .languages import language
from .words import folded

# Parts the values of a label, so that no phrase reaches from one author into the next.
_BETWEEN = " | "
_START = datetime(1, 1, 1, tzinfo=UTC)


def document(article: Article, code: str, analysers: Analysers) -> Document:
    """What an engine stores of an article in the language of a code."""
    analyser = analysers[code]
    text = article.to_json()
    values = {label: found for label in LABELS if (found := label_values(article, label))}
    terms = {label: _BETWEEN.join(map(folded, found)) for label, found in values.items()}
    if article.url:
        terms["url"] = folded(article.url)
    for zone in ZONES:
        for layer, held in zip(LAYERS, analyser.layers(getattr(article, zone)), strict=True):
            if held:
                terms[layer_field(zone, layer)] = held
    return Document(
        id=article.id,
        language=code,
        date=int(article.date.replace("-", "")) if article.date else 0,
        order=order_key(_seconds(article.published), _digest(article.id)),
        digest=_digest(text),
        article=text,
        terms=terms,
        values=values,
    )


def digest(article: Article) -> int:
    """The `Document.digest` of an article, without analysing it."""
    return _digest(article.to_json())


def language_of(article: Article) -> str:
    """The code of the article's own language, or of the one detected; `und` if there is no text."""
    given = language(article.language) if article.language else None
    if given:
        return given.code
    detected = language(detection.detect(f"{article.headline}\n{article.body}"))
    return detected.code if detected else "und"


def _digest(text: str) -> int:
    """63 bits, so that it fits the signed integers of every engine."""
    data = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(data) >> 1


def _seconds(published: str) -> int | None:
    """Seconds from 0001-01-01 UTC to a moment in ISO 8601; one without a zone counts as UTC."""
    if not published:
        return None
    moment = datetime.fromisoformat(published)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int((moment - _START).total_seconds())
