"""Stores with few staff, put together so that no figure of sales stands for a few people.

A store has few staff where fewer people than stated work there; where nobody said how many, it has
enough. Its sales are shown only in the sum of a group. What is shown beside the group (every other
store, the regions that are not hidden, the total of all) gives by difference no more than that sum:
it is complementary suppression, Cox (1980), "Suppression methodology and statistical disclosure
control", JASA 75, for sums by store and by region.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from showfloor.domain.stores import Store

STORES_A_GROUP = 3
"""A sum of fewer stores would tell one of them to the other."""


@dataclass(frozen=True, slots=True)
class StoreGroup:
    """Stores whose sales are shown as one sum; region: where all of them lie, "" for several."""

    store_ids: tuple[str, ...]
    region: str

    @property
    def is_shown(self) -> bool:
        """Whether the stores are so many that their sum may be shown."""
        return len(self.store_ids) >= STORES_A_GROUP


@dataclass(frozen=True, slots=True)
class SmallStores:
    """The groups, and the regions whose totals would give a store away by difference."""

    groups: tuple[StoreGroup, ...] = ()
    hidden_regions: frozenset[str] = frozenset()

    def group_of(self, store_id: str) -> StoreGroup | None:
        """Return the group that a store is shown in; None where it is shown by itself."""
        return next((one for one in self.groups if store_id in one.store_ids), None)

    @property
    def grouped(self) -> frozenset[str]:
        """Every store that is in a group."""
        return frozenset(store_id for one in self.groups for store_id in one.store_ids)

    @property
    def is_total_shown(self) -> bool:
        """Whether the sum of all stores may be shown: no group is too small for its own."""
        return all(one.is_shown for one in self.groups)


def has_few_staff(store: Store, staff_at_least: int) -> bool:
    """Return whether it is known that fewer people work in a store; never of the online shop."""
    return store.kind != "online" and store.staff is not None and store.staff < staff_at_least


def small_stores(stores: Iterable[Store], staff_at_least: int) -> SmallStores:
    """Return the groups among stores that have figures of one kind over one period.

    A region's stores with few staff are a group; where they are fewer than three, the region's
    next smallest join them. A region of fewer than three stores goes into one group of the
    country, which the next smallest stores of other regions join (with the group that they are
    in), and none of these regions' totals may be shown.
    """
    of_region: dict[str, list[Store]] = defaultdict(list)
    for store in sorted(stores, key=_size):
        if store.kind != "online":
            of_region[store.region or ""].append(store)
    groups: dict[str, list[Store]] = {}
    country: list[Store] = []
    for region, held in sorted(of_region.items()):
        few = sum(has_few_staff(store, staff_at_least) for store in held)
        if few and len(held) < STORES_A_GROUP:
            country += held
        elif few:
            groups[region] = held[: max(few, STORES_A_GROUP)]
    hidden = _fill(country, groups, [one for held in of_region.values() for one in held])
    found = [_group(held, region) for region, held in groups.items()]
    return SmallStores(tuple(found + ([_group(country, "")] if country else [])), hidden)


def _size(store: Store) -> tuple[float, str]:
    """Order by people, then by id; never by sales, which the order would tell."""
    return math.inf if store.staff is None else store.staff, store.store_id


def _fill(
    country: list[Store], groups: dict[str, list[Store]], every: Sequence[Store]
) -> frozenset[str]:
    """Let the smallest others join the country's stores until they are enough; the regions."""
    for store in sorted(every, key=_size):
        if not country or len(country) >= STORES_A_GROUP:
            break
        if store not in country:
            country += groups.pop(store.region or "", [store])
    return frozenset(store.region or "" for store in country)


def _group(held: Sequence[Store], region: str) -> StoreGroup:
    return StoreGroup(tuple(sorted(store.store_id for store in held)), region)
