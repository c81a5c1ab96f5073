"""What no basket may be: refused before pricing, with the line and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from showfloor.errors import DataError, nearest
from showfloor.offers.purchase import BasketLine, Purchase

MOST_LINES = 500
MOST_UNITS = 1_000
DEAREST = 100_000_000
"""Cents."""
SHOWN = 20
YEARS = range(1900, 2200)


def check_purchase(purchase: Purchase, products: Collection[str]) -> None:
    """Raise DataError with every line that cannot be priced; `products` are the book's ids."""
    if purchase.at.tzinfo is None or purchase.at.utcoffset() is None:
        raise DataError(
            f"the time {purchase.at.isoformat()} has no zone; write it with one, such as "
            "2026-10-25T02:30:00+01:00"
        )
    if purchase.at.year not in YEARS:
        raise DataError(
            f"the time {purchase.at.isoformat()} is in no year that an offer can run in; set the "
            "clock that it comes from"
        )
    if len(purchase.lines) > MOST_LINES:
        raise DataError(
            f"the basket has {len(purchase.lines):,} lines, more than {MOST_LINES}; price its "
            "parts one by one, or put units of one product at one price into one line"
        )
    problems = list(_problems(purchase.lines, products))
    if problems:
        more = [f"  and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise DataError(
            "\n".join(
                ["the basket cannot be priced:", *(f"  {p}" for p in problems[:SHOWN]), *more]
            )
        )


def _problems(lines: tuple[BasketLine, ...], products: Collection[str]) -> Iterator[str]:
    seen = set[str]()
    for line in lines:
        where = f"line {line.line_id!r}"
        if line.line_id in seen:
            yield f"{where}: there are two lines of this id; give each line an id of its own"
        seen.add(line.line_id)
        if line.product_id not in products:
            yield (
                f"{where}: the product {line.product_id!r} is not known"
                f"{nearest(line.product_id, products)}"
            )
            continue
        if not _whole(line.units) or line.units < 1:
            yield f"{where}: units must be a whole number from 1, found {line.units!r}"
        if not _whole(line.unit_price) or not 0 <= line.unit_price <= DEAREST:
            yield (
                f"{where}: unit_price must be whole cents from 0 to {DEAREST:,}, "
                f"found {line.unit_price!r}"
            )
        elif line.handed_in and line.unit_price != 0:
            yield f"{where}: a device handed in has unit_price 0, found {line.unit_price}"
    units = sum(line.units for line in lines if _whole(line.units) and line.units > 0)
    if units > MOST_UNITS:
        yield f"{units:,} units are more than {MOST_UNITS:,}; price the basket in parts"


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
