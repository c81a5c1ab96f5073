"""What areas earned, on one page in plain words."""

from __future__ import annotations

import math

from showfloor.measure.types import Estimate
from showfloor.present.language import UNKNOWN
from showfloor.present.sections.blocks import (
    Block,
    Details,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Steps,
)
from showfloor.present.sections.display import check_list
from showfloor.present.sections.earned_scale import scale_said
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_decimals,
    earned_of,
    has_interval,
)
from showfloor.present.sections.plain_words import (
    earned_title,
    how_sure,
    speaks_against,
    what_it_earned,
    what_to_do,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Shown, Table


def earned_section(setting: Setting) -> Section | None:
    """Answer what the areas earned, how sure that is, what speaks against it and what to do."""
    earned = earned_of(setting)
    if earned is None:
        return None
    blocks: list[Block] = [
        KeyFigures(key_figures(earned)),
        Heading(earned.say("earned.what")),
        *(Paragraph(sentence) for sentence in what_it_earned(earned)),
        Paragraph(scale_said(earned), quiet=True),
        Heading(earned.say("earned.sure")),
        *(Paragraph(sentence) for sentence in how_sure(earned)),
        Heading(earned.say("earned.against")),
        *_against(earned),
        Heading(earned.say("earned.do")),
        Steps(what_to_do(earned)),
        Details(earned.say("earned.table"), (earned_table(earned),)),
    ]
    return Section(
        "earned",
        earned.say("earned.question"),
        earned_title(earned),
        tuple(blocks),
        lead=_lead(earned),
        source=earned.source(),
    )


def _lead(earned: Earned) -> str:
    found, language = earned.found, earned.language
    said = earned.say(
        "earned.lead",
        n=found.treated,
        compared=language.count(found.compared),
        format=_format(earned),
        first=language.day(found.first_week),
        last=earned.last_day,
    )
    if any(check.verdict == "FAIL" for check in found.checks):
        return f"{earned.say('earned.warning')} {said}"
    return said


def _format(earned: Earned) -> str:
    if not earned.found.format_id:
        return ""
    return earned.say("earned.format", format=earned.setting.format(earned.found.format_id))


def key_figures(earned: Earned) -> tuple[KeyFigure, ...]:
    """Return the five figures at the head of the page, each with its interval."""
    found, language = earned.found, earned.language
    money, whom = found.money, found.whom
    share = money.per_cent
    percent = language.percent(share.estimate / 100.0, 1, signed=True)
    payback = UNKNOWN
    if math.isfinite(money.payback.estimate):
        payback = earned.say("earned.weeks", number=language.count(money.payback.estimate))
    return (
        KeyFigure(
            earned.say("earned.key.total"),
            language.money_short(money.total.estimate),
            _ends(earned, money.total, [language.money_short(v) for v in _both(money.total)]),
            "weekly",
        ),
        KeyFigure(
            earned.say("earned.key.per_cent"),
            percent,
            _ends(earned, share, [language.number(v, 1, signed=True) for v in _both(share)], " %"),
            "weekly",
        ),
        _amount(earned, "week", money.a_week, "groups"),
        KeyFigure(earned.say("earned.key.payback"), payback, _payback_ends(earned), "earned"),
        _amount(earned, "new", whom.new, "whom"),
    )


def _amount(earned: Earned, key: str, estimate: Estimate, target: str) -> KeyFigure:
    """Return an amount a shop and week, its interval with as many decimals."""
    values = [v for v in (estimate.estimate, *_both(estimate)) if math.isfinite(v)]
    decimals = amount_decimals(max((abs(v) for v in values), default=0.0))
    ends = [earned.language.money(v, decimals, signed=True) for v in _both(estimate)]
    return KeyFigure(
        earned.say(f"earned.key.{key}"),
        earned.language.money(estimate.estimate, decimals, signed=True),
        _ends(earned, estimate, ends),
        target,
    )


def _both(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def _ends(earned: Earned, estimate: Estimate, ends: list[str], unit: str = "") -> str:
    """Return what stands below a figure: its interval, or why there is none."""
    if has_interval(estimate):
        return earned.say("earned.certain", low=ends[0], high=f"{ends[1]}{unit}")
    return earned.reason(estimate) or earned.say("earned.no_interval")


def _payback_ends(earned: Earned) -> str:
    payback = earned.found.money.payback
    if math.isnan(payback.low) or math.isnan(payback.high):
        return earned.reason(payback) or earned.say("earned.no_interval")
    high = earned.language.count(payback.high)
    if math.isinf(payback.high):
        high = earned.say("earned.never")
    return earned.say("earned.certain", low=earned.language.count(payback.low), high=high)


def _against(earned: Earned) -> list[Block]:
    checks = speaks_against(earned.found)
    rest = len(earned.found.checks) - len(checks)
    blocks: list[Block] = []
    if checks:
        blocks.append(check_list(earned.language, checks))
    else:
        blocks.append(Paragraph(earned.say("earned.against.none")))
    if rest:
        blocks.append(Paragraph(earned.say("earned.against.rest", n=rest), quiet=True))
    return blocks


def earned_table(earned: Earned) -> Table:
    """Return all effects with their intervals, one row each, each in its own unit."""
    found, money = earned.found, earned.found.money
    currency = earned.language.currency_symbol
    quantity = earned.quantity
    rows = [
        _row(earned, earned.say("earned.row.total", quantity=quantity), currency, money.total, 2),
        _row(
            earned,
            earned.say("earned.row.per_cent"),
            earned.say("earned.unit.percent"),
            money.per_cent,
            1,
        ),
        _row(earned, earned.say("earned.row.week", quantity=quantity), currency, money.a_week, 2),
        _row(
            earned,
            earned.say("earned.row.payback"),
            earned.say("earned.unit.weeks"),
            money.payback,
            1,
        ),
    ]
    for name, effect in found.effects.items():
        unit = currency if name in ("revenue", "margin") else earned.say("earned.unit.number")
        for when, estimate in (
            ("from_disruption", effect.from_disruption),
            ("from_opening", effect.from_opening),
        ):
            label = earned.say(
                "earned.row.effect",
                quantity=earned.say(f"earned.outcome.{name}"),
                when=earned.say(f"earned.row.{when}"),
            )
            rows.append(_row(earned, label, unit, estimate, 2))
    columns = (
        Column("what", earned.say("col.what"), wide=True),
        Column("unit", earned.say("col.earned.unit")),
        Column("estimate", earned.say("col.earned.estimate"), "number"),
        Column("low", earned.say("col.low"), "number"),
        Column("high", earned.say("col.high"), "number"),
        Column("shops", earned.say("col.earned.shops"), "count"),
        Column("trust", earned.say("col.earned.trust")),
    )
    return Table("earned", earned.say("earned.table"), columns, tuple(rows))


def _row(earned: Earned, label: str, unit: str, estimate: Estimate, decimals: int) -> Row:
    language = earned.language
    signed = estimate is not earned.found.money.payback

    def cell(value: float) -> Shown | float:
        if math.isnan(value):
            return math.nan
        if math.isinf(value):
            return Shown(value, earned.say("earned.never"))
        return Shown(value, language.number(value, decimals, signed=signed))

    verdict = language.say(f"verdict.{estimate.verdict}") if estimate.verdict else None
    reasons = []
    if estimate.reason:
        reasons = [(key, earned.reason(estimate)) for key in ("estimate", "low", "high")]
    return Row(
        (
            label,
            unit,
            cell(estimate.estimate),
            cell(estimate.low),
            cell(estimate.high),
            estimate.treated,
            verdict,
        ),
        reasons=tuple(reasons),
    )
