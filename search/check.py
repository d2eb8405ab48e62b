"""The command that looks whether an index is sound: verify."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from newsearch.corpus.errors import IndexDamaged

from . import options, progress
from .options import IndexOption, TextOrJson, WaitOption
from .telling import compiling, say

if TYPE_CHECKING:
    from pathlib import Path

    from newsearch.index.verify import Verified


def verify(
    index: IndexOption = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="If damaged, rebuild it from the articles it holds.")
    ] = False,
    form: Annotated[TextOrJson, typer.Option("--format", "-f")] = TextOrJson.text,
    wait: WaitOption = 0.0,
) -> None:
    """Look whether the index is sound.

    Compares each file with its checksum, reads each article and finds it by its id, and compares
    the terms of some with a fresh analysis. Status 0 says that the index is sound, or was repaired
    whole; 1 that it was repaired and articles are lost; 2 that it is damaged or could not be
    checked.
    """
    from newsearch.index import verify as index_verify

    folder = options.index_folder(index)
    began = time.monotonic()
    try:
        with progress.steps() as step:
            found = index_verify.verify(folder, on_step=step, wait=wait)
    except IndexDamaged as error:
        if not repair:
            raise
        say(str(error))
    else:
        _show(folder, found, time.monotonic() - began, form)
        if not found.damage:
            return
    if not repair:
        raise IndexDamaged(
            f"{folder} is damaged: `newsearch verify --repair --index {folder}` rebuilds it from "
            f"the articles that it holds, `newsearch rebuild PATH` from their files"
        )
    with progress.steps() as step:
        done = index_verify.repair(folder, on_step=step, on_compile=compiling, wait=wait)
    print(f"repaired; the index holds {done.articles:,} articles")
    if done.lost:
        say(f"{done.lost:,} articles could not be read: index them again from their files")
        raise typer.Exit(1)


def _show(folder: "Path", found: "Verified", seconds: float, form: TextOrJson) -> None:
    if form is TextOrJson.json:
        from dataclasses import asdict

        from . import output

        sound = {"index": str(folder), "sound": not found.damage}
        print(output.to_json({**sound, **asdict(found), "seconds": round(seconds, 1)}))
        return
    for line in found.damage:
        say(line)
    if found.unrecorded:
        say(
            f"files without a checksum: {found.unrecorded:,}, since the run that wrote them was "
            f"cut off; the next run of `newsearch index` records them"
        )
    if not found.damage:
        print(f"files     {found.files:,} as they were written, {found.size / 1e6:,.1f} MB")
        print(f"articles  {found.articles:,} can be read, and are found by their ids")
        print(f"terms     of {found.sampled:,} articles are those of a fresh analysis")
        print(f"the index is sound ({seconds:.1f} s)")
