"""Comparison stores that are treated as if they had been: all of them, or a seeded sample."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def placebo_count(comparison: int, sizes: Sequence[int]) -> int:
    """Return in how many ways cohorts of these sizes can be made of comparison units."""
    left, count = comparison, 1
    for size in sizes:
        count *= math.comb(max(left, 0), size)
        left -= size
    return count


def placebo_cohorts(
    comparison: int, sizes: Sequence[int], most: int, seed: int
) -> Iterator[list[Ints]]:
    """Yield placebo cohorts, each a list of arrays of places: all ways, or `most` drawn ones.

    Drawn ones are independent of each other, each way as likely as any other.
    """
    if placebo_count(comparison, sizes) <= most:
        yield from _all(tuple(range(comparison)), tuple(sizes))
        return
    rng = np.random.default_rng(seed)
    ends = np.cumsum(sizes)
    for _ in range(most):
        order = rng.permutation(comparison)[: ends[-1]]
        yield [np.sort(part) for part in np.split(order, ends[:-1])]


def _all(free: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[list[Ints]]:
    if not sizes:
        yield []
        return
    for chosen in combinations(free, sizes[0]):
        rest = tuple(place for place in free if place not in chosen)
        for others in _all(rest, sizes[1:]):
            yield [np.array(chosen, dtype=np.int64), *others]
