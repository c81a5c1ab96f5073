"""The difference of a re-plan to the plan before, store by store, each with its reason.

A store's earlier decision is put back into the new plan by itself. If the rules no longer allow it,
that is the reason; if a limit would break, those who now use it are; else the change earns more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.plan import Holding, PlannedArea
from showfloor.plan.freezes import frozen_weeks
from showfloor.plan.network import Bools, Floats, Network, build_network
from showfloor.plan.options import (
    allowed_options,
    fits,
    keeping_first_supply,
    keeping_holdout,
    keeping_promises,
    option_values,
)
from showfloor.plan.replan import Replan
from showfloor.plan.replan_limit_use import Decision, Limit, LimitUse, limits_of
from showfloor.plan.replan_limits import Commitment

NAMES_SHOWN = 3
ChangeKind = Literal["committed", "kept", "moved", "format", "dropped", "new"]


@dataclass(frozen=True, slots=True)
class StoreChange:
    """What became of one store's area, and why.

    Values in currency of the re-plan's first week, at today's margins and openings; NaN where
    there is no such area or it is no longer possible.
    """

    store_id: str
    change: ChangeKind
    before_format_id: str | None
    before_start_week: date | None
    after_format_id: str | None
    after_start_week: date | None
    weeks: int | None
    """Weeks later (negative: earlier) that it starts; None where it was or is not planned."""
    value_before: float
    value_after: float
    because: str
    """A sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class ReplanFound:
    """How a re-plan differs from the plan before, and what it could not carry over."""

    today: date
    start: date
    """Monday of the re-plan's first week."""
    change_cost: float
    departing: int
    """Stores that depart from the rest of the plan before."""
    committed: tuple[Commitment, ...]
    changes: tuple[StoreChange, ...]
    """Empty where the re-plan found no plan."""
    notes: tuple[str, ...]
    plan_run: str | None = None
    """The plan's run in a workspace."""
    before_run: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """Both plans in the re-plan's weeks, and what decides between them."""

    network: Network
    allowed: Bools
    kept: Bools
    values: Floats
    before: Mapping[int, Decision]
    after: Mapping[int, Decision]
    old_use: LimitUse
    new_use: LimitUse
    held: frozenset[str]
    change_cost: float


def plan_difference(
    replan: Replan, areas: Sequence[PlannedArea], holdout: Sequence[Holding]
) -> tuple[StoreChange, ...]:
    """Return every store that has an area in either plan, sorted by store_id, with its reason."""
    known = _known(replan, areas, holdout)
    network = known.network
    changes = [
        StoreChange(
            area.store_id,
            "committed",
            area.format_id,
            area.start_week,
            area.format_id,
            area.start_week,
            0,
            math.nan,
            math.nan,
            "it stands, is being built or was announced",
        )
        for area in replan.committed
    ]
    changes += [_change(known, store) for store in sorted({*known.before, *known.after})]
    changes += [
        _of_no_format(area)
        for area in replan.rest
        if area.format_id not in {item.format_id for item in network.formats}
    ]
    return tuple(sorted(changes, key=lambda change: change.store_id))


def _known(replan: Replan, areas: Sequence[PlannedArea], holdout: Sequence[Holding]) -> _Known:
    network = build_network(replan.problem)
    allowed = allowed_options(network)
    held = frozenset(item.store_id for item in holdout)
    mask = np.array([store.store_id in held for store in network.stores], dtype=np.bool_)
    kept = keeping_promises(network, keeping_first_supply(network, allowed))
    before, after = _decisions(network, replan.rest), _decisions(network, areas)
    amounts = limits_of(network)
    old_use, new_use = LimitUse(network, amounts), LimitUse(network, amounts)
    old_use.add({s: d for s, d in before.items() if d[1] >= 0})
    new_use.add(after)
    previous = replan.problem.previous
    return _Known(
        network,
        allowed,
        keeping_holdout(network, kept, mask),
        option_values(network),
        before,
        after,
        old_use,
        new_use,
        held,
        0.0 if previous is None else previous.change_cost,
    )


def _decisions(network: Network, areas: Sequence[PlannedArea]) -> dict[int, Decision]:
    place = {item.format_id: index for index, item in enumerate(network.formats)}
    start = network.programme.start
    return {
        network.place[area.store_id]: (
            place[area.format_id],
            week_number(area.start_week, start),
        )
        for area in areas
        if area.format_id in place
    }


def _of_no_format(area: PlannedArea) -> StoreChange:
    return StoreChange(
        area.store_id,
        "dropped",
        area.format_id,
        area.start_week,
        None,
        None,
        None,
        math.nan,
        math.nan,
        f"the programme no longer has the format {area.format_id}",
    )


def _change(known: _Known, store: int) -> StoreChange:
    network = known.network
    before, after = known.before.get(store), known.after.get(store)
    kind: ChangeKind = "kept"
    if before is None:
        kind = "new"
    elif after is None:
        kind = "dropped"
    elif before[0] != after[0]:
        kind = "format"
    elif before[1] != after[1]:
        kind = "moved"
    shown = [_shown(network, decision) for decision in (before, after)]
    return StoreChange(
        store_id=network.stores[store].store_id,
        change=kind,
        before_format_id=shown[0][0],
        before_start_week=shown[0][1],
        after_format_id=shown[1][0],
        after_start_week=shown[1][1],
        weeks=after[1] - before[1] if before is not None and after is not None else None,
        value_before=_value(known, store, before),
        value_after=_value(known, store, after),
        because=_because(known, store, kind, before, after),
    )


def _shown(network: Network, decision: Decision | None) -> tuple[str | None, date | None]:
    if decision is None:
        return None, None
    return network.formats[decision[0]].format_id, network.monday(decision[1])


def _value(known: _Known, store: int, decision: Decision | None) -> float:
    if decision is None or not _possible(known.allowed, store, decision):
        return math.nan
    return float(known.values[store, decision[0], decision[1]])


def _possible(mask: Bools, store: int, decision: Decision) -> bool:
    form, start = decision
    return 0 <= start < mask.shape[2] and bool(mask[store, form, start])


def _because(
    known: _Known, store: int, kind: ChangeKind, before: Decision | None, after: Decision | None
) -> str:
    if kind == "kept":
        return "as before"
    if before is None and after is not None:
        return _why_new(known, store, after)
    if before is None:
        return ""
    if not _possible(known.kept, store, before):
        return _why_impossible(known, store, before)
    broken = known.new_use.broken_by(store, before)
    if broken:
        return _who_took(known, store, broken)
    return _what_it_earns(known, store, before, after)


def _what_it_earns(known: _Known, store: int, before: Decision, after: Decision | None) -> str:
    old = float(known.values[store, before[0], before[1]])
    new = 0.0 if after is None else float(known.values[store, after[0], after[1]])
    gain = new - old - known.change_cost
    if gain > 0:
        return f"it earns {gain:,.2f} more, after the cost of the change"
    waves = [w for w in known.network.programme.waves if _id(known, store) in w.store_ids]
    if waves:
        return f"the order of the waves (wave {waves[0].name})"
    return "it makes room for others, which earn more together, or keeps spillover low"


def _why_impossible(known: _Known, store: int, decision: Decision) -> str:
    """Return which rule or fact forbids what was decided before."""
    network, (form, start) = known.network, decision
    if not 0 <= start < network.programme.weeks:
        when = f"the week of {network.monday(start)}"
        ready_on = network.stores[store].ready_on
        if start < 0 and ready_on is not None and network.monday(start) < ready_on:
            return f"it slipped: the store is not ready before {ready_on}"
        return f"{when} is over" if start < 0 else f"{when} lies after the planning weeks"
    shop, item = network.stores[store], network.formats[form]
    weeks = range(start, start + item.weeks_to_install)
    ready = shop.ready_on is not None and network.monday(start) < shop.ready_on
    shut = [week for week in weeks if not network.access[store, week]]
    frozen = frozen_weeks(network, network.programme.freezes)[store]
    checks = (
        (store in network.fixed, "the store has an area already"),
        (shop.store_id in network.programme.excluded_stores, "the store is excluded"),
        (
            math.isnan(network.margin[store, form]),
            f"the options have no row for {item.format_id} any more",
        ),
        (
            not fits(network)[store, form],
            f"{item.format_id} needs {item.footprint_m2:g} m2, which are not free",
        ),
        (ready, f"the store is not ready before {shop.ready_on}"),
        (
            bool(shut),
            f"crews have no access in the week of {network.monday(shut[0] if shut else 0)}",
        ),
        (any(frozen[week] for week in weeks), "a freeze holds in these weeks"),
        (shop.store_id in known.held, "the store is held for comparison"),
    )
    said = next((words for holds, words in checks if holds), "")
    return said or "a promise or the first delivery does not allow it"


def _id(known: _Known, store: int) -> str:
    return known.network.stores[store].store_id


def _limit_words(limit: Limit) -> str:
    """Return what is limited, in words."""
    return {
        "budget": f"the budget through {limit.day}",
        "crews": f"the crew-days in {limit.name} in the week of {limit.day}",
        "supply": f"the fixtures {limit.name} from {limit.day} on",
        "pace": f"the pace by {limit.day}",
    }[limit.kind]


def _who_took(known: _Known, store: int, broken: Sequence[Limit]) -> str:
    """Return whose areas now use what the store's earlier area used; or that less is there."""
    for limit in broken:
        before, after = known.old_use.users[limit], known.new_use.users[limit]
        more = {s: a - before.get(s, 0.0) for s, a in after.items() if s != store}
        takers = sorted((s for s, a in more.items() if a > 0), key=lambda s: (-more[s], s))
        if takers:
            return f"{_limit_words(limit)}: used by {_names(known, takers)} instead"
    limit = broken[0]
    there, needed = known.new_use.amount[limit], known.old_use.used[limit]
    return f"{_limit_words(limit)}: {there:,.0f} left, the plan before used {needed:,.0f}"


def _names(known: _Known, stores: Sequence[int]) -> str:
    names = [_id(known, store) for store in stores[:NAMES_SHOWN]]
    more = len(stores) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _why_new(known: _Known, store: int, after: Decision) -> str:
    """Return whose room it takes, or that it was possible before and now earns its cost."""
    broken = known.old_use.broken_by(store, after)
    for limit in broken:
        before, now = known.old_use.users[limit], known.new_use.users[limit]
        less = {s: a - now.get(s, 0.0) for s, a in before.items()}
        givers = sorted((s for s, a in less.items() if a > 0), key=lambda s: (-less[s], s))
        if givers:
            return f"{_limit_words(limit)}: left by {_names(known, givers)}"
    names = [p for p in known.network.programme.promises if p.store_id == _id(known, store)]
    if names:
        return f"it was promised by {names[0].selling_by}"
    if any(_id(known, store) in wave.store_ids for wave in known.network.programme.waves):
        return "its wave demands it"
    gain = float(known.values[store, after[0], after[1]]) - known.change_cost
    return f"there is room for it, and it earns {gain:,.2f} after the cost of the change"
