"""Intervals that hold where violations after treatment are not much larger than those before.

Rambachan and Roth (2023): Delta^RM and Delta^SDRM are unions of polyhedra, one for each time and
sign of the largest violation before. Within one, effects at single times are eliminated exactly:
two inequalities about a violation before and the target are left. That no other violation before is
larger need not be tested: the union over all of them is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.sensitivity_types import Direction, EventStudy, RobustInterval
from showfloor.measure.two_inequalities import FIRST_STAGE, least_favourable, not_rejected

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GRID = 201
_DOUBLINGS = 40
_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Violations:
    """What the estimates say about violations, in r = T + 1 numbers: those before, the target.

    seen:     [R, r] violations before (differences, or changes of slope) as sums of the estimates.
    target:   [r] the target less what a violation without any change would add to it.
    reach:    by how much the target is off where every violation after is 1, at most.
    estimate: [r]. covariance: [r, r].
    """

    seen: Floats
    target: Floats
    reach: float
    estimate: Floats
    covariance: Floats

    @property
    def spread(self) -> float:
        """Standard error of the target under no violation."""
        return float(np.sqrt(self.target @ self.covariance @ self.target))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """P pairs of inequalities: constant [P, 2] - slope [P, 2] x effect <= 0, studentised."""

    constant: Floats
    slope: Floats
    correlation: Floats
    critical: Floats


def violations_of(study: EventStudy, *, of_slopes: bool) -> Violations:
    """Return the differences between neighbouring times (or their changes: `of_slopes`)."""
    before = study.before
    after = study.position > 0
    position, weight = study.position[after], study.weight[after]
    covariance = np.zeros((before + 1, before + 1))
    covariance[:before, :before] = study.covariance[:before, :before]
    across = study.covariance[:before] @ study.weight
    covariance[:before, before] = covariance[before, :before] = across
    covariance[before, before] = study.weight @ study.covariance @ study.weight
    levels = np.vstack([np.eye(before, before + 1), np.zeros(before + 1)])
    seen = np.diff(levels, axis=0)
    target = np.zeros(before + 1)
    target[before] = 1.0
    if of_slopes:
        target[before - 1] += float(weight @ position)
        seen = np.diff(seen, axis=0)
        ahead = np.arange(int(position[-1]))
    else:
        ahead = np.arange(1, int(position[-1]) + 1)
    passed = position[None, :] - ahead[:, None]
    share = np.maximum(passed, 0) if of_slopes else passed >= 0
    reach = float(np.abs(share @ weight).sum())
    estimate = np.append(study.estimate[:before], study.target)
    return Violations(seen, target, reach, estimate, covariance)


def relative_interval(
    violations: Violations, bound: float, confidence: float, direction: Direction
) -> RobustInterval:
    """Return the effects that are not rejected where violations after are `bound` x those before.

    From the lowest to the highest one: gaps in between, which can occur, are filled.
    """
    size = 1.0 - confidence
    pieces = _pieces(violations, bound, size, direction)
    middle = float(violations.target @ violations.estimate)
    largest = float(np.abs(violations.seen @ violations.estimate).max())
    width = 4.0 * violations.spread + 2.0 * bound * violations.reach * largest

    def stands(effects: Floats) -> Flags:
        return _stands(pieces, effects, size)

    for _ in range(_DOUBLINGS):
        grid = np.linspace(middle - width, middle + width, GRID)
        kept = stands(grid)
        if not (kept[0] or kept[-1]):
            break
        width *= 2.0
    else:
        return RobustInterval(bound, -np.inf, np.inf, "no effect is ruled out")
    if not kept.any():
        return RobustInterval(bound, np.nan, np.nan, "no effect fits such violations")
    low, high = int(np.argmax(kept)), GRID - 1 - int(np.argmax(kept[::-1]))
    return RobustInterval(
        bound,
        _edge(stands, outside=float(grid[low - 1]), inside=float(grid[low])),
        _edge(stands, outside=float(grid[high + 1]), inside=float(grid[high])),
    )


def zero_stands(
    violations: Violations, bound: float, confidence: float, direction: Direction
) -> bool:
    """Say whether an effect of zero is not rejected at this bound."""
    size = 1.0 - confidence
    pieces = _pieces(violations, bound, size, direction)
    return bool(_stands(pieces, np.zeros(1), size)[0])


def _stands(pieces: _Pieces, effects: Floats, size: float) -> Flags:
    """Say [G] which effects at least one piece does not reject."""
    ratio = pieces.constant[:, None, :] - effects[None, :, None] * pieces.slope[:, None, :]
    kept = not_rejected(ratio, pieces.correlation, pieces.critical, size)
    return np.asarray(kept.any(axis=0))


def _edge(stands: Callable[[Floats], Flags], *, outside: float, inside: float) -> float:
    for _ in range(_HALVINGS):
        between = 0.5 * (outside + inside)
        if stands(np.array([between]))[0]:
            inside = between
        else:
            outside = between
    return inside


def _pieces(violations: Violations, bound: float, size: float, direction: Direction) -> _Pieces:
    """Return one piece for each violation before and sign that may be the largest.

    With w that violation, the target less the effect lies between -bound x reach x w and the same
    with a plus, or between 0 and one of these where the direction is known.
    """
    down = 0.0 if direction == "up" else bound * violations.reach
    up = 0.0 if direction == "down" else bound * violations.reach
    largest = np.vstack([violations.seen, -violations.seen])
    rows = np.stack([violations.target - up * largest, -violations.target - down * largest], axis=1)
    covariance = rows @ violations.covariance @ rows.transpose(0, 2, 1)
    error = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    correlation = np.clip(covariance[:, 0, 1] / (error[:, 0] * error[:, 1]), -1.0, 1.0)
    critical = least_favourable(correlation, FIRST_STAGE * size)
    slope = np.array([1.0, -1.0]) / error
    return _Pieces(rows @ violations.estimate / error, slope, correlation, critical)
