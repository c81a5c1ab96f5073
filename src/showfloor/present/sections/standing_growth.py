"""Like for like by the day: growth on comparable days, what is left out, and the holidays."""

from __future__ import annotations

import math
from datetime import date

from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.standing_bars import SignedBar, signed_bars
from showfloor.present.sections.blocks import Block, Details, Heading, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing import days_words, place_words
from showfloor.present.sections.standing_frame import framed
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.standing import ComparableRow, LikeForLike, LikeForLikeFound

SHOWN_BARS = 10
LOCAL = frozenset({"DE", "AT", "CH", "LI"})
"""Countries whose holidays have a name in German."""


def growth_section(setting: Setting) -> Section | None:
    """Answer whether sales grow like for like; absent where nobody asked."""
    found = setting.content.like_for_like
    if found is None:
        return None
    language, growth = setting.language, found.growth
    total = growth.total
    lead = language.say(
        "lfl.lead",
        days=language.count(growth.store_days),
        revenue=language.money_short(total.revenue),
        previous=language.money_short(total.previous_revenue),
    )
    proof: list[Block] = [_figure(setting, growth), _table(setting, growth)] if growth.rows else []
    more: list[Block] = []
    if growth.left_out:
        more += [Heading(language.say("lfl.left_out")), _left_out_table(setting, growth)]
    if found.calendar.trading_days:
        tables = (_calendar_table(setting, found), _holidays_table(setting, found))
        more.append(Details(language.say("lfl.calendar"), tables))
    return framed(
        setting,
        "like-for-like",
        "lfl.question",
        _title(setting, found),
        proof,
        lead=f"{_part_reason(setting, found)} {lead}".strip(),
        notes=_notes(setting, found),
        more=more,
    )


def _notes(setting: Setting, found: LikeForLikeFound) -> list[str]:
    """Return which days were asked for otherwise than usual."""
    chosen = {
        "lfl.even_weeks": found.even_weeks_only,
        "lfl.same_holidays": found.same_holidays,
        "lfl.silent": found.growth.silent_days_count,
    }
    return [setting.language.say(key) for key, asked in chosen.items() if asked]


def _part_reason(setting: Setting, found: LikeForLikeFound) -> str:
    """Return why only a part of the period can be compared; nothing where all of it can."""
    if found.part is None:
        return ""
    reason, _ = translated(found.part.reason, setting.language)
    return setting.language.say("lfl.part.reason", reason=f"{reason[0].upper()}{reason[1:]}")


def _title(setting: Setting, found: LikeForLikeFound) -> str:
    """Return the answer; that only some days of the period can be compared comes before it."""
    growth, part = found.growth, found.part
    if part is None:
        return _answer(setting, growth, growth.from_date, growth.to_date)
    return setting.language.say(
        "lfl.part",
        n=setting.language.count((part.to_date - part.from_date).days),
        days=setting.language.count((growth.to_date - growth.from_date).days),
        answer=_answer(setting, growth, part.from_date, part.to_date),
    )


def _answer(setting: Setting, growth: LikeForLike, begin: date, end: date) -> str:
    language = setting.language
    scope = f"{place_words(setting, growth.scope)} {days_words(language, begin, end)}".strip()
    change = growth.total.growth
    if not math.isfinite(change):
        reason, _ = translated(growth.total.growth_reason, language)
        return language.say("lfl.title.unknown", scope=scope, reason=reason)
    if change == 0.0:
        return language.say("lfl.title.equal", scope=scope)
    key = "lfl.title.above" if change > 0.0 else "lfl.title.below"
    return language.say(key, scope=scope, percent=language.percent(abs(change)))


def _figure(setting: Setting, growth: LikeForLike) -> Figure:
    language = setting.language
    shown = [row for row in growth.rows if not row.manufacturer_id.startswith("(")][:SHOWN_BARS]
    shown = shown or list(growth.rows[:SHOWN_BARS])
    bars = [_bar(setting, row) for row in shown]
    words = Words(
        language.say("lfl.chart"),
        language.say("lfl.chart.description", n=len(bars)),
        language.say("lfl.chart.caption"),
    )
    return signed_bars("like-for-like", bars, words)


def _bar(setting: Setting, row: ComparableRow) -> SignedBar:
    return SignedBar(
        label=setting.manufacturer(row.manufacturer_id),
        value=row.sales.growth,
        text=setting.language.percent(row.sales.growth, signed=True),
        hue=setting.hue(row.manufacturer_id),
        strong=row.manufacturer_id == setting.focus,
    )


def _table(setting: Setting, growth: LikeForLike) -> Table:
    language = setting.language
    say, unit = language.say, language.currency_symbol
    columns = (
        Column("manufacturer_id", "", data_only=True),
        Column("manufacturer", say("col.manufacturer")),
        Column("revenue", say("col.revenue", unit=unit), "cents"),
        Column("previous_revenue", say("col.previous_revenue", unit=unit), "cents"),
        Column("growth", say("col.growth"), "change"),
        Column("units_growth", say("col.units_growth"), "change"),
        Column("share", say("col.share"), "percent"),
        Column("share_change", say("col.share_change"), "points"),
    )
    rows = tuple(_row(setting, row) for row in growth.rows)
    total = growth.total
    return Table(
        "like_for_like",
        say("lfl.table", unit=unit),
        columns,
        rows,
        (
            None,
            say("total"),
            total.revenue,
            total.previous_revenue,
            total.growth,
            total.units_growth,
            1.0 if total.revenue > 0.0 else math.nan,
            None,
        ),
    )


def _row(setting: Setting, row: ComparableRow) -> Row:
    sales = row.sales
    reasons = tuple(
        (key, translated(reason, setting.language)[0])
        for key, reason in (
            ("growth", sales.growth_reason),
            ("units_growth", sales.units_growth_reason),
        )
        if reason
    )
    return Row(
        (
            row.manufacturer_id,
            setting.manufacturer(row.manufacturer_id),
            sales.revenue,
            sales.previous_revenue,
            sales.growth,
            sales.units_growth,
            row.share,
            row.share - row.previous_share,
        ),
        reasons=reasons,
        mark="focus" if row.manufacturer_id == setting.focus else "",
    )


def _left_out_table(setting: Setting, growth: LikeForLike) -> Table:
    language = setting.language
    say, unit = language.say, language.currency_symbol
    columns = (
        Column("state", say("col.state")),
        Column("previous_state", say("col.previous_state")),
        Column("store_days", say("col.store_days"), "count"),
        Column("revenue", say("col.revenue", unit=unit), "cents"),
        Column("previous_revenue", say("col.previous_revenue", unit=unit), "cents"),
    )
    rows = tuple(
        Row(
            (
                language.term("was", item.state),
                language.term("was", item.previous_state),
                item.store_days,
                item.revenue,
                item.previous_revenue,
            )
        )
        for item in growth.left_out
    )
    caption = say("lfl.left_out.table", unit=unit)
    return Table("like_for_like_left_out", caption, columns, rows, long=True)


def _calendar_table(setting: Setting, found: LikeForLikeFound) -> Table:
    say = setting.language.say
    columns = (
        Column("region", say("col.region_name")),
        Column("trading_days", say("col.trading_days"), "count"),
        Column("previous_trading_days", say("col.previous_trading_days"), "count"),
        Column("difference", say("col.difference"), "signed", decimals=0),
    )
    rows = tuple(
        Row(
            (
                setting.region(item.region),
                item.days,
                item.previous_days,
                float(item.days - item.previous_days),
            )
        )
        for item in found.calendar.trading_days
    )
    return Table("trading_days", say("lfl.calendar.table"), columns, rows, long=True)


def _holidays_table(setting: Setting, found: LikeForLikeFound) -> Table:
    language = setting.language
    columns = (
        Column("day", language.say("col.day")),
        Column("holiday", language.say("col.holiday")),
        Column("regions", language.say("col.holiday_regions"), wide=True),
    )
    rows = []
    for holiday in found.calendar.holidays:
        local = language.code == "de" and holiday.regions[0][:2] in LOCAL
        name = holiday.local_name if local else holiday.name
        regions = ", ".join(setting.region(region) for region in holiday.regions)
        rows.append(Row((holiday.day, name, regions)))
    caption = language.say("lfl.holidays.table")
    return Table("holidays", caption, columns, tuple(rows), long=True)
