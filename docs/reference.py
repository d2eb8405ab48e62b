"""Write docs/cli.md from the commands themselves: `python docs/reference.py`, or `make docs`."""

import sys
from pathlib import Path
from typing import Any

import typer

from newsearch.search.commands import application

PAGE = Path(__file__).with_name("cli.md")
OPENING = """# The command line

Written by `make docs` from the commands; a test compares.

The index is the folder given with `--index`, else `$NEWSEARCH_INDEX`, else a folder of the user's.
Answers go to standard output, notes and progress to standard error. The status is 0 if something
was found, 1 if not, 2 for an error. A word that a query excludes may stand first (`newsearch query
-Corona`); one that begins with the letter of a short option needs `--` before it
(`newsearch query -- -impfung`).
"""


def reference() -> str:
    """The page: each command with its arguments and options."""
    group: Any = typer.main.get_command(application())
    parts = [OPENING]
    for name, command in group.commands.items():
        parts.append(_command(name, command))
    return "\n".join(parts)


def _command(name: str, command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    shown = " ".join(_argument(each) for each in arguments)
    lines = [f"## newsearch {name}", "", f"    newsearch {name} [OPTIONS] {shown}".rstrip(), ""]
    lines += [" ".join((command.help or "").split()), ""]
    lines += ["| argument or option | |", "|---|---|"]
    lines += [f"| `{_argument(each)}` | {each.help or ''} |" for each in arguments]
    lines += [f"| {_names(each)} | {_help(each)} |" for each in options]
    return "\n".join(lines) + "\n"


def _argument(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _names(option: Any) -> str:
    names = sorted(option.opts, key=len) + list(option.secondary_opts)
    value = "" if option.is_flag else f" {option.metavar or _values(option)}"
    return f"`{', '.join(names)}{value}`".replace("|", "\\|")


def _values(option: Any) -> str:
    choices = getattr(option.type, "choices", None)
    if choices:
        return "|".join(getattr(choice, "value", str(choice)) for choice in choices)
    kinds = {"str": "TEXT", "integer range": "NUMBER", "int range": "NUMBER"}
    name = str(option.type.name).lower()
    return kinds.get(name, name.upper())


def _help(option: Any) -> str:
    text = option.help or ""
    default = getattr(option.default, "value", option.default)
    # Flags that are off, and options without a value, have nothing to tell.
    if default in (None, "", False, (), []) or callable(default):
        return text
    if option.is_flag:
        return f"{text} Default: {option.opts[0]}."
    return f"{text} Default: {default}."


def main() -> None:
    PAGE.write_text(reference(), encoding="utf-8")
    print(PAGE, file=sys.stderr)


if __name__ == "__main__":
    main()
