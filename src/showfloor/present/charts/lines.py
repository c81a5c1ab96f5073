"""Lines over months, labelled at their ends: figures from a zero base, or ranks from the first."""

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
    shortened,
    spread,
    text_width,
    ticks,
)

LEAST_RANKS = 4.0
"""So many ranks have room at least, so that one among few does not look like a fall."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a figure a month, NaN where unknown."""

    label: str
    values: tuple[float, ...]
    hue: str
    strong: bool


@dataclass(frozen=True, slots=True)
class MonthAxis:
    """The months below the lines and how a month and a figure are written."""

    months: tuple[date, ...]
    month_text: Callable[[date], str]
    value_axis: Callable[[Sequence[float]], Callable[[float], str]]
    """From the axis' marks to the way each is written."""


def month_lines(name: str, series: Sequence[Series], axis: MonthAxis, words: Words) -> Figure:
    """Draw lines from a zero base; labels stand at the lines' ends, moved apart where they meet."""

    def draw(drawing: Drawing) -> None:
        height = 280 if not drawing.narrow else 240
        drawing.height = height + 36
        top = max((v for s in series for v in s.values if math.isfinite(v)), default=1.0)
        marks = ticks(0.0, top, 4)
        value_text = axis.value_axis(marks)
        left = max(text_width(value_text(mark)) for mark in marks) + 6
        longest = max((text_width(line.label) for line in series), default=0.0) + 18
        room = min(longest, 200.0 if not drawing.narrow else 130.0)
        right = drawing.width - room
        down = linear((0.0, marks[-1]), (height, 12))
        along = linear((0, max(len(axis.months) - 1, 1)), (left, right))
        for mark in marks:
            drawing.line(left, down(mark), right, down(mark), "axis" if mark == 0 else "grid")
            drawing.text(left - 6, down(mark) + 4, value_text(mark), "quiet", "end")
        _months(drawing, axis, along, height)
        _draw_series(drawing, series, along, down, room)

    return both_widths(name, draw, words=words)


def rank_lines(name: str, series: Sequence[Series], axis: MonthAxis, words: Words) -> Figure:
    """Draw ranks with the first on top: a dot a month that has one, joined where months follow."""

    def draw(drawing: Drawing) -> None:
        last = max((v for s in series for v in s.values if math.isfinite(v)), default=1.0)
        last = max(last, LEAST_RANKS)
        marks = [rank for rank in ticks(0.0, last, 6) if 1.0 < rank == round(rank)]
        marks = [1.0, *(rank for rank in marks if rank <= last)]
        height = 40.0 + 26.0 * min(last, 8.0)
        drawing.height = height + 36
        rank_text = axis.value_axis(marks)
        left = max(text_width(rank_text(mark)) for mark in marks) + 8
        longest = max((text_width(line.label) for line in series), default=0.0) + 24
        room = min(longest, 200.0 if not drawing.narrow else 120.0)
        down = linear((1.0, last), (14, height - 14))
        along = linear((0, max(len(axis.months) - 1, 1)), (left + 6, drawing.width - room))
        for mark in marks:
            drawing.line(left, down(mark), drawing.width - room, down(mark), "grid")
            drawing.text(left - 6, down(mark) + 4, rank_text(mark), "quiet", "end")
        drawing.line(left, height, drawing.width - room, height, "axis")
        _months(drawing, axis, along, height)
        for line in series:
            for place, rank in enumerate(line.values):
                if math.isfinite(rank):
                    hint = f"{axis.month_text(axis.months[place])}: {rank_text(rank)}"
                    drawing.circle(along(place), down(rank), 3, f"fill-{line.hue}", hint)
        _draw_series(drawing, series, along, down, room)

    return both_widths(name, draw, words=words)


def _months(drawing: Drawing, axis: MonthAxis, along: Scale, height: float) -> None:
    every = 1
    while (along(every) - along(0)) < (34 if not drawing.narrow else 40):
        every = {1: 2, 2: 3, 3: 6, 6: 12, 12: 24}.get(every, every * 2)
    last_year = None
    for place, month in enumerate(axis.months):
        x = along(place)
        if (month.month - 1) % every == 0:
            drawing.line(x, height, x, height + 4, "axis")
            drawing.text(x, height + 18, axis.month_text(month), "quiet", "middle")
            if month.year != last_year:
                drawing.text(x, height + 34, str(month.year), "quiet", "middle")
                last_year = month.year


def _draw_series(
    drawing: Drawing, series: Sequence[Series], along: Scale, down: Scale, room: float
) -> None:
    ends = []
    for line in series:
        points = [(along(place), down(value)) for place, value in enumerate(line.values)]
        style = f"line stroke-{line.hue}{' thick' if line.strong else ''}"
        drawing.path(points, style)
        known = [point for point in points if math.isfinite(point[1])]
        ends.append(known[-1] if known else (along(0), down(0)))
    places = spread([y for _, y in ends], 17, 12, drawing.height - 36)
    for line, (x, y), label_y in zip(series, ends, places, strict=True):
        drawing.circle(x, y, 3, f"fill-{line.hue}")
        drawing.line(x + 4, y, x + 12, label_y, f"leader stroke-{line.hue}")
        label = shortened(line.label, room - 16)
        drawing.text(x + 16, label_y + 4, label, "strong" if line.strong else "")
