"""What a rollout lets one detect: standard error and smallest effect, before it has begun."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from scipy import special, stats

from showfloor.measure.design_blocks import BlockDesign, block_design, sample_form
from showfloor.measure.design_noise import semivariogram
from showfloor.measure.design_permutation import permutation_multiple, placebo_reach
from showfloor.measure.design_sized import sized_degrees
from showfloor.measure.design_types import Detectable, Floats, Ints, Noise
from showfloor.measure.permutation import FEWEST_ASSIGNMENTS
from showfloor.measure.resting import (
    FEWEST_COMPARED,
    FEWEST_DEGREES,
    FEWEST_TREATED,
    FEWEST_TRUSTED,
)

POWER = 0.8
LEVEL = 0.05


def detectable(
    noise: Noise, first: Ints, scale: Floats, on: date, *, size: Floats | None = None
) -> Detectable:
    """Return what `measure_staggered` could detect with the outcomes through the week `on`.

    first: [stores] week number (0: the history's first week) of a store's first selling week; a
    number after that of `on` means not treated by then. scale: [stores] variance relative to the
    average store. Every store is taken to be observed in every week from the history's first to
    `on`. The standard error is that of imputation's overall effect, stores as clusters:
    sqrt(sum over stores of scale x v'(-G)v), with v the store's weights (they sum to 0) and G the
    semivariogram between weeks; the degrees of freedom are Satterthwaite's as measured afterwards.
    With two or three treated stores the permutation test's power is drawn (a second or so). NaN
    with a reason where nothing could be said. size: [stores] over the mean store's, where
    `areas_effect` will measure in per cent: figures are then at the mean store's size, stores count
    by theirs, and the effect's own error grows with it. Fewer than four treated stores are tested
    on stores of one size.
    """
    return _with_few(_plain(noise, first, scale, on, size), noise, first, scale)


def detectable_by_week(
    noise: Noise, first: Ints, scale: Floats, through: date, *, size: Floats | None = None
) -> tuple[Detectable, ...]:
    """Return what could be detected in each week from the first selling week to `through`.

    Nothing where no store sells by then. Where two or three stores are treated, the power of the
    permutation test is drawn in the last such week and taken over to those before it.
    """
    last = (through - noise.first_week).days // 7
    weeks = range(int(first.min()), last + 1)
    dates = [noise.first_week + timedelta(weeks=week) for week in weeks]
    found = [_plain(noise, first, scale, day, size) for day in dates]
    drawn: dict[int, Detectable] = {}
    told = []
    for item in reversed(found):
        if not item.reason and item.method in {"permutation", "placebo"}:
            if item.treated not in drawn:
                drawn[item.treated] = _with_few(item, noise, first, scale)
            told.append(_in_proportion(item, drawn[item.treated]))
        else:
            told.append(item)
    return tuple(reversed(told))


def standard_error(noise: Noise, first: Ints, scale: Floats, on: date) -> float:
    """Return the standard error alone: what candidate schedules are compared by. NaN: none."""
    rollout = _rollout(noise, first, scale, on)
    return math.nan if rollout is None else rollout.se


def smallest_detectable(se: float, df: float, power: float = POWER) -> float:
    """Return the effect that a two-sided t test at 5 % finds with `power`; NaN where undefined.

    se: standard error in the outcome's unit; df: degrees of freedom (inf: normal). Solves the
    noncentral t distribution for its noncentrality; the other tail (below 1e-5) is neglected.
    """
    if not (se >= 0.0 and df > 0.0):
        return math.nan
    if math.isinf(df):
        return float(se * (stats.norm.ppf(1.0 - LEVEL / 2.0) + stats.norm.ppf(power)))
    critical = float(stats.t.ppf(1.0 - LEVEL / 2.0, df))
    return se * float(special.nctdtrinc(df, 1.0 - power, critical))


@dataclass(frozen=True, slots=True)
class _Rollout:
    """A design with its variance. between: [weeks] semivariogram from lag 0 on.

    stores: [H] of each cohort, whatever their sizes.
    """

    design: BlockDesign
    between: Floats
    se: float
    stores: Ints


def _rollout(
    noise: Noise, first: Ints, scale: Floats, on: date, size: Floats | None = None
) -> _Rollout | None:
    weeks = (on - noise.first_week).days // 7 + 1
    # Openings by week are counted, not sorted: that is all that grows with the stores.
    at = np.minimum(first, weeks)
    counts = np.bincount(at, minlength=weeks + 1)
    cohorts = np.flatnonzero(counts)
    number = counts if size is None else np.bincount(at, weights=size, minlength=weeks + 1)
    design = block_design(number[cohorts], cohorts, weeks)
    if design is None:
        return None
    each = scale if size is None else scale * size**2
    variances = np.bincount(at, weights=each, minlength=weeks + 1)[cohorts]
    between = semivariogram(noise.components, np.arange(weeks), noise.weeks)
    variance = float(variances @ design.noise(between))
    return _Rollout(design, between, math.sqrt(max(variance, 0.0)), counts[cohorts])


def _plain(noise: Noise, first: Ints, scale: Floats, on: date, size: Floats | None) -> Detectable:
    """Return what is detectable in closed form; few treated stores: no smallest effect yet."""
    weeks = (on - noise.first_week).days // 7 + 1
    if int((first < weeks).sum()) < FEWEST_TREATED:
        size = None
    rollout = _rollout(noise, first, scale, on, size)
    if rollout is None:
        compared = int((first >= weeks).sum())
        treated = len(first) - compared
        nan = math.nan
        reason = "no store is treated by then" if not treated else "every store is treated by then"
        return Detectable(on, treated, compared, 0, nan, nan, nan, reason)
    design = rollout.design
    reached = design.reached
    treated, compared = (int(rollout.stores[side].sum()) for side in (reached, ~reached))
    store_weeks = round(float(rollout.stores @ design.treated @ design.length))
    if compared < FEWEST_COMPARED:
        nan = math.nan
        reason = f"too few stores to compare with: {compared}, it takes {FEWEST_COMPARED}"
        return Detectable(on, treated, compared, store_weeks, nan, nan, nan, reason)
    found = Detectable(on, treated, compared, store_weeks, rollout.se, math.nan, math.nan)
    if treated < FEWEST_TREATED:
        return _of_few(found, design)
    if size is None:
        df = sample_form(design).df
    else:
        _, label = np.unique(np.minimum(first, weeks), return_inverse=True)
        df = sized_degrees(design, size, label)
    trusted = treated >= FEWEST_TRUSTED and df >= FEWEST_DEGREES
    mde = smallest_detectable(rollout.se, df)
    found = replace(
        found, df=df, mde=mde, method="interval", verdict="PASS" if trusted else "REVIEW"
    )
    return found if size is None else _growing(found, noise.level)


def _growing(found: Detectable, level: float) -> Detectable:
    """Return the finding where an effect of share d multiplies the noise too: d / (1 + d) = mde."""
    share = found.mde / level
    if not share < 1.0:
        return replace(found, mde=math.nan, reason="no effect is found in four of five rollouts")
    return replace(found, mde=found.mde / (1.0 - share))


def _of_few(found: Detectable, design: BlockDesign) -> Detectable:
    """Return what one to three treated stores can say, but for what must be drawn."""
    never = int(design.number[design.before.all(axis=1)].sum())
    if found.treated == 1:
        return replace(found, method="placebo", verdict="FAIL")
    if not never:
        reason = "too few treated stores for an interval, and none is never treated: no test"
        return replace(found, verdict="FAIL", reason=reason)
    total = math.lgamma(found.treated + never + 1.0) - math.lgamma(never + 1.0)
    number = math.exp(total - sum(math.lgamma(n + 1.0) for n in design.number[design.reached]))
    if round(number) < FEWEST_ASSIGNMENTS:
        reason = (
            f"{found.treated} treated stores could have been chosen in {number:.0f} ways only, a "
            f"test at 5 % takes {FEWEST_ASSIGNMENTS}"
        )
        return replace(found, verdict="FAIL", reason=reason)
    return replace(found, method="permutation", verdict="FAIL")


def _with_few(found: Detectable, noise: Noise, first: Ints, scale: Floats) -> Detectable:
    """Return a finding on one to three treated stores with what has to be drawn."""
    if found.reason or found.method not in {"permutation", "placebo"}:
        return found
    rollout = _rollout(noise, first, scale, found.on)
    if rollout is None:
        return found
    design, between = rollout.design, rollout.between
    if found.method == "placebo":
        reach = placebo_reach(design, between, scale)
        reason = "one treated store: its effect cannot be told from that store's own chance"
        return replace(found, placebo=reach, reason=reason)
    by_cohort = scale[np.argsort(np.minimum(first, design.edges[-1]), kind="stable")]
    multiple = permutation_multiple(design, between, by_cohort, power=POWER)
    reason = "" if math.isfinite(multiple) else "no effect is found in four of five rollouts"
    return replace(found, mde=found.se * multiple, reason=reason)


def _in_proportion(found: Detectable, drawn: Detectable) -> Detectable:
    """Return a week's finding with what was drawn for another week with as many treated stores."""
    share = found.se / drawn.se
    return replace(found, mde=drawn.mde * share, placebo=drawn.placebo * share, reason=drawn.reason)
