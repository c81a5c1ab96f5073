"""Weights that add up to 1 and are not negative, by least squares with a ridge: solved exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_GUESSES = 30
_ROUNDING = 1e-11
_WELL_POSED = 1e-7
"""A ridge below this share of all squares is too small to divide by."""


def simplex_weights(design: Floats, target: Floats, ridge: float) -> Floats:
    """Return w [n] that minimises |design w - target|^2 + ridge |w|^2, w >= 0, sum of w = 1.

    design: [m, n]; target: [m]; ridge >= 0. First the set of positive weights is guessed and mended
    as a whole (a semismooth Newton method); where that does not settle, by the active-set method of
    Lawson and Hanson, which moves one weight at a time and ends.
    """
    found = _by_guessing(design, target, ridge)
    return _one_by_one(design, target, ridge) if found is None else found


def _by_guessing(design: Floats, target: Floats, ridge: float) -> Floats | None:
    """Return the minimiser, or None where the guesses of its support go round in circles."""
    count = design.shape[1]
    if not ridge > _WELL_POSED * float((design**2).sum()):
        return None
    positive = np.ones(count, dtype=bool)
    seen: set[bytes] = set()
    for _ in range(_GUESSES):
        weight, level = _on_support(design, target, ridge, positive)
        slope = _slope(design, target, ridge, weight)
        slack = _ROUNDING * _scale(design, target, ridge)
        mended = np.where(positive, weight > 0.0, slope < level - slack)
        if (mended == positive).all():
            return _checked(weight)
        if not mended.any() or mended.tobytes() in seen:
            return None
        seen.add(mended.tobytes())
        positive = mended
    return None


def _one_by_one(design: Floats, target: Floats, ridge: float) -> Floats:
    """Return the minimiser by the active-set method: each step lowers what is minimised."""
    count = design.shape[1]
    slack = _ROUNDING * _scale(design, target, ridge)
    weight = np.zeros(count)
    alone = ((design - target[:, None]) ** 2).sum(axis=0)
    weight[int(np.argmin(alone))] = 1.0
    for _ in range(10 * count):
        slope = _slope(design, target, ridge, weight)
        level = float(weight @ slope)
        entering = int(np.argmin(slope))
        if slope[entering] >= level - slack or weight[entering] > 0.0:
            return _checked(weight)
        positive = weight > 0.0
        positive[entering] = True
        while True:
            aim, _ = _on_support(design, target, ridge, positive)
            leaving = positive & (aim <= 0.0)
            if not leaving.any():
                weight = aim
                break
            step = (weight[leaving] / np.maximum(weight[leaving] - aim[leaving], 1e-300)).min()
            weight += step * (aim - weight)
            weight[leaving & (weight <= 1e-15)] = 0.0
            if step == 0.0 or (weight[leaving] > 0.0).all():
                weight[np.flatnonzero(leaving)[int(np.argmin(weight[leaving]))]] = 0.0
            positive &= weight > 0.0
    return _checked(weight)


def _on_support(
    design: Floats, target: Floats, ridge: float, positive: Flags
) -> tuple[Floats, float]:
    """Return the minimiser among weights that are 0 off the support, and its multiplier.

    On the support: (A'A + ridge) w = A'b + level, and the weights sum to 1. Where columns nearly
    depend on each other this loses digits, and least squares without squaring is solved instead.
    """
    used = np.flatnonzero(positive)
    part = design[:, used]
    sides = np.stack([part.T @ target, np.ones(len(used))], axis=1)
    solved = _solve(part, ridge, sides)
    with np.errstate(all="ignore"):
        level = float((1.0 - solved[:, 0].sum()) / solved[:, 1].sum())
        on = solved[:, 0] + level * solved[:, 1]
    slope = _slope(part, target, ridge, on)
    off = np.abs(slope - level).max() + abs(on.sum() - 1.0)
    if not off <= _ROUNDING * _scale(part, target, ridge):
        on = _without_squaring(part, target, ridge)
        level = float(on @ _slope(part, target, ridge, on))
    weight = np.zeros(design.shape[1])
    weight[used] = on
    return weight, level


def _without_squaring(part: Floats, target: Floats, ridge: float) -> Floats:
    """Return the same with the last weight as 1 less the others, by least squares."""
    count = part.shape[1]
    moved = np.concatenate([np.eye(count - 1), np.full((1, count - 1), -1.0)])
    last = np.zeros(count)
    last[-1] = 1.0
    root = np.sqrt(ridge)
    left = np.concatenate([part @ moved, root * moved])
    right = np.concatenate([target - part @ last, -root * last])
    found: Floats = last + moved @ np.linalg.lstsq(left, right, rcond=None)[0]
    return found


def _solve(part: Floats, ridge: float, sides: Floats) -> Floats:
    """Return (part'part + ridge)^-1 sides, by the smaller of the two Gram matrices."""
    rows, columns = part.shape
    if columns > rows and ridge > _WELL_POSED * float((part**2).sum()):
        inner = part @ part.T
        inner[np.diag_indices(rows)] += ridge
        wide: Floats = (sides - part.T @ np.linalg.solve(inner, part @ sides)) / ridge
        return wide
    gram = part.T @ part
    gram[np.diag_indices(columns)] += ridge
    try:
        return np.asarray(np.linalg.solve(gram, sides))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(gram, sides, rcond=None)[0])


def _slope(design: Floats, target: Floats, ridge: float, weight: Floats) -> Floats:
    slope: Floats = design.T @ (design @ weight - target) + ridge * weight
    return slope


def _scale(design: Floats, target: Floats, ridge: float) -> float:
    return float((design**2).sum(axis=0).max() + target @ target + ridge)


def _checked(weight: Floats) -> Floats:
    kept = np.maximum(weight, 0.0)
    found: Floats = kept / kept.sum()
    return found
