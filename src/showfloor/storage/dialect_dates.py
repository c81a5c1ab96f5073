"""Dates as people write them: which order of day and month a whole column allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from showfloor.storage.dialect import DateFormat

LOW, HIGH = "(?:0?[1-9]|1[0-2])", "(?:1[3-9]|2[0-9]|3[01])"
_YEAR = "(?:(?:19|20|21)[0-9]{2}|[0-9]{2})"
ISO = 0
_DAY_FIRST, _MONTH_FIRST, _SAME, _EITHER = 1, 2, 3, 4
_SLASH = 4
"""Added to a shape's number where slashes separate, not points."""

DATE_SHAPES: tuple[str, ...] = (
    "(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}",
    *(
        shape
        for mark in (r"\.", "/")
        for shape in (
            f"{HIGH}{mark}{LOW}{mark}{_YEAR}",
            f"{LOW}{mark}{HIGH}{mark}{_YEAR}",
            "(?:" + "|".join(f"0?{n}{mark}0?{n}" for n in range(1, 13)) + f"){mark}{_YEAR}",
            f"{LOW}{mark}{LOW}{mark}{_YEAR}",
        )
    ),
)
"""Every shape of a date, tried in this order: ISO, then for points and for slashes those that
must begin with the day, those that must begin with the month, those where it makes no difference,
and those that can be read both ways."""

_FORMATS: dict[tuple[int, int], DateFormat] = {
    (0, _DAY_FIRST): "DD.MM.YYYY",
    (0, _MONTH_FIRST): "MM.DD.YYYY",
    (_SLASH, _DAY_FIRST): "DD/MM/YYYY",
    (_SLASH, _MONTH_FIRST): "MM/DD/YYYY",
}


def date_shape_of(value: str) -> int | None:
    """Return the number of a value's shape, or None where it is no date."""
    return next((i for i, s in enumerate(DATE_SHAPES) if _compiled(s).fullmatch(value)), None)


def date_format_of(shapes: Iterable[int]) -> DateFormat | tuple[int, ...]:
    """Return the format that all values of a column allow.

    Otherwise the shapes that stand against it: two that exclude each other, or one that can be
    read with the day or with the month first. ISO dates fit every format.
    """
    numbers = sorted(set(shapes) - {ISO})
    if not numbers:
        return "YYYY-MM-DD"
    marks = {number > _SLASH for number in numbers}
    if len(marks) > 1:
        return (numbers[0], numbers[-1])
    base = _SLASH if marks.pop() else 0
    day, month = base + _DAY_FIRST in numbers, base + _MONTH_FIRST in numbers
    if day and month:
        return (base + _DAY_FIRST, base + _MONTH_FIRST)
    if base + _EITHER in numbers and not day and not month:
        return (base + _EITHER,)
    return _FORMATS[base, _MONTH_FIRST if month else _DAY_FIRST]


def canonical_date(value: str, written: DateFormat) -> str | None:
    """Return a date as YYYY-MM-DD; None where it is no day of the calendar in this format.

    ISO dates are returned as they are. A year of two digits is one from 2000 to 2099.
    """
    if _compiled(DATE_SHAPES[ISO]).fullmatch(value):
        return value
    if written == "YYYY-MM-DD":
        return None
    parts = value.split(written[2])
    if len(parts) != 3 or not _compiled(f"[0-9]{{1,2}} [0-9]{{1,2}} {_YEAR}").fullmatch(
        " ".join(parts)
    ):
        return None
    first, second, year = (int(part) for part in parts)
    day, month = (first, second) if written.startswith("DD") else (second, first)
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None


def both_dates(value: str) -> tuple[str, str]:
    """Return a date that can be read both ways in words: day first, then month first."""
    mark = "." if "." in value else "/"
    formats: tuple[DateFormat, DateFormat] = (
        ("DD.MM.YYYY", "MM.DD.YYYY") if mark == "." else ("DD/MM/YYYY", "MM/DD/YYYY")
    )
    days = (date.fromisoformat(canonical_date(value, written) or "") for written in formats)
    first, second = (f"{day.day} {_MONTHS[day.month - 1]} {day.year}" for day in days)
    return first, second


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
