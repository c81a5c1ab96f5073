"""Local polynomials at a cut-off: fits from one side, their errors, and MSE-optimal bandwidths.

Calonico, Cattaneo and Titiunik (2014), with the regularised plug-in bandwidths of Calonico,
Cattaneo, Farrell and Titiunik (2019) for a jump in level; triangular kernel, errors from nearest
neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEIGHBOURS = 3
_PILOT = 2.576
"""Rule of thumb for the triangular kernel at a boundary."""
_MANY_TIES = 0.1
_DISTINCT = 10
"""Where scores tie often, a bandwidth reaches at least so many distinct scores on either side."""


@dataclass(frozen=True, slots=True)
class Side:
    """The units on one side of the cut-off, sorted by score.

    distance: [n] score less cut-off, rising. values: [n, k] outcome (and whether opened).
    """

    distance: Floats
    values: Floats

    @property
    def reach(self) -> float:
        """Distance of the farthest unit."""
        return float(np.abs(self.distance).max())

    @property
    def distinct(self) -> Floats:
        """Distinct distances from the cut-off, rising, without sign."""
        return np.unique(np.abs(self.distance))

    def within(self, bandwidth: float) -> Side:
        """Return the units nearer than the bandwidth."""
        near = np.abs(self.distance) < bandwidth
        return Side(self.distance[near], self.values[near])


@dataclass(frozen=True, slots=True)
class Fit:
    """A weighted polynomial of order o: coefficients [o + 1, k] at the cut-off.

    regressors: [n, o + 1] powers times kernel weights. bread: [o + 1, o + 1] inverse of the
    weighted cross-products.
    """

    coefficients: Floats
    regressors: Floats
    bread: Floats

    def variance(self, residual: Floats) -> Floats:
        """Return the coefficients' covariance from residuals [n]."""
        scores = self.regressors * residual[:, None]
        return np.asarray(self.bread @ (scores.T @ scores) @ self.bread, dtype=np.float64)


def local_fit(side: Side, order: int, bandwidth: float) -> Fit:
    """Fit a polynomial with triangular weights. LinAlgError where too few scores are distinct."""
    powers = np.vander(side.distance, order + 1, increasing=True)
    weight = np.maximum(1.0 - np.abs(side.distance) / bandwidth, 0.0) / bandwidth
    regressors = powers * weight[:, None]
    scale = np.power(bandwidth, np.arange(order + 1))
    cross = (powers / scale).T @ (regressors / scale)
    bread = np.linalg.inv(cross) / np.outer(scale, scale)
    if not np.isfinite(bread).all() or np.linalg.cond(cross) > 1e13:
        raise np.linalg.LinAlgError("too few distinct scores")
    return Fit(bread @ (regressors.T @ side.values), regressors, bread)


def neighbour_residuals(side: Side) -> Floats:
    """Return [n, k]: each value less the mean of its nearest neighbours by score, scaled.

    At least NEIGHBOURS of them; all units with one score count together, and both of two scores
    that are equally near. With J neighbours the factor is sqrt(J / (J + 1)): the square then has
    the value's variance as its mean.
    """
    score, group = np.unique(side.distance, return_inverse=True)
    number = np.bincount(group).astype(np.float64)
    sums = np.zeros((len(score), side.values.shape[1]))
    np.add.at(sums, group, side.values)
    counts = np.concatenate(([0.0], np.cumsum(number)))
    totals = np.concatenate((np.zeros((1, sums.shape[1])), np.cumsum(sums, axis=0)))
    first = np.arange(len(score))
    last = first.copy()
    wanted = min(NEIGHBOURS, len(side.distance) - 1)
    for _ in range(NEIGHBOURS):
        short = counts[last + 1] - counts[first] - 1.0 < wanted
        left = np.where(first > 0, score - score[np.maximum(first - 1, 0)], np.inf)
        beyond = np.minimum(last + 1, len(score) - 1)
        right = np.where(last < len(score) - 1, score[beyond] - score, np.inf)
        first = first - (short & (left <= right) & np.isfinite(left))
        last = last + (short & (right <= left) & np.isfinite(right))
    around = (counts[last + 1] - counts[first])[group] - 1.0
    total = (totals[last + 1] - totals[first])[group] - side.values
    scale = np.sqrt(around / (around + 1.0))
    return np.asarray(scale[:, None] * (side.values - total / around[:, None]), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Bandwidths:
    """level: of the local line. bias: of the parabola that corrects it. Both in score units."""

    level: float
    bias: float


@dataclass(frozen=True, slots=True)
class _Pilot:
    """The plain constants of one side's mean squared error: variance, bias, regularisation."""

    variance: float
    bias: float
    regularised: float


def best_bandwidths(left: Side, right: Side) -> Bandwidths:
    """Return the bandwidths that minimise the mean squared error of the jump, one for both sides.

    Of the first column of values. Three steps, each with the bandwidth of the one before: the
    third derivative's, the second's (`bias`), the level's (`level`).
    """
    pilot, least = _pilot_bandwidth(left, right)
    most = max(left.reach, right.reach)

    def chosen(order: int, derivative: int, reaches: tuple[float, float], penalty: float) -> float:
        found = [
            _constants(side, order, derivative, pilot=pilot, reach=reach, penalty=penalty)
            for side, reach in zip((left, right), reaches, strict=True)
        ]
        variance = found[0].variance + found[1].variance
        bias = (found[1].bias - found[0].bias) ** 2
        bias += found[0].regularised + found[1].regularised
        best = math.inf if bias == 0.0 else (variance / bias) ** (1.0 / (2 * order + 3))
        return max(min(best, most), least)

    third = chosen(3, 3, (left.reach, right.reach), 0.0)
    bias = chosen(2, 2, (third, third), 1.0)
    return Bandwidths(chosen(1, 0, (bias, bias), 1.0), bias)


def _pilot_bandwidth(left: Side, right: Side) -> tuple[float, float]:
    """Return the first bandwidth, and the least that any may have."""
    score = np.concatenate([left.distance, right.distance])
    quarter = np.quantile(score, [0.25, 0.75], method="averaged_inverted_cdf")
    spread = min(float(score.std(ddof=1)), float(quarter[1] - quarter[0]) / 1.349)
    distinct = len(left.distinct), len(right.distinct)
    pilot = _PILOT * spread * float(sum(distinct)) ** -0.2
    pilot = min(pilot, max(left.reach, right.reach))
    least = 0.0
    if any(
        1.0 - own / len(side.distance) >= _MANY_TIES
        for own, side in zip(distinct, (left, right), strict=True)
    ):
        for side in (left, right):
            place = min(_DISTINCT, len(side.distinct)) - 1
            least = max(least, float(side.distinct[place]) + 1e-8)
    return max(pilot, least), least


def _constants(
    side: Side, order: int, derivative: int, *, pilot: float, reach: float, penalty: float
) -> _Pilot:
    """Return what an order-o fit's derivative at the cut-off costs in variance and in bias.

    The variance comes from a fit at the pilot bandwidth, the bias from the next coefficient of a
    fit of order o + 1 at `reach`; penalty x 3 x that coefficient's variance keeps a small bias
    from choosing an endless bandwidth.
    """
    near = side.within(pilot)
    fit = local_fit(near, order, pilot)
    residual = neighbour_residuals(Side(near.distance, near.values[:, :1]))[:, 0]
    variance = fit.variance(residual)[derivative, derivative]
    shape = fit.regressors.T @ (near.distance / pilot) ** (order + 1)
    constant = pilot**derivative * float((fit.bread @ shape)[derivative])
    wide = side.within(reach)
    longer = local_fit(wide, order + 1, reach)
    rest = 0.0
    if penalty > 0.0:
        apart = neighbour_residuals(Side(wide.distance, wide.values[:, :1]))[:, 0]
        rest = 3.0 * constant**2 * float(longer.variance(apart)[order + 1, order + 1])
    powers = 2 * (order + 1 - derivative)
    bias = math.sqrt(powers) * constant * float(longer.coefficients[order + 1, 0])
    width = 2 * derivative + 1
    return _Pilot(width * pilot**width * float(variance), bias, penalty * powers * rest)
