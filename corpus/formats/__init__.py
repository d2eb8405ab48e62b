"""Which formats can be read? FORMATS lists them: a new format is one file and one row."""

from . import agency, json_lines
from .contract import Fit, Format, Head

FORMATS: tuple[Format, ...] = (
    Format(
        name="jsonl",
        suffixes=(".jsonl", ".ndjson", ".jl"),
        fills="all, by the usual names or --map",
        sniff=json_lines.sniff,
        read=json_lines.read,
    ),
    Format(
        name="agency",
        suffixes=(".txt", ".text"),
        fills="id, headline, body, published, agency, source, place; more if labelled",
        sniff=agency.sniff,
        read=agency.read,
    ),
)

__all__ = ["FORMATS", "Fit", "Format", "Head"]
