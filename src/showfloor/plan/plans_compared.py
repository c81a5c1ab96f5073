"""Two plans of one programme compared store by store, each difference with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from showfloor.domain.plan import Holding, PlannedArea, RolloutProblem
from showfloor.plan.replan import Replan
from showfloor.plan.replan_difference import ReplanFound, plan_difference
from showfloor.plan.replan_limits import Commitment


def compare_plans(
    problem: RolloutProblem,
    earlier: Sequence[PlannedArea],
    areas: Sequence[PlannedArea],
    holdout: Sequence[Holding],
    *,
    committed: Sequence[Commitment] = (),
) -> ReplanFound:
    """Return how a later plan differs from an earlier one, whoever made either of them.

    problem: the later plan's, with `areas` and `holdout` as it decided; `committed`: what it took
    as decided already. Each store's earlier decision is put back into the later plan by itself:
    what then forbids it, or whom it would displace, is the reason (as of a re-plan, but nothing is
    asked to stay and a change costs nothing). Earlier areas of stores that the later problem does
    not know are named in the notes.
    """
    known = {store.store_id for store in problem.stores}
    fixed = {area.store_id for area in committed}
    rest = tuple(area for area in earlier if area.store_id in known and area.store_id not in fixed)
    gone = sorted(area.store_id for area in earlier if area.store_id not in known)
    free = replace(problem, previous=None)
    kept = tuple(sorted(committed, key=lambda area: area.store_id))
    changes = plan_difference(Replan(free, kept, rest, ()), areas, holdout)
    return ReplanFound(
        today=problem.programme.start,
        start=problem.programme.start,
        change_cost=0.0,
        departing=sum(change.change not in {"committed", "kept"} for change in changes),
        committed=kept,
        changes=changes,
        notes=tuple(f"{store} is no longer in the stores; its area is left out" for store in gone),
    )
