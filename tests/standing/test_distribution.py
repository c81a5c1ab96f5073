"""Distribution and revenue of space: by hand, and against pandas on random ledgers."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.errors import DataError
from showfloor.standing.distribution import distribution, distribution_table
from showfloor.standing.distribution_queries import area_space_questions, distribution_question
from showfloor.standing.distribution_space import revenue_of_space
from showfloor.standing.store_queries import store_questions

MONDAY = date(2021, 6, 7)
END = MONDAY + timedelta(days=14)
TABLES = """
CREATE TABLE closures (store_id VARCHAR, from_date DATE, to_date DATE, reason VARCHAR,
  crew_access BOOLEAN);
CREATE TABLE areas (area_id VARCHAR, store_id VARCHAR, manufacturer_id VARCHAR, format_id VARCHAR,
  selling_from DATE, selling_to DATE);
"""


@pytest.fixture
def shops(ledger):
    ledger.connection.execute(TABLES)
    return ledger


def _asked(ledger, manufacturer_id="x", *, category=None, product_id=None, **scope):
    question = distribution_question(
        MONDAY, END, manufacturer_id=manufacturer_id, category=category, product_id=product_id
    )
    return distribution(ledger.run(question), from_date=MONDAY, to_date=END, **scope)


def _sell_every_day(ledger, store_id, product_id, revenue, weekdays=range(6)):
    for day in (MONDAY + timedelta(days=n) for n in range(14)):
        if day.weekday() in weekdays:
            ledger.sell(day, store_id, product_id, revenue)


def test_numeric_counts_stores_and_weighted_weighs_them_by_their_category(shops):
    # Three stores sell 12, 24 and 84 of phones; x sells in the second alone: 1/3, 24/120. In it x
    # sells 3 on each of four days, 12.00 in two weeks of six open days: 6.00 a store and week.
    _sell_every_day(shops, "a", "y1", "1.00")
    _sell_every_day(shops, "b", "y1", "1.00")
    _sell_every_day(shops, "web", "y1", "6.00", range(7))
    for day in range(4):
        shops.sell(MONDAY + timedelta(days=day), "b", "x1", "3.00", units=3)
    found = _asked(shops)
    assert (found.open_stores, found.selling_stores) == (3, 1)
    assert found.numeric == pytest.approx(1 / 3)
    assert found.weighted == pytest.approx(24 / 120)
    assert (found.store_weeks, found.revenue_per_store_week) == (2.0, 6.0)
    assert found.units_per_store_week == 6.0


def test_a_week_is_six_trading_days_in_stores_and_seven_online(shops):
    _sell_every_day(shops, "a", "x1", "1.00")
    _sell_every_day(shops, "web", "x1", "1.00", range(7))
    assert _asked(shops, channel="store").store_weeks == 2.0
    assert _asked(shops, channel="online").store_weeks == 2.0


def test_a_closed_week_is_no_week_of_slow_selling(shops):
    _sell_every_day(shops, "a", "x1", "1.00")
    shops.connection.execute("DELETE FROM sales WHERE date >= ?", [MONDAY + timedelta(days=7)])
    shops.add("closures", store_id="a", from_date=MONDAY + timedelta(days=7), to_date=END)
    found = _asked(shops, region="DE-NW")
    assert (found.store_weeks, found.revenue_per_store_week) == (1.0, 6.0)


def test_a_store_whose_only_unit_came_back_still_sells_it(shops):
    shops.sell(MONDAY, "a", "x1", "5.00")
    shops.sell(MONDAY + timedelta(days=1), "a", "x1", "-5.00", units=-1)
    found = _asked(shops, region="DE-NW")
    assert (found.numeric, found.revenue) == (1.0, 0.0)


def test_a_store_that_only_took_a_return_sells_nothing_of_it(shops):
    shops.sell(MONDAY, "a", "x1", "-5.00", units=-1)
    shops.sell(MONDAY, "a", "y1", "9.00")
    assert _asked(shops, region="DE-NW").numeric == 0.0


def test_figures_without_anything_to_divide_by_say_why(shops):
    nothing = _asked(shops)
    assert math.isnan(nothing.numeric)
    assert nothing.numeric_reason
    assert nothing.silent_stores == 3
    shops.sell(MONDAY, "a", "y1", "9.00")
    found = _asked(shops)
    assert (found.numeric, found.weighted, found.numeric_reason) == (0.0, 0.0, "")
    assert math.isnan(found.revenue_per_store_week)
    assert found.rate_reason
    assert math.isnan(_asked(shops, category="lamps").weighted)


def test_one_product_and_one_category_can_be_asked_for(shops):
    shops.add(
        "products",
        product_id="x2",
        valid_from="2020-01-01",
        manufacturer_id="x",
        category="lamps",
    )
    shops.sell(MONDAY, "a", "x1", "9.00")
    shops.sell(MONDAY, "b", "x2", "4.00")
    assert _asked(shops, region=None).selling_stores == 2
    assert _asked(shops, category="lamps").revenue == 4.0
    assert _asked(shops, product_id="x1").revenue == 9.0
    with pytest.raises(DataError, match="did you mean 'flagship'"):
        _asked(shops, kind="flagshop")


def _place(ledger, area_id, begin, end=None, *, store_id="a", format_id="wall"):
    ledger.add(
        "areas",
        area_id=area_id,
        store_id=store_id,
        manufacturer_id="x",
        format_id=format_id,
        selling_from=begin,
        selling_to=end,
    )


def _space(ledger, metres):
    columns = [ledger.run(query) for query in area_space_questions(MONDAY, END)]
    return revenue_of_space(*columns, metres, from_date=MONDAY, to_date=END)


def test_revenue_of_space_counts_the_days_on_which_the_area_sold(shops):
    # 4 m2 from the second Monday: one week. 12.00 a day on six days of it: 72 / 4 = 18.
    _sell_every_day(shops, "a", "x1", "12.00")
    _sell_every_day(shops, "b", "x1", "99.00")
    _place(shops, "1", MONDAY + timedelta(days=7))
    _place(shops, "ended", MONDAY - timedelta(days=9), MONDAY)
    (row,) = _space(shops, {"wall": 4.0})
    assert (row.areas, row.revenue, row.square_metre_weeks) == (1, 72.0, 4.0)
    assert row.per_square_metre_week == 18.0


def test_two_areas_in_one_store_share_its_revenue_by_their_size(shops):
    # 2 m2 and 6 m2 over two weeks, 8.00 in all: 2.00 and 6.00, 0.50 a square metre and week each.
    shops.sell(MONDAY, "a", "x1", "8.00")
    _place(shops, "1", MONDAY, format_id="table")
    _place(shops, "2", MONDAY)
    rows = _space(shops, {"wall": 6.0, "table": 2.0})
    assert {row.format_id: row.revenue for row in rows} == {"wall": 6.0, "table": 2.0}
    assert [row.per_square_metre_week for row in rows] == [0.5, 0.5]


def test_a_format_without_a_size_is_refused_by_name(shops):
    _place(shops, "1", MONDAY, format_id="walls")
    with pytest.raises(DataError, match="did you mean 'wall'"):
        _space(shops, {"wall": 4.0})


SOLD = st.tuples(
    st.integers(0, 13),
    st.sampled_from(["a", "b", "web"]),
    st.sampled_from(["x1", "y1", "none"]),
    st.integers(-3, 9),
    st.integers(-900, 9000),
)


@pytest.fixture(scope="module")
def random_ledger(blank_ledger):
    blank_ledger.connection.execute(TABLES)
    for maker in "xy":
        blank_ledger.add(
            "products", product_id=f"{maker}1", valid_from="2015-01-01", manufacturer_id=maker
        )
    yield blank_ledger
    blank_ledger.connection.execute(
        "DELETE FROM sales; DELETE FROM products; DROP TABLE closures; DROP TABLE areas"
    )


@settings(settings.get_profile("costly"))
@given(sold=st.lists(SOLD, max_size=30))
def test_pandas_finds_the_same_distribution_on_random_ledgers(random_ledger, sold):
    random_ledger.connection.execute("DELETE FROM sales")
    for offset, store_id, product_id, units, cent in sold:
        day = MONDAY + timedelta(days=offset)
        random_ledger.sell(day, store_id, product_id, str(cent / 100), units=units)
    frame = pd.DataFrame(sold, columns=["day", "store", "product", "units", "cents"])
    trading = (frame.store == "web") | (frame.day % 7 != 6)
    days = frame[trading].groupby("store").day.nunique()
    frame = frame[frame.store.isin(days.index)]
    own = frame[frame["product"] == "x1"]
    sellers = own[own.units > 0].store.unique()
    found = _asked(random_ledger)
    assert (found.open_stores, found.selling_stores) == (len(days), len(sellers))
    market = frame.cents.sum()
    if market > 0:
        share = frame[frame.store.isin(sellers)].cents.sum() / market
        np.testing.assert_allclose(found.weighted, share, atol=1e-9)
    of_sellers = own[own.store.isin(sellers)]
    assert round(found.revenue * 100) == of_sellers.cents.sum()
    assert found.units == of_sellers.units.sum()
    weeks = sum(days[store] / (7 if store == "web" else 6) for store in sellers)
    assert found.store_weeks == pytest.approx(weeks)


def test_the_table_of_all_manufacturers_says_what_each_alone_would(shops):
    for store_id, product_id, amount, units in (
        ("a", "x1", "10.00", 2),
        ("a", "y1", "30.00", 1),
        ("b", "x1", "5.00", 1),
        ("b", "x1", "-5.00", -1),
        ("web", "z1", "55.00", 3),
        ("web", "gone", "1.00", 1),
    ):
        shops.sell(MONDAY, store_id, product_id, amount, units)
    days = {"from_date": MONDAY, "to_date": END}
    sales, stores = (shops.run(question) for question in store_questions(MONDAY, END))
    rows = distribution_table(sales, stores, **days)
    assert {row.manufacturer_id for row in rows} == {"x", "y", "z"}
    for row in rows:
        alone = distribution_question(MONDAY, END, manufacturer_id=row.manufacturer_id)
        assert row.found == distribution(shops.run(alone), **days)
    assert [row.found.weighted for row in rows] == sorted(
        (row.found.weighted for row in rows), reverse=True
    )


def _plain_table(sold):
    """Each manufacturer's stores, weight, cents, units and weeks, told from the lines alone."""
    floor = [line for line in sold if line[1] == "web" or line[0] % 7 != 6]
    days = {store: {line[0] for line in floor if line[1] == store} for store in ("a", "b", "web")}
    open_stores = {store for store, traded in days.items() if traded}
    market = sum(line[4] for line in sold if line[1] in open_stores)
    found = {}
    for maker in "xy":
        own = [line for line in sold if line[2] == f"{maker}1" and line[1] in open_stores]
        stores = {line[1] for line in own if line[3] > 0}
        if stores:
            weight = sum(line[4] for line in sold if line[1] in stores)
            found[maker] = (
                len(open_stores),
                len(stores),
                weight / market if market > 0 else None,
                sum(line[4] for line in own if line[1] in stores),
                sum(line[3] for line in own if line[1] in stores),
                sum(len(days[store]) / (7 if store == "web" else 6) for store in stores),
            )
    return found


@settings(settings.get_profile("costly"))
@given(sold=st.lists(SOLD, max_size=30))
def test_plain_python_finds_the_same_table_on_random_ledgers(random_ledger, sold):
    random_ledger.connection.execute("DELETE FROM sales")
    for offset, store_id, product_id, units, cent in sold:
        day = MONDAY + timedelta(days=offset)
        random_ledger.sell(day, store_id, product_id, str(cent / 100), units=units)
    answers = [random_ledger.run(question) for question in store_questions(MONDAY, END)]
    rows = distribution_table(*answers, from_date=MONDAY, to_date=END)
    expected = _plain_table(sold)
    assert {row.manufacturer_id for row in rows} == set(expected)
    for row in rows:
        opened, selling, weighted, cents, units, weeks = expected[row.manufacturer_id]
        found = row.found
        assert (found.open_stores, found.selling_stores) == (opened, selling)
        assert (round(found.revenue * 100), found.units) == (cents, units)
        assert found.numeric == pytest.approx(selling / opened)
        assert found.store_weeks == pytest.approx(weeks)
        if weighted is None:
            assert math.isnan(found.weighted)
        else:
            assert found.weighted == pytest.approx(weighted)


PLACED = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["wall", "table"]),
    st.integers(-5, 13),
    st.none() | st.integers(-2, 16),
)


def _plain_space(sold, placed, metres):
    """Cents and square metre weeks by format, day by day."""
    found = {}
    for day in range(14):
        standing = [
            (store_id, name)
            for store_id, name, begin, end in placed
            if begin <= day and (end is None or day < end)
        ]
        for store_id, name in standing:
            space = sum(metres[other] for place, other in standing if place == store_id)
            revenue = sum(line[4] for line in sold if line[:3] == (day, store_id, "x1"))
            cents, weeks = found.get(name, (0.0, 0.0))
            found[name] = cents + revenue * metres[name] / space, weeks + metres[name] / 7
    return found


@settings(settings.get_profile("costly"))
@given(sold=st.lists(SOLD, max_size=25), placed=st.lists(PLACED, max_size=4))
def test_plain_python_finds_the_same_revenue_of_space(random_ledger, sold, placed):
    random_ledger.connection.execute("DELETE FROM sales; DELETE FROM areas")
    for offset, store_id, product_id, units, cent in sold:
        day = MONDAY + timedelta(days=offset)
        random_ledger.sell(day, store_id, product_id, str(cent / 100), units=units)
    for number, (store_id, name, begin, end) in enumerate(placed):
        days = (None if at is None else MONDAY + timedelta(days=at) for at in (begin, end))
        _place(random_ledger, str(number), *days, store_id=store_id, format_id=name)
    metres = {"wall": 6.0, "table": 2.0}
    rows = _space(random_ledger, metres)
    expected = _plain_space(sold, placed, metres)
    assert {row.format_id for row in rows} == set(expected)
    for row in rows:
        cents, weeks = expected[row.format_id]
        assert row.revenue * 100 == pytest.approx(cents, abs=0.51)
        assert row.square_metre_weeks == pytest.approx(weeks)
        assert row.per_square_metre_week * 100 * weeks == pytest.approx(cents, abs=0.51)
