"""The programme's limits as rows A x <= b over the options, each row remembering its rule."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from showfloor.plan.crew_hull import hull_rows
from showfloor.plan.network import Bools, Floats, Ints, Network
from showfloor.plan.options import OptionSet


@dataclass(frozen=True, slots=True)
class CrewRows:
    """Crew rows [C] of the hulls; `days` [K] the distinct day numbers, `weights` [C, K]."""

    days: Ints
    region: Ints
    """Place in the sorted list of regions of `regions_of`."""
    week: Ints
    weights: Floats
    limit: Floats


@dataclass(frozen=True, slots=True)
class WaveRows:
    """Rows side x (Y_store(week) - z[wave, week]) <= 0; side +1 for stores of later waves."""

    wave: Ints
    week: Ints
    store: Ints
    side: Ints
    z: Ints
    """Place of z[wave, week] among the distinct (wave, week)."""
    z_count: int


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows: matrix [R, n] over options, [R, Z] over the wave variables, right sides [R].

    Rows come in the order budget, crews, supply, pace, quota, other (both sides of these two
    negated), waves.
    """

    matrix: sp.csr_matrix
    z_matrix: sp.csr_matrix
    limit: Floats
    budget: slice
    crew: slice
    supply: slice
    pace: slice
    quota: slice
    other: slice
    """One row where the other party's value must reach an amount, else none."""
    wave: slice
    crew_rows: CrewRows
    wave_rows: WaveRows


def regions_of(network: Network) -> tuple[str, ...]:
    """Return the regions that stores name, sorted; a store without region counts as ""."""
    return tuple(sorted({store.region or "" for store in network.stores}))


def region_index(network: Network) -> Ints:
    """Return [S]: the place of each store's region in `regions_of`."""
    place = {name: index for index, name in enumerate(regions_of(network))}
    return np.array([place[store.region or ""] for store in network.stores], dtype=np.int64)


def crew_capacity(network: Network) -> Ints | None:
    """Return [regions, crew weeks] whole crew-days, None where crews are unlimited."""
    crews = network.programme.crews
    if crews is None:
        return None
    by_region = {crew.region: crew.crew_days for crew in crews}
    nothing = (0,) * network.programme.crew_weeks
    return np.array(
        [by_region.get(name, nothing) if name else nothing for name in regions_of(network)],
        dtype=np.int64,
    )


def distinct_days(network: Network) -> tuple[int, ...]:
    """Return the distinct positive crew-day numbers that formats use in one week, rising."""
    return tuple(sorted({d for item in network.formats for d in item.crew_days if d > 0}))


def keeping_crews(network: Network, kept: Bools) -> Bools:
    """Return `kept` without installations that alone need more crew-days than a week has."""
    capacity = crew_capacity(network)
    if capacity is None:
        return kept
    able = kept.copy()
    by_store = capacity[region_index(network)]
    for index, item in enumerate(network.formats):
        for offset, days in enumerate(item.crew_days):
            able[:, index, :] &= by_store[:, offset : offset + network.programme.weeks] >= days
    return able


def build_crew_rows(network: Network) -> CrewRows:
    """Return the hull rows of every region and week in which crews are limited."""
    days = distinct_days(network)
    capacity = crew_capacity(network)
    used = np.unique(region_index(network))
    limits = np.zeros((0, 0), dtype=np.int64) if capacity is None else capacity
    found = [
        (region, week, row)
        for region in (used if len(limits) and days else ())
        for week in range(network.programme.crew_weeks)
        for row in hull_rows(days, int(limits[region, week]))
    ]
    return CrewRows(
        days=np.array(days, dtype=np.int64),
        region=np.array([region for region, _, _ in found], dtype=np.int64),
        week=np.array([week for _, week, _ in found], dtype=np.int64),
        weights=np.array([row.weights for _, _, row in found], dtype=np.float64).reshape(
            len(found), len(days)
        ),
        limit=np.array([row.limit for _, _, row in found], dtype=np.float64),
    )


def build_wave_rows(network: Network) -> WaveRows:
    """Return the rows that keep each wave before the later ones until its release."""
    waves = network.programme.waves
    longest = max(item.weeks_to_install for item in network.formats)
    last_selling = network.programme.weeks - 1 + longest
    rows: list[tuple[int, int, int, int, int]] = []
    z_count = 0
    for index, wave in enumerate(waves[:-1]):
        end = last_selling + 1
        if wave.release_on is not None:
            released = -((network.programme.start - wave.release_on).days // 7)
            end = min(end, max(0, released))
        own = [network.place[s] for s in wave.store_ids]
        later = [network.place[s] for other in waves[index + 1 :] for s in other.store_ids]
        for week in range(end):
            rows += [(index, week, store, -1, z_count) for store in own]
            rows += [(index, week, store, 1, z_count) for store in later]
            z_count += 1
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 5)
    return WaveRows(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4], z_count)


def build_rows(
    network: Network,
    options: OptionSet,
    other_values: Floats,
    *,
    crew_rows: CrewRows | None = None,
) -> Rows:
    """Return every limit as a row over the options.

    `other_values` [S, F, weeks]; `crew_rows` stand in place of the hulls' rows.
    """
    crew_rows = build_crew_rows(network) if crew_rows is None else crew_rows
    wave_rows = build_wave_rows(network)
    budget, budget_limit = _budget(network, options)
    crews = _crews(network, options, crew_rows)
    supply, supply_limit = _supply(network, options)
    pace, pace_limit = _pace(network, options)
    quota, quota_limit = _quota(network, options)
    other, other_limit = _other(network, options, other_values)
    waves, z_waves, wave_limit = _waves(network, options, wave_rows)
    blocks = [budget, crews, supply, pace, quota, other, waves]
    ends = np.cumsum([0, *(block.shape[0] for block in blocks)])
    spans = [slice(int(a), int(b)) for a, b in itertools.pairwise(ends)]
    before = sp.csr_matrix((int(ends[-2]), z_waves.shape[1]))
    limits = [budget_limit, crew_rows.limit, supply_limit, pace_limit]
    limits += [quota_limit, other_limit, wave_limit]
    return Rows(
        sp.vstack(blocks, format="csr"),
        sp.vstack([before, z_waves], format="csr"),
        np.concatenate(limits),
        budget=spans[0],
        crew=spans[1],
        supply=spans[2],
        pace=spans[3],
        quota=spans[4],
        other=spans[5],
        wave=spans[6],
        crew_rows=crew_rows,
        wave_rows=wave_rows,
    )


def _stack(
    options: OptionSet, count: int, entry: Callable[[int], tuple[Ints, Floats]]
) -> sp.csr_matrix:
    """Return a matrix [count, n] from a function that gives each row's columns and entries."""
    parts = [entry(row) for row in range(count)]
    lengths = [len(columns) for columns, _ in parts]
    shape = (count, len(options))
    if not parts:
        return sp.csr_matrix(shape)
    columns = np.concatenate([columns for columns, _ in parts])
    entries = np.concatenate([values for _, values in parts])
    return sp.csr_matrix((entries, columns, np.concatenate([[0], np.cumsum(lengths)])), shape)


def budget_weeks(network: Network) -> list[int]:
    """Return for each budget step how many start weeks it limits; the last limits all."""
    steps = network.programme.budget
    counted = [network.weeks_through(step.through) for step in steps]
    return [*counted[:-1], network.programme.weeks] if counted else []


def supply_weeks(network: Network) -> list[tuple[int, int]]:
    """Return for each supply step its format's place and how many start weeks it limits."""
    steps = network.programme.supply
    place = {item.format_id: index for index, item in enumerate(network.formats)}
    limits = []
    for index, step in enumerate(steps):
        later = [
            network.week_of(s.week) for s in steps[index + 1 :] if s.format_id == step.format_id
        ]
        limits.append((place[step.format_id], max(0, min(later, default=network.programme.weeks))))
    return limits


def pace_weeks(network: Network) -> list[int]:
    """Return for each pace step the last first selling week that it counts (of any sign)."""
    return [network.week_of(step.selling_by) for step in network.programme.pace]


def _budget(network: Network, options: OptionSet) -> tuple[sp.csr_matrix, Floats]:
    ends = budget_weeks(network)
    capex = network.capex[options.store, options.format]

    def entry(row: int) -> tuple[Ints, Floats]:
        columns = np.flatnonzero(options.start < ends[row])
        return columns, capex[columns]

    amounts = [step.amount for step in network.programme.budget]
    return _stack(options, len(ends), entry), np.cumsum(np.array(amounts, dtype=np.float64))


def _crews(network: Network, options: OptionSet, rows: CrewRows) -> sp.csr_matrix:
    shape = (len(rows.limit), len(options))
    if not len(rows.limit):
        return sp.csr_matrix(shape)
    weeks = network.programme.crew_weeks
    key = rows.region * weeks + rows.week
    cells = np.arange((int(rows.region.max()) + 1) * weeks)
    first, last = np.searchsorted(key, cells), np.searchsorted(key, cells, side="right")
    region = region_index(network)[options.store]
    found_rows, found_columns, found_weights = [], [], []
    for index, item in enumerate(network.formats):
        own = np.flatnonzero(options.format == index)
        for offset, days in enumerate(item.crew_days):
            if days == 0:
                continue
            k = int(np.searchsorted(rows.days, days))
            cell = region[own] * weeks + options.start[own] + offset
            for nth in range(int((last - first).max())):
                row = first[cell] + nth
                valid = row < last[cell]
                row, columns = row[valid], own[valid]
                found_rows.append(row)
                found_columns.append(columns)
                found_weights.append(rows.weights[row, k])
    if not found_rows:
        return sp.csr_matrix(shape)
    entries = np.concatenate(found_weights)
    places = (np.concatenate(found_rows), np.concatenate(found_columns))
    matrix = sp.csr_matrix((entries, places), shape)
    matrix.eliminate_zeros()
    return matrix


def _supply(network: Network, options: OptionSet) -> tuple[sp.csr_matrix, Floats]:
    limits = supply_weeks(network)

    def entry(row: int) -> tuple[Ints, Floats]:
        form, end = limits[row]
        columns = np.flatnonzero((options.format == form) & (options.start < end))
        return columns, np.ones(len(columns))

    units = [float(step.units) for step in network.programme.supply]
    return _stack(options, len(limits), entry), np.array(units)


def _pace(network: Network, options: OptionSet) -> tuple[sp.csr_matrix, Floats]:
    lasts = pace_weeks(network)

    def entry(row: int) -> tuple[Ints, Floats]:
        columns = np.flatnonzero(options.selling <= lasts[row])
        return columns, np.ones(len(columns))

    most = [float(step.at_most) for step in network.programme.pace]
    return _stack(options, len(lasts), entry), np.array(most)


def _quota(network: Network, options: OptionSet) -> tuple[sp.csr_matrix, Floats]:
    quotas = network.programme.quotas
    place = {name: index for index, name in enumerate(regions_of(network))}
    region = region_index(network)[options.store]

    def entry(row: int) -> tuple[Ints, Floats]:
        columns = np.flatnonzero(region == place.get(quotas[row].region, -1))
        return columns, -np.ones(len(columns))

    limits = np.array([-float(quota.at_least) for quota in quotas])
    return _stack(options, len(quotas), entry), limits


def _other(
    network: Network, options: OptionSet, other_values: Floats
) -> tuple[sp.csr_matrix, Floats]:
    least = network.programme.other_at_least
    if least is None:
        return sp.csr_matrix((0, len(options))), np.zeros(0)
    values = other_values[options.store, options.format, options.start]
    return sp.csr_matrix(-values[None, :]), np.array([-least])


def _waves(
    network: Network, options: OptionSet, rows: WaveRows
) -> tuple[sp.csr_matrix, sp.csr_matrix, Floats]:
    """Return the wave rows over options and over z, and their limits (fixed areas moved right)."""
    count = len(rows.week)
    first = np.searchsorted(options.store, np.arange(len(network.stores)))
    last = np.searchsorted(options.store, np.arange(len(network.stores)), side="right")
    limit = np.zeros(count)
    for row in range(count):
        store = int(rows.store[row])
        if store in network.fixed and network.fixed_selling_week(store) <= rows.week[row]:
            limit[row] = -float(rows.side[row])

    def entry(row: int) -> tuple[Ints, Floats]:
        store = rows.store[row]
        columns = np.arange(first[store], last[store])
        columns = columns[options.selling[columns] <= rows.week[row]]
        return columns, np.full(len(columns), float(rows.side[row]))

    z_matrix = sp.csr_matrix(
        (-rows.side.astype(np.float64), (np.arange(count), rows.z)), (count, rows.z_count)
    )
    return _stack(options, count, entry), z_matrix, limit
