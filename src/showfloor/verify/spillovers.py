"""Spillover: what two stores lose in each week in which both sell from an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from showfloor.verify.facts import Facts, Flags, Floats, fixed_selling_weeks
from showfloor.verify.openings import openings


@dataclass(frozen=True, slots=True)
class Spillovers:
    """The pairs of the programme, in its order (P of them)."""

    loss: Floats
    """[P, W] discounted loss of the week if both sell; 0 for two fixed areas."""
    selling: dict[str, Flags]
    """Store id to [W] for stores of pairs whose fixed area sells."""


def list_spillovers(facts: Facts) -> Spillovers:
    """Return the most that each pair can lose in each week, and when fixed partners sell."""
    pairs = facts.programme.spillover
    names = sorted({name for pair in pairs for name in (pair.store_a, pair.store_b)})
    opened = openings(facts, [facts.row[name] for name in names])
    place = {name: i for i, name in enumerate(names)}
    loss = np.zeros((len(pairs), facts.horizon))
    for number, pair in enumerate(pairs):
        if pair.store_a in facts.fixed and pair.store_b in facts.fixed:
            continue
        both_open = np.minimum(
            opened.open_share[place[pair.store_a]], opened.open_share[place[pair.store_b]]
        )
        loss[number] = pair.loss_per_week * facts.discount * both_open
    selling = {name: fixed_selling_weeks(facts, name) for name in names if name in facts.fixed}
    return Spillovers(loss=loss, selling=selling)


def plan_losses(
    facts: Facts, spillovers: Spillovers, first_selling: Mapping[str, int]
) -> list[float]:
    """Return each pair's loss under a plan; `first_selling` is by store with a new area."""
    losses = []
    for number, pair in enumerate(facts.programme.spillover):
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
