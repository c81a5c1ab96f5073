"""Re-planning: what stands, is being built or was announced stays; the rest is planned anew.

From the programme as it was first stated, what an earlier plan decided, and what is known today,
this makes a problem of its own: it starts on the coming Monday, has the committed areas as standing
ones, the limits less what those use, and the rest of the earlier plan as choices that cost
something to change. Method: docs/methods/replan.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.calendars import is_monday, monday_of
from showfloor.domain.plan import (
    Holding,
    PlannedArea,
    PreviousChoice,
    PreviousPlan,
    RolloutProblem,
)
from showfloor.domain.programme import Programme
from showfloor.domain.stores import Area, Closure, Store
from showfloor.errors import ProgrammeError, UsageError, nearest
from showfloor.plan.holdout import drawn_at_random, strata
from showfloor.plan.network import build_network
from showfloor.plan.options import allowed_options
from showfloor.plan.replan_limits import (
    Commitment,
    Ground,
    budget_left,
    crews_left,
    pace_left,
    supply_left,
)
from showfloor.plan.replan_obligations import (
    other_left,
    promises_left,
    quotas_left,
    waves_left,
)

PLANNED = "planned-"
"""Begins the area_id of a committed area that areas.csv does not list yet."""


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """What an earlier plan decided, and what earlier re-plans had already committed."""

    areas: tuple[PlannedArea, ...]
    holdout: tuple[Holding, ...] = ()
    committed: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class Events:
    """What has happened since: slipped stores with the day from which they can be built."""

    slipped: Mapping[str, date]
    closures: tuple[Closure, ...] = ()
    """`store_id` may be a region: all of its stores are closed."""


@dataclass(frozen=True, slots=True)
class Replan:
    """A problem that plans the rest of a programme, and how it came about."""

    problem: RolloutProblem
    committed: tuple[Commitment, ...]
    """All areas of the programme's plans that can no longer change, sorted by store_id."""
    rest: tuple[PlannedArea, ...]
    """The areas of the earlier plan that may still change, sorted by store_id."""
    notes: tuple[str, ...]
    """What could not be carried over as it was, as sentences."""

    @property
    def kept_rest(self) -> tuple[PlannedArea, ...]:
        """The rest of the earlier plan, without formats that the programme no longer has."""
        formats = {item.format_id for item in self.problem.programme.formats}
        return tuple(area for area in self.rest if area.format_id in formats)


def coming_monday(today: date, start: date) -> date:
    """Return the first Monday that is not before `today`, and not before the programme's start."""
    monday = today if is_monday(today) else monday_of(today) + timedelta(weeks=1)
    return max(monday, start)


def with_events(problem: RolloutProblem, events: Events) -> RolloutProblem:
    """Return the problem with further closures, and slipped stores free again until their day.

    Raises UsageError where an event names an unknown store or region.
    """
    known = {store.store_id for store in problem.stores}
    regions = {store.region for store in problem.stores if store.region} - known
    for name in events.slipped:
        if name not in known:
            raise UsageError(f"no store {name!r} in the stores{nearest(name, known)}")
    for closure in events.closures:
        name = closure.store_id
        if name not in known | regions:
            raise UsageError(f"no store or region {name!r}{nearest(name, known | regions)}")
    programme = problem.programme
    return replace(
        problem,
        stores=tuple(
            replace(store, ready_on=events.slipped[store.store_id])
            if store.store_id in events.slipped
            else store
            for store in problem.stores
        ),
        closures=(
            *problem.closures,
            *(
                replace(closure, store_id=store.store_id)
                for closure in events.closures
                for store in problem.stores
                if closure.store_id == store.store_id
                or (closure.store_id in regions and closure.store_id == store.region)
            ),
        ),
        areas=tuple(
            area
            for area in problem.areas
            if area.store_id not in events.slipped
            or area.manufacturer_id != programme.manufacturer_id
            or area.installed_from < programme.start
        ),
    )


def derive_replan(
    base: RolloutProblem,
    earlier: EarlierPlan,
    *,
    today: date,
    change_cost: float,
    slipped: frozenset[str] = frozenset(),
    seed: int = 0,
) -> Replan:
    """Return the problem that plans the rest of `base` from the Monday after `today` on.

    `base` holds the programme as it was first stated, and stores, closures, options and areas as
    they are known today. Committed is every area of the earlier plan that was to start before that
    Monday or that `base.areas` lists, and what earlier re-plans had committed, unless `slipped`.
    `change_cost` is what each store costs that departs from the rest (currency of that week).

    Raises ProgrammeError where the programme's planning weeks are over.
    """
    programme = base.programme
    start = coming_monday(today, programme.start)
    if (start - programme.start).days // 7 >= programme.weeks:
        end = programme.start + timedelta(weeks=programme.weeks)
        raise ProgrammeError(
            f"the programme's planning weeks end on {end}, so nothing is left to plan from {start}"
            " on; raise its weeks, or write a programme for what comes next"
        )
    notes: list[str] = []
    stores = {store.store_id: store for store in base.stores}
    known = _known_areas(earlier, stores, notes)
    committed = _committed(base, known, start, slipped)
    ids = {area.store_id for area in committed}
    rest = tuple(area for area in known.areas if area.store_id not in ids)
    ground = Ground(programme, stores, committed, start)
    areas = _counted_life_only(
        base, frozenset(ids), (*base.areas, *_unlisted(base, committed, start)), start
    )
    derived = _programme_left(base, ground, areas, notes)
    problem = replace(
        base,
        programme=derived,
        areas=areas,
        previous=PreviousPlan(_choices(programme, rest, notes), change_cost),
    )
    problem = _holding_the_same(problem, earlier.holdout, seed, notes)
    return Replan(problem, committed, rest, tuple(notes))


def _known_areas(
    earlier: EarlierPlan, stores: Mapping[str, Store], notes: list[str]
) -> EarlierPlan:
    """Return the earlier plan without stores that are no longer there."""
    gone = [area.store_id for area in earlier.areas if area.store_id not in stores]
    gone += [area.store_id for area in earlier.committed if area.store_id not in stores]
    notes += [f"{store_id} is no longer in the stores; its area is left out" for store_id in gone]
    return replace(
        earlier,
        areas=tuple(area for area in earlier.areas if area.store_id in stores),
        committed=tuple(area for area in earlier.committed if area.store_id in stores),
    )


def _standing(base: RolloutProblem, start: date) -> dict[str, Area]:
    """Return by store the manufacturer's first area that still sells at `start` or later."""
    found: dict[str, Area] = {}
    for area in sorted(base.areas, key=lambda item: (item.selling_from, item.area_id)):
        ours = area.manufacturer_id == base.programme.manufacturer_id
        if ours and (area.selling_to is None or area.selling_to > start):
            found.setdefault(area.store_id, area)
    return found


def _committed(
    base: RolloutProblem, earlier: EarlierPlan, start: date, slipped: frozenset[str]
) -> tuple[Commitment, ...]:
    standing = _standing(base, start)
    found: dict[str, Commitment] = {area.store_id: area for area in earlier.committed}
    for area in earlier.areas:
        if area.start_week < start or area.store_id in standing:
            found[area.store_id] = Commitment(
                area.store_id, area.format_id, area.start_week, area.selling_week
            )
    for store_id in found.keys() & standing.keys():
        real = standing[store_id]
        found[store_id] = Commitment(
            store_id, real.format_id, monday_of(real.installed_from), monday_of(real.selling_from)
        )
    return tuple(found[store_id] for store_id in sorted(found) if store_id not in slipped)


def _unlisted(
    base: RolloutProblem, committed: Sequence[Commitment], start: date
) -> tuple[Area, ...]:
    """Return areas for the committed ones that the table of areas does not list yet."""
    standing = _standing(base, start)
    maker = base.programme.manufacturer_id
    return tuple(
        Area(
            f"{PLANNED}{area.store_id}",
            area.store_id,
            maker,
            area.format_id,
            area.start_week,
            area.selling_week,
        )
        for area in committed
        if area.store_id not in standing
    )


def _counted_life_only(
    base: RolloutProblem, committed: frozenset[str], areas: Sequence[Area], start: date
) -> tuple[Area, ...]:
    """Return the areas, committed ones ending with their counted life.

    The first plan counted a pair's loss only while both areas were within that life. Standing
    areas without an end would cost their neighbours more in a re-plan, and overturn its decisions
    though nothing happened. An area whose life is over keeps its store for the week of `start`.
    """
    programme = base.programme
    life = timedelta(weeks=programme.area_life_weeks)
    found = []
    for area in areas:
        ours = area.manufacturer_id == programme.manufacturer_id
        if ours and area.store_id in committed:
            end = max(monday_of(area.selling_from) + life, start + timedelta(weeks=1))
            end = end if area.selling_to is None else min(end, area.selling_to)
            found.append(replace(area, selling_to=end))
        else:
            found.append(area)
    return tuple(found)


def _programme_left(
    base: RolloutProblem, ground: Ground, areas: tuple[Area, ...], notes: list[str]
) -> Programme:
    programme = base.programme
    derived = replace(
        programme,
        start=ground.start,
        weeks=programme.weeks - ground.weeks_gone,
        budget=budget_left(ground, notes),
        crews=crews_left(ground, notes),
        supply=supply_left(ground, notes),
        pace=pace_left(ground, notes),
        quotas=quotas_left(ground),
        other_at_least=other_left(base, ground, notes),
    )
    waves, promises = waves_left(replace(base, programme=derived, areas=areas), notes)
    derived = replace(derived, waves=waves, promises=promises)
    kept = promises_left(replace(base, programme=derived, areas=areas), notes)
    return replace(derived, promises=kept)


def _choices(
    programme: Programme, rest: Sequence[PlannedArea], notes: list[str]
) -> tuple[PreviousChoice, ...]:
    formats = {item.format_id for item in programme.formats}
    notes += [
        f"{area.store_id}: the programme no longer has the format {area.format_id}"
        for area in rest
        if area.format_id not in formats
    ]
    return tuple(
        PreviousChoice(area.store_id, area.format_id, area.start_week)
        for area in rest
        if area.format_id in formats
    )


def _holding_the_same(
    problem: RolloutProblem, earlier: Sequence[Holding], seed: int, notes: list[str]
) -> RolloutProblem:
    """Return the problem whose holdout holds the earlier plan's stores as far as it can.

    The same seed over the same stores gives the same draw. Where newcomers would displace earlier
    comparison stores, or where the earlier plan chose them, the programme names them.
    """
    holdout = problem.programme.holdout
    if holdout is None:
        return problem
    network = build_network(problem)
    groups = strata(network, allowed_options(network))
    eligible = {network.stores[s].store_id for group in groups for s in group.eligible}
    before = sorted(held.store_id for held in earlier if held.store_id in eligible)
    lost = sorted(held.store_id for held in earlier if held.store_id not in eligible)
    if lost:
        notes.append(
            f"holdout: {', '.join(lost)} can no longer be held (no allowed option, or obliged)"
        )
    held = drawn_at_random(network, groups, seed)
    drawn = {network.stores[s].store_id for s in np.flatnonzero(held)}
    if drawn.issuperset(before) and holdout.draw == "random":
        return problem
    if not before:
        return problem
    if holdout.draw == "optimised":
        notes.append("holdout: the stores that the earlier plan chose are kept and named")
    named = replace(holdout, draw="random", stores=tuple(before))
    return replace(problem, programme=replace(problem.programme, holdout=named))
