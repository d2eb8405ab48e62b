"""Pages do not drift from what they describe."""

import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newsearch.index.engines import ENGINES
from newsearch.search import Searcher
from newsearch.search.output import lines

DOCS = Path(__file__).parents[1] / "docs"


def test_the_command_line_is_described_as_it_is() -> None:
    made = runpy.run_path(str(DOCS / "reference.py"))["reference"]()
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == made, "run `make docs`"


@pytest.fixture(scope="module")
def schema() -> Any:
    found = json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "question",
    [
        "Satellit",
        "Satelitenbau",
        "Brücke Impfstoff",
        "*",
        "lang:ar",
        "Xylophonorchester",
        "-date:*",
    ],
)
def test_results_are_as_the_schema_says(
    sample_indexes: dict[str, Path], schema: Any, engine: str, question: str
) -> None:
    facets = ["date:month", "source", "language", "agency", "place", "category", "author"]
    with Searcher.open(sample_indexes[engine]) as searcher:
        answer = searcher.search(question, limit=30, facets=facets)
        (text,) = lines(answer, "json")
        schema.validate(json.loads(text))
        explained = searcher.search(question, explain=True)
        schema.validate(json.loads(next(lines(explained, "json"))))
        if answer.hits:
            (text,) = lines(searcher.similar(answer.hits[0].id, facets=facets), "json")
            schema.validate(json.loads(text))


def test_the_schema_names_every_field_of_a_hit(
    sample_indexes: dict[str, Path], schema: Any
) -> None:
    with Searcher.open(sample_indexes["tantivy"]) as searcher:
        answer = searcher.search("Satellit").to_dict()
    described = schema.schema["$defs"]["hit"]
    always = set(described["properties"]) - {"explain"}
    assert set(described["required"]) == always == set(answer["hits"][0])
    assert set(schema.schema["required"]) == set(answer)


def test_programs_in_the_pages_can_be_read() -> None:
    for page in DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for block in text.split("```python\n")[1:]:
            compile(block.split("```")[0], str(page), "exec")
