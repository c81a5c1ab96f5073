"""How answers of standing are printed: ranks, growth, reasons, distribution."""

from __future__ import annotations

import math
from datetime import date

from showfloor.cli.output import money, number, per_cent, print_table, say
from showfloor.standing import (
    DistributionFound,
    LikeForLikeFound,
    MovementFound,
    StoreScope,
)
from showfloor.standing.types import LeagueRow, LeagueTable

TOP = 15


def show_league(table: LeagueTable, top: int = TOP) -> None:
    """Print the first rows of a league table and its totals."""
    scope = _scope(StoreScope(table.category, table.region, table.channel, table.kind))
    valued = table.ranked_by in {"list_value", "margin"}
    extra = (table.ranked_by.replace("_", " "),) if valued else ()
    between = ("rank, 95 %",) if table.missing_stores else ()
    print_table(
        f"League by {table.ranked_by.replace('_', ' ')}, {scope}, "
        f"{table.from_date} to before {table.to_date}",
        ("rank", *between, "manufacturer", *extra, "revenue", "units", "share", "growth", "was"),
        [
            (
                str(row.rank),
                *((_between(row),) if between else ()),
                row.name,
                *((money(row.value),) if valued else ()),
                money(row.revenue),
                number(row.units, 0),
                per_cent(row.share),
                per_cent(row.growth, signed=True),
                "–" if row.previous_rank is None else str(row.previous_rank),
            )
            for row in table.rows[:top]
        ],
    )
    growth = per_cent(table.growth, signed=True)
    say(f"Total {money(table.total_revenue)}, {number(table.total_units, 0)} units, {growth}")
    if table.previous_from and table.previous_to:
        say(f"  compared with {table.previous_from} to before {table.previous_to}")
    if table.growth_reason:
        say(f"  no growth: {table.growth_reason}")
    if table.missing_stores is not None:
        missing = f"{table.missing_stores:,} of {table.open_stores:,} stores"
        say(f"  missing from the data: {missing}{_because(table.interval_reason)}")
    if valued:
        say(f"  {per_cent(table.valued_share)} of units state what that needs; others count as 0")
    if table.unknown_lines:
        say(
            f"  lines that name a product which the product table lacks: {table.unknown_lines:,} "
            f"({money(table.unknown_revenue)}); they count as (unknown)"
        )


def show_like_for_like(found: LikeForLikeFound, top: int = TOP) -> None:
    """Print growth on comparable days, and what is left out."""
    growth = found.growth
    if found.part is not None:
        say(
            f"Days can be compared from {_days(found.part.from_date, found.part.to_date)} only: "
            f"{found.part.reason}"
        )
    print_table(
        f"Like for like, {_scope(growth.scope)}, {_days(growth.from_date, growth.to_date)} against "
        f"{_days(growth.previous_from, growth.previous_to)}",
        ("manufacturer", "revenue", "before", "growth", "units growth", "share"),
        [
            (
                row.name,
                money(row.sales.revenue),
                money(row.sales.previous_revenue),
                per_cent(row.sales.growth, signed=True),
                per_cent(row.sales.units_growth, signed=True),
                per_cent(row.share),
            )
            for row in growth.rows[:top]
        ],
    )
    total = growth.total
    say(
        f"Total {money(total.revenue)} after {money(total.previous_revenue)}: "
        f"{per_cent(total.growth, signed=True)}{_because(total.growth_reason)}, on "
        f"{growth.store_days:,} store-days that were open on both days"
    )
    for item in growth.left_out:
        say(
            f"  left out: {item.store_days:,} store-days {item.state}, against "
            f"{item.previous_state} ({money(item.revenue)} after {money(item.previous_revenue)})"
        )


def show_movement(found: MovementFound, top: int = TOP) -> None:
    """Print the parts of the change, and who took share from whom."""
    movement = found.movement
    who = found.manufacturer_id or "all manufacturers"
    print_table(
        f"Why {who} moved, {_scope(found.scope)}, {_days(movement.from_date, movement.to_date)}",
        ("reason", "change"),
        [(part.name, _signed(part.change)) for part in movement.parts],
    )
    say(
        f"Total {_signed(movement.change)}: {money(movement.revenue)} after "
        f"{money(movement.previous_revenue)}{_because(movement.counted_reason)}"
    )
    rows = [row for row in found.rivals if found.manufacturer_id in {None, row.manufacturer_id}]
    print_table(
        "On comparable days",
        ("manufacturer", "change", "market", "new categories", "from rivals"),
        [
            (
                row.name,
                _signed(row.change),
                _signed(row.market),
                _signed(row.new_categories),
                _signed(math.fsum(gain.gain for gain in row.gains)),
            )
            for row in rows[:top]
        ],
    )
    if found.manufacturer_id is not None:
        for gain in rows[0].gains if rows else ():
            say(f"  {'gained from' if gain.gain > 0 else 'lost to'} {gain.name}: "
                f"{money(abs(gain.gain))}")  # fmt: skip


def show_distribution(found: DistributionFound, top: int = TOP) -> None:
    """Print in how many stores each manufacturer sells, and what space brings."""
    print_table(
        f"Distribution, {_scope(found.scope)}, {_days(found.from_date, found.to_date)}",
        ("manufacturer", "stores", "numeric", "weighted", "revenue", "a store and week"),
        [
            (
                row.name,
                f"{row.found.selling_stores:,}",
                per_cent(row.found.numeric),
                per_cent(row.found.weighted),
                money(row.found.revenue),
                money(row.found.revenue_per_store_week),
            )
            for row in found.rows[:top]
        ],
    )
    if found.rows:
        first = found.rows[0].found
        say(f"{first.open_stores:,} stores were open; {first.silent_stores:,} sold nothing at all")
    for item in found.space:
        say(
            f"  {item.manufacturer_id}, {item.format_id}: {item.areas} areas, "
            f"{money(item.per_square_metre_week)} a square metre and week"
        )
    if found.space_reason:
        say(f"  no revenue a square metre: {found.space_reason}")


def _scope(scope: StoreScope) -> str:
    parts = (scope.category, scope.region, scope.channel, scope.kind)
    return ", ".join(part for part in parts if part) or "all"


def _days(from_date: date, to_date: date) -> str:
    return f"{from_date} to before {to_date}"


def _between(row: LeagueRow) -> str:
    if row.rank_low is None:
        return "–"
    same = row.rank_low == row.rank_high
    return str(row.rank_low) if same else f"{row.rank_low} to {row.rank_high}"


def _signed(amount: float) -> str:
    return f"+{money(amount)}" if amount > 0 else money(amount)


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
