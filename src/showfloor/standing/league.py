"""League tables: manufacturers ranked within a scope, with share and growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, UsageError, nearest
from showfloor.standing.rank_interval import RankIntervals
from showfloor.standing.types import MEASURES, UNKNOWN, LeagueRow, LeagueTable, RankedBy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOT_ASKED = "no comparison period"
SOLD_NOTHING = "sold nothing in the comparison period"
NOT_POSITIVE = "sales of the comparison period are not positive"
SCOPE_SOLD_NOTHING = "no sales in the comparison period"


IN_CENTS = frozenset({"revenue", "list_value", "margin"})
STATED_UNITS = {"list_value": "listed_units", "margin": "margin_units"}
"""The units over which a measure is a sum, where they are not all."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by manufacturer [k], sorted by id; money in whole cents, so that sums are exact.

    now, before: by column of the answer, in the period and in the one that it is compared with.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    now: Mapping[str, Floats]
    before: Mapping[str, Floats]

    def valued(self, ranked_by: RankedBy) -> Floats:
        """Return the share of each one's net units that the measure knows of, NaN without any."""
        units = self.now["units"]
        known = self.now[STATED_UNITS.get(ranked_by, "units")]
        shares: Floats = np.divide(known, units, out=np.full(len(units), np.nan), where=units != 0)
        return shares


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
    kind: str | None = None,
    has_previous: bool,
    no_previous_reason: str = NOT_ASKED,
    previous: tuple[date, date] | None = None,
    intervals: RankIntervals | None = None,
) -> LeagueTable:
    """Rank the manufacturers of a scope by what they sold.

    `columns` answer `SALES_BY_MANUFACTURER` for this period. A scope of None means all of it.
    Revenue is in the ledger's currency, net of returns. Manufacturers with sales lines in either
    period are listed; equals share a rank (1, 2, 2, 4) and stand in the order of their ids.
    "(unknown)" counts in every total and share, stands last, and takes no other's rank.
    Growth is `now / before - 1` of `ranked_by`, NaN with a reason where `has_previous` is False
    (`no_previous_reason` is that reason) or where nothing positive was sold before.
    previous: the period of comparison. intervals: those of this scope's ranks, by `ranked_by`.

    Raises UsageError for another `ranked_by`, DataError for a scope in which nothing was sold.
    """
    _refuse_unasked(columns, ranked_by, category)
    scope = {"category": category, "region": region, "channel": channel, "kind": kind}
    sums = _sums_by_manufacturer(columns, _in_scope(columns, scope))
    _refuse_unstated(sums, ranked_by)
    had_sales = has_previous and bool(sums.before["lines"].sum() > 0)
    why_not = SCOPE_SOLD_NOTHING if has_previous else no_previous_reason
    totals = _totals(sums, ranked_by, None if had_sales else why_not)
    unknown = np.array([name == UNKNOWN for name in sums.ids], dtype=np.bool_)
    return LeagueTable(
        from_date=from_date,
        to_date=to_date,
        ranked_by=ranked_by,
        category=category,
        region=region,
        channel=channel,
        kind=kind,
        rows=_rows(sums, unknown, ranked_by, None if had_sales else why_not, intervals),
        total_revenue=totals.now["revenue"],
        total_units=totals.now["units"],
        total_value=totals.now[ranked_by],
        previous_total_revenue=totals.before["revenue"],
        previous_total_units=totals.before["units"],
        previous_total_value=totals.before[ranked_by],
        growth=totals.growth.value,
        growth_reason=totals.growth.reason,
        unknown_lines=int(sums.now["lines"][unknown].sum()),
        unknown_revenue=_currency(sums.now["revenue"][unknown].sum()),
        valued_share=totals.valued_share,
        previous_from=previous[0] if previous else None,
        previous_to=previous[1] if previous else None,
        open_stores=intervals.open_stores if intervals else None,
        missing_stores=intervals.missing_stores if intervals else None,
        interval_reason=intervals.reason if intervals else "",
    )


@dataclass(frozen=True, slots=True)
class _Totals:
    """Totals by measure, now and before (NaN without a comparison), and the growth of one."""

    now: Mapping[str, float]
    before: Mapping[str, float]
    growth: _Growth
    valued_share: float


def _totals(sums: _Sums, ranked_by: RankedBy, why_not: str | None) -> _Totals:
    """Sum over all manufacturers; `why_not` is set where nothing can be compared."""
    measures = {"revenue", "units", ranked_by}
    now, before = (
        {name: float(side[name].sum()) for name in measures} for side in (sums.now, sums.before)
    )
    growth = _growth(now[ranked_by], before[ranked_by])
    units, known = now["units"], float(sums.now[STATED_UNITS.get(ranked_by, "units")].sum())
    return _Totals(
        {name: _amount(name, now[name]) for name in measures},
        {name: float("nan") if why_not else _amount(name, before[name]) for name in measures},
        _Growth(float("nan"), why_not) if why_not else growth,
        known / units if units else float("nan"),
    )


def _refuse_unasked(columns: Columns, ranked_by: RankedBy, category: str | None) -> None:
    """Raise UsageError for an unknown measure, or sales that were asked without what it needs."""
    if ranked_by not in MEASURES:
        raise UsageError(
            f"rank by {', '.join(MEASURES)}, not by '{ranked_by}'{nearest(ranked_by, MEASURES)}"
        )
    if ranked_by not in columns or (category is not None and set(columns["category"]) == {""}):
        raise UsageError(
            "the sales were asked without their categories and prices; ask for them by category"
        )


def _refuse_unstated(sums: _Sums, ranked_by: RankedBy) -> None:
    """Raise DataError where no product sold states what the measure needs: all would be 0."""
    stated = STATED_UNITS.get(ranked_by)
    if stated and not any(side[stated].any() for side in (sums.now, sums.before)):
        column = "list_price" if ranked_by == "list_value" else "unit_margin"
        raise DataError(
            f"no product sold states a {column}, so that nobody has a {ranked_by}; import products "
            f"with the column {column}"
        )


def _in_scope(columns: Columns, scope: Mapping[str, str | None]) -> Flags:
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

    def summed(column: str, name: str) -> Floats:
        if column not in columns:
            return np.zeros(len(found))
        values = columns[column][kept].astype(np.float64)
        weights = np.rint(values * 100.0) if name in IN_CENTS else values
        return np.bincount(place, weights=weights, minlength=len(found)).astype(np.float64)

    names = (*MEASURES, "lines", *STATED_UNITS.values())
    return _Sums(
        ids=tuple(str(item) for item in found),
        names=tuple(str(item) for item in columns["name"][kept][first]),
        now={name: summed(name, name) for name in names},
        before={name: summed(f"previous_{name}", name) for name in names},
    )


def _rows(
    sums: _Sums,
    unknown: Flags,
    ranked_by: RankedBy,
    why_not: str | None,
    intervals: RankIntervals | None,
) -> tuple[LeagueRow, ...]:
    """Build the rows in the order of the table; `why_not` is set where nothing can be compared."""
    now, before = sums.now[ranked_by], sums.before[ranked_by]
    seen = sums.before["lines"] > 0
    ranks = _competition_ranks(now, unknown, np.ones_like(unknown))
    previous_ranks = _competition_ranks(before, unknown, seen)
    shares, previous_shares = _shares(now), _shares(before)
    valued = sums.valued(ranked_by)
    between = intervals.ranks if intervals else {}
    rows = []
    for i in np.lexsort((np.arange(len(now)), ranks)):
        growth = _Growth(float("nan"), why_not or SOLD_NOTHING)
        if why_not is None and seen[i]:
            growth = _growth(float(now[i]), float(before[i]))
        low, high = between.get(sums.ids[i], (None, None))

        def earlier(name: str, at: int = i) -> float:
            return float("nan") if why_not else _amount(name, sums.before[name][at])

        rows.append(
            LeagueRow(
                rank=int(ranks[i]),
                manufacturer_id=sums.ids[i],
                name=sums.names[i],
                revenue=_currency(sums.now["revenue"][i]),
                units=float(sums.now["units"][i]),
                share=float(shares[i]),
                previous_rank=int(previous_ranks[i]) if previous_ranks[i] and not why_not else None,
                previous_revenue=earlier("revenue"),
                previous_share=float("nan") if why_not else float(previous_shares[i]),
                growth=growth.value,
                growth_reason=growth.reason,
                previous_units=earlier("units"),
                value=_amount(ranked_by, now[i]),
                previous_value=earlier(ranked_by),
                valued_share=float(valued[i]),
                rank_low=low,
                rank_high=high,
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


def _amount(measure: str, value: float) -> float:
    """Return a sum as it is stated: money in currency, units as they are."""
    return _currency(value) if measure in IN_CENTS else float(value)


def _currency(cents: float) -> float:
    return float(round(cents)) / 100.0
