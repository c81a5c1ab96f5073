"""The holdout in the bound: who sells late, and what it is worth to be held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.holdouts import draw_holdout


@dataclass(frozen=True, slots=True)
class HeldStores:
    """What obligations and the holdout make of each store's choice."""

    none: Floats
    """[S] the value of no area; minus infinity for a store that must have one."""
    late: Flags
    """[S] drawn stores, which have only late options."""
    gain: Floats
    """[S] >= 0, what being held is worth to a store that may be chosen."""
    earliest: int
    """First selling week of late options."""

    def put_into(self, reduced: Floats, stores: Ints | slice) -> None:
        """Put the holdout into the [..., n, V] option values of n stores."""
        late = np.flatnonzero(self.late[stores])
        reduced[..., late, : self.earliest] = -np.inf
        gain = self.gain[stores]
        some = np.flatnonzero(gain)
        reduced[..., some, self.earliest :] += gain[some, None]


def held_stores(
    facts: Facts, prices: Prices, eligible: Mapping[str, tuple[str, ...]], seed: int
) -> HeldStores:
    """Return what the holdout makes of each store's choice at one leaf's prices.

    A drawn store has only late options. One that may be chosen counts each late option, and no
    area, as held or not held, whichever is more. A store with a fixed area has 0 and no option.
    """
    stores = len(facts.problem.stores)
    none, late, gain = np.zeros(stores), np.zeros(stores, dtype=np.bool_), np.zeros(stores)
    obliged = [facts.row[store] for store in facts.obliged if store not in facts.fixed]
    none[obliged] = -np.inf
    rule = facts.programme.holdout
    if rule is None:
        return HeldStores(none=none, late=late, gain=gain, earliest=0)
    earliest = max(week_number(rule.no_sales_before, facts.programme.start), 0)
    if rule.draw == "random":
        late[[facts.row[store] for store in draw_holdout(eligible, rule, seed)]] = True
        return HeldStores(none=none, late=late, gain=gain, earliest=earliest)
    by_stratum = strata_prices(prices)
    for stratum, names in eligible.items():
        rows = [facts.row[store] for store in names]
        gain[rows] = max(0.0, -by_stratum.get(stratum, 0.0))
    none += gain
    return HeldStores(none=none, late=late, gain=gain, earliest=earliest)


def strata_prices(prices: Prices) -> dict[str, float]:
    """Return each stratum's price; a stratum that stands twice has their sum."""
    by_stratum: dict[str, float] = {}
    for stratum, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        by_stratum[str(stratum)] = by_stratum.get(str(stratum), 0.0) + float(price)
    return by_stratum
