"""Money over time: what the plan has spent by each week, against what it may have spent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from showfloor.present.charts.drawing import (
    Drawing,
    Figure,
    Words,
    both_widths,
    linear,
    spread,
    text_width,
    ticks,
)
from showfloor.present.charts.timeline import weeks_between_labels


@dataclass(frozen=True, slots=True)
class BudgetLines:
    """Cumulative money by week: spent and, where limited, allowed; one number a week."""

    mondays: tuple[date, ...]
    spent: tuple[float, ...]
    allowed: tuple[float, ...]
    spent_label: str
    allowed_label: str
    week_text: Callable[[date], str]
    month_text: Callable[[date], str]
    value_axis: Callable[[Sequence[float]], Callable[[float], str]]


def budget_figure(name: str, lines: BudgetLines, words: Words) -> Figure:
    """Draw two staircases: money leaves in whole weeks, so the lines have steps."""

    def draw(drawing: Drawing) -> None:
        floor = 250 if not drawing.narrow else 220
        drawing.height = floor + 44
        marks = ticks(0.0, max([*lines.spent, *lines.allowed, 1.0]), 4)
        value_text = lines.value_axis(marks)
        left = max(text_width(value_text(mark)) for mark in marks) + 8
        names = (lines.spent_label, lines.allowed_label)
        right = drawing.width - max(text_width(name) for name in names) * 1.05 - 12
        along = linear((0, len(lines.mondays)), (left, right))
        up = linear((0, marks[-1]), (floor, 12))
        for mark in marks:
            drawing.line(left, up(mark), right, up(mark), "axis" if mark == 0 else "grid")
            drawing.text(left - 8, up(mark) + 4, value_text(mark), "quiet", "end")
        step = along(1) - along(0)
        every = weeks_between_labels(step, [lines.month_text(day) for day in lines.mondays])
        for week, monday in enumerate(lines.mondays):
            if week % every == 0:
                drawing.line(along(week), floor, along(week), floor + 5, "axis")
                drawing.text(along(week), floor + 20, lines.week_text(monday), "quiet")
                drawing.text(along(week), floor + 36, lines.month_text(monday), "quiet")
        stairs = [point for point in ((lines.spent, "spent"), (lines.allowed, "limit")) if point[0]]
        spent = _stairs(lines.spent, along, up)
        drawing.polygon([(along(0), floor), *spent, (right, floor)], "band")
        for values, style in stairs:
            drawing.path(_stairs(values, along, up), f"line {style}")
        labels = [lines.spent_label, lines.allowed_label]
        ends = spread([up(values[-1]) for values, _ in stairs], 18, 12, floor)
        for (_, style), label, y in zip(stairs, labels, ends, strict=False):
            drawing.text(right + 8, y + 4, label, "strong" if style == "spent" else "")

    return both_widths(name, draw, words=words)


def _stairs(
    values: Sequence[float], along: Callable[[float], float], up: Callable[[float], float]
) -> list[tuple[float, float]]:
    points = []
    for week, value in enumerate(values):
        points += [(along(week), up(value)), (along(week + 1), up(value))]
    return points
