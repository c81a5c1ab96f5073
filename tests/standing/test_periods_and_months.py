"""Which periods are compared, and how months are laid out for a chart."""

from __future__ import annotations

from datetime import date

import pytest

from showfloor import standing
from showfloor.errors import DataError, UsageError
from showfloor.standing import SalesPeriod

THREE_YEARS = SalesPeriod(date(2018, 3, 1), date(2021, 2, 27), 100)
NONE = SalesPeriod(None, None, 0)


def test_the_sales_period_is_the_first_and_last_day_sold(ledger):
    ledger.sell("2020-05-04", "a", "x1", "1.00")
    ledger.sell("2020-02-03", "a", "x1", "1.00")
    found = standing.sales_period(ledger.run(standing.SALES_PERIOD))
    assert found == SalesPeriod(date(2020, 2, 3), date(2020, 5, 4), 2)


def test_a_ledger_without_sales_has_no_period(ledger):
    assert standing.sales_period(ledger.run(standing.SALES_PERIOD)) == NONE
    with pytest.raises(DataError, match="no sales"):
        standing.period_asked(NONE)
    assert not standing.comparison_period(date(2020, 1, 1), date(2021, 1, 1), NONE).has_data


def test_the_latest_full_year_is_asked_for_by_default():
    assert standing.period_asked(THREE_YEARS) == (date(2020, 1, 1), date(2021, 1, 1))


def test_a_year_whose_first_days_are_holidays_is_still_full():
    # Sold from 2 January to 30 December: shops were shut on the days around.
    sales = SalesPeriod(date(2017, 1, 2), date(2017, 12, 30), 9)
    assert standing.period_asked(sales) == (date(2017, 1, 1), date(2018, 1, 1))


def test_without_a_full_year_all_days_with_sales_are_asked_for():
    sales = SalesPeriod(date(2017, 3, 1), date(2018, 6, 30), 9)
    assert standing.period_asked(sales) == (date(2017, 3, 1), date(2018, 7, 1))


def test_an_open_end_is_filled_in():
    asked = standing.period_asked(THREE_YEARS, from_date=date(2021, 1, 1))
    assert asked == (date(2021, 1, 1), date(2021, 2, 28))
    asked = standing.period_asked(THREE_YEARS, to_date=date(2020, 7, 1))
    assert asked == (date(2019, 7, 1), date(2020, 7, 1))


def test_a_period_without_a_day_is_refused():
    with pytest.raises(UsageError, match="holds no day"):
        standing.period_asked(THREE_YEARS, date(2020, 5, 1), date(2020, 5, 1))


def test_the_comparison_is_the_same_days_one_year_earlier():
    found = standing.comparison_period(date(2020, 1, 1), date(2021, 1, 1), THREE_YEARS)
    assert (found.from_date, found.to_date) == (date(2019, 1, 1), date(2020, 1, 1))
    assert found.has_data


def test_a_leap_day_is_compared_with_the_first_of_march():
    found = standing.comparison_period(date(2020, 2, 1), date(2020, 2, 29), THREE_YEARS)
    assert (found.from_date, found.to_date) == (date(2019, 2, 1), date(2019, 3, 1))


def test_a_comparison_with_a_year_that_the_ledger_only_holds_in_part_is_refused_with_a_reason():
    found = standing.comparison_period(date(2019, 1, 1), date(2020, 1, 1), THREE_YEARS)
    assert not found.has_data
    assert "2018-03-01" in found.reason
    assert found.reason.endswith("a period from 2019-03-01 on can be compared")


def test_a_comparison_of_an_unfinished_period_is_refused_with_a_reason():
    found = standing.comparison_period(date(2021, 1, 1), date(2022, 1, 1), THREE_YEARS)
    assert not found.has_data
    assert "2021-02-27" in found.reason


@pytest.mark.parametrize(
    ("begin", "end", "part"),
    [
        ((2020, 1, 1), (2021, 1, 1), None),
        # Sales begin on 1 March 2018; 52 weeks on is 28 February 2019.
        ((2019, 2, 21), (2019, 4, 1), None),
        ((2019, 2, 20), (2019, 4, 1), (date(2019, 2, 28), date(2019, 4, 1))),
        ((2019, 1, 1), (2019, 3, 1), (date(2019, 2, 28), date(2019, 3, 1))),
        # They end on 27 February 2021.
        ((2021, 1, 1), (2021, 4, 1), (date(2021, 1, 1), date(2021, 2, 28))),
    ],
)
def test_the_days_with_sales_52_weeks_before_can_be_compared(begin, end, part):
    found = standing.comparable_part(date(*begin), date(*end), THREE_YEARS)
    assert (found and (found.from_date, found.to_date)) == part
    assert found is None or "2018-03-01" in found.reason or "2021-02-27" in found.reason


def test_a_period_before_anything_can_be_compared_is_refused_with_the_day_from_which_on_it_can():
    with pytest.raises(DataError, match="choose a period from 2019-02-28 on"):
        standing.comparable_part(date(2018, 6, 1), date(2018, 9, 1), THREE_YEARS)
    young = SalesPeriod(date(2021, 1, 4), date(2021, 2, 27), 1)
    with pytest.raises(DataError, match="from 2022-01-03 on, once its sales are in the ledger"):
        standing.comparable_part(date(2021, 1, 1), date(2021, 3, 1), young)


def test_covered_months_are_widened_only_over_holidays():
    assert standing.months_covered(THREE_YEARS) == (date(2018, 3, 1), date(2021, 3, 1))
    cut = SalesPeriod(date(2020, 3, 20), date(2020, 6, 10), 1)
    assert standing.months_covered(cut) == (date(2020, 3, 20), date(2020, 6, 11))
    holidays = SalesPeriod(date(2020, 1, 2), date(2020, 12, 30), 1)
    assert standing.months_covered(holidays) == (date(2020, 1, 1), date(2021, 1, 1))


def _series(ledger, from_date, to_date, **options):
    answer = ledger.run(standing.sales_by_month(from_date, to_date, **options.pop("scope", {})))
    return standing.monthly_series(answer, from_date=from_date, to_date=to_date, **options)


def test_a_monthly_series_holds_every_month_and_zero_where_nothing_was_sold(ledger):
    ledger.sell("2020-11-30", "a", "x1", "1.50")
    ledger.sell("2021-01-02", "a", "x1", "2.00")
    ledger.sell("2021-01-02", "a", "y1", "8.00")
    series = _series(ledger, date(2020, 11, 16), date(2021, 2, 1))
    assert series.months == (date(2020, 11, 1), date(2020, 12, 1), date(2021, 1, 1))
    assert series.manufacturer_ids == ("y", "x")
    assert series.revenue == ((0.0, 0.0, 8.0), (1.5, 0.0, 2.0))
    assert series.total == (1.5, 0.0, 10.0)
    assert series.whole_months == (False, True, True)


def test_the_small_ones_become_others_and_the_unknown_stays_apart(ledger):
    for product_id, revenue in (("x1", "9.00"), ("y1", "5.00"), ("z1", "1.00"), ("lost", "7.00")):
        ledger.sell("2020-05-04", "a", product_id, revenue)
    series = _series(ledger, date(2020, 5, 1), date(2020, 6, 1), top=1)
    assert series.manufacturer_ids == ("x", "(others)", "(unknown)")
    assert series.revenue == ((9.0,), (6.0,), (7.0,))
    assert series.total == (22.0,)


def test_a_monthly_series_can_be_of_one_scope(ledger):
    ledger.sell("2020-05-04", "a", "x1", "1.00")
    ledger.sell("2020-05-04", "web", "x1", "2.00")
    may = (date(2020, 5, 1), date(2020, 6, 1))
    assert _series(ledger, *may, scope={"channel": "online"}).total == (2.0,)
    assert _series(ledger, *may, scope={"region": "DE-NW"}).total == (1.0,)
    assert _series(ledger, *may, scope={"category": "lamps"}).total == (0.0,)


def test_a_monthly_series_of_no_day_is_refused(ledger):
    with pytest.raises(UsageError, match="holds no day"):
        _series(ledger, date(2020, 5, 1), date(2020, 5, 1))
