"""The stores in which a brand area can be visited: what anybody may know of the ledger, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from showfloor.domain.stores import Area, Store
from showfloor.storage import Workspace
from showfloor.workflows.store_pages import store_directory


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


@dataclass(frozen=True, slots=True)
class OwnArea:
    """A manufacturer's own area as the ledger has it; `until` exclusive, None where it stands."""

    store_id: str
    name: str
    city: str
    format_id: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class MarkedArea:
    """An area that the rollout's people have marked as done, which the ledger may not hold yet."""

    store_id: str
    name: str
    city: str
    format_id: str
    since: date


def stores_with_areas(
    workspace: Workspace, day: date, marked: Sequence[MarkedArea] = ()
) -> tuple[StoreWithAreas, ...]:
    """Return the stores that are open on a day and have an area selling on it, by city and name.

    The ledger says what stands; what a plan promises is not told before it opens. A marked area
    counts until the ledger holds one of its format in its store that stood then or came later.
    """
    found = store_directory(workspace)
    stores = {store.store_id: store for store in found.stores} if found else {}
    known: dict[tuple[str, str], list[Area]] = {}
    open_now: dict[str, list[OpenArea]] = {}
    for area in found.areas if found else ():
        known.setdefault((area.store_id, area.format_id), []).append(area)
        if _sells(area, day):
            one = OpenArea(area.format_id, area.selling_from)
            open_now.setdefault(area.store_id, []).append(one)
    names: dict[str, tuple[str, str]] = {}
    for mark in marked:
        names[mark.store_id] = (mark.name, mark.city)
        same = known.get((mark.store_id, mark.format_id), ())
        if mark.since <= day and not any(_is_known(area, mark) for area in same):
            one = OpenArea(mark.format_id, mark.since)
            open_now.setdefault(mark.store_id, []).append(one)
    for store_id, store in stores.items():
        names[store_id] = (store.name, store.city or "")
    shops = [
        StoreWithAreas(store_id, *names[store_id], tuple(sorted(areas, key=_by_age)))
        for store_id, areas in open_now.items()
        if store_id in names and (store_id not in stores or _is_open(stores[store_id], day))
    ]
    return tuple(sorted(shops, key=_by_city))


def areas_of(workspace: Workspace, manufacturer_id: str) -> tuple[OwnArea, ...]:
    """Return a manufacturer's own areas as the ledger has them, by city and store; no other's."""
    found = store_directory(workspace)
    if found is None:
        return ()
    stores = {store.store_id: store for store in found.stores}
    own = [
        OwnArea(
            area.store_id,
            stores[area.store_id].name if area.store_id in stores else area.store_id,
            (stores[area.store_id].city if area.store_id in stores else "") or "",
            area.format_id,
            area.selling_from,
            area.selling_to,
        )
        for area in found.areas
        if area.manufacturer_id == manufacturer_id
    ]
    return tuple(sorted(own, key=lambda one: (one.city.casefold(), one.store_id, one.since)))


def _sells(area: Area, day: date) -> bool:
    return area.selling_from <= day and (area.selling_to is None or day < area.selling_to)


def _is_open(store: Store, day: date) -> bool:
    opened = store.opened_on is None or store.opened_on <= day
    return opened and (store.closed_on is None or day < store.closed_on)


def _is_known(area: Area, mark: MarkedArea) -> bool:
    return area.selling_from >= mark.since or _sells(area, mark.since)


def _by_age(area: OpenArea) -> tuple[date, str]:
    return area.since, area.format_id


def _by_city(shop: StoreWithAreas) -> tuple[str, str, str]:
    return shop.city.casefold(), shop.name.casefold(), shop.store_id
