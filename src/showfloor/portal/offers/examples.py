"""Offers for a demonstration: running, announced, ended, a draft with a fault, and a proposal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from string import Template
from uuid import UUID

from showfloor.portal.offers.deciding import announce, announcement_found, approve, end
from showfloor.portal.offers.example_sales import make_statements
from showfloor.portal.offers.jobs import ask_cost
from showfloor.portal.offers.models import Happened, KeptOffer, Status
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.taking import add_event, propose, take_in
from showfloor.portal.people.models import Membership, Organisation, Person
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.portal.walls.reach import Kind, Reach
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.workflows.offers_announcing import AnnouncementAsked
from showfloor.workflows.offers_pages import StatedOffers, offers_of_text

TEXT = "examples.toml"
PROPOSED = "tv-weeks"
DRAFT = "scooter-in-berlin"
OVER = "opening-week"
ANNOUNCED = {
    "phone-with-contract": AnnouncementAsked(date.min, kinds=("contract_bundle",)),
    "lamp-with-phone": AnnouncementAsked(date.min),
    "spring-price": AnnouncementAsked(
        date.min, says="359,00 € – niedrigster Preis der letzten 30 Tage: 399,00 € (−10 %)"
    ),
}
RECKONED = (Status.DRAFT.value, Status.ANNOUNCED.value)
"""What their cost is reckoned for."""
ALLOWED_BY = "P. Paul, partner management"


def make_examples(retailer: Organisation, person: Person, proposes: Person, day: date) -> None:
    """Make the demonstration's offers, unless there are some; within the house's reach.

    person: who decides for the retailer; proposes: of the manufacturer. What the ledger at hand
    cannot bear (no prices, no such products) stays a draft.
    """
    if KeptOffer.objects.exists():
        return
    visit = visit_of(person, retailer)
    found = _stated(day)
    proposed = tuple(one for one in found.offers if one.offer_id == PROPOSED)
    house = tuple(one for one in found.offers if one.offer_id != PROPOSED)
    for row in take_in(visit, replace(found, offers=house)):
        if row.offer_id == DRAFT:
            continue
        with suppress(RefusedError):
            if row.offer_id == OVER:
                _end(visit, row)
                continue
            approve(visit, row.pk, row.revision, floor_approved_by=ALLOWED_BY)
            if row.offer_id in ANNOUNCED:
                _announce(visit, row.pk, replace(ANNOUNCED[row.offer_id], on=day))
    for row in KeptOffer.objects.filter(status__in=RECKONED):
        ask_cost(visit, row)
    make_statements(visit, day)
    membership = Membership.objects.get(person=proposes)
    propose(visit_of(proposes, membership.organisation), replace(found, offers=proposed))


def visit_of(person: Person, organisation: Organisation) -> Visit:
    """Return a visit of a person who asks for nothing, as the house's own work."""
    language = Language("en", CATALOGUES["en"])
    reach = Reach(Kind.HOUSE, organisation.pk, person.pk)
    return Visit(language, reach, person=person, organisation=organisation)


def _stated(day: date) -> StatedOffers:
    """Return the offers of the text, their days around the demonstration's day."""
    others = Organisation.objects.filter(kind=OrganisationKind.MANUFACTURER.value)
    rival = others.exclude(manufacturer_id="xiaomi").first()
    days = {
        "before": (day.replace(day=1) - timedelta(days=1)).replace(day=1),
        "later": day + timedelta(weeks=6),
        "soon": day + timedelta(days=7),
        "soon_over": day + timedelta(days=27),
        "pilot": date(day.year - 1, 8, 31),
        "pilot_over": date(day.year - 1, 9, 27),
    }
    written = files(__package__).joinpath(TEXT).read_text(encoding="utf-8")
    filled = {key: one.isoformat() for key, one in days.items()}
    maker = rival.manufacturer_id if rival is not None else "rival"
    return offers_of_text(Template(written).substitute(filled, rival=maker))


def _announce(visit: Visit, key: UUID, asked: AnnouncementAsked) -> None:
    """Announce an offer with every fact that its duties ask for, each said to be generated."""
    found = announcement_found(KeptOffer.objects.get(pk=key), asked)
    facts = {
        fact.name: fact.one_of[0] if fact.one_of else "generated"
        for duty in found.duties.duties
        for fact in duty.duty.facts
        if fact.name != "lowest_prior_price"
    }
    announce(visit, key, replace(asked, facts=facts))


def _end(visit: Visit, row: KeptOffer) -> None:
    """End the offer of the pilot, which was approved while its shops were open."""
    row.status, row.approved_by_name = Status.APPROVED.value, str(visit.person)
    row.save()
    add_event(visit, row, Happened.APPROVED)
    end(visit, row.pk)
