"""Crew cuts: rows over a region's installations that count stores apart and look at weeks together.

Crews of one region in some neighbouring weeks hold only some sets of installations; a listed store
takes at most one of its entries, every other store any. The limit of a cut is the largest sum of
weights of any such set, found by a dynamic programme over the days left in each week, so that a cut
is valid by itself wherever its weights came from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.crew_cuts_fitting import Weights, fitting_of, largest_sums
from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats, Ints
from showfloor.plan.rules import regions_of


@dataclass(frozen=True, slots=True)
class CrewCut:
    """sum of weight x chosen options <= limit, over the options of one region; n entries.

    A listed store's option has the weight of its own entry, any other store's that of the entry
    without a store; without such an entry its weight is 0.
    """

    region: int
    """Place in `regions_of(network)`."""
    first: int
    """First week of the window."""
    weeks: int
    limit: int
    store: Ints
    """[n] -1 for every store of the region that no entry names."""
    form: Ints
    start: Ints
    weight: Ints
    """[n] whole, > 0; a listed store's may be 0, so that it is listed at all."""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two cuts the same; the limit follows from it."""
        columns = (self.store, self.form, self.start, self.weight)
        return (self.region, self.first, self.weeks, *(column.tobytes() for column in columns))


def days_used(grid: Grid, first: int, weeks: int, form: Ints, start: Ints) -> Ints:
    """Return [n, weeks]: the crew-days that options use in each week of a window."""
    offset = first + np.arange(weeks)[None, :] - start[:, None]
    longest = grid.crew_days.shape[1]
    inside = (offset >= 0) & (offset < longest)
    days = grid.crew_days[form[:, None], np.clip(offset, 0, longest - 1)]
    return np.where(inside, days, 0).astype(np.int64)


def largest_sum(grid: Grid, cut: CrewCut, capacity: Ints) -> int | None:
    """Return the largest sum of a cut's weights that crew-days [weeks] allow.

    None where the window has too many states, or weights of stores that are not listed use no day
    in it, so that nothing bounds their sum.
    """
    use = days_used(grid, cut.first, cut.weeks, cut.form, cut.start)
    if ((cut.store < 0) & (cut.weight > 0) & ~use.any(axis=1)).any():
        return None
    kinds, kind = np.unique(use, axis=0, return_inverse=True)
    on = fitting_of(capacity, kinds)
    if on is None:
        return None
    stores, group = np.unique(cut.store, return_inverse=True)
    weight = np.zeros((len(stores), len(kinds)))
    np.maximum.at(weight, (group.reshape(-1), kind.reshape(-1)), cut.weight.astype(np.float64))
    listed = stores >= 0
    free = weight[~listed].sum(axis=0)
    sums = np.zeros(len(on.days))
    largest_sums(on, Weights(free, np.ascontiguousarray(weight[listed])), -1, sums)
    return round(float(sums[-1]))


def capacity_of(grid: Grid, cut: CrewCut) -> Ints:
    """Return [weeks] the crew-days of a cut's window."""
    return grid.capacity[cut.region, cut.first : cut.first + cut.weeks].astype(np.int64)


def named_cuts(grid: Grid, cuts: tuple[CrewCut, ...], price: Floats, into: Prices) -> Prices:
    """Return the prices with the cuts that have a price [cuts] written out by name."""
    paid = [(cut, float(own)) for cut, own in zip(cuts, price, strict=True) if own > 0]
    if not paid:
        return into
    network, names = grid.network, regions_of(grid.network)
    store_ids = np.array([*(store.store_id for store in network.stores), ""], dtype=np.str_)
    formats = np.array([item.format_id for item in network.formats], dtype=np.str_)
    return replace(
        into,
        cut_region=np.array([names[cut.region] for cut, _ in paid], dtype=np.str_),
        cut_from=np.array([cut.first for cut, _ in paid], dtype=np.int64),
        cut_weeks=np.array([cut.weeks for cut, _ in paid], dtype=np.int64),
        cut_limit=np.array([float(cut.limit) for cut, _ in paid]),
        cut_price=np.array([own for _, own in paid]),
        entry_cut=np.repeat(np.arange(len(paid)), [len(cut.store) for cut, _ in paid]),
        entry_store=np.concatenate([store_ids[cut.store] for cut, _ in paid]),
        entry_format=np.concatenate([formats[cut.form] for cut, _ in paid]),
        entry_start=np.concatenate([cut.start for cut, _ in paid]),
        entry_weight=np.concatenate([cut.weight for cut, _ in paid]),
    )


def cuts_of(grid: Grid, prices: Prices) -> tuple[tuple[CrewCut, ...], Floats]:
    """Return a certificate's cuts and their prices [cuts], for a similar programme too.

    Limits are found anew from the grid's own crew-days. Entries of stores and formats that it does
    not have, or of stores in another region, are left out, and so are cuts outside its weeks.
    """
    network = grid.network
    regions = {name: index for index, name in enumerate(regions_of(network))}
    formats = {item.format_id: index for index, item in enumerate(network.formats)}
    found: list[CrewCut] = []
    paid: list[float] = []
    ends = np.searchsorted(prices.entry_cut, np.arange(len(prices.cut_price) + 1))
    for place, price in enumerate(prices.cut_price.tolist()):
        region = regions.get(str(prices.cut_region[place]), -1)
        first, weeks = int(prices.cut_from[place]), int(prices.cut_weeks[place])
        if region < 0 or first < 0 or first + weeks > grid.capacity.shape[1]:
            continue
        entries: list[tuple[int, int, int, int]] = []
        for row in range(int(ends[place]), int(ends[place + 1])):
            store_id, form = str(prices.entry_store[row]), str(prices.entry_format[row])
            store = network.place.get(store_id, -2) if store_id else -1
            start = int(prices.entry_start[row])
            elsewhere = store >= 0 and int(grid.region[store]) != region
            if store < -1 or elsewhere or form not in formats or not 0 <= start < grid.weeks:
                continue
            entries.append((store, formats[form], start, int(prices.entry_weight[row])))
        table = np.array(sorted(entries), dtype=np.int64).reshape(len(entries), 4)
        columns = [np.ascontiguousarray(column) for column in table.T]
        cut = CrewCut(region, first, weeks, 0, columns[0], columns[1], columns[2], columns[3])
        limit = largest_sum(grid, cut, capacity_of(grid, cut)) if entries else None
        if limit is not None:
            found.append(replace(cut, limit=limit))
            paid.append(price)
    return tuple(found), np.array(paid, dtype=np.float64)


def cuts_paid(
    grid: Grid, prices: Prices, store: int, form: int, start: int
) -> tuple[tuple[int, float], ...]:
    """Return the crew cuts that charge an option, by their place, with what it pays them."""
    if not len(prices.cut_price):
        return ()
    network = grid.network
    shop = network.stores[store]
    same = prices.entry_format == network.formats[form].format_id
    same &= prices.entry_start == start
    mine = prices.entry_store == shop.store_id
    lists = np.zeros(len(prices.cut_price), dtype=np.bool_)
    lists[prices.entry_cut[mine]] = True
    others = (prices.entry_store == "") & ~lists[prices.entry_cut]
    others &= (prices.cut_region == (shop.region or ""))[prices.entry_cut]
    return tuple(
        (int(prices.entry_cut[row]), float(prices.cut_price[prices.entry_cut[row]] * weight))
        for row in np.flatnonzero(same & (mine | others))
        if (weight := float(prices.entry_weight[row])) > 0
    )
