"""Which formats can be read? FORMATS lists them: a new format is one file and one row."""

from . import agency, json_document, json_lines, tables
from .contract import Fit, Format, Head

# Of rows that fit equally well, the one that the file is named after is taken, else the first.
FORMATS: tuple[Format, ...] = (
    Format(
        name="agency",
        suffixes=(".txt", ".text"),
        fills="id, headline, body, published, agency, source, place; more if labelled",
        sniff=agency.sniff,
        read=agency.read,
    ),
    Format(
        name="json",
        suffixes=(".json",),
        fills="every field, by its usual names or --map",
        sniff=json_document.sniff,
        read=json_document.read,
    ),
    Format(
        name="jsonl",
        suffixes=(".jsonl", ".ndjson", ".jl"),
        fills="every field, by its usual names or --map",
        sniff=json_lines.sniff,
        read=json_lines.read,
    ),
    Format(
        name="csv",
        suffixes=(".csv",),
        fills="every field, by its usual names or --map, from the header row",
        sniff=tables.sniff_csv,
        read=tables.read_csv,
    ),
    Format(
        name="tsv",
        suffixes=(".tsv", ".tab"),
        fills="every field, by its usual names or --map, from the header row",
        sniff=tables.sniff_tsv,
        read=tables.read_tsv,
    ),
)

__all__ = ["FORMATS", "Fit", "Format", "Head"]
