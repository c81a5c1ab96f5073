"""Baselines by hand, and against a day-by-day count in plain Python."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor import learn
from showfloor.domain.calendars import TradingDays
from showfloor.errors import DataError

# 2020-06-01 is a Monday; four whole weeks, 24 trading days from Monday to Saturday.
FOUR_WEEKS = ("2020-06-01", "2020-06-29")


def _store(baseline, store_id):
    return next(store for store in baseline.stores if store.store_id == store_id)


def test_a_baseline_is_sales_divided_by_open_weeks(ledger):
    ledger.sell("2020-06-02", "a", "phone", "800.00", units=4)
    ledger.sell("2020-06-20", "a", "lamp", "40.00", units=2)
    found = _store(ledger.baseline(*FOUR_WEEKS), "a")
    assert (found.kind, found.open_weeks) == ("standard", 4.0)
    assert (found.units, found.revenue) == (1.5, 210.0)
    assert found.known_margin == 30.0  # 4 phones at 30 over 4 weeks
    assert found.unpriced_revenue == (("lamps", 10.0),)


def test_every_store_has_a_baseline_and_zero_where_nothing_was_sold(ledger):
    found = ledger.baseline(*FOUR_WEEKS)
    assert [(s.store_id, s.open_weeks, s.revenue) for s in found.stores] == [
        ("a", 4.0, 0.0),
        ("b", 4.0, 0.0),
    ]


def test_rivals_and_other_days_do_not_count(ledger):
    ledger.sell("2020-06-02", "a", "rival", "500.00")
    ledger.sell("2020-05-31", "a", "phone", "500.00")
    ledger.sell("2020-06-29", "a", "phone", "500.00")
    assert _store(ledger.baseline(*FOUR_WEEKS), "a").revenue == 0.0


def test_a_closed_week_is_in_neither_the_sales_nor_the_weeks(ledger):
    ledger.add("closures", store_id="a", from_date="2020-06-08", to_date="2020-06-15")
    ledger.sell("2020-06-02", "a", "phone", "300.00")
    ledger.sell("2020-06-10", "a", "phone", "77.00")
    baseline = ledger.baseline(*FOUR_WEEKS)
    assert _store(baseline, "a").open_weeks == 3.0
    assert _store(baseline, "a").revenue == 100.0
    assert baseline.excluded_revenue == 77.0


def test_overlapping_closures_count_a_day_and_its_sales_once(ledger):
    ledger.add("closures", store_id="a", from_date="2020-06-08", to_date="2020-06-15")
    ledger.add("closures", store_id="a", from_date="2020-06-11", to_date="2020-06-22")
    ledger.sell("2020-06-12", "a", "phone", "77.00")
    baseline = ledger.baseline(*FOUR_WEEKS)
    assert _store(baseline, "a").open_weeks == 2.0
    assert baseline.excluded_revenue == 77.0


def test_a_closure_that_began_before_and_ends_after_the_window_leaves_no_open_week(ledger):
    ledger.add("closures", store_id="a", from_date="2020-01-01", to_date="2021-01-01")
    ledger.sell("2020-06-12", "a", "phone", "77.00")
    found = _store(ledger.baseline(*FOUR_WEEKS), "a")
    assert (found.open_weeks, found.revenue) == (0.0, 0.0)


def test_a_store_counts_from_its_opening_to_its_closing(ledger):
    ledger.add("stores", store_id="c", kind="live", opened_on="2020-06-08", closed_on="2020-06-22")
    ledger.sell("2020-06-05", "c", "phone", "1.00")
    ledger.sell("2020-06-08", "c", "phone", "20.00")
    ledger.sell("2020-06-22", "c", "phone", "2.00")
    baseline = ledger.baseline(*FOUR_WEEKS)
    assert _store(baseline, "c").open_weeks == 2.0
    assert _store(baseline, "c").revenue == 10.0
    assert baseline.excluded_revenue == 3.0


def test_days_beside_an_area_of_the_manufacturer_are_no_baseline(ledger):
    ledger.add(
        "areas",
        area_id="1",
        store_id="a",
        manufacturer_id="x",
        installed_from="2020-06-15",
        selling_from="2020-06-22",
    )
    ledger.add(
        "areas",
        area_id="2",
        store_id="b",
        manufacturer_id="y",
        installed_from="2020-06-15",
        selling_from="2020-06-22",
    )
    ledger.sell("2020-06-02", "a", "phone", "10.00")
    ledger.sell("2020-06-23", "a", "phone", "90.00")
    baseline = ledger.baseline(*FOUR_WEEKS)
    assert _store(baseline, "a").open_weeks == 2.0
    assert _store(baseline, "a").revenue == 5.0
    assert _store(baseline, "b").open_weeks == 4.0


def test_sales_on_a_day_without_trade_are_left_out_and_said(ledger):
    ledger.sell("2020-06-07", "a", "phone", "50.00")  # a Sunday
    ledger.sell("2020-06-08", "a", "phone", "40.00")
    baseline = ledger.baseline(*FOUR_WEEKS)
    assert _store(baseline, "a").revenue == 10.0
    assert baseline.excluded_revenue == 50.0
    seven = ledger.baseline(*FOUR_WEEKS, trading_days=TradingDays((0, 1, 2, 3, 4, 5, 6)))
    assert _store(seven, "a").revenue == 22.5
    assert seven.excluded_revenue == 0.0


def test_a_product_without_a_category_is_named_so(ledger):
    ledger.sell("2020-06-02", "a", "odd", "8.00")
    found = _store(ledger.baseline(*FOUR_WEEKS), "a")
    assert found.unpriced_revenue == (("(none)", 2.0),)


def test_the_margin_is_that_of_the_version_valid_on_the_day(ledger):
    ledger.add(
        "products",
        product_id="phone",
        valid_from="2020-06-15",
        manufacturer_id="x",
        category="phones",
        unit_margin="10.00",
    )
    ledger.sell("2020-06-13", "a", "phone", "200.00")
    ledger.sell("2020-06-15", "a", "phone", "200.00")
    assert _store(ledger.baseline(*FOUR_WEEKS), "a").known_margin == 10.0  # (30 + 10) / 4


def test_a_window_without_a_day_is_refused(ledger):
    with pytest.raises(DataError, match="holds no day"):
        ledger.baseline("2020-06-01", "2020-06-01")


@pytest.mark.parametrize(
    "window",
    [("2020-04-01", "2020-06-29"), ("2020-06-01", "2020-08-03"), ("2021-06-01", "2021-07-01")],
)
def test_a_window_that_reaches_far_past_the_sales_is_refused(ledger, window):
    ledger.sell("2020-06-02", "a", "phone", "8.00")
    ledger.sell("2020-06-26", "b", "rival", "8.00")
    with pytest.raises(DataError, match=r"2020-06-02 through 2020-06-26; choose a window inside"):
        ledger.baseline(*window)
    assert _store(ledger.baseline("2020-05-18", "2020-07-13"), "a").open_weeks == 8.0


def test_sales_of_a_store_that_is_not_in_the_table_are_refused(ledger):
    ledger.sell("2020-06-02", "nowhere", "phone", "8.00")
    with pytest.raises(DataError, match="nowhere"):
        ledger.baseline(*FOUR_WEEKS)


days = st.integers(-3, 30)
intervals = st.lists(st.tuples(days, st.integers(1, 12)), max_size=3)
START = date(2020, 6, 1)


@settings(max_examples=40, deadline=None)
@given(
    sold=st.lists(st.tuples(days, st.integers(-500, 5000)), max_size=15, unique_by=lambda s: s[0]),
    closures=intervals,
    areas=intervals,
    opened=st.none() | days,
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda s: tuple(sorted(s))),
)
def test_baselines_agree_with_a_count_day_by_day(
    blank_ledger, sold, closures, areas, opened, weekdays
):
    con = blank_ledger.connection
    con.execute("DELETE FROM sales; DELETE FROM closures; DELETE FROM areas")
    con.execute("UPDATE stores SET opened_on = NULL WHERE store_id = 'a'")

    def day(offset):
        return START + timedelta(days=offset)

    if opened is not None:
        con.execute("UPDATE stores SET opened_on = ? WHERE store_id = 'a'", [day(opened)])
    for offset, cents in sold:
        blank_ledger.sell(day(offset).isoformat(), "a", "lamp", str(cents / 100))
    for begin, length in closures:
        blank_ledger.add(
            "closures", store_id="a", from_date=day(begin), to_date=day(begin + length)
        )
    for begin, length in areas:
        blank_ledger.add(
            "areas",
            area_id="1",
            store_id="a",
            manufacturer_id="x",
            installed_from=day(begin),
            selling_from=day(begin),
            selling_to=day(begin + length),
        )
    open_days = {
        offset
        for offset in range(28)
        if day(offset).weekday() in weekdays
        and not any(b <= offset < b + length for b, length in (*closures, *areas))
        and (opened is None or offset >= opened)
    }
    inside = [(offset, cents) for offset, cents in sold if 0 <= offset < 28]
    counted = sum(cents for offset, cents in inside if offset in open_days)
    weeks = len(open_days) / len(weekdays)
    baseline = blank_ledger.baseline(*FOUR_WEEKS, trading_days=TradingDays(weekdays))
    found = _store(baseline, "a")
    assert found.open_weeks == pytest.approx(weeks, abs=1e-12)
    assert found.revenue == pytest.approx(counted / 100 / weeks if weeks else 0.0, abs=1e-9)
    left_out = sum(cents for _, cents in inside) - counted
    assert baseline.excluded_revenue == pytest.approx(left_out / 100, abs=1e-9)


def test_windows_that_share_a_day_are_refused_with_the_way_out():
    baseline = (date(2020, 1, 1), date(2021, 3, 2))
    with pytest.raises(DataError, match=r"share 1 days from 2021-03-01.*end the baseline on"):
        learn.check_windows(baseline, learn.measurable_from(date(2021, 3, 1)))


def test_windows_that_touch_share_no_day():
    june, july, august = date(2020, 6, 1), date(2020, 7, 1), date(2020, 8, 1)
    assert learn.check_windows((june, july), (july, august)) is None
    assert learn.check_windows((july, august), (june, july)) is None
    with pytest.raises(DataError, match="share"):
        learn.check_windows((june, august), (june, july))


def test_a_window_must_hold_a_day():
    june, july = date(2020, 6, 1), date(2020, 7, 1)
    with pytest.raises(DataError, match="measurement window"):
        learn.check_windows((june, july), (july, july))


def test_learning_from_no_store_gives_no_baseline(ledger):
    ledger.connection.execute("DELETE FROM stores")
    found = ledger.baseline(*FOUR_WEEKS)
    assert found.stores == ()
    assert np.isclose(found.excluded_revenue, 0.0)
