"""Why a programme cannot be kept: a smallest set of its rules in conflict, in its own words.

First what needs no solver: an obliged store without any option in time. Then QuickXplain
(Junker 2004) over the rules, each question a small feasibility programme over the stores that
promises, waves and quotas need.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from showfloor.domain.programme import Freeze, Programme, Promise, Wave
from showfloor.plan.core import Core, Effort, Selection, solve_core
from showfloor.plan.droppable import (
    Rule,
    droppable_rules,
    other_words,
    promise_words,
    wave_words,
)
from showfloor.plan.evaluation import TOLERANCE
from showfloor.plan.freezes import freeze_words, freezes_to_blame
from showfloor.plan.model import Model, Obligations, build_model
from showfloor.plan.network import Bools, Floats, Network, other_party
from showfloor.plan.options import allowed_options, fits, keeping_promises, option_values
from showfloor.plan.rules import region_index, regions_of
from showfloor.plan.spillover import PairTable
from showfloor.plan.types import RuleConflict


def broken_obligations(model: Obligations) -> RuleConflict | None:
    """Return an obligation that fails by itself, with the reasons; None where none does."""
    checks = (
        _fixed_promises,
        _fixed_waves,
        _stores_without_option,
        _quotas_without_stores,
        _other_value_out_of_reach,
    )
    for check in checks:
        found = check(model)
        if found is not None:
            return RuleConflict(found)
    return None


def _fixed_promises(model: Obligations) -> tuple[str, ...] | None:
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


def _fixed_waves(model: Obligations) -> tuple[str, ...] | None:
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


def _stores_without_option(model: Obligations) -> tuple[str, ...] | None:
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
        blamed = freezes_to_blame(network.programme.freezes, _could_be_built(network, int(store)))
        words += [freeze_words(freeze) for freeze in blamed]
        return (*words, *_reasons_by_format(model, int(store), promises, frozen=bool(blamed)))
    return None


def _could_be_built(network: Network, store: int) -> Callable[[Sequence[Freeze]], bool]:
    """Return whether the store has an option that keeps its promises, given the freezes."""

    def possible(freezes: Sequence[Freeze]) -> bool:
        kept = keeping_promises(network, allowed_options(network, freezes))
        return bool(kept[store].any())

    return possible


def _reasons_by_format(
    model: Obligations, store: int, promises: list[Promise], *, frozen: bool
) -> tuple[str, ...]:
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
            why = f"no week to build ({'frozen' if frozen else ready})"
        else:
            first = network.monday(int(weeks[0]) + item.weeks_to_install)
            why = f"sells from {first} at the earliest"
        reasons.append(f"{shop.store_id}, {item.format_id}: {why}")
    return tuple(reasons)


def _quotas_without_stores(model: Obligations) -> tuple[str, ...] | None:
    network = model.network
    place = {name: index for index, name in enumerate(regions_of(network))}
    able = model.allowed.any(axis=(1, 2))
    for quota in network.programme.quotas:
        own = region_index(network) == place.get(quota.region, -1)
        count = int(np.sum(able & own))
        if count < quota.at_least:
            blamed = freezes_to_blame(
                network.programme.freezes, _enough_stores(network, own, quota.at_least)
            )
            return (
                f"quota {quota.region}: at least {quota.at_least}",
                *(freeze_words(freeze) for freeze in blamed),
                f"stores in {quota.region} with an allowed option: {count}",
            )
    return None


def _enough_stores(
    network: Network, own: Bools, at_least: int
) -> Callable[[Sequence[Freeze]], bool]:
    """Return whether so many of the stores in `own` have an option, given the freezes."""

    def possible(freezes: Sequence[Freeze]) -> bool:
        able = allowed_options(network, freezes).any(axis=(1, 2))
        return int(np.sum(able & own)) >= at_least

    return possible


def _other_value_out_of_reach(model: Obligations) -> tuple[str, ...] | None:
    """Return that the other party cannot get what it must, even if nothing else were asked."""
    network, least = model.network, model.network.programme.other_at_least
    if least is None or _most_for_the_other(model, model.allowed) >= least - TOLERANCE:
        return None

    def possible(freezes: Sequence[Freeze]) -> bool:
        return _most_for_the_other(model, allowed_options(network, freezes)) >= least - TOLERANCE

    blamed = freezes_to_blame(network.programme.freezes, possible)
    most = _most_for_the_other(model, model.allowed)
    party = other_party(network.programme.value_for)
    return (
        other_words(network.programme),
        *(freeze_words(freeze) for freeze in blamed),
        f"the best options of all stores for the {party}: {most:,.2f} in all",
    )


def _most_for_the_other(model: Obligations, allowed: Bools) -> float:
    """Return the sum of the stores' best options for the other party, or of none."""
    values: Floats = np.where(allowed, option_values(model.network, other=True), 0.0)
    return math.fsum(values.reshape(len(values), -1).max(axis=1, initial=0.0))


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
    return not meeting_obligations(part, seconds).proven_empty


def meeting_obligations(part: Model, seconds: float) -> Selection:
    """Return some plan that keeps every rule, or that none was found or none exists.

    Only stores that obligations need are planned; what a plan is worth is not looked at.
    """
    network, programme = part.network, part.network.programme
    needed = part.obliged.copy()
    place = {name: index for index, name in enumerate(regions_of(network))}
    for quota in programme.quotas:
        needed |= region_index(network) == place.get(quota.region, -1)
    profit = np.zeros(len(part.options))
    useful = needed[part.options.store]
    if programme.other_at_least is not None:
        # Any store may add to the other party's value, and the most of it is the surest answer.
        profit = -part.rows.matrix[part.rows.other].toarray().ravel()
        useful |= profit > 0
    places = np.flatnonzero(useful)
    no_pairs = PairTable(*(np.zeros(0, dtype=np.int64),) * 3, np.zeros((0, 1)), np.zeros(0, int))
    bare = replace(part, profit=profit, pairs=no_pairs)
    core = Core(places, part.obliged, -np.inf)
    effort = Effort(gap=1.0)
    return solve_core(bare, core, seconds=max(1.0, seconds), effort=effort)
