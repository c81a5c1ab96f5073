"""How far methods lie apart on one panel, with an error of that difference."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.inference import two_sided_p, undefined, without_interval
from showfloor.measure.panels import prepare
from showfloor.measure.resting import rest_small
from showfloor.measure.types import Estimate
from showfloor.measure.types_randomised import Draw

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GROUPS = 20
"""Parts of the units of which one at a time is left out."""
FEWEST_GROUPS = 10
BY_SCORES = "units' scores in both methods"
BY_GROUPS = "each twentieth of the units left out"
ROUNDING = 1e-10
"""Differences of this share of the outcome's spread are rounding: both methods are one here."""


@dataclass(frozen=True, slots=True)
class RunMethod:
    """One method's estimate, and its point anew for a part of the panel and the part's rows.

    scores: [C] what each cluster adds to it, None where it has none; df: degrees of freedom.
    """

    estimate: Estimate
    anew: Callable[[Panel, Ints], float]
    scores: Floats | None = None
    df: float = math.inf
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A method less the first one; test: how its error was made, "" where none could be."""

    apart: Estimate
    test: str
    p_value: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """How units are left out: cells of a draw as a whole, by the order of a seed."""

    draw: Draw | None
    seed: int


def differences(
    panel: Panel,
    ran: Mapping[str, RunMethod],
    names: Sequence[str],
    leaving: Leaving,
    anticipation: float,
) -> list[Difference]:
    """Return how far each of the named methods after the first lies from it."""
    first = ran[names[0]]
    by_parts = [
        name
        for name in names[1:]
        if math.isfinite(ran[name].estimate.estimate - first.estimate.estimate)
        and (ran[name].scores is None or first.scores is None)
    ]
    points = _left_out(panel, ran, [names[0], *by_parts], leaving) if by_parts else {}
    sides = _sides(panel, anticipation)
    scale = ROUNDING * float(np.nanstd(panel.outcome))
    return [_difference(first, ran[name], points.get(name), sides, scale) for name in names[1:]]


def _difference(
    first: RunMethod, own: RunMethod, points: Floats | None, sides: tuple[int, int], scale: float
) -> Difference:
    value = own.estimate.estimate - first.estimate.estimate
    if not math.isfinite(value):
        why = own.estimate.reason or first.estimate.reason
        return Difference(undefined(why), "", math.nan)
    if points is not None:
        number = len(points)
        if number < FEWEST_GROUPS:
            why = f"only {number} of {GROUPS} parts of the units could be left out"
            return Difference(without_interval(value, why), "", math.nan)
        spread = float(((points - points.mean()) ** 2).sum())
        se = math.sqrt((number - 1) / number * spread)
        df, test = float(min(number, *sides) - 1), BY_GROUPS
    else:
        assert own.scores is not None
        assert first.scores is not None
        se = float(np.linalg.norm(own.scores - first.scores))
        df, test = min(own.df, first.df), BY_SCORES
    if max(abs(value), se) <= scale:
        return Difference(without_interval(value, "both methods are the same here"), test, 1.0)
    apart = rest_small(value, se, df, sides, test)
    return Difference(apart, test, two_sided_p(apart))


def _sides(panel: Panel, anticipation: float) -> tuple[int, int]:
    prepared = prepare(panel, anticipation=anticipation)
    treated = np.isfinite(prepared.cohort)
    return (
        len(np.unique(prepared.cluster[treated])),
        max(len(np.unique(prepared.cluster[~treated])), 2),
    )


def _left_out(
    panel: Panel, ran: Mapping[str, RunMethod], names: Sequence[str], leaving: Leaving
) -> dict[str, Floats]:
    """Return by method the differences to the first one, each with one part of units left out."""
    group = _groups(panel, leaving)
    found: dict[str, list[float]] = {name: [] for name in names[1:]}
    for k in range(GROUPS):
        rows = np.flatnonzero(group != k)
        part = Panel(
            tuple(panel.units[i] for i in rows.tolist()),
            panel.times,
            panel.outcome[rows],
            panel.cohort[rows],
            None if panel.clusters is None else panel.clusters[rows],
        )
        points = [_point(ran[name], part, rows) for name in names]
        for name, point in zip(names[1:], points[1:], strict=True):
            if math.isfinite(point) and math.isfinite(points[0]):
                found[name].append(point - points[0])
    return {name: np.array(values) for name, values in found.items()}


def _point(method: RunMethod, part: Panel, rows: Ints) -> float:
    try:
        return method.anew(part, rows)
    except PanelError:
        return math.nan


def _groups(panel: Panel, leaving: Leaving) -> Ints:
    """Return [U] the part of each unit: each cohort spread evenly, cells of a draw kept whole."""
    code = np.arange(len(panel.units)) if panel.clusters is None else panel.clusters.copy()
    draw = leaving.draw
    if draw is not None:
        place = {unit: row for row, unit in enumerate(panel.units)}
        firsts: dict[str, int] = {}
        for unit, cell in zip(draw.units, draw.cell, strict=True):
            if unit in place:
                code[place[unit]] = code[firsts.setdefault(cell, place[unit])]
    cohort = np.where(np.isnan(panel.cohort), np.inf, panel.cohort)
    shuffled = np.random.default_rng(leaving.seed).permutation(len(code))
    order = shuffled[np.argsort(cohort[shuffled], kind="stable")]
    _, first, inverse = np.unique(code[order], return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    group = np.empty(len(code), dtype=np.int64)
    group[order] = rank[inverse] % GROUPS
    return group
