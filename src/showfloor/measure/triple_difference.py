"""Areas apart from offers that ran with them: stores by products by weeks, compared three ways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_scores import (
    ROUNDING,
    WeightedEffects,
    summed,
    weighted_effects,
)
from showfloor.measure.inference import undefined
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import prepare
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.triple_difference_cells import OfferCells, offer_cells
from showfloor.measure.triple_difference_checks import offer_checks
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel
from showfloor.measure.types_offers import (
    BY_OFFER_STORES,
    TRIPLE,
    OfferLedger,
    TripleDifference,
)
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.untreated_model import fit_in_scale

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOT_TOLD_APART = (
    "no store had the area without an offer or the offer without an area at the same age: what "
    "the two did to products on offer cannot be told apart"
)
_TERMS = CredibilityTerms()


def triple_difference(
    panel: AreaPanel, ledger: OfferLedger, *, terms: CredibilityTerms = _TERMS
) -> TripleDifference:
    """Split the effect in store-weeks with an area and an offer into the area's and the offer's.

    With D = revenue of products on offer - ratio x revenue of other own products, the offer's part
    is the effect on D where both run less that where the area runs alone, at the same age of the
    area; the area's part is the rest. It rests on: without the offer, products on offer would have
    gained over the others what they gained with the area alone, and the offer leaves the others as
    they are. Without stores that have the area alone, stores with the offer alone tell what the
    offer does (at the same age of the offer). In per cent each kind of product has its own
    untreated model, and what one side gained is carried to the other in proportion to what is
    foretold. Errors by store, bias-reduced. Method and what is
    not identified: docs/methods/triple-difference.md. PanelError where offers and panel do not fit.
    """
    cells = offer_cells(panel, ledger)
    models = _models(cells, panel.question.scale)
    weights, ratio = cells.weights, _ratio(cells)
    own = cells.prepared.outcome
    by_area = _matched(weights["both"], weights["area"], cells.age_of_area, own)
    by_offer = _matched(weights["both"], weights["offer"], cells.age_of_offer, own)
    alone = models.own([weights["both"], weights["area"], weights["offer"]])
    of_others = models.others([weights["both"], weights["offer"]])
    triple = _triple(models, ratio, by_area) if math.isfinite(ratio) else None
    double = _double(models, by_offer)
    chosen, way, share = _chosen(triple, double, by_area.kept, by_offer.kept)
    unknown = undefined(_why_not(cells, ratio))
    none = undefined("there is no triple difference")
    before = _before(models, ratio, terms.placebo_earlier) if triple else none
    both = chosen.both if chosen else alone.estimate(0)
    other_area, gap = _second(triple, double)
    found = TripleDifference(
        way=way,
        both=both,
        area=chosen.area.estimate() if chosen else unknown,
        offer=chosen.offer.estimate() if chosen else unknown,
        area_alone=alone.estimate(1),
        offer_alone=alone.estimate(2),
        others=of_others.estimate(0),
        others_by_offer=of_others.estimate(1),
        by_offer_stores=other_area,
        apart=gap,
        before=before,
        stores={name: int((w > 0.0).any(axis=1).sum()) for name, w in weights.items()}
        | {"neither": int((~(cells.begun | cells.spent).any(axis=1)).sum())},
        store_weeks={name: int((w > 0.0).sum()) for name, w in weights.items()},
        products=len({offer.product_id for offer in ledger.offers}),
        ratio=ratio,
        matched=share,
        checks=(),
        notes=(*cells.notes, *models.notes),
        scale=models.scale,
    )
    return replace(found, checks=offer_checks(found, terms))


@dataclass(frozen=True, slots=True)
class _Matched:
    """Two sides' weights [U, T] at ages that both have; kept: share of the first side's weight."""

    first: Floats
    second: Floats
    kept: float

    @property
    def sides(self) -> list[Floats]:
        return [self.first, self.second]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum of weighted effects: value, scores by cluster [C], and what the parts rest on."""

    value: float
    scores: Floats
    df: float
    sides: tuple[int, int]
    size: float

    def estimate(self) -> Estimate:
        """Return the sum with the interval that its thinnest part allows."""
        se = float(np.linalg.norm(self.scores))
        se = 0.0 if se <= ROUNDING * self.size else se
        return rest_small(self.value, se, self.df, self.sides, BY_UNIT)


@dataclass(frozen=True, slots=True)
class _Split:
    """Both parts of the effect where both ran, and the effect itself on the matched store-weeks."""

    both: Estimate
    area: _Sum
    offer: _Sum


@dataclass(frozen=True, slots=True)
class _Models:
    """The untreated models of own sales, of products on offer and of the others, in one scale."""

    cells: OfferCells
    scale: Scale
    notes: tuple[str, ...] = ()

    def own(self, weights: Sequence[Floats]) -> WeightedEffects:
        """Return effects on all own products."""
        return self._effects(self.cells.prepared.outcome, weights)

    def others(self, weights: Sequence[Floats]) -> WeightedEffects:
        """Return effects on own products never on offer."""
        return self._effects(self.cells.others, weights)

    def apart(self, ratio: float, weights: Sequence[Floats]) -> WeightedEffects:
        """Return effects on products on offer less `ratio` times those on the others."""
        both = [self._effects(self.cells.offered, weights), self.others(weights)]
        return summed(both, (1.0, -ratio))

    def _effects(self, outcome: Floats, weights: Sequence[Floats]) -> WeightedEffects:
        return weighted_effects(self.cells.prepared, outcome, weights, scale=self.scale)


def _models(cells: OfferCells, scale: Scale) -> _Models:
    """Return the models in the question's scale, or in levels where per cent have no meaning."""
    if scale == "per_cent":
        try:
            for outcome in (cells.prepared.outcome, cells.offered, cells.others):
                fit_in_scale(replace(cells.prepared, outcome=outcome), scale)
        except PanelError as reason:
            return _Models(cells, "levels", (f"area and offer are told apart in levels: {reason}",))
    return _Models(cells, scale)


@dataclass(frozen=True, slots=True)
class _Carried:
    """The second of two averages at the first's size: effect x foretold there over foretold here.

    In levels the second average itself.
    """

    value: float
    scores: Floats

    @classmethod
    def of(cls, models: _Models, found: WeightedEffects, whole: WeightedEffects) -> _Carried:
        """found: both averages of what is carried; whole: of all own sales, which give sizes."""
        value, scores = float(found.value[1]), found.errors.adjusted[:, 1]
        here, there = whole.counterfactual[1], whole.counterfactual[0]
        if models.scale == "levels" or not (here > 0.0 and there > 0.0):
            return cls(value, scores)
        moved = whole.on_counterfactual
        times = float(there / here)
        by_size = value * (moved[:, 0] / here - times * moved[:, 1] / here)
        return cls(times * value, times * scores + by_size)


def _triple(models: _Models, ratio: float, sides: _Matched) -> _Split | None:
    """Return the split by stores with the area alone; None where there is none of the same age."""
    if sides.kept == 0.0:
        return None
    whole, third = models.own(sides.sides), models.apart(ratio, sides.sides)
    carried = _Carried.of(models, third, whole)
    offer = _less(third, carried, (third,))
    return _split(whole, _rest(whole, offer), offer)


def _double(models: _Models, sides: _Matched) -> _Split | None:
    """Return the split by stores with the offer alone; None where there is none of the same age."""
    if sides.kept == 0.0:
        return None
    whole = models.own(sides.sides)
    carried = _Carried.of(models, whole, whole)
    area = _less(whole, carried, (whole,))
    return _split(whole, area, _rest(whole, area))


def _less(first: WeightedEffects, second: _Carried, rests: Sequence[WeightedEffects]) -> _Sum:
    """Return the first average less what the second carries to its stores; rests: what on."""
    sides = np.concatenate([found.errors.sides for found in rests], axis=1)
    return _Sum(
        value=float(first.value[0]) - second.value,
        scores=first.errors.adjusted[:, 0] - second.scores,
        df=float(min(found.errors.df.min() for found in rests)),
        sides=(int(sides[0].min()), int(sides[1].min())),
        size=float(max(np.abs(found.counterfactual).max() for found in rests)),
    )


def _rest(whole: WeightedEffects, part: _Sum) -> _Sum:
    """Return the first average of the whole less a part of it."""
    return _Sum(
        value=float(whole.value[0]) - part.value,
        scores=whole.errors.adjusted[:, 0] - part.scores,
        df=min(float(whole.errors.df[0]), part.df),
        sides=(
            min(int(whole.errors.sides[0, 0]), part.sides[0]),
            min(int(whole.errors.sides[1, 0]), part.sides[1]),
        ),
        size=max(part.size, abs(float(whole.counterfactual[0]))),
    )


def _split(whole: WeightedEffects, area: _Sum, offer: _Sum) -> _Split | None:
    if not (math.isfinite(area.value) and math.isfinite(offer.value)):
        return None
    return _Split(whole.estimate(0), area, offer)


def _chosen(
    triple: _Split | None, double: _Split | None, by_area: float, by_offer: float
) -> tuple[_Split | None, str, float]:
    if triple is not None:
        return triple, TRIPLE, by_area
    if double is not None:
        return double, BY_OFFER_STORES, by_offer
    return None, "", 0.0


def _second(triple: _Split | None, double: _Split | None) -> tuple[Estimate, Estimate]:
    """Return the area's part by stores with the offer alone, and how far it lies from the first."""
    if triple is None or double is None:
        why = undefined("only one way of telling area and offer apart is open")
        return why, why
    sides = (
        min(triple.area.sides[0], double.area.sides[0]),
        min(triple.area.sides[1], double.area.sides[1]),
    )
    gap = _Sum(
        value=double.area.value - triple.area.value,
        scores=double.area.scores - triple.area.scores,
        df=min(triple.area.df, double.area.df),
        sides=sides,
        size=max(triple.area.size, double.area.size),
    )
    return double.area.estimate(), gap.estimate()


def _matched(first: Floats, second: Floats, age: Ints, seen: Floats) -> _Matched:
    """Return both weights at the ages that both have, the second's ages as often as the first's."""
    inside = np.isfinite(seen)
    one, other = np.where(inside, first, 0.0), np.where(inside, second, 0.0)
    ages = age.ravel()
    count = int(ages.max()) + 1
    by_age = np.bincount(ages, one.ravel(), count), np.bincount(ages, other.ravel(), count)
    common = (by_age[0] > 0.0) & (by_age[1] > 0.0)
    times = np.where(common, by_age[0], 0.0) / np.where(common, by_age[1], 1.0)
    total = float(one.sum())
    kept = np.where(common[age], one, 0.0)
    return _Matched(kept, other * times[age], float(kept.sum()) / total if total > 0.0 else 0.0)


def _ratio(cells: OfferCells) -> float:
    """Return revenue of offered products per revenue of the others before area and offer."""
    quiet = ~(cells.begun | cells.spent) & np.isfinite(cells.others)
    rest = float(cells.others[quiet].sum())
    return float(cells.offered[quiet].sum()) / rest if rest > 0.0 else math.nan


def _why_not(cells: OfferCells, ratio: float) -> str:
    if not cells.weights["both"].any():
        return "no store had an area and an offer in the same week: there is nothing to split"
    if math.isnan(ratio):
        return (
            "all own products were on offer, so that none is left to compare with, and no store "
            "had the offer without an area at the same age"
        )
    return NOT_TOLD_APART


def _before(models: _Models, ratio: float, earlier: int) -> Estimate:
    """Return the triple difference over the `earlier` weeks before, pretended to be treated."""
    cells = models.cells
    weights = cells.weights
    both = (weights["both"] > 0.0).any(axis=1)
    area = (weights["area"] > 0.0).any(axis=1) & ~both
    begins = cells.prepared.cohort
    quiet = np.arange(cells.share.shape[1])[None, :] < begins[:, None]
    start = np.where(np.isfinite(begins), begins - earlier, np.nan)
    late = cells.prepared.times[None, :] >= np.nan_to_num(start, nan=np.inf)[:, None]
    early = np.where(late, cells.share, 0.0)
    units = tuple(str(row) for row in range(len(begins)))
    seen = np.where(quiet, cells.prepared.outcome, np.nan)
    panel = Panel(units, cells.prepared.times, seen, start)
    kept = kept_units(panel, 0.0)
    sides = [np.where((group & kept)[:, None], early, 0.0)[kept] for group in (both, area)]
    try:
        pretended = replace(
            cells,
            prepared=prepare(panel),
            offered=np.where(quiet, cells.offered, np.nan)[kept],
            others=np.where(quiet, cells.others, np.nan)[kept],
        )
        then = _Models(pretended, models.scale)
        whole, third = then.own(sides), then.apart(ratio, sides)
    except PanelError as reason:
        return undefined(str(reason))
    if np.isnan(third.value).any():
        return undefined("too few weeks lie before area and offer to pretend them earlier")
    return _less(third, _Carried.of(then, third, whole), (third,)).estimate()
