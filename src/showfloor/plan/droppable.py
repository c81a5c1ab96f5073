"""The rules that a programme could do without: each in its author's words, and how to drop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from showfloor.domain.programme import CrewCapacity, Freeze, Holdout, Pace, Programme, Promise, Wave
from showfloor.plan.freezes import freeze_words
from showfloor.plan.model import Model
from showfloor.plan.network import other_party
from showfloor.plan.rules import regions_of


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


def other_words(programme: Programme) -> str:
    """Return what the other party must get, as the programme's author would say it."""
    amount = f"{programme.other_at_least or 0.0:,.2f}"
    return f"the {other_party(programme.value_for)}'s value must reach {amount}"


def holdout_words(holdout: Holdout) -> str:
    """Return a holdout as its author would say it."""
    return (
        f"holdout: {holdout.keep} stores for each {' and '.join(holdout.by)} without sales before "
        f"{holdout.no_sales_before}"
    )


def pace_words(step: Pace) -> str:
    """Return a step of the pace as its author would say it."""
    areas = f"{step.at_most} new area{'' if step.at_most == 1 else 's'}"
    return f"pace: at most {areas} selling by {step.selling_by}"


def droppable_rules(model: Model) -> list[Rule]:
    """Return the programme's rules, the limits first, so that obligations name the conflict."""
    programme = model.network.programme
    return [
        *_promise_rules(programme),
        *_wave_rules(programme),
        *_quota_rules(programme),
        *_other_rules(programme),
        *_holdout_rules(programme),
        *_freeze_rules(programme),
        *_budget_rules(model),
        *_supply_rules(programme),
        *_pace_rules(programme),
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


def _other_rules(programme: Programme) -> list[Rule]:
    if programme.other_at_least is None:
        return []
    return [Rule(other_words(programme), lambda p: replace(p, other_at_least=None))]


def _freeze_rules(programme: Programme) -> list[Rule]:
    def without(freeze: Freeze) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, freezes=tuple(x for x in p.freezes if x != freeze))

    return [Rule(freeze_words(item), without(item)) for item in dict.fromkeys(programme.freezes)]


def _holdout_rules(programme: Programme) -> list[Rule]:
    holdout = programme.holdout
    if holdout is None:
        return []
    return [Rule(holdout_words(holdout), lambda p: replace(p, holdout=None))]


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


def _pace_rules(programme: Programme) -> list[Rule]:
    def without(step: Pace) -> Callable[[Programme], Programme]:
        return lambda p: replace(p, pace=tuple(x for x in p.pace if x != step))

    return [Rule(pace_words(step), without(step)) for step in programme.pace]


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
