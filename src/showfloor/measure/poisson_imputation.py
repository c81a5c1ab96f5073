"""Poisson imputation for sparse counts: effects against a foretold mean that is never negative."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.kept_units import kept_units
from showfloor.measure.outcome_totals import (
    Foretold,
    Keys,
    keys_of,
    totals_of,
    units_kept,
    weighing_of,
)
from showfloor.measure.panel_regression_effects import absorbed_effects, components
from showfloor.measure.panel_regression_sample import Rows, Sample
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.poisson import PoissonSolution, solve_poisson
from showfloor.measure.types_outcomes import OutcomeTotals

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_TOLERANCE = 1e-8
_MOST_ITERATIONS = 100
_NOTHING = 1e-6
"""Share of a mean unit's weight that a unit gets which is foretold nothing."""


def poisson_totals(
    panel: Panel, *, exposure: Floats | None = None, anticipation: float = 0.0
) -> OutcomeTotals:
    """Sum the effects of counts against means foretold by E[y] = exposure x exp(unit + time).

    exposure: [U, T], say open days; 0 is a closed time and counts as missing. The model is fitted
    to untreated unit-times by Poisson likelihood (Wooldridge 2023, imputation); effects are
    outcomes less foretold means, in counts, whatever their distribution. A unit without any sale
    before its treatment is foretold 0 and stays: to leave such units out would keep the lucky ones.
    Errors are by unit, the foretelling's by the delta method, the treated outcomes' around their
    cohort's common ratio; degrees of freedom as if counts were Poisson. PanelError for negative
    outcomes, an exposure that is negative or unknown, where nothing can be foretold or the fit does
    not converge.
    """
    closed = _closed(panel, exposure)
    opened = replace(panel, outcome=np.where(closed, np.nan, panel.outcome))
    prepared = prepare(opened, anticipation=anticipation)
    if (prepared.outcome < 0.0).any():
        raise PanelError("the outcome of a Poisson model must not be negative: measure in levels")
    since = prepared.times[None, :] - prepared.cohort[:, None]
    observed: Flags = np.isfinite(prepared.outcome)
    days = np.ones_like(prepared.outcome)
    if exposure is not None:
        days[observed] = exposure[kept_units(opened, anticipation)][observed]
    before = np.asarray(observed & (since < -anticipation), dtype=np.bool_)
    sample, units, times = _untreated(prepared, before, days)
    solution = solve_poisson(sample, _TOLERANCE, _MOST_ITERATIONS)
    if solution.failure:
        raise PanelError(f"the untreated counts cannot be fitted: {solution.failure}")
    mean = _foretold(solution, units, times) * days
    known = _reached(before) & (_linked(sample, units, times) | (mean == 0.0))
    inside = np.asarray(observed & (since >= 0.0) & known, dtype=np.bool_)
    keys = keys_of(prepared, inside)
    mean = np.where(inside, mean, np.nan)
    found = _foretold_sums(prepared, keys, (before, units, times), mean, (sample, solution))
    result = totals_of(units_kept(opened, anticipation), prepared, keys, found)
    return replace(result, notes=(*result.notes, *_notes(closed, before, units)))


def _foretold_sums(
    prepared: PreparedPanel,
    keys: Keys,
    model: tuple[Flags, Ints, Ints],
    mean: Floats,
    fit: tuple[Sample, PoissonSolution],
) -> Foretold:
    """Return what each unit adds to the foretold sums' errors, to first order, and its weighing.

    The sums' gradients in the effects, times the inverse of the fit's information, times each
    unit's residuals; by unit these sum to 0, so that only the times' part counts.
    """
    (sample, solution), (before, units, times) = fit, model
    effects, ahead = sample.effects, np.nan_to_num(mean)
    own = keys.by_unit(ahead)
    gradient = np.concatenate([own[units >= 0], keys.by_time(ahead)[times >= 0]])
    heavy = effects.sums(np.ones((len(solution.mean), 1)), solution.weight)[:, 0]
    of_level = effects.solve(solution.weight, heavy, gradient)
    entering = _entering(before, units, times)
    residual, mass = np.zeros_like(prepared.outcome), np.zeros_like(prepared.outcome)
    residual[entering] = sample.rows.outcome - solution.mean
    mass[entering] = solution.mean
    by_time = np.zeros((len(times), keys.count))
    by_time[times >= 0] = of_level[effects.starts[1] :]
    treated = keys.by_unit(keys.inside.astype(np.float64)) > 0.0
    # A unit that is foretold nothing still is a treated one, whose outcomes vary.
    least = _NOTHING * own.sum(axis=0) / np.maximum(treated.sum(axis=0), 1)
    about = np.where(treated, np.maximum(own, least), 0.0)
    weighing = weighing_of(mass, by_time, about, about)
    return Foretold(mean, before, residual @ by_time, weighing)


def _closed(panel: Panel, exposure: Floats | None) -> Flags:
    if exposure is None:
        return np.zeros(panel.outcome.shape, dtype=np.bool_)
    if exposure.shape != panel.outcome.shape:
        raise PanelError(
            f"the exposure has shape {exposure.shape}, the outcomes {panel.outcome.shape}"
        )
    seen = np.isfinite(panel.outcome)
    if not (np.isfinite(exposure[seen]).all() and (exposure[seen] >= 0.0).all()):
        raise PanelError("the exposure must be known and not negative wherever there is an outcome")
    return np.asarray(seen & (exposure == 0.0), dtype=np.bool_)


def _untreated(prepared: PreparedPanel, before: Flags, days: Floats) -> tuple[Sample, Ints, Ints]:
    """Return the untreated rows, and the level of each unit and time; -1 where foretold 0.

    Units and times with only zeros are foretold 0 and leave the fit; others do not depend on them.
    """
    counts = np.where(before, prepared.outcome, 0.0)
    units, times = _numbered(counts.sum(axis=1) > 0.0), _numbered(counts.sum(axis=0) > 0.0)
    unit, time = np.nonzero(_entering(before, units, times))
    if not len(unit):
        raise PanelError("the untreated outcomes are all 0: nothing can be foretold from them")
    first = int(units.max()) + 1
    level = np.stack([units[unit], first + times[time]]).astype(np.int32)
    starts = (0, first, first + int(times.max()) + 1)
    rows = Rows(
        prepared.outcome[unit, time],
        np.zeros((len(unit), 0)),
        (),
        (),
        (),
        np.ones(len(unit)),
        days[unit, time],
    )
    effects = absorbed_effects(level, starts)
    return Sample(rows, rows.regressors, np.zeros(0), (), effects, 0, 0), units, times


def _numbered(used: Flags) -> Ints:
    return np.where(used, np.cumsum(used) - 1, -1).astype(np.int64)


def _entering(before: Flags, units: Ints, times: Ints) -> Flags:
    return np.asarray(before & (units >= 0)[:, None] & (times >= 0)[None, :], dtype=np.bool_)


def _foretold(solution: PoissonSolution, units: Ints, times: Ints) -> Floats:
    """Return [U, T] the means for an exposure of 1; 0 for units and times that never sold."""
    first = int(units.max()) + 1
    of_unit = np.where(units >= 0, np.exp(solution.levels[units]), 0.0)
    of_time = np.where(times >= 0, np.exp(solution.levels[first + times]), 0.0)
    return np.asarray(of_unit[:, None] * of_time[None, :], dtype=np.float64)


def _reached(before: Flags) -> Flags:
    """Return [U, T] whether both the unit and the time have an untreated outcome."""
    by_unit, by_time = before.sum(axis=1) > 0, before.sum(axis=0) > 0
    return np.asarray(by_unit[:, None] & by_time[None, :], dtype=np.bool_)


def _linked(sample: Sample, units: Ints, times: Ints) -> Flags:
    """Return [U, T] whether untreated rows link a unit with a time."""
    of_unit, of_time, _ = components(sample.effects.level, sample.effects.starts)
    unit = np.where(units >= 0, of_unit[units], -1)
    time = np.where(times >= 0, of_time[times], -2)
    return np.asarray(unit[:, None] == time[None, :], dtype=np.bool_)


def _notes(closed: Flags, before: Flags, units: Ints) -> tuple[str, ...]:
    said = []
    if closed.any():
        said.append(f"{int(closed.sum())} unit-times were closed (exposure 0) and are missing")
    never = int((before.any(axis=1) & (units < 0)).sum())
    if never:
        said.append(f"{never} units sold nothing while untreated: they are foretold to sell none")
    return tuple(said)
