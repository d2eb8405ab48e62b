"""How does an article become a document? Its zones in layers, its labels as words and as values."""

import hashlib
import json

from newsearch.corpus.article import FIELDS, Article

from . import copies, detection, dictionaries, versions
from .analysis import LAYERS, Analyser, Analysers
from .fields import CANCELED, HELD, LABELS, ZONES, Document, label_values, layer_field, order_key
from .languages import language
from .packing import Packer
from .words import folded

# Parts the values of a label, so that no phrase reaches from one author into the next.
_BETWEEN = " | "
_SHORT = tuple(name for name in FIELDS if name not in ("headline", "body"))


# Articles to analyse, each with its digest.
Batch = list[tuple[Article, int]]


def analysed(batch: Batch, analysers: Analysers, packer: Packer) -> list[Document]:
    """The documents of articles, in their order. It depends on nothing but what is given."""
    return [
        tombstone(article, number, packer)
        if article.status == versions.CANCELED
        else document(article, number, analysers[language_of(article)], packer)
        for article, number in batch
    ]


def document(article: Article, number: int, analyser: Analyser, packer: Packer) -> Document:
    """What an engine stores of an article with a digest, analysed in one language."""
    values = {label: found for label in LABELS if (found := label_values(article, label))}
    terms = {label: _BETWEEN.join(map(folded, found)) for label, found in values.items()}
    if article.url:
        terms["url"] = folded(article.url)
    for zone in ZONES:
        for layer, held in zip(LAYERS, analyser.layers(getattr(article, zone)), strict=True):
            if held:
                terms[layer_field(zone, layer)] = held
    until = versions.hidden_until(article.status, article.embargo, article.published)
    signed = copies.signed(terms.get(layer_field("body", "exact"), ""))
    return Document(
        id=article.id,
        language=analyser.language.code,
        date=int(article.date.replace("-", "")) if article.date else 0,
        order=_order(article),
        digest=number,
        article=_packed(article, packer),
        terms=terms,
        values=values,
        state=(HELD,) if until else (),
        until=until,
        signature=signed.signature if signed else "",
        sketch=signed.sketch.to_bytes() if signed else b"",
    )


def tombstone(article: Article, number: int, packer: Packer) -> Document:
    """What an engine stores of a canceled article: that there was one, and nothing to search."""
    return Document(
        id=article.id,
        language="und",
        date=0,
        order=_order(article),
        digest=number,
        article=_packed(article, packer),
        terms={},
        values={},
        state=(CANCELED,),
    )


def digest(article: Article) -> int:
    """The `Document.digest` of an article: another one for every change of any field.

    Raises UnicodeEncodeError for half of a pair of surrogates, which no file can hold.
    """
    short = [getattr(article, name) for name in _SHORT]
    labels = json.dumps(short, separators=(",", ":"))
    if "\\ud" in labels:  # an escaped surrogate, mostly one of a pair
        json.dumps(short, ensure_ascii=False).encode()
    # An array in JSON has no line break, so no two articles give the same text.
    text = f"{labels}\n{len(article.headline)}\n{article.headline}{article.body}"
    return _digest(text.encode())


def language_of(article: Article) -> str:
    """The code of the article's own language, or of the one detected; `und` if there is no text."""
    given = language(article.language) if article.language else None
    if given:
        return given.code
    detected = language(detection.detect(f"{article.headline}\n{article.body}"))
    return detected.code if detected else "und"


def _packed(article: Article, packer: Packer) -> bytes:
    return packer.packed(article.to_utf8(), dictionaries.name(article))


def _digest(data: bytes) -> int:
    """63 bits, so that it fits the signed integers of every engine."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest()) >> 1


def _order(article: Article) -> int:
    return order_key(versions.seconds(article.published), _digest(article.id.encode()))
