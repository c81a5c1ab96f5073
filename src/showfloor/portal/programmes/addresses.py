"""The addresses of programmes."""

from __future__ import annotations

from showfloor.portal.figures.addresses import page
from showfloor.portal.programmes.overview import overview
from showfloor.portal.programmes.stores import store, stores
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    *page("overview/", overview, right=Right.SEE_PROGRAMME, name="overview"),
    *page("stores/", stores, right=Right.SEE_STORES, name="stores"),
    *page("stores/<path:store_id>/", store, right=Right.SEE_STORES, name="store"),
]
