"""A design in per cent: stores count by what they sell, and noise goes with size.

With E[y] = size x season and noise in proportion to it, imputation in per cent is, to first order,
the estimator in levels of relative outcomes with stores weighed by their size: cohorts' numbers
become sums of sizes, and everything else of `design_blocks` stays as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.measure.design_blocks import BlockDesign, untreated_inverse
from showfloor.measure.design_scores import Found
from showfloor.measure.design_types import Floats, Ints
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.per_cent_fit import per_cent_fit
from showfloor.measure.types import PanelFacts
from showfloor.measure.unit_scores import UnitScores, unit_errors

SMALLEST = 1e-6
"""Size of a store that never sold anything."""


@dataclass(frozen=True, slots=True)
class RelativeHistory:
    """Outcomes over what size and season foretell of them, in units of the mean store's.

    outcome: [stores, weeks] at the mean store's level, NaN where nothing is foretold or observed.
    size: [stores] foretold a week, over the mean. level: that mean.
    """

    outcome: Floats
    size: Floats
    level: float


def relative_history(outcome: Floats) -> RelativeHistory:
    """Divide outcomes [stores, weeks] by size x season, fitted to all of them.

    PanelError where a store's or a week's outcomes add up to less than 0.
    """
    stores, weeks = outcome.shape
    observed = int(np.isfinite(outcome).sum())
    nobody = np.full(stores, np.inf)
    facts = PanelFacts(stores, weeks, observed, stores, {})
    places, times = np.arange(stores), np.arange(weeks, dtype=np.float64)
    panel = PreparedPanel(outcome, nobody, times, places, np.zeros(0), facts)
    fit = per_cent_fit(panel)
    mean = np.zeros_like(outcome) if fit.mean is None else fit.mean
    own = mean.mean(axis=1)
    level = float(own.mean())
    known = (mean > 0.0) & np.isfinite(outcome)
    relative = np.where(known, level * outcome / np.where(known, mean, 1.0), np.nan)
    size = np.maximum(own / (level if level > 0.0 else 1.0), SMALLEST)
    return RelativeHistory(relative, size, level)


def sized_scores(
    design: BlockDesign, size: Floats, label: Ints, score: Floats | None = None
) -> UnitScores:
    """Return what each store adds to the mean effect's error, as `area_scores` has it.

    design: with sums of sizes as numbers. size, label: [stores]; a label is the cohort's place.
    score: [stores], zeros where only the degrees of freedom are asked for.
    """
    square = design.weight**2 * design.length
    whole = square.sum(axis=1)
    mass = design.number @ design.before
    mass = np.where(mass > 0.0, mass, 1.0)
    sums = np.bincount(label, weights=size**2, minlength=len(whole))
    of_squares = (sums @ design.before) / mass**2
    linear = (square * design.before / mass).sum(axis=1)
    fixed = (square * design.before * of_squares).sum(axis=1)
    own = size * ((design.weight * design.treated) @ design.length)[label]
    hidden = 2.0 * size * linear[label] - fixed[label]
    shared = hidden / np.where(whole > 0.0, whole, 1.0)[label]
    found = np.zeros(len(size)) if score is None else score
    return UnitScores(
        score=found[:, None],
        own=own[:, None],
        noise=(size**2 * whole[label])[:, None],
        shared=np.clip(shared, -1.0, 1.0)[:, None],
        compared=(own == 0.0)[:, None],
        cohort=label,
    )


def sized_degrees(design: BlockDesign, size: Floats, label: Ints) -> float:
    """Return the degrees of freedom that the measurement in per cent will state."""
    return float(unit_errors(sized_scores(design, size, label)).df[0])


def sized_found(design: BlockDesign, size: Floats, label: Ints, outcome: Floats) -> Found:
    """Return what is found, and how sure, in relative outcomes [stores, weeks] without gaps."""
    length = design.length
    sums = np.add.reduceat(outcome - outcome.mean(axis=1, keepdims=True), design.edges[:-1], axis=1)
    groups = len(design.number)
    weighed = np.zeros((groups, len(length)))
    np.add.at(weighed, label, size[:, None] * sums)
    counted = np.where(design.before, weighed, 0.0)
    right = np.concatenate([counted.sum(axis=1), counted.sum(axis=0)])
    of_week = (right @ untreated_inverse(design))[groups:]
    apart = sums - length * of_week
    score = size * np.einsum("ib,ib->i", apart, design.weight[label])
    errors = unit_errors(sized_scores(design, size, label, score))
    return Found(float(score.sum()), math.sqrt(float(errors.variance[0])), float(errors.df[0]))
