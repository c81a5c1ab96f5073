"""The largest sum of weights that crews allow in a window: an exact dynamic programme.

The states are the crew-days left in each week of the window; weights are whole numbers, so nothing
is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

import numpy as np

from showfloor.verify.arrays import Ints

Use = tuple[int, ...]
"""Crew-days of an installation in each week of the window."""
Choices = tuple[tuple[Use, int], ...]
"""Installations as (use, weight)."""
MOST_STATES = 1_000_000


def count_states(capacity: Use) -> int:
    """Return how many states a window has whose weeks have these crew-days."""
    return prod(days + 1 for days in capacity)


def worth_keeping(capacity: Use, choices: Iterable[tuple[Use, int]]) -> Choices:
    """Return, sorted, the choices that fit and that no other beats in days and weight."""
    best: dict[Use, int] = {}
    for use, weight in choices:
        if weight > best.get(use, 0) and all(map(_fits, use, capacity)):
            best[use] = weight
    return tuple(
        (use, weight)
        for use, weight in sorted(best.items())
        if not any(
            more >= weight and other != use and all(map(_fits, other, use))
            for other, more in best.items()
        )
    )


def _fits(days: int, room: int) -> bool:
    return days <= room


def largest_sum(capacity: Use, listed: Iterable[Choices], others: Choices) -> int:
    """Return the largest sum of weights whose uses sum to at most `capacity` in every week.

    Of each of `listed` one choice or none is taken, of `others` each any number of times. Choices
    are as `worth_keeping` leaves them, and each of `others` must use a day: else there is no
    largest sum. There must be at most MOST_STATES states, and the sum must fit 64 bits.
    """
    stores = [choices for choices in listed if choices]
    used = [
        any(use[week] for choices in (*stores, others) for use, _ in choices)
        for week in range(len(capacity))
    ]
    shape = [days + 1 if days_used else 1 for days, days_used in zip(capacity, used, strict=True)]
    best = np.zeros(shape, dtype=np.int64)
    for choices in stores:
        before = best.copy()
        for use, weight in choices:
            _take(best, before, use, weight)
    for use, weight in others:
        _take_often(best, use, weight)
    return int(best.reshape(-1)[-1])


def _take(best: Ints, before: Ints, use: Use, weight: int) -> None:
    """Raise `best`, by days left, to what one more choice on top of `before` gives."""
    after = best[tuple(slice(days, None) for days in use)]
    room = tuple(slice(0, length - days) for length, days in zip(best.shape, use, strict=True))
    np.maximum(after, before[room] + weight, out=after)


def _take_often(best: Ints, use: Use, weight: int) -> None:
    """Raise `best` to what any number of one choice gives: one, two, four, ... at a time."""
    times = 1
    while all(times * days < length for days, length in zip(use, best.shape, strict=True)):
        _take(best, best, tuple(times * days for days in use), times * weight)
        times *= 2
