"""The addresses of programmes."""

from __future__ import annotations

from showfloor.portal.figures.addresses import page
from showfloor.portal.programmes.overview import overview
from showfloor.portal.programmes.own_sales import own_sales_by_day, own_sales_by_store
from showfloor.portal.programmes.stores import store, stores
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    *page("overview/", overview, right=Right.SEE_PROGRAMME, name="overview"),
    *page("stores/", stores, right=Right.SEE_STORES, name="stores"),
    *page("own-sales/", own_sales_by_store, right=Right.SEE_OWN_SALES, name="own-sales"),
    *page(
        "own-sales/<path:store_id>/",
        own_sales_by_day,
        right=Right.SEE_OWN_SALES,
        name="own-sales-store",
    ),
    *page("stores/<path:store_id>/", store, right=Right.SEE_STORES, name="store"),
]
