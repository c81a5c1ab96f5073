"""Public holidays by region, and what they do to comparable days: by the calendar and by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from showfloor.standing import (
    StoreScope,
    like_for_like,
    like_for_like_question,
    public_holidays,
    regions_by_day,
    trading_day_counts,
)

CLOSURES = """CREATE TABLE IF NOT EXISTS closures (store_id VARCHAR, from_date DATE, to_date DATE,
  reason VARCHAR, crew_access BOOLEAN)"""
MONDAY = date(2021, 5, 10)
ASCENSION = date(2021, 5, 13)
"""A Thursday. Ascension of 2020 was on 21 May: 52 weeks before this one shops were open."""


def test_holidays_are_those_of_the_region():
    # Easter 2021 was on 4 April, so that Corpus Christi was on 3 June: a holiday in North
    # Rhine-Westphalia, not in Berlin; Women's Day only in Berlin.
    found = public_holidays(date(2021, 3, 1), date(2021, 7, 1), {"DE-NW", "DE-BE", "(none)", "XX"})
    days = {holiday.day: holiday.regions for holiday in found}
    both = ("DE-BE", "DE-NW")
    assert days == {
        date(2021, 3, 8): ("DE-BE",),
        date(2021, 4, 2): both,
        date(2021, 4, 5): both,
        date(2021, 5, 1): both,
        date(2021, 5, 13): both,
        date(2021, 5, 24): both,
        date(2021, 6, 3): ("DE-NW",),
    }
    friday = next(holiday for holiday in found if holiday.day == date(2021, 4, 2))
    assert (friday.name, friday.local_name) == ("Good Friday", "Karfreitag")


def test_trading_days_are_counted_less_holidays():
    # May 2021: 26 days from Monday to Saturday, less Saturday 1, Thursday 13 and Monday 24.
    # June 2021: 26, less Thursday 3 in North Rhine-Westphalia.
    regions = ("DE-BE", "DE-NW")
    periods = ((date(2021, 5, 1), date(2021, 6, 1)), (date(2021, 6, 1), date(2021, 7, 1)))
    found = public_holidays(date(2021, 5, 1), date(2021, 7, 1), regions)
    counts = trading_day_counts(found, regions, periods=periods, trading_days=range(6))
    assert [(c.region, c.days, c.previous_days) for c in counts] == [
        ("DE-BE", 23, 26),
        ("DE-NW", 23, 25),
    ]


@pytest.fixture
def shops(ledger):
    """Store a sells 10 a trading day of this week but for Ascension, and 8 in that of 2020."""
    ledger.connection.execute(CLOSURES)
    ledger.connection.execute("DELETE FROM stores WHERE store_id <> 'a'")
    ledger.connection.execute("UPDATE products SET valid_from = DATE '2015-01-01'")
    for number in range(-7, 6):
        day = MONDAY + timedelta(days=number)
        if day.weekday() < 6:
            ledger.sell(day - timedelta(days=364), "a", "x1", "8.00")
            if day != ASCENSION:
                ledger.sell(day, "a", "x1", "10.00")
    return ledger


def _asked(ledger, begin, end, **options):
    found = public_holidays(begin - timedelta(days=364), end, {"DE-NW"})
    question = like_for_like_question(begin, end, holidays=regions_by_day(found), **options)
    answer = ledger.run(question)
    return like_for_like(answer, from_date=begin, to_date=end, scope=StoreScope())


def test_a_holiday_without_sales_is_left_out_as_one(shops):
    answer = _asked(shops, MONDAY, MONDAY + timedelta(days=7))
    assert (answer.store_days, answer.total.revenue) == (5, 50.0)
    [left] = answer.left_out
    assert (left.state, left.previous_state, left.previous_revenue) == ("holiday", "open", 8.0)


def test_a_store_that_sells_on_a_holiday_is_open(shops):
    shops.sell(ASCENSION, "a", "x1", "3.00")
    answer = _asked(shops, MONDAY, MONDAY + timedelta(days=7))
    assert (answer.store_days, answer.total.revenue, answer.left_out) == (6, 53.0, ())


def test_weeks_with_other_holidays_can_be_left_out_whole(shops):
    # Of two weeks the first has the same holidays (none: 1 May is a Saturday of the week before)
    # and stays; the week of Ascension goes, Sunday apart, which is no trading day.
    answer = _asked(
        shops, MONDAY - timedelta(days=7), MONDAY + timedelta(days=7), even_weeks_only=True
    )
    assert (answer.store_days, answer.total.revenue) == (6, 60.0)
    [left] = answer.left_out
    assert (left.state, left.store_days, left.revenue) == ("holiday week", 6, 50.0)


def test_all_sales_are_counted_or_left_out_with_holidays_too(shops):
    for even in (False, True):
        answer = _asked(shops, MONDAY, MONDAY + timedelta(days=7), even_weeks_only=even)
        left = sum(item.revenue for item in answer.left_out)
        assert answer.total.revenue + left == 50.0
