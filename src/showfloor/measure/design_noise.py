"""The noise that a rollout's measurement must be heard above, from the weeks before it begins."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy import optimize

from showfloor.errors import PanelError
from showfloor.measure.design_sized import relative_history
from showfloor.measure.design_types import Floats, History, Noise
from showfloor.measure.types_outcomes import Scale

Flags = npt.NDArray[np.bool_]

FEWEST_WEEKS = 4
FEWEST_STORES = 6
PERSISTENCE = (-0.5, 0.0, 0.3, 0.5, 0.7, 0.85, 0.93, 0.97)
"""Autocorrelations of the moving parts; 0 is the part that is new every week."""
SEASON = 52
"""Weeks of the yearly swing, and of history from which it can be told."""
REFITS = 3


def estimate_noise(history: History, *, before: date, in_scale: Scale = "levels") -> Noise:
    """Estimate how outcomes move without a rollout, from the weeks before the Monday `before`.

    The semivariogram at each lag is half the variance over stores of the difference of two weeks,
    averaged over the pairs of weeks: unbiased whatever the store and week effects, however short
    the history. A sum of valid semivariograms with weights >= 0 is fitted to it (new noise,
    persistent noise, drifts that level off at the history's length, a yearly swing), by Cressie's
    (1985) weighted least squares, so that it can be carried beyond the history. A store's variance
    relative to the others is shrunk by its split-half reliability. in_scale: in per cent the noise
    is that of outcomes over size x season, at the mean store's level, each store counted by its
    size: small ones are noisy by their counts alone, and of a few large ones too little is learned.

    PanelError where the history before that Monday has fewer than FEWEST_WEEKS weeks or
    FEWEST_STORES stores, or does not vary; or where per cent of it have no meaning.
    """
    weeks = _observed_weeks(history, before)
    if weeks < FEWEST_WEEKS or len(history.store_ids) < FEWEST_STORES:
        raise PanelError(
            f"the history has {weeks} weeks before {before} and {len(history.store_ids)} "
            f"stores; what can be measured is known from {FEWEST_WEEKS} weeks and "
            f"{FEWEST_STORES} stores on"
        )
    outcome = history.outcome[:, :weeks]
    observed = np.isfinite(outcome)
    if not observed.any() or np.ptp(outcome[observed]) == 0.0:
        raise PanelError(f"the outcome does not vary in the weeks before {before}")
    level, size, weight = float(outcome[observed].mean()), None, np.ones(len(outcome))
    if in_scale == "per_cent":
        relative = relative_history(outcome)
        level, size, outcome = relative.level, relative.size, relative.outcome
        observed = np.isfinite(outcome)
        weight = np.sqrt(size / size.mean())
    centred = _without_levels(outcome, observed)
    seen, pairs = _pooled_semivariogram(centred * weight[:, None], observed)
    components = _fit(seen, pairs)
    scale, reliability = _scales(centred, observed, components, weight**2)
    return Noise(
        store_ids=history.store_ids,
        first_week=history.first_week,
        weeks=weeks,
        scale=scale,
        reliability=reliability,
        components=components,
        seen=seen,
        level=level,
        size=size,
    )


def _observed_weeks(history: History, before: date) -> int:
    """Return the weeks up to the last observed one before a Monday."""
    columns = max((before - history.first_week).days // 7, 0)
    seen = np.isfinite(history.outcome[:, :columns]).any(axis=0)
    return int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0


def semivariogram(components: Floats, lags: npt.ArrayLike, weeks: int) -> Floats:
    """Return the average store's semivariogram at `lags` (weeks, any shape), unit squared.

    weeks: length of the history that the components were fitted to.
    """
    asked = np.asarray(lags, dtype=np.float64)
    return (_basis(asked, weeks) @ components).reshape(asked.shape)


def _basis(lags: Floats, weeks: int) -> Floats:
    """Return [lags, basis]: each column is 0 at lag 0 and a valid semivariogram.

    The drift rises as a trend of each store's own would (lag squared) and levels off at the
    history's length: a trend that went on beyond it would make the variance what was guessed.
    """
    h = np.abs(lags).reshape(-1, 1)
    rho = np.asarray(PERSISTENCE)[None, :]
    moving = 1.0 - np.where(h == 0.0, 1.0, np.sign(rho) ** (h % 2) * np.abs(rho) ** h)
    drift = 1.0 - np.exp(-((h / weeks) ** 2))
    swing = 1.0 - np.cos(2.0 * math.pi * h / SEASON)
    return np.hstack([moving, drift, swing])


def _without_levels(outcome: Floats, observed: Flags) -> Floats:
    """Return the outcome less week and store means, 0 where nothing was observed."""
    filled = np.where(observed, outcome, 0.0)
    by_week = filled.sum(axis=0) / np.maximum(observed.sum(axis=0), 1)
    centred = np.where(observed, filled - by_week[None, :], 0.0)
    by_store = centred.sum(axis=1) / np.maximum(observed.sum(axis=1), 1)
    return np.where(observed, centred - by_store[:, None], 0.0)


def _pooled_semivariogram(centred: Floats, observed: Flags) -> tuple[Floats, Floats]:
    """Return the semivariogram [weeks - 1] at lags 1, 2, ... (NaN: no pair) and its pairs."""
    seen = observed.astype(np.float64)
    both = seen.T @ seen
    squares = (centred**2).T @ seen
    sums = squares + squares.T - 2.0 * (centred.T @ centred)
    shift = centred.T @ seen
    shift = shift - shift.T
    known = both >= 2.0
    variance = np.where(known, (sums - shift**2 / np.maximum(both, 1.0)), 0.0)
    weeks = len(both)
    lags = range(1, weeks)
    pairs = np.array([np.diagonal(both - 1.0, h)[np.diagonal(known, h)].sum() for h in lags])
    total = np.array([np.diagonal(variance, h).sum() for h in lags])
    return 0.5 * np.where(pairs > 0.0, total / np.maximum(pairs, 1.0), np.nan), pairs


def _fit(seen: Floats, pairs: Floats) -> Floats:
    """Fit weights >= 0 of the basis; lags count by their pairs over the squared fitted value."""
    known = pairs > 0.0
    lags = np.arange(1, len(seen) + 1, dtype=np.float64)[known]
    values, counts = seen[known], pairs[known]
    weeks = len(seen) + 1
    columns = _basis(lags, weeks)
    columns[:, _too_long_for(weeks)] = 0.0
    fitted = np.maximum(values, 1e-12 * float(values.max()))
    components = np.zeros(columns.shape[1])
    for _ in range(REFITS):
        weight = np.sqrt(counts) / fitted
        components = optimize.nnls(columns * weight[:, None], values * weight)[0]
        fitted = np.maximum(columns @ components, 1e-3 * float(values.mean()))
    return np.asarray(components, dtype=np.float64)


def _too_long_for(weeks: int) -> Flags:
    """Say of each basis whether a history of so many weeks is too short to tell it.

    A part whose memory (-1 / log of its autocorrelation) is longer than the history looks like the
    stores' levels; fitted all the same, its error would grow with every week beyond the history.
    """
    fading = np.abs(np.asarray(PERSISTENCE))
    memory = np.zeros_like(fading)
    memory[fading > 0.0] = -1.0 / np.log(fading[fading > 0.0])
    return np.concatenate([memory > weeks, [False, weeks <= SEASON]])


def _scales(
    centred: Floats, observed: Flags, components: Floats, weight: Floats
) -> tuple[Floats, float]:
    """Return each store's variance relative to the average one, shrunk, and its reliability.

    weight: [stores] by which the average counts them.
    """
    weeks = centred.shape[1]
    matrix = semivariogram(components, np.subtract.outer(np.arange(weeks), np.arange(weeks)), weeks)
    half = weeks // 2
    first = _ratios(centred[:, :half], observed[:, :half], matrix[:half, :half])
    second = _ratios(centred[:, half:], observed[:, half:], matrix[half:, half:])
    known = np.isfinite(first) & np.isfinite(second)
    reliability = 0.0
    if known.sum() >= FEWEST_STORES and first[known].std() > 0.0 and second[known].std() > 0.0:
        agreement = float(np.corrcoef(first[known], second[known])[0, 1])
        reliability = max(0.0, 2.0 * agreement / (1.0 + agreement)) if agreement > -1.0 else 0.0
    ratio = _ratios(centred, observed, matrix)
    ratio = np.where(np.isfinite(ratio), ratio, np.nanmean(ratio))
    shrunk = 1.0 + reliability * (ratio / np.average(ratio, weights=weight) - 1.0)
    return shrunk / np.average(shrunk, weights=weight), reliability


def _ratios(centred: Floats, observed: Flags, between: Floats) -> Floats:
    """Return each store's sum of squares over what the pooled semivariogram leads one to expect.

    between: [weeks, weeks] semivariogram between weeks. Sum over t of (e_t - mean)^2 = 1/n sum over
    pairs of (e_t - e_s)^2, expected 2 semivariances. NaN where fewer than two weeks were observed.
    """
    seen = observed.astype(np.float64)
    number = seen.sum(axis=1)
    mean = centred.sum(axis=1) / np.maximum(number, 1.0)
    squares = (np.where(observed, centred - mean[:, None], 0.0) ** 2).sum(axis=1)
    expected = ((seen @ between) * seen).sum(axis=1) / np.maximum(number, 1.0)
    known = (number >= 2.0) & (expected > 0.0)
    return np.where(known, squares / np.where(known, expected, 1.0), np.nan)
