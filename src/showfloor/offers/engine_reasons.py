"""Why every other offer was not applied: one code each, the first test that it failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from showfloor.domain.offer_terms import BERLIN
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version, microseconds
from showfloor.offers.engine_applicable import (
    Candidate,
    can_form,
    in_area_days,
    in_hours,
    most_of,
    needs_met,
)
from showfloor.offers.engine_outcome import outcome_of
from showfloor.offers.engine_steps import Outcome
from showfloor.offers.engine_units import Units
from showfloor.offers.priced import NotApplied, NotCode
from showfloor.offers.purchase import Left, Place, Purchase
from showfloor.offers.types import Offer


def reasons_of(
    compiled: CompiledBook,
    purchase: Purchase,
    units: Units,
    outcome: Outcome,
    gone: frozenset[str],
    *,
    effort: int,
) -> tuple[NotApplied, ...]:
    """Say of every offer id that was not applied why; in the order of ids."""
    applied = {compiled.versions[number].offer_id for number in outcome.applications}
    return tuple(
        _reason(compiled, purchase, units, outcome, offer_id, gone=offer_id in gone, effort=effort)
        for offer_id in compiled.offers
        if offer_id not in applied
    )


def _reason(
    compiled: CompiledBook,
    purchase: Purchase,
    units: Units,
    outcome: Outcome,
    offer_id: str,
    *,
    gone: bool,
    effort: int,
) -> NotApplied:
    offer, code = _in_force(compiled.offers[offer_id], purchase)
    if code is not None:
        return NotApplied(offer_id, offer.version, code)
    version = compiled.versions[compiled.numbers[offer_id, offer.version]]
    candidate = _matched(version, purchase, units)
    failed = next(_failed(candidate, purchase, units), None)
    if failed is not None:
        return NotApplied(offer_id, offer.version, failed)
    if gone:
        return NotApplied(offer_id, offer.version, "money_gone")
    alone = outcome_of(compiled, units, [candidate], effort)
    if version.number not in alone.applications:
        return NotApplied(offer_id, offer.version, "no_gain")
    return NotApplied(offer_id, offer.version, "outdone", _instead(compiled, candidate, outcome))


def _in_force(versions: tuple[Offer, ...], purchase: Purchase) -> tuple[Offer, NotCode | None]:
    """Return the version in force, or the one to name with the code; versions: ascending."""
    at = microseconds(purchase.at)
    told = [offer for offer in versions if offer.status != "draft"]
    if not told:
        return versions[-1], "not_approved"
    begun = [offer for offer in told if microseconds(offer.when.begins) <= at]
    if not begun:
        first = min(told, key=lambda o: (microseconds(o.when.begins), -o.version))
        return first, "stopped" if first.status == "ended" else "not_yet"
    offer = begun[-1]
    if offer.status == "ended":
        return offer, "stopped"
    return offer, "over" if at >= microseconds(offer.when.ends) else None


def _matched(version: Version, purchase: Purchase, units: Units) -> Candidate:
    """Return an offer with the kinds that it matches, whether or not it holds here and now."""
    kinds = [
        [kind for kind in units.kinds if goods.matches(kind.product, kind.shelf, kind.handed_in)]
        for goods in version.goods
    ]
    return Candidate(version, most_of(version, purchase), kinds)


def _failed(candidate: Candidate, purchase: Purchase, units: Units) -> Iterator[NotCode]:
    """Yield the tests that an offer in force fails, in their order."""
    version = candidate.version
    yield from _failed_by_place(version, purchase.place)
    local = purchase.at.astimezone(BERLIN)
    yield from _failed_by_area(version, purchase.place, local.date())
    when = version.offer.when
    if when.weekdays and local.isoweekday() not in when.weekdays:
        yield "weekday"
    if when.hours and not in_hours(version, 60 * local.hour + local.minute):
        yield "hours"
    yield from _failed_by_customer(version, purchase)
    left = purchase.left.get(version.offer_id, Left())
    if left.customers is not None and left.customers <= 0:
        yield "customers_gone"
    if left.pieces is not None and left.pieces <= 0:
        yield "pieces_gone"
    if left.cents is not None and left.cents <= 0:
        yield "money_gone"
    if not any(candidate.kinds):
        yield "nothing_matches"
    if not needs_met(version, units) or not can_form(candidate):
        yield "too_little"


def _failed_by_place(version: Version, place: Place) -> Iterator[NotCode]:
    where = version.offer.where
    if where.channels and place.channel not in where.channels:
        yield "wrong_channel"
    if where.stores and place.store_id not in where.stores:
        yield "wrong_store"
    if where.regions and place.region not in where.regions:
        yield "wrong_region"
    if where.kinds and place.kind not in where.kinds:
        yield "wrong_store_kind"
    if place.operator_status not in {"own", "agent"} and where.for_independents == "none":
        yield "independent_store"


def _failed_by_area(version: Version, place: Place, day: date) -> Iterator[NotCode]:
    offer = version.offer
    if offer.where.area_of is None and offer.when.area_days is None:
        return
    wanted = offer.where.area_of or offer.manufacturer_id
    if not any(
        area.manufacturer_id == wanted
        and area.selling_from <= day
        and (area.selling_to is None or day < area.selling_to)
        for area in place.areas
    ):
        yield "no_area"
    if not in_area_days(version, place, day):
        yield "area_days"


def _failed_by_customer(version: Version, purchase: Purchase) -> Iterator[NotCode]:
    whom, customer = version.offer.whom, purchase.customer
    if whom.groups and not customer.groups.intersection(whom.groups):
        yield "customer_group"
    if whom.code is not None:
        codes = {code.casefold() for code in customer.codes}
        if whom.code.casefold() not in codes:
            yield "no_code"
    if whom.a_customer is None:
        return
    if customer.customer_id is None:
        yield "customer_unknown"
    if customer.used.get(version.offer_id, 0) >= whom.a_customer:
        yield "customer_used_it"


def _instead(compiled: CompiledBook, candidate: Candidate, outcome: Outcome) -> tuple[str, ...]:
    """Return the applied offers that take a unit which this one matches, or else all applied."""
    matched = {unit for kinds in candidate.kinds for kind in kinds for unit in kind.units}
    found = {version.offer_id for unit in matched for version in outcome.takers[unit]}
    return tuple(
        sorted(found or (compiled.versions[number].offer_id for number in outcome.applications))
    )
