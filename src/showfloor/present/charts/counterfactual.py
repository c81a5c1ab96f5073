"""What was sold against what was foretold without areas, week by week."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

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
from showfloor.present.charts.timeline import weeks_between_labels

STAIR = 30.0
"""Height of the strip that shows how many areas had begun."""


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """One week: actual, foretold with its ends, and how many areas had begun; NaN where unknown."""

    monday: date
    actual: float
    foretold: float
    low: float
    high: float
    begun: int


@dataclass(frozen=True, slots=True)
class WeekWords:
    """What stands in the drawing."""

    week_text: Callable[[date], str]
    month_text: Callable[[date], str]
    value_axis: Callable[[Sequence[float]], Callable[[float], str]]
    begun: str
    """Words for the strip of areas that had begun."""
    keys: tuple[Key, ...]


def counterfactual_figure(
    name: str, points: Sequence[WeekPoint], labels: WeekWords, words: Words
) -> Figure:
    """Draw both lines, the band of what was foretold, and below how many areas had begun.

    The axis need not hold zero: what counts is the distance between the lines.
    """

    def draw(drawing: Drawing) -> None:
        floor = 260 if not drawing.narrow else 230
        known = [
            v for p in points for v in (p.actual, p.foretold, p.low, p.high) if math.isfinite(v)
        ]
        marks = ticks(min(known, default=0.0), max(known, default=1.0), 5)
        value_text = labels.value_axis(marks)
        left = max(text_width(value_text(level)) for level in marks) + 10
        along = linear((0, max(len(points) - 1, 1)), (left, drawing.width - 6))
        down = linear((marks[0], marks[-1]), (floor, 12))
        for level in marks:
            drawing.line(left, down(level), drawing.width - 6, down(level), "grid")
            drawing.text(left - 8, down(level) + 4, value_text(level), "quiet", "end")
        _first_area(drawing, points, along, floor)
        _bands(drawing, points, along, down)
        foretold = [(along(k), down(p.foretold)) for k, p in enumerate(points)]
        actual = [(along(k), down(p.actual)) for k, p in enumerate(points)]
        drawing.path(foretold, "line foretold")
        drawing.path(actual, "line stroke-accent thick")
        below = _stair(drawing, points, along, floor + 26, labels.begun)
        below = _weeks(drawing, points, along, below, labels)
        drawing.height = draw_legend(drawing, labels.keys, below + 6)

    return both_widths(name, draw, words=words)


def _first_area(drawing: Drawing, points: Sequence[WeekPoint], along: Scale, floor: float) -> None:
    first = next((k for k, p in enumerate(points) if p.begun), None)
    if first is not None and first > 0:
        x = along(first - 0.5)
        drawing.line(x, 6, x, floor, "axis")


def _bands(drawing: Drawing, points: Sequence[WeekPoint], along: Scale, down: Scale) -> None:
    """Shade the ends of what was foretold, run by run of neighbouring weeks that have them."""
    run: list[int] = []
    for k in range(len(points) + 1):
        inside = k < len(points) and math.isfinite(points[k].low) and math.isfinite(points[k].high)
        if inside:
            run.append(k)
        elif run:
            upper = [(along(j), down(points[j].high)) for j in run]
            lower = [(along(j), down(points[j].low)) for j in reversed(run)]
            drawing.polygon([*upper, *lower], "band foretold-band")
            run = []


def _stair(
    drawing: Drawing, points: Sequence[WeekPoint], along: Scale, top: float, said: str
) -> float:
    """Draw how many areas had begun as bars, with the largest number written; return the floor."""
    most = max((p.begun for p in points), default=0)
    drawing.text(along(0), top + 10, said, "quiet")
    top += 18
    floor = top + STAIR
    width = along(1) - along(0)
    if most:
        for k, point in enumerate(points):
            height = STAIR * point.begun / most
            left = max(along(k) - width / 2, along(0))
            right = min(along(k) + width * 0.52, drawing.width - 6)
            drawing.rectangle(left, floor - height, right - left, height, "fill-used")
        drawing.text(along(0) - 8, top + 10, str(most), "quiet", "end")
    drawing.line(along(0), floor, drawing.width - 6, floor, "axis")
    return floor


def _weeks(
    drawing: Drawing, points: Sequence[WeekPoint], along: Scale, floor: float, labels: WeekWords
) -> float:
    step = along(1) - along(0)
    every = weeks_between_labels(step, [labels.month_text(p.monday) for p in points])
    for k, point in enumerate(points):
        if k % every == 0 and along(k) + text_width(labels.month_text(point.monday)) * 0.9 < (
            drawing.width + 8
        ):
            drawing.line(along(k), floor, along(k), floor + 5, "axis")
            drawing.text(along(k), floor + 19, labels.week_text(point.monday), "quiet")
            drawing.text(along(k), floor + 34, labels.month_text(point.monday), "quiet")
    return floor + 40
