"""Effects of waves as weights on cohort means, and what earlier outcomes say beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Family, families_of
from showfloor.measure.panels import PreparedPanel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CohortSpread:
    """H cohorts (the never treated last, if there are any) over T times, outcomes as they are.

    number: [H]; mean: [H, T]; spread: [H, T, T] sample covariances, NaN for a single unit.
    """

    cohorts: Floats
    number: Floats
    mean: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class WaveWeights:
    """K estimates as sums over cohorts of weights times mean outcomes.

    effect:  [H, K, T] differences of means between a cohort and those treated later.
    history: [J, H, K, T] the same differences over windows before treatment: zero on average over
             draws, whatever the effects.
    treated: [H, K] cohorts that the estimate is about.
    """

    effect: Floats
    history: Floats
    treated: Flags


@dataclass(frozen=True, slots=True)
class WaveFamilies:
    """The averages that are estimated, in order."""

    simple: Family
    group: Family
    group_overall: Family
    event: Family
    calendar: Family
    calendar_overall: Family

    @property
    def in_order(self) -> list[Family]:
        """All families in the order above."""
        first = [self.simple, self.group, self.group_overall]
        return [*first, self.event, self.calendar, self.calendar_overall]


def cohort_spread(prepared: PreparedPanel) -> CohortSpread:
    """Return the cohorts' means and covariances of a panel without missing outcomes."""
    never = np.isinf(prepared.cohort)
    cohorts = np.append(prepared.cohorts, np.inf) if never.any() else prepared.cohorts
    times = prepared.outcome.shape[1]
    number, mean = np.zeros(len(cohorts)), np.zeros((len(cohorts), times))
    spread = np.full((len(cohorts), times, times), np.nan)
    for h, g in enumerate(cohorts.tolist()):
        rows = prepared.outcome[prepared.cohort == g]
        number[h], mean[h] = len(rows), rows.mean(axis=0)
        if len(rows) > 1:
            apart = rows - mean[h]
            spread[h] = apart.T @ apart / (len(rows) - 1)
    return CohortSpread(cohorts, number, mean, spread)


def wave_families(spread: CohortSpread, treated: Floats, times: Floats) -> WaveFamilies:
    """Return the averages of all cells with someone treated later to compare with.

    treated: [G] the treated cohorts. Weights are by units of the cohorts (section 2.3 of the
    paper), but equal over times within a cohort's average and over the times of
    `calendar_overall`.
    """
    later = spread.cohorts[:, None] > times[None, :]
    compared = spread.number @ later > 0.0
    cells = (times[None, :] >= treated[:, None]) & compared[None, :]
    share = spread.number[: len(treated)] / spread.number.sum()
    found = families_of(np.where(cells, 0.0, np.nan), treated, times, share)
    calendar = found.calendar
    return WaveFamilies(
        simple=found.simple,
        group=found.group,
        group_overall=found.group_overall,
        event=found.event,
        calendar=calendar,
        calendar_overall=Family(
            keys=np.zeros(1),
            place=np.where(calendar.place >= 0, 0, -1),
            weight=calendar.weight / max(len(calendar.keys), 1),
            value=np.zeros(1),
            by_share=np.zeros((1, len(treated))),
        ),
    )


def wave_weights(
    spread: CohortSpread,
    treated: Floats,
    times: Floats,
    families: Sequence[Family],
    windows: Sequence[int],
) -> WaveWeights:
    """Return the weights of the families' averages. windows: [J] times before treatment each."""
    shape = (len(spread.cohorts), sum(len(family.keys) for family in families))
    effect = np.zeros((*shape, len(times)))
    owns, others = np.zeros((*shape, len(treated))), np.zeros((*shape, len(treated)))
    about = np.zeros(shape, dtype=bool)
    later = spread.cohorts[:, None] > times[None, :]
    against = spread.number @ later
    first = 0
    for family in families:
        cohort, time = np.nonzero(family.place >= 0)
        k, weight = first + family.place[cohort, time], family.weight[cohort, time]
        np.add.at(effect, (cohort, k, time), weight)
        np.add.at(owns, (cohort, k, cohort), weight)
        about[cohort, k] = True
        for h, number in enumerate(spread.number.tolist()):
            share = np.where(later[h, time], weight * number / against[time], 0.0)
            np.add.at(effect[h], (k, time), -share)
            np.add.at(others[h], (k, cohort), share)
        first += len(family.keys)
    bases = np.stack([_window(times, treated, size) for size in windows])
    history = np.einsum("hki,jit->jhkt", owns - others, bases)
    return WaveWeights(effect, history, about)


def _window(times: Floats, treated: Floats, size: int) -> Floats:
    """Return [G, T]: an average over the last times before each cohort's treatment."""
    place = np.searchsorted(times, treated)
    base = np.zeros((len(treated), len(times)))
    for i, end in enumerate(place.tolist()):
        start = max(end - size, 0)
        base[i, start:end] = 1.0 / (end - start)
    return base
