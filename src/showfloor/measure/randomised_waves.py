"""Waves whose order was drawn: the efficient estimator of Roth and Sant'Anna (2023)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined, without_interval
from showfloor.measure.kept_units import kept_units, some_names
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import NOTHING_COMPARED, rest_small
from showfloor.measure.types import Estimate
from showfloor.measure.types_randomised import RandomisedWaves, WaveEffects
from showfloor.measure.wave_weights import (
    CohortSpread,
    WaveFamilies,
    WaveWeights,
    cohort_spread,
    wave_families,
    wave_weights,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEYMAN = "Neyman, Welch-Satterthwaite"
REFINED = "Neyman less what history foretells, Welch-Satterthwaite"
WINDOWS = (1, 8)
UNITS_A_TIME = 10
"""Units of the smallest cohort for each earlier time that the refinement uses."""


def randomised_waves(
    panel: Panel, *, windows: Sequence[int] = WINDOWS, draws: int = DRAWS, seed: int = 0
) -> RandomisedWaves:
    """Estimate effects of waves whose stores were drawn, with the least variance.

    From each difference of means between a cohort and those treated later, the share of their
    difference before treatment is taken off that makes the variance least: as that difference is
    zero on average over draws, any share leaves the estimate unbiased. windows: of how many times
    before treatment the mean is compared, one share each; (1,) is the estimator of R's staggered.
    Only for waves drawn among all units alike (for cells of near-ties see `randomised_cells`).
    Errors are design-based (units are what they are, the draw is random), and larger by what
    estimating the shares costs in small samples. draws, seed: of the band.
    Units with a missing outcome are left out and said. PanelError for clusters coarser than units,
    windows below 1, and no cohort with someone treated later. Method:
    docs/methods/randomised-waves.md.
    """
    if not windows or min(windows) < 1:
        raise PanelError(f"windows are numbers of times, 1 or more, not {list(windows)}")
    prepared, notes = _complete(panel)
    spread = cohort_spread(prepared)
    families = wave_families(spread, prepared.cohorts, prepared.times)
    if not len(families.simple.keys):
        raise PanelError("all units are treated at the same time: no one is treated later")
    in_order = families.in_order
    weights = wave_weights(spread, prepared.cohorts, prepared.times, in_order, windows)
    found = _efficient(spread, weights)
    refined, used = _refined(spread, weights, found, prepared.times)
    if found.single:
        notes.append(
            "a cohort of one unit has no variance of its own: where it matters, the whole "
            "difference before treatment is taken off, and there is no interval"
        )
    event = slice(*_span(families, "event"))
    conservative = _effects(families, _rested(spread, weights, found, found.variance, NEYMAN))
    final, covers = found.final[:, event], np.nan_to_num(spread.spread)
    joint = np.einsum("hkt,hts,hls,h->kl", final, covers, final, 1.0 / spread.number, optimize=True)
    joint *= np.sqrt(np.outer(found.inflation[event], found.inflation[event]))
    return RandomisedWaves(
        refined=_effects(families, _rested(spread, weights, found, refined, REFINED)),
        conservative=conservative,
        panel=prepared.facts,
        adjustment={
            name: tuple(found.share[:, _span(families, name)[0]].tolist())
            for name in ("simple", "group_overall", "calendar_overall")
        },
        refined_with=used,
        notes=tuple(notes),
        event_covariance=joint,
        event_band=event_band(conservative.event, joint, draws=draws, seed=seed),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """share: [J, K] taken off; final: [H, K, T] weights; parts: [H, K] of the variance.

    single: whether some estimate rests on a cohort of one unit.
    """

    share: Floats
    final: Floats
    value: Floats
    parts: Floats
    inflation: Floats

    @property
    def variance(self) -> Floats:
        """Neyman's variance [K]; NaN where a cohort of one unit is used."""
        total: Floats = self.parts.sum(axis=0)
        return total

    @property
    def single(self) -> bool:
        """Whether some estimate rests on a cohort of one unit."""
        return bool(np.isnan(self.variance).any())


def _complete(panel: Panel) -> tuple[PreparedPanel, list[str]]:
    if panel.clusters is not None and len(np.unique(panel.clusters)) < len(panel.units):
        raise PanelError(
            "clusters are coarser than units: the draw of waves must have been by unit; pass the "
            "clusters as units, with their mean outcome"
        )
    missing = np.isnan(panel.outcome).any(axis=1) & kept_units(panel, 0.0)
    notes = []
    if missing.any():
        notes.append(
            f"{int(missing.sum())} units with a missing outcome left out, as if outcomes went "
            f"missing regardless of the draw: {some_names(panel.units, missing)}"
        )
        stays = ~missing
        panel = replace(
            panel,
            units=tuple(u for u, kept in zip(panel.units, stays.tolist(), strict=True) if kept),
            outcome=panel.outcome[stays],
            cohort=panel.cohort[stays],
            clusters=None,
        )
    if not panel.units:
        raise PanelError("every unit has a missing outcome: nothing is left to compare")
    prepared = prepare(panel)
    return prepared, [*prepared.facts.dropped, *notes]


def _efficient(spread: CohortSpread, weights: WaveWeights) -> _Found:
    """Return the paper's plug-in efficient estimates: those with the least estimated variance."""
    each = zip(spread.spread, spread.number, strict=True)
    history = weights.history
    cross = np.zeros((history.shape[0], history.shape[2]))
    square = np.zeros((history.shape[2], history.shape[0], history.shape[0]))
    for h, (cover, number) in enumerate(each):
        moved = history[:, h] @ np.nan_to_num(cover) / number
        cross += np.einsum("jkt,kt->jk", moved, weights.effect[h])
        square += np.einsum("ikt,jkt->kij", moved, history[:, h])
    share = np.stack(
        [np.linalg.pinv(s, hermitian=True) @ c for s, c in zip(square, cross.T, strict=True)],
        axis=1,
    )
    alone = np.flatnonzero(spread.number < 2.0)
    used = (weights.effect[alone] != 0.0).any(axis=(0, 2))
    share[:, used] = 0.0
    share[0, used] = 1.0
    final = weights.effect - np.einsum("jk,jhkt->hkt", share, history)
    value = np.einsum("hkt,ht->k", final, spread.mean)
    parts = np.zeros(final.shape[:2])
    for h, (cover, number) in enumerate(zip(spread.spread, spread.number, strict=True)):
        own = final[h] @ np.nan_to_num(cover)
        parts[h] = (own * final[h]).sum(axis=1) / number
        if number < 2.0:
            parts[h, (final[h] != 0.0).any(axis=1)] = np.nan
    rank = np.linalg.matrix_rank(square, hermitian=True) * ~used
    inflation = _inflation(spread.number, final, rank)
    return _Found(share, final, value, parts * inflation, inflation)


def _inflation(number: Floats, final: Floats, rank: Ints) -> Floats:
    """Return [K]: by how much estimating `rank` [K] shares makes the variance larger.

    As for a regression on `rank` covariates with f = sum of (n - 1) degrees of freedom: residuals
    are too small by (f - rank) / f, and the shares' own noise adds rank / (f - rank - 1).
    """
    freedom = (number - 1.0) @ (final != 0.0).any(axis=2)
    left = freedom - rank
    costs = freedom / np.maximum(left, 1.0) * (1.0 + rank / np.maximum(left - 1.0, 1.0))
    return np.where(rank == 0, 1.0, np.where(left > 1.0, costs, np.nan))


def _refined(
    spread: CohortSpread, weights: WaveWeights, found: _Found, times: Floats
) -> tuple[Floats, int]:
    """Return the variance [K] less a lower bound on how effects differ, and times used.

    Each cohort's outcomes, weighed as in the effect, are foretold from the times before the first
    treated cohort; what is foretold of their sum over cohorts varies at least so much.
    """
    refined = found.variance.copy()
    smallest = spread.number[weights.effect.any(axis=(1, 2))].min()
    most = int(smallest // UNITS_A_TIME)
    used = 0
    for k in range(len(refined)):
        first = int(np.argmax(weights.treated[:, k]))
        end = int(np.searchsorted(times, spread.cohorts[first]))
        early = np.arange(max(end - most, 0), end)
        if not len(early) or math.isnan(refined[k]):
            continue
        known = np.arange(first, len(spread.number))[spread.number[first:] > 1.0]
        covers = spread.spread[known][:, early]
        inner = covers[:, :, early]
        slope = sum(
            np.linalg.pinv(i, hermitian=True) @ (c @ w)
            for i, c, w in zip(inner, covers, weights.effect[known, k], strict=True)
        )
        bound = float(slope @ inner.mean(axis=0) @ slope) / spread.number.sum()
        refined[k] = max(refined[k] - bound, 0.0)
        used = max(used, len(early))
    return refined, used


def _rested(
    spread: CohortSpread, weights: WaveWeights, found: _Found, variance: Floats, method: str
) -> list[Estimate]:
    parts = np.nan_to_num(found.parts)
    freedom = (parts**2 / np.maximum(spread.number - 1.0, 1.0)[:, None]).sum(axis=0)
    df = parts.sum(axis=0) ** 2 / np.maximum(freedom, 1e-300)
    used = (found.final != 0.0).any(axis=2)
    treated = (spread.number[:, None] * weights.treated).sum(axis=0)
    compared = (spread.number[:, None] * (used & ~weights.treated)).sum(axis=0)
    estimates = []
    for k, value in enumerate(found.value.tolist()):
        if math.isnan(variance[k]):
            alone = math.isfinite(found.inflation[k])
            reason = "rests on a cohort of one unit" if alone else "rests on too few units"
            estimates.append(without_interval(value, reason))
            continue
        sides = int(treated[k]), int(compared[k])
        estimates.append(rest_small(value, math.sqrt(variance[k]), float(df[k]), sides, method))
    return estimates


def _span(families: WaveFamilies, name: str) -> tuple[int, int]:
    """Return where a family's averages begin and end among all, in order."""
    first = 0
    for family in families.in_order:
        if family is getattr(families, name):
            return first, first + len(family.keys)
        first += len(family.keys)
    raise KeyError(name)


def _effects(families: WaveFamilies, estimates: list[Estimate]) -> WaveEffects:
    rest: Iterator[Estimate] = iter(estimates)
    simple, group, group_overall, event, calendar, calendar_overall = (
        {float(key): next(rest) for key in family.keys} for family in families.in_order
    )
    absent = undefined(NOTHING_COMPARED)
    return WaveEffects(
        simple=next(iter(simple.values()), absent),
        group=group,
        group_overall=next(iter(group_overall.values()), absent),
        event=event,
        calendar=calendar,
        calendar_overall=next(iter(calendar_overall.values()), absent),
    )
