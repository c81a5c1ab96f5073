"""Value against detectability: which paces to try, which plan to take, what it gives up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from showfloor.measure.design_types import DesignFound, DesignPoint, RolloutDesign

HALVINGS = 5
"""Plans that a search makes between the best plan and the slowest one."""


def frontier_strengths(points: int) -> tuple[float, ...]:
    """Return so many strengths from 0 to 1, evenly."""
    return tuple(np.linspace(0.0, 1.0, max(points, 2)).tolist())


def next_strength(points: Sequence[DesignPoint], mde_at_most: float) -> float | None:
    """Return the strength to try next on the way to `mde_at_most`; None: enough was tried.

    First the best plan itself and the slowest pace; then halvings between the slowest pace known to
    miss and the least slow one known to meet the limit, or to allow no plan.
    """
    tried = {point.strength for point in points}
    for end in (0.0, 1.0):
        if end not in tried:
            return end
        if end == 0.0 and _meets(points, 0.0, mde_at_most):
            return None
    stops = [p.strength for p in points if p.mde <= mde_at_most or not math.isfinite(p.value)]
    if not stops or len(points) >= 2 + HALVINGS:
        return None
    high = min(stops)
    low = max(p.strength for p in points if p.strength < high)
    return (low + high) / 2.0


def nearest_strength(points: Sequence[DesignPoint], strength: float) -> int:
    """Return which point with a plan has the nearest strength, the slower first; -1 for none."""
    known = [place for place, point in enumerate(points) if math.isfinite(point.value)]
    return min(
        known,
        key=lambda place: (abs(points[place].strength - strength), -points[place].strength),
        default=-1,
    )


def _meets(points: Sequence[DesignPoint], strength: float, mde_at_most: float) -> bool:
    return any(p.mde <= mde_at_most for p in points if p.strength == strength)


def best_meeting(points: Sequence[DesignPoint], mde_at_most: float) -> DesignPoint | None:
    """Return the point of the largest value whose MDE is small enough, or None."""
    meeting = [p for p in points if p.mde <= mde_at_most and math.isfinite(p.value)]
    return max(meeting, key=lambda p: (p.value, -p.mde)) if meeting else None


def most_telling(points: Sequence[DesignPoint]) -> DesignPoint | None:
    """Return the point with the smallest MDE, or None where none has one."""
    known = [p for p in points if math.isfinite(p.mde)]
    return min(known, key=lambda p: (p.mde, -p.value)) if known else None


def priced(points: Sequence[DesignPoint]) -> tuple[DesignPoint, ...]:
    """Return the points by strength with their certified prices and whether they are efficient.

    The price is the certified bound of the point without any pace (strength 0) less the value: what
    is given up is at most that, whatever the best plan may be.
    """
    bound = next((p.upper_bound for p in points if p.strength == 0.0), math.nan)
    ordered = sorted(points, key=lambda p: p.strength)
    return tuple(
        replace(
            point,
            price=bound - point.value,
            efficient=math.isfinite(point.value) and not any(_beats(o, point) for o in ordered),
        )
        for point in ordered
    )


def _beats(other: DesignPoint, point: DesignPoint) -> bool:
    """Say whether another point is as good in both and better in one; no MDE is the worst MDE."""
    found, own = (math.inf if math.isnan(p.mde) else p.mde for p in (other, point))
    as_good = found <= own and other.value >= point.value
    return as_good and (found < own or other.value > point.value)


def frontier_found(
    points: Sequence[DesignPoint], design: RolloutDesign, *, on: date, outcome: str, limit: float
) -> DesignFound:
    """Return the finding with prices, the chosen point and the most telling one.

    design: that of the plan of `choice(points, limit)`.
    """
    ordered = priced(points)
    chosen, finest = choice(ordered, limit), most_telling(ordered)
    return DesignFound(
        on=on,
        design=design,
        outcome=outcome,
        mde_at_most=limit,
        points=ordered,
        chosen=ordered.index(chosen) if chosen else -1,
        most_telling=ordered.index(finest) if finest else -1,
    )


def choice(points: Sequence[DesignPoint], limit: float) -> DesignPoint | None:
    """Return the point to plan by: the best without a limit, else the best that meets it.

    Where none meets it, the one with the smallest MDE; where none has one, the best of all.
    """
    if not math.isnan(limit):
        meeting = best_meeting(points, limit) or most_telling(points)
        if meeting is not None:
            return meeting
    known = [p for p in points if math.isfinite(p.value)]
    return max(known, key=lambda p: (p.value, -p.strength)) if known else None
