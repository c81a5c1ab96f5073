"""An earlier plan: what departing from it costs, as a constant and additions to options' values.

A store without a fixed area departs where its decision differs from the earlier one. The cost of
all departures is therefore change_cost x (stores that had an area) as a constant, given back at
the very option that such a store had, and charged for every option of the other stores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.plan.network import Bools, Floats, Ints, Network
from showfloor.plan.options import OptionSet


@dataclass(frozen=True, slots=True)
class Change:
    """What departing from the earlier plan costs; nothing without one.

    Stores [S]; weeks are programme weeks of any sign, since an earlier plan may lie earlier.
    """

    cost: float
    """Currency a store that departs."""
    had: Bools
    """[S] stores without a fixed area that the earlier plan gave one."""
    form: Ints
    """[S] place of the format that the store had; -1 where it had none."""
    start: Ints
    """[S] the week in which it was to start; meaningless where the store had none."""
    every: Floats
    """[S] what every option of a store counts beside its value: -cost where it had no area."""

    @property
    def constant(self) -> float:
        """What the objective counts whatever is chosen; never above 0."""
        return -self.cost * float(self.had.sum())

    def kept(self, options: OptionSet) -> Bools:
        """Return [n]: whether an option is the very one that its store had."""
        form = options.format == self.form[options.store]
        same: Bools = form & (options.start == self.start[options.store])
        return same

    def added(self, options: OptionSet) -> Floats:
        """Return [n]: what options count beside their values."""
        return np.where(self.kept(options), self.cost, self.every[options.store])

    def add_to(self, values: Floats) -> None:
        """Add to `values` [S, F, weeks], in place, what options count beside them."""
        values += self.every[:, None, None]
        stores = np.flatnonzero(self.had & (self.start >= 0) & (self.start < values.shape[2]))
        values[stores, self.form[stores], self.start[stores]] += self.cost

    def departing(self, chosen: OptionSet) -> int:
        """Return how many stores depart under the chosen options (at most one a store)."""
        kept = self.kept(chosen)
        return int(self.had.sum()) + int((~kept & ~self.had[chosen.store]).sum()) - int(kept.sum())


def build_change(network: Network) -> Change:
    """Return what departing from the problem's earlier plan costs."""
    stores = len(network.stores)
    had = np.zeros(stores, dtype=np.bool_)
    form, start = np.full(stores, -1, dtype=np.int64), np.zeros(stores, dtype=np.int64)
    every = np.zeros(stores)
    previous = network.problem.previous
    if previous is None:
        return Change(0.0, had, form, start, every)
    place = {item.format_id: index for index, item in enumerate(network.formats)}
    for choice in previous.choices:
        store = network.place[choice.store_id]
        if store not in network.fixed:
            had[store] = True
            form[store] = place[choice.format_id]
            start[store] = network.week_of(choice.start_week)
    free = np.ones(stores, dtype=np.bool_)
    free[list(network.fixed)] = False
    every[free & ~had] = -previous.change_cost
    return Change(previous.change_cost, had, form, start, every)
