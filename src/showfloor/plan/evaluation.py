"""What a plan is worth, exactly, and whether it keeps the limits: sums by fsum, money in cents."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.domain.plan import PlannedArea
from showfloor.plan.model import Model
from showfloor.plan.network import Floats, Ints
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


def worth_of(model: Model, chosen: Ints) -> Worth:
    """Return what the chosen options are worth; the other party's value NaN where not stated."""
    options = model.options.take(chosen)
    others = model.other_values[options.store, options.format, options.start]
    losses = pair_losses(model.network, model.pairs, model.options, chosen)
    departing = model.change.departing(options)
    return Worth(
        value=math.fsum(options.value),
        spillover_loss=math.fsum(losses),
        other_party_value=math.fsum(others),
        capex=math.fsum(model.network.capex[options.store, options.format]),
        change_cost=model.change.cost * departing,
        departing=departing,
    )


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


def planned_areas(model: Model, chosen: Ints) -> tuple[PlannedArea, ...]:
    """Return the chosen options as decisions, sorted by store_id."""
    network, options = model.network, model.options.take(np.sort(chosen))
    return tuple(
        PlannedArea(
            network.stores[store].store_id,
            network.formats[form].format_id,
            network.monday(int(start)),
            network.monday(int(selling)),
            float(value),
        )
        for store, form, start, selling, value in zip(
            options.store,
            options.format,
            options.start,
            options.selling,
            options.value,
            strict=True,
        )
    )
