"""How does a chart become SVG? Lines over logarithmic or plain axes, nothing else.

Colours stand out on white and on black, and text takes the colour of the reader's page.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 720, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 170, 40, 48
_COLOURS = (
    "#d6336c", "#e8890c", "#2f7ed8", "#2f9e44", "#8f5fd1", "#0c9aa8", "#8a8f98",
)  # fmt: skip
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:14px;font-weight:600}"
    ".grid{stroke:#8a8f98;stroke-opacity:.3}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}}"
)


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows; a logarithmic one has ticks at powers of ten."""

    label: str
    logarithmic: bool = True


def chart(title: str, x: Axis, y: Axis, series: Mapping[str, Sequence[Point]]) -> str:
    """An SVG of lines by name, each with its name at its end. Raises ValueError without points."""
    points = [point for line in series.values() for point in line]
    if not points:
        raise ValueError(f"a chart of {title!r} has no points")
    across = _Scale.of([at for at, _ in points], x, _LEFT, _WIDTH - _RIGHT)
    up = _Scale.of([at for _, at in points], y, _HEIGHT - _BOTTOM, _TOP)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        _text(_LEFT, 22, title, "start", "title"),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, x.label, "middle"),
        _text(_LEFT - 52, _TOP - 6, y.label, "start"),
    ]
    for tick in across.ticks():
        at = across(tick)
        drawn.append(_line((at, _TOP), (at, _HEIGHT - _BOTTOM)))
        drawn.append(_text(at, _HEIGHT - _BOTTOM + 18, _number(tick), "middle"))
    for tick in up.ticks():
        at = up(tick)
        drawn.append(_line((_LEFT, at), (_WIDTH - _RIGHT, at)))
        drawn.append(_text(_LEFT - 8, at + 4, _number(tick), "end"))
    ends = _apart([up(line[-1][1]) for line in series.values()])
    for number, (name, line) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        placed = [(across(one), up(other)) for one, other in line]
        path = " ".join(f"{one:.1f},{other:.1f}" for one, other in placed)
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        if len(placed) <= 10:
            drawn += [
                f'<circle cx="{one:.1f}" cy="{other:.1f}" r="3.5" fill="{colour}"/>'
                for one, other in placed
            ]
        drawn.append(
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{ends[number] + 4:.1f}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*drawn, "</svg>"]) + "\n"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps values between two bounds to pixels."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool

    @classmethod
    def of(cls, values: list[float], axis: Axis, start: float, end: float) -> "_Scale":
        if not axis.logarithmic:
            return cls(0.0, max(*values, 1e-9), start, end, False)
        low, high = math.log10(min(values)), math.log10(max(values))
        # Bounds at whole powers of ten where that costs little room, and always one tick inside.
        return cls(
            math.floor(low + 1e-9), max(math.ceil(high), math.floor(low) + 1), start, end, True
        )

    def __call__(self, value: float) -> float:
        at = math.log10(value) if self.logarithmic else value
        return self.start + (at - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        if self.logarithmic:
            return [10.0**power for power in range(int(self.low), int(self.high) + 1)]
        step = 10 ** math.floor(math.log10(self.high))
        step = next(each for each in (step / 5, step / 2, step, step * 2) if self.high / each <= 6)
        return [step * number for number in range(int(self.high / step) + 1)]


def _apart(heights: list[float], least: float = 15) -> list[float]:
    """Heights moved down until none is nearer to another than `least`, in the order given."""
    placed = list(heights)
    order = sorted(range(len(placed)), key=placed.__getitem__)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + least)
    return placed


def _number(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _line(start: Point, end: Point) -> str:
    return (
        f'<line class="grid" x1="{start[0]:.1f}" y1="{start[1]:.1f}"'
        f' x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str, name: str = "") -> str:
    named = f' class="{name}"' if name else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'
