"""Periods by name and what they are compared with, by the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from showfloor.errors import DataError, UsageError
from showfloor.standing import compared_with, period_named
from showfloor.standing.types import SalesPeriod

# Sales from Friday 1 February 2019 through Wednesday 14 July 2021.
SALES = SalesPeriod(date(2019, 2, 1), date(2021, 7, 14), 1000)


def _days(begin: str, end: str) -> tuple[date, date]:
    return date.fromisoformat(begin), date.fromisoformat(end)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2020", ("2020-01-01", "2021-01-01")),
        ("2020-Q4", ("2020-10-01", "2021-01-01")),
        ("2021-02", ("2021-02-01", "2021-03-01")),
        ("2020-12", ("2020-12-01", "2021-01-01")),
        ("2020-W53", ("2020-12-28", "2021-01-04")),
        ("2021-W01", ("2021-01-04", "2021-01-11")),
        ("week", ("2021-07-05", "2021-07-12")),
        ("month", ("2021-06-01", "2021-07-01")),
        ("quarter", ("2021-04-01", "2021-07-01")),
        ("year", ("2020-01-01", "2021-01-01")),
        ("ytd", ("2021-01-01", "2021-07-15")),
        ("mat", ("2020-07-01", "2021-07-01")),
    ],
)
def test_a_name_is_a_period(name, days):
    assert period_named(name, SALES) == _days(*days)


def test_a_week_that_ends_on_saturday_and_a_year_that_ends_at_christmas_are_whole():
    until_saturday = SalesPeriod(date(2019, 1, 2), date(2021, 7, 17), 1)
    assert period_named("week", until_saturday) == _days("2021-07-12", "2021-07-19")
    until_christmas = SalesPeriod(date(2019, 1, 2), date(2020, 12, 30), 1)
    assert period_named("year", until_christmas) == _days("2020-01-01", "2021-01-01")


@pytest.mark.parametrize("name", ["2021-W53", "2021-13", "2021-Q5", "last", "", "21-03", "9999"])
def test_what_names_no_period_is_refused(name):
    with pytest.raises(UsageError, match="names no period"):
        period_named(name, SALES)


def test_sales_of_less_than_a_period_hold_none():
    short = SalesPeriod(date(2021, 3, 10), date(2021, 7, 14), 1)
    with pytest.raises(DataError, match="cover no whole year"):
        period_named("year", short)
    with pytest.raises(DataError, match="no whole twelve months"):
        period_named("mat", short)
    with pytest.raises(DataError, match="no sales"):
        period_named("week", SalesPeriod(None, None, 0))


def test_whole_weeks_are_compared_by_weekday_and_months_by_date():
    week = compared_with(*_days("2021-01-04", "2021-01-11"), SALES)
    assert (week.from_date, week.to_date, week.has_data) == (
        *_days("2020-01-06", "2020-01-13"),
        True,
    )
    month = compared_with(*_days("2021-03-01", "2021-04-01"), SALES)
    assert (month.from_date, month.to_date) == _days("2020-03-01", "2020-04-01")
    asked = compared_with(*_days("2021-03-01", "2021-04-01"), SALES, "weekday")
    assert (asked.from_date, asked.to_date) == _days("2020-03-02", "2020-04-02")


def test_week_53_is_compared_with_week_1_of_its_year_and_not_with_nothing():
    found = compared_with(*_days("2020-12-28", "2021-01-04"), SALES)
    assert (found.from_date, found.to_date) == _days("2019-12-30", "2020-01-06")


def test_a_comparison_that_the_sales_do_not_cover_says_so():
    found = compared_with(*_days("2019-06-03", "2019-06-10"), SALES)
    assert not found.has_data
    assert "sales begin on 2019-02-01" in found.reason
    with pytest.raises(UsageError, match="weekday, date, holiday"):
        compared_with(*_days("2021-01-04", "2021-01-11"), SALES, "months")
