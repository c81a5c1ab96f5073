"""A staggered rollout in per cent: untreated units all move by the same per cent."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_scores import averages_of
from showfloor.measure.callaway_santanna import Comparison
from showfloor.measure.method_comparison import MethodsAsked, compare_methods
from showfloor.measure.one_size import one_size
from showfloor.measure.outcomes import per_cent, total
from showfloor.measure.panel_regions import regions_check
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.scale_beside import scale_beside
from showfloor.measure.scale_check import scale_check
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.types import EventGain, ScaledEffects, StaggeredResult
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.untreated_model import fit_in_scale

Floats = npt.NDArray[np.float64]

_TERMS = CredibilityTerms()


def measure_in_scale(
    panel: Panel,
    scale: Scale,
    *,
    comparison: Comparison = "never",
    errors: Literal["small_sample", "analytic"] = "small_sample",
    methods: MethodsAsked | None = None,
    seed: int = 0,
    region: npt.NDArray[np.str_] | None = None,
) -> StaggeredResult:
    """Measure a rollout in levels or in per cent, with the methods compared.

    In levels this is `measure_staggered` and `compare_methods`. In per cent both see units brought
    to one size (see `one_size`), so that each unit counts alike; `scaled` holds the effect on all
    units together by the per-cent model, with the levels beside and a check on the scale.
    region: [U] labels, where each region's times are its own (docs/methods/region-weeks.md).
    PanelError where the panel is wrong, has no per cent, or clusters that are coarser than units.
    """
    measured = partial(
        measure_staggered, comparison=comparison, errors=errors, seed=seed, region=region
    )
    beside = replace(methods or MethodsAsked(), region=region)
    within = () if region is None else (regions_check(region),)
    if scale == "levels":
        plain = compare_methods(panel, measured(panel), beside)
        return replace(plain, checks=(*plain.checks, *within))
    if panel.clusters is not None:
        raise PanelError("per cent are measured with units as clusters: leave coarser ones out")
    alike = one_size(panel, region=region)
    result = compare_methods(alike.panel, measured(alike.panel), beside)
    effects = scaled_effects(prepare(panel, region=region), scale)
    check = scale_check(effects.beside, effects.per_cent, _TERMS)
    facts = replace(result.panel, dropped=(*result.panel.dropped, *alike.notes))
    checks = (*result.checks, *within, check)
    return replace(result, panel=facts, checks=checks, scaled=effects)


def scaled_effects(prepared: PreparedPanel, scale: Scale) -> ScaledEffects:
    """Return the effects of all treated unit-times together, in all and by event time."""
    after = prepared.times[None, :] >= prepared.cohort[:, None]
    weight = np.where(after & np.isfinite(prepared.outcome), 1.0, 0.0)
    fit = fit_in_scale(prepared, scale)
    weight = np.where(np.isfinite(fit.effect), weight, 0.0)
    found = averages_of(prepared, fit, prepared.outcome, [weight])
    times = int(weight.sum())
    sums = found.totals(0, weight=float(times), unit_times=times)
    return ScaledEffects(
        scale=scale,
        total=total(sums),
        mean=found.estimate(0),
        per_cent=per_cent(sums),
        events=gains_by_time(prepared, prepared.outcome, weight, scale),
        beside=scale_beside(prepared, prepared.outcome, weight, scale),
    )


def gains_by_time(
    prepared: PreparedPanel, outcome: Floats, weight: Floats, scale: Scale
) -> tuple[EventGain, ...]:
    """Return the effects on `outcome` [U, T] that `weight` counts, by time since treatment."""
    since = prepared.times[None, :] - prepared.cohort[:, None]
    events = np.unique(since[(weight > 0.0) & np.isfinite(outcome)])
    fit = fit_in_scale(replace(prepared, outcome=outcome), scale)
    parts = [np.where(since == event, weight, 0.0) for event in events]
    if not parts:
        return ()
    found = averages_of(prepared, fit, outcome, parts)
    return tuple(
        EventGain(
            float(event),
            per_cent(found.totals(k, weight=1.0, unit_times=int((parts[k] > 0.0).sum()))),
            found.estimate(k),
        )
        for k, event in enumerate(events)
        if np.isfinite(found.value[k])
    )
