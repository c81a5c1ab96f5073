"""One line of a sales report: what was sold and what came back, in units and revenue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"(-?)([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(-?)")
_LONGEST_NUMBER = 18

Periods = dict[str, tuple[date, date]]
"""First and last day by DTM qualifier."""


class LineError(ValueError):
    """A line that cannot be taken; the other lines of its message can."""


@dataclass(frozen=True, slots=True)
class Sale:
    """Units and revenue of one product in one store on one day; returns are negative.

    segment: the segment with which its line begins, counted from 1 in the message.
    """

    segment: int
    day: date
    store: str
    product: str
    units: int
    revenue: Decimal
    line_type: str


@dataclass(slots=True)
class Line:
    """What is known of one line, the quantity of one product sold in one place."""

    segment: int
    store: str = ""
    product: str = ""
    problem: str = ""
    dates: Periods = field(default_factory=dict)
    sold: list[Decimal] = field(default_factory=list)
    returned: dict[str, list[Decimal]] = field(default_factory=dict)
    amounts: list[Decimal] = field(default_factory=list)
    prices: list[Decimal] = field(default_factory=list)

    def has_figures(self) -> bool:
        """Say whether anything was stated of it."""
        return bool(self.sold or self.returned or self.amounts)

    def drop_figures(self) -> None:
        """Forget quantities and amounts."""
        self.sold, self.returned, self.amounts = [], {}, []


def figures_of(line: Line, prices: list[Decimal]) -> list[tuple[int, Decimal, str]]:
    """Return units, revenue and kind (sale, return) of what was sold and what came back.

    prices: of one unit, for lines without an amount. LineError where the figures are not clear.
    """
    if not line.sold and not line.returned:
        raise LineError("states no quantity sold or returned (QTY 153, 61, 210)")
    if len(line.returned) > 1:
        raise LineError("states returns twice (QTY 61 and 210)")
    if len(line.amounts) > 1:
        raise LineError("states several amounts (MOA 203)")
    sold = _whole(line.sold)
    returned = sum(_whole(numbers) for numbers in line.returned.values())
    if sold < 0:
        sold, returned = 0, returned - sold
    if sold and returned:
        return _both(sold, returned, line.amounts, _price(prices))
    amount = line.amounts[0] if line.amounts else (sold or returned) * _price(prices)
    if returned:
        return [(-returned, -abs(amount), "return")]
    return [(sold, amount, "sale")]


def _both(
    sold: int, returned: int, amounts: list[Decimal], price: Decimal
) -> list[tuple[int, Decimal, str]]:
    """Part a line that states what was sold and what came back; the amount may be of either."""
    if amounts and amounts[0] not in (sold * price, (sold - returned) * price):
        raise LineError("has an amount that is neither that of the sales nor less the returns")
    return [(sold, sold * price, "sale"), (-returned, -returned * price, "return")]


def _price(prices: list[Decimal]) -> Decimal:
    if len(set(prices)) != 1:
        raise LineError("has no amount (MOA 203) and no single price (PRI) that would give it")
    return prices[0]


def _whole(numbers: list[Decimal]) -> int:
    total = sum(numbers, Decimal(0))
    if total != int(total):
        raise LineError(f"states {total} units, which is no whole number")
    return int(total)


def number_of(text: str) -> Decimal:
    """Read a number; EDIFACT knows no thousands separators, so that either mark is the decimal."""
    found = _NUMBER.fullmatch(text)
    if found is None or (found[1] and found[3]) or len(text) > _LONGEST_NUMBER:
        raise LineError(f"has '{text}' where a number belongs")
    number = Decimal(found[2].replace(",", "."))
    return -number if found[1] or found[3] else number
