"""From a region's own prices to the prices of a part's leaf, each named by its rule."""

from __future__ import annotations

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.plan.crew_cuts import named_cuts
from showfloor.plan.grid import Grid
from showfloor.plan.network import Ints
from showfloor.plan.regional import Regional
from showfloor.plan.regional_bound import OwnPrices, RegionalBound
from showfloor.plan.rules import regions_of


def own_leaf(
    regional: Regional,
    bounded: RegionalBound,
    base: Prices,
    own: OwnPrices,
    sides: tuple[tuple[Split, float], ...],
) -> Leaf:
    """Return a leaf of a region's part, from its own prices and the sides of its path with theirs.

    `base` has the common prices by name: its crew rows are those of installations that no week has
    crews for, which cost as much more here as sides "at least" may pay them.
    """
    grid, crews = regional.dual.grid, regional.dual.rows.crew_rows
    name = regions_of(grid.network)[bounded.region]
    earned = sum(price for side, price in sides if not side.at_most)
    never = base.crew_region == name
    paid = own.crew_price > 0
    rows = own.crew[paid]
    row, week = np.nonzero(own.theta > 0)
    prices = Prices(
        crew_region=np.concatenate([base.crew_region[never], np.full(len(rows), name)]),
        crew_week=np.concatenate([base.crew_week[never], crews.week[rows]]),
        crew_days=base.crew_days,
        crew_weights=np.vstack([base.crew_weights[never], crews.weights[rows]]),
        crew_limit=np.concatenate([base.crew_limit[never], crews.limit[rows]]),
        crew_price=np.concatenate([base.crew_price[never] + earned, own.crew_price[paid]]),
        split=np.array([price for _, price in sides], dtype=np.float64),
        spillover_pair=grid.pair[bounded.pairs[row]],
        spillover_week=week.astype(np.int64),
        spillover_price=own.theta[row, week],
        spillover_exact=exact_pairs_of(grid, base.spillover_exact, bounded.region),
    )
    return Leaf(
        named_cuts(grid, bounded.cuts, own.cut_price, prices), tuple(side for side, _ in sides)
    )


def exact_pairs_of(grid: Grid, exact: Ints, region: int) -> Ints:
    """Return which exact pairs (places in the programme's list) belong to a region.

    A pair beside a standing area belongs where its other store lies.
    """
    network = grid.network
    kept = []
    for place in exact.tolist():
        pair = network.programme.spillover[place]
        ends = (network.place[pair.store_a], network.place[pair.store_b])
        kept.append(any(not grid.fixed[end] and grid.region[end] == region for end in ends))
    return exact[np.array(kept, dtype=np.bool_)]
