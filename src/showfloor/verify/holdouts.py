"""The comparison stores: strata, who is eligible, and the draw that the seed gives."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from showfloor.verify.choices import Choices
from showfloor.verify.facts import Facts, Flags

MISSING = "(none)"


def stratum_of(facts: Facts, row: int) -> str:
    """Return a store's stratum: its values of the holdout's columns, joined by " | "."""
    holdout = facts.programme.holdout
    if holdout is None:
        return ""
    store = facts.problem.stores[row]
    values = {"region": store.region, "kind": store.kind}
    return " | ".join(values[name] or MISSING for name in holdout.by)


def eligible_stores(facts: Facts, choices: Choices) -> dict[str, tuple[str, ...]]:
    """Return by stratum the stores with an allowed option that nothing obliges, sorted by id.

    A stratum whose stores are all obliged has an empty tuple. Empty without a holdout.
    """
    if facts.programme.holdout is None:
        return {}
    strata: defaultdict[str, list[str]] = defaultdict(list)
    obliged = facts.obliged
    some: Flags = np.any(choices.allowed, axis=(1, 2))
    for store_id, row in sorted(facts.row.items()):
        if some[row]:
            found = strata[stratum_of(facts, row)]
            if store_id not in obliged:
                found.append(store_id)
    return {stratum: tuple(stores) for stratum, stores in sorted(strata.items())}


def draw_holdout(eligible: Mapping[str, tuple[str, ...]], keep: int, seed: int) -> dict[str, str]:
    """Return store to stratum for the random draw: the `keep` lowest SHA-256 of "seed:store"."""
    drawn: dict[str, str] = {}
    for stratum, stores in eligible.items():
        ordered = sorted(stores, key=lambda s: hashlib.sha256(f"{seed}:{s}".encode()).hexdigest())
        drawn.update(dict.fromkeys(ordered[:keep], stratum))
    return drawn
