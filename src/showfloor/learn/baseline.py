"""A store's normal week: what it sells of the manufacturer without an area while it is open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.calendars import TradingDays
from showfloor.domain.queries import Columns
from showfloor.errors import DataError
from showfloor.learn.types import Baseline, StoreBaseline

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
ONE_MONTH = timedelta(days=31)
"""A window may reach so far past the ledger's sales, for holidays and slow starts."""
_MONDAY = np.datetime64("1970-01-05", "D")


def weekly_baseline(
    sales: Columns,
    stores: Columns,
    blocked: Columns,
    *,
    from_date: date,
    to_date: date,
    trading_days: TradingDays | None = None,
) -> Baseline:
    """Return every store's baseline a week over the window (`to_date` exclusive).

    `sales`, `stores` and `blocked` answer `baseline_queries` for the same manufacturer and window.
    Only trading days on which the store was open and had no area of the manufacturer count, in
    what is sold and in the weeks it is divided by: open weeks = such days / trading days a week.

    Raises DataError for an empty window, one that reaches more than a month past the ledger's
    sales (its empty weeks would pass for weak ones), or sales of a store without a row.
    """
    _check_window(stores, from_date, to_date)
    weekdays = (trading_days or TradingDays()).weekdays
    ids = [str(item) for item in stores["store_id"]]
    places = {store_id: place for place, store_id in enumerate(ids)}
    days = _open_days(
        stores, blocked, places, from_date=from_date, to_date=to_date, weekdays=weekdays
    )
    weeks = days / len(weekdays)
    counted = sales["is_open"] & np.isin(sales["weekday"], weekdays)
    rows_of = _rows_by_store(sales["store_id"], counted, places)
    return Baseline(
        stores=tuple(
            _store(ids[i], str(stores["kind"][i]), float(weeks[i]), sales, rows_of.get(ids[i], []))
            for i in sorted(range(len(ids)), key=ids.__getitem__)
        ),
        from_date=from_date,
        to_date=to_date,
        trading_days=tuple(weekdays),
        excluded_revenue=float(np.rint(sales["revenue"][~counted] * 100.0).sum()) / 100.0,
    )


def _check_window(stores: Columns, from_date: date, to_date: date) -> None:
    window = f"the baseline window {from_date} to {to_date} (exclusive)"
    if from_date >= to_date:
        raise DataError(f"{window} holds no day")
    sold = [day.item() for name in ("first_sale", "last_sale") for day in stores[name][:1]]
    if len(sold) < 2 or None in sold:
        return
    first, last = sold
    if from_date < first - ONE_MONTH or to_date - ONE_MONTH > last + timedelta(days=1):
        raise DataError(
            f"{window} reaches more than a month past the ledger's sales, which run from {first} "
            f"through {last}; choose a window inside them"
        )


def _open_days(
    stores: Columns,
    blocked: Columns,
    places: dict[str, int],
    *,
    from_date: date,
    to_date: date,
    weekdays: tuple[int, ...],
) -> Floats:
    """Count each store's open trading days [stores] in the window; overlaps count once."""
    days = np.arange(np.datetime64(from_date, "D"), np.datetime64(to_date, "D"))
    trading = np.isin((days - _MONDAY).astype(np.int64) % 7, weekdays)
    opened, closed = stores["opened_on"][:, None], stores["closed_on"][:, None]
    is_open: Flags = trading[None, :] & (np.isnat(opened) | (days[None, :] >= opened))
    is_open &= np.isnat(closed) | (days[None, :] < closed)
    begins = np.clip((blocked["from_date"] - days[0]).astype(np.int64), 0, len(days))
    ends = np.clip((blocked["to_date"] - days[0]).astype(np.int64), 0, len(days))
    for store_id, begin, end in zip(blocked["store_id"], begins, ends, strict=True):
        if store_id in places:
            is_open[places[store_id], begin:end] = False
    return np.asarray(is_open.sum(axis=1), dtype=np.float64)


def _rows_by_store(
    store_ids: npt.NDArray[Any], counted: Flags, places: dict[str, int]
) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row in np.flatnonzero(counted):
        rows.setdefault(str(store_ids[row]), []).append(int(row))
    unknown = sorted({str(item) for item in store_ids} - set(places))
    if unknown:
        raise DataError(
            f"sales name {len(unknown)} stores that the store table lacks, first '{unknown[0]}'; "
            "import the stores first"
        )
    return rows


def _store(
    store_id: str, kind: str, weeks: float, sales: Columns, rows: list[int]
) -> StoreBaseline:
    if weeks == 0:
        return StoreBaseline(store_id, kind, 0.0, 0.0, 0.0, 0.0, ())
    unpriced: dict[str, float] = {}
    for row in rows:
        category = str(sales["category"][row])
        unpriced[category] = unpriced.get(category, 0.0) + float(sales["unpriced_revenue"][row])
    return StoreBaseline(
        store_id=store_id,
        kind=kind,
        open_weeks=weeks,
        units=float(sales["units"][rows].sum()) / weeks,
        revenue=float(sales["revenue"][rows].sum()) / weeks,
        known_margin=float(sales["known_margin"][rows].sum()) / weeks,
        unpriced_revenue=tuple(
            (category, revenue / weeks) for category, revenue in sorted(unpriced.items()) if revenue
        ),
    )
