"""The prices of a programme's limits in one vector: what they charge, and what is left of limits.

A price vector [R] holds budget steps, crew rows, supply steps, quotas, pace steps, the other
party's value, strata of an optimised holdout (any sign), wave rows, shares (in [0, 1]) of the
losses of pairs outside the forest, by pair and block of weeks, and crew cuts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import compiled
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.grid import Grid
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.rules import CrewRows, WaveRows, build_crew_rows, build_wave_rows

Places = npt.NDArray[np.int32]

BLOCKS = 12
"""Blocks of weeks, about, in which a pair outside the forest has a share of its own."""
FEW = 4000
"""Pairs times weeks up to which every week is a block."""
MANY = 100_000
"""Pairs times blocks from which half as many blocks must do."""


class RowTable(NamedTuple):
    """Rows of all kinds as arrays; a tuple, so that a kernel can take it whole."""

    budget_end: Places
    crew_region: Places
    crew_week: Places
    crew_weights: Floats
    """[crew rows, K]"""
    crew_kind: Places
    """[F, longest installation] place of the crew-days among the K distinct numbers, else -1."""
    supply_format: Places
    supply_end: Places
    quota_region: Places
    pace_week: Places
    length: Places
    wave_slot: Places
    """[wave rows] the store's slot, -1 for a store with a fixed area."""
    wave_week: Places
    wave_side: Floats
    wave_z: Places
    wave_fixed: Floats
    """[wave rows] 1 where the store has a fixed area that sells by the week, else 0."""
    theta_a: Places
    """[pairs outside the forest] slots of the two stores."""
    theta_b: Places
    theta_loss: Floats
    """[pairs outside, blocks, W] loss in the block within the life from a first selling week."""
    theta_total: Floats
    """[pairs outside, blocks] loss in the block in all."""
    entry_cut: Places
    """[entries of crew cuts] the cut's place among the cuts."""
    entry_slot: Places
    """The listed store's slot, -1 for every store of the region."""
    entry_region: Places
    entry_form: Places
    entry_start: Places
    entry_weight: Floats
    """A listed store's own weight less that of stores that are not listed."""
    listed_region: Places
    """[listed] region of each listed store, by slot."""
    first: Ints
    """[11] where in the vector each kind begins, in the order of KINDS; the end."""


@dataclass(frozen=True, slots=True)
class DualRows:
    """All priced rows of a grid beside the forest's exact pairs."""

    table: RowTable
    limit: Floats
    """[R] right sides; a stratum's number to hold; 0 for waves; a pair's loss in the block."""
    floor: Floats
    """[R] least valid price."""
    ceiling: Floats
    """[R] largest valid price."""
    crew_rows: CrewRows
    wave_rows: WaveRows
    outside: Ints
    """Rows of the grid's pairs that are priced by shares."""
    slot: Places
    """[S] row of `Charges.selling` for stores in wave rows or pairs outside, else -1."""
    block_end: Ints
    """[pairs outside, blocks] the first week after each block; never falling, some are empty."""
    cuts: tuple[CrewCut, ...] = ()
    """Crew cuts, added by `dual_cuts.with_cuts`."""
    listed: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """[listed] stores that cuts list, in the order of their slots."""

    @property
    def slots(self) -> int:
        """Number of stores with charges of their own."""
        return int(self.slot.max(initial=-1)) + 1

    def span(self, kind: str) -> slice:
        """Return where prices of a kind stand in the vector."""
        place = KINDS.index(kind)
        begin: Ints = self.table.first
        return slice(int(begin[place]), int(begin[place + 1]))


KINDS = (
    "budget",
    "crew",
    "supply",
    "quota",
    "pace",
    "other",
    "stratum",
    "wave",
    "theta",
    "cut",
)


class Charges(NamedTuple):
    """What prices charge options, ready for the pass over all stores."""

    budget: Floats
    """[T] a unit of capex by start week."""
    option: Floats
    """[regions, F, T] crews, supply, quotas and pace."""
    selling: Floats
    """[slots, W] by first selling week: wave rows and shares of losses."""
    other: Floats
    """[1] price of the other party's value; 0 where there is no such rule."""
    stratum: Floats
    """[strata]"""
    listed: Floats
    """[listed, F, T] what stores that cuts list are charged in place of `option`."""


class Usage(NamedTuple):
    """What the stores' choices use of the limits."""

    areas: Floats
    """[regions, F, T] areas."""
    spend: Floats
    """[T] capex by start week."""
    other: float
    held: Floats
    """[strata]"""
    selling: Places
    """[slots] the store's first selling week, -1 for none."""
    listed_form: Places
    """[listed] the store's format, -1 for none."""
    listed_start: Places
    """[listed]"""


def build_dual_rows(grid: Grid, exact: Bools, block_end: Ints | None = None) -> DualRows:
    """Return the priced rows; pairs in `exact` [P] are counted in the forest instead.

    `block_end` [pairs outside, blocks] stands in place of equal blocks.
    """
    network = grid.network
    crews, waves = build_crew_rows(network), build_wave_rows(network)
    outside = np.flatnonzero(~exact)
    slot = _slots(grid, waves, outside)
    ends = block_end
    if ends is None:
        ends = np.tile(even_blocks(grid, len(outside)), (len(outside), 1))
    loss, total = _block_losses(grid, outside, ends)
    fixed = grid.fixed[waves.store] & (grid.fixed_selling[waves.store] <= waves.week)
    counts = [
        len(grid.budget_end),
        len(crews.limit),
        len(grid.supply_end),
        len(grid.quota_region),
        len(grid.pace_week),
        int(grid.other.size > 0),
        len(grid.stratum_keep),
        len(waves.week),
        total.size,
        0,
    ]
    limit = np.concatenate(
        [
            grid.budget_amount,
            crews.limit,
            grid.supply_units,
            -grid.quota_at_least,
            grid.pace_at_most,
            np.full(counts[5], -grid.other_at_least),
            grid.stratum_keep,
            np.zeros(counts[7]),
            total.ravel(),
        ]
    )
    floor, ceiling = np.zeros(len(limit)), np.full(len(limit), np.inf)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    floor[first[6] : first[7]] = -np.inf
    ceiling[first[8] : first[9]] = 1.0
    none = np.zeros(0, dtype=np.int32)
    table = RowTable(
        budget_end=grid.budget_end,
        crew_region=crews.region.astype(np.int32),
        crew_week=crews.week.astype(np.int32),
        crew_weights=crews.weights,
        crew_kind=_crew_kinds(grid, crews),
        supply_format=grid.supply_format,
        supply_end=grid.supply_end,
        quota_region=grid.quota_region,
        pace_week=grid.pace_week,
        length=grid.length,
        wave_slot=slot[waves.store],
        wave_week=waves.week.astype(np.int32),
        wave_side=waves.side.astype(np.float64),
        wave_z=waves.z.astype(np.int32),
        wave_fixed=fixed.astype(np.float64),
        theta_a=slot[grid.pair_a[outside]],
        theta_b=slot[grid.pair_b[outside]],
        theta_loss=loss,
        theta_total=total,
        entry_cut=none,
        entry_slot=none,
        entry_region=none,
        entry_form=none,
        entry_start=none,
        entry_weight=np.zeros(0),
        listed_region=none,
        first=first,
    )
    return DualRows(table, limit, floor, ceiling, crews, waves, outside, slot, ends)


def _slots(grid: Grid, waves: WaveRows, outside: Ints) -> Places:
    needs = np.zeros(grid.stores, dtype=np.bool_)
    needs[waves.store] = True
    needs[grid.pair_a[outside]] = True
    needs[grid.pair_b[outside]] = True
    needs &= ~grid.fixed
    slot = np.full(grid.stores, -1, dtype=np.int32)
    slot[needs] = np.arange(int(needs.sum()))
    return slot


def _crew_kinds(grid: Grid, crews: CrewRows) -> Places:
    kind = np.searchsorted(crews.days, grid.crew_days).astype(np.int32)
    kind[grid.crew_days == 0] = -1
    if not len(crews.limit):
        kind[:] = -1
    return kind


def even_blocks(grid: Grid, pairs: int) -> Ints:
    """Return the first week after each block; the last block reaches to the last week.

    Two stores overlap from the later first selling week to the end of the earlier life: so half of
    the blocks divide the weeks in which areas may first sell, the others those in which lives end.
    """
    weeks, horizon, half = grid.selling_weeks, grid.network.horizon, BLOCKS // 2
    if pairs * horizon <= FEW:
        return np.arange(1, horizon + 1)
    if pairs * BLOCKS > MANY:
        half //= 2
    if grid.life < weeks:
        return np.arange(1, 2 * half + 1) * horizon // (2 * half)
    begins = np.arange(1, half + 1) * weeks // half
    ends = grid.life + np.arange(half) * weeks // half
    return np.unique(np.concatenate([begins, ends, [horizon]]))


def _block_losses(grid: Grid, outside: Ints, ends: Ints) -> tuple[Floats, Floats]:
    """Return [pairs, blocks, W] and [pairs, blocks] losses of the pairs outside the forest."""
    pairs, blocks = ends.shape
    loss, total = np.zeros((pairs, blocks, grid.selling_weeks)), np.zeros((pairs, blocks))
    for row, pair in enumerate(outside):
        _fill_blocks(grid.pair_prefix[pair], ends[row], grid.life, (loss[row], total[row]))
    return loss, total


@compiled
def _fill_blocks(own: Floats, ends: Ints, life: int, into: tuple[Floats, Floats]) -> None:
    """Write a pair's loss by block and first selling week, and by block in all."""
    loss, total = into
    blocks, weeks = loss.shape
    begin = 0
    for block in range(blocks):
        end = ends[block]
        total[block] = own[end] - own[begin]
        for week in range(weeks):
            low, high = max(begin, week), min(end, week + life)
            if high > low:
                loss[block, week] = own[high] - own[low]
        begin = end


@compiled
def charge(table: RowTable, prices: Floats, into: Charges) -> None:
    """Write what the prices charge into the arrays of `into`."""
    first = table.first
    into.other[0] = prices[first[5]] if first[6] > first[5] else 0.0
    into.stratum[:] = prices[first[6] : first[7]]
    _charge_limits(table, prices, into)
    _charge_selling(table, prices, into.selling)


@compiled
def _charge_limits(table: RowTable, prices: Floats, into: Charges) -> None:
    regions, formats, weeks = into.option.shape
    first = table.first
    into.budget[:] = 0.0
    for step in range(len(table.budget_end)):
        into.budget[: table.budget_end[step]] += prices[first[0] + step]
    base = np.zeros((formats, weeks))
    _charge_steps(table, prices, base)
    day = np.zeros((regions, weeks + table.crew_kind.shape[1], table.crew_weights.shape[1]))
    _charge_days(table, prices[first[1] : first[2]], day)
    for region in range(regions):
        into.option[region] = base
        for form in range(formats):
            for offset in range(table.length[form]):
                kind = table.crew_kind[form, offset]
                if kind >= 0:
                    into.option[region, form] += day[region, offset : offset + weeks, kind]
    for row in range(len(table.quota_region)):
        if table.quota_region[row] >= 0:
            into.option[table.quota_region[row]] -= prices[first[3] + row]
    if len(table.entry_cut):
        _charge_cuts(table, prices, into)


@compiled
def _charge_cuts(table: RowTable, prices: Floats, into: Charges) -> None:
    """Add what cuts charge stores that they do not list; then write what those listed pay."""
    begin = table.first[9]
    for entry in range(len(table.entry_cut)):
        price = prices[begin + table.entry_cut[entry]]
        if table.entry_slot[entry] < 0 and price > 0:
            region, form = table.entry_region[entry], table.entry_form[entry]
            paid = price * table.entry_weight[entry]
            into.option[region, form, table.entry_start[entry]] += paid
    for slot in range(len(table.listed_region)):
        into.listed[slot] = into.option[table.listed_region[slot]]
    for entry in range(len(table.entry_cut)):
        slot, price = table.entry_slot[entry], prices[begin + table.entry_cut[entry]]
        if slot >= 0 and price > 0:
            paid = price * table.entry_weight[entry]
            into.listed[slot, table.entry_form[entry], table.entry_start[entry]] += paid


@compiled
def _charge_steps(table: RowTable, prices: Floats, base: Floats) -> None:
    """Add to `base` [F, T] what supply and pace charge."""
    formats, weeks = base.shape
    for step in range(len(table.supply_end)):
        price = prices[table.first[2] + step]
        base[table.supply_format[step], : table.supply_end[step]] += price
    for step in range(len(table.pace_week)):
        for form in range(formats):
            end = min(weeks, table.pace_week[step] + 1 - table.length[form])
            if end > 0:
                base[form, :end] += prices[table.first[4] + step]


@compiled
def _charge_days(table: RowTable, prices: Floats, day: Floats) -> None:
    """Add to `day` [regions, weeks, K] what crew rows charge a week of work."""
    for row in range(len(prices)):
        if prices[row] > 0:
            region, week = table.crew_region[row], table.crew_week[row]
            for kind in range(day.shape[2]):
                day[region, week, kind] += prices[row] * table.crew_weights[row, kind]


@compiled
def _charge_selling(table: RowTable, prices: Floats, selling: Floats) -> None:
    first, weeks = table.first, selling.shape[1]
    selling[:] = 0.0
    for row in range(len(table.wave_week)):
        slot = table.wave_slot[row]
        if slot >= 0:
            selling[slot, table.wave_week[row]] += table.wave_side[row] * prices[first[7] + row]
    for slot in range(len(selling)):
        for week in range(weeks - 2, -1, -1):
            selling[slot, week] += selling[slot, week + 1]
    blocks = table.theta_total.shape[1]
    for pair in range(len(table.theta_a)):
        for block in range(blocks):
            share = prices[first[8] + pair * blocks + block]
            if share > 0:
                selling[table.theta_a[pair]] += share * table.theta_loss[pair, block]
                selling[table.theta_b[pair]] += share * table.theta_loss[pair, block]


@compiled
def wave_worth(table: RowTable, prices: Floats) -> Floats:
    """Return by (wave, week) the sum of side x price: what z = 1 earns."""
    worth = np.zeros(table.wave_z.max() + 1 if len(table.wave_z) else 0)
    for row in range(len(table.wave_z)):
        worth[table.wave_z[row]] += table.wave_side[row] * prices[table.first[7] + row]
    return worth


@compiled
def slack(table: RowTable, prices: Floats, limit: Floats, used: Usage, out: Floats) -> None:
    """Write what is left of each row [R]: a subgradient of the dual at these prices."""
    first = table.first
    regions, formats, weeks = used.areas.shape
    out[:] = limit
    for step in range(len(table.budget_end)):
        out[first[0] + step] -= used.spend[: table.budget_end[step]].sum()
    working = np.zeros((regions, weeks + table.crew_kind.shape[1], table.crew_weights.shape[1]))
    started = np.zeros((formats, weeks))
    areas = np.zeros(regions)
    _add_up(table, used.areas, (working, started, areas))
    for row in range(len(table.crew_week)):
        for kind in range(working.shape[2]):
            works = working[table.crew_region[row], table.crew_week[row], kind]
            out[first[1] + row] -= table.crew_weights[row, kind] * works
    for row in range(len(table.quota_region)):
        if table.quota_region[row] >= 0:
            out[first[3] + row] += areas[table.quota_region[row]]
    _slack_of_steps(table, started, out)
    if first[6] > first[5]:
        out[first[5]] += used.other
    for group in range(len(used.held)):
        out[first[6] + group] -= used.held[group]
    _slack_of_selling(table, prices, used, out)
    _slack_of_cuts(table, used, out)


@compiled
def _add_up(table: RowTable, areas: Floats, into: tuple[Floats, Floats, Floats]) -> None:
    """Add up starts [regions, F, T] to work by week, starts by format and areas by region."""
    working, started, by_region = into
    regions, formats, weeks = areas.shape
    for region in range(regions):
        for form in range(formats):
            for week in range(weeks):
                count = areas[region, form, week]
                if count > 0:
                    started[form, week] += count
                    by_region[region] += count
                    for offset in range(table.length[form]):
                        kind = table.crew_kind[form, offset]
                        if kind >= 0:
                            working[region, week + offset, kind] += count


@compiled
def _slack_of_steps(table: RowTable, started: Floats, out: Floats) -> None:
    formats, weeks = started.shape
    for step in range(len(table.supply_end)):
        used = started[table.supply_format[step], : table.supply_end[step]].sum()
        out[table.first[2] + step] -= used
    for step in range(len(table.pace_week)):
        for form in range(formats):
            end = min(weeks, table.pace_week[step] + 1 - table.length[form])
            if end > 0:
                out[table.first[4] + step] -= started[form, :end].sum()


@compiled
def _slack_of_selling(table: RowTable, prices: Floats, used: Usage, out: Floats) -> None:
    first = table.first
    worth = wave_worth(table, prices)
    for row in range(len(table.wave_week)):
        slot = table.wave_slot[row]
        sells = table.wave_fixed[row]
        if slot >= 0 and 0 <= used.selling[slot] <= table.wave_week[row]:
            sells = 1.0
        z = 1.0 if worth[table.wave_z[row]] > 0 else 0.0
        out[first[7] + row] = table.wave_side[row] * (z - sells)
    blocks = table.theta_total.shape[1]
    for pair in range(len(table.theta_a)):
        a, b = used.selling[table.theta_a[pair]], used.selling[table.theta_b[pair]]
        for block in range(blocks):
            row = first[8] + pair * blocks + block
            if a >= 0:
                out[row] -= table.theta_loss[pair, block, a]
            if b >= 0:
                out[row] -= table.theta_loss[pair, block, b]


@compiled
def _slack_of_cuts(table: RowTable, used: Usage, out: Floats) -> None:
    begin = table.first[9]
    for entry in range(len(table.entry_cut)):
        row, slot = begin + table.entry_cut[entry], table.entry_slot[entry]
        form, start = table.entry_form[entry], table.entry_start[entry]
        if slot < 0:
            areas = used.areas[table.entry_region[entry], form, start]
            out[row] -= table.entry_weight[entry] * areas
        elif used.listed_form[slot] == form and used.listed_start[slot] == start:
            out[row] -= table.entry_weight[entry]
