"""The gain week by week: the event study with its band, and sold against foretold."""

from __future__ import annotations

import math
from dataclasses import dataclass

from showfloor.measure.types import Estimate, StaggeredResult
from showfloor.measure.types_area_series import WeekSold
from showfloor.present.charts.counterfactual import WeekPoint, WeekWords, counterfactual_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.event_study import EventPoint, EventWords, event_study
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
    earned_of,
    has_interval,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def weekly_section(setting: Setting) -> Section | None:
    """Answer when the gain came."""
    earned = earned_of(setting)
    if earned is None:
        return None
    events = Events.of(earned.found.staggered)
    blocks: list[Block] = [Heading(earned.say("weekly.events"))]
    if events.points:
        blocks.append(event_figure(earned, events))
        table = earned.say("weekly.event.table")
        blocks.append(Details(table, (event_table(earned, events),)))
    if len(events.pooled):
        said = earned.say("weekly.event.pooled", n=len(events.pooled))
        blocks.append(Paragraph(said, quiet=True))
    if earned.found.weeks:
        blocks += [
            Heading(earned.say("weekly.sold")),
            sold_figure(earned),
            Details(earned.say("weekly.sold.table"), (sold_table(earned),)),
        ]
    return Section(
        "weekly",
        earned.say("weekly.question"),
        _title(earned, events),
        tuple(blocks),
        lead=_lead(earned, events),
        source=earned.source(),
    )


@dataclass(frozen=True, slots=True)
class Events:
    """The event study as it is drawn: points, what is pooled, and why there is no band."""

    points: tuple[EventPoint, ...]
    pooled: tuple[float, ...]
    no_band: str

    @classmethod
    def of(cls, result: StaggeredResult) -> Events:
        """Return the imputed event study; before the treatment points have no band.

        Their own intervals are drawn only where the effect has one: with fewer treated units those
        before are no better founded.
        """
        imputed, direct = result.imputation, result.callaway_santanna.event
        band = imputed.event_band
        certain = has_interval(imputed.overall)
        pooled = {time for group in (band.pooled if band else ()) for time in group[1:]}
        points = []
        for time, estimate in sorted({**imputed.pretrend, **imputed.event}.items()):
            second = direct[time].estimate if time in direct and time >= 0 else math.nan
            points.append(
                EventPoint(
                    time,
                    estimate.estimate,
                    band.low.get(time, math.nan) if band else math.nan,
                    band.high.get(time, math.nan) if band else math.nan,
                    second,
                    own_low=estimate.low if certain else math.nan,
                    own_high=estimate.high if certain else math.nan,
                    hollow=not (certain and has_interval(estimate)),
                )
            )
        said = "" if band is None or band.low else band.reason
        return cls(tuple(points), tuple(sorted(pooled)) if not said else (), said)

    @property
    def after(self) -> tuple[EventPoint, ...]:
        """The points from the treatment on that have a band."""
        return tuple(p for p in self.points if p.time >= 0 and math.isfinite(p.low))


def _lead(earned: Earned, events: Events) -> str:
    said = earned.say("weekly.lead")
    return f"{said} {earned.say('weekly.lead.band')}" if events.after else said


def _title(earned: Earned, events: Events) -> str:
    after = events.after
    if not after:
        return earned.say("weekly.title.no_band")
    above = sum(point.low > 0 for point in after)
    below = sum(point.high < 0 for point in after)
    count = earned.language.count(len(after))
    if above and below:
        return earned.say(
            "weekly.title.both",
            above=earned.language.count(above),
            below=earned.language.count(below),
            all=count,
        )
    if above or below:
        key = "weekly.title.above" if above else "weekly.title.below"
        return earned.say(key, n=above or below, all=count)
    return earned.say("weekly.title.none")


def event_figure(earned: Earned, events: Events) -> Figure:
    """Return the event study of the primary outcome, revenue, in the currency."""
    result = earned.found.staggered
    overall = earned.span(result.imputation.overall)
    words = Words(
        earned.say("weekly.event.title"),
        earned.say("weekly.event.description", n=len(events.points), effect=overall),
        event_caption(earned, events, result.imputation.pretrend_p),
    )
    labels = EventWords(
        earned.say("event.before"),
        earned.say("weekly.event.after"),
        earned.say("weekly.event.axis"),
        event_keys(earned, events),
        earned.language.money_axis,
    )
    return event_study("weekly-events", events.points, labels, words)


def event_caption(earned: Earned, events: Events, pretrend_p: float) -> str:
    """Return how to read the picture; without a band, why there is none."""
    if events.no_band or not events.after:
        reason = translated(events.no_band, earned.language)[0]
        return earned.say("weekly.event.caption.no_band", reason=reason)
    pretrend = ""
    if math.isfinite(pretrend_p):
        p = earned.language.number(pretrend_p, 3)
        pretrend = earned.say("weekly.event.pretrend", p=p)
    return earned.say("weekly.event.caption", pretrend=pretrend)


def event_keys(earned: Earned, events: Events) -> tuple[Key, ...]:
    """Return the key of those marks that are drawn."""
    keys = []
    if any(not point.hollow for point in events.points):
        keys.append(Key("dot", "fill-accent", earned.say("weekly.event.main")))
    if any(point.hollow for point in events.points):
        keys.append(Key("ring", "hollow", earned.say("weekly.event.main.unsure")))
    if any(math.isfinite(point.second) for point in events.points):
        keys.append(Key("diamond", "hollow", earned.say("weekly.event.second")))
    if events.after:
        keys.append(Key("band", "band", earned.say("weekly.event.band")))
    if any(math.isfinite(point.own_low) for point in events.points):
        keys.append(Key("tick", "thin stroke-accent", earned.say("weekly.event.own")))
    return tuple(keys)


def event_table(earned: Earned, events: Events) -> Table:
    """Return one row an event time: the gain, its own interval, its band, the second method."""
    imputed = earned.found.staggered.imputation
    estimates = {**imputed.pretrend, **imputed.event}
    unit = earned.language.currency_symbol
    columns = (
        Column("event_time", earned.say("col.weekly.time"), "signed", 0),
        *amount_columns(earned),
        Column("band_low", earned.say("col.weekly.band_low", unit=unit), "signed", 2),
        Column("band_high", earned.say("col.weekly.band_high", unit=unit), "signed", 2),
        Column("second", earned.say("col.weekly.second", unit=unit), "signed", 2),
    )
    rows = tuple(_event_row(earned, point, estimates[point.time]) for point in events.points)
    return Table("areas_by_event_week", earned.say("weekly.event.table"), columns, rows, long=True)


def _event_row(earned: Earned, point: EventPoint, estimate: Estimate) -> Row:
    reasons = list(amount_reasons(earned, estimate))
    if math.isnan(point.own_low) and not estimate.reason:
        why = earned.reason(earned.found.staggered.imputation.overall)
        reasons += [("low", why), ("high", why)]
    none = earned.say("weekly.band.none")
    reasons += [("band_low", none), ("band_high", none)]
    reasons.append(("second", earned.say("weekly.event.second.none")))
    cells = (
        point.time,
        estimate.estimate,
        point.own_low,
        point.own_high,
        point.low,
        point.high,
        point.second,
    )
    return Row(cells, reasons=tuple(reasons))


def sold_figure(earned: Earned) -> Figure:
    """Return what was sold against what was foretold, by calendar week."""
    found, language = earned.found, earned.language
    weeks = found.weeks
    quantity = earned.quantity_first
    words = Words(
        earned.say("weekly.sold.title"),
        earned.say(
            "weekly.sold.description",
            quantity=quantity,
            n=found.treated,
            weeks=language.count(len(weeks)),
        ),
        earned.say("weekly.sold.caption", quantity=quantity, n=found.treated),
    )
    points = [_week_point(week) for week in weeks]
    keys = [
        Key("line", "line stroke-accent thick", earned.say("weekly.sold.actual")),
        Key("line", "line foretold", earned.say("weekly.sold.foretold")),
    ]
    if any(math.isfinite(point.low) for point in points):
        keys.append(Key("band", "band foretold-band", earned.say("weekly.sold.band")))
    labels = WeekWords(
        language.week_short,
        lambda day: f"{language.month(day)} {day.year}",
        language.money_axis,
        earned.say("weekly.sold.begun"),
        tuple(keys),
    )
    return counterfactual_figure("weekly-sold", points, labels, words)


def _week_point(week: WeekSold) -> WeekPoint:
    """Return a week as it is drawn: the gain's interval stands around what was foretold."""
    gain = week.gain
    low = week.foretold + week.share * (gain.estimate - gain.high)
    high = week.foretold + week.share * (gain.estimate - gain.low)
    return WeekPoint(week.week, week.actual, week.foretold, low, high, week.begun)


def sold_table(earned: Earned) -> Table:
    """Return one row a calendar week."""
    unit = earned.language.currency_symbol
    columns = (
        Column("week", earned.say("col.weekly.week"), "week"),
        Column("stores", earned.say("col.weekly.stores"), "count"),
        Column("begun", earned.say("col.weekly.begun"), "count"),
        Column("actual", earned.say("col.weekly.actual", unit=unit), "cents"),
        Column("foretold", earned.say("col.weekly.foretold", unit=unit), "cents"),
        *amount_columns(earned),
        Column("weight", earned.say("col.weekly.weight"), "number", 1),
    )
    unseen = earned.say("weekly.sold.unseen")
    rows = tuple(
        Row(
            (
                week.week,
                week.stores,
                week.begun,
                week.actual,
                week.foretold,
                *amount_cells(week.gain),
                week.weight,
            ),
            reasons=(
                *amount_reasons(earned, week.gain),
                ("actual", unseen),
                ("foretold", unseen),
            ),
        )
        for week in earned.found.weeks
    )
    return Table("areas_by_week", earned.say("weekly.sold.table"), columns, rows, long=True)
