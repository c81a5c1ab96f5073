"""Effects by group, family by family: a forest plot with what differs from the rest marked."""

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
from showfloor.present.charts.legend import Key, Shape, draw_legend, mark

STEP = 30.0
HEAD = 34.0
NARROW_STEP = 58.0
NARROW_LINE = 40.0


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One group: its effect with the interval, and the words beside it.

    differs: its difference to the family's other groups is clear after correction.
    """

    label: str
    value: float
    low: float
    high: float
    text: str
    aside: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ForestFamily:
    """Groups that are compared with each other."""

    title: str
    rows: tuple[ForestRow, ...]


def forest(
    name: str,
    families: Sequence[ForestFamily],
    overall: ForestRow,
    words: Words,
    *,
    axis_text: Callable[[Sequence[float]], Callable[[float], str]],
    keys: Sequence[Key],
) -> Figure:
    """Draw all groups over one axis that holds zero; the overall effect runs through as a band."""
    rows = [overall, *(row for family in families for row in family.rows)]
    known = [v for row in rows for v in (row.value, row.low, row.high) if math.isfinite(v)]

    def draw(drawing: Drawing) -> None:
        axis = ticks(min([0.0, *known]), max([0.0, *known]), 3 if drawing.narrow else 6)
        value_text = axis_text(axis)
        left, right = _rooms(drawing, rows)
        edge = max(text_width(value_text(level)) for level in (axis[0], axis[-1])) / 2
        across = linear((axis[0], axis[-1]), (max(left, edge), right))
        step = NARROW_STEP if drawing.narrow else STEP
        bottom = step + sum(HEAD + step * len(family.rows) for family in families)
        _ground(drawing, overall, axis, across, _spans(drawing, families, bottom))
        top = _row(drawing, overall, across, 0.0, (left, step), strong=True)
        for family in families:
            drawing.text(0, top + 24, family.title, "strong halo")
            top += HEAD
            for row in family.rows:
                top = _row(drawing, row, across, top, (left, step))
        for level in axis:
            drawing.text(across(level), bottom + 18, value_text(level), "quiet", "middle")
        drawing.height = draw_legend(drawing, keys, bottom + 30)

    return both_widths(name, draw, words=words)


def _rooms(drawing: Drawing, rows: Sequence[ForestRow]) -> tuple[float, float]:
    """Return where the axis begins and ends: labels stand above their row if narrow."""
    if drawing.narrow:
        return 4.0, drawing.width - 16.0
    label = min(max(text_width(row.label) + text_width(row.aside) for row in rows) + 34, 280)
    return label, drawing.width - max(text_width(row.text) for row in rows) * 1.05 - 20


def _ground(
    drawing: Drawing,
    overall: ForestRow,
    axis: Sequence[float],
    across: Scale,
    spans: Sequence[tuple[float, float]],
) -> None:
    """Draw the overall interval's band through all rows, and the axis' lines where they may run."""
    if math.isfinite(overall.low) and math.isfinite(overall.high):
        left, right = across(overall.low), across(overall.high)
        drawing.rectangle(left, 0, right - left, spans[-1][1], "band")
    for level in axis:
        for upper, lower in spans:
            x = across(level)
            drawing.line(x, upper, x, lower, "zero" if level == 0 else "grid")


def _spans(
    drawing: Drawing, families: Sequence[ForestFamily], bottom: float
) -> list[tuple[float, float]]:
    """Return from where to where lines run: past the labels that stand in a narrow drawing."""
    if not drawing.narrow:
        return [(0.0, bottom)]
    tops, top = [0.0], NARROW_STEP
    for family in families:
        top += HEAD
        tops += [top + NARROW_STEP * place for place in range(len(family.rows))]
        top += NARROW_STEP * len(family.rows)
    return [(top + NARROW_LINE - 4, top + NARROW_STEP - 2) for top in tops]


def _row(
    drawing: Drawing,
    row: ForestRow,
    across: Scale,
    top: float,
    rooms: tuple[float, float],
    *,
    strong: bool = False,
) -> float:
    """Draw one row and return the top of the next."""
    left, step = rooms
    style = "strong halo" if strong else "halo"
    if drawing.narrow:
        middle = top + NARROW_LINE + 4
        room = drawing.width - text_width(row.text) * 1.05 - 8
        drawing.text(0, top + 16, shortened(row.label, room), style)
        drawing.text(drawing.width, top + 16, row.text, "value halo", "end")
        drawing.text(0, top + 32, row.aside, "quiet halo")
    else:
        middle = top + step / 2
        label = shortened(row.label, left - text_width(row.aside) - 30)
        drawing.text(0, middle + 4, label, style)
        drawing.text(left - 16, middle + 4, row.aside, "quiet halo", "end")
        drawing.text(drawing.width, middle + 4, row.text, "value halo", "end")
    _interval(drawing, row, across, middle, strong=strong)
    return top + step


def _interval(
    drawing: Drawing, row: ForestRow, across: Scale, middle: float, *, strong: bool
) -> None:
    """Draw dot and interval; a dot without an interval is hollow, for it says nothing certain."""
    if not math.isfinite(row.value):
        return
    x = across(row.value)
    certain = math.isfinite(row.low) and math.isfinite(row.high)
    if certain:
        hue = "vermillion" if row.differs else "accent" if strong else "ink"
        drawing.line(across(row.low), middle, across(row.high), middle, f"interval stroke-{hue}")
        fill = f"fill-{hue}"
    else:
        fill = "hollow"
    shape: Shape = "diamond" if row.differs else "square" if strong else "dot"
    mark(drawing, shape, x, middle, size=5.0, style=fill)
