"""Draws docs/answer.svg, the README's picture of an answer: `make picture`."""

import io
import re
import sys

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.terminal_theme import MONOKAI

from newsearch.search import render
from newsearch.search.searcher import Searcher


def main(index: str, question: str, picture: str) -> None:
    """Write the answer to a question as a picture of a terminal."""
    with Searcher.open(index) as searcher:
        answer = searcher.search(question, limit=5)
    console = Console(record=True, force_terminal=True, width=90, file=io.StringIO())
    render.results(answer, console)
    # A picture in a README loads nothing from elsewhere: the reader's own monospace font serves.
    layout = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    console.save_svg(
        picture,
        title=f'newsearch query "{question}"',
        theme=MONOKAI,
        code_format=layout.replace("Fira Code", "ui-monospace, Menlo, Consolas").replace(
            "<svg ", '<svg xml:space="preserve" ', 1
        ),
    )


main(*sys.argv[1:])
