"""The addresses of programmes."""

from __future__ import annotations

from collections.abc import Hashable

from showfloor.portal.figures.addresses import page
from showfloor.portal.programmes.overview import overview
from showfloor.portal.programmes.own_sales import own_sales_by_day, own_sales_by_store
from showfloor.portal.programmes.stores import store, stores
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.workflows.rollout_now import rollout_state
from showfloor.workflows.store_pages import directory_version


def _of_rollout() -> Hashable:
    return rollout_state(workspace()), directory_version(workspace())


def _of_version() -> int:
    return directory_version(workspace())


ADDRESSES = [
    *page("overview/", overview, right=Right.SEE_PROGRAMME, name="overview", keeps=_of_rollout),
    *page("stores/", stores, right=Right.SEE_STORES, name="stores", keeps=_of_rollout),
    *page(
        "own-sales/",
        own_sales_by_store,
        right=Right.SEE_OWN_SALES,
        name="own-sales",
        keeps=_of_version,
    ),
    *page(
        "own-sales/<path:store_id>/",
        own_sales_by_day,
        right=Right.SEE_OWN_SALES,
        name="own-sales-store",
        keeps=_of_version,
    ),
    *page(
        "stores/<path:store_id>/", store, right=Right.SEE_STORES, name="store", keeps=_of_rollout
    ),
]
