"""Tables that the ledger derives from others in every version: sales by store, product and day."""

from __future__ import annotations

import duckdb

from showfloor.storage.table_state import TableState, write_files


def derive_store_product_days(
    connection: duckdb.DuckDBPyConnection, sales: TableState, days: TableState
) -> None:
    """Sum the sales of the months that changed into `store_product_days`.

    units and revenue are net sums over all line types; returns counts the units that came back
    (return and cancellation lines with negative units) as a positive number.
    """
    months = set(sales.touched)
    if not months:
        return
    select = (
        'SELECT "date", store_id, product_id, CAST(sum(units) AS BIGINT) AS units, '
        "CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue, "
        "CAST(coalesce(sum(-units) FILTER (line_type <> 'sale' AND units < 0), 0) AS BIGINT) "
        f"AS returns FROM {sales.relation(months)} GROUP BY ALL"
    )
    days.replace(months, write_files(connection, days.table, days.staging, select))
