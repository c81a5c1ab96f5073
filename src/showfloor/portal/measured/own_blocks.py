"""The blocks of a manufacturer's own effects: key figures, effects, week by week, checks."""

from __future__ import annotations

import math

from showfloor.portal.people.visit import Visit
from showfloor.present.charts.drawing import Words
from showfloor.present.charts.event_study import EventPoint, EventWords, event_study
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Details,
    KeyFigure,
    Paragraph,
)
from showfloor.present.sections.credibility_section import SEVERITY
from showfloor.present.sections.earned_setting import amount_decimals
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.measured_pages import OwnEffects, Span


def span_text(visit: Visit, quantity: str, span: Span) -> str:
    """Return an effect with its interval as the page writes it, or that it has none."""
    language = visit.language
    if not math.isfinite(span.estimate):
        return language.number(math.nan)
    known = [abs(v) for v in (span.estimate, span.low, span.high) if math.isfinite(v)]
    value = _written(visit, quantity, span.estimate, max(known))
    if not span.has_ends:
        return language.say("earned.with_no_interval", value=value)
    low, high = _ends(visit, quantity, span)
    return language.say("interval", value=value, low=low, high=high)


def ends_text(visit: Visit, quantity: str, span: Span) -> str:
    """Return the interval of an effect alone, or that it has none."""
    if not span.has_ends:
        return visit.say("earned.no_interval")
    low, high = _ends(visit, quantity, span)
    return visit.say("earned.certain", low=low, high=high)


def _ends(visit: Visit, quantity: str, span: Span) -> list[str]:
    largest = max(abs(span.low), abs(span.high))
    decimals = _decimals(quantity, largest)
    return [visit.language.number(end, decimals, signed=True) for end in (span.low, span.high)]


def _written(visit: Visit, quantity: str, value: float, largest: float) -> str:
    language, decimals = visit.language, _decimals(quantity, largest)
    if quantity == "per_cent":
        return language.percent(value / 100.0, decimals, signed=True)
    if quantity == "units":
        return language.number(value, decimals, signed=True)
    return language.money(value, decimals, signed=True)


def _decimals(quantity: str, largest: float) -> int:
    return 1 if quantity in {"per_cent", "units"} else amount_decimals(largest)


def key_figures(visit: Visit, found: OwnEffects) -> tuple[KeyFigure, ...]:
    """Return the figures at the head of the page, each with its interval."""
    say, here = visit.say, visit.path
    figures = [
        KeyFigure(
            say(f"measured.own.{one.quantity}"),
            _written(
                visit, one.quantity, one.from_opening.estimate, abs(one.from_opening.estimate)
            ),
            ends_text(visit, one.quantity, one.from_opening),
            here,
        )
        for one in found.effects
    ]
    if math.isfinite(found.total.estimate):
        figures += [
            KeyFigure(
                say("measured.own.total"),
                visit.language.money_short(found.total.estimate),
                ends_text(visit, "revenue", found.total),
                here,
            ),
            KeyFigure(
                say("measured.own.per_cent"),
                visit.language.percent(found.per_cent.estimate / 100.0, 1, signed=True),
                ends_text(visit, "per_cent", found.per_cent),
                here,
            ),
        ]
    return tuple(figures)


def effects_table(visit: Visit, found: OwnEffects) -> Table:
    """Return one row a quantity and stretch of weeks."""
    say = visit.say
    rows = []
    for one in found.effects:
        for when, span in (
            ("from_disruption", one.from_disruption),
            ("from_opening", one.from_opening),
        ):
            rows.append(
                Row(
                    (
                        say(f"measured.own.what.{one.quantity}"),
                        one.quantity,
                        say(f"measured.own.{when}"),
                        span.estimate,
                        span.low,
                        span.high,
                    ),
                    reasons=unknown_cells(visit),
                )
            )
    return Table(
        "effects",
        say("measured.own.effects"),
        (
            Column("what", say("measured.own.what")),
            Column("quantity", "", data_only=True),
            Column("when", say("measured.own.when")),
            *span_columns(visit),
        ),
        tuple(rows),
    )


def span_columns(visit: Visit) -> tuple[Column, ...]:
    """Return the columns of an estimate with its interval."""
    return tuple(
        Column(name, visit.say(f"measured.own.{name}"), "signed", 2)
        for name in ("estimate", "low", "high")
    )


def unknown_cells(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return why cells of an estimate are unknown; not more than that it is too little."""
    why = visit.say("measured.own.unknown")
    return tuple((name, why) for name in ("estimate", "low", "high"))


def week_blocks(visit: Visit, found: OwnEffects) -> tuple[Block, ...]:
    """Return the event-time chart of own revenue, and its table."""
    say, language = visit.say, visit.language
    points = [
        EventPoint(
            one.week,
            one.effect.estimate,
            math.nan,
            math.nan,
            own_low=one.effect.low if one.effect.has_ends else math.nan,
            own_high=one.effect.high if one.effect.has_ends else math.nan,
            hollow=not one.effect.has_ends,
        )
        for one in found.weeks
    ]
    keys = []
    if any(not point.hollow for point in points):
        keys.append(Key("dot", "fill-accent", say("measured.own.dot")))
        keys.append(Key("tick", "thin stroke-accent", say("measured.own.tick")))
    if any(point.hollow for point in points):
        keys.append(Key("ring", "hollow", say("measured.own.ring")))
    words = Words(
        say("measured.own.chart.title"),
        say("measured.own.chart.description", n=len(points)),
        say("measured.own.chart.caption"),
    )
    labels = EventWords(
        say("event.before"),
        say("weekly.event.after"),
        say("weekly.event.axis"),
        tuple(keys),
        language.money_axis,
    )
    rows = tuple(
        Row(
            (one.week, one.effect.estimate, one.effect.low, one.effect.high),
            reasons=unknown_cells(visit),
        )
        for one in found.weeks
    )
    columns = (
        Column("event_time", say("col.weekly.time"), "signed", 0),
        *span_columns(visit),
    )
    table = Table("weeks", say("measured.own.weeks.caption"), columns, rows, long=True)
    folded = Details(say("measured.own.weeks.caption"), (table,))
    return event_study("own-weeks", points, labels, words), folded


def check_blocks(visit: Visit, found: OwnEffects) -> tuple[Block, ...]:
    """Return the checks with their verdicts, and what is not among them."""
    say, language = visit.say, visit.language
    lines = []
    for check in sorted(found.checks, key=lambda check: SEVERITY.index(check.verdict)):
        name, _ = translated(check.name, language)
        lines.append(
            CheckLine(
                f"{name[:1].upper()}{name[1:]}",
                check.verdict,  # type: ignore[arg-type]  # one of three, kept as text
                language.say(f"verdict.{check.verdict}"),
                say(f"measured.own.verdict.{check.verdict}"),
            )
        )
    table = Table(
        "checks",
        say("measured.own.checks.caption"),
        (Column("check", say("measured.own.check")), Column("verdict", say("measured.verdict"))),
        tuple(Row((line.name, line.verdict_word)) for line in lines),
    )
    folded = Details(say("measured.checks"), (table,))
    return CheckList(tuple(lines)), Paragraph(say("measured.own.rule"), quiet=True), folded
