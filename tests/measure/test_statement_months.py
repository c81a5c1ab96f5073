"""Which weeks a month's statement holds."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.measure import weeks_of_month


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    # The week of Monday 29 January 2024 has its Thursday on 1 February.
    assert weeks_of_month(date(2024, 1, 17)) == (date(2024, 1, 1), date(2024, 1, 29))
    # February 2024 has a 29th, and that is a Thursday: its week is the month's fifth.
    assert weeks_of_month(date(2024, 2, 1)) == (date(2024, 1, 29), date(2024, 3, 4))
    # That of Monday 30 December 2024 has its Thursday on 2 January 2025, in ISO year 2025.
    assert weeks_of_month(date(2024, 12, 31)) == (date(2024, 12, 2), date(2024, 12, 30))
    assert weeks_of_month(date(2020, 12, 1)) == (date(2020, 11, 30), date(2021, 1, 4))


def test_months_hold_every_week_once_and_four_or_five_each() -> None:
    end = weeks_of_month(date(2015, 12, 1))[1]
    for year in range(2016, 2041):
        for month in range(1, 13):
            first, following = weeks_of_month(date(year, month, 1))
            assert first == end
            assert following - first in {timedelta(weeks=4), timedelta(weeks=5)}
            end = following
        assert end.isocalendar()[:2] == (year + 1, 1)
