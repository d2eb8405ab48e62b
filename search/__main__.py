"""`python -m newsearch.search` is the `newsearch` command."""

from .cli import main

main()
