"""Why a programme cannot be kept: a smallest set of its rules in conflict, in its own words.

First what needs no solver: an obliged store without any option in time. Then QuickXplain
(Junker 2004) over the rules, each question a small feasibility programme over the stores that
promises, waves and quotas need.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.programme import CrewCapacity, Programme, Promise, Wave
from showfloor.plan.core import Core, Effort, solve_core
from showfloor.plan.model import Model, build_model
from showfloor.plan.network import Network
from showfloor.plan.options import fits, keeping_promises
from showfloor.plan.rules import region_index, regions_of
from showfloor.plan.spillover import PairTable
from showfloor.plan.types import RuleConflict


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that may be dropped: its words, and the programme without it."""

    words: str
    drop: Callable[[Programme], Programme]


def promise_words(promise: Promise) -> str:
    """Return a promise as its author would say it."""
    formats = f" with {', '.join(promise.format_ids)}" if promise.format_ids else ""
    return f"promise {promise.store_id} by {promise.selling_by}{formats}"


def wave_words(wave: Wave) -> str:
    """Return a wave as its author would say it."""
    release = f", released on {wave.release_on}" if wave.release_on else ""
    stores = f"{len(wave.store_ids)} store{'' if len(wave.store_ids) == 1 else 's'}"
    return f"wave {wave.name}: {stores} before later waves{release}"


def broken_obligations(model: Model) -> RuleConflict | None:
    """Return an obligation that fails by itself, with the reasons; None where none does."""
    for check in (_fixed_promises, _fixed_waves, _stores_without_option, _quotas_without_stores):
        found = check(model)
        if found is not None:
            return RuleConflict(found)
    return None


def _fixed_promises(model: Model) -> tuple[str, ...] | None:
    network = model.network
    for promise in network.programme.promises:
        areas = network.fixed.get(network.place[promise.store_id])
        if areas is None:
            continue
        last = network.weeks_through(promise.selling_by) - 1
        if (promise.selling_by - network.programme.start).days < 0:
            last = (promise.selling_by - network.programme.start).days // 7
        wanted = promise.format_ids
        if not any(
            area.selling_week <= last and (not wanted or area.format_id in wanted) for area in areas
        ):
            stands = ", ".join(
                f"{a.format_id} from {network.monday(a.selling_week)}" for a in areas
            )
            return promise_words(promise), f"{promise.store_id} has already: {stands}"
    return None


def _fixed_waves(model: Model) -> tuple[str, ...] | None:
    """Return two waves whose order standing areas already break."""
    network = model.network
    waves = network.programme.waves
    for index, wave in enumerate(waves):
        for later in waves[index + 1 :]:
            for late_id in later.store_ids:
                words = _broken_by(network, wave, later, late_id)
                if words is not None:
                    return words
    return None


def _broken_by(network: Network, wave: Wave, later: Wave, late_id: str) -> tuple[str, ...] | None:
    late = network.place[late_id]
    if late not in network.fixed:
        return None
    sells = network.fixed_selling_week(late)
    if wave.release_on is not None and network.monday(sells) >= wave.release_on:
        return None
    for store_id in wave.store_ids:
        store = network.place[store_id]
        standing = store in network.fixed
        first = network.fixed_selling_week(store) if standing else 1
        if first > sells:
            says = f"sells from {network.monday(first)}" if standing else "has no area yet"
            return (
                wave_words(wave),
                wave_words(later),
                f"{late_id} sells from {network.monday(sells)}, but {store_id} {says}",
            )
    return None


def _stores_without_option(model: Model) -> tuple[str, ...] | None:
    network = model.network
    kept = keeping_promises(network, model.allowed)
    for store in np.flatnonzero(model.obliged & ~kept.any(axis=(1, 2))):
        store_id = network.stores[store].store_id
        promises = [p for p in network.programme.promises if p.store_id == store_id]
        waves = [w for w in network.programme.waves if store_id in w.store_ids]
        if not model.allowed[store].any() or not promises:
            words = [promise_words(p) for p in promises] + [wave_words(w) for w in waves]
        else:
            words = [promise_words(p) for p in promises]
        return (*words, *_reasons_by_format(model, int(store), promises))
    return None


def _reasons_by_format(model: Model, store: int, promises: list[Promise]) -> tuple[str, ...]:
    """Say for every format why the store has no option that keeps its promises."""
    network, shop = model.network, model.network.stores[store]
    if shop.store_id in network.programme.excluded_stores:
        return (f"exclude {shop.store_id}",)
    if shop.kind == "online":
        return (f"{shop.store_id} is an online shop and has no room for an area",)
    fitting = fits(network)
    reasons = []
    for index, item in enumerate(network.formats):
        if any(p.format_ids and item.format_id not in p.format_ids for p in promises):
            continue
        space = "no space stated" if shop.area_space_m2 is None else f"{shop.area_space_m2:g} m2"
        weeks = np.flatnonzero(model.allowed[store, index])
        if np.isnan(network.margin[store, index]):
            why = "no row in the options"
        elif not fitting[store, index]:
            why = f"needs {item.footprint_m2:g} m2, free: {space}"
        elif not len(weeks):
            ready = (
                f"ready on {shop.ready_on}" if shop.ready_on else "closed or without crew access"
            )
            why = f"no week to build ({ready})"
        else:
            first = network.monday(int(weeks[0]) + item.weeks_to_install)
            why = f"sells from {first} at the earliest"
        reasons.append(f"{shop.store_id}, {item.format_id}: {why}")
    return tuple(reasons)


def _quotas_without_stores(model: Model) -> tuple[str, ...] | None:
    network = model.network
    place = {name: index for index, name in enumerate(regions_of(network))}
    able = model.allowed.any(axis=(1, 2))
    for quota in network.programme.quotas:
        count = int(np.sum(able & (region_index(network) == place.get(quota.region, -1))))
        if count < quota.at_least:
            return (
                f"quota {quota.region}: at least {quota.at_least}",
                f"stores in {quota.region} with an allowed option: {count}",
            )
    return None


def smallest_conflict(model: Model, seconds: float) -> RuleConflict:
    """Return a set of rules that cannot hold together, none of which can be left out.

    Where a question is not answered in time its rules stay in, so the set may then be larger.
    """
    rules = droppable_rules(model)
    deadline = time.monotonic() + seconds

    def feasible(kept: list[Rule]) -> bool:
        programme = model.network.programme
        words = {rule.words for rule in kept}
        for rule in rules:
            if rule.words not in words:
                programme = rule.drop(programme)
        return _is_feasible(model, programme, deadline - time.monotonic())

    needed = _quick_xplain([], [], rules, feasible)
    return RuleConflict(tuple(rule.words for rule in rules if rule in needed))


def surely_infeasible(model: Model, seconds: float) -> bool:
    """Say whether it is proven within the time that no plan keeps every rule."""
    return not _is_feasible(model, model.network.programme, seconds)


def _quick_xplain(
    background: list[Rule],
    added: list[Rule],
    rules: list[Rule],
    feasible: Callable[[list[Rule]], bool],
) -> list[Rule]:
    """Return a smallest subset of `rules` in conflict with `background` (Junker 2004)."""
    if added and not feasible(background):
        return []
    if len(rules) <= 1:
        return rules
    half = len(rules) // 2
    left, right = rules[:half], rules[half:]
    second = _quick_xplain([*background, *left], left, right, feasible)
    first = _quick_xplain([*background, *second], second, left, feasible)
    return [*first, *second]


def _is_feasible(model: Model, programme: Programme, seconds: float) -> bool:
    """Say whether a programme with fewer rules has a plan; time out counts as yes."""
    problem = replace(model.network.problem, programme=programme)
    network = replace(model.network, problem=problem)
    held = model.held if programme.holdout is not None else np.zeros_like(model.held)
    part = build_model(network, 0, held=held)
    if broken_obligations(part) is not None:
        return False
    needed = part.obliged.copy()
    place = {name: index for index, name in enumerate(regions_of(network))}
    for quota in programme.quotas:
        needed |= region_index(network) == place.get(quota.region, -1)
    places = np.flatnonzero(needed[part.options.store])
    no_pairs = PairTable(*(np.zeros(0, dtype=np.int64),) * 3, np.zeros((0, 1)), np.zeros(0, int))
    bare = replace(part, profit=np.zeros(len(part.options)), pairs=no_pairs)
    core = Core(places, part.obliged, -np.inf)
    effort = Effort(gap=1.0)
    return not solve_core(bare, core, seconds=max(1.0, seconds), effort=effort).proven_empty


def droppable_rules(model: Model) -> list[Rule]:
    """Return the programme's rules, the limits first, so that obligations name the conflict."""
    programme = model.network.programme
    return [
        *_promise_rules(programme),
        *_wave_rules(programme),
        *_quota_rules(programme),
        *_holdout_rules(programme),
        *_budget_rules(model),
        *_supply_rules(programme),
        *_crew_rules(model),
    ]


def _promise_rules(programme: Programme) -> list[Rule]:
    def without(promise: Promise) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, promises=tuple(x for x in p.promises if x != promise))

    return [Rule(promise_words(promise), without(promise)) for promise in programme.promises]


def _wave_rules(programme: Programme) -> list[Rule]:
    def without(wave: Wave) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, waves=tuple(x for x in p.waves if x != wave))

    return [Rule(wave_words(wave), without(wave)) for wave in programme.waves]


def _quota_rules(programme: Programme) -> list[Rule]:
    def without(region: str) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, quotas=tuple(q for q in p.quotas if q.region != region))

    most: dict[str, int] = {}
    for quota in programme.quotas:
        most[quota.region] = max(most.get(quota.region, 0), quota.at_least)
    return [
        Rule(f"quota {region}: at least {least}", without(region)) for region, least in most.items()
    ]


def _holdout_rules(programme: Programme) -> list[Rule]:
    holdout = programme.holdout
    if holdout is None:
        return []
    words = (
        f"holdout: {holdout.keep} stores for each {' and '.join(holdout.by)} without sales before "
        f"{holdout.no_sales_before}"
    )
    return [Rule(words, lambda p: replace(p, holdout=None))]


def _budget_rules(model: Model) -> list[Rule]:
    enough = float(model.network.capex.sum()) + 1.0
    steps = model.network.programme.budget

    def without(through: object) -> Callable[[Programme], Programme]:
        def drop(programme: Programme) -> Programme:
            kept = list(programme.budget)
            at = next(i for i, step in enumerate(kept) if step.through == through)
            if at + 1 < len(kept):
                kept[at + 1] = replace(kept[at + 1], amount=kept[at + 1].amount + kept[at].amount)
                del kept[at]
            else:
                kept[at] = replace(kept[at], amount=enough)
            return replace(programme, budget=tuple(kept))

        return drop

    rules, total = [], 0.0
    for step in steps:
        total += step.amount
        words = f"budget through {step.through}: {total:.2f} in all"
        rules.append(Rule(words, without(step.through)))
    return rules


def _supply_rules(programme: Programme) -> list[Rule]:
    def without(format_id: str) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, supply=tuple(s for s in p.supply if s.format_id != format_id))

    by_format: dict[str, list[str]] = {}
    for step in programme.supply:
        by_format.setdefault(step.format_id, []).append(f"{step.units} by {step.week}")
    return [
        Rule(f"supply {format_id}: {', '.join(steps)}", without(format_id))
        for format_id, steps in by_format.items()
    ]


def _crew_rules(model: Model) -> list[Rule]:
    network = model.network
    crews = network.programme.crews
    if crews is None:
        return []
    largest = max(max(item.crew_days) for item in network.formats)
    counts = dict.fromkeys(regions_of(network), 0)
    for store in network.stores:
        counts[store.region or ""] += 1

    def without(region: str) -> Callable[[Programme], Programme]:
        plenty = CrewCapacity(region, (largest * counts[region],) * network.programme.crew_weeks)

        def drop(programme: Programme) -> Programme:
            others = tuple(c for c in programme.crews or () if c.region != region)
            return replace(programme, crews=(*others, plenty))

        return drop

    stated = {crew.region: crew.crew_days for crew in crews}
    rules = []
    for region in regions_of(network):
        days = stated.get(region, (0,))
        span = f"{min(days)}" if min(days) == max(days) else f"{min(days)} to {max(days)}"
        if region:
            rules.append(Rule(f"crews {region}: {span} crew-days a week", without(region)))
    return rules
