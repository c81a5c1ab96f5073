"""What options pay for crew cuts: a region's stores alike, listed stores by their own entries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Floats, Ints
from showfloor.verify.crew_cuts import EVERY_OTHER, CutTable, read_cuts
from showfloor.verify.facts import Facts


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """N options that pay more, or less, than the other stores' options of their region."""

    row: Ints
    """[N] rising."""
    column: Ints
    """[N]."""
    start: Ints
    """[N]."""
    paid: Floats
    """[N] beyond what every other store pays; negative where it is less."""

    def take_off(self, rows: slice, reduced: Floats) -> None:
        """Take the prices off [n, F, T] reduced values of a block of stores."""
        part = self._of(rows)
        at = self.row[part] - rows.start, self.column[part], self.start[part]
        reduced[at] -= self.paid[part]

    def size(self, rows: slice) -> float:
        """Return the sum of the sizes of the prices of a block of stores."""
        return float(np.abs(self.paid[self._of(rows)]).sum())

    def _of(self, rows: slice) -> slice:
        first, end = np.searchsorted(self.row, (rows.start, rows.stop))
        return slice(int(first), int(end))


def cut_prices(facts: Facts, prices: Prices) -> tuple[Floats, OwnPrices]:
    """Return [R, F, T] what a store that no cut lists pays, and what listed stores pay beyond it.

    The cuts have been checked. An option that stands in several cuts pays for each.
    """
    shape = (len(facts.regions), len(facts.programme.formats), facts.programme.weeks)
    charged = np.zeros(shape)
    table = read_cuts(facts, prices)
    paid = prices.cut_price[table.cut] * table.weight
    others = (table.row == EVERY_OTHER) & (table.region[table.cut] >= 0)
    regions = table.region[table.cut[others]]
    np.add.at(charged, (regions, table.column[others], table.start[others]), paid[others])
    return charged, _own_prices(facts, table, paid)


def _own_prices(facts: Facts, table: CutTable, paid: Floats) -> OwnPrices:
    """Return what listed stores pay beyond others: their entries, less the entries of others."""
    formats, weeks = len(facts.programme.formats), facts.programme.weeks
    option = table.column * weeks + table.start
    places: list[Ints] = []
    amounts: list[Floats] = []
    for cut in np.unique(table.cut[paid > 0]):
        part = table.entries(int(cut))
        row = table.row[part]
        own = row != EVERY_OTHER
        listed = np.unique(row[own])
        let_off = listed[:, None] * formats * weeks + option[part][~own]
        places += [row[own] * formats * weeks + option[part][own], let_off.reshape(-1)]
        amounts += [paid[part][own], np.tile(-paid[part][~own], len(listed))]
    place, back = np.unique(np.concatenate([option[:0], *places]), return_inverse=True)
    total = np.zeros(len(place))
    np.add.at(total, back.reshape(-1), np.concatenate([total[:0], *amounts]))
    return OwnPrices(
        row=place // (formats * weeks),
        column=place // weeks % formats,
        start=place % weeks,
        paid=total,
    )
