"""The stores in which a brand area can be visited: what anybody may know of the ledger, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor.storage import Workspace
from showfloor.workflows.store_pages import StoreDirectory, store_directory


@dataclass(frozen=True, slots=True)
class OpenArea:
    """An area that customers can visit: its format, and since when."""

    format_id: str
    since: date


@dataclass(frozen=True, slots=True)
class StoreWithAreas:
    """A store that has one; nothing of what it sells, whose the areas are, or what is planned."""

    store_id: str
    name: str
    city: str
    areas: tuple[OpenArea, ...]


def stores_with_areas(workspace: Workspace, day: date) -> tuple[StoreWithAreas, ...]:
    """Return the stores that are open on a day and have an area selling on it, by city and name.

    The ledger says what stands; what a plan promises is not told before it opens.
    """
    found = store_directory(workspace)
    if found is None:
        return ()
    shops = [_seen(found, place, day) for place in range(len(found.stores))]
    return tuple(sorted((shop for shop in shops if shop.areas), key=_by_city))


def _by_city(shop: StoreWithAreas) -> tuple[str, str, str]:
    return shop.city.casefold(), shop.name.casefold(), shop.store_id


def _seen(found: StoreDirectory, place: int, day: date) -> StoreWithAreas:
    store = found.stores[place]
    is_open = (store.opened_on is None or store.opened_on <= day) and (
        store.closed_on is None or day < store.closed_on
    )
    areas = [
        OpenArea(area.format_id, area.selling_from)
        for area in found.areas
        if is_open
        and area.store_id == store.store_id
        and area.selling_from <= day
        and (area.selling_to is None or day < area.selling_to)
    ]
    areas.sort(key=lambda area: (area.since, area.format_id))
    return StoreWithAreas(store.store_id, store.name, store.city or "", tuple(areas))
