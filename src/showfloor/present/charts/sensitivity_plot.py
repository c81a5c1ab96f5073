"""How far an effect survives drifts: intervals against how large drifts may be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from showfloor.present.charts.legend import Key, draw_legend


@dataclass(frozen=True, slots=True)
class Robust:
    """The interval that stays possible at one bound; an end that is infinite was not found."""

    bound: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class RobustWords:
    """What stands in the drawing."""

    across: str
    """Name of the axis of bounds."""
    breakdown: str
    """Words at the line of the breakdown value; empty where there is none."""
    value_axis: Callable[[Sequence[float]], Callable[[float], str]]
    keys: tuple[Key, ...]


def sensitivity_figure(
    name: str,
    rows: Sequence[Robust],
    words: Words,
    *,
    breakdown: float,
    labels: RobustWords,
) -> Figure:
    """Draw the interval at each bound, beginning with none; a line marks the breakdown value.

    Intervals that hold zero are grey, the others in the accent. breakdown: NaN for none.
    """
    known = [v for row in rows for v in (row.low, row.high) if math.isfinite(v)]

    def draw(drawing: Drawing) -> None:
        floor = 260 if not drawing.narrow else 230
        marks = ticks(min([0.0, *known]), max([0.0, *known]), 6)
        value_text = labels.value_axis(marks)
        left = max(text_width(value_text(level)) for level in marks) + 10
        right = drawing.width - 6
        span = max(row.bound for row in rows) or 1.0
        step = (right - left) / (len(rows) + 1)
        along = linear((0.0, span), (left + step, right - step * 0.6))
        down = linear((marks[0], marks[-1]), (floor, 24))
        for level in marks:
            drawing.line(left, down(level), right, down(level), "zero" if level == 0 else "grid")
            drawing.text(left - 8, down(level) + 4, value_text(level), "quiet", "end")
        if math.isfinite(breakdown) and breakdown <= span * 1.1:
            _breakdown(drawing, along(breakdown), (floor, left, right), labels.breakdown)
        for row in rows:
            _interval(drawing, row, along(row.bound), down, (marks[0], marks[-1]))
            drawing.text(along(row.bound), floor + 20, row.label, "quiet", "middle")
        drawing.text(right, floor + 40, labels.across, "quiet", "end")
        drawing.height = draw_legend(drawing, labels.keys, floor + 52)

    return both_widths(name, draw, words=words)


def _breakdown(drawing: Drawing, x: float, frame: tuple[float, float, float], said: str) -> None:
    floor, left, right = frame
    drawing.line(x, 20, x, floor, "limit")
    width = text_width(said) / 2
    drawing.text(min(max(x, left + width), right - width), 12, said, "strong halo", "middle")


def _interval(
    drawing: Drawing, row: Robust, x: float, down: Scale, ends: tuple[float, float]
) -> None:
    if math.isnan(row.low) or math.isnan(row.high):
        return
    low, high = max(row.low, ends[0]), min(row.high, ends[1])
    style = "stroke-quiet" if row.low <= 0.0 <= row.high else "stroke-accent"
    drawing.line(x, down(low), x, down(high), f"interval {style}")
    for value, end in ((row.low, low), (row.high, high)):
        if math.isfinite(value):
            drawing.line(x - 6, down(end), x + 6, down(end), f"interval {style}")
