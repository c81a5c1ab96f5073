"""Whether an instance's limits bind: what shops ask for and what a plan uses, limit by limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from peer_tables import Tables
from showfloor.domain.money import to_cents
from showfloor.domain.plan import RolloutProblem

Start = tuple[str, str, date]
"""Store, format, start week."""


@dataclass(frozen=True, slots=True)
class InUse:
    """One kind of limit. A limit is full where the smallest thing counted no longer fits."""

    kind: str
    limits: int
    full: int
    used: float
    """All that is used over all that there is, whenever."""


def asked_for(tables: Tables) -> list[Start]:
    """Return the option that each shop would take if nothing were scarce; none at a loss."""
    order = np.lexsort((-tables.value, tables.store))
    first = order[np.unique(tables.store[order], return_index=True)[1]]
    best = first[tables.value[first] > 0]
    areas = tables.areas(best)
    return [(area.store_id, area.format_id, area.start_week) for area in areas]


def limits_in_use(problem: RolloutProblem, starts: Iterable[Start]) -> list[InUse]:
    """Return what the starts use of budget, crews and supply."""
    starts = list(starts)
    return [_budget(problem, starts), _crews(problem, starts), _supply(problem, starts)]


def _budget(problem: RolloutProblem, starts: Sequence[Start]) -> InUse:
    formats = {item.format_id: item for item in problem.programme.formats}
    factor = {store.store_id: store.capex_factor for store in problem.stores}
    spent = [(start, to_cents(formats[f].capex * factor[s])) for s, f, start in starts]
    cheapest = min(item.capex for item in formats.values()) * min(factor.values())
    steps = problem.programme.budget
    limit, limits, used = 0.0, [], []
    for step in steps:
        limit += step.amount
        through = date.max if step is steps[-1] else step.through
        limits.append(limit)
        used.append(sum(cost for start, cost in spent if start <= through))
    full = sum(most - amount < cheapest for most, amount in zip(limits, used, strict=True))
    return InUse("budget", len(steps), full, used[-1] / limits[-1])


def _crews(problem: RolloutProblem, starts: Sequence[Start]) -> InUse:
    programme = problem.programme
    formats = {item.format_id: item for item in programme.formats}
    region = {store.store_id: store.region for store in problem.stores}
    smallest = min(days for item in formats.values() for days in item.crew_days if days > 0)
    used: dict[tuple[str | None, int], int] = {}
    for store, form, start in starts:
        first = (start - programme.start).days // 7
        for week, days in enumerate(formats[form].crew_days):
            key = (region[store], first + week)
            used[key] = used.get(key, 0) + days
    limits = {
        (crew.region, week): days
        for crew in programme.crews or ()
        for week, days in enumerate(crew.crew_days)
        if days > 0
    }
    full = sum(days - used.get(key, 0) < smallest for key, days in limits.items())
    return InUse("crews", len(limits), full, sum(used.values()) / max(1, sum(limits.values())))


def _supply(problem: RolloutProblem, starts: Sequence[Start]) -> InUse:
    steps = problem.programme.supply
    full, used = 0, 0.0
    for number, step in enumerate(steps):
        later = [s.week for s in steps[number + 1 :] if s.format_id == step.format_id]
        end = min(later, default=date.max - timedelta(weeks=1))
        count = sum(form == step.format_id and start < end for _, form, start in starts)
        full += count >= step.units
        used = max(used, count / max(1, step.units))
    return InUse("supply", len(steps), full, used)
