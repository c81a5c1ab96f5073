"""Small-sample errors of all averages of a panel at once, and of its pooled event times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Families, families_of
from showfloor.measure.cohort_differences import cohort_cells, family_sums
from showfloor.measure.cohort_imputation import imputation_sums
from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.cohort_sums import CohortSums, covariance, variance_parts
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import FEWEST_TRUSTED
from showfloor.measure.small_sample import (
    ErrorForm,
    difference_form,
    imputation_form,
    own_weights,
    small_sample_sums,
)
from showfloor.measure.thin_horizons import averages, pooled_horizons
from showfloor.measure.unit_differences import unit_cells
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_scores import (
    UnitScores,
    difference_scores,
    imputation_scores,
    unit_errors,
)
from showfloor.measure.untreated_fit import untreated_fit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BY_UNIT = "scores by unit, bias-reduced, Satterthwaite"
_TOGETHER = 64
"""Estimates whose scores are held by unit at a time."""
Name = tuple[str, float]
"""What an estimate is: its family, and its cohort, event time or time (0 for an overall one)."""
_FormOf = Callable[[Floats, Floats], ErrorForm]
_ScoresOf = Callable[[Floats], UnitScores]


@dataclass(frozen=True, slots=True)
class Errors:
    """Values, standard errors, degrees of freedom [K], treated and compared [2, K], methods."""

    value: Floats
    se: Floats
    df: Floats
    sides: Ints
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleErrors:
    """Errors of an estimator's averages in its own order, and what its band needs.

    names: [K]. events: where the E event times stand. horizons: [E] these. covariance: [E, E].
    pools: places of the event times that go together; `pooled` and `pooled_covariance` of these.
    """

    names: tuple[Name, ...]
    errors: Errors
    events: slice
    horizons: Floats
    covariance: Floats
    pools: tuple[tuple[int, ...], ...]
    pooled: Errors
    pooled_covariance: Floats


def difference_sums(
    moments: CohortMoments, *, never: bool, anticipation: float
) -> tuple[CohortSums, Families]:
    """Return Callaway and Sant'Anna's averages in their families' order."""
    cells = cohort_cells(moments, never=never, anticipation=anticipation)
    first = moments.treated
    share = moments.number[:first] / moments.number.sum()
    families = families_of(cells.att, moments.cohorts[:first], moments.times, share)
    return family_sums(moments, cells, families.in_order), families


def difference_names(families: Families) -> tuple[Name, ...]:
    """Return the names of all averages in the families' order."""
    kinds = ("simple", "group", "group_overall", "event", "event_overall", "calendar")
    ordered = zip(kinds, families.in_order, strict=True)
    return tuple((kind, float(key)) for kind, family in ordered for key in family.keys)


def imputation_names(horizons: Floats, cohorts: Floats) -> tuple[Name, ...]:
    """Return the names of imputation's averages: overall, event times, cohorts."""
    events = tuple(("event", float(horizon)) for horizon in horizons)
    return (("overall", 0.0), *events, *(("group", float(cohort)) for cohort in cohorts))


def balanced_differences(
    moments: CohortMoments, *, never: bool, anticipation: float
) -> SampleErrors:
    """Return the errors of Callaway and Sant'Anna's averages, given the cohorts' sizes."""
    sums, families = difference_sums(moments, never=never, anticipation=anticipation)
    if never:
        compared = np.full(len(moments.times), moments.number[-1])
        apart = moments.mean - moments.mean[-1]
    else:
        fit = untreated_fit(moments.number, moments.cohorts, moments.times, anticipation)
        compared, apart = fit.compared, fit.apart(moments.mean)

    def form_of(weights: Floats, own: Floats) -> ErrorForm:
        return difference_form(moments.number, compared, weights, own)

    where = difference_names(families), families.events
    return _balanced(moments, sums, where, apart, form_of)


def balanced_imputation(moments: CohortMoments, *, anticipation: float) -> SampleErrors:
    """Return the errors of imputation's averages: CR2, pooled where cohorts have single units."""
    found = imputation_sums(moments, anticipation)
    fit = untreated_fit(moments.number, moments.cohorts, moments.times, anticipation)

    def form_of(weights: Floats, own: Floats) -> ErrorForm:
        return imputation_form(fit, weights, own)

    names = imputation_names(found.horizons, moments.cohorts[found.groups])
    where = names, slice(1, 1 + len(found.horizons))
    return _balanced(moments, found.sums, where, fit.apart(moments.mean), form_of)


def unitwise_differences(
    prepared: PreparedPanel, *, never: bool, anticipation: float
) -> SampleErrors:
    """Return the same errors for missing outcomes or coarser clusters."""
    found = unit_cells(prepared, never=never, anticipation=anticipation)
    number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
    share = number / len(prepared.cohort)
    families = families_of(found.att, prepared.cohorts, prepared.times, share)
    cells = []
    for family in families.in_order:
        cells += [np.where(family.place == k, family.weight, 0.0) for k in range(len(family.keys))]
    value = np.concatenate([family.value for family in families.in_order])

    def scores_of(chosen: Floats) -> UnitScores:
        return difference_scores(prepared, found, chosen)

    where = difference_names(families), families.events
    return _unitwise(np.array(cells), value, where, found.own_count, scores_of)


def unitwise_imputation(prepared: PreparedPanel, *, anticipation: float) -> SampleErrors:
    """Return the same errors for missing outcomes or coarser clusters."""
    fit = unit_fit(prepared, anticipation)
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    since = prepared.times[None, :] - prepared.cohorts[:, None]
    horizons = np.unique(since[count > 0])
    groups = np.flatnonzero(count.sum(axis=1))
    chosen = [count, *(np.where(since == h, count, 0) for h in horizons)]
    chosen += [np.where(np.arange(len(count))[:, None] == g, count, 0) for g in groups]
    cells = np.array([part / part.sum() for part in chosen])
    effect = np.array([np.nansum(fit.effect[rows], axis=0) for rows in fit.rows[:-1]])
    effect /= np.maximum(count, 1)
    value = np.einsum("kgt,gt->k", cells, effect)

    def scores_of(asked: Floats) -> UnitScores:
        return imputation_scores(prepared, fit, asked)

    names = imputation_names(horizons, prepared.cohorts[groups])
    where = names, slice(1, 1 + len(horizons))
    return _unitwise(cells, value, where, count.astype(np.float64), scores_of)


def _balanced(
    moments: CohortMoments,
    sums: CohortSums,
    where: tuple[tuple[Name, ...], slice],
    apart: Floats,
    form_of: _FormOf,
) -> SampleErrors:
    names, events = where
    horizons = np.array([key for _, key in names[events]])
    after = moments.times[None, :] >= moments.cohorts[:, None]

    def adjusted(asked: CohortSums) -> tuple[CohortSums, Errors]:
        own = own_weights(asked.weights, asked.treated, after, moments.number)
        form = form_of(asked.weights, own)
        found = small_sample_sums(asked, form, apart)
        se = np.sqrt(variance_parts(moments, found).sum(axis=0))
        sides = np.stack([moments.number @ asked.treated, moments.number @ asked.compared])
        errors = Errors(asked.value, se, form.df, sides.astype(np.int64), form.methods())
        return found, errors

    found, errors = adjusted(sums)
    treated = moments.number @ sums.treated[:, events]
    pools = pooled_horizons(horizons, treated.astype(np.int64), FEWEST_TRUSTED)
    rows = averages(pools, treated)
    joined, pooled = adjusted(
        CohortSums(
            value=rows @ sums.value[events],
            weights=np.einsum("pk,hkt->hpt", rows, sums.weights[:, events]),
            shift=sums.shift[:, events] @ rows.T,
            treated=sums.treated[:, events] @ (rows.T > 0.0),
            compared=sums.compared[:, events] @ (rows.T > 0.0),
        )
    )
    every = np.arange(events.start, events.stop)
    return SampleErrors(
        names=names,
        errors=errors,
        events=events,
        horizons=horizons,
        covariance=covariance(moments, found, every),
        pools=pools,
        pooled=pooled,
        pooled_covariance=covariance(moments, joined, np.arange(len(pools))),
    )


def _unitwise(
    cells: Floats,
    value: Floats,
    where: tuple[tuple[Name, ...], slice],
    count: Floats,
    scores_of: _ScoresOf,
) -> SampleErrors:
    names, events = where
    horizons = np.array([key for _, key in names[events]])
    errors = _by_unit(cells, value, scores_of)
    joint = _joint(cells[events], scores_of)
    pools = pooled_horizons(horizons, errors.sides[0, events], FEWEST_TRUSTED)
    number = np.where(cells[events] != 0.0, count, 0.0).sum(axis=(1, 2))
    rows = averages(pools, number)
    asked = np.einsum("pk,kgt->pgt", rows, cells[events])
    pooled, pooled_joint = (
        _by_unit(asked, rows @ value[events], scores_of),
        _joint(asked, scores_of),
    )
    return SampleErrors(names, errors, events, horizons, joint, pools, pooled, pooled_joint)


def _by_unit(cells: Floats, value: Floats, scores_of: _ScoresOf) -> Errors:
    """Return the errors of estimates by unit, some at a time: memory grows with units alone."""
    parts = [
        unit_errors(scores_of(cells[first : first + _TOGETHER]))
        for first in range(0, len(cells), _TOGETHER)
    ]
    variance = np.concatenate([part.variance for part in parts])
    df = np.concatenate([part.df for part in parts])
    sides = np.concatenate([part.sides for part in parts], axis=1)
    return Errors(value, np.sqrt(variance), df, sides, (BY_UNIT,) * len(cells))


def _joint(cells: Floats, scores_of: _ScoresOf) -> Floats:
    """Return the joint covariance [K, K] of estimates by unit."""
    scores = unit_errors(scores_of(cells)).adjusted
    return scores.T @ scores
