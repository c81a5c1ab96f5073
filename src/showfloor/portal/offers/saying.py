"""What an offer says, in words: what one gets, for what, where, when, for whom, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from showfloor.domain.offer_terms import (
    NEVER,
    WHOLE,
    Allowance,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    OffBasket,
    Offer,
    Steps,
    When,
)
from showfloor.portal.clock import moment_in_words
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Definition

NAMED = 6
"""Products, stores and so on that a sentence names; the rest is counted."""
HUNDRED = 100


def definitions_of(visit: Visit, offer: Offer) -> tuple[Definition, ...]:
    """Return what an offer says, a line a question; what it does not ask for is left out."""
    found = [
        ("gives", reward_in_words(visit, offer)),
        ("needs", _needs(visit, offer)),
        ("when", period(visit, offer.when)),
        ("hours", _hours(visit, offer.when)),
        ("where", _where(visit, offer)),
        ("whom", _whom(visit, offer)),
        ("limits", _limits(visit, offer)),
        ("pays", _pays(visit, offer)),
    ]
    return tuple(
        Definition(key, visit.say(f"offers.says.{key}"), text) for key, text in found if text
    )


def reward_in_words(visit: Visit, offer: Offer) -> str:
    """Return in a sentence what an offer gives."""
    say, language = visit.say, visit.language
    match offer.reward:
        case EachUnit() as one:
            return say("offers.gives.each", cut=_cut(visit, one.cut), goods=goods(visit, one.goods))
        case Bundle() as one:
            parts = [_slot(visit, slot.units, slot.goods, slot.cut) for slot in one.slots]
            if one.whole.kind == "none":
                return say("offers.gives.bundle", parts=language.listed(parts))
            cut = _cut(visit, one.whole)
            return say("offers.gives.whole", parts=language.listed(parts), cut=cut)
        case CheapestOf() as one:
            return say(
                "offers.gives.cheapest",
                units=language.count(one.units),
                rewarded=language.count(one.rewarded),
                goods=goods(visit, one.goods),
                cut=_cut(visit, one.cut),
            )
        case Steps() as one:
            steps = [
                say("offers.gives.step", units=language.count(s.from_units), cut=_cut(visit, s.cut))
                for s in one.steps
            ]
            listed = ", ".join(steps)
            return say("offers.gives.steps", steps=listed, goods=goods(visit, one.goods))
        case OffBasket() as one:
            amount = money(visit, one.amount)
            return say("offers.gives.off_basket", amount=amount, goods=goods(visit, one.goods))


def goods(visit: Visit, meant: Goods) -> str:
    """Return which goods are meant."""
    say = visit.say
    if meant.handed_in:
        return say("offers.goods.handed_in")
    parts = [
        say(f"offers.goods.{key}", names=_named(visit, names))
        for key, names in (
            ("products", meant.products),
            ("categories", meant.categories),
            ("manufacturers", meant.manufacturers),
        )
        if names
    ]
    if meant.price_from is not None:
        parts.append(say("offers.goods.price_from", price=money(visit, meant.price_from)))
    if meant.price_to is not None:
        parts.append(say("offers.goods.price_to", price=money(visit, meant.price_to)))
    if meant.not_products:
        parts.append(say("offers.goods.not", names=_named(visit, meant.not_products)))
    return ", ".join(parts) or say("offers.goods.all")


def period(visit: Visit, when: When) -> str:
    """Return from when to when; whole days as days, the last one inclusive."""
    say = visit.say
    first = _moment(visit, when, is_end=False)
    if when.ends == NEVER:
        return say("offers.when.open", first=first)
    return say("offers.when.period", first=first, last=_moment(visit, when, is_end=True))


def money(visit: Visit, cents: int) -> str:
    """Return an amount of cents in the workspace's currency."""
    return visit.language.money(cents / HUNDRED, 2)


def _moment(visit: Visit, when: When, *, is_end: bool) -> str:
    at = timezone.localtime(when.ends if is_end else when.begins)
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return visit.language.day(at.date() - timedelta(days=1) if is_end else at.date())
    return moment_in_words(visit.language, at)


def _cut(visit: Visit, cut: Cut) -> str:
    if cut.kind == "per_cent" and cut.value == WHOLE:
        return visit.say("offers.cut.free")
    if cut.kind == "per_cent":
        decimals = 0 if cut.value % HUNDRED == 0 else 2
        share = visit.language.percent(cut.value / WHOLE, decimals)
        return visit.say("offers.cut.per_cent", share=share)
    if cut.kind == "none":
        return visit.say("offers.cut.none")
    return visit.say(f"offers.cut.{cut.kind}", amount=money(visit, cut.value))


def _slot(visit: Visit, units: int, meant: Goods, cut: Cut) -> str:
    said = visit.say(
        "offers.gives.slot", units=visit.language.count(units), goods=goods(visit, meant)
    )
    return said if cut.kind == "none" else f"{said} ({_cut(visit, cut)})"


def _needs(visit: Visit, offer: Offer) -> str:
    found = []
    for need in offer.needs:
        named = goods(visit, need.goods)
        if need.value:
            least = money(visit, need.value)
            found.append(visit.say("offers.needs.value", goods=named, value=least))
        else:
            units = visit.language.count(need.units)
            found.append(visit.say("offers.needs.units", goods=named, units=units))
    return "; ".join(found)


def _hours(visit: Visit, when: When) -> str:
    parts = [visit.say(f"offers.weekday.{day}") for day in when.weekdays]
    parts += [f"{_clock(start)}–{_clock(end)}" for start, end in when.hours]
    if when.area_days is not None:
        first, last = when.area_days
        parts.append(visit.say("offers.when.area_days", first=str(first), last=str(last)))
    return ", ".join(parts)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _where(visit: Visit, offer: Offer) -> str:
    say, where = visit.say, offer.where
    parts = []
    if where.channels:
        parts.append(", ".join(_channel(visit, name) for name in where.channels))
    if where.stores:
        parts.append(say("offers.where.stores", names=_named(visit, where.stores)))
    if where.regions:
        words = [visit.language.term("region", name) for name in where.regions]
        parts.append(say("offers.where.regions", names=_named(visit, words)))
    if where.kinds:
        words = [visit.language.term("kind", name) for name in where.kinds]
        parts.append(say("offers.where.kinds", names=_named(visit, words)))
    if where.area_of is not None:
        parts.append(say("offers.where.area", name=where.area_of))
    return "; ".join(parts) or say("offers.where.all")


def _channel(visit: Visit, name: str) -> str:
    return visit.language.term("offers.channel", name)


def _whom(visit: Visit, offer: Offer) -> str:
    say, whom = visit.say, offer.whom
    parts = []
    if whom.groups:
        parts.append(say("offers.whom.groups", names=_named(visit, whom.groups)))
    if whom.code is not None:
        parts.append(say("offers.whom.code"))
    if whom.a_customer is not None:
        parts.append(say("offers.whom.a_customer", times=visit.language.count(whom.a_customer)))
    if offer.budget.first_customers is not None:
        first = visit.language.count(offer.budget.first_customers)
        parts.append(say("offers.whom.first", customers=first))
    return "; ".join(parts) or say("offers.whom.all")


def _limits(visit: Visit, offer: Offer) -> str:
    budget = offer.budget
    found = []
    for key, held in (
        ("overall", budget.overall),
        ("a_store", budget.a_store),
        ("a_day", budget.a_day),
    ):
        if held != Allowance():
            found.append(visit.say(f"offers.limits.{key}", limit=_allowance(visit, held)))
    return "; ".join(found)


def _allowance(visit: Visit, held: Allowance) -> str:
    parts = [] if held.cents is None else [money(visit, held.cents)]
    if held.pieces is not None:
        pieces = visit.language.count(held.pieces)
        parts.append(visit.say("offers.limits.pieces", pieces=pieces))
    return ", ".join(parts)


def _pays(visit: Visit, offer: Offer) -> str:
    share = offer.manufacturer_pays / WHOLE
    return visit.say(
        "offers.pays",
        manufacturer=visit.language.percent(share, 0 if share * HUNDRED % 1 == 0 else 2),
        retailer=visit.language.percent(1 - share, 0 if share * HUNDRED % 1 == 0 else 2),
    )


def _named(visit: Visit, names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return visit.say("offers.and_more", names=shown, more=str(more)) if more > 0 else shown
