"""Stores and their areas as the places that offers know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from showfloor.domain.stores import Area, Store
from showfloor.offers.purchase import Place, SellingArea

ONLINE, IN_STORES = "online", "stores"
"""The channel of a store where none is named."""
CHANNELS = (IN_STORES, ONLINE)


def places_of(stores: Iterable[Store], areas: Iterable[Area]) -> tuple[Place, ...]:
    """Return every store as a place with its brand areas, in its own channel."""
    by_store = defaultdict[str, list[SellingArea]](list)
    for area in areas:
        selling = SellingArea(area.manufacturer_id, area.selling_from, area.selling_to)
        by_store[area.store_id].append(selling)
    return tuple(
        Place(
            store_id=store.store_id,
            channel=ONLINE if store.kind == "online" else IN_STORES,
            kind=store.kind,
            region=store.region,
            operator_status=store.operator_status,
            areas=tuple(by_store[store.store_id]),
        )
        for store in stores
    )


def place_of(places: Iterable[Place], store_id: str) -> Place | None:
    """Return a store's place; None where there is none."""
    return next((place for place in places if place.store_id == store_id), None)


def channels_of(
    places: Iterable[Place], store_id: str | None, channel: str | None
) -> tuple[str, ...]:
    """Return whose prices count, in order: the store's own, then those of its channel.

    A store that prices alone is a channel of its own, named by its id.
    """
    if store_id is None:
        return CHANNELS if channel is None else (channel,)
    place = place_of(places, store_id)
    own = channel or (place.channel if place else IN_STORES)
    return store_id, own
