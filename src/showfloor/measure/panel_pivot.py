"""From long columns, one row a unit and time, to a panel; sorted blocks are taken as they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.panel_columns import (
    Coded,
    Column,
    coded,
    distinct_numbers,
    first_row,
    float_column,
    numbers_of,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def panel_from_columns(
    unit: Column,
    time: Column,
    outcome: Column,
    cohort: Column,
    *,
    clusters: Column | None = None,
) -> Panel:
    """Pivot long columns [n], one row a unit and time, into a panel.

    time: numbers, or dates (datetime64): dates of one weekday become weeks since 1970-01-05, others
    days since 1970-01-01, and `cohort` likewise. cohort: time of first treatment; NaN, None, 0 or
    infinite = never treated. outcome: NaN or None where nothing was observed. clusters: coarser
    than units. PanelError for lengths that disagree, no rows, a missing unit or time, two rows of
    one unit and time, a cohort or cluster that changes within a unit, or an infinite outcome.
    """
    unit_codes = coded(unit, "unit")
    cluster_codes = None if clusters is None else coded(clusters, "cluster")
    return panel_from_codes(unit_codes, time, outcome, cohort, cluster_codes)


def panel_from_codes(
    unit: Coded, time: Column, outcome: Column, cohort: Column, cluster: Coded | None
) -> Panel:
    """Return `panel_from_columns` of ids that are coded already."""
    numbers, starts = numbers_of(time, cohort)
    values = float_column(outcome, "outcome")
    lengths = {"unit": len(unit.code), "time": len(numbers), "outcome": len(values)}
    lengths["cohort"] = len(starts)
    if cluster is not None:
        lengths["cluster"] = len(cluster.code)
    if len(set(lengths.values())) != 1:
        raise PanelError(f"the panel's columns differ in length: {lengths}")
    if not len(values):
        raise PanelError("the panel has no rows")
    if not np.isfinite(numbers).all():
        raise PanelError(f"row {first_row(~np.isfinite(numbers))} of the panel has no time")
    if np.isinf(values).any():
        raise PanelError(f"row {first_row(np.isinf(values))} of the panel has an infinite outcome")
    times, matrix = _pivoted(unit, numbers, values)
    cohort_of = one_a_unit(starts, unit, "cohort", never=True)
    cluster_of = None
    if cluster is not None:
        cluster_of = one_a_unit(cluster.code.astype(np.float64), unit, "cluster").astype(np.int64)
    return Panel(unit.ids, times, matrix, cohort_of, cluster_of)


def _pivoted(unit: Coded, numbers: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the times [T] and outcomes [U, T]."""
    units = len(unit.ids)
    if unit.starts is not None and len(values) % units == 0:
        span = len(values) // units
        by_unit = numbers.reshape(units, span)
        rising = bool((by_unit[0, 1:] > by_unit[0, :-1]).all())
        same = rising and bool((unit.starts == np.arange(units) * span).all())
        if same and bool((by_unit == by_unit[0]).all()):
            return by_unit[0].copy(), _in_order(unit, values.reshape(units, span))
    times, column = distinct_numbers(numbers)
    cell = unit.code * len(times) + column
    seen = np.zeros(units * len(times), dtype=bool)
    seen[cell] = True
    if int(np.count_nonzero(seen)) < len(cell):
        raise _doubled(unit.ids, times, cell)
    complete = len(cell) == len(seen)
    matrix = np.empty(len(seen)) if complete else np.full(len(seen), np.nan)
    matrix[cell] = values
    return times, matrix.reshape(units, len(times))


def _in_order(unit: Coded, blocks: Floats) -> Floats:
    """Return a copy of the blocks [U, T] in the order of the unit's ids."""
    assert unit.starts is not None
    order = unit.code[unit.starts]
    if (order == np.arange(len(order))).all():
        return blocks.copy()
    matrix = np.empty_like(blocks)
    matrix[order] = blocks
    return matrix


def _doubled(ids: tuple[str, ...], times: Floats, cell: Ints) -> PanelError:
    count = np.bincount(cell)
    unit, at = divmod(int(np.argmax(count > 1)), len(times))
    return PanelError(
        f"unit {ids[unit]} has {int(count[count > 1][0])} rows at time {times[at]:g}; "
        f"{int((count > 1).sum())} unit-times are doubled. Sum them or remove the copies"
    )


def one_a_unit(values: Floats, unit: Coded, name: str, *, never: bool = False) -> Floats:
    """Return [U] the one value of each unit, of values [n]; PanelError where a unit has two.

    never: 0 and infinite mean NaN, which is the same as itself.
    """
    one = np.empty(len(unit.ids))
    one[unit.code] = values
    back = one[unit.code]
    differs = back != values
    if never:
        blank, blank_back = _never(values[differs]), _never(back[differs])
        differs[differs] = ~(blank & blank_back)
    if differs.any():
        at = int(np.argmax(differs))
        raise PanelError(
            f"unit {unit.ids[unit.code[at]]} has two different values of {name} "
            f"({values[at]:g} and {back[at]:g}); a unit keeps one throughout"
        )
    return np.where(_never(one), np.nan, one) if never else one


def _never(cohort: Floats) -> npt.NDArray[np.bool_]:
    never: npt.NDArray[np.bool_] = ~np.isfinite(cohort) | (cohort == 0.0)
    return never
