"""A panel checked and reduced to what both staggered estimators start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.types import PanelFacts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NAMED = 5
"""Units that a message names before it says "and more"."""


@dataclass(frozen=True, slots=True)
class PreparedPanel:
    """A checked panel. U units, T times.

    outcome: [U, T], NaN where missing. cohort: [U], inf = not treated within the data.
    times: [T] rising. cluster: [U] numbered from 0. cohorts: the treated cohorts, rising.
    region: [U] numbered from 0, where each region's times are its own; None: all share them.
    """

    outcome: Floats
    cohort: Floats
    times: Floats
    cluster: Ints
    cohorts: Floats
    facts: PanelFacts
    region: Ints | None = None

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return int(self.cluster.max()) + 1


def panel_of(
    units: Sequence[str],
    times: npt.ArrayLike,
    outcome: npt.ArrayLike,
    cohort: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
) -> Panel:
    """Return a panel of arrays that are pivoted already: [U], [T], [U, T], [U] (NaN = never)."""
    return Panel(
        units=tuple(units),
        times=np.asarray(times, dtype=np.float64),
        outcome=np.asarray(outcome, dtype=np.float64),
        cohort=np.asarray(cohort, dtype=np.float64),
        clusters=None if clusters is None else np.asarray(clusters, dtype=np.int64),
    )


def prepare(
    panel: Panel, *, anticipation: float = 0.0, region: npt.ArrayLike | None = None
) -> PreparedPanel:
    """Check a panel and leave out, with a sentence each, what cannot be estimated.

    anticipation: time before treatment in which an effect may already show, >= 0. Units without
    any observation, and units treated before an untreated time was seen, are left out and named in
    `facts.dropped`; a cohort after the last time counts as not treated within the data. region:
    [U] labels, where each region's times are its own. PanelError where the panel itself is wrong,
    nothing is left to compare, or regions go with clusters that are coarser than units.
    """
    _check_shapes(panel, anticipation)
    labels = None if region is None else _labels(panel, region)
    outcome = np.asarray(panel.outcome, dtype=np.float64)
    complete = _all_finite(outcome)
    cohort = np.where(np.isnan(panel.cohort), np.inf, panel.cohort)
    dropped: list[str] = []
    late = np.isfinite(cohort) & (cohort > panel.times[-1])
    if late.any():
        dropped.append(
            f"{_count(late, 'unit')} first treated after the last time {panel.times[-1]:g} "
            f"count as not treated within the data: {_names(panel.units, late)}"
        )
        cohort = np.where(late, np.inf, cohort)
    _refuse_unknown_cohorts(cohort, panel)
    keep = _observed_units(outcome, panel.units, dropped) & _with_untreated_time(
        cohort, panel, anticipation, dropped
    )
    if not keep.all():
        outcome, cohort = outcome[keep], cohort[keep]
    missing = 0 if complete else int(np.isnan(outcome).sum())
    if missing:
        dropped.append(f"{missing} of {outcome.size} unit-times have no outcome and are missing")
    cohorts = np.unique(cohort[np.isfinite(cohort)])
    _refuse_hopeless(outcome, cohorts, panel.times)
    code = np.arange(len(keep)) if panel.clusters is None else np.asarray(panel.clusters)
    facts = PanelFacts(
        units=len(cohort),
        times=len(panel.times),
        observed=int(outcome.size - missing),
        never_treated=int(np.isinf(cohort).sum()),
        cohorts={float(g): int((cohort == g).sum()) for g in cohorts},
        dropped=tuple(dropped),
    )
    cluster = np.unique(code[keep], return_inverse=True)[1].astype(np.int64)
    number = None
    if labels is not None:
        number = np.unique(labels[keep], return_inverse=True)[1].astype(np.int64)
    times = np.asarray(panel.times)
    return PreparedPanel(outcome, cohort, times, cluster, cohorts, facts, number)


def _labels(panel: Panel, region: npt.ArrayLike) -> npt.NDArray[np.generic]:
    labels = np.asarray(region)
    if labels.shape != (len(panel.units),):
        raise PanelError(f"{len(panel.units)} units but regions of shape {labels.shape}")
    if panel.clusters is not None:
        raise PanelError(
            "times of each region's own are measured with units as clusters: leave coarser ones out"
        )
    return labels


def _check_shapes(panel: Panel, anticipation: float) -> None:
    shape = (len(panel.units), len(panel.times))
    if panel.outcome.shape != shape or panel.cohort.shape != shape[:1]:
        raise PanelError(
            f"the panel has {shape[0]} units and {shape[1]} times, but outcomes of shape "
            f"{panel.outcome.shape} and {panel.cohort.shape[0]} cohorts"
        )
    if panel.clusters is not None and panel.clusters.shape != shape[:1]:
        raise PanelError(f"{shape[0]} units but {len(panel.clusters)} clusters")
    if shape[0] == 0 or shape[1] < 2:
        raise PanelError(f"a panel of {shape[0]} units and {shape[1]} times shows no change")
    if not np.isfinite(panel.times).all() or (np.diff(panel.times) <= 0).any():
        raise PanelError("the panel's times must rise strictly")
    if not _all_finite(panel.outcome) and np.isinf(panel.outcome).any():
        raise PanelError("the panel holds an infinite outcome")
    if not anticipation >= 0.0:
        raise PanelError(f"anticipation must be 0 or more, not {anticipation:g}")


def _all_finite(outcome: Floats) -> bool:
    """Say whether no outcome is NaN or infinite; a sum is one quick pass, and may only overflow."""
    return bool(np.isfinite(outcome.sum()) or np.isfinite(outcome).all())


def _refuse_unknown_cohorts(cohort: Floats, panel: Panel) -> None:
    treated = np.isfinite(cohort)
    inside = treated & (cohort > panel.times[0])
    distinct = np.unique(cohort[inside])
    unknown = inside & np.isin(cohort, distinct[~np.isin(distinct, panel.times)])
    if unknown.any():
        first = int(np.argmax(unknown))
        raise PanelError(
            f"unit {panel.units[first]} is first treated at {cohort[first]:g}, which is none of "
            f"the panel's times; name the first time at which it is treated"
        )


def _observed_units(outcome: Floats, units: Sequence[str], dropped: list[str]) -> Flags:
    seen = ~np.isnan(outcome[:, 0])
    unseen = np.flatnonzero(~seen)
    seen[unseen] = np.isfinite(outcome[unseen]).any(axis=1)
    if not seen.all():
        dropped.append(
            f"{_count(~seen, 'unit')} without any outcome left out: {_names(units, ~seen)}"
        )
    return seen


def _with_untreated_time(
    cohort: Floats, panel: Panel, anticipation: float, dropped: list[str]
) -> Flags:
    early: Flags = np.less_equal(cohort - anticipation, panel.times[0], dtype=bool)
    if early.any():
        dropped.append(
            f"{_count(early, 'unit')} treated before the data show a time without treatment "
            f"left out: {_names(panel.units, early)}"
        )
    return ~early


def _refuse_hopeless(outcome: Floats, cohorts: Floats, times: Floats) -> None:
    if not len(cohorts):
        raise PanelError(
            "no unit is first treated after the first time and up to the last time "
            f"({times[0]:g} to {times[-1]:g}): there is no effect to measure"
        )
    first = outcome[0][np.isfinite(outcome[0])][0]
    constant = ((row == first) | np.isnan(row) for row in outcome)
    if all(same.all() for same in constant):
        raise PanelError(f"the outcome is {first:g} everywhere: there is nothing to measure")


def _count(flags: Flags, noun: str) -> str:
    number = int(flags.sum())
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _names(units: Sequence[str], flags: Flags) -> str:
    named = [units[i] for i in np.nonzero(flags)[0].tolist()]
    return ", ".join(named[:_NAMED]) + (" and more" if len(named) > _NAMED else "")
