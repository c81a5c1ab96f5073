"""What breaks when one installation slips: said at once, before anything is planned anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from showfloor.domain.calendars import monday_of
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.errors import UsageError, nearest
from showfloor.plan.network import Network, build_network
from showfloor.plan.options import allowed_options

SlipRule = Literal["promise", "wave", "weeks", "quota", "crews"]


@dataclass(frozen=True, slots=True)
class SlipBreak:
    """One thing that a slip breaks, or that stands in its way.

    promise: `name` is the store, `day` the Monday by which it was to sell. wave: `name` is a store
    of a later wave that sells on `day`, before the slipped one can. weeks: no week of the programme
    is left for it; `day` is the Monday after the last. quota: `name` is the region that then has
    too few new areas. crews: `name` is the region whose crews are taken until `day`; this one
    breaks nothing, the other installations would have to make room.
    """

    rule: SlipRule
    name: str
    day: date | None


@dataclass(frozen=True, slots=True)
class SlipFound:
    """What a slip leads to if everything else stays as it was planned."""

    store_id: str
    ready_from: date
    earliest_start: date | None
    """First Monday that the store, closures and freezes allow; None: none is left."""
    earliest_selling: date | None
    free_start: date | None
    """First such Monday in which crews have room beside all other installations."""
    breaks: tuple[SlipBreak, ...]


def slip_breaks(
    problem: RolloutProblem,
    areas: Sequence[PlannedArea],
    *,
    store_id: str,
    format_id: str,
    ready_from: date,
) -> SlipFound:
    """Return what breaks if a store's installation cannot begin before `ready_from`.

    problem: with all of the programme's promises and waves; `areas`: the plan's. Everything but
    the one store stays where it is: a re-plan may do better, and nothing does worse unless other
    stores slip too. UsageError where the problem knows no such store.
    """
    known = {store.store_id for store in problem.stores}
    if store_id not in known:
        raise UsageError(f"no store {store_id!r} in the plan{nearest(store_id, known)}")
    network = build_network(_slipped(problem, store_id, ready_from))
    others = [area for area in areas if area.store_id != store_id]
    starts = _starts(network, store_id, format_id)
    length = next((f.weeks_to_install for f in network.formats if f.format_id == format_id), 0)
    start = starts[0] if starts else None
    selling = None if start is None else start + length
    free = next((s for s in starts if _room(network, others, store_id, format_id, s)), None)
    broken = _promises(network, store_id, format_id, selling)
    broken += _waves(network, others, store_id, selling)
    if start is None:
        broken.append(SlipBreak("weeks", store_id, network.monday(network.programme.weeks)))
        broken += _quotas(network, others, store_id)
    elif free != start:
        region = _region(network, store_id)
        until = None if free is None else network.monday(free)
        broken.append(SlipBreak("crews", region, until))
    return SlipFound(
        store_id,
        ready_from,
        None if start is None else network.monday(start),
        None if selling is None else network.monday(selling),
        None if free is None else network.monday(free),
        tuple(broken),
    )


def _slipped(problem: RolloutProblem, store_id: str, ready_from: date) -> RolloutProblem:
    """Return the problem with the store free again from a day on, and nothing to depart from."""
    maker = problem.programme.manufacturer_id
    return replace(
        problem,
        stores=tuple(
            replace(store, ready_on=max(ready_from, store.ready_on or ready_from))
            if store.store_id == store_id
            else store
            for store in problem.stores
        ),
        areas=tuple(
            area
            for area in problem.areas
            if area.store_id != store_id or area.manufacturer_id != maker
        ),
        previous=None,
    )


def _starts(network: Network, store_id: str, format_id: str) -> list[int]:
    formats = [item.format_id for item in network.formats]
    if format_id not in formats:
        return []
    allowed = allowed_options(network)[network.place[store_id], formats.index(format_id)]
    return [int(week) for week in np.flatnonzero(allowed)]


def _region(network: Network, store_id: str) -> str:
    return network.stores[network.place[store_id]].region or ""


def _room(
    network: Network, others: Sequence[PlannedArea], store_id: str, format_id: str, start: int
) -> bool:
    """Say whether crews of the region have room for an installation beside all others."""
    programme = network.programme
    if programme.crews is None:
        return True
    region = _region(network, store_id)
    there: Counter[int] = Counter()
    for crew in programme.crews:
        if crew.region == region:
            there.update(dict(enumerate(crew.crew_days)))
    for area in others:
        if _region(network, area.store_id) == region:
            first = network.week_of(area.start_week)
            for offset, days in enumerate(programme.format(area.format_id).crew_days):
                there[first + offset] -= days
    needed = programme.format(format_id).crew_days
    return all(there[start + offset] >= days for offset, days in enumerate(needed))


def _promises(
    network: Network, store_id: str, format_id: str, selling: int | None
) -> list[SlipBreak]:
    return [
        SlipBreak("promise", store_id, promise.selling_by)
        for promise in network.programme.promises
        if promise.store_id == store_id
        and (not promise.format_ids or format_id in promise.format_ids)
        and (selling is None or network.monday(selling) > monday_of(promise.selling_by))
    ]


def _waves(
    network: Network, others: Sequence[PlannedArea], store_id: str, selling: int | None
) -> list[SlipBreak]:
    """Return the stores of later waves that would sell before the slipped one."""
    first = {area.store_id: network.week_of(area.selling_week) for area in others}
    for place in network.fixed:
        first.setdefault(network.stores[place].store_id, network.fixed_selling_week(place))
    found: list[SlipBreak] = []
    waves = network.programme.waves
    for at, wave in enumerate(waves):
        if store_id not in wave.store_ids:
            continue
        release = None if wave.release_on is None else network.week_of(wave.release_on)
        for later in waves[at + 1 :]:
            for other in later.store_ids:
                week = first.get(other)
                if week is None or (release is not None and week >= release):
                    continue
                if selling is None or selling > week:
                    found.append(SlipBreak("wave", other, network.monday(week)))
    return found


def _quotas(network: Network, others: Sequence[PlannedArea], store_id: str) -> list[SlipBreak]:
    region = _region(network, store_id)
    left = sum(_region(network, area.store_id) == region for area in others)
    return [
        SlipBreak("quota", quota.region, None)
        for quota in network.programme.quotas
        if quota.region == region and left < quota.at_least
    ]
