"""The address of the map."""

from __future__ import annotations

from collections.abc import Hashable

from showfloor.portal.figures.addresses import page
from showfloor.portal.maps.pages import store_map
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.workflows.rollout_now import rollout_state
from showfloor.workflows.store_pages import directory_version


def _of_runs_and_version() -> Hashable:
    return rollout_state(workspace()), directory_version(workspace())


ADDRESSES = page("map/", store_map, right=Right.SEE_STORES, name="map", keeps=_of_runs_and_version)
