"""League tables: manufacturers ranked within a scope, with share and growth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, UsageError, nearest
from showfloor.standing.types import UNKNOWN, LeagueRow, LeagueTable, RankedBy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOT_ASKED = "no comparison period"
SOLD_NOTHING = "sold nothing in the comparison period"
NOT_POSITIVE = "sales of the comparison period are not positive"
SCOPE_SOLD_NOTHING = "no sales in the comparison period"


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by manufacturer [k], sorted by id; revenue in whole cents, so that sums are exact."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    cents: Floats
    units: Floats
    lines: Ints
    previous_cents: Floats
    previous_units: Floats
    previous_lines: Ints

    def measure(self, ranked_by: RankedBy) -> Floats:
        return self.cents if ranked_by == "revenue" else self.units

    def previous_measure(self, ranked_by: RankedBy) -> Floats:
        return self.previous_cents if ranked_by == "revenue" else self.previous_units


@dataclass(frozen=True, slots=True)
class _Growth:
    value: float
    reason: str = ""


def league_table(
    columns: Columns,
    *,
    ranked_by: RankedBy = "revenue",
    from_date: date,
    to_date: date,
    category: str | None = None,
    region: str | None = None,
    channel: str | None = None,
    has_previous: bool,
    no_previous_reason: str = NOT_ASKED,
) -> LeagueTable:
    """Rank the manufacturers of a scope by what they sold.

    `columns` answer `SALES_BY_MANUFACTURER` for this period. A scope of None means all of it.
    Revenue is in the ledger's currency, net of returns. Manufacturers with sales lines in either
    period are listed; equals share a rank (1, 2, 2, 4) and stand in the order of their ids.
    "(unknown)" counts in every total and share, stands last, and takes no other's rank.
    Growth is `now / before - 1` of `ranked_by`, NaN with a reason where `has_previous` is False
    (`no_previous_reason` is that reason) or where nothing positive was sold before.

    Raises UsageError for another `ranked_by`, DataError for a scope in which nothing was sold.
    """
    if ranked_by not in {"revenue", "units"}:
        raise UsageError(f"rank by 'revenue' or 'units', not by '{ranked_by}'")
    kept = _in_scope(columns, {"category": category, "region": region, "channel": channel})
    sums = _sums_by_manufacturer(columns, kept)
    had_sales = has_previous and bool(sums.previous_lines.sum() > 0)
    why_not = SCOPE_SOLD_NOTHING if has_previous else no_previous_reason
    total = float(sums.measure(ranked_by).sum())
    growth = _Growth(float("nan"), why_not)
    if had_sales:
        growth = _growth(total, float(sums.previous_measure(ranked_by).sum()))
    unknown = np.array([name == UNKNOWN for name in sums.ids], dtype=np.bool_)
    return LeagueTable(
        from_date=from_date,
        to_date=to_date,
        ranked_by=ranked_by,
        category=category,
        region=region,
        channel=channel,
        rows=_rows(sums, unknown, ranked_by, why_not=None if had_sales else why_not),
        total_revenue=_currency(sums.cents.sum()),
        total_units=float(sums.units.sum()),
        previous_total_revenue=_currency(sums.previous_cents.sum()) if had_sales else float("nan"),
        growth=growth.value,
        growth_reason=growth.reason,
        unknown_lines=int(sums.lines[unknown].sum()),
        unknown_revenue=_currency(sums.cents[unknown].sum()),
        previous_total_units=float(sums.previous_units.sum()) if had_sales else float("nan"),
    )


def _in_scope(columns: Columns, scope: dict[str, str | None]) -> Flags:
    """Say which cells [n] belong to the scope; DataError names the nearest known value."""
    kept = np.ones(len(columns["manufacturer_id"]), dtype=np.bool_)
    for column, value in scope.items():
        if value is None:
            continue
        matches = np.asarray(columns[column] == value, dtype=np.bool_)
        if not matches.any():
            known = sorted({str(item) for item in columns[column]})
            raise DataError(f"no sales of {column} '{value}' in this period{nearest(value, known)}")
        kept &= matches
    return kept


def _sums_by_manufacturer(columns: Columns, kept: Flags) -> _Sums:
    ids = columns["manufacturer_id"][kept].astype(str)
    found, first, place = np.unique(ids, return_index=True, return_inverse=True)

    def summed(values: npt.NDArray[Any]) -> Floats:
        weights = values[kept].astype(np.float64)
        return np.bincount(place, weights=weights, minlength=len(found)).astype(np.float64)

    def cents(values: npt.NDArray[Any]) -> Floats:
        return summed(np.rint(values * 100.0))

    return _Sums(
        ids=tuple(str(item) for item in found),
        names=tuple(str(item) for item in columns["name"][kept][first]),
        cents=cents(columns["revenue"]),
        units=summed(columns["units"]),
        lines=summed(columns["lines"]).astype(np.int64),
        previous_cents=cents(columns["previous_revenue"]),
        previous_units=summed(columns["previous_units"]),
        previous_lines=summed(columns["previous_lines"]).astype(np.int64),
    )


def _rows(
    sums: _Sums, unknown: Flags, ranked_by: RankedBy, *, why_not: str | None
) -> tuple[LeagueRow, ...]:
    """Build the rows in the order of the table; `why_not` is set where nothing can be compared."""
    now, before = sums.measure(ranked_by), sums.previous_measure(ranked_by)
    ranks = _competition_ranks(now, unknown, np.ones_like(unknown))
    previous_ranks = _competition_ranks(before, unknown, sums.previous_lines > 0)
    shares, previous_shares = _shares(now), _shares(before)
    rows = []
    for i in np.lexsort((np.arange(len(now)), ranks)):
        growth = _Growth(float("nan"), why_not or SOLD_NOTHING)
        if why_not is None and sums.previous_lines[i] > 0:
            growth = _growth(float(now[i]), float(before[i]))
        rows.append(
            LeagueRow(
                rank=int(ranks[i]),
                manufacturer_id=sums.ids[i],
                name=sums.names[i],
                revenue=_currency(sums.cents[i]),
                units=float(sums.units[i]),
                share=float(shares[i]),
                previous_rank=int(previous_ranks[i]) if previous_ranks[i] and not why_not else None,
                previous_revenue=float("nan") if why_not else _currency(sums.previous_cents[i]),
                previous_share=float("nan") if why_not else float(previous_shares[i]),
                growth=growth.value,
                growth_reason=growth.reason,
                previous_units=float("nan") if why_not else float(sums.previous_units[i]),
            )
        )
    return tuple(rows)


def _competition_ranks(values: Floats, unknown: Flags, taking_part: Flags) -> Ints:
    """Return ranks [k]: 1 + how many known ones are larger; 0 where one takes no part."""
    rivals = np.sort(values[taking_part & ~unknown])
    larger = len(rivals) - np.searchsorted(rivals, values, side="right")
    ranks = np.where(unknown, len(rivals) + 1, larger + 1)
    return np.where(taking_part, ranks, 0).astype(np.int64)


def _shares(values: Floats) -> Floats:
    """Return each value's share of the sum; NaN throughout where the sum is not positive."""
    total = float(values.sum())
    return values / total if total > 0 else np.full(len(values), np.nan)


def _growth(now: float, before: float) -> _Growth:
    """Return growth against a comparison period that has sales lines."""
    if before <= 0:
        return _Growth(float("nan"), NOT_POSITIVE)
    return _Growth(now / before - 1.0)


def _currency(cents: float) -> float:
    return float(round(cents)) / 100.0
