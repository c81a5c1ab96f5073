"""Small-sample errors of imputation's averages with times of each region's own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from showfloor.measure.area_scores import WeightedEffects, averages_of
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.region_imputation import RegionAverages
from showfloor.measure.small_sample_errors import (
    BY_UNIT,
    Errors,
    SampleErrors,
    ThinPools,
    imputation_names,
)
from showfloor.measure.untreated_model import fit_in_scale

Floats = npt.NDArray[np.float64]


def region_errors(prepared: PreparedPanel, found: RegionAverages) -> SampleErrors:
    """Return the errors of imputation's averages and pooled event times, as `SampleErrors`.

    Scores by unit, with exact leverages and Satterthwaite degrees of freedom region by region: see
    `errors_by_region`.
    """
    horizons, groups = found.horizons, found.groups
    events = slice(1, 1 + len(horizons))
    names = imputation_names(horizons, prepared.cohorts[groups])
    place = _places(prepared, found)
    number = np.bincount(place[place >= 0], minlength=len(horizons)).astype(np.float64)
    treated = number.astype(np.int64)
    thin = ThinPools.of(horizons, treated, number, events.start, len(names))
    averages = averages_of(prepared, found.fit, prepared.outcome, _weights(prepared, found, thin))
    joint = np.append(
        np.arange(events.start, events.stop), np.arange(len(names), len(averages.value))
    )
    scores = averages.errors.adjusted[:, joint]
    return thin.found((names, events), horizons, _errors(averages), scores.T @ scores)


def region_overall(prepared: PreparedPanel, anticipation: float = 0.0) -> WeightedEffects:
    """Return the mean effect over all treated unit-times alone, NaN where none is foretold.

    The panel names its units' regions.
    """
    fit = fit_in_scale(prepared, "levels", anticipation)
    weight = np.isfinite(fit.effect).astype(np.float64)
    return averages_of(prepared, fit, prepared.outcome, [weight])


def _errors(averages: WeightedEffects) -> Errors:
    errors = averages.errors
    methods = (BY_UNIT,) * len(averages.value)
    return Errors(averages.value, np.sqrt(errors.variance), errors.df, errors.sides, methods)


def _places(prepared: PreparedPanel, found: RegionAverages) -> npt.NDArray[np.int64]:
    """Return [U, T] the place of each effect's horizon, -1 where there is none."""
    since = prepared.times[None, :] - prepared.cohort[:, None]
    place = np.searchsorted(found.horizons, since)
    return np.where(np.isfinite(found.fit.effect), place, -1).astype(np.int64)


def _weights(prepared: PreparedPanel, found: RegionAverages, thin: ThinPools) -> Iterator[Floats]:
    """Yield [U, T] weights: of all, each horizon, each cohort, and each pool of horizons."""
    place = _places(prepared, found)
    inside = place >= 0
    yield inside.astype(np.float64)
    for horizon in range(len(found.horizons)):
        yield (place == horizon).astype(np.float64)
    for cohort in prepared.cohorts[found.groups]:
        yield np.where(inside & (prepared.cohort == cohort)[:, None], 1.0, 0.0)
    for row in thin.rows:
        yield np.where(inside & (row[place] > 0.0), 1.0, 0.0)
