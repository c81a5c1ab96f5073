"""From long columns to a panel, and from a panel to what both staggered estimators start from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    """

    outcome: Floats
    cohort: Floats
    times: Floats
    cluster: Ints
    cohorts: Floats
    facts: PanelFacts

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return int(self.cluster.max()) + 1


def panel_from_columns(
    unit: Sequence[Any] | npt.NDArray[Any],
    time: Sequence[Any] | npt.NDArray[Any],
    outcome: Sequence[Any] | npt.NDArray[Any],
    cohort: Sequence[Any] | npt.NDArray[Any],
    *,
    clusters: Sequence[Any] | npt.NDArray[Any] | None = None,
) -> Panel:
    """Pivot long columns [n], one row a unit and time, into a panel.

    time: numbers, or dates (datetime64): dates of one weekday become weeks since 1970-01-05, others
    days since 1970-01-01, and `cohort` likewise. cohort: time of first treatment; NaN, None, 0 or
    infinite = never treated. outcome: NaN or None where nothing was observed. clusters: coarser
    than units. PanelError for lengths that disagree, no rows, a missing unit or time, two rows of
    one unit and time, a cohort or cluster that changes within a unit, or an infinite outcome.
    """
    ids, row = _numbered(unit, "unit")
    numbers, cohort_numbers = _as_numbers(time, cohort)
    values = _float_column(outcome, "outcome")
    lengths = {"unit": len(row), "time": len(numbers), "outcome": len(values)}
    lengths["cohort"] = len(cohort_numbers)
    if len(set(lengths.values())) != 1:
        raise PanelError(f"the panel's columns differ in length: {lengths}")
    if not len(row):
        raise PanelError("the panel has no rows")
    if not np.isfinite(numbers).all():
        raise PanelError(f"row {_first(~np.isfinite(numbers))} of the panel has no time")
    if np.isinf(values).any():
        raise PanelError(f"row {_first(np.isinf(values))} of the panel has an infinite outcome")
    times, column = np.unique(numbers, return_inverse=True)
    _refuse_duplicates(ids, times, row, column)
    never = ~np.isfinite(cohort_numbers) | (cohort_numbers == 0.0)
    cohort_of = _one_a_unit(np.where(never, np.inf, cohort_numbers), row, ids, "cohort")
    matrix = np.full((len(ids), len(times)), np.nan)
    matrix[row, column] = values
    cluster_of = None
    if clusters is not None:
        _, code = _numbered(clusters, "cluster")
        cluster_of = _one_a_unit(code.astype(np.float64), row, ids, "cluster").astype(np.int64)
    cohort_of = np.where(np.isinf(cohort_of), np.nan, cohort_of)
    return Panel(ids, times, matrix, cohort_of, cluster_of)


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


def prepare(panel: Panel, *, anticipation: float = 0.0) -> PreparedPanel:
    """Check a panel and leave out, with a sentence each, what cannot be estimated.

    anticipation: time before treatment in which an effect may already show, >= 0. Units without
    any observation, and units treated before an untreated time was seen, are left out and named in
    `facts.dropped`; a cohort after the last time counts as not treated within the data. PanelError
    where the panel itself is wrong or nothing is left to compare.
    """
    _check_shapes(panel, anticipation)
    outcome = np.asarray(panel.outcome, dtype=np.float64)
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
    outcome, cohort = outcome[keep], cohort[keep]
    missing = int(np.isnan(outcome).sum())
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
    return PreparedPanel(outcome, cohort, np.asarray(panel.times), cluster, cohorts, facts)


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
    if np.isinf(panel.outcome).any():
        raise PanelError("the panel holds an infinite outcome")
    if not anticipation >= 0.0:
        raise PanelError(f"anticipation must be 0 or more, not {anticipation:g}")


def _refuse_unknown_cohorts(cohort: Floats, panel: Panel) -> None:
    treated = np.isfinite(cohort)
    inside = treated & (cohort > panel.times[0])
    unknown = inside & ~np.isin(cohort, panel.times)
    if unknown.any():
        first = int(np.argmax(unknown))
        raise PanelError(
            f"unit {panel.units[first]} is first treated at {cohort[first]:g}, which is none of "
            f"the panel's times; name the first time at which it is treated"
        )


def _observed_units(outcome: Floats, units: Sequence[str], dropped: list[str]) -> Flags:
    seen = np.asarray(np.isfinite(outcome).any(axis=1))
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
    low, high = np.nanmin(outcome), np.nanmax(outcome)
    if low == high:
        raise PanelError(f"the outcome is {low:g} everywhere: there is nothing to measure")


def _numbered(column: Sequence[Any] | npt.NDArray[Any], name: str) -> tuple[tuple[str, ...], Ints]:
    array = np.asarray(column)
    if array.dtype == object or array.dtype.kind in "US":
        blank = [_is_blank(value) for value in array.tolist()]
        if any(blank):
            raise PanelError(f"row {blank.index(True) + 1} of the panel has no {name}")
        array = array.astype(str)
    elif array.dtype.kind == "f" and np.isnan(array).any():
        raise PanelError(f"row {_first(np.isnan(array))} of the panel has no {name}")
    distinct, number = np.unique(array, return_inverse=True)
    return tuple(_id(value) for value in distinct.tolist()), number.astype(np.int64)


def _is_blank(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _id(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _as_numbers(
    time: Sequence[Any] | npt.NDArray[Any], cohort: Sequence[Any] | npt.NDArray[Any]
) -> tuple[Floats, Floats]:
    times = np.asarray(time)
    if times.dtype.kind != "M":
        return _float_column(time, "time"), _float_column(cohort, "cohort")
    starts = np.asarray(cohort)
    if starts.dtype.kind != "M":
        raise PanelError("times are dates, so cohorts must be dates too (blank = never treated)")
    days, start_days = _days(times), _days(starts)
    seen = days[np.isfinite(days)]
    if len(seen) and (np.mod(seen - seen[0], 7.0) == 0.0).all():
        monday = 4.0 + np.mod(seen[0] - 4.0, 7.0)
        return (days - monday) / 7.0, (start_days - monday) / 7.0
    return days, start_days


def _days(dates: npt.NDArray[Any]) -> Floats:
    days = dates.astype("datetime64[D]")
    numbers = days.astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, numbers)


def _float_column(column: Sequence[Any] | npt.NDArray[Any], name: str) -> Floats:
    array = np.asarray(column)
    if array.dtype.kind in "biuf":
        return array.astype(np.float64)
    numbers = np.empty(len(array))
    for i, value in enumerate(array.tolist()):
        try:
            numbers[i] = math.nan if value is None or value == "" else float(value)
        except (TypeError, ValueError):
            raise PanelError(f"row {i + 1} of the panel: {name} {value!r} is no number") from None
    return numbers


def _refuse_duplicates(ids: tuple[str, ...], times: Floats, row: Ints, column: Ints) -> None:
    count = np.bincount(row * len(times) + column, minlength=1)
    if (count > 1).any():
        unit, at = divmod(int(np.argmax(count > 1)), len(times))
        raise PanelError(
            f"unit {ids[unit]} has {int(count.max())} rows at time {times[at]:g}; "
            f"{int((count > 1).sum())} unit-times are doubled. Sum them or remove the copies"
        )


def _one_a_unit(values: Floats, row: Ints, ids: tuple[str, ...], name: str) -> Floats:
    one = np.empty(len(ids))
    one[row] = values
    differs = one[row] != values
    if differs.any():
        at = int(np.argmax(differs))
        raise PanelError(
            f"unit {ids[row[at]]} has two different values of {name} ({values[at]:g} and "
            f"{one[row[at]]:g}); a unit keeps one throughout"
        )
    return one


def _first(flags: Flags) -> int:
    return int(np.argmax(flags)) + 1


def _count(flags: Flags, noun: str) -> str:
    number = int(flags.sum())
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _names(units: Sequence[str], flags: Flags) -> str:
    named = [units[i] for i in np.nonzero(flags)[0].tolist()]
    return ", ".join(named[:_NAMED]) + (" and more" if len(named) > _NAMED else "")
