"""From the plan behind an area to how its store was chosen, and what that means for the effect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.plan import PlannedArea
from showfloor.domain.stores import Area
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.credibility_checks import Choosing
from showfloor.measure.drawn_stores import draw_of_stores
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel, AreaQuestion
from showfloor.measure.types_choice import PlanBehind, PlanChoice
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.types_randomised import Draw

Floats = npt.NDArray[np.float64]

LEAST_BEFORE = 13
"""Weeks that must be left before the first area for the weeks of the choice to be left out."""
_WEEK_ZERO = date(1970, 1, 5)


def plan_behind(plans: Sequence[Sequence[PlannedArea]], opened: Sequence[Area]) -> int | None:
    """Return which of the plans (oldest first) has most of the opened areas; later ones first.

    None where no plan has any of their stores.
    """
    stores = {area.store_id for area in opened}
    count = [len(stores & {area.store_id for area in plan}) for plan in plans]
    if not any(count):
        return None
    return max(range(len(count)), key=lambda place: (count[place], place))


def after_choice(
    question: AreaQuestion, scored_to: date | None, areas: Sequence[Area]
) -> AreaQuestion:
    """Return the question beginning after the weeks whose sales chose the stores.

    Unchanged where those lie before it anyway, nobody knows them, or fewer than 13 weeks would be
    left before the first area: then the check on regression to the mean fails.
    """
    measured = [
        area.disrupted_on
        for area in areas
        if area.manufacturer_id == question.manufacturer_id
        and question.format_id in ("", area.format_id)
        and question.first_week + timedelta(weeks=1) <= area.disrupted_on < question.to_week
    ]
    if scored_to is None or not measured or scored_to <= question.first_week:
        return question
    begin = scored_to + timedelta(days=-scored_to.weekday() % 7)
    first = min(measured)
    if (first - begin).days < 7 * LEAST_BEFORE or begin >= question.to_week:
        return question
    return replace(question, first_week=begin)


def said_of_beginning(asked: AreaQuestion, begun: AreaQuestion) -> tuple[str, ...]:
    """Return what to say of weeks that `after_choice` left out."""
    if begun.first_week == asked.first_week:
        return ()
    return (
        f"weeks before {begun.first_week} are left out: the plan chose its stores by their sales",
    )


def draw_behind(panel: AreaPanel, behind: PlanBehind) -> tuple[Draw | None, tuple[str, ...]]:
    """Return the plan's draw in the panel's weeks, and what was left out of it.

    A slot counts from its planned first day of building, as areas do. Cells with a store that the
    panel lacks are left out: their comparison is no longer the drawn one. None: nothing is left.
    """
    known = set(panel.stores)
    lost = sorted({drawn.cell for drawn in behind.drawn if drawn.store_id not in known})
    rest = [drawn for drawn in behind.drawn if drawn.cell not in lost]
    notes = tuple(f"cell {cell} of the plan's draw left out: a store is missing" for cell in lost)
    if not rest:
        return None, notes
    at_once = dict.fromkeys({drawn.format_id for drawn in rest if drawn.format_id}, 0)
    draw = draw_of_stores(rest, at_once)
    first = (panel.question.first_week - _WEEK_ZERO).days / 7.0
    return Draw(draw.units, draw.cell, draw.start - first, draw.probability), notes


def plan_choice(
    panel: AreaPanel, prepared: PreparedPanel, outcome: Floats, behind: PlanBehind
) -> PlanChoice:
    """Say how the stores with an area were chosen, and how their gain goes with the promise.

    outcome: [U, T] as in `prepared`, a full trading week. The slope weighs store-weeks as the mean
    effect does; its error is by store.
    """
    planned = {area.store_id: area.format_id for area in behind.areas}
    margins: dict[str, dict[str, float]] = {}
    for option in behind.options:
        margins.setdefault(option.store_id, {})[option.format_id] = option.retailer_margin_per_week
    treated = np.isfinite(panel.disrupted)
    promise = np.full(len(panel.stores), np.nan)
    for row, store in enumerate(panel.stores):
        if treated[row] and store in planned:
            promise[row] = margins.get(store, {}).get(planned[store], math.nan)
    left = [
        max(margins[store].values())
        for row, store in enumerate(panel.stores)
        if not treated[row] and store in margins
    ]
    weight = _weights(panel, promise)
    promised, slope = _slope(prepared, outcome, (weight, promise), panel.question.scale)
    of_left = float(np.mean(left)) if left else math.nan
    drawn = {store.store_id for store in behind.drawn}
    measured = [store for store, own in zip(panel.stores, treated.tolist(), strict=True) if own]
    return PlanChoice(
        run_id=behind.run_id,
        planned=sum(store in planned for store in measured),
        unplanned=tuple(store for store in measured if store not in planned),
        drawn=sum(store in drawn for store in measured),
        scored_from=behind.scored_from,
        scored_to=behind.scored_to,
        scored_by=behind.scored_by,
        promised=promised,
        left=of_left,
        left_stores=len(left),
        slope=slope,
        gap=_times(slope, of_left - promised),
    )


def choosing_of(panel: AreaPanel, choice: PlanChoice, effect: float) -> Choosing:
    """Return what the credibility checks need to know; effect: of the measured, as in `slope`."""
    treated = int(np.isfinite(panel.disrupted).sum())
    first = panel.question.first_week
    known = choice.scored_from is not None and choice.scored_to is not None
    return Choosing(
        randomised=choice.drawn == treated,
        scored_from=_weeks(choice.scored_from, first) if known else math.nan,
        scored_to=math.ceil(_weeks(choice.scored_to, first)) if known else math.nan,
        remedy=_remedy(panel, choice.scored_to),
        by=f"plan {choice.run_id}",
        gap=choice.gap,
        effect=effect,
    )


def _remedy(panel: AreaPanel, scored_to: date | None) -> str:
    if scored_to is None:
        return ""
    begin = scored_to + timedelta(days=-scored_to.weekday() % 7)
    first = panel.question.first_week + timedelta(weeks=int(np.nanmin(panel.disrupted)))
    if (first - begin).days < 14:
        return (
            "no weeks lie between these and the first area; let the next plan score its stores by "
            "sales that end a quarter before it starts"
        )
    return f"measure from {begin.isoformat()} on (--from)"


def _weeks(day: date | None, first: date) -> float:
    return math.nan if day is None else (day - first).days / 7.0


def _weights(panel: AreaPanel, promise: Floats) -> Floats:
    begins = np.where(np.isfinite(promise), panel.disrupted, np.inf)
    after = np.arange(panel.weeks)[None, :] >= begins[:, None]
    return np.where(after, panel.open_share, 0.0)


def _slope(
    prepared: PreparedPanel, outcome: Floats, promised: tuple[Floats, Floats], scale: Scale
) -> tuple[float, Estimate]:
    """Return the weighted mean promise, and the least-squares slope of effects on it.

    promised: the weights [U, T] that count, and each store's promise [U].

    The slope is the mean effect of those above the mean promise, weighed by how far above, less
    that of those below, divided by what their promises differ.
    """
    weight, promise = promised
    inside = np.where(np.isfinite(outcome), weight, 0.0)
    total = inside.sum(axis=1)
    if not total.any():
        return math.nan, undefined("no measured store is in the plan with a promise")
    known = np.nan_to_num(promise)
    mean = float(total @ known / total.sum())
    apart = np.where(total > 0.0, known - mean, 0.0)
    square = float(total @ apart**2)
    if not square > 1e-12 * float(total.sum()) * max(mean**2, 1e-300):
        return mean, undefined("all measured stores were promised the same")
    sides = [inside * np.maximum(sign * apart, 0.0)[:, None] for sign in (1.0, -1.0)]
    found = weighted_effects(prepared, outcome, sides, scale=scale)
    factor = float(sides[0].sum()) / square
    both = found.errors
    return mean, rest_small(
        factor * float(found.value[0] - found.value[1]),
        factor * float(np.linalg.norm(both.adjusted[:, 0] - both.adjusted[:, 1])),
        float(both.df.min()),
        (int(both.sides[0].min()), int(both.sides[1].min())),
        BY_UNIT,
    )


def _times(estimate: Estimate, factor: float) -> Estimate:
    if not math.isfinite(factor):
        return undefined("no store with an option was left without an area")
    ends = sorted((factor * estimate.low, factor * estimate.high))
    return replace(
        estimate,
        estimate=factor * estimate.estimate,
        se=abs(factor) * estimate.se,
        low=ends[0],
        high=ends[1],
    )
