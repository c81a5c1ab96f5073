"""Which part of a certificate each region, store and spillover pair belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Leaf, Part, Prices
from showfloor.verify.arrays import Flags, Ints
from showfloor.verify.bound import CrewSides
from showfloor.verify.facts import Facts
from showfloor.verify.spillovers import Spillovers

NO_PART = -1


@dataclass(frozen=True, slots=True)
class Territories:
    """Places of parts, or NO_PART."""

    names: dict[str, int]
    """Of every region that a part names."""
    store: Ints
    """[S]."""
    pair: Ints
    """[P] a pair belongs to a part if all its stores without a fixed area lie there."""
    crossing: Flags
    """[P] pairs that belong to no part, and have a store without a fixed area in one."""


def read_territories(facts: Facts, spillovers: Spillovers, parts: Sequence[Part]) -> Territories:
    """Return what belongs to which part; each region is named by one part at most."""
    names = {region: place for place, part in enumerate(parts) for region in part.regions}
    of_region = np.array([names.get(region, NO_PART) for region in facts.regions], dtype=np.int64)
    store = of_region[facts.region_of]
    fixed_a = spillovers.fixed[spillovers.row_a]
    fixed_b = spillovers.fixed[spillovers.row_b]
    of_a, of_b = store[spillovers.row_a], store[spillovers.row_b]
    pair = np.where(fixed_a, of_b, np.where(fixed_b | (of_a == of_b), of_a, NO_PART))
    pair = np.where(fixed_a & fixed_b, NO_PART, pair)
    touched = (~fixed_a & (of_a != NO_PART)) | (~fixed_b & (of_b != NO_PART))
    return Territories(names=names, store=store, pair=pair, crossing=touched & (pair == NO_PART))


def what_is_left(territories: Territories, leaf: Leaf, crews: CrewSides) -> tuple[Leaf, CrewSides]:
    """Return the certificate's leaf without what parts replace, and its proven right sides."""
    prices = leaf.prices
    rows = _elsewhere(territories, prices.crew_region)
    cuts = _elsewhere(territories, prices.cut_region)
    entries = cuts[prices.entry_cut]
    thetas = territories.pair[prices.spillover_pair] == NO_PART
    exact = territories.pair[prices.spillover_exact] == NO_PART
    kept = dict.fromkeys(("crew_region", "crew_week", "crew_limit", "crew_price"), rows)
    kept |= {"crew_weights": rows} if len(rows) else {}
    kept |= {f"cut_{name}": cuts for name in ("region", "from", "weeks", "limit", "price")}
    kept |= {f"entry_{name}": entries for name in ("store", "format", "start", "weight")}
    kept |= {f"spillover_{name}": thetas for name in ("pair", "week", "price")}
    kept |= {"spillover_exact": exact}
    left: Prices = replace(
        prices,
        **{name: getattr(prices, name)[some] for name, some in kept.items()},
        entry_cut=(np.cumsum(cuts) - 1)[prices.entry_cut[entries]],
    )
    return replace(leaf, prices=left), CrewSides(rows=crews.rows[rows], cuts=crews.cuts[cuts])


def _elsewhere(territories: Territories, regions: np.ndarray) -> Flags:
    """Return which of these regions no part has."""
    names = territories.names
    return np.array([name not in names for name in regions.tolist()], dtype=np.bool_)
