# ruff: noqa: N818  (named after what is the matter; that all are errors, the tree says)
"""The errors of newsearch, one tree.

    NewsearchError
    ├── QueryError        the question cannot be understood; knows the column
    ├── UnreadableInput   a path or stream that was asked for cannot be read at all
    ├── IndexMissing      there is no index at the path
    ├── IndexOutdated     the index was written by another format or analysis
    ├── IndexBusy         another process is writing
    ├── IndexDamaged      the index's files are incomplete or contradict each other
    ├── IndexRefused      the operating system refused to read or write the index's files
    └── IndexUntrusted    opening the index could run code that somebody else wrote

Every message names the value, the reason and the remedy, in one line. The tree lives in the lowest
room because all rooms raise from it.
"""


class NewsearchError(Exception):
    """Anything that newsearch reports instead of an answer."""


class QueryError(NewsearchError):
    """A question that cannot be understood.

    `column` is the offset, in characters from 0, of the place in the query string that is meant.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


class UnreadableInput(NewsearchError):
    """A path, stream or option that was asked for by name and cannot be read."""


class IndexMissing(NewsearchError):
    """There is no index at the path."""


class IndexOutdated(NewsearchError):
    """The index was written by another version of the format or of the analysis."""


class IndexBusy(NewsearchError):
    """Another process holds the writer's lock."""


class IndexDamaged(NewsearchError):
    """The index's files are incomplete or contradict each other."""


class IndexRefused(NewsearchError):
    """The operating system refused: no room, no right, no memory, too many open files.

    The index is as it was at its last commit.
    """


class IndexUntrusted(NewsearchError):
    """Opening the index could run code that somebody else wrote."""
