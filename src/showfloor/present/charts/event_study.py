"""The event study: the effect by weeks since opening, with its band and the truth where known."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

WIDEST = 10
"""One in so many intervals, the widest, may reach beyond the picture."""
CROWDED = 7.0
"""Pixels between two times below which their marks are small."""


@dataclass(frozen=True, slots=True)
class EventPoint:
    """One event time: the main estimate with its band, a second estimate, and the truth.

    low, high: of the band, shaded. own_low, own_high: of the point's own interval, a thin line.
    hollow: the estimate has no interval at all.
    """

    time: float
    value: float
    low: float
    high: float
    second: float = math.nan
    truth: float = math.nan
    own_low: float = math.nan
    own_high: float = math.nan
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class EventWords:
    """What stands in the drawing: axis names and direct labels."""

    before: str
    after: str
    axis: str
    keys: tuple[Key, ...]
    value_axis: Callable[[Sequence[float]], Callable[[float], str]]
    """From the axis' marks to the way each is written."""


def event_study(
    name: str, points: Sequence[EventPoint], labels: EventWords, words: Words
) -> Figure:
    """Draw points over event time; the line between before and after stands left of time 0."""

    def draw(drawing: Drawing) -> None:
        floor = 300 if not drawing.narrow else 260
        marks = ticks(*_range(points), 8)
        value_text = labels.value_axis(marks)
        left = max(text_width(value_text(level)) for level in marks) + 10
        times = [point.time for point in points]
        along = linear((min(times) - 0.6, max(times) + 0.6), (left, drawing.width - 4))
        down = _clamped(linear((marks[0], marks[-1]), (floor, 28)), (marks[0], marks[-1]))
        for level in marks:
            style = "zero" if level == 0 else "grid"
            drawing.line(left, down(level), drawing.width - 4, down(level), style)
            drawing.text(left - 8, down(level) + 4, value_text(level), "quiet", "end")
        _times(drawing, times, along, floor, labels)
        _opening(drawing, along, floor, labels)
        _band(drawing, points, along, down)
        drawing.path([(along(p.time), down(p.truth)) for p in points], "truth")
        size = 3.5 if along(1) - along(0) >= CROWDED else 2.0
        for point in points:
            _point(drawing, point, along, down, size)

    return both_widths(name, draw, words=words)


def _range(points: Sequence[EventPoint]) -> tuple[float, float]:
    """Return what the axis holds: all estimates, and intervals but for the widest tenth.

    A band that explodes at the end, where few stores are left, would flatten all the rest.
    """
    values = [v for p in points for v in (p.value, p.second, p.truth) if math.isfinite(v)]
    lows, highs = [], []
    for ends in ([(p.low, p.high) for p in points], [(p.own_low, p.own_high) for p in points]):
        known = sorted(end for end in ends if math.isfinite(end[0]) and math.isfinite(end[1]))
        kept = max(len(known) - len(known) // WIDEST, 1)
        lows += sorted((low for low, _ in known), reverse=True)[:kept]
        highs += sorted(high for _, high in known)[:kept]
    return min([0.0, *values, *lows]), max([0.0, *values, *highs])


def _clamped(scale: Scale, ends: tuple[float, float]) -> Scale:
    """Return a scale on which what lies beyond the axis stands at its end; NaN stays NaN."""
    return lambda value: scale(value if math.isnan(value) else min(max(value, ends[0]), ends[1]))


def beyond(points: Sequence[EventPoint]) -> bool:
    """Say whether some interval reaches beyond the picture."""
    low, high = _range(points)
    marks = ticks(low, high, 8)
    ends = [v for p in points for v in (p.low, p.high, p.own_low, p.own_high)]
    return any(v < marks[0] or v > marks[-1] for v in ends)


def _times(
    drawing: Drawing, times: Sequence[float], along: Scale, floor: float, labels: EventWords
) -> None:
    room = 30 if not drawing.narrow else 34
    every = next(
        step
        for step in (1, 2, 4, 5, 10, 20, 50, 100)
        if along(step) - along(0) >= room or step == 100
    )
    for time in times:
        if time % every == 0:
            text = f"\u2212{abs(time):g}" if time < 0 else f"{time:g}"
            drawing.text(along(time), floor + 18, text, "quiet", "middle")
    drawing.text(drawing.width - 4, floor + 38, labels.axis, "quiet", "end")
    drawing.height = draw_legend(drawing, labels.keys, floor + 52)


def _opening(drawing: Drawing, along: Scale, floor: float, labels: EventWords) -> None:
    x = along(-0.5)
    drawing.line(x, 6, x, floor, "axis")
    drawing.text(x - 8, 14, labels.before, "quiet", "end")
    drawing.text(x + 8, 14, labels.after, "quiet")


def _band(drawing: Drawing, points: Sequence[EventPoint], along: Scale, down: Scale) -> None:
    """Shade the intervals of neighbouring times; before and after the opening stay apart."""
    times = [point.time for point in points]
    step = min((b - a for a, b in pairwise(times)), default=1.0)
    run: list[EventPoint] = []
    for point in [*points, EventPoint(math.inf, math.nan, math.nan, math.nan)]:
        defined = math.isfinite(point.low) and math.isfinite(point.high)
        if run and not (defined and _together(run[-1].time, point.time, step)):
            _shade(drawing, run, along, down)
            run = []
        if defined:
            run.append(point)


def _together(earlier: float, later: float, step: float) -> bool:
    return later - earlier <= step * 1.01 and not earlier < 0 <= later


def _shade(drawing: Drawing, run: Sequence[EventPoint], along: Scale, down: Scale) -> None:
    if len(run) == 1:
        x = along(run[0].time)
        drawing.line(x, down(run[0].low), x, down(run[0].high), "interval stroke-accent")
        return
    upper = [(along(p.time), down(p.high)) for p in run]
    lower = [(along(p.time), down(p.low)) for p in reversed(run)]
    drawing.polygon([*upper, *lower], "band")


def _point(drawing: Drawing, point: EventPoint, along: Scale, down: Scale, size: float) -> None:
    x = along(point.time)
    if math.isfinite(point.own_low) and math.isfinite(point.own_high):
        drawing.line(x, down(point.own_low), x, down(point.own_high), "thin stroke-accent")
    if math.isfinite(point.second):
        mark(drawing, "diamond", x, down(point.second), size=size * 0.9, style="hollow")
    if math.isfinite(point.value):
        drawing.circle(x, down(point.value), size, "hollow" if point.hollow else "fill-accent")
