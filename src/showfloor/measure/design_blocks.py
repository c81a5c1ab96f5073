"""A rollout's weights and small-sample form by blocks of weeks: small matrices, exact figures.

Weeks between two openings are alike: the same stores are untreated in each. Weights, adjusted
weights and degrees of freedom are therefore constant within such a block, and every equation is
one of cohorts and blocks instead of stores and weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.design_types import Floats, Ints
from showfloor.measure.pooled_scores import (
    FEWEST_IN_POOL,
    PooledError,
    ScoreGroups,
    pooled_error,
    pools_of,
)

Flags = npt.NDArray[np.bool_]
_SINGULAR = 1e-10
"""As in `satterthwaite`: eigenvalues of I - H up to this are what the design fits exactly."""


@dataclass(frozen=True, slots=True)
class BlockDesign:
    """Who is treated when, and imputation's weights for the mean effect; H cohorts, B blocks.

    edges:  [B + 1] first week of each block, and the number of weeks.
    number: [H] stores; cohorts in the order of their first week, the untreated ones last.
    before, treated: [H, B] untreated; treated and foretold by some untreated store.
    weight: [H, B] of one store's outcome in any one week of the block.
    """

    edges: Ints
    number: Floats
    before: Flags
    treated: Flags
    weight: Floats

    @property
    def length(self) -> Floats:
        """[B] weeks."""
        return np.diff(self.edges).astype(np.float64)

    @property
    def reached(self) -> Flags:
        """[H] cohorts that the estimate is about."""
        return np.asarray(self.treated.any(axis=1))

    def noise(self, between: Floats) -> Floats:
        """Return [H] the variance that one average store of each cohort adds to the estimate.

        between: [weeks] semivariogram at lags 0, 1, ..., in the outcome's unit squared. As a
        store's weights sum to 0, its variance is the sum of -v_t v_u g(|t - u|) over all weeks.
        """
        sums = block_sums(between, self.edges)
        return np.asarray(-(self.weight @ sums * self.weight).sum(axis=1))


@dataclass(frozen=True, slots=True)
class SampleForm:
    """How `measure` will make the error of the mean effect: CR2, or pooled single stores.

    weights, centre: [H, B] adjusted for bias, in units of a block's mean times sqrt(its weeks);
    on a store's deviation from its cohort's mean, and on the cohort means' unexplained part.
    pooled: None for CR2. df: Satterthwaite's, NaN where there is none.
    """

    weights: Floats
    centre: Floats
    pooled: PooledError | None
    df: float


def block_design(sizes: Ints | Floats, first: Ints, weeks: int) -> BlockDesign | None:
    """Return the blocks and weights of `imputation`'s overall effect on a panel without gaps.

    sizes: [cohorts] stores, or what they sell in all, > 0. first: [cohorts] rising place (>= 1) of
    the first treated week; `weeks` or more: not treated within the data. Weeks in which nobody is
    untreated foretell nothing and are left out, as the estimator does. None where no treated
    store-week can be foretold. Source: Borusyak, Jaravel and Spiess (2024), proposition 3:
    v = -Z (Z'Z)^-1 Z1'w.
    """
    number = sizes.astype(np.float64)
    edges = np.unique(np.concatenate([[0], np.minimum(first, weeks), [weeks]])).astype(np.int64)
    length = np.diff(edges).astype(np.float64)
    untreated = (first[:, None] >= edges[None, 1:]).astype(np.float64)
    free = number @ untreated
    known = free > 0.0
    treated = (untreated == 0.0) & known[None, :]
    store_weeks = float(number @ treated @ length)
    if store_weeks == 0.0:
        return None
    each = 1.0 / store_weeks
    free = np.where(known, free, 1.0)
    of_store = each * (treated @ length)
    of_week = each * (number @ treated)
    share = untreated * (length / free)[None, :]
    system = np.diag(number * (untreated @ length))
    system -= number[:, None] * (share @ untreated.T) * number[None, :]
    # One effect is undetermined; this pins the stores' mean effect and changes no weight.
    system += np.outer(number, number) / number.sum()
    by_cohort = np.linalg.solve(system, number * (of_store - share @ of_week))
    by_week = (of_week - (number * by_cohort) @ untreated) / free
    foretelling = -(by_cohort[:, None] + by_week[None, :]) * untreated
    weight = np.where(treated, each, foretelling)
    return BlockDesign(edges, number, untreated > 0.0, treated, weight)


def block_sums(between: Floats, edges: Ints) -> Floats:
    """Return [B, B]: a function of |t - u| summed over the weeks t and u of two blocks.

    between: [weeks] its values from lag 0 on; that at lag 0 is taken to be 0. By second sums, so
    that the cost does not grow with the weeks.
    """
    second = np.concatenate([[0.0], np.cumsum(np.cumsum(between))])
    at = second[np.abs(edges[:, None] - edges[None, :])]
    return np.asarray(at[1:, :-1] - at[:-1, :-1] - at[1:, 1:] + at[:-1, 1:])


def sample_form(design: BlockDesign) -> SampleForm:
    """Return the error's form that `measure_staggered` will use, and its degrees of freedom.

    The same as `small_sample.imputation_form` gives week by week: CR2 where every cohort that the
    estimate is about has two stores or more, else scores pooled over cohorts.
    """
    reached = design.reached
    raw = design.weight * np.sqrt(design.length)[None, :]
    if (design.number[reached] < FEWEST_IN_POOL).any():
        own = np.where(reached, ((design.weight * design.treated) @ design.length), 0.0)
        return _pooled(design, raw, own)
    inverse = untreated_inverse(design)
    adjusted = _adjusted(design, raw, inverse)
    df = _degrees(design, adjusted, inverse)
    return SampleForm(adjusted, adjusted * design.before, None, df)


def _pooled(design: BlockDesign, raw: Floats, own: Floats) -> SampleForm:
    noise = (raw**2).sum(axis=1)
    compared = np.maximum(design.number @ design.before, 1.0)
    share = (raw**2 / compared[None, :]).sum(axis=1) / np.where(noise > 0.0, noise, 1.0)
    groups = ScoreGroups(design.number, own, noise, share, pools_of(design.number, own))
    error = pooled_error(groups)
    weights = raw * np.sqrt(error.factor)[:, None]
    return SampleForm(weights, raw, error, error.df)


def untreated_inverse(design: BlockDesign) -> Floats:
    """Return the pseudo-inverse [H + B, H + B] of the untreated normal equations."""
    counts = design.number[:, None] * design.before * design.length[None, :]
    groups = len(design.number)
    normal = np.zeros((groups + counts.shape[1],) * 2)
    normal[:groups, :groups] = np.diag(counts.sum(axis=1))
    normal[groups:, groups:] = np.diag(counts.sum(axis=0))
    normal[:groups, groups:] = counts
    normal[groups:, :groups] = counts.T
    return np.asarray(np.linalg.pinv(normal, rcond=1e-12, hermitian=True), dtype=np.float64)


def _adjusted(design: BlockDesign, raw: Floats, inverse: Floats) -> Floats:
    """Return [H, B]: (I - H_gg)^(-1/2) times the weights, on the blocks' normalised means."""
    groups = len(design.number)
    before, used = design.before, design.before | design.treated
    root = np.sqrt(design.length)
    across = inverse[:groups, groups:]
    own = np.diagonal(inverse)[:groups]
    hat = own[:, None, None] + across[:, :, None] + across[:, None, :] + inverse[groups:, groups:]
    hat = hat * root[:, None] * root[None, :] * (before[:, :, None] & before[:, None, :])
    kept = 1.0 - 1.0 / design.number
    mean = used * root[None, :]
    rest = -hat
    rest -= (kept / (used @ design.length))[:, None, None] * (mean[:, :, None] * mean[:, None, :])
    diagonal = np.arange(before.shape[1])
    rest[:, diagonal, diagonal] += used - design.treated / design.number[:, None]
    values, vectors = np.linalg.eigh(rest)
    scale = np.where(values > _SINGULAR, 1.0 / np.sqrt(np.maximum(values, _SINGULAR)), 0.0)
    along = np.einsum("hbk,hb->hk", vectors, raw) * scale
    return np.asarray(np.einsum("hbk,hk->hb", vectors, along))


def _degrees(design: BlockDesign, adjusted: Floats, inverse: Floats) -> float:
    """Return Satterthwaite's degrees of freedom, as `satterthwaite` has them, for one estimate."""
    number, groups = design.number, len(design.number)
    before = adjusted * design.before
    square = (adjusted**2).sum(axis=1)
    own = square - (before**2).sum(axis=1)
    scaled = before * np.sqrt(design.length)[None, :]
    sums = np.hstack([np.diag(scaled.sum(axis=1)), scaled])
    shared = sums @ inverse @ sums.T
    diagonal = np.arange(groups)
    shared[diagonal, diagonal] += own / number
    itself = square - shared[diagonal, diagonal]
    trace = float(itself @ number)
    norm = float(number @ shared**2 @ number)
    norm += float((itself**2 - shared[diagonal, diagonal] ** 2) @ number)
    return trace**2 / norm if norm > 0.0 else float("nan")
