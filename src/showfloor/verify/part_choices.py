"""The best values of a part's stores at its leaves' prices, many leaves at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.crew_cut_book import Charges, KnownCuts
from showfloor.verify.facts import Facts
from showfloor.verify.forest import Forest, best_of_trees, plant_forest
from showfloor.verify.holdout_prices import HeldStores
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.start_prices import counted_options, crew_price_of_options
from showfloor.verify.survey import best_by_week
from showfloor.verify.week_prices import lost_to_fixed, pay_thetas_of, tree_pairs

CELLS_AT_ONCE = 6_000_000
"""Leaves x stores x selling weeks of the tables that are made together."""
OPTIONS_AT_ONCE = 600_000
"""Options that one leaf prices together: they then stay near the processor."""


@dataclass(slots=True)
class PartStores:
    """The n stores of a part at the prices that they have in common with others."""

    rows: Ints
    """[n] rows of the problem's stores, rising."""
    local: Ints
    """[S] place among `rows`; -1 elsewhere."""
    reduced: Floats
    """[n, F, T] best values of options but for prices by first selling week."""
    impossible: Flags
    """[n, F, T] options that alone break a limit."""
    by_week: Floats
    """[n, V] added to them by first selling week."""
    held: HeldStores
    forests: dict[bytes, tuple[Forest, float]] = field(default_factory=dict)
    """Trees, and the most that their pairs lose, by the leaf's exact pairs."""
    counted: dict[tuple[str, int, int], Flags] = field(default_factory=dict)
    """[F, T] options by format and weeks of a split."""
    lost: dict[int, tuple[int, Floats, float]] = field(default_factory=dict)
    """By exact pair with one fixed area."""


@dataclass(frozen=True, slots=True)
class PartChoices:
    """What L leaves make of the part's n stores."""

    usable: Floats
    """[L, n] numbers whose sum over the stores is their best choices'; any option of the text."""
    possible: Floats
    """[L, n] the same without options that alone break a limit."""
    size: Floats
    """[L] sum of the sizes of the prices that went in."""


def choose(
    facts: Facts,
    spillovers: Spillovers,
    stores: PartStores,
    leaves: Sequence[Leaf],
    cuts: Sequence[KnownCuts | None],
) -> PartChoices:
    """Return the best choices of the part's stores in each of these leaves, which are checked."""
    count, weeks = len(stores.rows), facts.selling_weeks
    tables = tuple(np.full((len(leaves), count, weeks), -np.inf) for _ in range(2))
    size = np.zeros(len(leaves))
    options = stores.reduced.shape[1] * stores.reduced.shape[2]
    at_once = max(1, OPTIONS_AT_ONCE // options)
    for number, (leaf, known) in enumerate(zip(leaves, cuts, strict=True)):
        paid = _start_prices(facts, stores, leaf, known)
        size[number] = paid.size
        for first in range(0, count, at_once):
            block = slice(first, min(first + at_once, count))
            own = tuple(table[number, block] for table in tables)
            _price_block(facts, stores, paid, block, own)
    for table in tables:
        np.add(table, stores.by_week, out=table)
    size += _pay_pairs(facts, spillovers, stores, leaves, tables)
    none = np.tile(stores.held.none[stores.rows], len(leaves))
    forest = _forest_of_leaves(spillovers, stores, leaves)
    members = forest.members
    best: list[Floats] = []
    for table in tables:
        stores.held.put_into(table, stores.rows)
        flat = table.reshape(-1, weeks)
        found = np.maximum(flat.max(axis=1), none)
        if len(members):
            found[members] = best_of_trees(facts, spillovers, forest, flat, none)
        best.append(found.reshape(len(leaves), count))
    return PartChoices(usable=best[0], possible=best[1], size=size)


@dataclass(frozen=True, slots=True)
class _StartPrices:
    """What options pay by start week at one leaf's prices, beyond what all leaves have."""

    regions: Floats
    """[R, F, T]."""
    region_barred: Flags
    """[R, F, T] options that no plan of the leaf takes."""
    splits: tuple[tuple[int, Floats, Flags], ...]
    """(place among the part's stores, [F, T] paid, [F, T] barred)."""
    place: Ints
    """[N] rising; place in the flat [n, F, T] options of a listed store that pays for cuts."""
    paid: Floats
    """[N]."""
    size: float


def _start_prices(
    facts: Facts, stores: PartStores, leaf: Leaf, cuts: KnownCuts | None
) -> _StartPrices:
    prices = leaf.prices
    regions = crew_price_of_options(facts, prices)
    barred = np.zeros(regions.shape, dtype=np.bool_)
    options = regions.shape[1] * regions.shape[2]
    place, paid = np.zeros(0, dtype=np.int64), np.zeros(0)
    if cuts is not None:
        np.add.at(regions.reshape(-1), cuts.regions.place, _charge(cuts.regions, prices))
        paid = _charge(cuts.stores, prices)
        place = stores.local[cuts.stores.place // options] * options + cuts.stores.place % options
    amounts = prices.split if len(prices.split) else np.zeros(len(leaf.path))
    splits: list[tuple[int, Floats, Flags]] = []
    for split, amount in zip(leaf.path, amounts.tolist(), strict=True):
        counted = _counted(facts, stores, split)
        signed: Floats = counted * (amount if split.at_most else -amount)
        never = counted if split.at_most and split.count == 0 else np.zeros_like(counted)
        if split.store_id:
            splits.append((int(stores.local[facts.row[split.store_id]]), signed, never))
        else:
            region = facts.regions.index(split.region)
            regions[region] += signed
            barred[region] |= never
    most = np.abs(regions).max(axis=(1, 2))[facts.region_of[stores.rows]].sum()
    size = float(most) + float(np.abs(paid).sum()) + float(np.abs(amounts).sum())
    return _StartPrices(regions, barred, tuple(splits), place, paid, size)


def _charge(charges: Charges, prices: Prices) -> Floats:
    paid: Floats = charges.weight * prices.cut_price[charges.cut]
    return paid


def _counted(facts: Facts, stores: PartStores, split: Split) -> Flags:
    key = split.format_id, split.from_week, split.to_week
    if key not in stores.counted:
        stores.counted[key] = counted_options(facts, split)
    return stores.counted[key]


def _price_block(
    facts: Facts,
    stores: PartStores,
    paid: _StartPrices,
    block: slice,
    tables: tuple[Floats, ...],
) -> None:
    """Put the best values of a block of the part's stores into one leaf's two tables."""
    regions = facts.region_of[stores.rows[block]]
    reduced = stores.reduced[block] - paid.regions[regions]
    options = reduced.shape[1] * reduced.shape[2]
    first, end = np.searchsorted(paid.place, (block.start * options, block.stop * options))
    if end > first:
        places = paid.place[first:end] - block.start * options
        np.subtract.at(reduced.reshape(-1), places, paid.paid[first:end])
    impossible = stores.impossible[block] | paid.region_barred[regions]
    for row, amount, barred in paid.splits:
        if block.start <= row < block.stop:
            reduced[row - block.start] -= amount
            impossible[row - block.start] |= barred
    best_by_week(facts, reduced, tables[0])
    np.copyto(reduced, -np.inf, where=impossible)
    best_by_week(facts, reduced, tables[1])


def _pay_pairs(
    facts: Facts,
    spillovers: Spillovers,
    stores: PartStores,
    leaves: Sequence[Leaf],
    tables: tuple[Floats, ...],
) -> Floats:
    """Take what pairs cost off the tables [L, n, V]; return [L] the sizes of it."""
    size = np.zeros(len(leaves))
    count = len(stores.rows)
    flat = tuple(table.reshape(-1, table.shape[-1]) for table in tables)
    prices = [leaf.prices for leaf in leaves]
    lengths = [len(own.spillover_price) for own in prices]
    if sum(lengths):
        names = ("spillover_pair", "spillover_week", "spillover_price")
        joined = Prices(**{n: np.concatenate([getattr(own, n) for own in prices]) for n in names})
        first_row = np.repeat(np.arange(len(leaves)) * count, lengths)
        for ends in (spillovers.row_a, spillovers.row_b):
            rows = ends[joined.spillover_pair]
            places = first_row + stores.local[rows]
            order = np.argsort(places, kind="stable")
            order = order[~spillovers.fixed[rows[order]]]
            pay_thetas_of(facts, joined, places, order, flat)
        size += [2.0 * float(own.spillover_price.sum()) for own in prices]
    for number, own in enumerate(prices):
        for pair in _half_fixed(spillovers, own.spillover_exact):
            if pair not in stores.lost:
                stores.lost[pair] = lost_to_fixed(facts, spillovers, pair)
            row, paid, lost = stores.lost[pair]
            for table in flat:
                table[number * count + stores.local[row]] -= paid
            size[number] += lost
        size[number] += _forest_of(spillovers, stores, own.spillover_exact)[1]
    return size


def _half_fixed(spillovers: Spillovers, pairs: Ints) -> list[int]:
    fixed = spillovers.fixed
    half: list[int] = pairs[
        fixed[spillovers.row_a[pairs]] ^ fixed[spillovers.row_b[pairs]]
    ].tolist()
    return half


def _forest_of_leaves(spillovers: Spillovers, stores: PartStores, leaves: Sequence[Leaf]) -> Forest:
    """Return the trees of all leaves as one forest; leaf l's store i is row l x n + i."""
    count = len(stores.rows)
    roots: list[Ints] = [np.zeros(0, dtype=np.int64)]
    levels: list[list[tuple[Ints, Ints, Ints]]] = []
    for number, leaf in enumerate(leaves):
        forest, _ = _forest_of(spillovers, stores, leaf.prices.spillover_exact)
        roots.append(stores.local[forest.roots] + number * count)
        for depth, (child, parent, pair) in enumerate(reversed(forest.levels)):
            if depth == len(levels):
                levels.append([])
            moved = stores.local[child] + number * count, stores.local[parent] + number * count
            levels[depth].append((*moved, pair))
    return Forest(
        roots=np.concatenate(roots),
        levels=tuple(_joined(level) for level in reversed(levels)),
    )


def _forest_of(spillovers: Spillovers, stores: PartStores, exact: Ints) -> tuple[Forest, float]:
    key = exact.tobytes()
    if key not in stores.forests:
        edges = tree_pairs(spillovers, exact)
        most = float(spillovers.loss[edges].sum())
        stores.forests[key] = plant_forest(spillovers, edges), most
    return stores.forests[key]


def _joined(level: Sequence[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    child, parent, pair = (np.concatenate(columns) for columns in zip(*level, strict=True))
    return child, parent, pair
