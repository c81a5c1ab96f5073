"""Freezes: the weeks of each region in which nothing may be installed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from showfloor.domain.programme import Freeze
from showfloor.verify.arrays import Flags
from showfloor.verify.facts import Facts


def frozen_weeks(facts: Facts) -> Flags:
    """Return [R, W] weeks with a frozen day, Monday to Sunday."""
    frozen = np.zeros((len(facts.regions), facts.horizon), dtype=np.bool_)
    for freeze in facts.programme.freezes:
        if freeze.to_date <= freeze.from_date:
            continue
        first = (freeze.from_date - facts.programme.start).days // 7
        last = (freeze.to_date - timedelta(days=1) - facts.programme.start).days // 7
        for place, name in enumerate(facts.regions):
            if not freeze.regions or (name and name in freeze.regions):
                frozen[place, max(first, 0) : max(last + 1, 0)] = True
    return frozen


def freezes_of(facts: Facts, row: int, start: int, selling: int) -> tuple[Freeze, ...]:
    """Return the freezes of the store in `row` with a day in the weeks `start` .. `selling` - 1."""
    opens = facts.programme.start + timedelta(weeks=start)
    ends = facts.programme.start + timedelta(weeks=selling)
    region = facts.region(row)
    return tuple(
        freeze
        for freeze in facts.programme.freezes
        if (not freeze.regions or region in freeze.regions)
        and max(freeze.from_date, opens) < min(freeze.to_date, ends)
    )
