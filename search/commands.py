"""The commands, and the command line that they make.

What a command needs is imported inside it: `query` starts fast, and help needs no engine.
"""

import importlib
from typing import Annotated

import typer

# Name -> the module that has the function of this name, in the order of the help page.
COMMANDS = {
    "query": "ask",
    "similar": "ask",
    "index": "change",
    "rebuild": "change",
    "batch": "study",
    "analyze": "study",
    "show": "look",
    "suggest": "look",
    "stats": "look",
    "delete": "change",
    "export": "change",
    "verify": "check",
    "formats": "change",
}


def application(called: str = "") -> typer.Typer:
    """The command line with all commands, or with the one that is called.

    Importing and building the others would take longer than most searches.
    """
    app = typer.Typer(
        help="Full-text search for multilingual news that understands German.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in (called,) if called in COMMANDS else COMMANDS:
        module = importlib.import_module(f".{COMMANDS[name]}", __package__)
        app.command()(getattr(module, name))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"newsearch {version('newsearch')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass
