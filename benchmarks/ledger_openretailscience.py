"""The league table as openretailscience gives it: periods labelled, statistics by manufacturer.

It reads the same Parquet files through DuckDB. Its table always counts transactions, which these
sales have none of: the line's number in the store-day stands for one, the cheapest to count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import ibis
from openretailscience.segmentation.segstats import SegTransactionStats
from openretailscience.utils.date import filter_and_label_by_periods

from ledger_cases import YEAR, Data

Rows = list[tuple[Any, ...]]
NAMES = {
    "transaction_id": "line_no",
    "transaction_date": "date",
    "unit_spend": "revenue",
    "unit_quantity": "units",
}


def league(data: Data) -> Rows:
    """The league table of a calendar year beside the year before."""
    connection = ibis.duckdb.connect(threads=2)
    sales = connection.read_parquet(data.raw_sales)
    products = connection.read_parquet(str(data.raw / "products.parquet"))
    named = sales.select("product_id", **{new: sales[old] for new, old in NAMES.items()})
    a_day = timedelta(days=1)
    periods = {
        "now": (f"{YEAR.from_date}", f"{YEAR.to_date - a_day}"),
        "before": (f"{YEAR.previous_from}", f"{YEAR.previous_to - a_day}"),
    }
    labelled = filter_and_label_by_periods(named, periods)
    made = labelled.join(products.select("product_id", "manufacturer_id"), "product_id")
    by = ["manufacturer_id", "period_name"]
    frame = SegTransactionStats(made, segment_col=by, grouping_sets=[tuple(by)]).df
    sides = {
        name: frame[frame["period_name"] == name].set_index("manufacturer_id") for name in periods
    }
    both = sides["now"].join(sides["before"], rsuffix="_before", how="outer")
    columns = ["spend", "units", "spend_before", "units_before"]
    return list(both[columns].fillna(0).itertuples(name=None))


ASKED: Mapping[str, Callable[[Data], Rows]] = {"league": league}
