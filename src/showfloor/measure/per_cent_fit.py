"""The untreated model in per cent: what a store sells is its size times the week's season."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import linalg

from showfloor.errors import PanelError
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.unit_imputation import (
    UnitFit,
    component_of_units,
    factored_times,
)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_TOLERANCE = 1e-11
_MOST_STEPS = 60
_LONGEST = 3.0
"""Longest step of a time's log."""
_HALVINGS = 30
_ROUNDING = 1e-9
"""Share of the largest sum below which a sum of untreated outcomes counts as 0."""


def per_cent_fit(prepared: PreparedPanel, anticipation: float = 0.0) -> UnitFit:
    """Fit E[y] = exp(unit + time) to the untreated, observed outcomes by Poisson likelihood.

    The fit is that of amounts of any distribution with this mean (Gourieroux, Monfort and Trognon
    1984; Wooldridge 2023): the foretold sums of every unit and every time equal the observed ones,
    so that single outcomes may be below 0. Units and times that sold nothing in all are foretold 0.
    PanelError where a unit's or a time's untreated outcomes add up to less than 0.
    """
    since = prepared.times[None, :] - prepared.cohort[:, None]
    before = np.asarray(np.isfinite(prepared.outcome) & (since < -anticipation), dtype=np.bool_)
    outcome = np.where(before, prepared.outcome, 0.0)
    of_unit: Floats = _sums(outcome.sum(axis=1), 1)
    of_time: Floats = _sums(outcome.sum(axis=0), 0)
    never_sold = (of_unit == 0.0)[:, None] | (of_time == 0.0)[None, :]
    telling = np.asarray(before & ~never_sold, dtype=np.bool_)
    mean = _mean(telling, of_unit, of_time)
    mass = np.where(telling, mean, 0.0)
    component, grounded, factor = factored_times(_system(mass))
    component = np.where(telling.any(axis=0), component, -1)
    linked = component_of_units(telling, component)[:, None] == component[None, :]
    units_seen, times_seen = before.sum(axis=1) > 0, before.sum(axis=0) > 0
    reached = units_seen[:, None] & times_seen[None, :]
    rest = prepared.outcome - mean
    effect = np.where((since >= 0.0) & reached & (linked | never_sold), rest, np.nan)
    residual = np.where(before, rest, 0.0)
    rows = unit_rows(prepared)
    return UnitFit(rows, before, residual, effect, component, factor, grounded, mean)


def unit_rows(prepared: PreparedPanel) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the units of each treated cohort, then the never treated."""
    cohorts = np.append(prepared.cohorts, np.inf)
    return tuple(np.flatnonzero(prepared.cohort == cohort) for cohort in cohorts)


def _sums(sums: Floats, axis: int) -> Floats:
    """Return sums of 0 or more; PanelError below."""
    least = _ROUNDING * float(np.abs(sums).max(initial=0.0))
    if (sums < -least).any():
        what = "unit" if axis == 1 else "time"
        raise PanelError(
            f"the untreated outcomes of {int((sums < -least).sum())} {what}s add up to less than "
            "0, and no per cent of them has a meaning: measure in levels (scale levels)"
        )
    return np.where(sums > least, sums, 0.0)


def _mean(telling: Flags, of_unit: Floats, of_time: Floats) -> Floats:
    """Return [U, T] the means that give all sums; 0 for units and times that sold nothing.

    Newton's method on the times' logs; the units' sums are met exactly at every step.
    """
    used = telling.astype(np.float64)
    sums, columns = np.where(telling.any(axis=1), of_unit, 0.0), telling.any(axis=0)
    wanted = np.where(columns, of_time, 0.0)
    of_rows = np.where(telling, 1.0, 0.0).sum(axis=0)
    log_time = np.log(np.where(columns, wanted / np.maximum(of_rows, 1.0), 1.0))
    log_time -= log_time[columns].mean() if columns.any() else 0.0
    value = _likelihood(used, sums, wanted, log_time)
    for _ in range(_MOST_STEPS):
        mass = _mass(used, sums, log_time)
        gap = np.where(columns, wanted - mass.sum(axis=0), 0.0)
        if float(np.abs(gap).max()) <= _TOLERANCE * float(wanted.max(initial=0.0)):
            break
        _, grounded, factor = factored_times(_system(mass))
        step = linalg.cho_solve((factor, False), np.where(grounded, 0.0, gap))
        log_time, value = _stepped((used, sums, wanted), log_time, step, value)
    else:
        if float(np.abs(gap).max()) > 1e-6 * float(wanted.max()):
            raise PanelError(
                "the untreated outcomes have no fit in per cent (too many zeros): measure in levels"
            )
    of_time_now = np.where(columns, np.exp(log_time), 0.0)
    scale = used @ of_time_now
    size = np.where(scale > 0.0, sums / np.where(scale > 0.0, scale, 1.0), 0.0)
    return np.asarray(size[:, None] * of_time_now[None, :], dtype=np.float64)


def _mass(used: Floats, sums: Floats, log_time: Floats) -> Floats:
    """Return [U, T] the means on untreated unit-times, whose sums by unit are right."""
    parts = used * np.exp(log_time)
    whole = parts.sum(axis=1)
    return np.asarray(parts * (sums / np.where(whole > 0.0, whole, 1.0))[:, None])


def _likelihood(used: Floats, sums: Floats, wanted: Floats, log_time: Floats) -> float:
    """Return the likelihood with the units' sizes at their best."""
    whole = used @ np.exp(log_time)
    known = whole > 0.0
    return float(wanted @ log_time - sums[known] @ np.log(whole[known]))


def _stepped(
    data: tuple[Floats, Floats, Floats], log_time: Floats, step: Floats, value: float
) -> tuple[Floats, float]:
    """Return the times' logs after a step that is halved until the likelihood does not fall."""
    length = min(1.0, _LONGEST / max(float(np.abs(step).max()), _LONGEST * 1e-9))
    slack = 1e-12 * max(abs(value), 1.0)
    for _ in range(_HALVINGS):
        moved = log_time + length * step
        reached = _likelihood(*data, moved)
        if reached >= value - slack:
            return moved, reached
        length /= 2.0
    return log_time, value


def _system(mass: Floats) -> Floats:
    """Return the times' equations [T, T], the units' sizes taken out."""
    whole = mass.sum(axis=1)
    inside = mass / np.sqrt(np.where(whole > 0.0, whole, 1.0))[:, None]
    system: Floats = np.diag(mass.sum(axis=0)) - inside.T @ inside
    # Times that share no unit are 0 apart, whatever rounding says.
    shared = (mass > 0.0).astype(np.float64)
    return np.where(shared.T @ shared > 0.0, system, 0.0)
