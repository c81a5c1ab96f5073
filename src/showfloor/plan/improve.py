"""Improving a plan by annealing in rounds, on two threads that never touch the same region.

In each round the regions are dealt to two parts. A part may use its share of what is left of every
total limit, so parts cannot break a limit together; stores that share a spillover pair across the
parts, and the waves' stores in one of the parts, stand still for the round. Which thread is faster
changes nothing: the same seed gives the same plan.

While it is hot, some unspent budget, deliveries and pace count at their dual prices, so that chains
need not fill a limit to the brim to be kept; towards the end only the plan's own value counts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from showfloor.plan.improve_chains import Candidates, Part, Work, anneal, empty_log
from showfloor.plan.improve_field import Bools, Field, Floats, Ints, Standing

PARTS = 2
STORES_FOR_PARTS = 3000
"""Below so many stores one part is better: parts hinder each other's exchanges."""
SPARE_SHARE = 0.025
LEAST_SPARE = 5.0
"""Unspent budget that counts while hot: this share of all, at least so many typical areas."""
BRIM = 0.8
"""Share of a cooling after which unspent limits count nothing."""


@dataclass(frozen=True, slots=True)
class Cooling:
    """One annealing: chains a store in all, temperatures as shares of a typical area's value."""

    chains: float
    hot: float
    cold: float
    rounds: int


def typical_value(field: Field, standing: Standing) -> float:
    """Return the mean profit of the plan's areas, at least 1."""
    at = np.flatnonzero(standing.form >= 0)
    profit = field.profit[at, standing.form[at], standing.start[at]]
    return max(1.0, float(profit.mean())) if len(at) else 1.0


class Scene(NamedTuple):
    """A plan under improvement: what it stands on, itself, and the options near the best."""

    field: Field
    standing: Standing
    near: Candidates


def cool(scene: Scene, cooling: Cooling, seed: int, go_on: Callable[[], bool]) -> bool:
    """Anneal a plan in place; return False where `go_on` said no between rounds."""
    able = np.flatnonzero(np.diff(scene.near.first) > 0)
    if not len(able):
        return True
    rng = np.random.default_rng([seed, len(able)])
    value = typical_value(scene.field, scene.standing)
    spare = _spare(scene.field, scene.standing)
    chains = int(cooling.chains * len(able) / cooling.rounds)
    steps = np.geomspace(cooling.hot, cooling.cold, cooling.rounds + 1)
    for index in range(cooling.rounds):
        if not go_on():
            return False
        share = steps[index] / steps[0] if index < BRIM * cooling.rounds else 0.0
        heat = _Heat(value * steps[index], value * steps[index + 1], share * spare, chains)
        _round(scene, _deal(scene.field, scene.near, able, rng), heat, rng)
    return True


@dataclass(frozen=True, slots=True)
class _Heat:
    hot: float
    cold: float
    spare: Floats
    chains: int


def _spare(field: Field, standing: Standing) -> Floats:
    """Return the unspent budget and units that count while it is hottest."""
    at = np.flatnonzero(standing.form >= 0)
    capex = field.capex[at, standing.form[at]]
    typical = float(capex.mean()) if len(at) else 0.0
    units = max(LEAST_SPARE, SPARE_SHARE * len(at))
    return np.array([2.0 * typical * units, units])


def _deal(field: Field, near: Candidates, able: Ints, rng: np.random.Generator) -> list[Part]:
    """Return the parts of a round; each has whole regions and about as many stores."""
    stores, regions = len(field.region), len(field.capacity)
    count = np.bincount(field.region[able], minlength=regions)
    if len(able) < STORES_FOR_PARTS or count.max() > 0.9 * len(able):
        movable = np.zeros(stores, dtype=np.bool_)
        movable[able] = True
        return [Part(able, near.marginal, movable)]
    part_of = np.zeros(regions, dtype=np.int64)
    filled = np.zeros(PARTS)
    for region in rng.permutation(regions):
        part = int(np.argmin(filled))
        part_of[region] = part
        filled[part] += count[region]
    owner = part_of[field.region]
    still = _apart(field, owner)
    still |= field.in_wave & (owner != int(rng.integers(PARTS)))
    parts = []
    for part in range(PARTS):
        movable = (owner == part) & ~still
        mine = able[movable[able]]
        parts.append(Part(mine, near.marginal[movable[near.marginal]], movable))
    return parts


def _apart(field: Field, owner: Ints) -> Bools:
    """Return [S]: stores with a spillover pair whose other store belongs to another part."""
    span = np.diff(field.pair_first)
    store = np.repeat(np.arange(len(owner)), span)
    across = owner[store] != owner[field.pair_partner]
    still = np.zeros(len(owner), dtype=np.bool_)
    still[store[across]] = True
    return still


def _round(scene: Scene, parts: list[Part], heat: _Heat, rng: np.random.Generator) -> None:
    words = rng.integers(1, 1 << 63, len(parts), dtype=np.uint64)
    total = max(1, sum(len(part.stores) for part in parts))
    shares = [len(part.stores) / total for part in parts]
    own = [_own(scene, heat, shares, at) for at in range(len(parts))]

    def run(at: int) -> None:
        mine, plan = own[at]
        state = words[at : at + 1].copy()
        work = Work(mine, plan, scene.near, parts[at], empty_log(), state, np.zeros(1))
        anneal(work, int(heat.chains * shares[at]), heat.hot, heat.cold)

    if len(parts) == 1:
        run(0)
    else:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(run, range(len(parts))))
    _join(scene.standing, [plan for _, plan in own])


TOTALS = ("budget_used", "supply_used", "pace_used", "early_used", "other_used", "missing")
"""What a part counts by itself during a round; everything else belongs to one region or store."""


def _own(scene: Scene, heat: _Heat, shares: list[float], at: int) -> tuple[Field, Standing]:
    """Return the limits and the plan as one part sees them: its share of all that is left."""
    field, standing = scene.field, scene.standing
    plan = standing._replace(
        **{name: getattr(standing, name).copy() for name in TOTALS},
        spare=heat.spare * shares[at],
    )
    if len(shares) == 1:
        return field, plan
    lacking = field.other_least - standing.other_used
    mine = field._replace(
        budget_limit=standing.budget_used
        + np.maximum(0.0, field.budget_limit - standing.budget_used) * shares[at],
        supply_limit=_whole_share(field.supply_limit, standing.supply_used, shares, at),
        pace_limit=_whole_share(field.pace_limit, standing.pace_used, shares, at),
        early_limit=_whole_share(field.early_limit, standing.early_used, shares, at),
        other_least=standing.other_used + lacking * shares[at],
    )
    return mine, plan


def _whole_share(limit: Ints, used: Ints, shares: list[float], at: int) -> Ints:
    """Return a part's limit: what is used, and its whole share of what is left."""
    left = np.maximum(0, limit - used)
    before = np.floor(left * sum(shares[:at]) + 1e-9).astype(np.int64)
    after = np.floor(left * sum(shares[: at + 1]) + 1e-9).astype(np.int64)
    share: Ints = used + after - before
    return share


def _join(standing: Standing, plans: list[Standing]) -> None:
    """Add up what the parts have changed in the totals."""
    for name in TOTALS:
        whole = getattr(standing, name)
        before = whole.copy()
        for plan in plans:
            whole += getattr(plan, name) - before
