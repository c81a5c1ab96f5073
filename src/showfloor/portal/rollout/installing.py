"""Installations follow the approved plan: made, moved, called off; what is begun stays."""

from __future__ import annotations

import math
from collections.abc import Sequence

from showfloor.portal.rollout.models import Happened, Installation, InstallationEvent, State
from showfloor.portal.rollout.who import Who
from showfloor.workflows.plan_pages import InstallationPlan, PlanRow

BEGUN = frozenset({State.STARTED.value, State.DONE.value})


def follow_plan(who: Who, row: PlanRow, planned: Sequence[InstallationPlan]) -> None:
    """Bring a programme's installations up to a plan, in the transaction that runs.

    Begun and done ones stay as they are. Others get the plan's weeks and format; a slipped one
    that the plan holds has a new week and is planned again; one that it no longer holds is called
    off. Following the same plan again changes nothing.
    """
    kept = {
        one.store_id: one
        for one in Installation.objects.select_for_update().filter(programme_id=row.programme_id)
    }
    for item in planned:
        one = kept.pop(item.store_id, None)
        if one is None:
            _make(who, row, item)
        elif one.state not in BEGUN:
            _move(who, row, one, item)
    for one in kept.values():
        if one.state not in BEGUN | {State.CALLED_OFF.value}:
            one.state, one.run_id = State.CALLED_OFF.value, row.run_id
            _changed(who, one, Happened.CALLED_OFF)


def _make(who: Who, row: PlanRow, item: InstallationPlan) -> None:
    one = Installation(
        organisation_id=who.organisation_id,
        programme_id=row.programme_id,
        manufacturer_id=row.manufacturer_id,
        store_id=item.store_id,
    )
    _take(one, row, item)
    _changed(who, one, Happened.PLANNED)


def _move(who: Who, row: PlanRow, one: Installation, item: InstallationPlan) -> None:
    before = (one.state, one.format_id, one.start_week, one.selling_week)
    _take(one, row, item)
    if (State.PLANNED.value, one.format_id, one.start_week, one.selling_week) == before:
        one.save()
        return
    one.state, one.ready_from, one.reason = State.PLANNED.value, None, ""
    _changed(who, one, Happened.MOVED)


def _take(one: Installation, row: PlanRow, item: InstallationPlan) -> None:
    """Take over what the plan says of a store."""
    one.store_name, one.city, one.region = item.store_name, item.city, item.region
    one.format_id = item.format_id
    one.start_week, one.selling_week = item.start_week, item.selling_week
    one.footprint_m2 = item.footprint_m2 if math.isfinite(item.footprint_m2) else None
    one.crew_days = "+".join(str(days) for days in item.crew_days)
    one.run_id = row.run_id


def _changed(who: Who, one: Installation, happened: Happened) -> None:
    one.revision += 1
    one.save()
    add_event(who, one, happened)


def add_event(who: Who, one: Installation, happened: Happened, text: str = "") -> InstallationEvent:
    """Add a line to an installation's history."""
    made: InstallationEvent = InstallationEvent.objects.create(
        organisation_id=one.organisation_id,
        installation=one,
        revision=one.revision,
        happened=happened.value,
        by=who.person_id,
        by_name=who.name,
        text=text,
        start_week=one.start_week,
        selling_week=one.selling_week,
        ready_from=one.ready_from,
    )
    return made
