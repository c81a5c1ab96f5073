"""The rollout over time: what starts where in which week, and how full the crews are."""

from __future__ import annotations

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
    text_width,
)
from showfloor.present.charts.legend import Key, draw_legend


@dataclass(frozen=True, slots=True)
class RegionLane:
    """One region: installations that start each week, crew-days used and their limit.

    All three have one number a week; `limit` is empty where crews are unlimited.
    """

    label: str
    starts: tuple[int, ...]
    used: tuple[float, ...]
    limit: tuple[float, ...]
    total: str


@dataclass(frozen=True, slots=True)
class WeekAxis:
    """The weeks (Mondays) below the lanes, and how they are written."""

    mondays: tuple[date, ...]
    week_text: Callable[[date], str]
    month_text: Callable[[date], str]
    all_label: str
    hint: Callable[[str, date, int, float, float], str]


def timeline(
    name: str, lanes: Sequence[RegionLane], axis: WeekAxis, keys: Sequence[Key], words: Words
) -> Figure:
    """Draw one lane for all installations and one a region, over the programme's weeks."""

    def draw(drawing: Drawing) -> None:
        label_room, total_room = (170.0, 34.0) if not drawing.narrow else (0.0, 26.0)
        right = drawing.width - total_room
        along = linear((0, len(axis.mondays)), (label_room, right))
        y = _all_starts(drawing, lanes, axis, along)
        high, gap = (22.0, 8.0) if not drawing.narrow else (18.0, 24.0)
        for lane in lanes:
            y += gap
            if drawing.narrow:
                drawing.text(0, y - 5, shortened(lane.label, right), "halo")
            else:
                drawing.text(0, y + high - 6, shortened(lane.label, label_room - 10))
            _lane(drawing, lane, axis, along, y=y, high=high)
            drawing.text(drawing.width, y + high - 5, lane.total, "value", "end")
            y += high
        _weeks(drawing, axis, along, y)
        drawing.height = draw_legend(drawing, keys, y + 50)

    return both_widths(name, draw, words=words)


def _all_starts(
    drawing: Drawing, lanes: Sequence[RegionLane], axis: WeekAxis, along: Scale
) -> float:
    """Draw the columns of all installations that start in a week, each with its count."""
    totals = [sum(lane.starts[week] for lane in lanes) for week in range(len(axis.mondays))]
    floor = 92.0
    top = 18.0 if not drawing.narrow else 34.0
    up = linear((0, max([*totals, 1])), (floor, top))
    step = along(1) - along(0)
    label_y = floor - 4 if not drawing.narrow else 12.0
    drawing.text(0, label_y, axis.all_label, "strong")
    last_label = -100.0
    for week, count in enumerate(totals):
        if not count:
            continue
        drawing.rectangle(along(week) + 0.5, up(count), step - 1, floor - up(count), "fill-quiet")
        centre = along(week) + step / 2
        if centre - last_label > text_width(str(count)) * 0.9 + 1:
            drawing.text(centre, up(count) - 4, str(count), "quiet", "middle")
            last_label = centre
    drawing.line(along(0), floor, along(len(totals)), floor, "axis")
    return floor + 6


def _lane(
    drawing: Drawing, lane: RegionLane, axis: WeekAxis, along: Scale, *, y: float, high: float
) -> None:
    step = along(1) - along(0)
    _ground(drawing, lane, along, y, high)
    ceiling = max([*lane.limit, *lane.used, 1.0])
    for week, monday in enumerate(axis.mondays):
        used = lane.used[week] if week < len(lane.used) else 0.0
        limit = lane.limit[week] if week < len(lane.limit) else float("nan")
        if used > 0:
            tall = high * used / (limit if limit > 0 else ceiling)
            full = "fill-full" if limit > 0 and used >= limit else "fill-used"
            hint = axis.hint(lane.label, monday, lane.starts[week], used, limit)
            drawing.rectangle(along(week) + 0.5, y + high - tall, step - 1, tall, full, hint=hint)
    drawing.line(along(0), y + high, along(len(axis.mondays)), y + high, "grid")


def _ground(drawing: Drawing, lane: RegionLane, along: Scale, y: float, high: float) -> None:
    """Shade the weeks in which the region has crews, joined into runs."""
    limits = lane.limit or (1.0,) * len(lane.starts)
    start = None
    for week in range(len(limits) + 1):
        open_week = week < len(limits) and limits[week] > 0
        if open_week and start is None:
            start = week
        elif not open_week and start is not None:
            drawing.rectangle(along(start), y, along(week) - along(start), high, "ground")
            start = None


def weeks_between_labels(step: float, labels: Sequence[str]) -> int:
    """Return how many weeks apart labels stand, so that none meets the next."""
    needed = max(text_width(label) for label in labels) + 6
    return next((weeks for weeks in (1, 2, 4, 8, 13, 26) if weeks * step >= needed), 52)


def _weeks(drawing: Drawing, axis: WeekAxis, along: Scale, y: float) -> None:
    step = along(1) - along(0)
    every = weeks_between_labels(step, [axis.month_text(monday) for monday in axis.mondays])
    for week, monday in enumerate(axis.mondays):
        if week % every == 0:
            x = along(week)
            drawing.line(x, y, x, y + 6, "axis")
            drawing.text(x, y + 20, axis.week_text(monday), "quiet")
            drawing.text(x, y + 36, axis.month_text(monday), "quiet")
