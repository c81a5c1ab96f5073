"""One manufacturer's sales as a panel of stores by weeks, from the ledger's numbered cells.

The ledger numbers the stores, so that twenty million store-weeks come as three columns of numbers
and go to their places in one step, without a text or an object a row.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.domain.queries import Columns, ColumnType, ParameterValue, Query
from showfloor.errors import PanelError
from showfloor.measure.area_panel import missing_weeks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NO_DATE = date(1, 1, 1)
_NUMBERED = """
SELECT store_id, opened_on, closed_on,
  ROW_NUMBER() OVER (ORDER BY store_id) - 1 AS store
FROM stores
WHERE kind <> 'online'"""

SALES_STORES = Query(
    name="measure.sales_stores",
    sql=f"""
WITH numbered AS ({_NUMBERED}),
begun AS (
  SELECT store_id, MIN(day) AS begins
  FROM (
    SELECT store_id, manufacturer_id, installed_from AS day FROM areas
    UNION ALL
    SELECT store_id, manufacturer_id, announced_on AS day FROM areas
    UNION ALL
    SELECT store_id, manufacturer_id, clearance_from AS day FROM areas
  ) days
  WHERE manufacturer_id = :manufacturer_id
  GROUP BY store_id
)
SELECT n.store_id, n.opened_on, n.closed_on, b.begins
FROM numbered n
LEFT JOIN begun b ON b.store_id = n.store_id
ORDER BY n.store
""",
    columns={"store_id": "text", "opened_on": "date", "closed_on": "date", "begins": "date"},
    parameters={"manufacturer_id": ""},
)
"""The stores with a sales floor in the order of their numbers, and when an area first changed them.

begins: the first day on which an area of the manufacturer was announced, cleared for or built.
"""

SALES_CLOSURES = Query(
    name="measure.sales_closures",
    sql=f"""
WITH numbered AS ({_NUMBERED})
SELECT n.store, c.from_date, c.to_date
FROM closures c
JOIN numbered n ON n.store_id = c.store_id
ORDER BY n.store, c.from_date, c.to_date
""",
    columns={"store": "int", "from_date": "date", "to_date": "date"},
)
"""Days on which stores were closed, the end exclusive."""

_CELLS_OF = f"""
WITH numbered AS ({_NUMBERED})
SELECT n.store * :days
    + DATE_DIFF('day', CAST(:first_week AS DATE), CAST(DATE_TRUNC('week', s.date) AS DATE)) AS cell,
  %s AS sold
FROM store_manufacturer_days s
JOIN numbered n ON n.store_id = s.store_id
WHERE s.manufacturer_id = :manufacturer_id
  AND s.date >= CAST(:first_week AS DATE) AND s.date < CAST(:to_week AS DATE)
"""
_WEEKS = "CAST(SUM(s.{0}) AS DOUBLE)", "GROUP BY 1\nORDER BY cell\n"
_DAYS = "CAST(s.{0} AS DOUBLE)", "ORDER BY cell, sold\n"
_CELLS: dict[str, ColumnType] = {"cell": "int", "sold": "float"}
_ASKED: dict[str, ParameterValue] = {
    "manufacturer_id": "",
    "first_week": _NO_DATE,
    "to_week": _NO_DATE,
    "days": 0,
}


def _cells(name: str, of: str, way: tuple[str, str]) -> Query:
    sold, ending = way
    return Query(f"measure.{name}", _CELLS_OF % sold.format(of) + ending, _CELLS, _ASKED)


SALES_WEEKS = _cells("sales_weeks", "revenue", _WEEKS)
"""One manufacturer's net revenue by cell; none where nothing was sold.

cell: number of the store x days + days from the Monday `first_week` to the sale's Monday; `to_week`
is exclusive, `days` the number of days between.
"""

SALES_DAYS = _cells("sales_days", "revenue", _DAYS)
"""The same, one row a day, to be added up by cell."""

SALES_UNIT_WEEKS = _cells("sales_unit_weeks", "units", _WEEKS)
SALES_UNIT_DAYS = _cells("sales_unit_days", "units", _DAYS)
"""Both in units."""

FEW_ROWS = 2
"""Rows a store and week up to which it is quicker to add them up here than to group them there."""


def weeks_asked(
    manufacturer_id: str,
    first_week: date,
    to_week: date,
    *,
    of_revenue: bool = True,
    stores: int = 0,
    rows: int = 1,
) -> Query:
    """Return the question for the weeks between two Mondays, the end exclusive.

    stores, rows: of the ledger and of its `store_manufacturer_days`. Where a store and week has few
    rows, they are asked for as they are: half the time, and hardly more memory than their sums.
    """
    days = (to_week - first_week).days
    if rows <= FEW_ROWS * stores * (days // 7):
        query = SALES_DAYS if of_revenue else SALES_UNIT_DAYS
    else:
        query = SALES_WEEKS if of_revenue else SALES_UNIT_WEEKS
    return query.with_parameters(
        manufacturer_id=manufacturer_id, first_week=first_week, to_week=to_week, days=days
    )


def panel_of_sales(
    stores: Columns,
    closures: Columns,
    sold: Columns,
    *,
    first_week: date,
    to_week: date,
    weekdays: tuple[int, ...],
) -> Panel:
    """Return a panel of the answers to SALES_STORES, SALES_CLOSURES and `weeks_asked`.

    Times count weeks from 0, the Monday `first_week`; `to_week` is exclusive; weekdays: trading
    days, Monday is 0. A store is treated from the week in which an area first changed it. A week
    without a row sold nothing; partly closed weeks are rates a full week; weeks are missing as in
    the panel of `areas_effect`: mostly closed, before the first and after the last sale, silent in
    a store that nearly always sells. PanelError for weeks outside the period.
    """
    weeks = (to_week - first_week).days // 7
    outcome, seen = _placed(sold, len(stores["store_id"]), weeks)
    share = np.ones(outcome.shape)
    shut = _closed_days(stores, closures, weeks, first_week)
    for store, days in shut.items():
        share[store] = 1.0 - days.reshape(weeks, 7)[:, list(weekdays)].mean(axis=1)
    missing = missing_weeks(share, seen, [])
    if shut:
        rows = np.array(sorted(shut))
        outcome[rows] /= np.where(share[rows] > 0.0, share[rows], 1.0)
    outcome[missing] = np.nan
    begun = np.isfinite(stores["begins"])
    since = (stores["begins"] - np.datetime64(first_week, "D")).astype(np.float64)
    cohort = np.where(begun, np.floor(since / 7.0), np.nan)
    return Panel(
        units=tuple(stores["store_id"].tolist()),
        times=np.arange(weeks, dtype=np.float64),
        outcome=outcome,
        cohort=cohort,
    )


def _placed(sold: Columns, stores: int, weeks: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the sums [U, T], 0 without a row, and where there is a row."""
    cell: Ints = sold["cell"] // 7
    if len(cell) and not (int(cell.min()) >= 0 and int(cell.max()) < stores * weeks):
        raise PanelError(f"sales lie outside the {stores} stores and {weeks} weeks asked for")
    outcome = np.full(stores * weeks, np.nan)
    outcome[cell] = sold["sold"]
    seen = np.isfinite(outcome)
    if int(np.count_nonzero(seen)) < len(cell):
        outcome = np.bincount(cell, weights=sold["sold"], minlength=len(outcome))
    outcome[~seen] = 0.0
    return outcome.reshape(stores, weeks), seen.reshape(stores, weeks)


def _closed_days(
    stores: Columns, closures: Columns, weeks: int, first_week: date
) -> dict[int, npt.NDArray[np.bool_]]:
    """Return, for stores with a closed day, the days [7 T] on which each was closed."""
    last = 7 * weeks
    first = np.datetime64(first_week, "D")

    def day(dates: npt.NDArray[np.datetime64], none: int) -> Ints:
        since = np.where(np.isnat(dates), none, (dates - first).astype(np.int64))
        return np.clip(since, 0, last)

    opened, ended = day(stores["opened_on"], 0), day(stores["closed_on"], last)
    spans = [(row, 0, int(opened[row])) for row in np.flatnonzero(opened > 0).tolist()]
    spans += [(row, int(ended[row]), last) for row in np.flatnonzero(ended < last).tolist()]
    begins, ends = day(closures["from_date"], 0), day(closures["to_date"], last)
    spans += zip(closures["store"].tolist(), begins.tolist(), ends.tolist(), strict=True)
    shut: dict[int, npt.NDArray[np.bool_]] = {}
    for store, begin, end in spans:
        if begin < end:
            shut.setdefault(store, np.zeros(last, dtype=bool))[begin:end] = True
    return shut
