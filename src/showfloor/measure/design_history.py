"""The weeks before a rollout as a history: from a file's or the ledger's long columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns, Query
from showfloor.domain.stores import Closure, Store
from showfloor.errors import PanelError
from showfloor.measure.design_types import History

_NO_DATE = date(1, 1, 1)
WEEK = np.timedelta64(7, "D")

DESIGN_HISTORY = Query(
    name="measure.design_history",
    sql="""
WITH versions AS (
  SELECT product_id, manufacturer_id, valid_from,
         COALESCE(
           LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
           CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)
SELECT s.store_id, CAST(DATE_TRUNC('week', s.date) AS DATE) AS week,
  CAST(SUM(s.units) AS DOUBLE) AS units
FROM sales s
JOIN versions v ON v.product_id = s.product_id
  AND s.date >= v.valid_from AND s.date < v.next_from
WHERE v.manufacturer_id = :manufacturer_id
  AND s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
GROUP BY s.store_id, CAST(DATE_TRUNC('week', s.date) AS DATE)
ORDER BY store_id, week
""",
    columns={"store_id": "text", "week": "date", "units": "float"},
    parameters={"manufacturer_id": "", "from_date": _NO_DATE, "to_date": _NO_DATE},
)
"""One manufacturer's units, net of returns, a store and week in which it sold anything."""


def history_from_columns(
    store_ids: Sequence[Any] | npt.NDArray[Any],
    weeks: npt.NDArray[Any],
    outcome: npt.NDArray[Any],
    *,
    absent: float = float("nan"),
) -> History:
    """Pivot long columns [n], one row a store and week, into a history.

    weeks: Mondays as datetime64. absent: what a store-week without a row counts as; NaN: it was not
    observed. PanelError for no rows, a day that is no Monday, a store-week there twice, or an
    infinite outcome.
    """
    days = np.asarray(weeks).astype("datetime64[D]")
    values = np.asarray(outcome, dtype=np.float64)
    if not len(values):
        raise PanelError("the history has no rows")
    weekday = (days.astype(np.int64) + 3) % 7
    if weekday.any():
        wrong = days[int(np.argmax(weekday != 0))]
        raise PanelError(f"{wrong} is no Monday; name each week of the history by its Monday")
    if np.isinf(values).any():
        raise PanelError("the history holds an infinite outcome")
    ids, row = np.unique(np.asarray(store_ids).astype(str), return_inverse=True)
    first = days.min()
    column = ((days - first) // WEEK).astype(np.int64)
    shape = (len(ids), int(column.max()) + 1)
    cell = row * shape[1] + column
    if len(np.unique(cell)) < len(cell):
        raise PanelError("a store and week is in the history twice; add its rows up first")
    matrix = np.full(shape, absent)
    matrix[row, column] = values
    return History(tuple(ids.tolist()), first.astype(object), matrix)


def history_of_ledger(
    columns: Columns, stores: Sequence[Store], closures: Sequence[Closure]
) -> History:
    """Return the history of every store from the answer to DESIGN_HISTORY.

    A store-week without a row sold nothing: 0. It was not observed where the store was closed on
    any day of it, before it opened, or from when it closed for good. PanelError where the ledger
    has no sales in the period.
    """
    if not len(columns["week"]):
        raise PanelError("the ledger has no sales of this manufacturer in the period")
    sold = history_from_columns(columns["store_id"], columns["week"], columns["units"], absent=0.0)
    weeks = sold.outcome.shape[1]
    place = {store_id: row for row, store_id in enumerate(sold.store_ids)}
    ordered = sorted(stores, key=lambda store: store.store_id)
    matrix = np.zeros((len(ordered), weeks))
    row_of: dict[str, int] = {}
    for row, store in enumerate(ordered):
        row_of[store.store_id] = row
        if store.store_id in place:
            matrix[row] = sold.outcome[place[store.store_id]]
        _blank(matrix[row], sold.first_week, _NO_DATE, store.opened_on)
        _blank(matrix[row], sold.first_week, store.closed_on, date.max)
    for closure in closures:
        if closure.store_id in row_of:
            row = row_of[closure.store_id]
            _blank(matrix[row], sold.first_week, closure.from_date, closure.to_date)
    return replace(sold, store_ids=tuple(store.store_id for store in ordered), outcome=matrix)


def _blank(
    row: npt.NDArray[np.float64], first_week: date, begins: date | None, ends: date | None
) -> None:
    """Mark the weeks that any day from `begins` to before `ends` lies in as not observed."""
    if begins is None or ends is None:
        return
    from_week = max((begins - first_week).days // 7, 0)
    through = (ends - timedelta(days=1) - first_week).days // 7
    row[from_week : max(through + 1, 0)] = np.nan
