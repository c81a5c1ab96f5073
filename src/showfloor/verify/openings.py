"""When a store trades and when crews may build: shares and access by week, from days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from showfloor.domain.stores import Closure
from showfloor.verify.facts import Facts, Flags, Floats

DAYS_WITHOUT_ACCESS = 3
"""Crews have access in a week in which at most so many trading days lack it."""


@dataclass(frozen=True, slots=True)
class Openings:
    """Rows are the stores asked for, in their order."""

    open_share: Floats
    """[rows, W] share of the week's trading days with customers."""
    access: Flags
    """[rows, W] whether crews may build in the week."""


def openings(facts: Facts, rows: Sequence[int]) -> Openings:
    """Return the openings of the stores in `rows` over the horizon."""
    place = {facts.problem.stores[row].store_id: i for i, row in enumerate(rows)}
    days = 7 * facts.horizon
    shut = np.zeros((len(rows), days + 1), dtype=np.int32)
    barred = np.zeros((len(rows), days + 1), dtype=np.int32)
    for i, row in enumerate(rows):
        store = facts.problem.stores[row]
        if store.opened_on is not None:
            _mark(shut, barred, i, 0, _day(facts, store.opened_on))
        if store.closed_on is not None:
            _mark(shut, barred, i, _day(facts, store.closed_on), days)
    for closure in facts.problem.closures:
        if closure.store_id in place:
            _mark_closure(facts, closure, place[closure.store_id], shut, barred)
    closed_days, barred_days = _by_week(facts, shut), _by_week(facts, barred)
    trading = len(facts.problem.trading_days.weekdays)
    return Openings(
        open_share=(trading - closed_days) / trading, access=barred_days <= DAYS_WITHOUT_ACCESS
    )


def _day(facts: Facts, day: date) -> int:
    """Return the day's number from the start, kept within the horizon."""
    return min(max((day - facts.programme.start).days, 0), 7 * facts.horizon)


def _mark(
    shut: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    barred: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    row: int,
    first: int,
    end: int,
) -> None:
    for steps in (shut, barred):
        steps[row, first] += 1
        steps[row, end] -= 1


def _mark_closure(
    facts: Facts,
    closure: Closure,
    row: int,
    shut: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    barred: np.ndarray[tuple[int, int], np.dtype[np.int32]],
) -> None:
    first, end = _day(facts, closure.from_date), _day(facts, closure.to_date)
    for steps in (shut,) if closure.crew_access else (shut, barred):
        steps[row, first] += 1
        steps[row, end] -= 1


def _by_week(facts: Facts, steps: np.ndarray[tuple[int, int], np.dtype[np.int32]]) -> Floats:
    """Return [rows, W] how many trading days of each week lie under at least one mark."""
    covered = np.cumsum(steps[:, :-1], axis=1) > 0
    weeks = covered.reshape(len(steps), facts.horizon, 7)
    trading = list(facts.problem.trading_days.weekdays)
    count: Floats = weeks[:, :, trading].sum(axis=2).astype(np.float64)
    return count
