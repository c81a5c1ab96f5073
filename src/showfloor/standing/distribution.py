"""Distribution: in how many stores a manufacturer sells, of what weight, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import Columns
from showfloor.errors import DataError, nearest
from showfloor.standing.like_for_like import cents
from showfloor.standing.types import UNKNOWN

Flags = npt.NDArray[np.bool_]

NO_STORE = "no store of the scope was open in the period"
NO_MARKET = "the scope's stores sold nothing of the category"
NO_STOCKIST = "no store of the scope sold any of it"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A manufacturer's (or product's) distribution over a period, and its rate of sale.

    numeric:  share (0 to 1) of the open stores that sold at least one unit, before returns.
    weighted: share (0 to 1) of the category's revenue that those stores have.
    Sell-out is net, of stores that sold it: per store and week that the store was open, in currency
    and units. Undefined figures are NaN with their reason.
    """

    from_date: date
    to_date: date
    """Exclusive."""
    open_stores: int
    selling_stores: int
    numeric: float
    numeric_reason: str
    weighted: float
    weighted_reason: str
    store_weeks: float
    """Open days of selling stores by the trading days of a week; online stores have seven."""
    revenue: float
    units: float
    revenue_per_store_week: float
    units_per_store_week: float
    rate_reason: str
    silent_stores: int
    """Stores left out: they should have been open, and sold nothing of anyone."""


def distribution(
    stores: Columns,
    *,
    from_date: date,
    to_date: date,
    region: str | None = None,
    channel: str | None = None,
    kind: str | None = None,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
) -> Distribution:
    """Count and weigh the stores that sold what `distribution_question` asked about.

    stores: its answer for this period and these trading days; None means all of a scope. A store is
    open if it was on a day of the period and sold anything of anyone on it. A store that sold some
    only while closed sells it too, if it was open on another day. DataError for a scope without a
    store, naming the nearest known.
    """
    kept = _in_scope(stores, {"region": region, "channel": channel, "kind": kind})
    is_open = kept & (stores["open_days"] > 0)
    selling = is_open & (stores["units_sold"] > 0)
    market = cents(stores["market_revenue"])
    numeric, numeric_reason = _ratio(float(selling.sum()), float(is_open.sum()), NO_STORE)
    weighted, weighted_reason = _ratio(
        float(market[selling].sum()), float(market[is_open].sum()), NO_MARKET
    )
    weeks = _store_weeks(stores, selling, len(trading_days))
    revenue = float(cents(stores["revenue"][selling]).sum()) / 100.0
    units = float(stores["units"][selling].sum())
    rate, rate_reason = _ratio(revenue, weeks, NO_STOCKIST)
    return Distribution(
        from_date=from_date,
        to_date=to_date,
        open_stores=int(is_open.sum()),
        selling_stores=int(selling.sum()),
        numeric=numeric,
        numeric_reason=numeric_reason,
        weighted=weighted,
        weighted_reason=weighted_reason,
        store_weeks=weeks,
        revenue=revenue,
        units=units,
        revenue_per_store_week=rate,
        units_per_store_week=_ratio(units, weeks, NO_STOCKIST)[0],
        rate_reason=rate_reason,
        silent_stores=int((kept & ~is_open & (stores["silent_days"] > 0)).sum()),
    )


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """One manufacturer's distribution."""

    manufacturer_id: str
    name: str
    found: Distribution


def distribution_table(
    sales: Columns,
    stores: Columns,
    *,
    from_date: date,
    to_date: date,
    region: str | None = None,
    channel: str | None = None,
    kind: str | None = None,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
) -> tuple[DistributionRow, ...]:
    """Return each manufacturer's distribution, the widest (weighted, then revenue) first.

    sales, stores: the answers to `store_questions` for this period and these trading days. What
    nobody is known to have made ("(unknown)") is in the weights and has no row. DataError for a
    scope without a store, naming the nearest known.
    """
    place = {store_id: i for i, store_id in enumerate(stores["store_id"].tolist())}
    at = np.array([place.get(store_id, -1) for store_id in sales["store_id"].tolist()], dtype=int)
    count = len(place)

    def by_store(name: str, rows: Flags) -> npt.NDArray[np.float64]:
        kept = rows & (at >= 0)
        values = sales[name][kept]
        if name == "revenue":
            values = cents(values)
        sums = np.bincount(at[kept], weights=values, minlength=count).astype(np.float64)
        return sums / 100.0 if name == "revenue" else sums

    every = np.ones(len(at), dtype=np.bool_)
    market = by_store("revenue", every)
    makers = sales["manufacturer_id"].astype(str)
    rows = []
    for maker in sorted(set(makers.tolist()) - {UNKNOWN}):
        own = makers == maker
        columns = {
            **stores,
            "market_revenue": market,
            **{name: by_store(name, own) for name in ("revenue", "units", "units_sold")},
        }
        found = distribution(
            columns,
            from_date=from_date,
            to_date=to_date,
            region=region,
            channel=channel,
            kind=kind,
            trading_days=trading_days,
        )
        if found.selling_stores:
            rows.append(DistributionRow(maker, str(sales["name"][own][0]), found))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                -np.nan_to_num(row.found.weighted, nan=-1.0),
                -row.found.revenue,
                row.manufacturer_id,
            ),
        )
    )


def _in_scope(stores: Columns, scope: dict[str, str | None]) -> Flags:
    kept = np.ones(len(stores["store_id"]), dtype=np.bool_)
    for name, value in scope.items():
        if value is None:
            continue
        matches = np.asarray(stores[name] == value, dtype=np.bool_)
        if not matches.any():
            known = sorted({str(item) for item in stores[name]})
            raise DataError(f"no store of {name} '{value}'{nearest(value, known)}")
        kept &= matches
    return kept


def _store_weeks(stores: Columns, selling: Flags, days_a_week: int) -> float:
    online = np.asarray(stores["channel"] == "online", dtype=np.bool_)
    days = stores["open_days"]
    weeks = float(days[selling & online].sum()) / 7.0
    return weeks + float(days[selling & ~online].sum()) / max(days_a_week, 1)


def _ratio(part: float, whole: float, reason: str) -> tuple[float, str]:
    return (part / whole, "") if whole > 0.0 else (float("nan"), reason)
