"""Spillover: what two stores lose in each week in which both sell from an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.facts import Facts, fixed_selling_weeks


@dataclass(frozen=True, slots=True)
class Spillovers:
    """The pairs of the programme, in its order (P of them)."""

    loss: Floats
    """[P, W] discounted loss of the week if both sell; 0 for two fixed areas."""
    row_a: Ints
    """[P] rows of the stores."""
    row_b: Ints
    fixed: Flags
    """[S] whether the store has a fixed area."""
    selling: dict[str, Flags]
    """Store id to [W] for stores of pairs whose fixed area sells."""


def list_spillovers(facts: Facts) -> Spillovers:
    """Return the most that each pair can lose in each week, and when fixed partners sell."""
    pairs = facts.programme.spillover
    row_a = np.array([facts.row[pair.store_a] for pair in pairs], dtype=np.int64)
    row_b = np.array([facts.row[pair.store_b] for pair in pairs], dtype=np.int64)
    amount = np.array([pair.loss_per_week for pair in pairs], dtype=np.float64)
    fixed = np.zeros(len(facts.problem.stores), dtype=np.bool_)
    fixed[sorted(facts.fixed_rows)] = True
    amount[fixed[row_a] & fixed[row_b]] = 0.0
    share, pattern = facts.openings.open_share, facts.openings.pattern
    loss = np.empty((len(pairs), facts.horizon))
    np.minimum(share[pattern[row_a]], share[pattern[row_b]], out=loss)
    loss *= amount[:, None] * facts.discount
    names = {name for pair in pairs for name in (pair.store_a, pair.store_b)}
    selling = {name: fixed_selling_weeks(facts, name) for name in facts.fixed if name in names}
    return Spillovers(loss=loss, row_a=row_a, row_b=row_b, fixed=fixed, selling=selling)


def plan_losses(
    facts: Facts, spillovers: Spillovers, first_selling: Mapping[str, int]
) -> list[float]:
    """Return the losses of a plan's pairs; `first_selling` is by store with a new area."""
    sells = spillovers.fixed.copy()
    sells[[facts.row[name] for name in first_selling]] = True
    losses = []
    for number in np.flatnonzero(sells[spillovers.row_a] & sells[spillovers.row_b]):
        pair = facts.programme.spillover[number]
        weeks = _selling(facts, spillovers, first_selling, pair.store_a) & _selling(
            facts, spillovers, first_selling, pair.store_b
        )
        losses.append(fsum(spillovers.loss[number, weeks].tolist()))
    return losses


def _selling(
    facts: Facts, spillovers: Spillovers, first_selling: Mapping[str, int], store_id: str
) -> Flags:
    selling = np.zeros(facts.horizon, dtype=np.bool_)
    first = first_selling.get(store_id)
    if first is not None:
        selling[first : first + facts.programme.area_life_weeks] = True
    fixed = spillovers.selling.get(store_id)
    return selling if fixed is None else selling | fixed
