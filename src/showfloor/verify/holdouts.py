"""The comparison stores: strata, who is eligible, and the draw that the seed gives."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from showfloor.domain.programme import Holdout
from showfloor.domain.stores import Store
from showfloor.verify.arrays import Flags
from showfloor.verify.facts import Facts

MISSING = "(none)"


def stratum_of(rule: Holdout, store: Store) -> str:
    """Return a store's stratum: its values of the holdout's columns, joined by " | "."""
    values = {"region": store.region, "kind": store.kind}
    return " | ".join(values[name] or MISSING for name in rule.by)


def eligible_stores(facts: Facts, has_option: Flags) -> dict[str, tuple[str, ...]]:
    """Return by stratum the stores with an allowed option that nothing obliges, sorted by id.

    `has_option` [S] says which stores have one. A stratum whose stores are all obliged has an
    empty tuple. Empty without a holdout.
    """
    rule = facts.programme.holdout
    if rule is None:
        return {}
    strata: defaultdict[str, list[str]] = defaultdict(list)
    obliged = facts.obliged
    for store_id, row in sorted(facts.row.items()):
        if has_option[row]:
            found = strata[stratum_of(rule, facts.problem.stores[row])]
            if store_id not in obliged:
                found.append(store_id)
    return {stratum: tuple(stores) for stratum, stores in sorted(strata.items())}


def draw_holdout(
    eligible: Mapping[str, tuple[str, ...]], rule: Holdout, seed: int
) -> dict[str, str]:
    """Return store to stratum for the random draw.

    In each stratum `keep` stores: those that the rule names first, then the lowest SHA-256 of
    "seed:store".
    """
    named = frozenset(rule.stores)
    drawn: dict[str, str] = {}
    for stratum, stores in eligible.items():
        ordered = sorted(
            stores,
            key=lambda s: (s not in named, hashlib.sha256(f"{seed}:{s}".encode()).hexdigest()),
        )
        drawn.update(dict.fromkeys(ordered[: rule.keep], stratum))
    return drawn
