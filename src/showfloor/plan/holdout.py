"""The holdout: stores kept free of areas for comparison, drawn by seed or chosen in the plan."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from showfloor.domain.programme import Holdout
from showfloor.domain.stores import Store
from showfloor.plan.network import Bools, Network


@dataclass(frozen=True, slots=True)
class Stratum:
    """Stores of one stratum with at least one allowed option, in no promise and no wave."""

    name: str
    eligible: tuple[int, ...]
    """Places of the stores, rising."""
    keep: int
    """How many are held: the number asked, or all eligible where there are fewer."""


def stratum_name(store: Store, holdout: Holdout) -> str:
    """Return the stratum's text: the values joined by " | ", "(none)" where one is missing."""
    values = {"region": store.region, "kind": store.kind}
    return " | ".join(values[by] or "(none)" for by in holdout.by)


def obliged_stores(network: Network) -> Bools:
    """Return [S]: stores in a promise or a wave."""
    mask = np.zeros(len(network.stores), dtype=np.bool_)
    for promise in network.programme.promises:
        mask[network.place[promise.store_id]] = True
    for wave in network.programme.waves:
        mask[[network.place[store_id] for store_id in wave.store_ids]] = True
    return mask


def strata(network: Network, allowed: Bools) -> tuple[Stratum, ...]:
    """Return the strata in order of name; none without a holdout."""
    holdout = network.programme.holdout
    if holdout is None:
        return ()
    obliged = obliged_stores(network)
    has_option = allowed.any(axis=(1, 2))
    members: dict[str, list[int]] = {}
    for index in np.flatnonzero(has_option):
        name = stratum_name(network.stores[index], holdout)
        members.setdefault(name, [])
        if not obliged[index]:
            members[name].append(int(index))
    return tuple(
        Stratum(name, tuple(eligible), min(holdout.keep, len(eligible)))
        for name, eligible in sorted(members.items())
    )


def drawn_at_random(network: Network, groups: tuple[Stratum, ...], seed: int) -> Bools:
    """Return [S]: the stores held by a random draw; none where the planner chooses itself."""
    held = np.zeros(len(network.stores), dtype=np.bool_)
    holdout = network.programme.holdout
    if holdout is None or holdout.draw != "random":
        return held
    named = frozenset(holdout.stores)
    for group in groups:
        held[sorted(group.eligible, key=lambda s: _lot(network, s, seed, named))[: group.keep]] = (
            True
        )
    return held


def _lot(network: Network, store: int, seed: int, named: frozenset[str]) -> tuple[bool, str]:
    store_id = network.stores[store].store_id
    return store_id not in named, hashlib.sha256(f"{seed}:{store_id}".encode()).hexdigest()


def shortfalls(network: Network, groups: tuple[Stratum, ...]) -> tuple[str, ...]:
    """Say which strata hold fewer stores than asked."""
    holdout = network.programme.holdout
    if holdout is None:
        return ()
    return tuple(
        f"{group.name}: {group.keep} of {holdout.keep} stores, because no more are eligible"
        for group in groups
        if group.keep < holdout.keep
    )
