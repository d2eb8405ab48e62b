"""In which language is a text? Asked once an article, and only of articles that do not say."""

# Enough to tell, and the time is proportional to it.
_ENOUGH = 1000


def detect(text: str) -> str:
    """The ISO 639-1 code of the text's language; empty for a text without letters.

    Judged by the first thousand characters.
    """
    # A second with numpy and its model: an index build may need it, a query never does.
    import py3langid

    head = text[:_ENOUGH]
    return str(py3langid.classify(head)[0]) if any(map(str.isalpha, head)) else ""
