"""Offers as the portal keeps them: read from a text, checked beside all others, found by store."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import BERLIN, LIVE, Limits, Offer, OfferBook, StatedOffers
from showfloor.domain.purchases import Place
from showfloor.errors import DataError
from showfloor.offers.findings_time import ever_holds, holds_in
from showfloor.offers.findings_types import Finding, Network
from showfloor.offers.priced import Binds
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.offer_definitions_file import offers_in
from showfloor.storage.offer_definitions_writer import offer_toml
from showfloor.workflows.offer_checks import offer_network
from showfloor.workflows.store_pages import store_directory

__all__ = [
    "LIVE",
    "Binds",
    "Finding",
    "Limits",
    "Offer",
    "OfferChecked",
    "StatedOffers",
    "StoreOffer",
    "applying_in",
    "binding_stores",
    "check_offer",
    "check_together",
    "offer_text",
    "offers_of_text",
    "with_approval",
]
NAMED = "offers.toml"


@dataclass(frozen=True, slots=True)
class OfferChecked:
    """What a check found of one version; why it could not be looked at, or nothing.

    below_floor: whether it breaks a floor that nobody has allowed.
    """

    findings: tuple[Finding, ...] = ()
    problem: str = ""

    @property
    def below_floor(self) -> bool:
        """Whether a floor is broken."""
        return any(one.code == "below_floor" for one in self.findings)

    @property
    def fails(self) -> bool:
        """Whether anything but a broken floor is wrong."""
        return any(one.verdict == "FAIL" and one.code != "below_floor" for one in self.findings)


@dataclass(frozen=True, slots=True)
class StoreOffer:
    """An offer that holds in a store, and what it makes there: a price or less than that."""

    offer: Offer
    binds: Binds


def offers_of_text(text: str) -> StatedOffers:
    """Return the offers of a text in the form of an offers file; DataError says what is wrong."""
    return offers_in(text, NAMED)


def offer_text(offer: Offer) -> str:
    """Return one version as an offers file has it."""
    return offer_toml(offer)


def with_approval(offer: Offer, approved_by: str) -> Offer:
    """Return the offer with the name of who allows that it breaks a floor; "" leaves it."""
    if not approved_by:
        return offer
    return replace(offer, floor=replace(offer.floor, approved_by=approved_by))


def check_together(stated: StatedOffers) -> None:
    """Raise DataError where the offers cannot stand in one book: doubles, unknown groups."""
    offers.check_book(OfferBook(stated.offers, (), stated.groups, stated.limits))


def check_offer(
    workspace: Workspace, stated: StatedOffers, judged: Offer, day: date
) -> OfferChecked:
    """Judge one version beside all others on a day's products, prices and stores.

    Its other versions are left out: a later version takes an earlier one's place.
    """
    others = [one for one in stated.offers if one.offer_id != judged.offer_id]
    try:
        products, network = offer_ground(workspace, day)
        book = OfferBook((*others, judged), products, stated.groups, stated.limits)
        return OfferChecked(offers.check_offers(book, network, {judged.offer_id}))
    except DataError as error:
        return OfferChecked(problem=str(error).replace(f"{workspace.root} ", ""))


def applying_in(
    workspace: Workspace, found: Sequence[Offer], store_id: str
) -> tuple[StoreOffer, ...]:
    """Return which of some offers hold in a store at some time, in their order."""
    place = next((one for one in _places(workspace) if one.store_id == store_id), None)
    if place is None:
        return ()
    return tuple(
        StoreOffer(offer, _binds(offer, place))
        for offer in found
        if holds_in(offer, place) and ever_holds(offer, place)
    )


def binding_stores(workspace: Workspace, offer: Offer) -> Mapping[Binds, int]:
    """Return in how many stores an offer is a price, a recommendation, or a highest price."""
    return Counter(
        _binds(offer, place)
        for place in _places(workspace)
        if holds_in(offer, place) and ever_holds(offer, place)
    )


def offer_ground(
    workspace: Workspace, day: date, channel: str | None = None
) -> tuple[tuple[offers.Product, ...], Network]:
    """Return the products and the network of a day; read once a process, version and day.

    channel: whose prices count; None: those of the stores before the online shop's. DataError
    where the ledger has no prices or no stores.
    """
    return _ground(workspace.root, workspace.ledger.latest_number(), day, channel)


@functools.lru_cache(maxsize=3)
def _ground(
    root: Path, _number: int, day: date, channel: str | None
) -> tuple[tuple[offers.Product, ...], Network]:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)
    return offer_network(open_workspace(root), at, channel=channel)


def _places(workspace: Workspace) -> tuple[Place, ...]:
    directory = store_directory(workspace)
    return () if directory is None else offers.places_of(directory.stores, directory.areas)


def _binds(offer: Offer, place: Place) -> Binds:
    own = place.operator_status in {"own", "agent"}
    asked = offer.where.for_independents
    return "price" if own or asked == "none" else asked
