"""What a manufacturer's areas earned, whom it cost, and how far to trust it, in one call."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_groups import group_effects
from showfloor.measure.area_lock import PRIMARY_OUTCOME
from showfloor.measure.area_online import online_effect
from showfloor.measure.area_own_shops import own_shops_effect
from showfloor.measure.area_panel import area_panel, prepared_areas
from showfloor.measure.area_scale import gains_by_event, weights_of
from showfloor.measure.area_scores import WeightedEffects, weighted_effects
from showfloor.measure.area_trust import trust_in_areas
from showfloor.measure.gains_by_week_and_store import compared_stores, gains_by_week_and_store
from showfloor.measure.inference import undefined
from showfloor.measure.outcomes import euros, payback_weeks, per_cent
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.triple_difference import triple_difference
from showfloor.measure.types import Estimate
from showfloor.measure.types_area_more import AreaMore
from showfloor.measure.types_areas import (
    AreaEffect,
    AreaLedger,
    AreaMoney,
    AreaPanel,
    AreaQuestion,
    AreasFound,
)
from showfloor.measure.types_outcomes import Quantity
from showfloor.measure.whom_it_cost import whom_it_cost

Floats = npt.NDArray[np.float64]


ALMOST_PRICED = 0.99
"""Share of revenue with a stated unit margin from which on the money is margin, not revenue."""
_TERMS = CredibilityTerms()
_NO_MORE = AreaMore()


def areas_effect(
    question: AreaQuestion,
    ledger: AreaLedger,
    *,
    terms: CredibilityTerms = _TERMS,
    seed: int = 0,
    more: AreaMore = _NO_MORE,
) -> AreasFound:
    """Measure one manufacturer's areas from what the ledger holds.

    Stores are foretold by imputation from weeks before anything changed in them and from stores
    without an area, all of which move by the same per cent or, in the other scale, by the same
    amount, in all regions or, if asked, within theirs; averages weigh store-weeks by the share of
    their trading days that was open. What speaks for and against it: see `trust_in_areas`.
    Errors: by store, bias-reduced, Satterthwaite. `more` may name another method as headline of
    the primary outcome, with covariates; money, its parts and groups stay imputation's. PanelError
    where nothing can be measured.
    """
    panel = area_panel(question, ledger)
    prepared = prepared_areas(panel)
    quantity = _money_quantity(panel)
    money = _money(panel, prepared, quantity)
    trust = trust_in_areas((panel, prepared, money), ledger, more, terms=terms, seed=seed)
    offers = None if more.offers is None else triple_difference(panel, more.offers, terms=terms)
    weeks, by_store = gains_by_week_and_store(
        panel, prepared, panel.outcomes["own", quantity], weights_of(panel, panel.disrupted)
    )
    furthest = terms.rings_km[-1]
    treated = int(np.isfinite(panel.disrupted).sum())
    return AreasFound(
        manufacturer_id=question.manufacturer_id,
        format_id=question.format_id,
        first_week=question.first_week,
        to_week=question.to_week,
        primary=PRIMARY_OUTCOME,
        stores=len(panel.stores),
        treated=treated,
        compared=len(panel.stores) - treated,
        effects=_effects(panel, prepared),
        money=money,
        whom=whom_it_cost(
            panel,
            prepared,
            quantity,
            online=online_effect(question, ledger, panel),
            own_shops=own_shops_effect(panel, furthest),
            rings=trust.rings,
        ),
        groups=group_effects(panel, prepared, quantity),
        staggered=trust.staggered,
        checks=(*trust.checks, *(() if offers is None else offers.checks)),
        notes=(*panel.notes, *_said_of_money(panel, quantity), *trust.notes),
        weeks=weeks,
        by_store=by_store,
        compared_stores=compared_stores(panel, furthest),
        sensitivity=trust.sensitivity,
        rivals=panel.rivals,
        choice=trust.choice,
        drawn=trust.drawn,
        jump=trust.jump,
        offers=offers,
        scale=question.scale,
        events=gains_by_event(panel, prepared, quantity),
        beside=trust.beside,
        regions=panel.regions,
        after_reopening=question.after_reopening,
        remedies=trust.remedies,
    )


def _effects(panel: AreaPanel, prepared: PreparedPanel) -> Mapping[str, AreaEffect]:
    both = weights_of(panel, panel.disrupted), weights_of(panel, panel.opened)
    quantities: tuple[Quantity, ...] = ("units", "revenue", "margin")
    found: dict[str, AreaEffect] = {
        quantity: _pair(_averages(panel, prepared, panel.outcomes["own", quantity], both))
        for quantity in quantities
        if quantity != "margin" or panel.priced >= ALMOST_PRICED
    }
    if panel.baskets is not None:
        found["baskets"] = _baskets(panel, panel.baskets, both, prepared.region)
    return found


def _averages(
    panel: AreaPanel, prepared: PreparedPanel, outcome: Floats, weights: Iterable[Floats]
) -> WeightedEffects:
    return weighted_effects(prepared, outcome, weights, scale=panel.question.scale)


def _pair(found: WeightedEffects) -> AreaEffect:
    return AreaEffect(found.estimate(0), found.estimate(1))


def _baskets(
    panel: AreaPanel,
    baskets: Floats,
    both: tuple[Floats, Floats],
    region: npt.NDArray[np.int64] | None,
) -> AreaEffect:
    """Baskets are missing in places of their own, and stores without any are left out.

    region: [U] where each has weeks of its own.
    """
    weeks = np.arange(panel.weeks)
    begins = np.where(np.isnan(panel.disrupted), np.inf, panel.disrupted)
    rows = np.flatnonzero((np.isfinite(baskets) & (weeks < begins[:, None])).any(axis=1))
    units = tuple(panel.stores[i] for i in rows)
    try:
        times = np.arange(panel.weeks, dtype=np.float64)
        prepared = prepare(Panel(units, times, baskets[rows], panel.disrupted[rows]))
        if region is not None:
            prepared = replace(prepared, region=region[rows])
        return _pair(_averages(panel, prepared, baskets[rows], [part[rows] for part in both]))
    except PanelError as reason:
        return AreaEffect(undefined(str(reason)), undefined(str(reason)))


def _money_quantity(panel: AreaPanel) -> Quantity:
    return "margin" if panel.priced >= ALMOST_PRICED else "revenue"


def _said_of_money(panel: AreaPanel, quantity: Quantity) -> tuple[str, ...]:
    if quantity == "margin":
        return ()
    said = (
        f"money is revenue: only {panel.priced:.0%} of the revenue has a stated unit_margin, so "
        "that margin and payback are unknown"
    )
    return (said,)


def _money(panel: AreaPanel, prepared: PreparedPanel, quantity: Quantity) -> AreaMoney:
    weights = weights_of(panel, panel.disrupted)
    found = _averages(panel, prepared, panel.outcomes["own", quantity], [weights])
    weight, unit_times = float(weights.sum()), int((weights > 0.0).sum())
    totals = found.totals(0, weight=weight, unit_times=unit_times)
    return AreaMoney(
        quantity=quantity,
        total=euros(totals, quantity, margin=None if quantity == "margin" else 1.0),
        a_week=found.estimate(0),
        per_cent=per_cent(totals),
        payback=_payback(panel, found, quantity),
        cost=panel.cost,
    )


def _payback(panel: AreaPanel, found: WeightedEffects, quantity: Quantity) -> Estimate:
    if quantity != "margin":
        return undefined("payback needs a margin: state unit_margin in the table products")
    if not math.isfinite(panel.cost):
        return undefined("payback needs the formats' capex: state them in programme.toml")
    return payback_weeks(found.totals(0, weight=1.0, unit_times=1), "margin", cost=panel.cost)
