"""Sums of any two periods and stores: kept months and single days agree with plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor import standing
from showfloor.errors import DataError, UsageError
from showfloor.standing.period_queries import whole_months
from showfloor.standing.types import MEASURES

FIRST = date(2019, 11, 15)
VERSIONS = (
    ("p", date(2019, 1, 1), "x", "phones", Decimal("10.00"), Decimal("2.00")),
    ("p", date(2020, 2, 10), "y", "phones", Decimal("12.00"), None),
    ("q", date(2019, 1, 1), "y", "tv", None, Decimal("5.50")),
)
KINDS = {"a": "standard", "b": "flagship", "web": "online"}
DAYS = st.integers(0, 150)
SOLD = st.tuples(
    DAYS,
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(["p", "q", "gone"]),
    st.integers(-300, 900),
    st.integers(-3, 6),
)
PERIOD = st.tuples(DAYS, st.integers(1, 120))


def _day(number):
    return FIRST + timedelta(days=number)


def _fill(ledger, sold):
    ledger.connection.execute("DELETE FROM sales; DELETE FROM products")
    for product_id, begins, maker, category, price, margin in VERSIONS:
        ledger.add(
            "products",
            product_id=product_id,
            valid_from=begins,
            manufacturer_id=maker,
            category=category,
            list_price=price,
            unit_margin=margin,
        )
    for day, store_id, product_id, cents, units in sold:
        ledger.sell(_day(day), store_id, product_id, str(Decimal(cents) / 100), units)


def _plain(sold, begin, end, kind, category):
    """Sums by manufacturer, line by line, with the version that was valid on the day."""
    found = defaultdict(lambda: defaultdict(Decimal))
    for number, store_id, product_id, cents, units in sold:
        day = _day(number)
        valid = [v for v in VERSIONS if v[0] == product_id and v[1] <= day]
        _, _, maker, of, price, margin = max(
            valid, key=lambda v: v[1], default=("", FIRST, "(unknown)", "(unknown)", None, None)
        )
        if begin <= day < end and kind in {None, KINDS[store_id]} and category in {None, of}:
            sums = found[maker]
            sums["lines"] += 1
            sums["revenue"] += Decimal(cents) / 100
            sums["units"] += units
            sums["list_value"] += units * (price or 0)
            sums["margin"] += units * (margin or 0)
    return found


@settings(settings.get_profile("costly"))
@given(
    sold=st.lists(SOLD, max_size=25),
    now=PERIOD,
    before=PERIOD,
    kind=st.none() | st.sampled_from(sorted(set(KINDS.values()))),
    category=st.none() | st.just("phones"),
    measure=st.sampled_from(MEASURES),
)
def test_any_two_periods_agree_with_plain_python(
    blank_ledger, sold, now, before, kind, category, measure
):
    _fill(blank_ledger, sold)
    begin, end = _day(now[0]), _day(now[0] + now[1])
    previous = (_day(before[0]), _day(before[0] + before[1]))
    expected = _plain(sold, begin, end, kind, category)
    earlier = _plain(sold, *previous, kind, category)
    by_category = category is not None or measure not in {"revenue", "units"}
    for asked_by_category in {True, by_category}:
        columns = blank_ledger.run(
            standing.sales_by_manufacturer(
                begin,
                end,
                previous_from=previous[0],
                previous_to=previous[1],
                by_category=asked_by_category,
            )
        )
        if not expected and not earlier:
            continue
        try:
            table = standing.league_table(
                columns,
                ranked_by=measure,
                from_date=begin,
                to_date=end,
                kind=kind,
                category=category,
                has_previous=True,
            )
        except DataError:  # no product states a price
            assert not any(sums[measure] for sums in (*expected.values(), *earlier.values()))
            continue
        assert {row.manufacturer_id for row in table.rows} == {*expected, *earlier}
        for row in table.rows:
            sums, old = expected[row.manufacturer_id], earlier[row.manufacturer_id]
            assert row.value == pytest.approx(float(sums[measure]), abs=1e-9)
            assert row.revenue == pytest.approx(float(sums["revenue"]), abs=1e-9)
            if any(found["lines"] for found in earlier.values()):
                assert row.previous_value == pytest.approx(float(old[measure]), abs=1e-9)
        total = sum(sums[measure] for sums in expected.values())
        assert table.total_value == pytest.approx(float(total), abs=1e-9)


def test_the_share_of_units_with_a_price_is_said(blank_ledger):
    # p has a list price, q has none: 3 of 4 units are valued, at 10.00 each.
    _fill(blank_ledger, [(0, "a", "p", 2_000, 3), (0, "a", "q", 2_000, 1)])
    columns = blank_ledger.run(standing.sales_by_manufacturer(FIRST, _day(1)))
    table = standing.league_table(
        columns, ranked_by="list_value", from_date=FIRST, to_date=_day(1), has_previous=False
    )
    assert table.valued_share == 0.75
    assert [(row.manufacturer_id, row.value) for row in table.rows] == [("x", 30.0), ("y", 0.0)]


def test_a_measure_that_no_product_states_is_refused_with_the_column_it_needs(blank_ledger):
    _fill(blank_ledger, [(0, "a", "q", 2_000, 3), (1, "a", "gone", 100, 1)])
    columns = blank_ledger.run(standing.sales_by_manufacturer(FIRST, _day(5)))
    with pytest.raises(DataError, match="with the column list_price"):
        standing.league_table(
            columns, ranked_by="list_value", from_date=FIRST, to_date=_day(5), has_previous=False
        )


def test_sales_without_prices_rank_by_no_margin_and_no_category(blank_ledger):
    _fill(blank_ledger, [(0, "a", "p", 2_000, 3)])
    asked = standing.sales_by_manufacturer(FIRST, _day(1), by_category=False)
    columns = blank_ledger.run(asked)
    for options in ({"ranked_by": "margin"}, {"category": "phones"}):
        with pytest.raises(UsageError, match="by category"):
            standing.league_table(
                columns, from_date=FIRST, to_date=_day(1), has_previous=False, **options
            )


@pytest.mark.parametrize(
    ("begin", "end", "whole"),
    [
        ("2021-01-01", "2022-01-01", ("2021-01-01", "2022-01-01")),
        ("2021-01-02", "2021-04-15", ("2021-02-01", "2021-04-01")),
        ("2021-01-02", "2021-02-28", ("2021-02-28", "2021-02-28")),
        ("2021-02-03", "2021-02-10", ("2021-02-10", "2021-02-10")),
        ("2020-12-31", "2021-02-01", ("2021-01-01", "2021-02-01")),
    ],
)
def test_whole_months_of_a_period(begin, end, whole):
    days = (date.fromisoformat(text) for text in (begin, end))
    assert whole_months(*days) == tuple(date.fromisoformat(text) for text in whole)


@settings(settings.get_profile("costly"))
@given(
    sold=st.lists(SOLD, max_size=25),
    now=PERIOD,
    kind=st.none() | st.sampled_from(sorted(set(KINDS.values()))),
    top=st.none() | st.integers(1, 2),
)
def test_monthly_series_agree_with_plain_python(blank_ledger, sold, now, kind, top):
    _fill(blank_ledger, sold)
    begin, end = _day(now[0]), _day(now[0] + now[1])
    columns = blank_ledger.run(standing.sales_by_month(begin, end, kind=kind))
    series = standing.monthly_series(columns, from_date=begin, to_date=end, kind=kind, top=top)
    by_month = [
        _plain(
            sold,
            max(begin, month),
            min(end, (month + timedelta(days=31)).replace(day=1)),
            kind,
            None,
        )
        for month in series.months
    ]
    for total, sums in zip(series.total, by_month, strict=True):
        assert total == pytest.approx(float(sum(found["revenue"] for found in sums.values())))
    for maker, amounts in zip(series.manufacturer_ids, series.revenue, strict=True):
        if maker != "(others)":
            expected = [float(sums[maker]["revenue"]) for sums in by_month]
            assert list(amounts) == pytest.approx(expected)
    assert [sum(column) for column in zip(*series.revenue, strict=True)] == pytest.approx(
        list(series.total)
    ) or not series.revenue
