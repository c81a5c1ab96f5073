"""Both estimators' results with small-sample errors: intervals, p-values, bands, verdicts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.callaway_santanna import ByCohort, Differences, result_of
from showfloor.measure.event_band import DRAWS
from showfloor.measure.exchanges import Exchanges, difference_exchanges, imputation_exchanges
from showfloor.measure.imputation import Effects, MomentEffects, imputation_of
from showfloor.measure.multivariate_t import joint_reaches
from showfloor.measure.permutation import FEWEST_ASSIGNMENTS, permutation_test
from showfloor.measure.region_errors import region_errors
from showfloor.measure.region_imputation import RegionAverages
from showfloor.measure.resting import FEWEST_TREATED, FEWEST_TRUSTED, rest_small
from showfloor.measure.small_sample_errors import (
    Errors,
    Name,
    SampleErrors,
    balanced_differences,
    balanced_imputation,
    unitwise_differences,
    unitwise_imputation,
)
from showfloor.measure.small_sample_pretrend import with_small_pretrend
from showfloor.measure.types import CallawaySantAnna, Estimate, EventBand, Imputation

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PERMUTED = "permutation of who opened, studentised"
PLACEBO = "rank among the never treated"


@dataclass(frozen=True, slots=True)
class SmallSample:
    """How small-sample errors are made.

    strata: [U] numbered from 0, within which units could have been treated in each other's place
    (the cells of a randomised plan); None for one stratum. draws: of bands. seed: of all draws.
    """

    strata: Ints | None = None
    draws: int = DRAWS
    seed: int = 0


def small_sample_differences(
    found: Differences, settings: SmallSample | None = None
) -> CallawaySantAnna:
    """Return Callaway and Sant'Anna's averages with small-sample errors.

    ATT(g, t) of single cells have the paper's analytic errors.
    """
    asked, prepared = settings or SmallSample(), found.prepared
    never, early = found.never, found.anticipation
    if isinstance(found.behind, ByCohort):
        sums = found.behind.sums, found.families
        errors = balanced_differences(
            found.behind.moments, never=never, anticipation=early, known=sums
        )
    else:
        units = found.behind, found.families
        errors = unitwise_differences(prepared, never=never, anticipation=early, known=units)
    exchanges = _Later(
        lambda: difference_exchanges(prepared, asked.strata, never=never, anticipation=early)
    )
    estimates = _estimates(errors, exchanges, asked)
    return result_of(found, estimates, errors.covariance, _band(errors, asked))


def small_sample_imputation(found: Effects, settings: SmallSample | None = None) -> Imputation:
    """Return imputation's averages and its pre-trend with small-sample errors."""
    asked, prepared, early = settings or SmallSample(), found.prepared, found.anticipation
    if isinstance(found.behind, MomentEffects):
        sums = found.behind.found
        errors = balanced_imputation(found.behind.moments, anticipation=early, known=sums)
    elif isinstance(found.behind, RegionAverages):
        errors = region_errors(prepared, found.behind)
    else:
        errors = unitwise_imputation(prepared, anticipation=early, known=found.behind)
    exchanges = _Later(lambda: imputation_exchanges(prepared, asked.strata, anticipation=early))
    estimates = _estimates(errors, exchanges, asked)
    result = imputation_of(found, estimates, errors.covariance, _band(errors, asked))
    return with_small_pretrend(found, result)


@dataclass(slots=True)
class _Later:
    """Exchanges that are made when the first estimate with few treated units asks for them."""

    make: Callable[[], Exchanges]
    made: Exchanges | None = None

    def get(self) -> Exchanges:
        if self.made is None:
            self.made = self.make()
        return self.made


def _estimates(found: SampleErrors, exchanges: _Later, asked: SmallSample) -> list[Estimate]:
    estimates = []
    for place, name in enumerate(found.names):
        estimate = _rested(found.errors, place)
        few = math.isfinite(estimate.estimate) and 0 < (estimate.treated or 0) < FEWEST_TREATED
        estimates.append(_permuted(estimate, name, exchanges.get(), asked) if few else estimate)
    return estimates


def _rested(errors: Errors, place: int) -> Estimate:
    treated, compared = errors.sides[:, place].tolist()
    return rest_small(
        float(errors.value[place]),
        float(errors.se[place]),
        float(errors.df[place]),
        (treated, compared),
        errors.methods[place],
    )


def _permuted(found: Estimate, name: Name, exchanges: Exchanges, asked: SmallSample) -> Estimate:
    """Return an estimate of few treated units with its permutation p-value, or why it has none."""
    given = exchanges.of(name)
    if given is None:
        return replace(found, reason=f"{found.reason}; no p-value: {exchanges.reason}")
    test = permutation_test(given, seed=asked.seed)
    if not math.isfinite(test.p_value):
        return replace(found, reason=f"{found.reason}; no p-value: {test.reason}")
    claim = f"no effect on any unit: p = {test.p_value:.3f}"
    if test.assignments < FEWEST_ASSIGNMENTS:
        claim += f", of {test.assignments:.0f} assignments only: no claim at 5 %"
    return replace(
        found,
        reason=f"{found.reason}; {claim}",
        method=PLACEBO if found.treated == 1 else PERMUTED,
        p_value=test.p_value,
    )


def _band(found: SampleErrors, asked: SmallSample) -> EventBand:
    """Return the simultaneous band over event times, thin ones pooled."""
    pooled, joined = found.pooled, [pool for pool in found.pools if len(pool) > 1]
    keys = [_nearest(found.horizons[list(pool)]) for pool in found.pools]
    estimates = {key: _rested(pooled, place) for place, key in enumerate(keys)}
    used = [place for place, key in enumerate(keys) if estimates[key].se > 0.0]
    left = [f"{len(keys) - len(used)} more have no interval"] if len(used) < len(keys) else []
    times = tuple(tuple(found.horizons[list(pool)].tolist()) for pool in joined)
    said = [
        f"event times {min(pool):g} to {max(pool):g} rest on fewer than {FEWEST_TRUSTED} treated "
        "units and are pooled"
        for pool in times
    ]
    if not used:
        reason = "; ".join([*said, "no event time has a standard error"])
        nan = math.nan
        return EventBand({}, {}, nan, nan, asked.draws, asked.seed, reason, times)
    scale = np.sqrt(np.diagonal(found.pooled_covariance)[used])
    correlation = found.pooled_covariance[np.ix_(used, used)] / np.outer(scale, scale)
    df = pooled.df[used]
    reaches = joint_reaches(correlation, df, draws=asked.draws, seed=asked.seed).tolist()
    bounded = {keys[place]: reach for place, reach in zip(used, reaches, strict=True)}
    return EventBand(
        low={key: estimates[key].estimate - c * estimates[key].se for key, c in bounded.items()},
        high={key: estimates[key].estimate + c * estimates[key].se for key, c in bounded.items()},
        critical=max(reaches),
        df=float(df.min()),
        draws=asked.draws,
        seed=asked.seed,
        reason="; ".join([*said, *left]),
        pooled=times,
        estimate={key: estimates[key].estimate for key in bounded},
        criticals=bounded,
    )


def _nearest(times: Floats) -> float:
    """Return the event time of a pool that is nearest to the treatment."""
    return float(times[np.argmin(np.abs(times))])
