"""The published figures of the Complete Journey's league, as the issue states them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from showfloor import standing
from showfloor.errors import DataError

YEAR = (date(2016, 12, 26), date(2018, 1, 8))

LEAGUE = {
    "69": 1_262_305.37,
    "2": 197_927.59,
    "764": 95_022.41,
    "103": 66_109.63,
    "1208": 63_640.63,
    "544": 58_120.63,
    "317": 56_979.17,
    "673": 48_827.04,
    "1251": 47_423.68,
    "194": 41_847.75,
}
SOFT_DRINKS = {
    "103": 61_023.35,
    "1208": 59_146.29,
    "2224": 25_366.20,
    "69": 20_699.33,
    "2": 5_151.99,
}


@pytest.fixture(scope="module")
def columns(complete_journey):
    return complete_journey.run(standing.sales_by_manufacturer(*YEAR))


def _table(columns, **scope):
    return standing.league_table(
        columns, from_date=YEAR[0], to_date=YEAR[1], has_previous=False, **scope
    )


def _leaders(table, places):
    return {row.manufacturer_id: row.revenue for row in table.rows[:places]}


def test_all_sales_are_in_the_total_to_the_cent(columns):
    assert _table(columns).total_revenue == 4_596_039.58


def test_the_ten_largest_manufacturers_are_the_published_ones_in_order(columns):
    leaders = _leaders(_table(columns), 10)
    assert list(leaders.items()) == list(LEAGUE.items())


def test_the_five_largest_in_soft_drinks_are_the_published_ones_in_order(columns):
    leaders = _leaders(_table(columns, category="SOFT DRINKS"), 5)
    assert list(leaders.items()) == list(SOFT_DRINKS.items())


def test_sales_of_products_that_the_product_table_lacks_are_counted_and_listed(columns):
    table = _table(columns)
    assert (table.unknown_lines, table.unknown_revenue) == (4_836, 172.57)
    assert table.rows[-1].manufacturer_id == "(unknown)"
    assert table.rows[-1].revenue == 172.57


def test_every_line_of_the_year_is_counted(columns):
    assert columns["lines"].sum() == 1_469_307


def test_categories_add_up_to_the_total(columns):
    found = standing.scopes(columns).categories
    assert np.isclose(sum(item.revenue for item in found), 4_596_039.58, rtol=0, atol=0.001)


def test_months_add_up_to_the_year(complete_journey):
    answer = complete_journey.run(standing.sales_by_month(*YEAR))
    series = standing.monthly_series(answer, from_date=YEAR[0], to_date=YEAR[1], top=5)
    assert np.isclose(sum(series.total), 4_596_039.58, rtol=0, atol=0.001)
    assert series.manufacturer_ids == ("69", "2", "764", "103", "1208", "(others)", "(unknown)")
    assert np.allclose(np.sum(series.revenue, axis=0), series.total, rtol=0, atol=0.001)


def test_a_year_without_a_year_before_says_from_when_on_days_can_be_compared(complete_journey):
    # The data begin on 1 January 2017: of that year only its last day has sales 52 weeks before.
    sales = standing.sales_period(complete_journey.run(standing.SALES_PERIOD))
    assert sales.first == date(2017, 1, 1)
    part = standing.comparable_part(date(2017, 1, 1), date(2018, 1, 1), sales)
    assert (part.from_date, part.to_date) == (date(2017, 12, 31), date(2018, 1, 1))
    assert part.reason == (
        "sales begin on 2017-01-01, so that days from 2017-12-31 on can be compared"
    )
    before = standing.compared_with(date(2017, 1, 1), date(2018, 1, 1), sales)
    assert before.reason.endswith("a period from 2018-01-01 on can be compared")
    with pytest.raises(DataError, match="choose a period from 2017-12-31 on"):
        standing.comparable_part(date(2017, 1, 1), date(2017, 12, 1), sales)
