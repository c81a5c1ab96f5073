"""A small ledger in memory with the tables that learning asks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pytest

from showfloor import learn
from showfloor.domain.queries import Columns, Query

SCHEMA = """
CREATE TABLE stores (store_id VARCHAR, kind VARCHAR, opened_on DATE, closed_on DATE);
CREATE TABLE closures (store_id VARCHAR, from_date DATE, to_date DATE, crew_access BOOLEAN);
CREATE TABLE areas (area_id VARCHAR, store_id VARCHAR, manufacturer_id VARCHAR,
  installed_from DATE, selling_from DATE, selling_to DATE);
CREATE TABLE products (product_id VARCHAR, valid_from DATE, manufacturer_id VARCHAR,
  category VARCHAR, unit_margin DECIMAL(18,2));
CREATE TABLE sales (date DATE, store_id VARCHAR, product_id VARCHAR, units BIGINT,
  revenue DECIMAL(18,2));
CREATE VIEW store_days AS SELECT DISTINCT date, store_id FROM sales;
"""
TYPES = {"int": "int64", "float": "float64", "bool": "bool", "date": "datetime64[D]"}
BLANKS = {"float": np.nan, "date": np.datetime64("NaT")}


class BaselineLedger:
    """Stores, closures, areas and daily sales of a few rows; answers as the storage room does."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.execute(SCHEMA)

    def add(self, table: str, **row: Any) -> None:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
        )

    def sell(self, day: str, store_id: str, product_id: str, revenue: str, units: int = 1) -> None:
        self.connection.execute(
            "INSERT INTO sales VALUES (?, ?, ?, ?, ?)",
            [day, store_id, product_id, units, revenue],
        )

    def run(self, query: Query) -> Columns:
        sql = re.sub(r"(?<![:\w]):(\w+)", r"$\1", query.sql)
        used = {name: query.parameters[name] for name in set(re.findall(r"\$(\w+)", sql))}
        answer = self.connection.execute(sql, used).fetchnumpy()
        assert list(answer) == list(query.columns)
        return {
            name: _column(np.ma.asarray(answer[name]), kind) for name, kind in query.columns.items()
        }

    def baseline(self, from_date: str, to_date: str, **options: Any) -> learn.Baseline:
        window = (date.fromisoformat(from_date), date.fromisoformat(to_date))
        answers = [self.run(query) for query in learn.baseline_queries("x", *window)]
        return learn.weekly_baseline(*answers, from_date=window[0], to_date=window[1], **options)


def _column(values: np.ma.MaskedArray, kind: str) -> np.ndarray:
    if kind == "text":
        column = np.empty(len(values), dtype=object)
        column[:] = [None if value is np.ma.masked else value for value in values]
        return column
    return values.filled(BLANKS.get(kind, 0)).astype(TYPES[kind])


def _with_stores() -> BaselineLedger:
    made = BaselineLedger()
    made.add("stores", store_id="a", kind="standard")
    made.add("stores", store_id="b", kind="flagship")
    product = {"valid_from": "2000-01-01", "manufacturer_id": "x"}
    made.add("products", product_id="phone", category="phones", unit_margin="30.00", **product)
    made.add("products", product_id="lamp", category="lamps", **product)
    made.add("products", product_id="odd", **product)
    made.add(
        "products",
        product_id="rival",
        valid_from="2000-01-01",
        manufacturer_id="y",
        category="phones",
        unit_margin="50.00",
    )
    return made


@pytest.fixture
def ledger() -> BaselineLedger:
    """Stores a and b, manufacturer x (phone with a margin, lamp and odd without), rival y."""
    return _with_stores()


@pytest.fixture(scope="session")
def blank_ledger() -> BaselineLedger:
    """The same, for property tests that fill and empty it."""
    return _with_stores()
