"""The overall effect of a panel with a wild cluster bootstrap, on request."""

from __future__ import annotations

import numpy as np

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.panels import prepare
from showfloor.measure.pooled_scores import ScoreGroups, pooled_error, pools_of
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scores
from showfloor.measure.wild_bootstrap import (
    DRAWS,
    ScoreSample,
    Signs,
    WildBootstrap,
    wild_bootstrap,
)


def bootstrapped_effect(
    panel: Panel,
    *,
    anticipation: float = 0.0,
    signs: Signs = "webb",
    draws: int = DRAWS,
    seed: int = 0,
) -> WildBootstrap:
    """Return imputation's overall effect's p-value and interval by a wild cluster bootstrap.

    In the outcome's unit. NaN with a reason with fewer than ten treated or compared clusters, or
    where a cohort has a single one. PanelError where the panel is wrong or nothing can be foretold.
    """
    prepared = prepare(panel, anticipation=anticipation)
    fit = unit_fit(prepared, anticipation)
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    if not count.sum():
        raise PanelError("no treated unit-time can be foretold from untreated unit-times")
    scores = imputation_scores(prepared, fit, (count / count.sum())[None])
    own, noise, score = scores.own[:, 0], scores.noise[:, 0], scores.score[:, 0]
    about = own != 0.0
    number = np.bincount(scores.cohort[about], minlength=int(scores.cohort.max()) + 1).astype(float)
    pool = np.where(about, pools_of(number, number)[scores.cohort], -1)
    groups = ScoreGroups(np.ones(len(own)), own, noise, scores.shared[:, 0], pool)
    sample = ScoreSample(
        estimate=float(score.sum()),
        residual=pooled_error(groups).centre(score),
        share=noise / noise.sum(),
        group=scores.cohort,
        treated=int(about.sum()),
        compared=int(scores.compared[:, 0].sum()),
    )
    return wild_bootstrap(sample, signs=signs, draws=draws, seed=seed)
