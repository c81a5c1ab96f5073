"""League tables by hand on a few rows, and against plain Python on random ledgers."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor import standing
from showfloor.errors import DataError, UsageError

YEAR = (date(2020, 1, 1), date(2021, 1, 1))
BEFORE = (date(2019, 1, 1), date(2020, 1, 1))


def _columns(ledger, *, previous=True):
    query = standing.sales_by_manufacturer(
        *YEAR,
        previous_from=BEFORE[0] if previous else None,
        previous_to=BEFORE[1] if previous else None,
    )
    return ledger.run(query)


def _table(ledger, *, previous=True, **scope):
    return standing.league_table(
        _columns(ledger, previous=previous),
        from_date=YEAR[0],
        to_date=YEAR[1],
        has_previous=previous,
        **scope,
    )


def _row(table, manufacturer_id):
    return next(row for row in table.rows if row.manufacturer_id == manufacturer_id)


def _known_from_2019(ledger, *products):
    for product_id in products:
        ledger.connection.execute(
            "UPDATE products SET valid_from = DATE '2018-01-01' WHERE product_id = ?", [product_id]
        )


def test_a_league_table_ranks_shares_and_grows_by_hand(ledger):
    # x sells 60 after 50, y sells 40 after 50: total 100 after 100.
    _known_from_2019(ledger, "x1", "y1")
    ledger.sell("2020-05-04", "a", "x1", "60.00", units=2)
    ledger.sell("2020-05-05", "b", "y1", "40.00", units=4)
    ledger.sell("2019-05-06", "a", "x1", "50.00")
    ledger.sell("2019-05-07", "a", "y1", "50.00")
    table = _table(ledger)
    first, second = table.rows
    assert (first.manufacturer_id, first.name, first.rank, first.revenue) == ("x", "X", 1, 60.0)
    assert (first.share, first.previous_share, first.previous_rank) == (0.6, 0.5, 1)
    assert first.growth == pytest.approx(0.2, abs=1e-15)
    assert (second.rank, second.share, second.previous_rank) == (2, 0.4, 1)
    assert second.growth == pytest.approx(-0.2, abs=1e-15)
    assert (table.total_revenue, table.total_units, table.growth) == (100.0, 6.0, 0.0)
    assert (table.previous_total_revenue, table.growth_reason) == (100.0, "")


def test_ranking_by_units_uses_units_for_rank_share_and_growth(ledger):
    _known_from_2019(ledger, "x1", "y1")
    ledger.sell("2020-05-04", "a", "x1", "60.00", units=1)
    ledger.sell("2020-05-05", "a", "y1", "40.00", units=3)
    ledger.sell("2019-05-06", "a", "y1", "90.00", units=2)
    table = _table(ledger, ranked_by="units")
    assert [row.manufacturer_id for row in table.rows] == ["y", "x"]
    assert _row(table, "y").share == 0.75
    assert _row(table, "y").growth == 0.5
    assert table.growth == 1.0


def test_equal_manufacturers_share_a_rank_in_the_order_of_their_ids(ledger):
    ledger.sell("2020-05-04", "a", "z1", "10.00")
    ledger.sell("2020-05-04", "a", "y1", "10.00")
    ledger.sell("2020-05-04", "a", "x1", "5.00")
    rows = _table(ledger).rows
    assert [(row.manufacturer_id, row.rank) for row in rows] == [("y", 1), ("z", 1), ("x", 3)]


def test_the_unknown_stands_last_and_takes_nobodys_rank_but_counts_in_every_total(ledger):
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    ledger.sell("2020-05-04", "a", "nobody knows", "90.00")
    table = _table(ledger)
    assert [(row.manufacturer_id, row.rank) for row in table.rows] == [("x", 1), ("(unknown)", 2)]
    assert [row.share for row in table.rows] == [0.1, 0.9]
    assert (table.total_revenue, table.unknown_revenue, table.unknown_lines) == (100.0, 90.0, 1)


def test_a_sale_before_the_first_version_of_its_product_is_unknown(ledger):
    ledger.sell("2019-12-31", "a", "x1", "7.00")
    ledger.sell("2020-01-01", "a", "x1", "3.00")
    table = _table(ledger)
    assert table.previous_total_revenue == 7.0
    assert _row(table, "x").previous_revenue == 0.0
    assert _row(table, "(unknown)").previous_revenue == 7.0


def test_the_version_of_a_product_that_is_valid_on_the_day_decides(ledger):
    ledger.add(
        "products",
        product_id="x1",
        valid_from="2020-07-01",
        manufacturer_id="y",
        category="televisions",
    )
    ledger.sell("2020-06-30", "a", "x1", "1.00")
    ledger.sell("2020-07-01", "a", "x1", "2.00")
    table = _table(ledger)
    assert (_row(table, "x").revenue, _row(table, "y").revenue) == (1.0, 2.0)
    assert _table(ledger, category="televisions").total_revenue == 2.0


def test_online_is_a_channel_and_a_missing_region_or_category_is_a_scope(ledger):
    ledger.add(
        "products",
        product_id="x2",
        valid_from="2020-01-01",
        manufacturer_id="x",
        category=None,
    )
    ledger.sell("2020-05-04", "a", "x1", "1.00")
    ledger.sell("2020-05-04", "b", "x2", "2.00")
    ledger.sell("2020-05-04", "web", "x1", "4.00")
    assert _table(ledger, channel="online").total_revenue == 4.0
    assert _table(ledger, channel="store").total_revenue == 3.0
    assert _table(ledger, region="(none)").total_revenue == 2.0
    assert _table(ledger, category="(none)").total_revenue == 2.0
    assert _table(ledger, category="phones", channel="store", region="DE-NW").total_revenue == 1.0


def test_returns_lower_revenue_and_units(ledger):
    ledger.sell("2020-05-04", "a", "x1", "10.00", units=2)
    ledger.sell("2020-05-06", "a", "x1", "-5.00", units=-1)
    table = _table(ledger)
    assert (table.total_revenue, table.total_units) == (5.0, 1.0)


def test_without_a_comparison_period_growth_is_undefined_and_says_why(ledger):
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    table = _table(ledger, previous=False, no_previous_reason="sales begin on 2020-01-02")
    row = table.rows[0]
    assert math.isnan(table.growth)
    assert math.isnan(row.growth)
    assert math.isnan(row.previous_revenue)
    assert math.isnan(row.previous_share)
    assert row.previous_rank is None
    assert (table.growth_reason, row.growth_reason) == ("sales begin on 2020-01-02",) * 2


def test_a_newcomer_has_no_growth_while_the_total_has(ledger):
    _known_from_2019(ledger, "x1")
    ledger.sell("2019-05-06", "a", "x1", "10.00")
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    ledger.sell("2020-05-04", "a", "y1", "5.00")
    table = _table(ledger)
    newcomer = _row(table, "y")
    assert table.growth == 0.5
    assert math.isnan(newcomer.growth)
    assert newcomer.growth_reason == "sold nothing in the comparison period"
    assert (newcomer.previous_revenue, newcomer.previous_rank) == (0.0, None)


def test_one_who_sells_no_more_is_listed_with_a_growth_of_minus_one(ledger):
    _known_from_2019(ledger, "y1")
    ledger.sell("2019-05-06", "a", "y1", "10.00")
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    gone = _row(_table(ledger), "y")
    assert (gone.rank, gone.revenue, gone.share, gone.growth) == (2, 0.0, 0.0, -1.0)


def test_growth_against_returns_alone_is_undefined(ledger):
    _known_from_2019(ledger, "x1")
    ledger.sell("2019-05-06", "a", "x1", "-10.00", units=-1)
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    table = _table(ledger)
    assert math.isnan(table.growth)
    assert table.growth_reason == "sales of the comparison period are not positive"


def test_a_ledger_without_sales_gives_an_empty_table_with_undefined_growth(ledger):
    table = _table(ledger)
    assert table.rows == ()
    assert table.total_revenue == 0.0
    assert math.isnan(table.growth)
    assert table.growth_reason == "no sales in the comparison period"


def test_a_misspelt_category_names_the_nearest(ledger):
    ledger.sell("2020-05-04", "a", "x1", "10.00")
    with pytest.raises(DataError, match=r"category 'phone'.*did you mean 'phones'"):
        _table(ledger, category="phone")


def test_ranking_by_anything_else_is_refused(ledger):
    with pytest.raises(UsageError, match="profit"):
        _table(ledger, ranked_by="profit")


def test_scopes_list_what_was_sold_by_falling_revenue(ledger):
    ledger.sell("2020-05-04", "a", "x1", "1.00")
    ledger.sell("2020-05-04", "web", "y1", "4.00")
    ledger.sell("2020-05-04", "a", "nobody knows", "2.00")
    found = standing.scopes(_columns(ledger))
    assert [(s.value, s.revenue, s.manufacturers) for s in found.categories] == [
        ("phones", 5.0, 2),
        ("(unknown)", 2.0, 0),
    ]
    assert [s.value for s in found.regions] == ["DE-BE", "DE-NW"]
    assert [s.value for s in found.channels] == ["online", "store"]


PRODUCTS = ("x1", "x2", "y1", "z1", "lost")
MAKERS = {"x1": "x", "x2": "x", "y1": "y", "z1": "z"}
CATEGORIES = {"x1": "phones", "x2": "lamps", "y1": "phones", "z1": "lamps"}

lines = st.lists(
    st.tuples(
        st.integers(0, 731),
        st.sampled_from(("a", "b", "web")),
        st.sampled_from(PRODUCTS),
        st.integers(-300, 2_000),
        st.integers(-2, 5),
    ),
    max_size=25,
)


def _filled(ledger, sold):
    ledger.connection.execute("DELETE FROM products; DELETE FROM sales")
    for product_id, maker in MAKERS.items():
        ledger.add(
            "products",
            product_id=product_id,
            valid_from="2018-01-01",
            manufacturer_id=maker,
            category=CATEGORIES[product_id],
        )
    for day, store_id, product_id, cents, units in sold:
        when = BEFORE[0] + timedelta(days=day)
        ledger.sell(when.isoformat(), store_id, product_id, str(Decimal(cents) / 100), units)
    return ledger


@settings(max_examples=40, deadline=None)
@given(sold=lines, category=st.sampled_from((None, "phones")), by=st.sampled_from(("cents", "u")))
def test_tables_agree_with_plain_python(blank_ledger, sold, category, by):
    ledger = _filled(blank_ledger, sold)
    now, before, lines_before = defaultdict(int), defaultdict(int), defaultdict(int)
    cents_now = 0
    for day, _, product_id, cents, units in sold:
        if category is not None and CATEGORIES.get(product_id) != category:
            continue
        maker = MAKERS.get(product_id, "(unknown)")
        amount = cents if by == "cents" else units
        if day >= 365:
            if day < 731:  # 2020 is a leap year: day 731 is 1 January 2021
                now[maker] += amount
                cents_now += cents
        else:
            before[maker] += amount
            lines_before[maker] += 1
    columns = _columns(ledger)
    if category is not None and category not in set(columns["category"]):
        return
    table = standing.league_table(
        columns,
        ranked_by="revenue" if by == "cents" else "units",
        from_date=YEAR[0],
        to_date=YEAR[1],
        category=category,
        has_previous=True,
    )
    assert table.total_revenue == pytest.approx(cents_now / 100, abs=1e-12)
    scale = 100 if by == "cents" else 1
    total = sum(now.values())
    known = [maker for maker in {*now, *before} if maker != "(unknown)"]
    for row in table.rows:
        value = now[row.manufacturer_id]
        shown = row.revenue if by == "cents" else row.units
        assert shown == pytest.approx(value / scale, abs=1e-12)
        if row.manufacturer_id == "(unknown)":
            assert row is table.rows[-1]
        else:
            assert row.rank == 1 + sum(now[other] > value for other in known)
        if total > 0:
            assert row.share == pytest.approx(value / total, abs=1e-12)
        else:
            assert math.isnan(row.share)
        if lines_before[row.manufacturer_id] and before[row.manufacturer_id] > 0:
            growth = value / before[row.manufacturer_id] - 1
            assert row.growth == pytest.approx(growth, abs=1e-12)
        else:
            assert math.isnan(row.growth)
            assert row.growth_reason
    if total > 0:
        assert sum(row.share for row in table.rows) == pytest.approx(1.0, abs=1e-12)
    assert [r.rank for r in table.rows] == sorted(r.rank for r in table.rows)


@settings(max_examples=20, deadline=None)
@given(sold=lines)
def test_the_order_in_which_sales_came_changes_nothing(blank_ledger, sold):
    one = _columns(_filled(blank_ledger, sold))
    other = _columns(_filled(blank_ledger, sold[::-1]))
    for name in one:
        assert np.array_equal(one[name], other[name])
