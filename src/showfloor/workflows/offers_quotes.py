"""What a basket that somebody types in would cost: its shelf prices from the ledger, its offers."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import Offer, OfferBook, StatedOffers
from showfloor.domain.purchases import BasketLine, Customer, Place, Purchase
from showfloor.errors import DataError, nearest
from showfloor.offers.findings_types import Network
from showfloor.offers.priced import Applied, NotApplied, PricedBasket, PricedLine, UnitStep
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.offer_checks import offer_network

__all__ = [
    "Applied",
    "NotApplied",
    "PricedBasket",
    "PricedLine",
    "QuoteAsked",
    "QuoteFound",
    "QuotedProduct",
    "UnitStep",
    "products_on_sale",
    "quote",
    "unknown_of",
]
MOST_SHOWN = 500
"""Products that a list of what is on sale names."""


@dataclass(frozen=True, slots=True)
class QuoteAsked:
    """Who buys what, where and when.

    units: so many of each product, by its id. channel: "" is the store's own.
    only_of: a manufacturer whose products alone are known, for its own people; then neither the
    retailer's costs nor others' areas take part. None: all.
    """

    store_id: str
    at: datetime
    units: Mapping[str, int]
    channel: str = ""
    groups: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    only_of: str | None = None


@dataclass(frozen=True, slots=True)
class QuotedProduct:
    """A product that is on sale, its name empty where it has none: its shelf price in cents."""

    product_id: str
    name: str
    manufacturer_id: str
    category: str
    price: int


@dataclass(frozen=True, slots=True)
class QuoteFound:
    """What a basket costs, and the offers by id and version that were looked at.

    Its lines are the products, each under its own id. names: by product, of those asked for.
    """

    priced: PricedBasket
    looked_at: Mapping[tuple[str, int], Offer] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def quote(workspace: Workspace, stated: StatedOffers, asked: QuoteAsked) -> QuoteFound:
    """Return what a basket costs under some offers, budgets taken as untouched.

    DataError where the store or a product is not known or not on sale there, or a quantity cannot
    be priced; what is not `only_of`'s is not known.
    """
    products, network = _ground(workspace, asked.store_id, asked.at, asked.channel)
    known = _known(products, asked.only_of)
    place = _place(network.places, asked)
    book = OfferBook(stated.offers, known, stated.groups, stated.limits)
    offers.check_book(book)
    lines = _lines(asked.units, {one.product_id for one in known}, network.prices)
    customer = Customer(groups=asked.groups, codes=asked.codes)
    purchase = Purchase(lines, place, asked.at, customer)
    priced = offers.price_basket(offers.compile_book(book), purchase, reasons=True)
    looked_at = {(one.offer_id, one.version): one for one in stated.offers}
    names = _names(workspace, asked.at.date())
    return QuoteFound(priced, looked_at, {name: names.get(name, "") for name in asked.units})


def unknown_of(workspace: Workspace, asked: QuoteAsked) -> tuple[str, ...]:
    """Return which products of a basket are not on sale there; DataError as `quote`."""
    products, _ = _ground(workspace, asked.store_id, asked.at, asked.channel)
    known = {one.product_id for one in _known(products, asked.only_of)}
    return tuple(product_id for product_id in asked.units if product_id not in known)


def products_on_sale(workspace: Workspace, asked: QuoteAsked) -> tuple[QuotedProduct, ...]:
    """Return what a store has on sale, by id, the first `MOST_SHOWN`; nothing without prices."""
    try:
        products, network = _ground(workspace, asked.store_id, asked.at, asked.channel)
    except DataError:
        return ()
    names = _names(workspace, asked.at.date())
    return tuple(
        QuotedProduct(
            one.product_id,
            names.get(one.product_id, ""),
            one.manufacturer_id,
            one.category,
            network.prices[one.product_id],
        )
        for one in _known(products, asked.only_of)[:MOST_SHOWN]
    )


def _known(products: Sequence[offers.Product], only_of: str | None) -> tuple[offers.Product, ...]:
    """Return the products that may be asked for; another's people learn nothing of their cost."""
    if only_of is None:
        return tuple(products)
    own = (one for one in products if one.manufacturer_id == only_of)
    return tuple(replace(one, cost=None, floor=None) for one in own)


def _place(places: Sequence[Place], asked: QuoteAsked) -> Place:
    found = offers.place_of(places, asked.store_id)
    if found is None:
        near = nearest(asked.store_id, [place.store_id for place in places])
        raise DataError(f"there is no store '{asked.store_id}'{near}")
    if asked.only_of is not None:
        own = tuple(area for area in found.areas if area.manufacturer_id == asked.only_of)
        found = replace(found, areas=own)
    return replace(found, channel=asked.channel or found.channel)


def _lines(
    units: Mapping[str, int], known: set[str], prices: Mapping[str, int]
) -> tuple[BasketLine, ...]:
    for product_id in units:
        if product_id not in known:
            raise DataError(
                f"the product '{product_id}' is not on sale there{nearest(product_id, known)}"
            )
    return tuple(
        BasketLine(product_id, product_id, number, prices[product_id])
        for product_id, number in units.items()
    )


def _ground(
    workspace: Workspace, store_id: str, at: datetime, channel: str
) -> tuple[tuple[offers.Product, ...], Network]:
    number = workspace.ledger.latest_number()
    return _grounds(workspace.root, number, store_id, at, channel)


def _names(workspace: Workspace, day: date) -> Mapping[str, str]:
    return _names_on(workspace.root, workspace.ledger.latest_number(), day)


@functools.lru_cache(maxsize=8)
def _names_on(root: Path, number: int, day: date) -> Mapping[str, str]:
    ledger = open_workspace(root).ledger
    with ledger.engine(ledger.version(number)) as engine:
        columns = engine.run(offers.PRODUCT_NAMES_ON.with_parameters(day=day))
    names = (columns[name].tolist() for name in ("product_id", "name"))
    return dict(zip(*names, strict=True))


@functools.lru_cache(maxsize=8)
def _grounds(
    root: Path, _number: int, store_id: str, at: datetime, channel: str
) -> tuple[tuple[offers.Product, ...], Network]:
    return offer_network(open_workspace(root), at, store_id=store_id, channel=channel or None)
