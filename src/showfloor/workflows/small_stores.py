"""Which stores of a network show their sales only in groups, as few people work there."""

from __future__ import annotations

from collections.abc import Iterable

from showfloor.measure.types_areas import AreasFound
from showfloor.standing.small_stores import SmallStores, StoreGroup, has_few_staff, small_stores
from showfloor.storage import Workspace
from showfloor.workflows.store_pages import StoreDirectory, store_directory

__all__ = [
    "SmallStores",
    "StoreGroup",
    "groups_in",
    "groups_in_year",
    "groups_measured",
    "groups_of",
    "has_few_staff",
]


def groups_in(found: StoreDirectory, store_ids: Iterable[str], staff_at_least: int) -> SmallStores:
    """Return the groups among stores that have figures of one kind over one period."""
    wanted = frozenset(store_ids)
    return small_stores([s for s in found.stores if s.store_id in wanted], staff_at_least)


def groups_in_year(found: StoreDirectory, staff_at_least: int) -> SmallStores:
    """Return the groups among the stores with sales in the directory's year."""
    return groups_in(found, found.totals, staff_at_least)


def groups_of(
    workspace: Workspace, staff_at_least: int, store_ids: Iterable[str] | None = None
) -> SmallStores:
    """Return the groups among stores of the newest version; None: those with sales in its year."""
    found = store_directory(workspace)
    if found is None:
        return SmallStores()
    return groups_in(found, found.totals if store_ids is None else store_ids, staff_at_least)


def groups_measured(workspace: Workspace, staff_at_least: int, found: AreasFound) -> SmallStores:
    """Return the groups among a measurement's stores with an area, by the newest staff.

    Where their total may not be shown, the measurement is of one or two stores, and as little.
    """
    return groups_of(workspace, staff_at_least, [gain.store_id for gain in found.by_store])
