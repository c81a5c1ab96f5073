"""Offers of a file, checked before their approval: on files alone, or beside a workspace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import OfferBook, StatedOffers
from showfloor.domain.purchases import Place
from showfloor.errors import DataError, nearest
from showfloor.offers.findings_types import Finding, Network
from showfloor.offers.repricing_types import Repriced
from showfloor.storage import Workspace
from showfloor.storage.offer_definitions_file import read_offers
from showfloor.storage.offer_products_file import read_listed, read_priced_products
from showfloor.storage.problem_files import read_areas, read_stores
from showfloor.workflows.offer_prices import price_log_of
from showfloor.workflows.store_pages import store_directory

LAST_WEEKS = 4
"""Whose sales a check reprices: each weekday as often as every other."""


@dataclass(frozen=True, slots=True)
class OfferPaths:
    """Where the files lie that offers are read with; those with a default may be missing."""

    offers: Path
    products: Path
    stores: Path
    areas: Path | None = None
    listed: Path | None = None


@dataclass(frozen=True, slots=True)
class OfferGround:
    """The offers with all that they are judged and priced with."""

    book: OfferBook
    network: Network


@dataclass(frozen=True, slots=True)
class OffersChecked:
    """What was found, and the offers that were judged, in the file's order."""

    judged: tuple[str, ...]
    findings: tuple[Finding, ...]
    cost: Repriced | None = None
    """What all offers would have cost on the last four weeks of sales; None where nobody knows."""


def ground_of_files(paths: OfferPaths) -> OfferGround:
    """Read the files; DataError says what is wrong, and where."""
    stated = read_offers(paths.offers)
    priced = read_priced_products(paths.products)
    areas = () if paths.areas is None else read_areas(paths.areas)
    places = offers.places_of(read_stores(paths.stores), areas)
    listed = None if paths.listed is None else read_listed(paths.listed)
    book = _book(stated, priced.products)
    return OfferGround(book, Network(places, priced.prices, listed))


def ground_of_workspace(
    workspace: Workspace,
    stated: Path,
    at: datetime,
    *,
    store_id: str | None = None,
    channel: str | None = None,
) -> OfferGround:
    """Read an offers file and, from the ledger, the products, prices, stores and areas at a moment.

    Prices are those of the store where it prices alone, else of the channel (None: the store's
    own, and without a store those of all stores before the online shop's). What stores list is
    what they sold in the 90 days before. DataError where the ledger has no prices or no stores.
    """
    products, network = offer_network(workspace, at, store_id=store_id, channel=channel)
    return OfferGround(_book(read_offers(stated), products), network)


def offer_network(
    workspace: Workspace,
    at: datetime,
    *,
    store_id: str | None = None,
    channel: str | None = None,
) -> tuple[tuple[offers.Product, ...], Network]:
    """Return the products and the stores of a ledger at a moment, as `ground_of_workspace` says."""
    directory = store_directory(workspace)
    places = () if directory is None else offers.places_of(directory.stores, directory.areas)
    channels = offers.channels_of(places, store_id, channel)
    log, _ = price_log_of(workspace)
    prices = offers.shelf_prices(log, at, channels)
    if directory is None or not prices:
        raise DataError(
            f"{workspace.root} has no {'stores' if directory is None else 'prices in force'}; "
            "import the tables stores, products and prices, or name files (--products, --stores)"
        )
    day = at.date()
    with workspace.ledger.engine(workspace.ledger.latest()) as engine:
        columns = engine.run(offers.PRODUCTS_ON.with_parameters(day=day))
        sold = engine.run(offers.SOLD_IN_STORES.with_parameters(since=offers.listed_since(day)))
    products = offers.products_of(columns, prices)
    return products, Network(places, offers.cents_of(prices), offers.listed_by_store(sold))


def _book(stated: StatedOffers, products: Sequence[offers.Product]) -> OfferBook:
    return OfferBook(stated.offers, tuple(products), stated.groups, stated.limits)


def check_ground(
    ground: OfferGround,
    only: Collection[str] = (),
    *,
    before: Path | None = None,
    sales_of: Workspace | None = None,
) -> OffersChecked:
    """Judge the named offers, or all, beside all others; DataError where one is not there.

    `before`: the offers file as it was, against which no approved version may change. `sales_of`:
    the workspace on whose last four weeks of sales the cost is reckoned.
    """
    known = {offer.offer_id for offer in ground.book.offers}
    for name in only:
        if name not in known:
            raise DataError(f"there is no offer '{name}' in the file{nearest(name, known)}")
    judged = dict.fromkeys(
        offer.offer_id
        for offer in ground.book.offers
        if offer.status != "ended" and (not only or offer.offer_id in only)
    )
    found = offers.check_offers(ground.book, ground.network, set(judged))
    if before is not None:
        earlier = read_offers(before).offers
        found = (*offers.check_changes(earlier, ground.book.offers), *found)
    cost = None if sales_of is None else cost_of_last_weeks(sales_of, ground)
    return OffersChecked(tuple(judged), found, cost)


def cost_of_last_weeks(workspace: Workspace, ground: OfferGround) -> Repriced | None:
    """Return what all offers would have cost on the last four weeks of sales, at any time.

    None where nothing was sold.
    """
    with workspace.ledger.engine(workspace.ledger.latest()) as engine:
        return offers.reprice_last_weeks(
            engine,
            ground.book,
            ground.network.places,
            weeks=LAST_WEEKS,
            gross=workspace.config.vat == "with",
        )


def place_named(ground: OfferGround, store_id: str) -> Place:
    """Return a store's place; DataError where there is no such store."""
    found = offers.place_of(ground.network.places, store_id)
    if found is not None:
        return found
    near = nearest(store_id, [place.store_id for place in ground.network.places])
    raise DataError(f"there is no store '{store_id}'{near}")
