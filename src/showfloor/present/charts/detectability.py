"""What could be detected when, and what a finer measurement costs: two charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from showfloor.present.charts.legend import Key, draw_legend, mark
from showfloor.present.charts.timeline import weeks_between_labels

LARGEST = 4.0
"""Effects that are more than so many times the last one stand above the axis and are not drawn."""
Axis = Callable[[Sequence[float]], Callable[[float], str]]


@dataclass(frozen=True, slots=True)
class DetectableLine:
    """The smallest detectable effect by week, NaN where unknown, and the limit asked for."""

    mondays: tuple[date, ...]
    values: tuple[float, ...]
    limit: float
    """NaN for none."""
    label: str
    limit_label: str
    week_text: Callable[[date], str]
    month_text: Callable[[date], str]
    value_axis: Axis


def detectable_figure(name: str, line: DetectableLine, words: Words) -> Figure:
    """Draw the line from a zero base, its last point labelled, the limit as a dashed line.

    A limit far above the line stands above the axis, where it is kept anyway, and is not drawn.
    """

    def draw(drawing: Drawing) -> None:
        floor = 250 if not drawing.narrow else 220
        drawing.height = floor + 44
        known = [value for value in line.values if math.isfinite(value)]
        last = known[-1] if known else 1.0
        ceiling = max([v for v in (*known, line.limit) if v <= LARGEST * last] or [last])
        marks = ticks(0.0, ceiling, 4)
        value_text = line.value_axis(marks)
        left = max(text_width(value_text(level)) for level in marks) + 8
        labels = (line.label, line.limit_label if math.isfinite(line.limit) else "")
        right = drawing.width - max(text_width(text) for text in labels) * 1.05 - 14
        along = linear((0, max(len(line.mondays) - 1, 1)), (left, right))
        up = linear((0.0, marks[-1]), (floor, 12))
        for level in marks:
            drawing.line(left, up(level), right, up(level), "axis" if level == 0 else "grid")
            drawing.text(left - 8, up(level) + 4, value_text(level), "quiet", "end")
        _weeks(drawing, line, along, floor)
        shown = [value if value <= marks[-1] else math.nan for value in line.values]
        drawing.path([(along(k), up(v)) for k, v in enumerate(shown)], "line stroke-accent thick")
        limit = line.limit if line.limit <= marks[-1] else math.nan
        _ends(drawing, replace(line, limit=limit), shown, (along, up), right)

    return both_widths(name, draw, words=words)


def _weeks(drawing: Drawing, line: DetectableLine, along: Scale, floor: float) -> None:
    step = along(1) - along(0)
    every = weeks_between_labels(step, [line.month_text(day) for day in line.mondays])
    for week, monday in enumerate(line.mondays):
        if week % every == 0:
            drawing.line(along(week), floor, along(week), floor + 5, "axis")
            drawing.text(along(week), floor + 20, line.week_text(monday), "quiet")
            drawing.text(along(week), floor + 36, line.month_text(monday), "quiet")


def _ends(
    drawing: Drawing,
    line: DetectableLine,
    shown: Sequence[float],
    scales: tuple[Scale, Scale],
    right: float,
) -> None:
    along, up = scales
    places = [k for k, value in enumerate(shown) if math.isfinite(value)]
    own = up(shown[places[-1]]) if places else up(0.0)
    if places:
        drawing.circle(along(places[-1]), own, 3.5, "fill-accent")
        drawing.text(right + 10, own + 4, line.label, "strong")
    if math.isfinite(line.limit):
        level = up(line.limit)
        drawing.line(along(0), level, right, level, "limit")
        apart = level if abs(level - own) >= 18 else own + (18 if level >= own else -18)
        drawing.text(right + 10, apart + 4, line.limit_label, "quiet")


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One plan: what it lets one detect, what it is worth, and its certified bound."""

    mde: float
    value: float
    bound: float
    efficient: bool
    chosen: bool
    hint: str


@dataclass(frozen=True, slots=True)
class FrontierWords:
    """What stands in the frontier's drawing."""

    across: str
    """Name of the axis of effects."""
    limit_label: str
    keys: tuple[Key, ...]
    mde_axis: Axis
    value_axis: Axis


def frontier_figure(
    name: str,
    points: Sequence[FrontierPoint],
    limit: float,
    labels: FrontierWords,
    words: Words,
) -> Figure:
    """Draw value against the smallest detectable effect; a thin line rises to each bound.

    Neither axis starts at zero: the differences between the plans are what the chart is for.
    """
    drawn = [p for p in points if math.isfinite(p.mde) and math.isfinite(p.value)]

    def draw(drawing: Drawing) -> None:
        floor = 280 if not drawing.narrow else 250
        money = [p.value for p in drawn] + [p.bound for p in drawn if math.isfinite(p.bound)]
        effects = [p.mde for p in drawn] + ([limit] if math.isfinite(limit) else [])
        levels = ticks(min(money), max(money), 5)
        steps = ticks(min(effects), max(effects), 6 if not drawing.narrow else 3)
        level_text, step_text = labels.value_axis(levels), labels.mde_axis(steps)
        left = max(text_width(level_text(level)) for level in levels) + 10
        along = linear((steps[0], steps[-1]), (left, drawing.width - 24))
        up = linear((levels[0], levels[-1]), (floor, 16))
        for level in levels:
            drawing.line(left, up(level), drawing.width - 4, up(level), "grid")
            drawing.text(left - 8, up(level) + 4, level_text(level), "quiet", "end")
        for step in steps:
            drawing.line(along(step), floor, along(step), floor + 5, "axis")
            drawing.text(along(step), floor + 20, step_text(step), "quiet", "middle")
        drawing.text(drawing.width - 4, floor + 40, labels.across, "quiet", "end")
        if math.isfinite(limit):
            drawing.line(along(limit), 16, along(limit), floor, "limit")
            drawing.text(along(limit), 10, labels.limit_label, "quiet", "middle")
        _points(drawing, drawn, along, up)
        drawing.height = draw_legend(drawing, labels.keys, floor + 54)

    return both_widths(name, draw, words=words)


def _points(drawing: Drawing, points: Sequence[FrontierPoint], along: Scale, up: Scale) -> None:
    line = sorted((p for p in points if p.efficient), key=lambda p: p.mde)
    drawing.path([(along(p.mde), up(p.value)) for p in line], "line stroke-accent")
    for point in points:
        if math.isfinite(point.bound):
            x = along(point.mde)
            drawing.line(x, up(point.value), x, up(point.bound), "thin stroke-accent")
    for point in sorted(points, key=lambda p: p.chosen):
        shape, size, style = frontier_mark(point.efficient, point.chosen)
        x, y = along(point.mde), up(point.value)
        if shape == "diamond":
            mark(drawing, "diamond", x, y, size=size, style=style, hint=point.hint)
        else:
            mark(drawing, "dot", x, y, size=size, style=style, hint=point.hint)


def frontier_mark(efficient: bool, chosen: bool) -> tuple[str, float, str]:
    """Return shape, size and style of a plan's mark."""
    if chosen:
        return "diamond", 6.0, "fill-accent"
    return ("dot", 4.5, "fill-accent") if efficient else ("dot", 4.5, "hollow")
