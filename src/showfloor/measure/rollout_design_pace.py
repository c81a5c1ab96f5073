"""Slower rollouts that can be measured better: pace profiles from the plan's own on down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.plan import PlannedArea
from showfloor.domain.programme import Pace, Programme
from showfloor.measure.design import standard_error
from showfloor.measure.design_types import (
    Ints,
    Noise,
    Starts,
)
from showfloor.measure.resting import FEWEST_TREATED
from showfloor.measure.rollout_design import NEVER

TOTALS = np.linspace(0.1, 1.0, 10)
"""Shares of the best plan's areas that a slower one opens by the date of measuring."""
BENDS = (0.5, 1.0, 2.0)
"""Cumulative openings as a power of time: 1 is evenly, 2 starts slowly."""
CLEARLY = 0.99
"""A standard error that is smaller by less than one per cent is no reason to go slower."""
SPANS = 10
"""Lengths of the spread that are tried, up to the whole time until the date."""


@dataclass(frozen=True, slots=True)
class PaceFamily:
    """Cumulative new areas by selling week, from the best plan's own pace to the slowest.

    All [weeks], one a Monday from the first selling week to the date of measuring.
    """

    mondays: tuple[date, ...]
    fastest: Ints
    slowest: Ints
    least: Ints
    """Areas that promises demand by then: no pace may ask for fewer."""
    se_fastest: float
    """Standard error of the best plan's pace, were all stores alike."""
    se_slowest: float

    @property
    def slower_is_better(self) -> bool:
        """Whether a slower pace promises a clearly smaller standard error, or one at all."""
        if math.isnan(self.se_fastest):
            return math.isfinite(self.se_slowest)
        return self.se_slowest < CLEARLY * self.se_fastest


def pace_family(
    noise: Noise, starts: Starts, areas: Sequence[PlannedArea], programme: Programme, on: date
) -> PaceFamily:
    """Return the paces between the best plan's own and the most telling one that is slower.

    A pace can only hold the plan back, so the candidates for the slow end lie at or below the best
    plan's curve: a share of its areas (the rest opens after `on`, and is compared with until then),
    spread from its first selling week over part or all of the time, evenly or bent. The one with
    the smallest standard error on the Monday `on` is taken.
    """
    begins = min(area.selling_week for area in areas)
    weeks = (on - begins).days // 7 + 1
    mondays = tuple(begins + timedelta(weeks=week) for week in range(weeks))
    opens = np.array([(area.selling_week - begins).days // 7 for area in areas])
    fastest = np.cumsum(np.bincount(opens[opens < weeks], minlength=weeks))
    least = np.array(
        [sum(promise.selling_by <= monday for promise in programme.promises) for monday in mondays],
        dtype=np.int64,
    )
    least = np.minimum(least, fastest)
    first = (begins - noise.first_week).days // 7

    def error(curve: Ints) -> float:
        return _error_of(noise, curve, stores=len(starts.store_ids), first=first, on=on)

    found = [(error(curve), curve) for curve in _slower(fastest, least)]
    known = [item for item in found if math.isfinite(item[0])]
    best, slowest = min(known, key=lambda item: item[0]) if known else (math.nan, fastest)
    return PaceFamily(mondays, fastest, slowest, least, error(fastest), best)


def _slower(fastest: Ints, least: Ints) -> list[Ints]:
    weeks = len(fastest)
    spans = sorted({max(1, round(weeks * k / SPANS)) for k in range(1, SPANS + 1)})
    curves = []
    for total in TOTALS:
        for span in spans:
            done = np.minimum(np.arange(1, weeks + 1) / span, 1.0)
            for bend in BENDS:
                ideal = np.floor(total * fastest[-1] * done**bend + 1e-9).astype(np.int64)
                curves.append(np.clip(ideal, least, fastest))
    return curves


def _error_of(noise: Noise, curve: Ints, *, stores: int, first: int, on: date) -> float:
    """Return the standard error of a cumulative curve of openings, were all stores alike.

    NaN where too few stores open for an interval.
    """
    if curve[-1] < FEWEST_TREATED:
        return math.nan
    openings = np.diff(curve, prepend=0)
    starts = np.repeat(first + np.arange(len(curve)), openings)
    rest = max(stores - len(starts), 0)
    every = np.concatenate([starts, np.full(rest, NEVER)]).astype(np.int64)
    return standard_error(noise, every, np.ones(len(every)), on)


def pace_at(family: PaceFamily, strength: float) -> tuple[Pace, ...]:
    """Return the programme's pace at a strength: 0 none, 1 the slowest; between, in proportion.

    One row a plateau, at its last week: what holds then holds before.
    """
    if strength <= 0.0:
        return ()
    mixed = (1.0 - strength) * family.fastest + strength * family.slowest
    curve = np.maximum(np.floor(mixed + 1e-9).astype(np.int64), family.least)
    last = np.append(curve[1:] != curve[:-1], True)
    return tuple(
        Pace(monday, int(most))
        for monday, most, ends in zip(family.mondays, curve, last, strict=True)
        if ends
    )


def slowed(programme: Programme, pace: tuple[Pace, ...]) -> Programme:
    """Return the programme with this pace instead of its own.

    The programme's own pace must already hold for the plan that the family was made from: every
    pace of the family lies at or below that plan's curve up to the date of measuring, and rows of
    the programme after that date stay.
    """
    if not pace:
        return programme
    last = pace[-1].selling_by
    later = tuple(step for step in programme.pace if step.selling_by > last)
    return replace(programme, pace=(*pace, *later))
