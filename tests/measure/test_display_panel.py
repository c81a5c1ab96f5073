"""The display cells of a ledger small enough to work out by hand, asked by the room's own SQL."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest

from showfloor.domain.queries import Columns, Query
from showfloor.errors import PanelError
from showfloor.measure.display_panel import display_panel
from showfloor.measure.queries import DISPLAY_PANEL, UNITS_PANEL
from showfloor.storage.engine import DuckDbEngine

MONDAY = "2024-01-01"
NEXT = "2024-01-08"

# Stores a and b have display records, c has none. In TEA manufacturer x sold 45 of x1 and 15 of x2,
# y 40 of y1: 60 and 40 per cent of the sample. In all stores x1 sold 95, so it weighs 95 / 110.
# z sold only in FUEL, which is excluded; u1 is in no product table.
SALES = [
    (MONDAY, "a", "x1", 3, "30.00", "sale"),
    (NEXT, "a", "x1", 1, "15.00", "sale"),
    (NEXT, "b", "x2", 2, "15.00", "sale"),
    (MONDAY, "b", "y1", 4, "40.00", "sale"),
    (MONDAY, "b", "x2", -1, "-7.50", "return"),
    (MONDAY, "a", "z1", 9, "99.00", "sale"),
    (MONDAY, "a", "u1", 1, "1.00", "sale"),
    (MONDAY, "c", "x1", 5, "50.00", "sale"),
]
DISPLAYS = [
    (MONDAY, "a", "x1", "3", "0"),
    (MONDAY, "a", "x1", "5", "0"),
    (MONDAY, "a", "y1", "0", "A"),
    (NEXT, "a", "x2", "0", "D"),
    (NEXT, "b", "x2", "7", "A"),
    (NEXT, "b", "y1", "1", None),
]
TRAFFIC = [
    (MONDAY, "a", 6),
    ("2024-01-03", "a", 4),
    (NEXT, "a", 5),
    (MONDAY, "b", 7),
    (NEXT, "b", 0),
]
STORES = [("a", "flagship"), ("b", "standard"), ("c", "standard")]
PRODUCTS = [
    ("x1", "2020-01-01", "old", "COFFEE"),
    ("x1", "2023-01-01", "x", "TEA"),
    ("x2", "2020-01-01", "x", "TEA"),
    ("y1", "2020-01-01", "y", "TEA"),
    ("z1", "2020-01-01", "z", "FUEL"),
]
SALES_COLUMNS = """date DATE, store_id VARCHAR, product_id VARCHAR, units BIGINT,
    revenue DECIMAL(18,2), line_type VARCHAR"""
DISPLAYS_COLUMNS = """week DATE, store_id VARCHAR, product_id VARCHAR, location VARCHAR,
    mailer VARCHAR"""
PRODUCTS_COLUMNS = """product_id VARCHAR, valid_from DATE, manufacturer_id VARCHAR,
    category VARCHAR"""
TABLES = {
    "sales": (SALES_COLUMNS, SALES),
    "displays": (DISPLAYS_COLUMNS, DISPLAYS),
    "traffic": ("date DATE, store_id VARCHAR, baskets BIGINT", TRAFFIC),
    "stores": ("store_id VARCHAR, kind VARCHAR", STORES),
    "products": (PRODUCTS_COLUMNS, PRODUCTS),
}
SMALL = {
    "from_date": date(2024, 1, 1),
    "to_date": date(2024, 2, 1),
    "record_weeks": 1,
    "least_lines": 1,
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """A function that answers a query on the small ledger as the ledger's engine does."""
    folder = tmp_path_factory.mktemp("ledger")
    with duckdb.connect() as connection:
        for name, (types, rows) in TABLES.items():
            connection.execute(f"CREATE TABLE {name} ({types})")
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
            connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    relations = {name: f"read_parquet('{folder / name}.parquet')" for name in TABLES}

    def run(query: Query, **values) -> Columns:
        with DuckDbEngine(relations, folder / "spill") as engine:
            return engine.run(query.with_parameters(**values))

    return run


@pytest.fixture(scope="module")
def panel(ask):
    return display_panel(ask(DISPLAY_PANEL, **SMALL), {"3": "wall", "5": "wall", "7": "table"})


def test_the_pairs_are_the_manufacturers_of_named_categories(panel):
    assert list(zip(panel.manufacturers, panel.categories, strict=True)) == [
        ("x", "TEA"),
        ("y", "TEA"),
    ]
    assert panel.stores == ("a", "b")
    assert panel.store_kinds == ("flagship", "standard")
    assert panel.weeks.astype(str).tolist() == [MONDAY, NEXT]


def test_units_are_summed_by_pair_and_category_without_returns(panel):
    assert panel.own_units.tolist() == [[[3, 1], [0, 2]], [[0, 0], [4, 0]]]
    assert panel.category_units.tolist() == [[[3, 1], [4, 2]], [[3, 1], [4, 2]]]


def test_shares_are_weighted_by_the_products_sales_value(panel):
    x, y = panel.own_shown
    assert x.tolist() == [[95 / 110, 0.0], [0.0, 15 / 110]]
    assert y.tolist() == [[0.0, 0.0], [0.0, 1.0]]
    assert panel.rivals_shown[0].tolist() == y.tolist()
    assert panel.rivals_shown[1].tolist() == x.tolist()
    assert panel.own_mailed[0].tolist() == [[0.0, 15 / 110], [0.0, 15 / 110]]
    assert panel.rivals_mailed[0].tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_a_product_at_two_places_of_a_format_counts_once(panel):
    assert panel.shown_by_format["wall"][0].tolist() == [[95 / 110, 0.0], [0.0, 0.0]]
    assert panel.shown_by_format["table"][0].tolist() == [[0.0, 0.0], [0.0, 15 / 110]]


def test_baskets_are_summed_by_week_and_a_week_without_any_is_none(panel):
    assert panel.baskets.tolist() == [[10.0, 5.0], [7.0, 0.0]]


def test_a_manufacturer_outside_the_limits_is_a_rival_but_no_pair(ask):
    found = display_panel(ask(DISPLAY_PANEL, **SMALL, excluded_manufacturers="|y|"))
    assert found.manufacturers == ("x",)
    assert found.category_units.tolist() == [[[3, 1], [4, 2]]]
    assert found.rivals_shown[0].tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_conditions_that_nothing_meets_are_said(ask):
    columns = ask(DISPLAY_PANEL, **{**SMALL, "least_lines": 600})
    with pytest.raises(PanelError, match="least_lines"):
        display_panel(columns)


def test_one_manufacturers_units_cover_every_week_with_baskets(ask):
    asked = {"manufacturer_id": "x", "from_date": date(2024, 1, 1), "to_date": date(2024, 2, 1)}
    found = ask(UNITS_PANEL, **asked)
    rows = zip(found["store_id"], found["week"].astype(str), found["units"], strict=True)
    assert list(rows) == [("a", MONDAY, 3.0), ("a", NEXT, 1.0), ("b", MONDAY, 0.0)]
    assert found["baskets"].tolist() == [10.0, 5.0, 7.0]
    assert np.issubdtype(found["week"].dtype, np.datetime64)
