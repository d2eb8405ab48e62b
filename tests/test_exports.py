"""What the library promises: these names, from these places, and no others."""

import importlib

import pytest

PROMISED = {
    "newsearch.corpus": {
        "Article", "NewsearchError", "Rejected", "Skipped", "UnreadableInput", "read",
    },
    "newsearch.index": {"Index", "Report", "Verified"},
    "newsearch.search": {
        "Completions", "Facet", "FacetValue", "Hit", "IndexBusy", "IndexDamaged", "IndexMissing",
        "IndexOutdated", "IndexRefused", "IndexUntrusted", "NewsearchError", "QueryError",
        "Results", "Searcher", "Suggestion", "UnreadableInput",
    },
}  # fmt: skip


@pytest.mark.parametrize("room", PROMISED)
def test_exported_names(room: str) -> None:
    module = importlib.import_module(room)
    assert set(module.__all__) == PROMISED[room]
    for name in module.__all__:
        exported = getattr(module, name)
        assert exported.__doc__, name
        assert exported.__module__.startswith("newsearch."), name
    with pytest.raises(AttributeError, match="nonsense"):
        _ = module.nonsense
