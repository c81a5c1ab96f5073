"""The promise put to the test: rollouts that never were, in weeks held back from the noise."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from scipy import special, stats

from showfloor.errors import PanelError
from showfloor.measure.design import detectable
from showfloor.measure.design_blocks import block_design
from showfloor.measure.design_noise import FEWEST_STORES, FEWEST_WEEKS, estimate_noise
from showfloor.measure.design_scores import Found, Scoring, block_means, shuffled
from showfloor.measure.design_sized import relative_history, sized_found
from showfloor.measure.design_types import (
    Detectable,
    Floats,
    HeldOut,
    History,
    Ints,
    ShareOfDraws,
)
from showfloor.measure.permutation import Exchange, permutation_test
from showfloor.measure.resting import FEWEST_COMPARED
from showfloor.measure.types_outcomes import Scale

DRAWS = 1000
DRAWS_OF_FEW = 300
"""Each of them is a permutation test of its own."""
PERMUTED = 799
LEVEL = 0.05
FEWEST_HELD = 2
_NOTHING = ShareOfDraws(math.nan, math.nan, math.nan, 0)


def share_of_draws(happened: int, draws: int) -> ShareOfDraws:
    """Return a share with Clopper and Pearson's 95 % interval."""
    low = float(special.betaincinv(happened, draws - happened + 1, 0.025)) if happened else 0.0
    rest = draws - happened
    high = float(special.betaincinv(happened + 1, rest, 0.975)) if rest else 1.0
    return ShareOfDraws(happened / draws, low, high, draws)


def held_out(
    history: History,
    first: Ints,
    stratum: Ints,
    weeks: int,
    *,
    seed: int = 0,
    in_scale: Scale = "levels",
) -> HeldOut:
    """Let the design open in the history's last weeks, in which nothing opened, many times over.

    history: the weeks before the rollout, of the measured stores [stores]. first: [stores] week of
    the opening, counted from the rollout's first (0); `weeks` or more: none. stratum: [stores]
    numbered; who opens is drawn anew within strata. weeks: of the rollout until the measurement;
    as many are held out as half of the history allows. The noise is learned from the weeks before
    alone. Stores with a missing week are left out. The draws share one history: the Monte Carlo
    intervals say how exactly its own rates are known, not how they differ between histories.
    in_scale: in per cent, outcomes are taken over size x season of all these weeks.
    """
    kept, window, first, stratum = _complete(history, first, stratum, weeks)
    label = np.minimum(first, window.held)
    treated = int((label < window.held).sum())
    known = replace(window, stores=len(label), treated=treated)
    compared = len(label) - treated
    if window.reason or treated < 1 or compared < FEWEST_COMPARED or len(label) < FEWEST_STORES:
        few = f"only {len(label)} stores are observed in every week, {treated} of them with an area"
        return known.nothing(window.reason or few)
    try:
        begins = kept.first_week + timedelta(weeks=window.before)
        noise = estimate_noise(kept, before=begins, in_scale=in_scale)
        whole = relative_history(kept.outcome) if in_scale == "per_cent" else None
    except PanelError as reason:
        return known.nothing(str(reason))
    on = kept.first_week + timedelta(weeks=window.before + window.held - 1)
    opens = label + window.before
    promised = detectable(noise, opens, noise.scale, on, size=noise.size)
    if treated == 1:
        return known.nothing("one treated store: there is no test whose alarms could be counted")
    rollouts = _Rollouts(kept.outcome, opens, stratum)
    if whole is not None:
        rollouts = _Rollouts(np.nan_to_num(whole.outcome), opens, stratum, whole.size, whole.level)
    return _tested(known, rollouts, promised, np.random.default_rng(seed))


@dataclass(frozen=True, slots=True)
class _Window:
    before: int
    held: int
    reason: str = ""
    stores: int = 0
    treated: int = 0

    def nothing(self, reason: str) -> HeldOut:
        nan = math.nan
        sizes = self.held, self.before, self.stores, self.treated
        return HeldOut(*sizes, _NOTHING, _NOTHING, nan, nan, nan, reason=reason)


def _complete(
    history: History, first: Ints, stratum: Ints, weeks: int
) -> tuple[History, _Window, Ints, Ints]:
    """Return the stores observed throughout, the split of the weeks, and these stores' facts."""
    length = history.outcome.shape[1]
    held = min(weeks, length // 2)
    window = _Window(length - held, held)
    if held < FEWEST_HELD or window.before < FEWEST_WEEKS:
        reason = f"{length} weeks of history are too few to hold some back"
        window = replace(window, reason=reason)
    full = np.isfinite(history.outcome).all(axis=1)
    ids = tuple(np.asarray(history.store_ids)[full].tolist())
    kept = History(ids, history.first_week, history.outcome[full])
    return kept, window, first[full], stratum[full]


@dataclass(frozen=True, slots=True)
class _Rollouts:
    """Outcomes [stores, weeks], the first treated week of each store, and its stratum.

    size, level: of relative outcomes, as `relative_history` has them; None: in levels.
    """

    outcome: Floats
    first: Ints
    stratum: Ints
    size: Floats | None = None
    level: float = math.nan

    def found(self, scoring: Scoring, blocks: Floats, label: Ints) -> Found:
        """Return what the measurement would state for these labels; blocks: for levels."""
        if self.size is None:
            return scoring.found(blocks, label)
        edges = scoring.design.edges
        sums = np.bincount(label, weights=self.size)
        sized = block_design(sums, np.unique(self.first), int(edges[-1]))
        if sized is None:
            return Found(math.nan, math.nan, math.nan)
        return sized_found(sized, self.size, label, self.outcome[:, : edges[-1]])


def _tested(
    window: _Window, given: _Rollouts, promised: Detectable, rng: np.random.Generator
) -> HeldOut:
    weeks, stratum = window.before + window.held, given.stratum
    at, label = np.unique(given.first, return_inverse=True)
    design = block_design(np.bincount(label), at, weeks)
    if design is None or promised.reason:
        return window.nothing(promised.reason or "no store is treated in the weeks held out")
    scoring = Scoring(design)
    blocks = block_means(given.outcome[:, :weeks], design.edges)
    labels = [label.astype(np.int64)]
    few = promised.method == "permutation"
    draws = DRAWS_OF_FEW if few else DRAWS
    labels += [shuffled(labels[0], stratum, rng) for _ in range(draws)]
    asked = replace(given, size=None) if few else given
    found = [asked.found(scoring, blocks, one) for one in labels]
    estimate = np.array([one.estimate for one in found])
    se = np.array([one.se for one in found])
    if few:
        p_none = _permuted(scoring, blocks, labels, stratum, 0.0)
        p_some = _permuted(scoring, blocks, labels, stratum, promised.mde)
    else:
        df = np.array([one.df for one in found])
        times = 1.0 if asked.size is None else 1.0 + promised.mde / asked.level
        p_none = 2.0 * stats.t.sf(np.abs(estimate) / se, df)
        p_some = 2.0 * stats.t.sf(np.abs(estimate + promised.mde / times) / se, df)
    return HeldOut(
        window.held,
        window.before,
        window.stores,
        window.treated,
        false_alarms=share_of_draws(int((p_none[1:] <= LEVEL).sum()), draws),
        power=share_of_draws(int((p_some[1:] <= LEVEL).sum()), draws),
        promised_se=promised.se,
        found_se=math.nan if few else float(np.sqrt((se[1:] ** 2).mean())),
        spread=float(estimate[1:].std()),
        own_p=float(p_none[0]),
    )


def _permuted(
    scoring: Scoring, blocks: Floats, labels: list[Ints], stratum: Ints, effect: float
) -> Floats:
    """Return the p-values of the permutation test for every assignment, with an effect added."""
    score = blocks @ scoring.raw.T
    found = []
    for label in labels:
        given = Exchange(label, score + effect * scoring.carried[:, label].T, 0.0, stratum)
        found.append(permutation_test(given, draws=PERMUTED, most=PERMUTED).p_value)
    return np.array(found)
