"""Each strengthened crew row proven valid by itself: an integer knapsack for its largest value.

A row says: the weights of the installations that work in a region in a week sum to at most its
limit. It is valid if no whole numbers n_k >= 0 of installations with sum crew_days_k n_k <=
capacity have a larger sum of weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Floats, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.limits import crew_capacity
from showfloor.verify.types import Finding

ROW_TOLERANCE = 1e-6
LARGEST_TABLE = 100_000
"""Crew-days of the largest capacity for which the knapsack is filled; above, a simple bound."""
CELLS = 4_000_000


def prove_crew_rows(facts: Facts, prices: Prices, findings: list[Finding]) -> Floats:
    """Return [crew rows] the right side that each row is proven to have; note invalid rows.

    The proven side is the stated limit, or the knapsack's value where that is larger: a bound
    made with it holds whatever the row says.
    """
    (sides,) = prove_rows_together(facts, [prices], [findings])
    return sides


def prove_rows_together(
    facts: Facts, leaves: Sequence[Prices], found: Sequence[list[Finding]]
) -> list[Floats]:
    """Return each leaf's proven right sides; equal rows of the leaves are proven once.

    `found` are the leaves' findings, which invalid rows are added to.
    """
    alike: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, prices in enumerate(leaves):
        alike[prices.crew_days.astype(np.int64).tobytes()].append(number)
    sides = [np.zeros(0) for _ in leaves]
    for members in alike.values():
        some = [leaves[number] for number in members]
        ends = np.cumsum([len(prices.crew_price) for prices in some])[:-1]
        largest, capacity = _largest_of_rows(facts, some)
        for number, proven, days in zip(
            members, np.split(largest, ends), np.split(capacity, ends), strict=True
        ):
            _note_invalid(leaves[number], proven, days, found[number])
            sides[number] = np.maximum(proven, leaves[number].crew_limit)
    return sides


def _largest_of_rows(facts: Facts, leaves: Sequence[Prices]) -> tuple[Floats, Ints]:
    """Return [rows] the knapsack's value and the crew-days of all rows of leaves, one by one.

    All leaves have the same `crew_days`.
    """
    names = [name for prices in leaves for name in prices.crew_region.tolist()]
    weeks = [week for prices in leaves for week in prices.crew_week.tolist()]
    places = dict.fromkeys(zip(names, weeks, strict=True))
    room = {place: crew_capacity(facts, *place) for place in places}
    capacity = np.array([room[place] for place in zip(names, weeks, strict=True)], dtype=np.int64)
    proven = np.zeros(len(capacity))
    if not len(capacity):
        return proven, capacity
    weights = np.concatenate([prices.crew_weights for prices in leaves if len(prices.crew_price)])
    for size in np.unique(capacity):
        members = np.flatnonzero(capacity == size)
        different, back = np.unique(weights[members], axis=0, return_inverse=True)
        values = largest_values(leaves[0].crew_days, different, int(size))
        proven[members] = values[back.reshape(-1)]
    return proven, capacity


def _note_invalid(prices: Prices, proven: Floats, capacity: Ints, findings: list[Finding]) -> None:
    slack = ROW_TOLERANCE * np.maximum(1.0, np.abs(prices.crew_limit))
    findings += [
        Finding(
            "crew_row",
            f"row {number}, {prices.crew_region[number]}, week {prices.crew_week[number]}",
            f"limit {prices.crew_limit[number]:g} is not valid: {capacity[number]} crew-days"
            f" allow {proven[number]:g}",
        )
        for number in np.flatnonzero(~(proven <= prices.crew_limit + slack))
    ]


def largest_values(crew_days: npt.NDArray[np.int64], weights: Floats, capacity: int) -> Floats:
    """Return [rows] max of sum weights n over whole n >= 0 with sum crew_days n <= capacity.

    `crew_days` [K] are positive. Where the capacity is too large for a table, the value of the
    same question with fractions, which is never smaller.
    """
    useful = np.flatnonzero(crew_days <= capacity)
    gains = weights[:, useful]
    costs = crew_days[useful]
    if not len(useful):
        return np.zeros(len(weights))
    if capacity > LARGEST_TABLE:
        fractions = np.maximum(gains / costs, 0.0).max(axis=1)
        above: Floats = np.nextafter(capacity * fractions, np.inf)
        return above
    values = np.empty(len(weights))
    block = max(1, CELLS // (capacity + 1))
    for first in range(0, len(weights), block):
        part = slice(first, first + block)
        values[part] = _fill(costs, gains[part], capacity)
    return values


def _fill(costs: npt.NDArray[np.int64], gains: Floats, capacity: int) -> Floats:
    """Return [rows] the unbounded knapsack's value at `capacity`, all rows filled together.

    Days left over are worth 0, so every table starts from 0 at every capacity.
    """
    best = np.zeros((capacity + 1, len(gains)))
    for used in range(1, capacity + 1):
        for place in np.flatnonzero(costs <= used):
            np.maximum(best[used], best[used - costs[place]] + gains[:, place], out=best[used])
    full: Floats = best[capacity]
    return full
