"""What a programme's obligations still demand once an earlier plan's areas are committed."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import Promise, Quota, Wave
from showfloor.plan.network import Floats, Network, build_network
from showfloor.plan.options import allowed_options, option_values
from showfloor.plan.replan_limits import Ground

NEVER = 10**9


def quotas_left(ground: Ground) -> tuple[Quota, ...]:
    """Return the quotas less the committed areas of their regions; met ones are left out."""
    started = Counter(ground.stores[area.store_id].region for area in ground.committed)
    left = [
        replace(quota, at_least=quota.at_least - started[quota.region])
        for quota in ground.programme.quotas
    ]
    return tuple(quota for quota in left if quota.at_least > 0)


def other_left(base: RolloutProblem, ground: Ground, notes: list[str]) -> float | None:
    """Return what the other party must still get, in money of the new first week.

    What committed areas are worth to it at today's margins counts.
    """
    least, programme = base.programme.other_at_least, base.programme
    if least is None:
        return None
    worth = _worth_to_the_other(base, ground, notes) if ground.committed else 0.0
    years = ground.weeks_gone / 52.0
    left: float = (least - worth) * (1.0 + programme.discount_rate) ** years
    return round(left, 2)


def _worth_to_the_other(base: RolloutProblem, ground: Ground, notes: list[str]) -> float:
    ids = {area.store_id for area in ground.committed}
    bare = replace(
        base.programme,
        promises=(),
        waves=(),
        holdout=None,
        quotas=(),
        excluded_stores=(),
        spillover=(),
    )
    part = replace(
        base,
        programme=bare,
        stores=tuple(store for store in base.stores if store.store_id in ids),
        closures=tuple(row for row in base.closures if row.store_id in ids),
        options=tuple(row for row in base.options if row.store_id in ids),
        areas=(),
        previous=None,
    )
    network = build_network(part)
    values = option_values(network, other=True)
    place = {item.format_id: index for index, item in enumerate(network.formats)}
    found: list[float] = []
    for area in ground.committed:
        week, form = week_number(area.start_week, base.programme.start), place.get(area.format_id)
        worth = math.nan
        if form is not None and 0 <= week < base.programme.weeks:
            worth = float(values[network.place[area.store_id], form, week])
        if math.isnan(worth):
            notes.append(f"{area.store_id}: nothing says what its area is worth to the other party")
        else:
            found.append(worth)
    return math.fsum(found)


def waves_left(
    problem: RolloutProblem, notes: list[str]
) -> tuple[tuple[Wave, ...], tuple[Promise, ...]]:
    """Return the waves that can still be kept, and the promises with those that leave a wave.

    A store whose wave was to come before an area that is already committed, and that can no longer
    sell by then, leaves its wave. It still gets an area: a promise by the programme's last week
    takes the wave's place. `problem` has the new start and all committed areas.
    """
    programme = problem.programme
    if not programme.waves:
        return (), programme.promises
    network = build_network(replace(problem, programme=replace(programme, waves=())))
    earliest = _earliest_selling(network)
    late = {
        store_id: after
        for place, wave in enumerate(programme.waves)
        for store_id in wave.store_ids
        if (after := _overtaken_by(network, earliest, place, programme.waves, store_id))
    }
    promised = {promise.store_id for promise in programme.promises}
    longest = max(item.weeks_to_install for item in programme.formats)
    last = programme.start + timedelta(weeks=programme.weeks - 1 + longest)
    added = []
    for store_id, after in sorted(late.items()):
        notes.append(f"{store_id} leaves its wave: it cannot sell by the time {after} does")
        if store_id not in promised and network.place[store_id] not in network.fixed:
            added.append(Promise(store_id, last))
    waves = [
        replace(wave, store_ids=tuple(s for s in wave.store_ids if s not in late))
        for wave in programme.waves
    ]
    kept = tuple(wave for wave in waves if wave.store_ids)
    return kept, (*programme.promises, *added)


def _earliest_selling(network: Network) -> Floats:
    """Return [S]: the first week in which an allowed option sells; NEVER without one."""
    allowed = allowed_options(network)
    lengths = np.array([item.weeks_to_install for item in network.formats])
    selling = np.arange(network.programme.weeks)[None, None, :] + lengths[None, :, None]
    flat = np.where(allowed, selling, NEVER).reshape(len(network.stores), -1)
    found: Floats = flat.min(axis=1).astype(np.float64)
    return found


def _overtaken_by(
    network: Network, earliest: Floats, place: int, waves: tuple[Wave, ...], store_id: str
) -> str:
    """Return a store of a later wave that sells before this one can; "" where there is none."""
    wave, store = waves[place], network.place[store_id]
    if store in network.fixed:
        first = float(network.fixed_selling_week(store))
    else:
        first = float(earliest[store])
    if first >= NEVER:
        return ""
    for later in waves[place + 1 :]:
        for other_id in later.store_ids:
            other = network.place[other_id]
            if other not in network.fixed:
                continue
            sells = network.fixed_selling_week(other)
            released = wave.release_on is not None and network.monday(sells) >= wave.release_on
            if first > sells and not released:
                return other_id
    return ""


def promises_left(problem: RolloutProblem, notes: list[str]) -> tuple[Promise, ...]:
    """Return the promises without those that a standing area breaks: no plan can mend them."""
    programme = problem.programme
    bare = replace(programme, waves=(), promises=())
    network = build_network(replace(problem, programme=bare))
    kept = []
    for promise in programme.promises:
        areas = network.fixed.get(network.place[promise.store_id])
        if areas is None or any(
            network.monday(area.selling_week) <= promise.selling_by
            and (not promise.format_ids or area.format_id in promise.format_ids)
            for area in areas
        ):
            kept.append(promise)
        else:
            stands = f"{areas[0].format_id} from {network.monday(areas[0].selling_week)}"
            notes.append(
                f"{promise.store_id}: the promise by {promise.selling_by} is broken; it gets "
                f"{stands}"
            )
    return tuple(kept)
