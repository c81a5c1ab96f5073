"""What a plan is worth, exactly, and whether it keeps the limits: sums by fsum, money in cents."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.plan import PlannedArea
from showfloor.plan.grid import Grid, worth_by_profile
from showfloor.plan.model import Model
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Floats, Ints, Network, chosen_share_of_capex, other_party
from showfloor.plan.options import OptionSet
from showfloor.plan.previous import build_change
from showfloor.plan.spillover import pair_losses

TOLERANCE = 1e-4
"""Of the 0.01 a rule that a verifier allows; the rest is left to others' rounding."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A plan's money: value, spillover losses, both discounted; capex undiscounted.

    `change_cost` is what departing from the earlier plan costs in all, `departing` by how many
    stores; 0 without one.
    """

    value: float
    spillover_loss: float
    other_party_value: float
    capex: float
    change_cost: float
    departing: int

    @property
    def objective(self) -> float:
        """Value less spillover losses and costs of change."""
        return self.value - self.spillover_loss - self.change_cost


def worth_of(grid: Grid, choices: Choices) -> Worth:
    """Return what a plan is worth; the other party's value NaN where it is not stated."""
    network, change = grid.network, build_change(grid.network)
    taken = taken_options(grid, choices)
    departing = change.departing(taken)
    return Worth(
        value=math.fsum(taken.value),
        spillover_loss=math.fsum([*_pair_losses(grid, choices), *_fixed_losses(grid, choices)]),
        other_party_value=math.fsum(_values_of(network, taken, other=True)),
        capex=math.fsum(network.capex[taken.store, taken.format]),
        change_cost=change.cost * departing,
        departing=departing,
    )


def taken_options(grid: Grid, choices: Choices) -> OptionSet:
    """Return a plan's options with their values before spillover and costs of change."""
    store = np.flatnonzero(choices.format >= 0)
    form, start = choices.format[store], choices.start[store]
    nothing = np.zeros(len(store))
    taken = OptionSet(store, form, start, start + grid.length[form], nothing)
    return replace(taken, value=_values_of(grid.network, taken))


def _values_of(network: Network, taken: OptionSet, *, other: bool = False) -> Floats:
    """Return [n] the options' values to the chosen or the other party; NaN where not stated."""
    programme = network.programme
    party = other_party(programme.value_for) if other else programme.value_for
    if party is None:
        return np.full(len(taken), math.nan)
    worth = worth_by_profile(network)[network.profile[taken.store], taken.format, taken.start]
    pays = [chosen_share_of_capex(party, item.manufacturer_pays) for item in network.formats]
    due = np.array(pays)[taken.format] * network.discount[taken.start]
    margin = (network.other_margin if other else network.margin)[taken.store, taken.format]
    values: Floats = margin * worth - due * network.capex[taken.store, taken.format]
    return values


def _pair_losses(grid: Grid, choices: Choices) -> Floats:
    """Return what the pairs lose whose two stores both get an area."""
    selling = choices.selling(grid.length.astype(np.int64))
    a, b = selling[grid.pair_a], selling[grid.pair_b]
    both = np.flatnonzero((a >= 0) & (b >= 0))
    later, end = np.maximum(a, b)[both], np.minimum(a, b)[both] + grid.life
    lost = grid.pair_prefix[both, np.maximum(end, later)] - grid.pair_prefix[both, later]
    return np.asarray(lost)


def _fixed_losses(grid: Grid, choices: Choices) -> list[float]:
    """Return what new areas lose beside areas that stand already, a number a pair."""
    network, losses = grid.network, []
    selling = choices.selling(grid.length.astype(np.int64))
    for pair in network.programme.spillover:
        a, b = network.place[pair.store_a], network.place[pair.store_b]
        if grid.fixed[a] == grid.fixed[b] or pair.loss_per_week == 0:
            continue
        new, old = (b, a) if grid.fixed[a] else (a, b)
        if selling[new] < 0:
            continue
        share = np.minimum(network.open_share[a], network.open_share[b])
        weekly = pair.loss_per_week * network.discount * share * network.sells(old)
        losses.append(math.fsum(weekly[selling[new] : selling[new] + grid.life]))
    return losses


def objective_of(model: Model, chosen: Ints) -> float:
    """Return the value of the chosen options less their spillover losses and costs of change."""
    losses = pair_losses(model.network, model.pairs, model.options, chosen)
    changed = model.change.cost * model.change.departing(model.options.take(chosen))
    return math.fsum(model.options.value[chosen]) - math.fsum(losses) - changed


def keeps_limits(model: Model, chosen: Ints) -> bool:
    """Say whether the chosen options keep one area a store, obligations, limits and waves."""
    stores = np.bincount(model.options.store[chosen], minlength=len(model.network.stores))
    if stores.max(initial=0) > 1 or np.any(stores[model.obliged] == 0):
        return False
    rows = model.rows
    used = np.asarray(rows.matrix[:, chosen].sum(axis=1)).ravel()
    limited = slice(0, rows.other.stop)
    if np.any(used[limited] > rows.limit[limited] + TOLERANCE):
        return False
    return _keeps_waves(model, used)


def _keeps_waves(model: Model, used: Floats) -> bool:
    """Say whether some z in {0, 1} satisfies every wave row."""
    rows, wave = model.rows, model.rows.wave_rows
    slack = used[rows.wave] - rows.limit[rows.wave]
    # A later store sells in the week (slack > 0 at side +1), a wave's store does not (slack 0).
    later = np.zeros(wave.z_count, dtype=np.bool_)
    missing = np.zeros(wave.z_count, dtype=np.bool_)
    np.logical_or.at(later, wave.z, (wave.side > 0) & (slack > 0.5))
    np.logical_or.at(missing, wave.z, (wave.side < 0) & (slack > -0.5))
    return not bool(np.any(later & missing))


def planned_areas(grid: Grid, choices: Choices) -> tuple[PlannedArea, ...]:
    """Return a plan's options as decisions, sorted by store_id."""
    network, taken = grid.network, taken_options(grid, choices)
    mondays = [network.monday(week) for week in range(grid.selling_weeks)]
    return tuple(
        PlannedArea(
            network.stores[store].store_id,
            network.formats[form].format_id,
            mondays[start],
            mondays[selling],
            value,
        )
        for store, form, start, selling, value in zip(
            taken.store.tolist(),
            taken.format.tolist(),
            taken.start.tolist(),
            taken.selling.tolist(),
            taken.value.tolist(),
            strict=True,
        )
    )
