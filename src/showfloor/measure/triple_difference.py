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
from showfloor.measure.area_scores import ROUNDING, WeightedEffects, weighted_effects
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
    offer does (at the same age of the offer). Errors by store, bias-reduced. Method and what is
    not identified: docs/methods/triple-difference.md. PanelError where offers and panel do not fit.
    """
    cells = offer_cells(panel, ledger)
    weights = cells.weights
    ratio = _ratio(cells)
    own, others = cells.prepared.outcome, cells.others
    apart = cells.offered - ratio * others if math.isfinite(ratio) else np.full_like(own, np.nan)
    by_area = _matched(weights["both"], weights["area"], cells.age_of_area, own)
    by_offer = _matched(weights["both"], weights["offer"], cells.age_of_offer, own)
    alone = _effects(cells, own, [weights["both"], weights["area"], weights["offer"]])
    of_others = _effects(cells, others, [weights["both"], weights["offer"]])
    triple = _triple(cells, own, apart, by_area) if math.isfinite(ratio) else None
    double = _double(cells, own, by_offer)
    chosen, way, share = _chosen(triple, double, by_area.kept, by_offer.kept)
    unknown = undefined(_why_not(cells, ratio))
    none = undefined("there is no triple difference")
    before = _before(cells, apart, terms.placebo_earlier) if triple else none
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
        notes=cells.notes,
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


def _effects(cells: OfferCells, outcome: Floats, weights: Sequence[Floats]) -> WeightedEffects:
    return weighted_effects(cells.prepared, outcome, weights)


def _sum_of(parts: Sequence[tuple[float, WeightedEffects, int]]) -> _Sum:
    """Add up (factor, effects, place) with the smallest degrees of freedom and sides."""
    scores = np.sum([c * found.errors.adjusted[:, k] for c, found, k in parts], axis=0)
    sides = np.stack([found.errors.sides[:, k] for _, found, k in parts])
    return _Sum(
        value=float(sum(c * found.value[k] for c, found, k in parts)),
        scores=np.asarray(scores, dtype=np.float64),
        df=float(min(found.errors.df[k] for _, found, k in parts)),
        sides=(int(sides[:, 0].min()), int(sides[:, 1].min())),
        size=float(max(abs(found.counterfactual[k]) for _, found, k in parts)),
    )


def _triple(cells: OfferCells, own: Floats, apart: Floats, sides: _Matched) -> _Split | None:
    """Return the split by stores with the area alone; None where there is none of the same age."""
    if sides.kept == 0.0:
        return None
    whole = _effects(cells, own, sides.sides)
    third = _effects(cells, apart, sides.sides)
    offer = (1.0, third, 0), (-1.0, third, 1)
    rest = (1.0, whole, 0), (-1.0, third, 0), (1.0, third, 1)
    return _split(whole, _sum_of(rest), _sum_of(offer))


def _double(cells: OfferCells, own: Floats, sides: _Matched) -> _Split | None:
    """Return the split by stores with the offer alone; None where there is none of the same age."""
    if sides.kept == 0.0:
        return None
    whole = _effects(cells, own, sides.sides)
    return _split(whole, _sum_of([(1.0, whole, 0), (-1.0, whole, 1)]), _sum_of([(1.0, whole, 1)]))


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


def _before(cells: OfferCells, apart: Floats, earlier: int) -> Estimate:
    """Return the triple difference over the `earlier` weeks before, pretended to be treated."""
    weights = cells.weights
    both = (weights["both"] > 0.0).any(axis=1)
    area = (weights["area"] > 0.0).any(axis=1) & ~both
    begins = cells.prepared.cohort
    weeks = np.arange(apart.shape[1])
    seen = np.where(weeks[None, :] < begins[:, None], apart, np.nan)
    start = np.where(np.isfinite(begins), begins - earlier, np.nan)
    early = np.where(weeks[None, :] >= np.nan_to_num(start, nan=np.inf)[:, None], cells.share, 0.0)
    units = tuple(str(row) for row in range(len(begins)))
    panel = Panel(units, cells.prepared.times, seen, start)
    kept = kept_units(panel, 0.0)
    sides = [np.where((group & kept)[:, None], early, 0.0)[kept] for group in (both, area)]
    try:
        found = weighted_effects(prepare(panel), seen[kept], sides)
    except PanelError as reason:
        return undefined(str(reason))
    if np.isnan(found.value).any():
        return undefined("too few weeks lie before area and offer to pretend them earlier")
    return _sum_of([(1.0, found, 0), (-1.0, found, 1)]).estimate()
