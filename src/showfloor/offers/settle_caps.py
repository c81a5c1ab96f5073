"""Caps of what a manufacturer pays, held in the order of time; what came back turns its sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from showfloor.offers.settle_lines import vat_in
from showfloor.offers.settle_types import SUMMED, SettledLine, ShareTerms

NO_TERMS = ShareTerms("")


@dataclass(slots=True)
class _Paid:
    """What manufacturers have paid so far, by offer, and by offer and month of the sale."""

    in_all: dict[str, int] = field(default_factory=dict)
    in_month: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def room(self, line: SettledLine, terms: ShareTerms) -> int:
        """Return what of a sale's line the manufacturer may still pay."""
        room = line.manufacturer_pays
        if terms.most is not None:
            room = min(room, terms.most - self.in_all.get(line.offer_id, 0))
        if terms.most_a_month is not None:
            room = min(room, terms.most_a_month - self.in_month.get(_month(line), 0))
        return max(0, room)

    def add(self, line: SettledLine) -> None:
        """Count a line; what came back in a later month gives no room in a month that is over."""
        pays, offer_id, month = line.manufacturer_pays, line.offer_id, _month(line)
        self.in_all[offer_id] = self.in_all.get(offer_id, 0) + pays
        if (line.day.year, line.day.month) == month[1:]:
            self.in_month[month] = self.in_month.get(month, 0) + pays


def capped(lines: Iterable[SettledLine], terms: Mapping[str, ShareTerms]) -> list[SettledLine]:
    """Return the lines, which stand in the order of time, with the caps held."""
    settled: dict[tuple[str, str, int, str], SettledLine] = {}
    paid = _Paid()
    found: list[SettledLine] = []
    for line in lines:
        key = (line.basket, line.line_id, line.number, line.offer_id)
        if line.kind == "return":
            counted = turned(settled[key], line)
        else:
            own = terms.get(line.offer_id, NO_TERMS)
            counted = settled[key] = _shared(line, paid.room(line, own))
        paid.add(counted)
        found.append(counted)
    return found


def turned(sale: SettledLine, line: SettledLine) -> SettledLine:
    """Return the line of a return with the sale's amounts, their signs turned."""
    return replace(line, **{name: -getattr(sale, name) for name in SUMMED})


def _month(line: SettledLine) -> tuple[str, int, int]:
    return line.offer_id, line.sold_on.year, line.sold_on.month


def _shared(line: SettledLine, pays: int) -> SettledLine:
    """Return a sale's line with what the manufacturer pays, the rest and its tax the retailer's."""
    vat = vat_in(pays, line.vat_rate)
    return replace(
        line,
        manufacturer_pays=pays,
        retailer_pays=line.discount - pays,
        manufacturer_vat=vat,
        retailer_vat=line.discount_vat - vat,
        capped=line.manufacturer_pays - pays,
    )
