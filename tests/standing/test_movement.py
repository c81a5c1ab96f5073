"""Why it moved: parts by hand, against every order of change, and to the cent on random sales."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.standing.like_for_like import StoreScope
from showfloor.standing.movement import shapley_parts, whole_cents, why_it_moved
from showfloor.standing.movement_queries import movement_questions

MONDAY = date(2021, 6, 7)
END = MONDAY + timedelta(days=6)
BEFORE = MONDAY - timedelta(days=364)
TABLES = """
CREATE TABLE closures (store_id VARCHAR, from_date DATE, to_date DATE, reason VARCHAR,
  crew_access BOOLEAN);
CREATE TABLE traffic (date DATE, store_id VARCHAR, baskets BIGINT, visitors BIGINT);
ALTER TABLE sales ADD COLUMN lines BIGINT;
UPDATE products SET valid_from = DATE '2015-01-01';
INSERT INTO products (product_id, valid_from, manufacturer_id, category)
  VALUES ('x2', DATE '2015-01-01', 'x', 'phones');
"""


@pytest.fixture
def shops(ledger):
    ledger.connection.execute(TABLES)
    return ledger


def _asked(ledger, manufacturer_id="x", scope=None, **options):
    questions = movement_questions(MONDAY, END, manufacturer_id=manufacturer_id, scope=scope)
    answers = [ledger.run(query) for query in questions]
    return why_it_moved(*answers, from_date=MONDAY, to_date=END, **options)


def _parts(movement):
    return {part.name: part.change for part in movement.parts if part.change}


def _sell(ledger, now, before, *, store_id="a", day=0):
    """Sell {product: (units, revenue)} on a day and on the comparable day."""
    for first, sold in ((MONDAY, now), (BEFORE, before)):
        for product_id, (units, revenue) in sold.items():
            ledger.sell(first + timedelta(days=day), store_id, product_id, revenue, units=units)


def test_units_and_price_share_what_they_did_together(shops):
    # 10 at 5.00, then 12 at 6.00: units 2 x 5.50, price 1.00 x 11.
    _sell(shops, {"x1": (12, "72.00")}, {"x1": (10, "50.00")})
    movement = _asked(shops)
    assert movement.change == 22.0
    assert _parts(movement) == {"units": 11.0, "price": 11.0}
    assert movement.counted_reason


def test_dearer_products_in_the_basket_are_mix_and_no_price(shops):
    # Prices stay 1.00 and 3.00; 10 and 10 become 15 and 5.
    _sell(
        shops,
        {"x1": (15, "15.00"), "x2": (5, "15.00")},
        {"x1": (10, "10.00"), "x2": (10, "30.00")},
    )
    assert _parts(_asked(shops)) == {"mix": -10.0}


def test_a_new_product_is_units_and_mix(shops):
    # 10 at 2.00; then also 10 at 5.00: a unit brings 2.00, then 3.50. Units 10 x 2.75, mix
    # 1.50 x 15.
    _sell(shops, {"x1": (10, "20.00"), "x2": (10, "50.00")}, {"x1": (10, "20.00")})
    assert _parts(_asked(shops)) == {"units": 27.5, "mix": 22.5}


def test_customers_and_what_they_take_are_apart_where_both_days_are_counted(shops):
    # 100 customers take 0.10 units at 5.00, then 80 take 0.15: -20 x 0.125 x 5 and 0.05 x 90 x 5.
    _sell(shops, {"x1": (12, "60.00")}, {"x1": (10, "50.00")})
    shops.add("traffic", date=MONDAY, store_id="a", baskets=80)
    assert _asked(shops).counted_reason
    shops.add("traffic", date=BEFORE, store_id="a", baskets=100)
    movement = _asked(shops)
    assert (movement.previous_counted, movement.counted) == (100.0, 80.0)
    assert _parts(movement) == {"customers": -12.5, "units per customer": 22.5}


def test_lines_stand_in_for_customers_where_every_row_states_them(shops):
    # 5 lines of 2 units at 5.00, then 8 lines of 1.5 units: 3 x 1.75 x 5 and -0.5 x 6.5 x 5.
    _sell(shops, {"x1": (12, "60.00")}, {"x1": (10, "50.00")})
    shops.connection.execute("UPDATE sales SET lines = 8 WHERE units = 12")
    assert _asked(shops).counted_by == ""
    shops.connection.execute("UPDATE sales SET lines = 5 WHERE units = 10")
    movement = _asked(shops)
    assert (movement.counted_by, movement.previous_counted, movement.counted) == ("lines", 5.0, 8.0)
    assert _parts(movement) == {"lines": 26.25, "units per line": -16.25}


def test_stores_and_open_days_are_the_sales_of_days_without_a_comparable_day(shops):
    # a: comparable, 8 after 5. b opened: 7. web was closed last year on the day: 3. c ended: 4.
    shops.connection.execute("UPDATE stores SET opened_on = '2021-01-01' WHERE store_id = 'b'")
    shops.add("stores", store_id="c", kind="standard", closed_on="2021-01-01")
    shops.add("closures", store_id="web", from_date=BEFORE, to_date=BEFORE + timedelta(days=1))
    _sell(shops, {"x1": (1, "8.00")}, {"x1": (1, "5.00")})
    _sell(shops, {"x1": (1, "7.00")}, {}, store_id="b")
    _sell(shops, {"x1": (1, "3.00")}, {}, store_id="web")
    _sell(shops, {}, {"x1": (1, "4.00")}, store_id="c")
    movement = _asked(shops)
    assert (movement.revenue, movement.previous_revenue, movement.change) == (18.0, 9.0, 9.0)
    assert _parts(movement) == {
        "stores opened": 7.0,
        "stores closed": -4.0,
        "open days": 3.0,
        "price": 3.0,
    }
    assert (movement.comparable_revenue, movement.comparable_previous_revenue) == (8.0, 5.0)


def test_returns_that_leave_no_units_have_no_price(shops):
    _sell(shops, {"x1": (0, "4.00"), "y1": (1, "2.00")}, {"x1": (1, "9.00"), "y1": (1, "2.00")})
    movement = _asked(shops, manufacturer_id=None)
    assert _parts(movement) == {"without units": -5.0}


def test_a_manufacturer_that_sold_nothing_before_moved_by_its_units(shops):
    _sell(shops, {"x1": (2, "8.00"), "y1": (1, "1.00")}, {"y1": (1, "1.00")})
    assert _parts(_asked(shops)) == {"units": 8.0}


def test_a_scope_keeps_its_own_stores_alone(shops):
    for store_id in ("a", "b", "web"):
        _sell(shops, {"x1": (3, "3.00")}, {"x1": (1, "1.00")}, store_id=store_id)
    assert _asked(shops).change == 6.0
    assert _asked(shops, scope=StoreScope(kind="flagship")).change == 2.0
    assert _asked(shops, scope=StoreScope(channel="store", category="phones")).change == 4.0


SOLD = st.tuples(
    st.sampled_from(["x1", "x2", "y1"]),
    st.sampled_from([-364, -363, -358, 0, 1, 6]),
    st.sampled_from(["a", "b", "web"]),
    st.integers(-2, 40),
    st.integers(-500, 90_000),
)


@pytest.fixture(scope="module")
def random_ledger(blank_ledger):
    blank_ledger.connection.execute(TABLES)
    yield blank_ledger
    blank_ledger.connection.execute(
        "DELETE FROM sales; DELETE FROM products; DROP TABLE closures; DROP TABLE traffic;"
        "ALTER TABLE sales DROP COLUMN lines"
    )


@settings(settings.get_profile("costly"))
@given(sold=st.lists(SOLD, max_size=40), count=st.booleans())
def test_parts_add_up_to_the_change_to_the_cent_on_random_sales(random_ledger, sold, count):
    ledger = random_ledger
    ledger.connection.execute("DELETE FROM sales; DELETE FROM traffic")
    whole = 0
    for product_id, offset, store_id, units, cent in sold:
        day = MONDAY + timedelta(days=offset)
        ledger.sell(day, store_id, product_id, str(cent / 100), units=units)
        whole += cent if 0 <= offset < 6 else -cent if offset < -358 else 0
    if count:
        ledger.connection.execute("""
            INSERT INTO traffic SELECT DATE '2021-06-07' + n::INTEGER, store_id,
              40 + ascii(store_id) % 3 + n % 7, NULL
            FROM range(-364, 7) days(n), stores
        """)
    movement = _asked(ledger, manufacturer_id=None)
    assert round(movement.change * 100) == whole
    assert sum(round(part.change * 100) for part in movement.parts) == whole


@settings(max_examples=50, deadline=None)
@given(
    before=st.lists(st.integers(1, 50), min_size=4, max_size=4),
    now=st.lists(st.integers(1, 50), min_size=4, max_size=4),
)
def test_parts_are_the_mean_over_every_order_of_change(before, now):
    def value(moved):
        return float(np.prod([(now if i in moved else before)[i] for i in range(4)]))

    effects = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        state = list(before)
        for factor in order:
            old = float(np.prod(state))
            state[factor] = now[factor]
            effects[factor] += float(np.prod(state)) - old
    np.testing.assert_allclose(shapley_parts(value, 4), effects / len(orders), atol=1e-6)


@settings(deadline=None)
@given(
    parts=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
    extra=st.integers(-9, 9),
)
def test_rounded_parts_add_up_to_any_total_near_them(parts, extra):
    total = round(sum(parts))
    rounded = whole_cents(parts, total)
    assert sum(rounded) == total
    assert all(abs(a - b) <= 2 for a, b in zip(rounded, parts, strict=True))
    assert sum(whole_cents(parts, total + extra)) == total + extra


@settings(settings.get_profile("costly"))
@given(sold=st.lists(SOLD, max_size=30))
def test_plain_python_finds_the_same_open_days_and_comparable_sales(random_ledger, sold):
    # A store-day compares where the store sold something on it and 52 weeks before; stores neither
    # open nor close here, and 7 June 2021 is a Monday: all six days trade.
    ledger = random_ledger
    ledger.connection.execute("DELETE FROM sales; DELETE FROM traffic")
    for product_id, offset, store_id, units, cent in sold:
        day = MONDAY + timedelta(days=offset)
        ledger.sell(day, store_id, product_id, str(cent / 100), units=units)
    days = {(offset, store_id) for _, offset, store_id, _, _ in sold}
    comparable = {
        key for offset, store_id in days for key in [(offset, store_id)]
        if 0 <= offset < 6 and (offset - 364, store_id) in days
    }  # fmt: skip
    both = comparable | {(offset - 364, store_id) for offset, store_id in comparable}
    now, before, rest = 0, 0, 0
    for _, offset, store_id, _, cent in sold:
        if (offset, store_id) in both:
            now, before = (now + cent, before) if offset >= 0 else (now, before + cent)
        elif 0 <= offset < 6 or offset < -358:
            rest += cent if offset >= 0 else -cent
    movement = _asked(ledger, manufacturer_id=None)
    assert round(movement.comparable_revenue * 100) == now
    assert round(movement.comparable_previous_revenue * 100) == before
    parts = {part.name: round(part.change * 100) for part in movement.parts}
    assert parts["open days"] == rest
    assert parts["stores opened"] == parts["stores closed"] == 0
