"""Numbers as people write them: which marks a whole column of values allows, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from showfloor.storage.dialect import DecimalMark, Thousands

SIGN, GROUP = "[+-]?", "[1-9][0-9]{0,2}"
_THOUSANDS: tuple[Thousands, ...] = ("", ".", ",", " ", "'", "\u00a0")
_DECIMALS: tuple[DecimalMark, ...] = (".", ",")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One way to read a number: the mark before decimals, and that between thousands."""

    decimal: DecimalMark
    thousands: Thousands

    @property
    def pattern(self) -> str:
        """The regular expression of the values that can be read this way."""
        mark = re.escape(self.decimal)
        grouped = f"|{GROUP}(?:{re.escape(self.thousands)}[0-9]{{3}})+" if self.thousands else ""
        return f"{SIGN}(?:(?:[0-9]+{grouped})(?:{mark}[0-9]+)?|{mark}[0-9]+)"

    def canonical(self, value: str) -> str | None:
        """Return the number with a decimal point and no groups, or None where it does not fit."""
        if not _compiled(self.pattern).fullmatch(value):
            return None
        if self.thousands:
            value = value.replace(self.thousands, "")
        return value.replace(self.decimal, ".")


READINGS = tuple(
    NumberReading(decimal, thousands)
    for thousands in _THOUSANDS
    for decimal in _DECIMALS
    if decimal != thousands
)
"""Every reading, the simplest first: a column that several fit alike takes the first."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Values that the same readings fit; `mark` is set where two of these give two numbers."""

    pattern: str
    example: str
    mark: str = ""

    @property
    def readings(self) -> frozenset[NumberReading]:
        """The readings that fit every value of this shape."""
        return frozenset(reading for reading in READINGS if reading.canonical(self.example))


def _shapes() -> tuple[Shape, ...]:
    found = [Shape(f"{SIGN}[0-9]+", "12")]
    for mark in _DECIMALS:
        m = re.escape(mark)
        found += [
            Shape(f"{SIGN}{GROUP}{m}[0-9]{{3}}", f"1{mark}234", mark),
            Shape(f"{SIGN}{GROUP}(?:{m}[0-9]{{3}}){{2,}}", f"1{mark}234{mark}567"),
            Shape(f"{SIGN}[0-9]*{m}[0-9]+", f"12{mark}5"),
        ]
    for thousands in _THOUSANDS[1:]:
        grouped = f"{SIGN}{GROUP}(?:{re.escape(thousands)}[0-9]{{3}})+"
        if thousands not in _DECIMALS:
            found.append(Shape(grouped, f"1{thousands}234"))
        for mark in _DECIMALS:
            if mark != thousands:
                found.append(Shape(f"{grouped}{re.escape(mark)}[0-9]+", f"1{thousands}234{mark}5"))
    return tuple(found)


SHAPES = _shapes()
"""Every shape of a number, to be tried in this order; the first is a whole number without marks."""


def shape_of(value: str) -> int | None:
    """Return the number of a value's shape, or None where no reading makes it a number."""
    return next((i for i, s in enumerate(SHAPES) if _compiled(s.pattern).fullmatch(value)), None)


@dataclass(frozen=True, slots=True)
class NumberConflict:
    """Two shapes of one column that no reading fits together, or one that two readings fit."""

    shapes: tuple[int, ...]
    readings: tuple[NumberReading, ...]


def readings_of(
    shapes: Iterable[int], allowed: frozenset[NumberReading]
) -> frozenset[NumberReading] | NumberConflict:
    """Return the readings that fit all the shapes a column's values have.

    A conflict where none does (two shapes that exclude each other), or where two of them make
    different numbers of a value (that value's shape, and the two readings).
    """
    numbers = sorted(set(shapes))
    left = allowed
    for number in numbers:
        before, left = left, left & SHAPES[number].readings
        if not left:
            other = next(
                (n for n in numbers if not SHAPES[n].readings & SHAPES[number].readings), None
            )
            pair = (number,) if other is None else tuple(sorted((other, number)))
            return NumberConflict(pair, simplest_first(before)[:1])
    for number in numbers:
        mark = SHAPES[number].mark
        grouped = [r for r in simplest_first(left) if r.thousands == mark]
        decimals = [r for r in simplest_first(left) if r.decimal == mark]
        if mark and grouped and decimals:
            return NumberConflict((number,), (grouped[0], decimals[0]))
    return left


def simplest_first(readings: Iterable[NumberReading]) -> tuple[NumberReading, ...]:
    """Return the readings in the order of READINGS."""
    order: Mapping[NumberReading, int] = {reading: i for i, reading in enumerate(READINGS)}
    return tuple(sorted(readings, key=order.__getitem__))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
