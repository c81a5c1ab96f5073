"""Are two normal means both 0 or less? Andrews, Roth and Pakes (2023), without nuisance.

A conditional test after a first stage with the least favourable critical value: the hybrid that
Rambachan and Roth (2023, section 3) recommend where relative magnitudes are restricted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIRST_STAGE = 0.1
"""Share of the test's size that its first stage takes (the paper's kappa / alpha)."""
_SAME = 1e-12
_HALVINGS = 60


def least_favourable(correlation: Floats, size: float) -> Floats:
    """Return [P] critical values of the larger of two standard normals with `correlation` [P].

    P(both <= c) = Phi(c) - 2 T(c, sqrt((1 - r) / (1 + r))), T being Owen's function.
    """
    with np.errstate(divide="ignore"):
        angle = np.sqrt((1.0 - correlation) / (1.0 + correlation))
    low = np.full(len(correlation), float(special.ndtri(1.0 - size)))
    high = np.full(len(correlation), float(special.ndtri(1.0 - size / 2.0)))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        enough = special.ndtr(middle) - 2.0 * special.owens_t(middle, angle) >= 1.0 - size
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return high


def not_rejected(ratio: Floats, correlation: Floats, critical: Floats, size: float) -> Flags:
    """Say [P, G] whether "both means are 0 or less" stands at level `size`.

    ratio: [P, G, 2] estimates over their standard errors. correlation: [P]. critical: [P]
    `least_favourable` at FIRST_STAGE * size. It is rejected where the larger ratio exceeds
    `critical`, or is too large given that it is the larger one and does not exceed `critical`.
    """
    larger, smaller = ratio.max(axis=2), ratio.min(axis=2)
    along = correlation[:, None]
    apart = np.maximum(1.0 - along, _SAME)
    hit = (smaller - along * larger) / apart
    left = FIRST_STAGE * size
    second = (size - left) / (1.0 - left)
    most = np.broadcast_to(critical[:, None], larger.shape)
    least = np.minimum(np.minimum(hit, larger), most)
    tail = _truncated_tail(larger, least, most)
    stands: Flags = (larger <= most) & ((larger <= 0.0) | (tail >= second))
    return stands


def _truncated_tail(value: Floats, low: Floats, high: Floats) -> Floats:
    """Return P(Z > value | low < Z < high) of a standard normal Z, safe far out in its tails."""
    whole = special.log_ndtr(-low)
    beyond = np.exp(special.log_ndtr(-high) - whole)
    above = np.exp(special.log_ndtr(-np.minimum(value, high)) - whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        tail: Floats = (above - beyond) / (1.0 - beyond)
    return np.where(np.isfinite(tail), tail, 0.0)
