"""Weeks and days: ISO weeks named by their Monday, trading days, week numbers of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONDAY_TO_SATURDAY: tuple[int, ...] = (0, 1, 2, 3, 4, 5)


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week that holds `day`."""
    return day - timedelta(days=day.weekday())


def is_monday(day: date) -> bool:
    """Say whether `day` is a Monday, as every date that names a week must be."""
    return day.weekday() == 0


def week_number(monday: date, start: date) -> int:
    """Return the programme's week number of a Monday: 0 for `start`, negative before it."""
    days = (monday - start).days
    if days % 7:
        raise ValueError(f"{monday} and {start} are not whole weeks apart")
    return days // 7


def monday_of_week(week: int, start: date) -> date:
    """Return the Monday of week `week`, counted from week 0 at `start`."""
    return start + timedelta(weeks=week)


def season_index(monday: date) -> int:
    """Return the place (0 to 51) of a week in a list of 52 season factors; ISO week 53 as 52."""
    return min(monday.isocalendar().week, 52) - 1


@dataclass(frozen=True, slots=True)
class TradingDays:
    """Which days of the week shops trade: Monday is 0, Sunday is 6."""

    weekdays: tuple[int, ...] = MONDAY_TO_SATURDAY

    def of_week(self, monday: date) -> tuple[date, ...]:
        """Return the trading days of the week of `monday`, in order."""
        return tuple(monday + timedelta(days=day) for day in self.weekdays)
