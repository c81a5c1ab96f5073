"""Near-ties that the plan drew: effects from comparisons within the cells of the draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.cell_contrasts import (
    Contrasts,
    DrawnCell,
    contrasts,
    event_times,
)
from showfloor.measure.inference import undefined
from showfloor.measure.resting import rest_small
from showfloor.measure.types import Estimate
from showfloor.measure.types_randomised import Draw, RandomisedCells

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Adjustment = Literal["efficient", "difference", "none"]

WINDOW = 8
FEWEST_CELLS = 10
"""Cells below which the share taken off of the difference before is 1, not estimated."""
FEWEST_ASSIGNMENTS = 40
MOST_ENUMERATED = 5_000
PERMUTED = 1_999
METHOD = "between cells of the draw"
_ADJUSTMENTS = ("efficient", "difference", "none")


def randomised_cells(
    panel: Panel,
    draw: Draw,
    *,
    adjustment: Adjustment = "efficient",
    window: int = WINDOW,
    draws: int = PERMUTED,
    seed: int = 0,
) -> RandomisedCells:
    """Estimate the mean effect on drawn units, by who of each cell was treated and who was not.

    Each comparison stands for all m units of its cell, so it weighs m: that is weighting by the
    inverse of the draw's probabilities. Starts are the draw's, whatever the panel's cohorts say
    (the effect of being given the slot). adjustment: what is taken off of the difference in the
    mean of the last `window` times before: the share that makes the variance least (of 10 cells or
    more; fewer: all of it), all of it, or nothing. Errors come from the differences between cells
    and are on average not too small; p-values from the outcomes that the draw could have had, with
    the estimate divided by its error in each (all of them, or `draws` seeded ones where there are
    more than 5,000). Method: docs/methods/randomised-waves.md. PanelError
    where the draw and the panel, or the draw and its probabilities, do not fit.
    """
    if adjustment not in _ADJUSTMENTS or window < 1 or draws < 99:
        raise PanelError(
            f"adjustment is one of {', '.join(_ADJUSTMENTS)}, window 1 or more and draws 99 or "
            f"more, not {adjustment!r}, {window} and {draws}"
        )
    cells, notes = _cells(panel, draw)
    events = event_times(cells, panel.times)
    shown = _compared(panel, cells, events, window, notes)
    few = adjustment == "efficient" and len(shown) < FEWEST_CELLS
    if few:
        notes.append(
            f"{len(shown)} cells are too few to estimate what is best taken off: the whole "
            f"difference before treatment is"
        )
    share = {"efficient": 1.0 if few else None, "difference": 1.0, "none": 0.0}[adjustment]
    ways = _ways([found for _, found in shown], draws, seed)
    assignments = math.prod(float(len(found.count)) for _, found in shown)
    sides = len(shown), sum(len(cell.rows) - 1 for cell, _ in shown)
    (overall, taken), *later = (
        _estimate(_stack(shown, ways, k), share, sides, assignments) for k in range(1 + len(events))
    )
    event = zip(events.tolist(), later, strict=True)
    return RandomisedCells(
        overall=overall,
        event={e: estimate for e, (estimate, _) in event if math.isfinite(estimate.estimate)},
        cells=len(shown),
        units=sum(len(cell.rows) for cell, _ in shown),
        adjustment=taken,
        assignments=assignments,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Stack:
    """One estimate's cells [C] under R outcomes of the draw, the actual one first.

    after, before: [R, C] means over the cell's comparisons; weight: [R, C] units x comparisons.
    """

    after: Floats
    before: Floats
    weight: Floats


def _compared(
    panel: Panel, cells: Sequence[DrawnCell], events: Floats, window: int, notes: list[str]
) -> list[tuple[DrawnCell, Contrasts]]:
    """Return the cells that can be compared, and name the others in `notes`."""
    shown = []
    for cell in cells:
        found = contrasts(cell, panel.outcome, panel.times, events, window)
        if found is None:
            notes.append(f"cell {cell.name} left out: a unit was not seen before its first slot")
        elif not found.count[0, 0] > 0.0:
            notes.append(f"cell {cell.name} left out: no time at which it can be compared")
        else:
            shown.append((cell, found))
    if not shown:
        raise PanelError("no cell of the draw can be compared" + "".join(f"; {n}" for n in notes))
    return shown


def _cells(panel: Panel, draw: Draw) -> tuple[list[DrawnCell], list[str]]:
    place = {unit: row for row, unit in enumerate(panel.units)}
    lengths = {len(draw.units), len(draw.cell), len(draw.start), len(draw.probability)}
    if len(lengths) != 1:
        raise PanelError("a draw needs one cell, start and probability a unit")
    if len(set(draw.units)) != len(draw.units):
        raise PanelError("a unit is drawn twice")
    absent = [unit for unit in draw.units if unit not in place]
    if absent:
        raise PanelError(f"{len(absent)} drawn units are not in the panel, first {absent[0]}")
    names = np.array(draw.cell)
    cells, notes = [], []
    for name in sorted(set(draw.cell)):
        members = np.flatnonzero(names == name)
        start = np.asarray(draw.start, dtype=np.float64)[members]
        _check_probability(name, start, np.asarray(draw.probability)[members])
        slots = np.unique(start[np.isfinite(start)])
        if not len(slots) or slots[0] > panel.times[-1]:
            notes.append(f"cell {name} left out: none of its slots starts within the panel")
            continue
        rows = np.array([place[draw.units[i]] for i in members], dtype=np.int64)
        got = np.where(np.isfinite(start), np.searchsorted(slots, start), -1)
        cells.append(DrawnCell(name, rows, got, slots))
    return cells, notes


def _check_probability(name: str, start: Floats, probability: Floats) -> None:
    if len(start) < 2 or len(start) > 6:
        raise PanelError(f"cell {name} has {len(start)} units; a cell has 2 to 6")
    filled = np.where(np.isfinite(start), start, np.inf)
    alike = (filled[:, None] == filled[None, :]).mean(axis=1)
    if not np.allclose(alike, probability, atol=1e-6):
        raise PanelError(
            f"cell {name} has {len(start)} units with probabilities "
            f"{', '.join(f'{p:g}' for p in probability)}, which are not those of giving each of "
            f"its slots to each unit alike"
        )


def _ways(found: Sequence[Contrasts], draws: int, seed: int) -> Ints:
    """Return [R, C]: outcomes of the draw by cell, the actual one (all 0) first, without doubles.

    All of them where they are few, else seeded draws.
    """
    sizes = [len(one.count) for one in found]
    if math.prod(sizes) <= MOST_ENUMERATED:
        return np.array(list(product(*(range(size) for size in sizes))), dtype=np.int64)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, np.array(sizes), size=(draws, len(sizes)))
    return np.concatenate([np.zeros((1, len(sizes)), dtype=np.int64), drawn])


def _stack(shown: Sequence[tuple[DrawnCell, Contrasts]], ways: Ints, k: int) -> _Stack:
    after, before, weight = (np.zeros(ways.shape) for _ in range(3))
    for c, (cell, found) in enumerate(shown):
        count = found.count[ways[:, c], k]
        each = np.maximum(count, 1.0)
        after[:, c] = found.after[ways[:, c], k] / each
        before[:, c] = found.before[ways[:, c], k] / each
        weight[:, c] = count * len(cell.rows)
    return _Stack(after, before, weight)


def _estimate(
    stack: _Stack, share: float | None, sides: tuple[int, int], assignments: float
) -> tuple[Estimate, float]:
    """Return one estimate and the share of the difference before that was taken off."""
    used = stack.weight[0] > 0.0
    count = int(used.sum())
    if not count:
        return undefined("no cell can be compared at this time"), math.nan
    given = 1.0 if share is None and count < FEWEST_CELLS else share
    value, variance, taken = _between(stack, given)
    weight = stack.weight[0] / stack.weight[0].sum()
    df = 1.0 / float(weight @ weight) - 1.0 - (1.0 if given is None else 0.0)
    se = math.sqrt(float(variance[0])) if variance[0] > 0.0 else 0.0
    compared = max(sides[1] - (sides[0] - count), 2)
    if not math.isfinite(variance[0]) or df < 1.0:
        found = rest_small(float(value[0]), 0.0, 1.0, (min(count, 3), compared), METHOD)
        reason = f"rests on {count} cells, of which one weighs half or more"
        found = replace(found, reason=reason if count > 3 else f"rests on {count} cells only")
    else:
        found = rest_small(float(value[0]), se, df, (count, compared), METHOD)
    found = replace(found, method=METHOD, treated=count)
    if assignments < FEWEST_ASSIGNMENTS:
        return found, float(taken[0])
    ratio = np.abs(value) / np.sqrt(np.where(variance > 0.0, variance, np.nan))
    if not math.isfinite(ratio[0]):
        ratio = np.abs(value)
    reached = np.nan_to_num(ratio, nan=np.inf) >= ratio[0] * (1.0 - 1e-9)
    return replace(found, p_value=float(reached.mean())), float(taken[0])


def _between(stack: _Stack, share: float | None) -> tuple[Floats, Floats, Floats]:
    """Return values, variances and shares [R] of the weighted mean of the cells' differences.

    The variance is sum of a (d - mean)^2 with a = w^2 / (1 - 2 w) / (1 + sum of w^2 / (1 - 2 w)):
    on average it is the variance between draws plus what cells' effects differ (Pashley and
    Miratrix 2021). NaN where a cell weighs half or more.
    """
    weight = stack.weight / np.maximum(stack.weight.sum(axis=1, keepdims=True), 1e-300)
    heavy = (weight >= 0.5).any(axis=1)
    odds = weight**2 / np.where(weight < 0.5, 1.0 - 2.0 * weight, 1.0)
    pull = odds / (1.0 + odds.sum(axis=1, keepdims=True))
    mean_after = (weight * stack.after).sum(axis=1)
    mean_before = (weight * stack.before).sum(axis=1)
    after = stack.after - mean_after[:, None]
    before = stack.before - mean_before[:, None]
    if share is None:
        square = (pull * before**2).sum(axis=1)
        cross = (pull * after * before).sum(axis=1)
        taken = np.where(square > 0.0, cross / np.where(square > 0.0, square, 1.0), 0.0)
        cells = 1.0 / (weight**2).sum(axis=1)
        lost = (cells - 1.0) / np.maximum(cells - 2.0, 1e-300)
    else:
        taken, lost = np.full(len(weight), share), np.ones(len(weight))
    left = after - taken[:, None] * before
    variance = lost * (pull * left**2).sum(axis=1)
    return mean_after - taken * mean_before, np.where(heavy, np.nan, variance), taken
