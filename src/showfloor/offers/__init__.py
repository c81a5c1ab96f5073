"""Offers: exclusive offers, the price history behind them, and what the law asks of both."""

from showfloor.offers.book_checks import check_book
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.findings import check_offers
from showfloor.offers.findings_types import Finding, Network
from showfloor.offers.ledger_products import (
    PRODUCTS_ON,
    SOLD_IN_STORES,
    ShelfPrice,
    cents_of,
    listed_by_store,
    listed_since,
    products_of,
    shelf_prices,
)
from showfloor.offers.places import CHANNELS, channels_of, place_of, places_of
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase_checks import check_purchase
from showfloor.offers.types import Product
from showfloor.offers.versions import check_changes

__all__ = [
    "CHANNELS",
    "PRODUCTS_ON",
    "SOLD_IN_STORES",
    "CompiledBook",
    "Finding",
    "Network",
    "PricedBasket",
    "Product",
    "ShelfPrice",
    "cents_of",
    "channels_of",
    "check_book",
    "check_changes",
    "check_offers",
    "check_purchase",
    "compile_book",
    "listed_by_store",
    "listed_since",
    "place_of",
    "places_of",
    "price_basket",
    "products_of",
    "shelf_prices",
]
