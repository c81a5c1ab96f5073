"""The check of offers before their approval: what can never be, what breaks a floor, what meets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from showfloor.offers.book_checks import check_book
from showfloor.offers.findings_floor import below_floor, cost_unknown
from showfloor.offers.findings_goods import Catalogue, bought_by, goods_of
from showfloor.offers.findings_meets import Meetings
from showfloor.offers.findings_time import Places
from showfloor.offers.findings_types import VERDICTS, Finding, FindingCode, Network
from showfloor.offers.purchase import Place
from showfloor.offers.types import NEVER, Bundle, Offer, OfferBook

SHOWN = 20
LONG = timedelta(days=366)
"""An offer that lasts longer is hardly one."""


def check_offers(
    book: OfferBook, network: Network, only: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with the offers and what they meet, in the book's order of offers.

    `only` names the offers to be judged (None: all that have not ended); they are judged beside
    all others. DataError where the book itself cannot be used.
    """
    check_book(book)
    catalogue = Catalogue(book.products, network.prices)
    places = Places(network.places)
    meetings = Meetings(book.offers, catalogue, places)
    found: list[Finding] = []
    for offer in book.offers:
        if offer.status != "ended" and (only is None or offer.offer_id in only):
            holding = places.ever_holding(offer)
            found += _impossible(offer, places, holding, catalogue)
            found += _too_long(offer)
            found += _floors(offer, book, catalogue)
            found += _listings(offer, network, holding, catalogue)
            found += _meetings(offer, meetings)
    return tuple(found)


def _found(offer: Offer, code: FindingCode, about: Collection[str] = ()) -> Finding:
    ids = tuple(about)
    verdict = VERDICTS[code]
    return Finding(offer.offer_id, offer.version, verdict, code, ids[:SHOWN], len(ids))


def _impossible(
    offer: Offer, places: Places, holding: Sequence[Place], catalogue: Catalogue
) -> Iterator[Finding]:
    admitted = places.admitted(offer)
    if not admitted:
        yield _found(offer, "no_store")
    elif not holding:
        yield _found(offer, "no_time")
    if any(not catalogue.meant(goods) for goods in goods_of(offer)) or any(
        not catalogue.meant(need.goods) for need in offer.needs
    ):
        yield _found(offer, "no_goods")
    budget = offer.budget
    allowances = (budget.overall, budget.a_store, budget.a_day)
    if budget.first_customers == 0 or any(0 in {a.cents, a.pieces} for a in allowances):
        yield _found(offer, "no_budget")
    if admitted and not any(_binding(places[number]) for number in admitted):
        yield _found(offer, "binds_nowhere")


def _binding(place: Place) -> bool:
    return place.operator_status in {"own", "agent"}


def _too_long(offer: Offer) -> Iterator[Finding]:
    if offer.when.ends == NEVER:
        yield _found(offer, "never_ends")
    elif offer.when.ends - offer.when.begins > LONG:
        yield _found(offer, "lasts_long")


def _floors(offer: Offer, book: OfferBook, catalogue: Catalogue) -> Iterator[Finding]:
    below = below_floor(offer, catalogue, book.limits)
    if below:
        products = list(dict.fromkeys(item.product_id for item in below))
        yield Finding(
            offer.offer_id,
            offer.version,
            VERDICTS["below_floor"],
            "below_floor",
            tuple(products[:SHOWN]),
            len(products),
            below[0].wanted,
            below[0].floor,
        )
    unknown = cost_unknown(offer, catalogue)
    if unknown:
        yield _found(offer, "cost_unknown", unknown)


def _listings(
    offer: Offer, network: Network, holding: Sequence[Place], catalogue: Catalogue
) -> Iterator[Finding]:
    """Say which named products the offer's stores do not list; of a bundle also whole slots."""
    if network.listed is None:
        return
    stores = {place.store_id for place in holding}
    listed = [network.listed.get(store, frozenset[str]()) for store in sorted(stores)]
    wanted = [bought_by(offer, catalogue)]
    if isinstance(offer.reward, Bundle):
        wanted = [catalogue.meant(s.goods) for s in offer.reward.slots if not s.goods.handed_in]
    nowhere, in_some = set[str](), set[str]()
    for products in wanted:
        having = sum(not products.isdisjoint(found) for found in listed)
        if products and having < len(listed):
            (in_some if having else nowhere).update(products)
    if nowhere:
        yield _found(offer, "not_listed", sorted(nowhere))
    if in_some:
        yield _found(offer, "listed_in_some", sorted(in_some))


def _meetings(offer: Offer, meetings: Meetings) -> Iterator[Finding]:
    met = meetings.of(offer)
    by_code: tuple[tuple[FindingCode, tuple[str, ...]], ...] = (
        ("twice", met.twice),
        ("equal_rank", met.equal_rank),
        ("either_or", met.either_or),
        ("stacks", met.stacks),
    )
    for code, others in by_code:
        if others:
            yield _found(offer, code, others)
