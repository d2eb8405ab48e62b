"""Which command gave which figure? Kept by stage, size and contestant, and told on the page."""

from collections.abc import Iterable, Mapping, Sequence

from .contestants import CONTESTANTS

# By what was measured (`build 10,000`) and then by contestant.
Commands = Mapping[str, Mapping[str, str]]

# Stages that measure one contestant after the other; the rest have them side by side.
_ONE_BY_ONE = ("build",)
# Stages that measure nothing, and those of which the number of articles is none of ours.
_NO_FIGURES = ("prepare", "report")
_OF_NO_SIZE = ("judged",)


def remembered(
    before: Commands,
    command: str,
    stages: Iterable[str],
    sizes: Sequence[int],
    contestants: Sequence[str],
) -> dict[str, dict[str, str]]:
    """The commands after one more that went through stages, of which the figures were replaced."""
    after = {measured: dict(by_contestant) for measured, by_contestant in before.items()}
    for stage in stages:
        for size in sizes if stage not in _NO_FIGURES else ():
            measured = stage if stage in _OF_NO_SIZE else f"{stage} {size:,}"
            kept = after.get(measured, {}) if stage in _ONE_BY_ONE else {}
            took_part = [
                name
                for name in contestants
                if stage in _OF_NO_SIZE or CONTESTANTS[name].takes(size)
            ]
            after[measured] = {**kept, **dict.fromkeys(took_part, command)}
    return after


def told(commands: Commands) -> str:
    """Each command, under what it measured; and of whom, where others were measured by another."""
    gave: dict[str, list[str]] = {}
    for measured, by_contestant in commands.items():
        whose: dict[str, list[str]] = {}
        for contestant, command in by_contestant.items():
            whose.setdefault(command, []).append(contestant)
        for command, contestants in whose.items():
            few = len(contestants) < len(by_contestant)
            gave.setdefault(command, []).append(
                f"{measured} of {', '.join(contestants)}" if few else measured
            )
    return "\n".join(f"# {'; '.join(gave[command])}\n{command}" for command in sorted(gave))
