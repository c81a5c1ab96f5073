"""The gain week by week: the event study with its band, and sold against foretold."""

from __future__ import annotations

import math

from showfloor.measure.types_area_series import WeekSold
from showfloor.present.charts.counterfactual import WeekPoint, WeekWords, counterfactual_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.earned_events import Course, Events, event_figure, event_table
from showfloor.present.sections.earned_scale import events_in_per_cent
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
    earned_of,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table


def weekly_section(setting: Setting) -> Section | None:
    """Answer when the gain came."""
    earned = earned_of(setting)
    if earned is None:
        return None
    course = Course(earned.found.staggered, earned.language)
    events = Events.of(course)
    blocks: list[Block] = [Heading(earned.say("weekly.events"))]
    if events.points:
        blocks.append(event_figure(course, events))
        table = earned.say("weekly.event.table")
        blocks.append(Details(table, (event_table(course, events),)))
    blocks += events_in_per_cent(earned)
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
