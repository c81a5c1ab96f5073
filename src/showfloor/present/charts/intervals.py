"""Dots with intervals, one row an estimate: an estimate never stands without its uncertainty."""

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
    shortened,
    text_width,
    ticks,
)
from showfloor.present.charts.legend import Key, draw_legend


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One estimate with its interval; `raw` is a second, hollow mark with its own interval."""

    label: str
    value: float
    low: float
    high: float
    text: str
    hue: str = "ink"
    raw: float = math.nan
    raw_low: float = math.nan
    raw_high: float = math.nan
    unknown: str = ""
    """What stands there instead where the estimate is undefined."""


def interval_rows(
    name: str,
    rows: Sequence[IntervalRow],
    axis_text: Callable[[float], str],
    words: Words,
    keys: Sequence[Key] = (),
    *,
    truth: float = math.nan,
) -> Figure:
    """Draw the rows over one axis that always holds zero; `keys` explain the kinds of mark.

    A known `truth` is a dashed line through all rows.
    """

    def draw(drawing: Drawing) -> None:
        left, right, step = _rooms(drawing, rows)
        bottom = 8 + len(rows) * step
        drawing.height = bottom + 26
        known = [v for row in rows for v in (*_ends(row), truth) if math.isfinite(v)]
        axis = ticks(min([0.0, *known]), max([0.0, *known]), 4 if drawing.narrow else 6)
        across = linear((axis[0], axis[-1]), (left, right))
        for level in axis:
            style = "zero" if level == 0 else "grid"
            for upper, lower in _grid_spans(drawing, len(rows), step, bottom):
                drawing.line(across(level), upper, across(level), lower, style)
            drawing.text(across(level), bottom + 18, axis_text(level), "quiet", "middle")
        if math.isfinite(truth):
            for upper, lower in _grid_spans(drawing, len(rows), step, bottom):
                drawing.line(across(truth), upper, across(truth), lower, "truth")
        for place, row in enumerate(rows):
            top = 8 + place * step
            if drawing.narrow:
                drawing.text(0, top + 12, shortened(row.label, drawing.width), "halo")
                drawing.text(0, top + 29, row.text, "value halo")
                _draw_row(drawing, row, across, top + 46)
            else:
                drawing.text(0, top + step / 2 + 4, shortened(row.label, left - 20))
                _draw_row(drawing, row, across, top + step / 2)
                drawing.text(drawing.width, top + step / 2 + 4, row.text, "value", "end")
        if keys:
            drawing.height = draw_legend(drawing, keys, bottom + 30)

    return both_widths(name, draw, words=words)


def _rooms(drawing: Drawing, rows: Sequence[IntervalRow]) -> tuple[float, float, float]:
    """Return where the axis begins and ends, and a row's height: labels stand above if narrow."""
    if drawing.narrow:
        return 22.0, drawing.width - 22.0, 66.0
    label_room = min(max(text_width(row.label) for row in rows) + 30, 310)
    text_room = max(text_width(row.text) for row in rows) + 24
    return label_room, drawing.width - text_room, 36.0


def _grid_spans(
    drawing: Drawing, rows: int, step: float, bottom: float
) -> list[tuple[float, float]]:
    """Return from where to where grid lines run: past the labels that stand in a narrow drawing."""
    if not drawing.narrow:
        return [(0.0, bottom)]
    return [(8 + place * step + 35, 8 + (place + 1) * step - 2) for place in range(rows)]


def _ends(row: IntervalRow) -> tuple[float, ...]:
    return (row.value, row.low, row.high, row.raw, row.raw_low, row.raw_high)


def _draw_row(drawing: Drawing, row: IntervalRow, across: Scale, middle: float) -> None:
    if math.isfinite(row.raw):
        y = middle - 6
        if math.isfinite(row.raw_low) and math.isfinite(row.raw_high):
            drawing.line(across(row.raw_low), y, across(row.raw_high), y, "interval faint")
        drawing.circle(across(row.raw), y, 3.5, "hollow")
        middle += 5
    if not math.isfinite(row.value):
        drawing.text(across(0) + 8, middle + 4, row.unknown, "quiet")
        return
    if not (math.isfinite(row.low) and math.isfinite(row.high)):
        drawing.circle(across(row.value), middle, 5, "hollow")
        return
    drawing.line(across(row.low), middle, across(row.high), middle, f"interval stroke-{row.hue}")
    drawing.circle(across(row.value), middle, 5, f"fill-{row.hue}")
