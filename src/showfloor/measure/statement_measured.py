"""What a manufacturer's areas earned in some weeks, in all and store by store."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.area_panel import prepared_areas
from showfloor.measure.area_scores import averages_of, summed
from showfloor.measure.areas_effect import ALMOST_PRICED
from showfloor.measure.inference import undefined
from showfloor.measure.outcomes import euros, total
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel
from showfloor.measure.types_outcomes import Quantity, Totals
from showfloor.measure.types_statement import MonthExchange
from showfloor.measure.untreated_model import UntreatedFit, fit_in_scale

Floats = npt.NDArray[np.float64]

FEWEST_PLACEBOS = 5
"""A spread between fewer comparison stores says nothing."""
_STORE = ("own", "rivals", "other")
"""What a store sells, in parts."""
UNPRICED = "products without a unit_margin make up too much of the revenue: margin is unknown"
UNSTATED = "nobody stated the manufacturer's margin rate"


@dataclass(frozen=True, slots=True)
class MeasuredWeeks:
    """Sums over some weeks of effects on treated stores of a panel [U].

    retailer: on the store's margin in all; manufacturer: on own revenue x the stated rate.
    by_store: store_id to the two sums, for stores with a week that could be foretold; they add up
    to the estimates. placebo_spread: store_id to the spread (standard deviation) of the retailer's
    sum in comparison stores.
    """

    retailer: Estimate
    manufacturer: Estimate
    by_store: dict[str, tuple[float, float]]
    placebo_spread: dict[str, float]


def measured_weeks(
    panel: AreaPanel, spans: Sequence[range], *, rate: float
) -> tuple[MeasuredWeeks, ...]:
    """Sum the effects over spans of weeks (numbers in the panel), from each first disruption on.

    rate: the manufacturer's margin as a share of own revenue, NaN where nobody stated it.
    """
    prepared = prepared_areas(panel)
    margin = _Sums(panel, prepared, _STORE, "margin", spans)
    revenue = _Sums(panel, prepared, ("own",), "revenue", spans)
    return tuple(
        _in_weeks(panel, (margin, revenue), place, rate=rate) for place in range(len(spans))
    )


def _in_weeks(
    panel: AreaPanel, parts: tuple[_Sums, _Sums], place: int, *, rate: float
) -> MeasuredWeeks:
    margin, revenue = parts
    known, stated = panel.priced >= ALMOST_PRICED, math.isfinite(rate)
    spread = margin.placebo_spread(place)
    ours, taken = margin.by_store(place), revenue.by_store(place)
    rows = np.flatnonzero(margin.weights[place].sum(axis=1)).tolist()
    return MeasuredWeeks(
        retailer=euros(margin.totals[place], "margin") if known else undefined(UNPRICED),
        manufacturer=(
            euros(revenue.totals[place], "revenue", margin=rate) if stated else undefined(UNSTATED)
        ),
        by_store={
            panel.stores[i]: (float(ours[i]) if known else math.nan, rate * float(taken[i]))
            for i in rows
        },
        placebo_spread={panel.stores[i]: float(spread[i]) if known else math.nan for i in rows},
    )


def exchange_of_weeks(panel: AreaPanel, weeks: range) -> MonthExchange:
    """Return the parts of the retailer's sum over the weeks: gain, rivals' and other losses."""
    if panel.priced < ALMOST_PRICED:
        return MonthExchange(*(undefined(UNPRICED),) * 3)
    prepared = prepared_areas(panel)
    own, rivals, other = (
        _Sums(panel, prepared, (part,), "margin", [weeks]).totals[0] for part in _STORE
    )
    return MonthExchange(euros(own, "margin"), total(rivals, worth=-1.0), total(other, worth=-1.0))


class _Sums:
    """The effects on the sum of some parts of a store's sales, in some spans of weeks.

    Each part has its own untreated model, in the question's scale, as in `whom_it_cost`.
    """

    def __init__(
        self,
        panel: AreaPanel,
        prepared: PreparedPanel,
        parts: Sequence[str],
        quantity: Quantity,
        spans: Sequence[range],
    ) -> None:
        self._prepared = prepared
        shown = [replace(prepared, outcome=panel.outcomes[part, quantity]) for part in parts]
        self._fits = [fit_in_scale(part, panel.question.scale) for part in shown]
        self._inside = [np.isin(np.arange(panel.weeks), list(span)) for span in spans]
        foretold = np.isfinite(self._fits[0].effect)
        for fit in self._fits[1:]:
            foretold &= np.isfinite(fit.effect)
        self.weights: list[Floats] = [
            np.where(foretold & inside[None, :], panel.open_share, 0.0) for inside in self._inside
        ]
        found = summed(
            [
                averages_of(prepared, fit, part.outcome, self.weights)
                for fit, part in zip(self._fits, shown, strict=True)
            ],
            [1.0] * len(parts),
        )
        self.totals: list[Totals] = [
            found.totals(place, weight=float(weight.sum()), unit_times=int((weight > 0.0).sum()))
            for place, weight in enumerate(self.weights)
        ]

    def by_store(self, place: int) -> Floats:
        """Return [U] each store's own sum in a span."""
        weight = self.weights[place]
        effect = np.where(weight > 0.0, sum(fit.effect for fit in self._fits), 0.0)
        return np.asarray(np.einsum("ut,ut->u", weight, effect), dtype=np.float64)

    def placebo_spread(self, place: int) -> Floats:
        """Return [U] the spread that each treated store's sum would have if nothing happened."""
        weight = self.weights[place]
        size = np.einsum("ut,ut->u", weight, _foretold(self._fits, weight))
        found = np.full(len(weight), np.nan)
        placebos = placebo_weeks(self._prepared, self._fits, self._inside[place])
        for row in np.flatnonzero(weight.sum(axis=1)).tolist():
            found[row] = placebos[float(self._prepared.cohort[row])] * float(size[row])
        return found


def _foretold(fits: Sequence[UntreatedFit], like: Floats) -> Floats:
    """Return [U, T] what is foretold in all; ones in levels, where noise knows no size."""
    means = [np.nan_to_num(fit.mean) for fit in fits if fit.mean is not None]
    return np.asarray(sum(means), dtype=np.float64) if means else np.ones_like(like)


def placebo_weeks(
    prepared: PreparedPanel, fits: Sequence[UntreatedFit], inside: npt.NDArray[np.bool_]
) -> dict[float, float]:
    """Return by cohort the spread of an average week's difference in never treated stores.

    Each of them is foretold as a store of that cohort would be: its own level from the weeks before
    the cohort's first, the common weeks from the untreated stores. It is one of n that those weeks
    are learned from, so its difference is scaled by n / (n - 1). NaN with fewer than five stores.
    fits: of parts that are summed; in per cent differences are shares of what is foretold.
    """
    never = np.isinf(prepared.cohort)
    residual = np.where(fits[0].before, sum(fit.residual for fit in fits), np.nan)[never]
    base = _foretold(fits, fits[0].residual)[never]
    stores = int(never.sum())
    found: dict[float, float] = {}
    for cohort in prepared.cohorts.tolist():
        earlier = prepared.times < cohort
        before = residual[:, earlier]
        during = residual[:, inside]
        whole = np.isfinite(before).any(axis=1) & np.isfinite(during).any(axis=1)
        if int(whole.sum()) < FEWEST_PLACEBOS:
            found[cohort] = math.nan
            continue
        whole &= (base[:, inside].mean(axis=1) > 0.0) & (base[:, earlier].mean(axis=1) > 0.0)
        later = np.nanmean(during[whole], axis=1) / base[whole][:, inside].mean(axis=1)
        apart = later - np.nanmean(before[whole], axis=1) / base[whole][:, earlier].mean(axis=1)
        found[cohort] = float(np.sqrt(np.mean(apart**2))) * stores / (stores - 1)
    return found
