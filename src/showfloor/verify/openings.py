"""When a store trades and when crews may build: shares and access by week, from days.

Stores that are closed on the same days share one pattern, so that a network of a hundred thousand
stores with a few regional lockdowns needs few of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.stores import Store
from showfloor.verify.arrays import Flags, Floats, Ints

DAYS_WITHOUT_ACCESS = 3
"""Crews have access in a week in which at most so many trading days lack it."""
BLOCK = 4096
"""Patterns a block, so that the days of many patterns need little memory at a time."""

Mark = tuple[int, int, bool]
"""First day, end and whether crews are barred too, in days from the start within the horizon."""


@dataclass(frozen=True, slots=True)
class Openings:
    """Patterns of opening, and which one each store has (U different patterns)."""

    open_share: Floats
    """[U, W] share of the week's trading days with customers."""
    access: Flags
    """[U, W] whether crews may build in the week."""
    pattern: Ints
    """[S] each store's row."""


def list_openings(problem: RolloutProblem, horizon: int) -> Openings:
    """Return the openings of every store over the weeks 0 .. horizon - 1."""
    start, days = problem.programme.start, 7 * horizon
    closures: defaultdict[str, list[Mark]] = defaultdict(list)
    for closure in problem.closures:
        first, end = _day(closure.from_date, start, days), _day(closure.to_date, start, days)
        if first < end:
            closures[closure.store_id].append((first, end, not closure.crew_access))
    known: dict[tuple[Mark, ...], int] = {}
    pattern = np.empty(len(problem.stores), dtype=np.int64)
    for row, store in enumerate(problem.stores):
        marks = tuple(sorted(closures.get(store.store_id, ()))) + _existence(store, start, days)
        pattern[row] = known.setdefault(marks, len(known))
    open_share = np.empty((len(known), horizon))
    access = np.empty((len(known), horizon), dtype=np.bool_)
    marked = list(known)
    trading = list(problem.trading_days.weekdays)
    for first in range(0, len(marked), BLOCK):
        part = slice(first, first + BLOCK)
        shut, barred = _covered_days(marked[part], days)
        closed = shut.reshape(-1, horizon, 7)[:, :, trading].sum(axis=2)
        open_share[part] = (len(trading) - closed) / len(trading)
        lacking = barred.reshape(-1, horizon, 7)[:, :, trading].sum(axis=2)
        access[part] = lacking <= DAYS_WITHOUT_ACCESS
    return Openings(open_share=open_share, access=access, pattern=pattern)


def _day(day: date, start: date, days: int) -> int:
    """Return the day's number from the start, kept within the horizon."""
    return min(max((day - start).days, 0), days)


def _existence(store: Store, start: date, days: int) -> tuple[Mark, ...]:
    """Return the days on which a store does not exist yet, or no longer."""
    marks: list[Mark] = []
    if store.opened_on is not None:
        marks.append((0, _day(store.opened_on, start, days), True))
    if store.closed_on is not None:
        marks.append((_day(store.closed_on, start, days), days, True))
    return tuple(marks)


def _covered_days(patterns: list[tuple[Mark, ...]], days: int) -> tuple[Flags, Flags]:
    """Return [patterns, days] days without customers, and days without crews."""
    shut = np.zeros((len(patterns), days), dtype=np.bool_)
    barred = np.zeros_like(shut)
    for row, marks in enumerate(patterns):
        for first, end, no_crews in marks:
            shut[row, first:end] = True
            if no_crews:
                barred[row, first:end] = True
    return shut, barred
