"""Prices of regions' own rows from the regions' relaxations, put into the prices of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.network import Floats
from showfloor.plan.regional import Regional, columns_at, regional_at
from showfloor.plan.regional_bound import OwnPrices, RegionalBound
from showfloor.plan.regional_lp import RegionalLp
from showfloor.plan.search_merge import side_by_side


def with_relaxed_prices(
    regional: Regional,
    near: Candidates,
    cuts: tuple[CrewCut, ...],
    width: Floats,
    stop: Callable[[], bool],
) -> Regional:
    """Return the programme at own prices of which no others bound a region less.

    Options that lose at most `width` [regions] are likely; others are let in as prices ask.
    """
    grid = regional.dual.grid

    def work(region: int) -> Callable[[Callable[[], bool]], tuple[RegionalLp, OwnPrices]]:
        def relax(go_on: Callable[[], bool]) -> tuple[RegionalLp, OwnPrices]:
            mine = tuple(cut for cut in cuts if cut.region == region)
            at = np.flatnonzero((grid.region[near.store] == region) & (near.loss <= width[region]))
            likely = columns_at(regional, near.store[at], near.form[at], near.start[at])
            lp = RegionalLp(regional, region, RegionalBound(regional, region, mine), likely)
            return lp, lp.solved((), go_on).own

        return relax

    found = side_by_side([work(region) for region in range(len(regional.whole))], stop)
    return with_own_prices(regional, found)


def with_own_prices(regional: Regional, found: Sequence[tuple[RegionalLp, OwnPrices]]) -> Regional:
    """Return the programme with relaxations' prices of crews where they bound a region better.

    Prices of pairs stay: those of the dual are by blocks of weeks.
    """
    rows = regional.dual.rows
    prices = regional.prices.copy()
    crew, cut = prices[rows.span("crew")], prices[rows.span("cut")]
    regions = np.array([own.region for own in rows.cuts], dtype=np.int64)
    place = {own.key: index for index, own in enumerate(rows.cuts)}
    for lp, own in found:
        region = lp.bounded.region
        crew[rows.crew_rows.region == region] = 0.0
        crew[own.crew] = own.crew_price
        cut[regions == region] = 0.0
        for known, price in zip(lp.bounded.cuts, own.cut_price, strict=True):
            cut[place[known.key]] = price
    tried = regional_at(regional.dual, prices)
    worse = tried.whole > regional.whole
    crew[worse[rows.crew_rows.region]] = regional.prices[rows.span("crew")][
        worse[rows.crew_rows.region]
    ]
    cut[worse[regions]] = regional.prices[rows.span("cut")][worse[regions]]
    return regional_at(regional.dual, prices)
