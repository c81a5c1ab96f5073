"""Both staggered estimators as their papers define them, one unit and one cell at a time.

Slow on purpose: averages of sets of units, and least squares on all dummies at once. Returns
(estimate, standard error) pairs; NaN where there is nothing to compare.
"""

from __future__ import annotations

import math

import numpy as np


def plain_differences(panel, comparison, anticipation):
    """Callaway and Sant'Anna: {"att": {(g, t): ...}, "event": {e: ...}, "simple": ..., ...}."""
    times, outcome = panel.times, panel.outcome
    cohort = np.where(np.isnan(panel.cohort) | (panel.cohort > times[-1]), np.inf, panel.cohort)
    units = len(cohort)
    cells = {}
    for g in np.unique(cohort[np.isfinite(cohort)]):
        for j, t in enumerate(times):
            b = int(np.sum(times < g - anticipation)) - 1 if t >= g else j - 1
            if b < 0:
                continue
            change = outcome[:, j] - outcome[:, b]
            seen = np.isfinite(change)
            later = cohort > max(t, times[b]) + anticipation
            other = np.isinf(cohort) if comparison == "never" else later & (cohort != g)
            own, other = seen & (cohort == g), seen & other
            if not own.any() or not other.any():
                continue
            psi = np.zeros(units)
            psi[own] += (change[own] - change[own].mean()) / own.sum()
            psi[other] -= (change[other] - change[other].mean()) / other.sum()
            cells[float(g), float(t)] = change[own].mean() - change[other].mean(), psi
    return _averages(cells, cohort, panel.clusters)


def _averages(cells, cohort, clusters):
    share = {g: np.mean(cohort == g) for g, _ in cells}

    def by_share(chosen):
        """Weights p_g / sum of p_g; their influence by the derivative, numerically exact here."""
        total = sum(share[g] for g, _ in chosen)
        value = sum(share[g] * cells[g, t][0] for g, t in chosen) / total
        psi = sum(share[g] / total * cells[g, t][1] for g, t in chosen)
        for g, t in chosen:
            drift = ((cohort == g) - share[g]) / len(cohort)
            psi = psi + drift * (cells[g, t][0] - value) / total
        return value, psi

    after = [(g, t) for g, t in cells if t >= g]
    events = {t - g for g, t in cells}
    event = {e: by_share([c for c in cells if c[1] - c[0] == e]) for e in sorted(events)}
    calendar = {t: by_share([c for c in after if c[1] == t]) for t in sorted({t for _, t in after})}
    group = {}
    for g in sorted({g for g, _ in after}):
        mine = [cells[c] for c in after if c[0] == g]
        group[g] = np.mean([m[0] for m in mine]), np.mean([m[1] for m in mine], axis=0)
    total = sum(share[g] for g in group)
    overall = sum(share[g] * group[g][0] for g in group) / total
    psi = sum(share[g] / total * group[g][1] for g in group)
    for g in group:
        psi = psi + ((cohort == g) - share[g]) / len(cohort) * (group[g][0] - overall) / total
    later = [event[e] for e in event if e >= 0]
    found = {
        "simple": by_share(after),
        "group_overall": (overall, psi),
        "event_overall": (np.mean([m[0] for m in later]), np.mean([m[1] for m in later], axis=0)),
        "group": group,
        "event": event,
        "calendar": calendar,
        "att": cells,
    }
    return _with_errors(found, clusters)


def _with_errors(found, clusters):
    if isinstance(found, dict):
        return {key: _with_errors(value, clusters) for key, value in found.items()}
    value, psi = found
    cluster = np.arange(len(psi)) if clusters is None else clusters
    return value, math.sqrt(sum(psi[cluster == c].sum() ** 2 for c in np.unique(cluster)))


def plain_imputation(panel, anticipation):
    """Borusyak, Jaravel, Spiess by least squares on all dummies: overall, event, group."""
    times, outcome = panel.times, panel.outcome
    cohort = np.where(np.isnan(panel.cohort) | (panel.cohort > times[-1]), np.inf, panel.cohort)
    units, count = outcome.shape
    row, column = np.nonzero(np.isfinite(outcome))
    dummies = np.zeros((len(row), units + count))
    dummies[np.arange(len(row)), row] = dummies[np.arange(len(row)), units + column] = 1.0
    value = outcome[row, column]
    since = times[column] - cohort[row]
    before, after = since < -anticipation, since >= 0.0
    inverse = np.linalg.pinv(dummies[before])
    reached = np.abs(dummies - dummies @ inverse @ dummies[before]).max(axis=1) < 1e-8
    after &= reached
    rest = value - dummies @ (inverse @ value[before])

    def average(chosen):
        weight = np.zeros(len(row))
        weight[chosen] = 1.0 / chosen.sum()
        weight[before] -= inverse.T @ (dummies.T @ weight)
        score = np.where(before, rest, 0.0)
        for g, t in {(cohort[i], j) for i, j in zip(row[after], column[after], strict=True)}:
            cell = after & (cohort[row] == g) & (column == t)
            score[cell] = rest[cell] - rest[cell].mean()
        psi = np.bincount(row, weights=weight * score, minlength=units)
        return rest[chosen].mean(), psi

    horizons = np.unique(since[after])
    found = {
        "overall": average(after),
        "event": {float(h): average(after & (since == h)) for h in horizons},
        "group": {
            float(g): average(after & (cohort[row] == g)) for g in np.unique(cohort[row[after]])
        },
    }
    return _with_errors(found, panel.clusters)
