"""The event study of a measured rollout: the imputed course with its band, and its table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from showfloor.measure.types import Estimate, StaggeredResult
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.event_study import EventPoint, EventWords, beyond, event_study
from showfloor.present.charts.legend import Key
from showfloor.present.language import Language
from showfloor.present.sections.earned_setting import amount_decimals, has_interval
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, ColumnKind, Row, Table

CourseUnit = Literal["money", "units", "log_points"]


@dataclass(frozen=True, slots=True)
class Course:
    """A rollout's event study in one language, its outcome's unit, and what its times are called.

    weekly: times are weeks since the first disruption; else whatever the panel counts.
    """

    result: StaggeredResult
    language: Language
    unit: CourseUnit = "money"
    weekly: bool = True

    def say(self, key: str, **values: str | float) -> str:
        """Return a message; `.times` is its form for panels that count no weeks."""
        plain = f"{key}.times"
        chosen = plain if not self.weekly and self.language.knows(plain) else key
        return self.language.say(chosen, **values)

    def scaled(self, value: float) -> float:
        """Return a value as it is drawn: log points as a relative difference."""
        return math.expm1(value) if self.unit == "log_points" else value

    def written(self, estimate: Estimate) -> str:
        """Return an estimate with its interval, or that it has none."""
        values = [self.scaled(v) for v in (estimate.estimate, estimate.low, estimate.high)]
        decimals = max(amount_decimals(v) for v in values if math.isfinite(v) or v is values[0])
        number = self.language.number
        if self.unit == "log_points":
            value = self.language.percent(values[0], 1, signed=True)
            ends = [number(v * 100, 1, signed=True) for v in values[1:]]
        else:
            write = self.language.money if self.unit == "money" else number
            value = write(values[0], decimals, signed=True)
            ends = [number(v, decimals, signed=True) for v in values[1:]]
        if not has_interval(estimate):
            return self.language.say("earned.with_no_interval", value=value)
        return self.language.say("interval", value=value, low=ends[0], high=ends[1])

    @property
    def axis(self) -> Callable[[Sequence[float]], Callable[[float], str]]:
        """How the marks of the axis are written."""
        return {
            "money": self.language.money_axis,
            "units": self.language.number_axis,
            "log_points": self.language.percent_axis,
        }[self.unit]

    def column(self, key: str) -> Column:
        """Return a column of the outcome, its unit in the head."""
        unit = {"money": self.language.currency_symbol, "units": "", "log_points": "%"}[self.unit]
        head = self.language.say(f"col.weekly.{key}", unit=unit).removesuffix(", ")
        kind: ColumnKind = "change" if self.unit == "log_points" else "signed"
        name = "gain" if key == "gain" else key
        return Column(name, head, kind, 1 if kind == "change" else 2)


@dataclass(frozen=True, slots=True)
class Events:
    """The event study as it is drawn: points, what is pooled, and why there is no band."""

    points: tuple[EventPoint, ...]
    pooled: tuple[float, ...]
    no_band: str

    @classmethod
    def of(cls, course: Course) -> Events:
        """Return the imputed event study; before the treatment points have no band.

        Their own intervals are drawn only where the effect has one: with fewer treated units those
        before are no better founded.
        """
        imputed, direct = course.result.imputation, course.result.callaway_santanna.event
        band = imputed.event_band
        certain = has_interval(imputed.overall)
        low, high = (band.low, band.high) if band else ({}, {})
        pooled = {time for group in (band.pooled if band else ()) for time in group}
        points = []
        for time, estimate in sorted({**imputed.pretrend, **imputed.event}.items()):
            second = direct[time].estimate if time in direct and time >= 0 else math.nan
            ends = (estimate.low, estimate.high) if certain else (math.nan, math.nan)
            points.append(
                EventPoint(
                    time,
                    course.scaled(estimate.estimate),
                    course.scaled(low.get(time, math.nan)),
                    course.scaled(high.get(time, math.nan)),
                    course.scaled(second),
                    own_low=course.scaled(ends[0]),
                    own_high=course.scaled(ends[1]),
                    hollow=not (certain and has_interval(estimate)),
                )
            )
        said = "" if band is None or band.low else band.reason
        return cls(tuple(points), () if said else tuple(sorted(pooled)), said)

    @property
    def after(self) -> tuple[EventPoint, ...]:
        """The points from the treatment on that have a band."""
        return tuple(p for p in self.points if p.time >= 0 and math.isfinite(p.low))


def event_figure(course: Course, events: Events) -> Figure:
    """Return the event study: the imputed course with its band, the second method beside it."""
    words = Words(
        course.say("weekly.event.title"),
        course.say(
            "weekly.event.description",
            n=len(events.points),
            effect=course.written(course.result.imputation.overall),
        ),
        _caption(course, events),
    )
    labels = EventWords(
        course.say("event.before"),
        course.say("weekly.event.after"),
        course.say("weekly.event.axis"),
        _keys(course, events),
        course.axis,
    )
    return event_study("weekly-events", events.points, labels, words)


def _caption(course: Course, events: Events) -> str:
    """Return how to read the picture; without a band, why there is none."""
    if not events.after:
        reason = translated(events.no_band, course.language)[0]
        return course.say("weekly.event.caption.no_band", reason=reason)
    pretrend = ""
    if math.isfinite(course.result.imputation.pretrend_p):
        p = course.language.number(course.result.imputation.pretrend_p, 3)
        pretrend = course.say("weekly.event.pretrend", p=p)
    said = course.say("weekly.event.caption", pretrend=pretrend)
    return f"{said} {course.say('weekly.event.beyond')}" if beyond(events.points) else said


def _keys(course: Course, events: Events) -> tuple[Key, ...]:
    """Return the key of those marks that are drawn."""
    keys = []
    if any(not point.hollow for point in events.points):
        keys.append(Key("dot", "fill-accent", course.say("weekly.event.main")))
    if any(point.hollow for point in events.points):
        keys.append(Key("ring", "hollow", course.say("weekly.event.main.unsure")))
    if any(math.isfinite(point.second) for point in events.points):
        keys.append(Key("diamond", "hollow", course.say("weekly.event.second")))
    if events.after:
        keys.append(Key("band", "band", course.say("weekly.event.band")))
    if any(math.isfinite(point.own_low) for point in events.points):
        keys.append(Key("tick", "thin stroke-accent", course.say("weekly.event.own")))
    return tuple(keys)


def event_table(course: Course, events: Events) -> Table:
    """Return one row an event time: the gain, its own interval, its band, the second method."""
    imputed = course.result.imputation
    estimates = {**imputed.pretrend, **imputed.event}
    names = ("gain", "low", "high", "band_low", "band_high", "second")
    columns = (
        Column("event_time", course.say("col.weekly.time"), "signed", 0),
        *(course.column(name) for name in names),
    )
    rows = tuple(_event_row(course, point, estimates[point.time]) for point in events.points)
    return Table("areas_by_event_week", course.say("weekly.event.table"), columns, rows, long=True)


def _event_row(course: Course, point: EventPoint, estimate: Estimate) -> Row:
    why = translated(estimate.reason, course.language)[0]
    if math.isnan(point.own_low) and not why:
        why = translated(course.result.imputation.overall.reason, course.language)[0]
    reasons = [(key, why) for key in ("gain", "low", "high") if why]
    none = course.say("weekly.band.none")
    reasons += [("band_low", none), ("band_high", none)]
    reasons.append(("second", course.say("weekly.event.second.none")))
    cells = (
        point.time,
        point.value,
        point.own_low,
        point.own_high,
        point.low,
        point.high,
        point.second,
    )
    return Row(cells, reasons=tuple(reasons))
