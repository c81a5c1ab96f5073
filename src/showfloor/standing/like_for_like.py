"""Like for like by the day: growth over store-days that were open on both comparable days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, nearest
from showfloor.standing.day_pairs import comparable_day
from showfloor.standing.like_for_like_queries import COUNTS, MEASURES, NOBODY

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NO_COMPARABLE_DAY = "no store-day was open on both comparable days"
NOTHING_BEFORE = "sold nothing on the comparable days"


@dataclass(frozen=True, slots=True)
class StoreScope:
    """Which stores and products; None means all. channel: 'store' or 'online'."""

    category: str | None = None
    region: str | None = None
    channel: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ComparableSales:
    """Net sales on counted store-days, now and 52 weeks before, in currency and units.

    Growth is now / before - 1 (0.064 is +6.4 %), NaN where `growth_reason` says why: nothing
    positive was sold before. The same for units.
    """

    revenue: float
    previous_revenue: float
    units: float
    previous_units: float
    growth: float
    growth_reason: str
    units_growth: float
    units_growth_reason: str


@dataclass(frozen=True, slots=True)
class ComparableRow:
    """One manufacturer's comparable sales; shares are of the scope's revenue, 0 to 1 or NaN."""

    manufacturer_id: str
    name: str
    sales: ComparableSales
    share: float
    previous_share: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Store-days that do not count, by what the store was on the day and on the comparable day.

    state, previous_state: open, silent, before opening, after closing, closure, no trading day.
    store_days: pairs of days; where the store was open on neither day, only those with a sale.
    Sales are of the scope's category, all manufacturers.
    """

    state: str
    previous_state: str
    store_days: int
    revenue: float
    previous_revenue: float
    units: float
    previous_units: float


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """Like for like over a period: rows by falling revenue; ends are exclusive.

    `total` and all of `left_out` together are the whole sales of either period, to the cent.
    """

    from_date: date
    to_date: date
    previous_from: date
    previous_to: date
    scope: StoreScope
    silent_days_count: bool
    rows: tuple[ComparableRow, ...]
    total: ComparableSales
    store_days: int
    """Pairs of days that count."""
    left_out: tuple[LeftOut, ...]
    """By falling number of store-days."""


def counts(state: str, previous_state: str, *, silent_days_count: bool) -> bool:
    """Say whether a pair of days counts: the store was open on both."""
    open_states = {"open", "silent"} if silent_days_count else {"open"}
    return state in open_states and previous_state in open_states


def counted(columns: Columns, *, silent_days_count: bool) -> Flags:
    """Say which rows [n] of an answer about pairs of days are of pairs that count."""
    pairs = zip(columns["state"], columns["previous_state"], strict=True)
    return np.array(
        [counts(now, before, silent_days_count=silent_days_count) for now, before in pairs],
        dtype=np.bool_,
    )


def like_for_like(
    answer: Columns,
    *,
    from_date: date,
    to_date: date,
    scope: StoreScope | None = None,
    silent_days_count: bool = False,
) -> LikeForLike:
    """Compare the sales of store-days that were open on the day and on the comparable day.

    answer: to `like_for_like_question` for this period. A day on which a store
    sold nothing of anyone counts only with `silent_days_count`: it was closed without a closure in
    the ledger, or was not delivered. Manufacturers with sales on a counted day are listed.
    DataError for a scope without a store, or a category without sales, naming the nearest known.
    """
    scope = scope or StoreScope()
    sales, days = sales_of(answer), _days_of(answer)
    _refuse_unknown(days, scope)
    in_scope, in_days = of_scope(sales, scope), _in_stores(days, scope)
    count = counted(sales, silent_days_count=silent_days_count)
    day_counts = counted(days, silent_days_count=silent_days_count)
    store_days = int(days["store_days"][in_days & day_counts].sum())
    total = _comparable(sales, in_scope & count)
    return LikeForLike(
        from_date=from_date,
        to_date=to_date,
        previous_from=comparable_day(from_date),
        previous_to=comparable_day(to_date),
        scope=scope,
        silent_days_count=silent_days_count,
        rows=_rows(sales, in_scope & count, total),
        total=total if store_days else _undefined(total),
        store_days=store_days,
        left_out=_left_out(
            sales, in_scope & ~count, days, in_days & ~day_counts, silent_days_count
        ),
    )


def cents(values: Floats) -> Floats:
    """Return amounts of money as whole cents, so that their sums are exact."""
    return np.rint(values * 100.0)


def sales_of(answer: Columns) -> Columns:
    """Return the rows of an answer to `like_for_like_question` that are sales, not counted days."""
    kept = np.asarray(answer["manufacturer_id"] != NOBODY, dtype=np.bool_)
    return {name: values[kept] for name, values in answer.items() if name not in COUNTS}


def _days_of(answer: Columns) -> Columns:
    """Return the rows that count days."""
    kept = np.asarray(answer["manufacturer_id"] == NOBODY, dtype=np.bool_)
    return {name: values[kept] for name, values in answer.items() if name not in MEASURES}


def of_scope(sales: Columns, scope: StoreScope) -> Flags:
    """Say which rows [n] of `sales_of` an answer are of a scope.

    DataError for a category that nobody sold, naming the nearest.
    """
    return _in_stores(sales, scope) & _of_category(sales, scope.category)


def _in_stores(columns: Columns, scope: StoreScope) -> Flags:
    kept = np.ones(len(columns["region"]), dtype=np.bool_)
    for name in ("region", "channel", "kind"):
        value = getattr(scope, name)
        if value is not None:
            kept &= np.asarray(columns[name] == value, dtype=np.bool_)
    return kept


def _of_category(sales: Columns, category: str | None) -> Flags:
    """Say which rows [n] are of the category; DataError names the nearest known one."""
    if category is None:
        return np.ones(len(sales["category"]), dtype=np.bool_)
    matches = np.asarray(sales["category"] == category, dtype=np.bool_)
    if not matches.any():
        known = sorted({str(item) for item in sales["category"]})
        raise DataError(f"no sales of category '{category}'{nearest(category, known)}")
    return matches


def _refuse_unknown(days: Columns, scope: StoreScope) -> None:
    for name in ("region", "channel", "kind"):
        value = getattr(scope, name)
        known = sorted({str(item) for item in days[name]})
        if value is not None and value not in known:
            raise DataError(f"no store of {name} '{value}'{nearest(value, known)}")


def _comparable(sales: Columns, kept: Flags) -> ComparableSales:
    revenue, previous_revenue = (
        float(cents(sales[name][kept]).sum()) / 100.0 for name in ("revenue", "previous_revenue")
    )
    units, previous_units = (float(sales[name][kept].sum()) for name in ("units", "previous_units"))
    growth, reason = _growth(revenue, previous_revenue)
    units_growth, units_reason = _growth(units, previous_units)
    return ComparableSales(
        revenue,
        previous_revenue,
        units,
        previous_units,
        growth,
        reason,
        units_growth,
        units_reason,
    )


def _undefined(total: ComparableSales) -> ComparableSales:
    nan = float("nan")
    sums = (total.revenue, total.previous_revenue, total.units, total.previous_units)
    return ComparableSales(*sums, nan, NO_COMPARABLE_DAY, nan, NO_COMPARABLE_DAY)


def _growth(now: float, before: float) -> tuple[float, str]:
    if before <= 0.0:
        return float("nan"), NOTHING_BEFORE
    return now / before - 1.0, ""


def _rows(sales: Columns, kept: Flags, total: ComparableSales) -> tuple[ComparableRow, ...]:
    ids = sales["manufacturer_id"]
    rows = []
    for maker in sorted({str(item) for item in ids[kept]}):
        own = kept & np.asarray(ids == maker, dtype=np.bool_)
        found = _comparable(sales, own)
        rows.append(
            ComparableRow(
                maker,
                str(sales["name"][own][0]),
                found,
                _share(found.revenue, total.revenue),
                _share(found.previous_revenue, total.previous_revenue),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.sales.revenue, row.manufacturer_id)))


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else float("nan")


def _left_out(
    sales: Columns, kept: Flags, days: Columns, kept_days: Flags, silent_days_count: bool
) -> tuple[LeftOut, ...]:
    """List what does not count, by both states; pairs open on neither day only where they sold."""
    states = {*_states(sales, kept), *_states(days, kept_days)}
    found = []
    for state, previous in sorted(states):
        of = kept & _of_states(sales, state, previous)
        of_days = kept_days & _of_states(days, state, previous)
        one_open = any(
            counts(side, side, silent_days_count=silent_days_count) for side in (state, previous)
        )
        number = int(days["store_days" if one_open else "sold_days"][of_days].sum())
        units, revenue, previous_units, previous_revenue = (
            float(sales[name][of].sum()) if "units" in name else float(cents(sales[name][of]).sum())
            for name in MEASURES
        )
        if number:
            found.append(
                LeftOut(
                    state,
                    previous,
                    number,
                    revenue / 100.0,
                    previous_revenue / 100.0,
                    units,
                    previous_units,
                )
            )
    return tuple(sorted(found, key=lambda item: (-item.store_days, item.state)))


def _states(columns: Columns, kept: Flags) -> set[tuple[str, str]]:
    now, before = columns["state"][kept], columns["previous_state"][kept]
    return {(str(a), str(b)) for a, b in zip(now, before, strict=True)}


def _of_states(columns: Columns, state: str, previous: str) -> Flags:
    return np.asarray(
        (columns["state"] == state) & (columns["previous_state"] == previous), dtype=np.bool_
    )
