"""Who sells what here: the league table, its growth, the months, and where the focus is strong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.league import Bar, league_bars
from showfloor.present.charts.lines import MonthAxis, Series, month_lines
from showfloor.present.language import Language
from showfloor.present.sections.blocks import (
    Block,
    Details,
    Empty,
    Heading,
    Section,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing_frame import framed
from showfloor.present.sections.standing_league import (
    league_table,
    previously_valued,
    standing_notes,
    valued,
)
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.standing import StoreScope
from showfloor.standing.types import LeagueRow, LeagueTable, MonthlySeries

SHOWN_ROWS = 10
SHOWN_LINES = 5


def standing_section(setting: Setting) -> Section:
    """Answer who leads, and where the manufacturer of the report stands."""
    content, language = setting.content, setting.language
    if not content.standing:
        empty = Empty(
            language.say("standing.empty.what"),
            language.say("standing.empty.how"),
            "showfloor standing",
        )
        return Section(
            "standing", language.say("standing.question"), language.say("standing.none"), (empty,)
        )
    first = content.standing[0]
    more: list[Block] = []
    if content.monthly is not None and len(content.monthly.months) > 1:
        more += _monthly_blocks(setting, content.monthly)
    if len(content.standing) > 1:
        more += _scopes(setting)
    return framed(
        setting,
        "standing",
        "standing.question",
        standing_title(setting, first),
        [
            _league_figure(setting, first),
            league_table(setting, first, 0, scope_words(setting, first)),
        ],
        lead=_lead(setting, first),
        notes=[_unknown_note(setting, first)] if first.unknown_lines else [],
        more=more,
    )


def standing_title(setting: Setting, table: LeagueTable) -> str:
    """Return the answer in a sentence: who stands where, and by how many points."""
    language = setting.language
    ranked = [row for row in table.rows if row.manufacturer_id != "(unknown)"]
    if not ranked:
        return language.say("standing.nobody", scope=scope_words(setting, table))
    row = next((r for r in ranked if r.manufacturer_id == setting.focus), ranked[0])
    values = {
        "name": setting.manufacturer(row.manufacturer_id),
        "scope": scope_words(setting, table),
        "share": _share(setting, row),
    }
    by_value = table.ranked_by in ("list_value", "margin")
    if by_value:
        values["by"] = language.say(f"scope.ranked_by.{table.ranked_by}")
    if row is ranked[0]:
        if len(ranked) == 1:
            return language.say("standing.alone", **values)
        points = language.number((row.share - ranked[1].share) * 100, 1)
        key = "standing.leads.by" if by_value else "standing.leads"
        return language.say(key, points=points, **values)
    ahead = ranked[ranked.index(row) - 1]
    points = language.number((ahead.share - row.share) * 100, 1)
    rank = language.ordinal(row.rank)
    return language.say(
        "standing.ranks.by" if by_value else "standing.ranks",
        rank=rank,
        ahead=setting.manufacturer(ahead.manufacturer_id),
        points=points,
        **values,
    )


def scope_words(setting: Setting, table: LeagueTable) -> str:
    """Return what a table covers: its category, channel, region and period, in words."""
    words = _place_words(setting, table)
    period = period_words(setting, table)
    return f"{words} {period}" if words else period


def _place_words(setting: Setting, table: LeagueTable) -> str:
    return place_words(setting, StoreScope(table.category, table.region, table.channel, table.kind))


def place_words(setting: Setting, scope: StoreScope) -> str:
    """Return a category, channel, region and kind of store in words; all of them is nothing."""
    language = setting.language
    place = [
        language.say("scope.category", category=scope.category) if scope.category else "",
        language.say(f"scope.channel.{scope.channel}") if scope.channel else "",
        language.say("scope.region", region=setting.region(scope.region)) if scope.region else "",
        language.say("scope.kind", kind=setting.kind(scope.kind)) if scope.kind else "",
    ]
    return ", ".join(word for word in place if word)


def period_words(setting: Setting, table: LeagueTable) -> str:
    """Return the period as people say it: a year, a month, or from a day through a day."""
    return days_words(setting.language, table.from_date, table.to_date)


def days_words(language: Language, start: date, end: date) -> str:
    """Return a period as people say it; the end is exclusive."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 1, 1) and end.year == start.year + 1:
        return language.say("period.year", year=start.year)
    last = type(end).fromordinal(end.toordinal() - 1)
    if start.day == 1 and end.day == 1 and (start.year, start.month) == (last.year, last.month):
        return language.say("period.month", month=language.month_and_year(start))
    return language.say("period.days", start=language.day(start), end=language.day(last))


def _share(setting: Setting, row: LeagueRow) -> str:
    return setting.language.percent(row.share)


def _lead(setting: Setting, table: LeagueTable) -> str:
    language = setting.language
    total = language.money_short(table.total_revenue)
    parts = [language.say("standing.total", total=total, scope=scope_words(setting, table))]
    if math.isfinite(table.growth):
        key = "growth.above" if table.growth >= 0 else "growth.below"
        percent = language.percent(abs(table.growth))
        parts.append(language.say(key, percent=percent, year=table.from_date.year - 1))
    elif table.growth_reason:
        reason, _ = translated(table.growth_reason, language)
        parts.append(language.say("growth.unknown", reason=reason))
    parts += standing_notes(setting, table)
    return " ".join(parts)


def _caption(table: LeagueTable, *, has_previous: bool) -> str:
    """Return the key of what bars and marks are."""
    if table.ranked_by != "revenue":
        return "league.chart.measure.previous" if has_previous else "league.chart.measure"
    return "league.chart.previous" if has_previous else "league.chart.caption"


def _league_figure(setting: Setting, table: LeagueTable) -> Figure:
    language = setting.language
    by_units = table.ranked_by == "units"
    bars = []
    for row in table.rows[:SHOWN_ROWS]:
        value = valued(row, table)
        text = language.count(value) if by_units else language.money_short(value)
        share, name = _share(setting, row), setting.manufacturer(row.manufacturer_id)
        bars.append(
            Bar(
                label=f"{row.rank}  {name}" if row.rank > 0 else name,
                value=value,
                value_text=text,
                share_text=share,
                previous=math.nan if by_units else previously_valued(row, table),
                hue=setting.hue(row.manufacturer_id),
                strong=row.manufacturer_id == setting.focus,
                hint=f"{name}: {text if by_units else language.money(value, 2)} · {share}",
            )
        )
    has_previous = any(bar.previous > 0 for bar in bars)
    words = Words(
        language.say("league.chart.title", scope=scope_words(setting, table)),
        language.say(
            "league.chart.description",
            n=len(bars),
            leader=setting.manufacturer(table.rows[0].manufacturer_id) if table.rows else "",
            share=_share(setting, table.rows[0]) if table.rows else "",
        ),
        language.say(_caption(table, has_previous=has_previous)),
    )
    return league_bars("league", bars, words)


def _unknown_note(setting: Setting, table: LeagueTable) -> str:
    language = setting.language
    return language.say(
        "standing.unknown",
        lines=language.count(table.unknown_lines),
        money=language.money(table.unknown_revenue, 2),
    )


def _monthly_lines(setting: Setting, monthly: MonthlySeries) -> Mapping[str, tuple[float, ...]]:
    """Return the leaders' revenue by month, the focus among them; part months are unknown."""
    revenue = {
        manufacturer_id: tuple(
            amount if whole else math.nan
            for amount, whole in zip(amounts, monthly.whole_months, strict=True)
        )
        for manufacturer_id, amounts in zip(monthly.manufacturer_ids, monthly.revenue, strict=True)
        if not manufacturer_id.startswith("(")
    }
    chosen = list(revenue)[:SHOWN_LINES]
    if setting.focus in revenue and setting.focus not in chosen:
        chosen = [*chosen[:-1], setting.focus]
    return {manufacturer_id: revenue[manufacturer_id] for manufacturer_id in chosen}


def _monthly_blocks(setting: Setting, monthly: MonthlySeries) -> list[Block]:
    language, lines = setting.language, _monthly_lines(setting, monthly)
    series = [
        Series(setting.manufacturer(name), amounts, setting.hue(name), name == setting.focus)
        for name, amounts in lines.items()
    ]
    words = Words(
        language.say("monthly.title"),
        language.say(
            "monthly.description",
            n=len(lines),
            start=language.month_and_year(monthly.months[0]),
            end=language.month_and_year(monthly.months[-1]),
        ),
        language.say("monthly.caption" if all(monthly.whole_months) else "monthly.caption.part"),
    )
    axis = MonthAxis(monthly.months, language.month, language.money_axis)
    figure = month_lines("monthly", series, axis, words)
    table = _monthly_table(setting, monthly, lines)
    return [
        Heading(language.say("monthly.heading")),
        figure,
        Details(language.say("monthly.table"), (table,)),
    ]


def _monthly_table(
    setting: Setting, monthly: MonthlySeries, lines: Mapping[str, tuple[float, ...]]
) -> Table:
    language = setting.language
    columns = (
        Column("month", language.say("col.month")),
        *(Column(name, setting.manufacturer(name), "money") for name in lines),
    )
    part = tuple((name, language.say("monthly.part")) for name in lines)
    rows = tuple(
        Row(
            (language.month_and_year(month), *(amounts[place] for amounts in lines.values())),
            reasons=part,
        )
        for place, month in enumerate(monthly.months)
    )
    caption = language.say("monthly.table.caption", unit=language.currency_symbol)
    return Table("monthly_revenue", caption, columns, rows, long=True)


def _scopes(setting: Setting) -> list[Block]:
    """Return one line a scope, and every league table folded below."""
    language = setting.language
    others = setting.content.standing[1:]
    columns = [
        Column("scope", language.say("col.scope")),
        Column("leader", language.say("col.leader")),
        Column("leader_share", language.say("col.leader_share"), "percent"),
    ]
    if setting.focus is not None:
        name = setting.manufacturer(setting.focus)
        columns += [
            Column("focus_rank", language.say("col.focus_rank", name=name), "count"),
            Column("focus_share", language.say("col.focus_share", name=name), "percent"),
        ]
    rows = tuple(_scope_row(setting, table) for table in others)
    summary = Table(
        "standing_scopes", language.say("scopes.caption"), tuple(columns), rows, long=True
    )
    folded = tuple(
        Details(
            _scope_name(setting, table),
            (league_table(setting, table, place, scope_words(setting, table)),),
        )
        for place, table in enumerate(others, start=1)
    )
    return [Heading(language.say("scopes.heading")), summary, *folded]


def _scope_row(setting: Setting, table: LeagueTable) -> Row:
    ranked = [row for row in table.rows if row.manufacturer_id != "(unknown)"]
    leader = ranked[0] if ranked else None
    cells: tuple[str | float | int | None, ...] = (
        _scope_name(setting, table),
        setting.manufacturer(leader.manufacturer_id) if leader else None,
        leader.share if leader else None,
    )
    if setting.focus is not None:
        found = next((row for row in ranked if row.manufacturer_id == setting.focus), None)
        cells = (*cells, found.rank if found else None, found.share if found else None)
    return Row(cells)


def _scope_name(setting: Setting, table: LeagueTable) -> str:
    """Return what sets a table apart from the first one: its place, and its period if another."""
    first = setting.content.standing[0]
    same = (first.from_date, first.to_date) == (table.from_date, table.to_date)
    place = _place_words(setting, table)
    if not place and same:
        place = setting.language.say(f"scope.ranked_by.{table.ranked_by}")
    words = place if same else f"{place} {period_words(setting, table)}".strip()
    return words[0].upper() + words[1:]
