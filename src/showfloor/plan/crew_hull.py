"""Crew limits as integer hulls: the tightest linear rows on how many installations share a week.

A week in a region with `capacity` crew-days holds n_k installations that each use days[k] of them:
sum days[k] n_k <= capacity, n integer. The hull of these points has few facets; each is kept as
whole-number weights with the largest weighted sum of any point as its limit (a small knapsack), so
that every row is valid by itself whatever rounding happened on the way.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

LARGEST_ENUMERATION = 30_000
LARGEST_MULTIPLIER = 240
SMALLEST_WEIGHT = 1e-7


@dataclass(frozen=True, slots=True)
class CrewRow:
    """sum weights[k] x (installations using days[k]) <= limit."""

    weights: tuple[int, ...]
    limit: int


def largest_weighted_sum(days: tuple[int, ...], weights: tuple[int, ...], capacity: int) -> int:
    """Return the largest sum weights[k] n_k over whole n >= 0 with sum days[k] n_k <= capacity."""
    best = [0] * (capacity + 1)
    for used in range(1, capacity + 1):
        best[used] = max(
            best[used - 1],
            *(best[used - d] + w for d, w in zip(days, weights, strict=True) if d <= used),
            0,
        )
    return best[capacity]


@lru_cache(maxsize=4096)
def hull_rows(days: tuple[int, ...], capacity: int) -> tuple[CrewRow, ...]:
    """Return the rows that describe the hull for the distinct positive day numbers `days`.

    A day number above the capacity gets the row n_k <= 0. Where enumeration would be too large
    (hundreds of crew-days in one week), the plain row remains: there it is nearly tight.
    """
    active = tuple(d for d in days if d <= capacity)
    rows = [CrewRow(tuple(int(other == d) for other in days), 0) for d in days if d > capacity]
    for inner in _active_rows(active, capacity) if active else ():
        weights = dict(zip(active, inner.weights, strict=True))
        rows.append(CrewRow(tuple(weights.get(d, 0) for d in days), inner.limit))
    return tuple(rows)


def _active_rows(days: tuple[int, ...], capacity: int) -> tuple[CrewRow, ...]:
    if len(days) == 1:
        return (CrewRow((1,), capacity // days[0]),)
    plain = CrewRow(days, largest_weighted_sum(days, days, capacity))
    count = np.prod([capacity // d + 1 for d in days[1:]], dtype=np.float64)
    if count > LARGEST_ENUMERATION:
        return (plain,)
    points = _corner_candidates(days, capacity)
    try:
        equations = ConvexHull(points).equations
    except QhullError:
        return (plain,)
    found: dict[tuple[int, ...], CrewRow] = {}
    for equation in equations:
        weights = _whole_weights(equation[:-1])
        if weights is None:
            found[days] = plain
        elif any(weights) and weights not in found:
            found[weights] = CrewRow(weights, largest_weighted_sum(days, weights, capacity))
    return tuple(found[weights] for weights in sorted(found))


def _corner_candidates(days: tuple[int, ...], capacity: int) -> npt.NDArray[np.float64]:
    """Return the maximal points and their projections: every corner of the hull is among them."""
    first, rest = days[0], days[1:]
    maximal = []
    for counts in itertools.product(*(range(capacity // d + 1) for d in rest)):
        left = capacity - sum(d * n for d, n in zip(rest, counts, strict=True))
        if left >= 0 and left % first < min(rest):
            maximal.append((left // first, *counts))
    corners = np.array(maximal)
    points: set[tuple[int, ...]] = set()
    for kept in itertools.product((0, 1), repeat=len(days)):
        points.update(map(tuple, corners * np.array(kept)))
    return np.array(sorted(points), dtype=np.float64)


def _whole_weights(normal: npt.NDArray[np.float64]) -> tuple[int, ...] | None:
    """Return the facet's weights as coprime whole numbers; all 0 for the facets n_k >= 0.

    None where no small whole numbers fit; the plain row then stands in for the facet.
    """
    clean = np.where(np.abs(normal) < SMALLEST_WEIGHT, 0.0, normal)
    if clean.min() < 0 or clean.max() <= 0:
        return (0,) * len(clean)
    ratio = clean / clean[clean > 0].min()
    for multiplier in range(1, LARGEST_MULTIPLIER + 1):
        scaled = ratio * multiplier
        whole = np.rint(scaled)
        if np.abs(scaled - whole).max() < 1e-6 * multiplier:
            return tuple(int(w) for w in whole)
    return None
