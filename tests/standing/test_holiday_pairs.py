"""Holidays against the same holidays of the year before: by the calendars of 2020 and 2021."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.errors import UsageError
from showfloor.standing import (
    compared_with,
    holiday_partners,
    holidays_for_weeks,
    like_for_like,
    like_for_like_question,
    public_holidays,
    regions_by_day,
)
from showfloor.standing.types import SalesPeriod

CLOSURES = """CREATE TABLE IF NOT EXISTS closures (store_id VARCHAR, from_date DATE, to_date DATE,
  reason VARCHAR, crew_access BOOLEAN)"""
YEAR = timedelta(days=364)
APRIL = date(2021, 3, 29), date(2021, 5, 3)
SALES = SalesPeriod(date(2018, 1, 1), date(2021, 12, 31), 1)


def _partners(begin, end, regions=("DE-NW",)):
    days = (begin - YEAR, end - YEAR, regions), (begin, end, regions)
    found = [holiday for period in days for holiday in public_holidays(*period)]
    return dict(holiday_partners(found, regions, begin, end)), found


def test_easter_monday_stands_against_easter_monday_and_its_mondays_against_each_other():
    # Easter was on 4 April 2021 and 12 April 2020, so that 52 weeks apart stand Good Friday, 2
    # April 2021, and 3 April 2020. Labour Day moves by a weekday: 1 May 2021 (a Saturday) against
    # 1 May 2020, and what they were compared with, a Friday and a Saturday, against nothing.
    partners, _ = _partners(*APRIL)
    assert partners["DE-NW"] == {
        date(2021, 4, 2): date(2020, 4, 10),
        date(2021, 4, 5): date(2020, 4, 13),
        date(2021, 4, 9): date(2020, 4, 3),
        date(2021, 4, 12): date(2020, 4, 6),
        date(2021, 4, 30): None,
        date(2021, 5, 1): date(2020, 5, 1),
    }


def test_a_holiday_whose_twin_is_not_in_the_comparison_is_compared_with_nothing():
    # Of Easter week alone: the days before are 6 to 12 April 2020. Good Friday of 2020 is a holiday
    # of one side only, and so is Easter Monday of 2021, whose twin is the day after.
    partners, _ = _partners(date(2021, 4, 5), date(2021, 4, 12))
    assert partners["DE-NW"] == {date(2021, 4, 5): None, date(2021, 4, 9): None}


@settings(max_examples=60, deadline=None)
@given(
    begin=st.dates(date(2012, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 400),
    region=st.sampled_from(["DE-BE", "DE-BY", "DE-NW", "DE-SN"]),
)
def test_no_two_days_share_a_comparable_day_and_holidays_only_meet_their_own(begin, days, region):
    end = begin + timedelta(days=days)
    partners, found = _partners(begin, end, (region,))
    names = {}
    for holiday in found:
        names.setdefault(holiday.day, set()).update(holiday.name.split("; "))
    period = [begin + timedelta(days=n) for n in range(days)]
    met = {day: partners[region].get(day, day - YEAR) for day in period}
    partnered = [other for other in met.values() if other is not None]
    assert len(set(partnered)) == len(partnered)
    for day, other in met.items():
        if other is not None:
            assert begin - YEAR <= other < end - YEAR
            one, two = names.get(day, set()), names.get(other, set())
            assert one & two or not (one or two)
            assert one or day.weekday() == other.weekday()


def _filled(ledger, opens):
    """Sell 10 a day now and 8 before in store a where `opens` says that it is open."""
    ledger.connection.execute(CLOSURES)
    ledger.connection.execute("DELETE FROM stores WHERE store_id NOT IN ('a', 'web')")
    ledger.connection.execute("UPDATE products SET valid_from = DATE '2015-01-01'")
    for number in range((APRIL[1] - APRIL[0]).days):
        for day, amount in (
            (APRIL[0] + timedelta(days=number), "10.00"),
            (APRIL[0] - YEAR + timedelta(days=number), "8.00"),
        ):
            if opens(day):
                ledger.sell(day, "a", "x1", amount)
            ledger.sell(day, "web", "x1", "1.00")
    return ledger


def _asked(ledger, *, by_category=True):
    partners, found = _partners(*APRIL)
    question = like_for_like_question(
        *APRIL,
        holidays=regions_by_day(found),
        partners=partners,
        by_category=by_category,
    )
    return like_for_like(ledger.run(question), from_date=APRIL[0], to_date=APRIL[1])


@pytest.mark.parametrize("by_category", [True, False])
def test_days_around_easter_are_compared_and_not_lost(ledger, by_category):
    # Thirty days from Monday to Saturday on either side, less Good Friday, Easter Monday and
    # Labour Day: 27 open days. Compared 52 weeks apart, the Friday and the Monday of each Easter
    # have no open day against them on the other side; here only 30 April, a Friday, and 2 May 2020,
    # a Saturday, have none: 26 pairs. The online shop keeps its 35 pairs.
    shut = {holiday.day for holiday in _partners(*APRIL)[1]}
    _filled(ledger, lambda day: day.weekday() < 6 and day not in shut)
    answer = _asked(ledger, by_category=by_category)
    assert answer.store_days == 26 + 35
    assert (answer.total.revenue, answer.total.previous_revenue) == (295.0, 243.0)
    left = {(item.state, item.previous_state): item for item in answer.left_out}
    assert left["open", "no comparable day"].revenue == 10.0
    assert left["no comparable day", "open"].previous_revenue == 8.0
    now = answer.total.revenue + sum(item.revenue for item in answer.left_out)
    before = answer.total.previous_revenue + sum(item.previous_revenue for item in answer.left_out)
    assert (now, before) == (270.0 + 35.0, 216.0 + 35.0)


def test_holidays_are_aligned_or_their_weeks_left_out_not_both():
    partners, _ = _partners(*APRIL)
    with pytest.raises(UsageError, match="ask for one of them"):
        like_for_like_question(*APRIL, partners=partners, even_weeks_only=True)


def test_a_week_is_compared_with_the_week_of_the_same_holidays():
    # Easter Monday of 2021 was in the week of 5 April, that of 2020 in the week of 13 April: 51
    # weeks. The week after had no holiday, nor had the week of 20 April 2020; 52 weeks before it
    # was the week of Easter Monday.
    for begin, before in (
        (date(2021, 4, 5), date(2020, 4, 13)),
        (date(2021, 4, 12), date(2020, 4, 20)),
        (date(2021, 6, 14), date(2020, 6, 15)),
    ):
        end = begin + timedelta(days=7)
        holidays = holidays_for_weeks(begin, end, ("DE-NI", "DE-HH"))
        found = compared_with(begin, end, SALES, "holiday", holidays)
        assert (found.from_date, found.to_date) == (before, before + timedelta(days=7))


def test_only_whole_weeks_are_compared_by_their_holidays():
    with pytest.raises(UsageError, match="no whole weeks"):
        compared_with(date(2021, 4, 6), date(2021, 4, 13), SALES, "holiday")
