"""Effects where there can be none: before the openings, and at stores that never opened an area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.inference import quantile, undefined
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.region_errors import region_overall
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import unitwise_imputation
from showfloor.measure.types import Estimate
from showfloor.measure.unit_imputation import unit_fit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NONE = "no unit-time after the pretended openings can be foretold from untreated ones"
FEWEST_NEVER = 4
DRAWS = 199


@dataclass(frozen=True, slots=True)
class PlaceboInSpace:
    """Effects of rollouts drawn among never-treated units, each with a plain estimator.

    placebo: [draws] their effects, in the outcome's unit. actual: the treated units' by the same
    estimator: each unit's mean after less its mean before, less that of never-treated units.
    false_alarms: share of placebo effects that a 5 % t test calls significant. p_value: share of
    rollouts, the actual one counted, whose t ratio is as far from zero as the actual one's.
    opened: units that a placebo rollout opens. All NaN and a reason where it cannot be done.
    """

    placebo: Floats
    actual: float
    false_alarms: float
    p_value: float
    opened: int
    reason: str = ""


def placebo_in_time(
    panel: Panel,
    *,
    earlier: int,
    anticipation: float = 0.0,
    region: npt.ArrayLike | None = None,
) -> Estimate:
    """Return the effect of openings pretended `earlier` of the panel's times too early.

    Everything from the actual opening (less anticipation) on is left out, so an effect can only
    come from how treated units moved before. Units without an untreated time before the pretended
    opening are left out, as `prepare` does. Errors are the small-sample ones of the headline: plain
    ones raise false alarms with few treated units. region: [U] labels, where each region's times
    are its own. Undefined with a reason where none is left.
    """
    if earlier < 1:
        raise PanelError(f"a placebo lies at least one time before the opening, not {earlier}")
    cohort = np.asarray(panel.cohort, dtype=np.float64)
    inside = np.isfinite(cohort) & (cohort <= panel.times[-1])
    start = np.where(inside, cohort - anticipation, np.inf)
    place = np.searchsorted(panel.times, start) - earlier
    usable = inside & (place >= 1)
    if not usable.any():
        return undefined(f"no unit was seen more than {earlier} times before its opening")
    pretended = np.full(len(cohort), np.nan)
    pretended[usable] = panel.times[place[usable]]
    kept = usable | ~inside
    outcome = np.where(panel.times[None, :] < start[:, None], panel.outcome, np.nan)
    shown = outcome[kept]
    clusters = None if panel.clusters is None else panel.clusters[kept]
    units = tuple(unit for unit, keep in zip(panel.units, kept, strict=True) if keep)
    inside_of = None if region is None else np.asarray(region)[kept]
    try:
        shorter = Panel(units, panel.times, shown, pretended[kept], clusters)
        prepared = prepare(shorter, region=inside_of)
        if prepared.region is not None:
            within = region_overall(prepared)
            return undefined(_NONE) if np.isnan(within.value[0]) else within.estimate(0)
        if not np.isfinite(unit_fit(prepared, 0.0).effect).any():
            return undefined(_NONE)
        errors = unitwise_imputation(prepared, anticipation=0.0).errors
    except PanelError as reason:
        return undefined(str(reason))
    treated, compared = errors.sides[:, 0].tolist()
    value, se, df = (float(part[0]) for part in (errors.value, errors.se, errors.df))
    return rest_small(value, se, df, (treated, compared), errors.methods[0])


def placebo_in_space(
    prepared: PreparedPanel, *, draws: int = DRAWS, seed: int = 0
) -> PlaceboInSpace:
    """Return the effects of rollouts pretended at never-treated units.

    As many units as were treated, half of the never treated at most, get the treated units'
    cohorts by lot; the other never-treated units are compared with. Rollouts are drawn, not
    enumerated. ValueError for fewer than 19 draws.
    """
    if draws < 19:
        raise ValueError(f"a placebo distribution needs 19 draws or more, not {draws}")
    never = np.flatnonzero(np.isinf(prepared.cohort))
    treated = np.flatnonzero(np.isfinite(prepared.cohort))
    gain = _gains(prepared)
    code = np.searchsorted(prepared.cohorts, prepared.cohort[treated])
    weight = _times_after(prepared)
    opened = min(len(treated), len(never) // 2)
    if len(never) < FEWEST_NEVER or opened < 2:
        nothing = np.zeros(0)
        reason = (
            "one treated unit alone has no spread to compare with"
            if len(treated) < 2
            else f"{len(never)} never-treated units are too few to pretend a rollout among them"
        )
        return PlaceboInSpace(nothing, math.nan, math.nan, math.nan, opened, reason)
    actual, ratio = _difference(gain, treated, code, never, weight)
    rng = np.random.default_rng(seed)
    effects, ratios = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        shuffled = rng.permutation(never)
        labels = rng.permutation(code)[:opened]
        effects[draw], ratios[draw] = _difference(
            gain, shuffled[:opened], labels, shuffled[opened:], weight
        )
    known = np.isfinite(ratios)
    critical = quantile(0.975, float(opened - 1))
    alarms = float((np.abs(ratios[known]) > critical).mean()) if known.any() else math.nan
    as_far = int((np.abs(ratios[known]) >= abs(ratio)).sum())
    p_value = (as_far + 1) / (int(known.sum()) + 1) if math.isfinite(ratio) else math.nan
    return PlaceboInSpace(effects[known], actual, alarms, p_value, opened)


def _gains(prepared: PreparedPanel) -> Floats:
    """Return [U, G]: each unit's mean from each cohort's opening on, less its mean before."""
    seen = np.isfinite(prepared.outcome)
    values = np.where(seen, prepared.outcome, 0.0)
    after = (prepared.times[:, None] >= prepared.cohorts[None, :]).astype(np.float64)
    sums, counts = values @ after, seen @ after
    before, earlier = values @ (1.0 - after), seen @ (1.0 - after)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain: Floats = sums / counts - before / earlier
    return gain


def _times_after(prepared: PreparedPanel) -> Floats:
    later = prepared.times[None, :] >= prepared.cohorts[:, None]
    return np.asarray(later.sum(axis=1), dtype=np.float64)


def _difference(
    gain: Floats, opened: Ints, code: Ints, compared: Ints, weight: Floats
) -> tuple[float, float]:
    """Return the effect, weighted by times after, and its t ratio; units without gain left out."""
    own = gain[opened, code]
    seen = np.isfinite(own)
    own, code = own[seen], code[seen]
    other = gain[compared][:, np.unique(code)]
    other = other[np.isfinite(other).all(axis=1)]
    if len(own) < 2 or len(other) < 2:
        return math.nan, math.nan
    share = weight[code] / weight[code].sum()
    cohorts = np.unique(code)
    of_cohort = np.array([share[code == c].sum() for c in cohorts])
    foretold = other.mean(axis=0)
    apart = own - foretold[np.searchsorted(cohorts, code)]
    effect = float(share @ apart)
    spread = float((share**2) @ (apart - effect) ** 2) * len(own) / (len(own) - 1)
    mixed = (other - foretold) @ of_cohort
    spread += float(mixed @ mixed) / (len(other) * (len(other) - 1))
    return effect, effect / math.sqrt(spread) if spread > 0.0 else math.nan
