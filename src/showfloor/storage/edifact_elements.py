"""What single segments of a sales report say: days, stores, items, quantities and prices."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from stdnum import ean

from showfloor.storage.edifact_lines import LineError, number_of
from showfloor.storage.edifact_segments import Segment

_GTIN_TYPES = ("EN", "UP", "SRV")
_PIECES = ("", "PCE", "C62", "EA", "NAR")
_DAY = "[0-9]{8}"
_PERIODS = {"102": _DAY, "203": f"{_DAY}[0-9]{{4}}", "718": f"{_DAY}-?{_DAY}"}
"""How the formats of DTM 2379 that are read are written."""


def period_of(segment: Segment) -> tuple[date, date]:
    """Return first and last day of a DTM; LineError where it is none of a format that is read."""
    text, written = segment.part(0, 1), segment.part(0, 2)
    if written not in _PERIODS:
        raise LineError(f"has a date in format {written or 'none'}, which is not read")
    fits = re.fullmatch(_PERIODS[written], text, re.ASCII)
    first = _day(text[:8]) if fits else None
    last = _day(text[-8:]) if fits and written == "718" else first
    if first is None or last is None:
        raise LineError(f"has the date '{text}', which is none of format {written}")
    if last < first:
        raise LineError(f"has the period '{text}', which ends before it begins")
    return first, last


def check_store(segment: Segment, store: str) -> None:
    """Raise LineError where a LOC names no store, or a GLN with a wrong check digit."""
    agency = segment.part(1, 2)
    if not store:
        raise LineError("names no place of sale (LOC)")
    is_gln = agency == "9" or (not agency and len(store) == 13 and store.isdecimal())
    if is_gln and not (len(store) == 13 and _has_check_digit(store)):
        raise LineError(f"names the store {store}, which is no GLN: its check digit is wrong")


def check_item(segment: Segment, product: str) -> None:
    """Raise LineError where a LIN is no plain line, or names a GTIN with a wrong check digit."""
    if segment.part(1) or segment.part(3):
        raise LineError("is a change or a part of another line (LIN), which is not read")
    if product and segment.part(2, 1) in _GTIN_TYPES and not _has_check_digit(product):
        raise LineError(f"names the item {product}, which is no GTIN: its check digit is wrong")


def pieces_of(segment: Segment) -> Decimal:
    """Return the quantity of a QTY; LineError where it is not counted in pieces."""
    unit = segment.part(0, 2)
    if unit not in _PIECES:
        raise LineError(f"is measured in {unit}, not counted in pieces")
    return number_of(segment.part(0, 1))


def price_of(segment: Segment) -> Decimal:
    """Return the price of one unit that a PRI states, in the report's currency."""
    basis = segment.part(0, 4)
    per = number_of(basis) if basis else Decimal(1)
    if not per:
        raise LineError("has a price for 0 units")
    return number_of(segment.part(0, 1)) / per


@lru_cache(maxsize=1 << 16)
def _has_check_digit(number: str) -> bool:
    """Say whether a number is a GTIN or GLN; reports repeat few numbers many times."""
    return bool(ean.is_valid(number))


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
