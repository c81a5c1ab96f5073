"""What a number of stores lets one detect: a falling line, and where the design itself lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from showfloor.present.charts.detectability import Axis
from showfloor.present.charts.drawing import (
    Drawing,
    Figure,
    Scale,
    Words,
    both_widths,
    linear,
    text_width,
    ticks,
)
from showfloor.present.charts.legend import Key, draw_legend, mark

HIGHEST = 3.0
"""Effects of more than so many times the design's own stand above the axis and are not drawn."""
APART = 30.0
"""Pixels between two numbers that are written below the axis."""


@dataclass(frozen=True, slots=True)
class NumbersLine:
    """The smallest effect by number of stores, NaN where unknown, and the design's own mark."""

    numbers: tuple[int, ...]
    values: tuple[float, ...]
    own: tuple[int, float]
    """The design's number and effect; NaN where it has none."""
    limit: float
    """NaN for none."""
    label: str
    limit_label: str
    across: str
    keys: tuple[Key, ...]
    count_text: Callable[[int], str]
    value_axis: Axis


def numbers_figure(name: str, line: NumbersLine, words: Words) -> Figure:
    """Draw the line over the numbers, each as far from the next as their ratio, from zero up."""

    def draw(drawing: Drawing) -> None:
        floor = 240 if not drawing.narrow else 210
        known = [value for value in line.values if math.isfinite(value)]
        own = line.own[1] if math.isfinite(line.own[1]) else min(known)
        low = [v for v in (*known, line.own[1], line.limit) if v <= HIGHEST * own]
        marks = ticks(0.0, max(low), 4)
        value_text = line.value_axis(marks)
        left = max(text_width(value_text(level)) for level in marks) + 8
        right = drawing.width - 24
        every = [*line.numbers, line.own[0]]
        along = _ratios(min(every), max(every), left, right)
        up = linear((0.0, marks[-1]), (floor, 12))
        for level in marks:
            drawing.line(left, up(level), right, up(level), "axis" if level == 0 else "grid")
            drawing.text(left - 8, up(level) + 4, value_text(level), "quiet", "end")
        _numbers(drawing, line, along, floor)
        shown = [value if value <= marks[-1] else math.nan for value in line.values]
        points = [(along(n), up(v)) for n, v in zip(line.numbers, shown, strict=True)]
        drawing.path(points, "line stroke-accent thick")
        if math.isfinite(line.limit) and line.limit <= marks[-1]:
            drawing.line(left, up(line.limit), right, up(line.limit), "limit")
            drawing.text(right, up(line.limit) - 6, line.limit_label, "quiet", "end")
        if math.isfinite(line.own[1]):
            _own(drawing, line, (along, up), right)
        drawing.text(right, floor + 38, line.across, "quiet", "end")
        drawing.height = draw_legend(drawing, line.keys, floor + 50)

    return both_widths(name, draw, words=words)


def _ratios(low: int, high: int, left: float, right: float) -> Scale:
    if high <= low:
        return lambda _: (left + right) / 2.0
    scale = linear((math.log(low), math.log(high)), (left + 8, right - 8))
    return lambda number: scale(math.log(number))


def _numbers(drawing: Drawing, line: NumbersLine, along: Scale, floor: float) -> None:
    last = -math.inf
    for number in sorted({*line.numbers, line.own[0]}):
        x = along(number)
        drawing.line(x, floor, x, floor + 5, "axis")
        if x - last >= APART:
            drawing.text(x, floor + 20, line.count_text(number), "quiet", "middle")
            last = x


def _own(drawing: Drawing, line: NumbersLine, scales: tuple[Scale, Scale], right: float) -> None:
    along, up = scales
    x, y = along(line.own[0]), up(line.own[1])
    mark(drawing, "diamond", x, y, size=6.0, style="fill-accent", hint=line.label)
    # Below the mark: the line falls, so that nothing is drawn there, unless the limit is.
    level = up(line.limit) if math.isfinite(line.limit) else -math.inf
    below = y + 22 if not y + 6 < level < y + 26 else y - 12
    reach = text_width(line.label) / 2.0
    drawing.text(min(x, right - reach), below, line.label, "strong", "middle")


def finite_pairs(
    numbers: Sequence[int], values: Sequence[float]
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the numbers whose value is known, and these values."""
    pairs = [(n, v) for n, v in zip(numbers, values, strict=True) if math.isfinite(v)]
    return tuple(n for n, _ in pairs), tuple(v for _, v in pairs)
