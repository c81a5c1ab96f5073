"""Small-sample errors of all averages of a panel at once, and of its pooled event times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Families, Family, families_of
from showfloor.measure.cohort_differences import cohort_cells, family_sums
from showfloor.measure.cohort_imputation import CohortImputation, imputation_sums
from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.cohort_sums import CohortSums, variances
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
from showfloor.measure.unit_difference_scores import difference_scoring
from showfloor.measure.unit_differences import UnitCells, unit_cells
from showfloor.measure.unit_imputation import UnitAverages, unit_averages, unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scoring
from showfloor.measure.unit_scores import Scoring, score_sums, summed_errors
from showfloor.measure.untreated_fit import untreated_fit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BY_UNIT = "scores by unit, bias-reduced, Satterthwaite"
Name = tuple[str, float]
"""What an estimate is: its family, and its cohort, event time or time (0 for an overall one)."""
_FormOf = Callable[[Floats, Floats], ErrorForm]


@dataclass(frozen=True, slots=True)
class Errors:
    """Values, standard errors, degrees of freedom [K], treated and compared [2, K], methods."""

    value: Floats
    se: Floats
    df: Floats
    sides: Ints
    methods: tuple[str, ...]

    def at(self, places: Ints) -> Errors:
        """Return those of some estimates."""
        methods = tuple(self.methods[place] for place in places.tolist())
        of_places = self.value[places], self.se[places], self.df[places], self.sides[:, places]
        return Errors(*of_places, methods)


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
    moments: CohortMoments,
    *,
    never: bool,
    anticipation: float,
    known: tuple[CohortSums, Families] | None = None,
) -> SampleErrors:
    """Return the errors of Callaway and Sant'Anna's averages, given the cohorts' sizes.

    known: the sums and families of `difference_sums`, where they were made before.
    """
    sums, families = known or difference_sums(moments, never=never, anticipation=anticipation)
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


def balanced_imputation(
    moments: CohortMoments, *, anticipation: float, known: CohortImputation | None = None
) -> SampleErrors:
    """Return the errors of imputation's averages: CR2, pooled where cohorts have single units.

    known: the sums, where they were made before.
    """
    found = known or imputation_sums(moments, anticipation)
    fit = untreated_fit(moments.number, moments.cohorts, moments.times, anticipation)

    def form_of(weights: Floats, own: Floats) -> ErrorForm:
        return imputation_form(fit, weights, own)

    names = imputation_names(found.horizons, moments.cohorts[found.groups])
    where = names, slice(1, 1 + len(found.horizons))
    return _balanced(moments, found.sums, where, fit.apart(moments.mean), form_of)


def unitwise_differences(
    prepared: PreparedPanel,
    *,
    never: bool,
    anticipation: float,
    known: tuple[UnitCells, Families] | None = None,
) -> SampleErrors:
    """Return the same errors for missing outcomes or coarser clusters.

    known: ATT(g, t) and the families, where they were made before.
    """
    if known is None:
        cells = unit_cells(prepared, never=never, anticipation=anticipation)
        number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
        share = number / len(prepared.cohort)
        known = cells, families_of(cells.att, prepared.cohorts, prepared.times, share)
    found, families = known
    value = np.concatenate([family.value for family in families.in_order])
    event = families.event
    used = event.place >= 0
    number = np.zeros(len(event.keys))
    np.add.at(number, event.place[used], found.own_count[used])

    def scoring_of(pools: Floats) -> Scoring:
        joined = [_joined(event, row) for row in pools]
        return difference_scoring(prepared, found, [*families.in_order, *joined])

    where = difference_names(families), families.events
    return _unitwise(prepared, value, where, number, scoring_of)


def unitwise_imputation(
    prepared: PreparedPanel, *, anticipation: float, known: UnitAverages | None = None
) -> SampleErrors:
    """Return the same errors for missing outcomes or coarser clusters.

    known: the fit and its averages, where they were made before.
    """
    found = known or unit_averages(prepared, unit_fit(prepared, anticipation))
    fit, count, groups = found.fit, found.cells, found.groups
    since = prepared.times[None, :] - prepared.cohorts[:, None]
    chosen = [count, *(np.where(since == h, count, 0) for h in found.horizons)]
    chosen += [np.where(np.arange(len(count))[:, None] == g, count, 0) for g in groups]
    cells = np.array([part / part.sum() for part in chosen])
    effect = np.array([np.nansum(fit.effect[rows], axis=0) for rows in fit.rows[:-1]])
    effect /= np.maximum(count, 1)
    value = np.einsum("kgt,gt->k", cells, effect)
    names = imputation_names(found.horizons, prepared.cohorts[groups])
    events = slice(1, 1 + len(found.horizons))

    def scoring_of(pools: Floats) -> Scoring:
        joined = np.einsum("pk,kgt->pgt", pools, cells[events])
        return imputation_scoring(prepared, fit, np.concatenate([cells, joined]))

    number = np.array([part.sum() for part in chosen[events]], dtype=np.float64)
    return _unitwise(prepared, value, (names, events), number, scoring_of)


@dataclass(frozen=True, slots=True)
class ThinPools:
    """How thin event times are pooled beside K averages, E of which are event times.

    pools: places among the event times. rows: [J, E] the pools of several as averages. places: [P]
    where each pool's estimate stands among the K averages and the J after them.
    """

    pools: tuple[tuple[int, ...], ...]
    rows: Floats
    places: Ints

    @classmethod
    def of(
        cls, horizons: Floats, treated: Ints, weight: Floats, first: int, count: int
    ) -> ThinPools:
        """treated, weight: [E]. first: where the event times begin among the `count` averages."""
        pools = pooled_horizons(horizons, treated, FEWEST_TRUSTED)
        several = tuple(pool for pool in pools if len(pool) > 1)
        later = iter(range(count, count + len(several)))
        places = [next(later) if len(pool) > 1 else first + pool[0] for pool in pools]
        return cls(pools, averages(several, weight), np.array(places, dtype=np.int64))

    def found(
        self, where: tuple[tuple[Name, ...], slice], horizons: Floats, errors: Errors, joint: Floats
    ) -> SampleErrors:
        """Return the errors of the averages and pools; joint: [E + J, E + J] covariance."""
        names, events = where
        number = events.stop - events.start
        among = np.where(
            self.places < len(names), self.places - events.start, self.places - len(names) + number
        )
        return SampleErrors(
            names=names,
            errors=errors.at(np.arange(len(names))),
            events=events,
            horizons=horizons,
            covariance=joint[:number, :number],
            pools=self.pools,
            pooled=errors.at(self.places),
            pooled_covariance=joint[np.ix_(among, among)],
        )


def _balanced(
    moments: CohortMoments,
    sums: CohortSums,
    where: tuple[tuple[Name, ...], slice],
    apart: Floats,
    form_of: _FormOf,
) -> SampleErrors:
    names, events = where
    horizons = np.array([key for _, key in names[events]])
    treated = moments.number @ sums.treated[:, events]
    thin = ThinPools.of(horizons, treated.astype(np.int64), treated, events.start, len(names))
    asked = _with_pools(sums, thin.rows, events) if len(thin.rows) else sums
    after = moments.times[None, :] >= moments.cohorts[:, None]
    own = own_weights(asked.weights, asked.treated, after, moments.number)
    form = form_of(asked.weights, own)
    found = small_sample_sums(asked, form, apart)
    joint = np.append(np.arange(events.start, events.stop), np.arange(len(names), len(asked.value)))
    parts, covariance = variances(moments, found, joint)
    sides = np.stack([moments.number @ asked.treated, moments.number @ asked.compared])
    se = np.sqrt(parts.sum(axis=0))
    errors = Errors(asked.value, se, form.df, sides.astype(np.int64), form.methods())
    return thin.found(where, horizons, errors, covariance)


def _with_pools(sums: CohortSums, rows: Floats, events: slice) -> CohortSums:
    """Return the sums and, after them, averages of the event times; rows: [J, E]."""
    some = (rows > 0.0).astype(np.float64).T
    weights = np.stack([rows @ of_cohort[events] for of_cohort in sums.weights])
    treated, compared = sums.treated[:, events] @ some, sums.compared[:, events] @ some
    return CohortSums(
        value=np.append(sums.value, rows @ sums.value[events]),
        weights=np.concatenate([sums.weights, weights], axis=1),
        shift=np.concatenate([sums.shift, sums.shift[:, events] @ rows.T], axis=1),
        treated=np.concatenate([sums.treated, treated > 0.0], axis=1),
        compared=np.concatenate([sums.compared, compared > 0.0], axis=1),
    )


def _joined(event: Family, row: Floats) -> Family:
    """Return one average of event times by `row` [E], as a family of one."""
    chosen = (event.place >= 0) & (row[event.place] > 0.0)
    weight = np.where(chosen, event.weight * row[event.place], 0.0)
    by_share = (row @ event.by_share)[None, :]
    value = np.array([row @ event.value])
    return Family(np.zeros(1), np.where(chosen, 0, -1), weight, value, by_share)


def _unitwise(
    prepared: PreparedPanel,
    value: Floats,
    where: tuple[tuple[Name, ...], slice],
    number: Floats,
    scoring_of: Callable[[Floats], Scoring],
) -> SampleErrors:
    """Return errors by unit.

    number: [E] unit-times of the event times. scoring_of: the averages, and pools [J, E] after
    them.
    """
    names, events = where
    horizons = np.array([key for _, key in names[events]])
    treated = number.astype(np.int64)
    if prepared.clusters < len(prepared.cohort):
        none = np.zeros((0, len(horizons)))
        treated = score_sums(prepared, scoring_of(none)).treated[events]
    thin = ThinPools.of(horizons, treated, number, events.start, len(names))
    scoring = scoring_of(thin.rows)
    joint = np.append(np.arange(events.start, events.stop), np.arange(len(names), scoring.count))
    found = summed_errors(prepared, scoring, score_sums(prepared, scoring), joint)
    values = np.append(value, thin.rows @ value[events])
    methods = (BY_UNIT,) * len(values)
    errors = Errors(values, np.sqrt(found.variance), found.df, found.sides, methods)
    return thin.found(where, horizons, errors, found.covariance)
