"""A league table as a table of the page, and what must be said beside it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Cell, Column, Row, Table
from showfloor.standing.types import LeagueRow, LeagueTable

TABLE_ROWS = 20
"""Rows of a league table on the page; the others are one row, and all are in CSV and JSON."""
ALL_VALUED = 0.9995
RANKED_BY = {
    "units": "standing.by_units",
    "list_value": "standing.by_list_value",
    "margin": "standing.by_margin",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One column, its cell in a row, and its cells in the total and in the row of the rest."""

    column: Column
    cell: Callable[[LeagueRow], Cell]
    total: Cell = None
    adds_up: bool = False


def league_table(setting: Setting, table: LeagueTable, place: int, scope: str) -> Table:
    """Return a league table as a table, with its total; growth only where there is some.

    place: its number among the report's tables; scope: what it covers, in words.
    """
    language = setting.language
    grown = math.isfinite(table.growth) or any(math.isfinite(row.growth) for row in table.rows)
    parts = _parts(setting, table, grown=grown)
    rows = tuple(_row(setting, row, parts, grown=grown) for row in table.rows)
    left = table.rows[TABLE_ROWS:]
    rest: list[Cell] = [
        math.fsum(_number(part.cell(row)) for row in left) if part.adds_up else None
        for part in parts
    ]
    rest[1] = language.say("league.rest", n=len(left))
    return Table(
        "standing" if place == 0 else f"standing_{place + 1}",
        language.say("league.caption", scope=scope),
        tuple(part.column for part in parts),
        rows,
        tuple(part.total for part in parts),
        shown_rows=TABLE_ROWS,
        rest=Row(tuple(rest), mark="quiet"),
    )


def valued(row: LeagueRow, table: LeagueTable) -> float:
    """Return what a row is ranked by; runs of before other measures keep revenue and units."""
    if math.isfinite(row.value):
        return row.value
    return row.units if table.ranked_by == "units" else row.revenue


def previously_valued(row: LeagueRow, table: LeagueTable) -> float:
    """Return the same in the period of comparison."""
    if table.ranked_by == "revenue":
        return row.previous_revenue
    return row.previous_units if table.ranked_by == "units" else row.previous_value


def standing_notes(setting: Setting, table: LeagueTable) -> list[str]:
    """Return what the lead must add: the measure, how much it knows, and how sure ranks are."""
    language, found = setting.language, []
    if table.ranked_by in RANKED_BY:
        found.append(language.say(RANKED_BY[table.ranked_by]))
    if table.valued_share < ALL_VALUED:
        found.append(language.say("standing.valued", share=language.percent(table.valued_share)))
    ranked = [row for row in table.rows if row.rank_low is not None]
    row = next((row for row in ranked if row.manufacturer_id == setting.focus), None)
    row = row or (ranked[0] if ranked else None)
    if row is not None and table.missing_stores:
        low, high = row.rank_low or row.rank, row.rank_high or row.rank
        found.append(
            language.say(
                "standing.missing" if low == high else "standing.between",
                missing=language.count(table.missing_stores),
                stores=language.count(table.open_stores or 0),
                name=setting.manufacturer(row.manufacturer_id),
                rank=language.ordinal(row.rank),
                low=language.ordinal(low),
                high=language.ordinal(high),
            )
        )
    return found


def vat_note(setting: Setting) -> str:
    """Return whether amounts hold VAT; nothing where the data do not say."""
    match setting.content.facts.revenue_includes_vat:
        case True:
            return setting.language.say("standing.vat.with")
        case False:
            return setting.language.say("standing.vat.without")
        case _:
            return ""


def _parts(setting: Setting, table: LeagueTable, *, grown: bool) -> list[_Part]:
    say, unit = setting.language.say, setting.language.currency_symbol
    parts = [
        _Part(Column("rank", say("col.rank"), "count"), lambda row: row.rank or None),
        _Part(
            Column("manufacturer", say("col.manufacturer")),
            lambda row: setting.manufacturer(row.manufacturer_id),
            say("total"),
        ),
    ]
    if table.ranked_by in ("list_value", "margin"):
        head = say(f"col.{table.ranked_by}", unit=unit)
        value = Column(table.ranked_by, head, "cents")
        parts.append(_Part(value, lambda row: row.value, table.total_value, adds_up=True))
    revenue = Column("revenue", say("col.revenue", unit=unit), "cents")
    units = Column("units", say("col.units"), "count")
    share = Column("share", say("col.share"), "percent")
    whole = 1.0 if table.rows else math.nan
    parts += [
        _Part(revenue, lambda row: row.revenue, table.total_revenue, adds_up=True),
        _Part(units, lambda row: row.units, table.total_units, adds_up=True),
        _Part(share, lambda row: row.share, whole, adds_up=True),
    ]
    if grown:
        change = Column("share_change", say("col.share_change"), "points")
        growth = Column("growth", say("col.growth"), "change")
        moved = Column("rank_change", say("col.rank_change"), "signed", decimals=0)
        parts += [
            _Part(change, lambda row: row.share - row.previous_share),
            _Part(growth, lambda row: row.growth, table.growth),
            _Part(moved, _rank_change),
        ]
    if table.missing_stores:
        parts.append(_Part(Column("rank_between", say("col.rank_between")), _between))
    return parts


def _row(setting: Setting, row: LeagueRow, parts: list[_Part], *, grown: bool) -> Row:
    reasons: tuple[tuple[str, str], ...] = ()
    if grown and row.growth_reason:
        reason, _ = translated(row.growth_reason, setting.language)
        reasons = (("growth", reason), ("share_change", reason), ("rank_change", reason))
    focus = row.manufacturer_id == setting.focus
    cells = tuple(part.cell(row) for part in parts)
    return Row(cells, reasons=reasons, mark="focus" if focus else "")


def _rank_change(row: LeagueRow) -> float:
    """Return by how many ranks one has risen; NaN where it had none before."""
    return float(row.previous_rank - row.rank) if row.previous_rank else math.nan


def _between(row: LeagueRow) -> str | None:
    if row.rank_low is None or row.rank_high is None:
        return None
    same = row.rank_low == row.rank_high
    return str(row.rank_low) if same else f"{row.rank_low}\u2013{row.rank_high}"


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else math.nan
