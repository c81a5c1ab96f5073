"""Random parts for small problems, and their bound from the definition: leaf by leaf of the whole.

One leaf of every part, put together with what is left of the certificate's leaf, is a leaf of the
whole with the splits of all of them. The bound of the parts is the largest of all these.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
from showfloor_plain_arithmetic import fixed_areas, store_of
from showfloor_plain_cuts import with_random_cuts
from showfloor_plain_lagrangian import lagrangian_maximum
from showfloor_small_problems import random_later_prices, random_path_tree

from showfloor.domain.certificate import Leaf, Part, Prices

OWN = ("crew", "cut", "entry", "spillover", "split")


def regions_of(problem):
    return sorted({s.region or "" for s in problem.stores})


def free_regions(problem, pair):
    """Regions of a pair's stores that have no fixed area."""
    pair = problem.programme.spillover[int(pair)]
    free = [s for s in (pair.store_a, pair.store_b) if not fixed_areas(problem, s)]
    return {store_of(problem, s).region or "" for s in free}


def belongs(problem, pair, regions):
    free = free_regions(problem, pair)
    return bool(free) and free <= set(regions)


def picked(problem, prices, of_region, of_pair):
    """The prices with only some crew rows and cuts, by region, and some spillover, by pair."""
    rows = np.array([of_region(str(r)) for r in prices.crew_region], dtype=bool)
    cuts = np.array([of_region(str(r)) for r in prices.cut_region], dtype=bool)
    thetas = np.array([of_pair(p) for p in prices.spillover_pair], dtype=bool)
    exact = np.array([of_pair(p) for p in prices.spillover_exact], dtype=bool)
    entries = [e for e, cut in enumerate(prices.entry_cut) if cuts[cut]]
    place = np.cumsum(cuts) - 1
    some = {}
    for name in ("crew_region", "crew_week", "crew_limit", "crew_price"):
        some[name] = getattr(prices, name)[rows]
    if len(rows):
        some["crew_weights"] = prices.crew_weights[rows]
    for name in ("cut_region", "cut_from", "cut_weeks", "cut_limit", "cut_price"):
        some[name] = getattr(prices, name)[cuts]
    for name in ("entry_store", "entry_format", "entry_start", "entry_weight"):
        some[name] = getattr(prices, name)[entries]
    some["entry_cut"] = np.array([place[c] for c in prices.entry_cut[entries]], dtype=np.int64)
    for name in ("spillover_pair", "spillover_week", "spillover_price"):
        some[name] = getattr(prices, name)[thetas]
    return replace(prices, **some, spillover_exact=prices.spillover_exact[exact])


def only_own(prices):
    """The prices without those that a part's leaf must not have."""
    names = [name for name in Prices.__dataclass_fields__ if name.split("_")[0] in OWN]
    return Prices(**{name: getattr(prices, name) for name in names})


def of_part(problem, prices, regions):
    """What a leaf of a part of these regions may have of some prices."""
    mine = picked(problem, prices, lambda r: r in regions, lambda p: belongs(problem, p, regions))
    return only_own(mine)


def random_territories(problem, dice):
    """Regions of one or two parts, some in none."""
    regions = regions_of(problem)
    chosen = [(region, dice.choice([0, 0, 1, 1, None])) for region in regions]
    groups = [tuple(r for r, place in chosen if place == number) for number in (0, 1)]
    return [group for group in groups if group] or [(regions[0],)]


def without_crossing(problem, prices, territories):
    """The prices without exact pairs that would tie a part's stores to others."""

    def crossing(pair):
        free = free_regions(problem, pair)
        touched = {next((k for k, t in enumerate(territories) if r in t), None) for r in free}
        return touched != {None} and len(touched) > 1

    keep = [not crossing(p) for p in prices.spillover_exact]
    return replace(prices, spillover_exact=prices.spillover_exact[np.array(keep, dtype=bool)])


def random_parts(problem, seed, leaves=3):
    """A leaf of the whole and parts with random trees of few leaves, all with random prices."""
    dice = random.Random(f"parts {seed}")
    territories = random_territories(problem, dice)
    common = with_random_cuts(problem, random_later_prices(problem, seed), seed)
    parts = []
    for number, regions in enumerate(territories):
        inside = tuple(s for s in problem.stores if (s.region or "") in regions)
        paths = None
        for attempt in range(100):
            if paths is None or len(paths) > leaves:
                paths = random_path_tree(
                    replace(problem, stores=inside), f"{seed} {number} {attempt}"
                )
        parts.append(
            Part(
                regions,
                tuple(
                    Leaf(
                        of_part(problem, _leaf_prices(problem, f"{seed} {number}", path), regions),
                        path,
                    )
                    for path in paths
                ),
            )
        )
    return without_crossing(problem, common, territories), tuple(parts)


def _leaf_prices(problem, seed, path):
    prices = random_later_prices(problem, seed, path)
    return with_random_cuts(problem, prices, f"{seed} {path}")


def whole_leaves(problem, common, parts):
    """(prices, path) of every choice of one leaf of each part, as one leaf of the whole."""
    named = {region for part in parts for region in part.regions}
    left = picked(
        problem,
        common,
        lambda r: r not in named,
        lambda p: not any(belongs(problem, p, part.regions) for part in parts),
    )
    for chosen in itertools.product(*(part.leaves for part in parts)):
        prices = left
        for leaf in chosen:
            prices = joined(prices, leaf.prices)
        yield prices, tuple(split for leaf in chosen for split in leaf.path)


def joined(first, second):
    """Crew, cut, split and spillover prices of both; all else is the first's."""
    both = {}
    for name in Prices.__dataclass_fields__:
        if name.split("_")[0] in OWN and name not in ("crew_days", "crew_weights", "entry_cut"):
            both[name] = np.concatenate([getattr(first, name), getattr(second, name)])
    both["spillover_exact"] = np.sort(both["spillover_exact"])
    both["entry_cut"] = np.concatenate([first.entry_cut, second.entry_cut + len(first.cut_price)])
    filled = [p for p in (first, second) if len(p.crew_price)]
    if filled:
        assert all(np.array_equal(p.crew_days, filled[0].crew_days) for p in filled)
        both["crew_days"] = filled[0].crew_days
        both["crew_weights"] = np.concatenate([p.crew_weights for p in filled])
    return replace(first, **both)


def bound_by_definition(problem, common, parts, seed):
    """The largest Lagrangian of all these leaves of the whole; None where none has a plan."""
    found = [
        lagrangian_maximum(problem, prices, seed, path)
        for prices, path in whole_leaves(problem, common, parts)
    ]
    return max((worth for worth in found if worth is not None), default=None)


def turned_days(prices, dice):
    """The same crew rows with the columns of `crew_days` in another order."""
    order = dice.sample(range(len(prices.crew_days)), len(prices.crew_days))
    if not len(prices.crew_price):
        return prices
    return replace(
        prices, crew_days=prices.crew_days[order], crew_weights=prices.crew_weights[:, order]
    )
