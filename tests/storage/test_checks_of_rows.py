"""Checks against other tables and standards: GS1 numbers, the life of a store, closed days."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from showfloor.storage import ImportReport, Workspace
from showfloor.storage.tables import PRODUCTS, STORES

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
SALES = "source,date,store_id,product_id,line_no,units,revenue,line_type,sale_type\n"
_DATABASE = duckdb.connect(config={"threads": "1"})


def _refused(table: str, number: str) -> bool:
    """Ask the rules of a GTIN or GLN, as the intake does, whether they refuse a number."""
    rules = [r for r in (PRODUCTS if table == "gtin" else STORES).rules if r.column == table]
    asked = " OR ".join(f"({rule.condition})" for rule in rules)
    row = _DATABASE.execute(f"SELECT {asked} FROM (SELECT ? AS {table})", [number]).fetchone()
    return row is None or bool(row[0])


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789", min_size=7, max_size=15) | st.text(max_size=14))
def test_gtins_are_those_that_python_stdnum_takes(number: str) -> None:
    digits = number.isascii() and number.isdecimal()
    taken = digits and len(number) in (8, 12, 13, 14) and ean.is_valid(number)
    assert _refused("gtin", number) == (not taken)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_a_gln_is_taken_with_its_check_digit_and_no_other(number: str) -> None:
    right = ean.calc_check_digit(number)
    taken = [digit for digit in "0123456789" if not _refused("gln", number + digit)]
    assert taken == [right]


def test_a_wrong_check_digit_is_refused_and_a_missing_number_is_not(
    workspace: Workspace, take: Take
) -> None:
    header = "product_id,valid_from,manufacturer_id,category,name,gtin\n"
    rows = "p1,2020-01-01,m1,,,4006381333931\np2,2020-01-01,m1,,,4006381333932\n"
    report = take(products=header + rows + "p3,2020-01-01,m1,,,\np4,2020-01-01,m1,,,123\n").files[0]
    assert report.accepted == 2
    assert [(one.column, one.reason, one.first_line) for one in report.refusals] == [
        ("gtin", "is no GTIN: its check digit is wrong", 3),
        ("gtin", "is no GTIN: it has not 8 or 12 or 13 or 14 digits", 5),
    ]


@pytest.fixture
def lived(stocked: Workspace, take: Take) -> Workspace:
    """Store a trades from 2020-01-10 to the end of 2020-01-19, closed on 14 and 15 January."""
    take(
        stores="store_id,name,kind,operator,opened_on,closed_on\n"
        "a,A,standard,o,2020-01-10,2020-01-20\n",
        closures="store_id,from_date,to_date,reason,crew_access\na,2020-01-14,2020-01-16,,true\n",
    )
    return stocked


def test_a_date_outside_the_life_of_the_store_is_refused(lived: Workspace, take: Take) -> None:
    days = ("09", "10", "19", "20")
    rows = "".join(f"pos,2020-01-{day},a,p1,1,1,1.00,sale,\n" for day in days)
    report = take(sales=SALES + rows).files[0]
    assert report.accepted == 2
    assert [(one.first_line, one.column, one.reason) for one in report.refusals] == [
        (2, "date", "is before the store opened"),
        (5, "date", "is not before the day on which the store closed"),
    ]
    traffic = take(traffic="date,store_id,baskets\n2020-01-09,a,1\n2020-01-10,a,1\n").files[0]
    assert (traffic.accepted, traffic.quarantined) == (1, 1)


def test_sales_on_a_closed_day_are_kept_counted_and_warned_of(lived: Workspace, take: Take) -> None:
    days = ("13", "14", "15", "16")
    rows = "".join(f"pos,2020-01-{day},a,p1,1,1,2.50,sale,\n" for day in days)
    report = take(sales=SALES + rows).files[0]
    assert report.accepted == 4
    [warning] = report.warnings
    assert warning.startswith("2 lines (5.00) dated on days on which closures says")
    assert warning.endswith("kept (first: line 3, a on 2020-01-14)")


def test_returns_cancellations_contracts_and_instalments_are_kept_by_kind(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    """By hand: 3 sold, 1 back, 1 cancelled; a contract sale at one euro; net 1 unit, 51.00."""
    rows = (
        "pos,2020-01-02,s1,p1,1,1,100.00,sale,outright\n"
        "pos,2020-01-02,s1,p1,2,1,1.00,sale,contract\n"
        "pos,2020-01-02,s1,p1,3,1,150.00,sale,instalment\n"
        "pos,2020-01-02,s1,p1,4,-1,-100.00,return,outright\n"
        "pos,2020-01-02,s1,p1,5,-1,-100.00,cancellation,\n"
    )
    report = take(sales=SALES + rows).files[0]
    assert report.sales is not None
    assert (report.sales.units_accepted, report.sales.revenue_accepted) == (1, Decimal("51.00"))
    kinds = "SELECT line_type, coalesce(sale_type, '-') AS k, units FROM sales ORDER BY line_no"
    assert ask(kinds, line_type="text", k="text", units="int") == [
        ("sale", "outright", 1),
        ("sale", "contract", 1),
        ("sale", "instalment", 1),
        ("return", "outright", -1),
        ("cancellation", "-", -1),
    ]
    held = "SELECT units, revenue, returns FROM store_product_days"
    assert ask(held, units="int", revenue="float", returns="int") == [(1, 51.0, 2)]
