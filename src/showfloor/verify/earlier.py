"""The earlier plan: what each store had in it, and which stores depart from it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.plan import PreviousChoice, RolloutProblem
from showfloor.errors import ProgrammeError, nearest
from showfloor.verify.arrays import Ints

NOTHING = -1
"""Format column of a store to which the earlier plan gave no area."""


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """The earlier plan at stores without a fixed area, the only ones that can depart."""

    change_cost: float
    column: Ints
    """[S] format column that the store had, or NOTHING."""
    start: Ints
    """[S] its start week; outside the planning weeks it cannot be kept."""

    @property
    def had_areas(self) -> int:
        """How many stores without a fixed area had one in the earlier plan."""
        return int((self.column != NOTHING).sum())


def read_earlier(
    problem: RolloutProblem,
    row: Mapping[str, int],
    column: Mapping[str, int],
    fixed: Collection[str],
) -> EarlierPlan | None:
    """Return the earlier plan by store, or None where the problem has none.

    ProgrammeError where it names an unknown store or format, a store twice, a day that is no
    Monday of the programme's weeks, or where the cost of change is no number of 0 or more.
    """
    earlier = problem.previous
    if earlier is None:
        return None
    if not (math.isfinite(earlier.change_cost) and earlier.change_cost >= 0.0):
        raise ProgrammeError(f"change_cost is {earlier.change_cost:g}, must be 0 or more")
    columns = np.full(len(row), NOTHING, dtype=np.int64)
    starts = np.zeros(len(row), dtype=np.int64)
    seen: set[str] = set()
    for choice in earlier.choices:
        _check_names(choice, row, column)
        if choice.store_id in seen:
            raise ProgrammeError(f"the earlier plan names {choice.store_id!r} twice")
        seen.add(choice.store_id)
        try:
            week = week_number(choice.start_week, problem.programme.start)
        except ValueError:
            says = f"{choice.start_week} at {choice.store_id!r} is no Monday"
            raise ProgrammeError(f"the earlier plan's start week {says}") from None
        if choice.store_id not in fixed:
            columns[row[choice.store_id]] = column[choice.format_id]
            starts[row[choice.store_id]] = week
    return EarlierPlan(change_cost=earlier.change_cost, column=columns, start=starts)


def _check_names(choice: PreviousChoice, row: Mapping[str, int], column: Mapping[str, int]) -> None:
    kinds: tuple[tuple[str, str, Mapping[str, int]], ...] = (
        ("store", choice.store_id, row),
        ("format", choice.format_id, column),
    )
    for kind, name, known in kinds:
        if name not in known:
            raise ProgrammeError(
                f"the earlier plan names {kind} {name!r}, which the problem does not have"
                f"{nearest(name, known)}"
            )


def count_departures(
    earlier: EarlierPlan | None, chosen: Iterable[tuple[int, int, int]], fixed_rows: Collection[int]
) -> int:
    """Return how many stores without a fixed area decide otherwise than in the earlier plan.

    `chosen` lists (row, format column, start week) of every planned area.
    """
    if earlier is None:
        return 0
    now: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for place, column, start in chosen:
        now[place].add((column, start))
    departed = 0
    for place in {*now, *np.flatnonzero(earlier.column != NOTHING).tolist()}:
        if place in fixed_rows:
            continue
        had = int(earlier.column[place]), int(earlier.start[place])
        departed += now[place] != ({had} if had[0] != NOTHING else set())
    return departed
