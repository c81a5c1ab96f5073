"""A measurement without what would stand for one store, or two, in which few people work."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from showfloor.portal.workspace import workspace
from showfloor.present.types import ReportContent
from showfloor.workflows.measured_pages import MeasuredRun, measured_content
from showfloor.workflows.small_stores import SmallStores, groups_measured

FEWEST = 3
"""Stores of the smallest part that is shown where a store with few staff is among all."""


def groups_in_run(run: MeasuredRun) -> SmallStores:
    """Return the groups among a measurement's stores with an area, by the newest staff."""
    return groups_measured(workspace(), settings.PORTAL.staff_at_least, run.found)


def is_shown(run: MeasuredRun) -> bool:
    """Say whether a measurement may be shown: not of one or two stores with few staff."""
    return groups_in_run(run).is_total_shown


def shown_content(run: MeasuredRun, groups: SmallStores) -> ReportContent:
    """Return a measurement as its pages show it.

    Stores of a group have no gain of their own. Parts by format, kind, region or wave are shown
    where each of them has three stores, as one that is left out would follow from the others.
    """
    content = measured_content(workspace(), run)
    if not groups.groups:
        return content
    alone = tuple(one for one in run.found.by_store if one.store_id not in groups.grouped)
    thin = {part.family for part in run.found.groups if part.stores < FEWEST}
    parts = tuple(part for part in run.found.groups if part.family not in thin)
    return replace(content, areas=replace(run.found, by_store=alone, groups=parts))
