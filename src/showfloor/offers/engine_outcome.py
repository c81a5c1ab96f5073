"""From a basket's offers to its outcome: exclusive ones alone, none over the money left."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.offers.compiled import CompiledBook
from showfloor.offers.engine_applicable import Candidate, is_off_basket
from showfloor.offers.engine_steps import Outcome, carry_out, take_amounts_off
from showfloor.offers.engine_units import Units
from showfloor.offers.purchase import Purchase
from showfloor.offers.search import best_plan
from showfloor.offers.types import OffBasket


def outcome_within_money(
    compiled: CompiledBook,
    purchase: Purchase,
    units: Units,
    offers: Sequence[Candidate],
    effort: int,
) -> tuple[Outcome, frozenset[str]]:
    """Return the outcome, and the ids of the offers taken out because their money ran out."""
    gone: frozenset[str] = frozenset()
    strictly = any(left.cents is not None for left in purchase.left.values())
    outcome = outcome_of(compiled, units, offers, effort, strictly=strictly)
    proven, at_least = outcome.proven, outcome.at_least
    while over := _over_their_money(compiled, purchase, outcome):
        gone |= {compiled.versions[max(over)].offer_id}
        staying = [c for c in offers if c.version.offer_id not in gone]
        outcome = outcome_of(compiled, units, staying, effort, strictly=strictly)
        proven = proven and outcome.proven
    outcome.proven = proven
    outcome.at_least = outcome.charged if proven else min(at_least, outcome.charged)
    return outcome, gone


def outcome_of(
    compiled: CompiledBook,
    units: Units,
    offers: Sequence[Candidate],
    effort: int,
    *,
    strictly: bool = False,
) -> Outcome:
    """Return the least charged of the offers together and of each exclusive one alone.

    strictly: the answer depends on which of equally cheap plans is chosen.
    """
    together = [c for c in offers if not c.version.alone_in_basket]
    best = _together(compiled, units, together, effort, strictly=strictly)
    at_least = [best.at_least]
    proven = best.proven
    for candidate in offers:
        if candidate.version.alone_in_basket:
            alone = _together(compiled, units, [candidate], effort, strictly=strictly)
            at_least.append(alone.at_least)
            proven = proven and alone.proven
            if (alone.charged, alone.points) < (best.charged, best.points):
                best = alone
    best.proven = proven
    best.at_least = best.charged if proven else min(at_least)
    return best


def _together(
    compiled: CompiledBook,
    units: Units,
    offers: Sequence[Candidate],
    effort: int,
    *,
    strictly: bool,
) -> Outcome:
    last = [c for c in offers if is_off_basket(c)]
    planned = [c for c in offers if not is_off_basket(c)] if last else offers
    most = compiled.limits.most_offers_a_unit
    plan = best_plan(units, planned, most, effort=effort, strictly=strictly or bool(last))
    outcome = carry_out(compiled, units, plan)
    if last:
        take_amounts_off(compiled, units, outcome, last)
        if plan.proven:
            outcome.at_least = outcome.charged
        else:
            outcome.at_least = max(0, plan.at_least - _most_off(last))
    return outcome


def _most_off(offers: Sequence[Candidate]) -> int:
    """Return what amounts off the basket can take off at most, in cents."""
    by_group: dict[int, int] = {}
    for candidate in offers:
        reward = candidate.version.reward
        if isinstance(reward, OffBasket):
            group = candidate.version.group
            by_group[group] = max(by_group.get(group, 0), reward.amount)
    return sum(by_group.values())


def _over_their_money(compiled: CompiledBook, purchase: Purchase, outcome: Outcome) -> list[int]:
    """Return the applied versions that take off more than is left of their money."""
    limited = {
        number: left.cents
        for number in outcome.applications
        if (left := purchase.left.get(compiled.versions[number].offer_id)) is not None
        and left.cents is not None
    }
    if not limited:
        return []
    ids = {compiled.versions[number].offer_id: number for number in limited}
    taken = dict.fromkeys(limited, 0)
    for steps in outcome.steps:
        for step in steps:
            if step.offer_id in ids:
                taken[ids[step.offer_id]] += step.before - step.after
    return [number for number, cents in limited.items() if taken[number] > cents]
