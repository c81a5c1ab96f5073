"""Callaway and Sant'Anna (2021) with covariates: stores are compared with stores like them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.att_averages import Families, Family, families_of, share_shift
from showfloor.measure.callaway_santanna import Comparison
from showfloor.measure.cohort_differences import base_times, compared_cohorts
from showfloor.measure.covariate_adjustment_design import CovariateDesign, covariate_design
from showfloor.measure.covariate_adjustment_effect import (
    NO_WEIGHT,
    AdjustedDifference,
    adjusted_difference,
)
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import NOTHING_COMPARED, Resting, rest_all
from showfloor.measure.types import CallawaySantAnna, Estimate
from showfloor.measure.types_covariates import AdjustedCallawaySantAnna, Control, Covariates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_CONTROLS = ("regression", "weighting", "doubly_robust")


def covariate_adjustment(
    panel: Panel,
    covariates: npt.ArrayLike,
    *,
    names: Sequence[str] | None = None,
    control: Control = "doubly_robust",
    comparison: Comparison = "never",
    anticipation: float = 0.0,
    draws: int = DRAWS,
    seed: int = 0,
) -> AdjustedCallawaySantAnna:
    """Estimate effects by cohort and time where only stores that are alike share a trend.

    covariates: [U, k] values of each unit from before treatment. control: how they are used (see
    `adjusted_difference`). Base times, comparison units, aggregations, errors, intervals and band
    are those of `callaway_santanna`; errors include the estimation of both models. A cell whose
    sample cannot carry the models (no overlap, too few units) is NaN with the reason, averages are
    over the others, and `notes` says so. Method: docs/methods/covariates.md. PanelError where no
    cell is left, or for covariates that do not fit the panel.
    """
    return _adjusted(
        panel,
        Covariates(np.asarray(covariates, dtype=np.float64), names, control),
        comparison=comparison,
        anticipation=anticipation,
        draws=draws,
        seed=seed,
    ).result


def adjusted_overall(
    panel: Panel,
    covariates: Covariates,
    *,
    comparison: Comparison = "never",
    anticipation: float = 0.0,
) -> tuple[AdjustedCallawaySantAnna, Floats]:
    """Return `covariate_adjustment` and each unit's influence [U] on its simple average.

    Units that it leaves out have none.
    """
    found = _adjusted(
        panel, covariates, comparison=comparison, anticipation=anticipation, draws=DRAWS, seed=0
    )
    return found.result, found.influence


@dataclass(frozen=True, slots=True)
class _Adjusted:
    result: AdjustedCallawaySantAnna
    influence: Floats


def _adjusted(
    panel: Panel,
    covariates: Covariates,
    *,
    comparison: Comparison,
    anticipation: float,
    draws: int,
    seed: int,
) -> _Adjusted:
    control = covariates.control
    if control not in _CONTROLS:
        raise PanelError(f"control must be one of {', '.join(_CONTROLS)}, not {control!r}")
    design = covariate_design(panel, covariates.values, covariates.names, anticipation)
    prepared = design.prepared
    never = comparison == "never"
    if never and not np.isinf(prepared.cohort).any():
        raise PanelError(
            "every unit is treated in the end, so there is no never-treated unit to compare with; "
            'compare with the not yet treated (comparison = "not_yet")'
        )
    samples = [
        sample
        for place in range(len(prepared.cohorts))
        for sample in _samples(design, place, control, never=never, anticipation=anticipation)
    ]
    att = np.full((len(prepared.cohorts), len(prepared.times)), np.nan)
    for sample in samples:
        att[sample.cohort, sample.times] = sample.found.effect
    if np.isnan(att).all():
        reasons = sorted({sample.found.reason for sample in samples})
        raise PanelError(
            "no cohort can be compared at any two times" + "".join(f"; {why}" for why in reasons)
        )
    families = _families(prepared, att)
    effects = _effects(prepared, families, samples, draws, seed)
    highest = None if control == "regression" else _highest(prepared, samples)
    notes = (*design.notes, *_notes(prepared, samples))
    of_simple = _of_family(prepared, samples, families.simple)[0]
    influence = np.zeros(len(panel.units))
    influence[design.rows] = of_simple.sum(axis=1)
    return _Adjusted(
        AdjustedCallawaySantAnna(effects, control, design.names, prepared.facts, notes, highest),
        influence,
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """The units of one cohort's cells that are compared with the same units at several times.

    rows: [n] units; treated: [n]; times: [m] places of the times.
    """

    cohort: int
    times: Ints
    rows: Ints
    treated: Flags
    found: AdjustedDifference


def _samples(
    design: CovariateDesign, place: int, control: Control, *, never: bool, anticipation: float
) -> Iterator[_Sample]:
    """Yield one cohort's cells, those with the same treated and comparison units together."""
    prepared = design.prepared
    g = float(prepared.cohorts[place])
    base = base_times(prepared.times, g, anticipation)
    cohorts = np.append(prepared.cohorts, np.inf)
    code = np.searchsorted(cohorts, prepared.cohort)
    beside = compared_cohorts(
        cohorts, prepared.times, place, base, never=never, anticipation=anticipation
    )
    change = prepared.outcome - prepared.outcome[:, np.maximum(base, 0)]
    seen = np.isfinite(change) & (base >= 0)
    own = seen & (code == place)[:, None]
    other = seen & beside[code]
    usable = np.flatnonzero(own.any(axis=0) & other.any(axis=0))
    packed = np.packbits(np.concatenate([own, other]), axis=0)
    alike: dict[bytes, list[int]] = {}
    for t in usable.tolist():
        alike.setdefault(packed[:, t].tobytes(), []).append(t)
    for places in alike.values():
        times, first = np.array(places, dtype=np.int64), places[0]
        rows = np.flatnonzero(own[:, first] | other[:, first])
        treated = own[rows, first]
        found = adjusted_difference(
            treated, design.values[rows], change[np.ix_(rows, times)], control
        )
        yield _Sample(place, times, rows, treated, found)


def _families(prepared: PreparedPanel, att: Floats) -> Families:
    number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
    return families_of(att, prepared.cohorts, prepared.times, number / len(prepared.cohort))


def _effects(
    prepared: PreparedPanel, families: Families, samples: list[_Sample], draws: int, seed: int
) -> CallawaySantAnna:
    averages: list[dict[float, Estimate]] = []
    covariance = np.zeros((0, 0))
    for family in families.in_order:
        influence, treated, compared = _of_family(prepared, samples, family)
        resting, scores = _resting(prepared.cluster, family.value, influence, treated, compared)
        averages.append(
            dict(zip((float(key) for key in family.keys), rest_all(resting), strict=True))
        )
        if family is families.event:
            covariance = scores.T @ scores
    simple, group, group_overall, event, event_overall, calendar = averages
    absent = undefined(NOTHING_COMPARED)
    return CallawaySantAnna(
        simple=next(iter(simple.values()), absent),
        group={g: group.get(g, absent) for g in prepared.cohorts.tolist()},
        group_overall=next(iter(group_overall.values()), absent),
        event=event,
        event_overall=next(iter(event_overall.values()), absent),
        calendar=calendar,
        att=_cells(prepared, samples),
        event_covariance=covariance,
        event_band=event_band(event, covariance, draws=draws, seed=seed),
    )


def _of_family(
    prepared: PreparedPanel, samples: list[_Sample], family: Family
) -> tuple[Floats, Flags, Flags]:
    """Return [U, K]: each unit's influence on the family's averages, and on which side it is."""
    units, count = len(prepared.cohort), len(family.keys)
    cohorts = len(prepared.cohorts) + 1
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    share = np.bincount(code, minlength=cohorts)[:-1] / units
    influence: Floats = share_shift(family, share, units, cohorts)[code]
    treated, compared = np.zeros((units, count), dtype=bool), np.zeros((units, count), dtype=bool)
    for sample in samples:
        place = family.place[sample.cohort, sample.times]
        keys = np.unique(place[place >= 0])
        if not len(keys):
            continue
        weight = family.weight[sample.cohort, sample.times]
        pick = np.where(place[:, None] == keys[None, :], weight[:, None], 0.0)
        where = np.ix_(sample.rows, keys)
        influence[where] += sample.found.influence @ pick
        treated[where] |= sample.treated[:, None]
        compared[where] |= ~sample.treated[:, None]
    return influence, treated, compared


def _cells(prepared: PreparedPanel, samples: list[_Sample]) -> dict[tuple[float, float], Estimate]:
    """Return the estimate of every cell, NaN with the reason where its sample cannot carry it."""
    found: dict[tuple[float, float], Estimate] = {}
    for sample in samples:
        g = float(prepared.cohorts[sample.cohort])
        times = prepared.times[sample.times].tolist()
        if sample.found.reason:
            estimates = [undefined(sample.found.reason)] * len(times)
        else:
            side = np.broadcast_to(sample.treated[:, None], sample.found.influence.shape)
            cluster = prepared.cluster[sample.rows]
            resting, _ = _resting(cluster, sample.found.effect, sample.found.influence, side, ~side)
            estimates = rest_all(resting)
        found.update(zip([(g, t) for t in times], estimates, strict=True))
    return dict(sorted(found.items()))


def _resting(
    cluster: Ints, value: Floats, influence: Floats, treated: Flags, compared: Flags
) -> tuple[Resting, Floats]:
    """Return what K estimates rest on, from influences [n, K], and their sums by cluster."""
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    scores: Floats = np.add.reduceat(influence[order], starts, axis=0)
    own = np.logical_or.reduceat(treated[order], starts, axis=0)
    other = np.logical_or.reduceat(compared[order], starts, axis=0)
    resting = Resting(
        value=value,
        parts=(scores**2).sum(axis=0, keepdims=True),
        units=(own | other).sum(axis=0, keepdims=True).astype(np.float64),
        treated=own.sum(axis=0),
        compared=other.sum(axis=0),
    )
    return resting, scores


def _highest(prepared: PreparedPanel, samples: list[_Sample]) -> dict[float, float]:
    highest: dict[float, float] = {}
    for sample in samples:
        g = float(prepared.cohorts[sample.cohort])
        highest[g] = float(np.fmax(highest.get(g, np.nan), sample.found.highest))
    return highest


def _notes(prepared: PreparedPanel, samples: list[_Sample]) -> list[str]:
    left_out: Counter[tuple[float, str]] = Counter()
    unweighted: dict[float, int] = {}
    for sample in samples:
        g = float(prepared.cohorts[sample.cohort])
        if sample.found.reason:
            left_out[g, sample.found.reason] += len(sample.times)
        if sample.found.unweighted:
            unweighted[g] = max(unweighted.get(g, 0), sample.found.unweighted)
    notes = [
        f"cohort {g:g} has no effect at {count} of its times: {reason}"
        for (g, reason), count in left_out.items()
    ]
    notes += [
        f"cohort {g:g}: {count} comparison units are by their covariates so sure to be treated "
        f"(probability {NO_WEIGHT:g} or more) that they got no weight"
        for g, count in unweighted.items()
    ]
    return notes
