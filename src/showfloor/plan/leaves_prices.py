"""From a part's relaxation to the prices of its leaf, each named by its rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.plan.dual_lp import start_from_relaxation
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.leaves_lp import Part
from showfloor.plan.model import Model
from showfloor.plan.network import Floats


def leaf_of(dual: DualPass, model: Model, part: Part, path: tuple[Split, ...]) -> Leaf:
    """Return the leaf with a part's prices; splits at the path's end that it has none for get 0.

    Pairs of the dual's forest are counted exactly; the cuts of the others become prices by week.
    """
    vector = start_from_relaxation(dual, model, part.relaxed)
    vector[dual.rows.span("theta")] = 0.0
    split = np.zeros(len(path))
    split[: len(part.split_price)] = part.split_price
    prices = replace(named_prices(dual, vector), split=split)
    earned = float(sum(price for price, side in zip(split, path, strict=True) if not side.at_most))
    return Leaf(_with_thetas(charging_more(prices, earned), model, part), path)


def charging_more(prices: Prices, earned: float) -> Prices:
    """Raise the prices of installations that no week has crews for by what sides may pay them."""
    raised = prices.crew_price + np.where(prices.crew_limit <= 0, earned, 0.0)
    return replace(prices, crew_price=raised)


def _with_thetas(prices: Prices, model: Model, part: Part) -> Prices:
    """Add the cuts' prices by pair and week, of the pairs that are not counted exactly."""
    relaxed, pairs = part.relaxed, model.pairs
    outside = np.flatnonzero(~np.isin(pairs.pair, prices.spillover_exact) & (pairs.fixed == 0))
    priced: Floats = np.zeros_like(pairs.loss)
    paid = np.flatnonzero(relaxed.cut_prices > 0)
    np.add.at(
        priced,
        relaxed.cuts.pair[paid],
        relaxed.cuts.loss[paid] * relaxed.cut_prices[paid, None],
    )
    theta = np.minimum(priced[outside], pairs.loss[outside])
    row, week = np.nonzero(theta > 0)
    return replace(
        prices,
        spillover_pair=pairs.pair[outside[row]],
        spillover_week=week.astype(np.int64),
        spillover_price=theta[row, week],
    )
