"""Which formats can be read? FORMATS lists them: a new format is one file and one row."""

from . import (
    agency,
    feed,
    json_document,
    json_feed,
    json_lines,
    mhtml,
    newsml1,
    newsml_g2,
    ninjs,
    nitf,
    page,
    tables,
    warc,
)
from .contract import Fit, Format, Head

# Of rows that fit equally well, the one that the file is named after is taken, else the first.
FORMATS: tuple[Format, ...] = (
    Format(
        name="page",
        suffixes=(".html", ".htm", ".xhtml"),
        fills="id, headline, body, published, language, source, place, authors, categories, "
        "keywords, url; agency if named",
        sniff=page.sniff,
        read=page.read,
    ),
    Format(
        name="mhtml",
        suffixes=(".mhtml", ".mht"),
        fills="as page",
        sniff=mhtml.sniff,
        read=mhtml.read,
    ),
    Format(
        name="warc",
        suffixes=(".warc", ".arc"),
        fills="as page, for every HTML answer in the crawl",
        sniff=warc.sniff,
        read=warc.read,
    ),
    Format(
        name="agency",
        suffixes=(".txt", ".text"),
        fills="id, headline, body, published, agency, source, place; more if labelled",
        sniff=agency.sniff,
        read=agency.read,
    ),
    Format(
        name="ninjs",
        suffixes=(),
        fills="every field; agency from the copyright holder",
        sniff=ninjs.sniff,
        read=ninjs.read,
    ),
    Format(
        name="jsonfeed",
        suffixes=(),
        fills="id, headline, body, published, language, source, place, authors, categories, url",
        sniff=json_feed.sniff,
        read=json_feed.read,
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
    Format(
        name="feed",
        suffixes=(".rss", ".atom", ".rdf"),
        fills="id, headline, body, published, language, source, place, authors, categories, url; "
        "agency from the dateline",
        sniff=feed.sniff,
        read=feed.read,
    ),
    Format(
        name="newsml-g2",
        suffixes=(".xml", ".newsml"),
        fills="every field",
        sniff=newsml_g2.sniff,
        read=newsml_g2.read,
    ),
    Format(
        name="newsml1",
        suffixes=(),
        fills="every field but url",
        sniff=newsml1.sniff,
        read=newsml1.read,
    ),
    Format(
        name="nitf",
        suffixes=(".nitf",),
        fills="every field but url and embargo",
        sniff=nitf.sniff,
        read=nitf.read,
    ),
)

__all__ = ["FORMATS", "Fit", "Format", "Head"]
