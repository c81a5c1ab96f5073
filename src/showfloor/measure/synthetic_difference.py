"""Synthetic difference-in-differences for a few treated stores, cohort by cohort, with placebos."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.inference import with_interval, without_interval
from showfloor.measure.kept_units import kept_units, some_names
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.synthetic_blocks import Block, BlockEffect, block_effect, block_of
from showfloor.measure.synthetic_placebos import placebo_cohorts, placebo_count
from showfloor.measure.types import Estimate
from showfloor.measure.types_synthetic import SyntheticDifference

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PLACEBOS = 200
FEWEST_ASSIGNMENTS = 40
"""Assignments, the actual one and its placebos, below which nothing can be claimed at 5 %."""
FEWEST_DONORS = 2
"""Comparison units that a placebo must leave to be mixed."""
FEWEST_APART = 5
"""Placebos without a unit in common below which their spread is too uncertain for an interval."""
FEWEST_TREATED = 2
METHOD = "placebo spread"
_Key = TypeVar("_Key", str, float)


def synthetic_difference(
    panel: Panel, *, anticipation: float = 0.0, placebos: int = PLACEBOS, seed: int = 0
) -> SyntheticDifference:
    """Estimate effects on a few stores against mixes of never-treated ones and of earlier weeks.

    Each cohort is a block of its own (algorithm 1 of Arkhangelsky et al. 2021); `overall` weighs
    treated unit-times equally. Placebos give cohorts of the same sizes and times to comparison
    units: their spread is the standard error (algorithm 4), the share with an effect as large or
    larger the p-value, both widened where treated units fluctuate more than comparison units. The
    interval is by t with floor(comparison / treated units) - 1 degrees of freedom. There is none
    for one treated unit, fewer than 39 possible placebos or 5 without a unit in common; no p-value
    below 39 placebos. Comparison units with missing outcomes and times at which a treated unit is
    missing are left out and said. PanelError where fewer than two comparison units, or no cohort
    with two times before and one after, remain. Method: docs/methods/synthetic-difference.md.
    """
    if placebos < 99:
        raise PanelError(f"a 95 % claim needs 99 placebos or more, not {placebos}")
    ground = _ground(panel, anticipation)
    mix = ground.outcome[ground.beside]
    found = [
        block_effect(block, _mean(ground.outcome[block.rows]), mix, len(block.rows))
        for block in ground.blocks
    ]
    drawn = [
        _placebo(ground, mix, chosen)
        for chosen in placebo_cohorts(len(mix), ground.sizes, placebos, seed)
        if len(mix) - sum(ground.sizes) >= FEWEST_DONORS
    ]
    shown = _shown(ground, found)
    effects = _effects(ground, _averages(ground, found), drawn)
    spread = np.sort([placebo.values[0] for placebo in drawn])
    return SyntheticDifference(
        overall=effects.overall,
        group=effects.group,
        event=effects.event,
        unit_weights=shown.unit_weights,
        time_weights=shown.time_weights,
        misfit=shown.misfit,
        noise_ratio={block.cohort: block.noise_ratio for block in ground.blocks},
        misfit_share=effects.misfit_share,
        panel=ground.prepared.facts,
        placebo=spread,
        placebo_se=float(spread.std()) if drawn else math.nan,
        every_placebo=bool(drawn) and placebo_count(len(mix), ground.sizes) <= placebos,
        notes=(*ground.notes, *_noise_notes(ground)),
    )


def synthetic_overall(panel: Panel, *, anticipation: float = 0.0) -> float:
    """Return the overall estimate of `synthetic_difference` alone, without placebos."""
    ground = _ground(panel, anticipation)
    mix = ground.outcome[ground.beside]
    found = [
        block_effect(block, _mean(ground.outcome[block.rows]), mix, len(block.rows))
        for block in ground.blocks
    ]
    return float(_averages(ground, found).values[0])


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is compared with what.

    units: [U] ids as in `prepared`; beside: comparison units; blocks: one a cohort.
    """

    prepared: PreparedPanel
    units: tuple[str, ...]
    beside: Ints
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]

    @property
    def outcome(self) -> Floats:
        """Outcomes [U, T]."""
        return self.prepared.outcome

    @property
    def sizes(self) -> list[int]:
        """Units of each cohort."""
        return [len(block.rows) for block in self.blocks]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The mixes by cohort, as the result has them."""

    unit_weights: dict[float, dict[str, float]]
    time_weights: dict[float, dict[float, float]]
    misfit: dict[float, float]


@dataclass(frozen=True, slots=True)
class _Effects:
    """The estimates with what placebos say of them."""

    overall: Estimate
    group: dict[float, Estimate]
    event: dict[float, Estimate]
    misfit_share: float


@dataclass(frozen=True, slots=True)
class _Averages:
    """values: [1 + G + E] overall, by cohort, by event time; events: [E]; misfit over cohorts."""

    values: Floats
    events: Floats
    misfit: float


@dataclass(frozen=True, slots=True)
class _Room:
    """How many units are treated and compared with; how many assignments there are in all."""

    treated: int
    beside: int
    assignments: int

    @property
    def apart(self) -> int:
        """Placebos that have no unit in common."""
        return self.beside // self.treated


def _ground(panel: Panel, anticipation: float) -> _Ground:
    prepared = prepare(panel, anticipation=anticipation)
    kept = kept_units(panel, anticipation)
    units = tuple(unit for unit, stays in zip(panel.units, kept.tolist(), strict=True) if stays)
    beside, notes = _comparison(prepared, units)
    blocks = _blocks(prepared, beside, anticipation, notes)
    return _Ground(prepared, units, beside, tuple(blocks), tuple(notes))


def _shown(ground: _Ground, found: Sequence[BlockEffect]) -> _Shown:
    names = [ground.units[row] for row in ground.beside.tolist()]
    times = ground.prepared.times
    both = list(zip(ground.blocks, found, strict=True))
    return _Shown(
        unit_weights={b.cohort: _positive(names, effect.unit_weights) for b, effect in both},
        time_weights={
            b.cohort: _positive(times[b.before].tolist(), effect.time_weights) for b, effect in both
        },
        misfit={b.cohort: effect.misfit for b, effect in both},
    )


def _comparison(prepared: PreparedPanel, units: Sequence[str]) -> tuple[Ints, list[str]]:
    never = np.isinf(prepared.cohort)
    whole = np.isfinite(prepared.outcome).all(axis=1)
    notes = list(prepared.facts.dropped)
    if (never & ~whole).any():
        notes.append(
            f"{int((never & ~whole).sum())} comparison units with a missing outcome left out: "
            f"{some_names(units, never & ~whole)}"
        )
    beside = np.flatnonzero(never & whole)
    if len(beside) < 2:
        raise PanelError(
            f"{len(beside)} of {int(never.sum())} never-treated units have an outcome at every "
            f"time; a mix of comparison units needs at least 2"
        )
    return beside, notes


def _blocks(
    prepared: PreparedPanel, beside: Ints, anticipation: float, notes: list[str]
) -> list[Block]:
    blocks = []
    for g in prepared.cohorts.tolist():
        rows = np.flatnonzero(prepared.cohort == g)
        block = block_of(prepared.outcome, beside, rows, prepared.times, cohort=g, gap=anticipation)
        missing = int((~np.isfinite(prepared.outcome[rows]).all(axis=0)).sum())
        if missing:
            notes.append(
                f"cohort {g:g}: {missing} times at which one of its units has no outcome left out"
            )
        if len(block.before) < 2 or not len(block.after):
            notes.append(
                f"cohort {g:g} left out: {len(block.before)} times before treatment and "
                f"{len(block.after)} after it (2 and 1 are needed)"
            )
        else:
            blocks.append(block)
    if not blocks:
        raise PanelError(
            "no cohort has two times before treatment and one after it at which all of its units "
            "were seen"
        )
    return blocks


def _placebo(ground: _Ground, beside: Floats, chosen: Sequence[Ints]) -> _Averages:
    """Return the averages with comparison units treated in the place of the cohorts."""
    others = np.ones(len(beside), dtype=bool)
    others[np.concatenate(chosen)] = False
    mix = beside[others]
    found = [
        block_effect(block, _mean(beside[rows]), mix, len(rows))
        for block, rows in zip(ground.blocks, chosen, strict=True)
    ]
    return _averages(ground, found)


def _averages(ground: _Ground, found: Sequence[BlockEffect]) -> _Averages:
    blocks, times = ground.blocks, ground.prepared.times
    since = [times[block.after] - block.cohort for block in blocks]
    events = np.unique(np.concatenate(since))
    sums, weights = np.zeros(len(events)), np.zeros(len(events))
    total, size, misfit, early = 0.0, 0.0, 0.0, 0.0
    for block, effect, event in zip(blocks, found, since, strict=True):
        units = len(block.rows)
        place = np.searchsorted(events, event)
        sums[place] += units * effect.effect
        weights[place] += units
        total += units * float(effect.effect.sum())
        size += units * len(event)
        misfit += units * len(block.before) * effect.misfit**2
        early += units * len(block.before)
    group = np.array([effect.effect.mean() for effect in found])
    values = np.concatenate([[total / size], group, sums / weights])
    return _Averages(values, events, math.sqrt(misfit / early))


def _effects(ground: _Ground, actual: _Averages, drawn: Sequence[_Averages]) -> _Effects:
    spread = np.array([placebo.values for placebo in drawn]).reshape(len(drawn), len(actual.values))
    sizes, beside = ground.sizes, len(ground.beside)
    room = _Room(sum(sizes), beside, 1 + placebo_count(beside, sizes))
    wider = _wider(ground.blocks, len(actual.events))
    estimates = iter(_estimates(actual.values, spread * wider, room))
    return _Effects(
        overall=next(estimates),
        group={b.cohort: _of_fewer(next(estimates), len(b.rows)) for b in ground.blocks},
        event=dict(zip(actual.events.tolist(), estimates, strict=True)),
        misfit_share=_share(np.array([placebo.misfit for placebo in drawn]), actual.misfit),
    )


def _noise_notes(ground: _Ground) -> list[str]:
    wider = float(_wider(ground.blocks, 0)[0])
    if wider <= 1.0:
        return []
    said = (
        f"treated units changed {wider:.2f} times as much from one time to the next as comparison "
        f"units: errors and p-values are widened by that; measured in logs or per square metre "
        f"they may be more alike"
    )
    return [said]


def _wider(blocks: Sequence[Block], events: int) -> Floats:
    """Return [1 + G + E] by what placebo effects are widened: treated units' noise, 1 or more."""
    ratio = np.array([max(block.noise_ratio, 1.0) for block in blocks])
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    units = np.array([float(len(block.rows)) for block in blocks])
    whole = math.sqrt(float(units @ ratio**2) / float(units.sum()))
    return np.concatenate([[whole], ratio, np.full(events, whole)])


def _estimates(values: Floats, spread: Floats, room: _Room) -> list[Estimate]:
    reason = _no_interval(room)
    if not len(spread):
        return [without_interval(value, reason) for value in values.tolist()]
    errors = spread.std(axis=0)
    claims = room.assignments >= FEWEST_ASSIGNMENTS
    estimates = []
    for k, (value, se) in enumerate(zip(values.tolist(), errors.tolist(), strict=True)):
        found = (
            without_interval(value, reason)
            if reason
            else with_interval(
                value, se, float(room.apart - 1), "" if se > 0.0 else "no placebo differs"
            )
        )
        p_value = _share(np.abs(spread[:, k]), abs(value)) if claims else math.nan
        estimates.append(replace(found, method=METHOD, treated=room.treated, p_value=p_value))
    return estimates


def _no_interval(room: _Room) -> str:
    if room.beside < room.treated + FEWEST_DONORS:
        return (
            f"{room.beside} comparison units allow no placebo for {room.treated} treated ones: "
            f"there is no standard error"
        )
    if room.assignments < FEWEST_ASSIGNMENTS:
        return (
            f"{room.beside} comparison units make only {room.assignments - 1} placebos; a claim at "
            f"5 % needs {FEWEST_ASSIGNMENTS - 1}"
        )
    if room.treated < FEWEST_TREATED:
        return "rests on one treated unit: its place among the placebos is all that can be said"
    if room.apart < FEWEST_APART:
        return (
            f"{room.beside} comparison units make only {room.apart} placebos of {room.treated} "
            f"units that have none in common; an interval needs {FEWEST_APART}"
        )
    return ""


def _share(placebos: Floats, value: float) -> float:
    """Return the share of placebos, the actual one among them, that reach the value."""
    if not len(placebos):
        return math.nan
    return float(1 + (placebos >= value).sum()) / (1 + len(placebos))


def _of_fewer(estimate: Estimate, treated: int) -> Estimate:
    """Return a cohort's estimate, without interval where the cohort is a single unit."""
    if treated >= FEWEST_TREATED or not math.isfinite(estimate.low):
        return replace(estimate, treated=treated)
    alone = without_interval(
        estimate.estimate,
        "rests on one treated unit: its place among the placebos is all that can be said",
    )
    return replace(alone, method=METHOD, treated=treated, p_value=estimate.p_value)


def _positive(keys: Sequence[_Key], weights: Floats) -> dict[_Key, float]:
    return {k: w for k, w in zip(keys, weights.tolist(), strict=True) if w > 0.0}


def _mean(rows: Floats) -> Floats:
    mean: Floats = rows.mean(axis=0)
    return mean
