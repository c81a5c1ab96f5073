"""Freezes: in which weeks no crew may install anything in a store, and which freezes matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from showfloor.domain.programme import Freeze
from showfloor.plan.network import Bools, Network

DAYS_A_WEEK = 7


def freeze_words(freeze: Freeze) -> str:
    """Return a freeze as its author would say it; its last date is the first day after it."""
    where = f"in {', '.join(freeze.regions)}" if freeze.regions else "in all regions"
    return f"freeze {freeze.from_date} to {freeze.to_date} {where}"


def frozen_weeks(network: Network, freezes: Sequence[Freeze]) -> Bools:
    """Return [S, crew weeks]: whether any day of the week lies in a freeze of the store."""
    weeks, start = network.programme.crew_weeks, network.programme.start
    frozen = np.zeros((len(network.stores), weeks), dtype=np.bool_)
    for freeze in freezes:
        first = (freeze.from_date - start).days // DAYS_A_WEEK
        end = -((start - freeze.to_date).days // DAYS_A_WEEK)
        own = [not freeze.regions or s.region in freeze.regions for s in network.stores]
        frozen[np.array(own, dtype=np.bool_), max(0, first) : max(0, end)] = True
    return frozen


def freezes_to_blame(
    freezes: Sequence[Freeze], possible: Callable[[Sequence[Freeze]], bool]
) -> tuple[Freeze, ...]:
    """Return freezes without which something were possible, none of which can be left out.

    Empty where it is impossible without any freeze too.
    """
    if not freezes or not possible(()):
        return ()
    blamed = list(freezes)
    for freeze in freezes:
        others = [item for item in blamed if item is not freeze]
        if not possible(others):
            blamed = others
    return tuple(blamed)
