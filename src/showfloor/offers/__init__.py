"""Offers: exclusive offers, the price history behind them, and what the law asks of both."""

from showfloor.offers.batch import columns_of, price_many
from showfloor.offers.batch_book import CompiledBatch, compile_batch
from showfloor.offers.batch_types import BasketColumns, PricedColumns
from showfloor.offers.book_checks import check_book
from showfloor.offers.claims import Claim, ClaimVerdict, check_claim, sum_of_parts
from showfloor.offers.claims_text import read_claim
from showfloor.offers.claims_wording import allowed_wording, reasons_in_words
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.duties import Announcement, DutiesFound, duties_of
from showfloor.offers.engine import price_basket
from showfloor.offers.findings import check_offers
from showfloor.offers.findings_types import Finding, Network
from showfloor.offers.lawful_campaigns import Campaign, CampaignStep, fix_references, recheck
from showfloor.offers.lawful_references import Reference, references
from showfloor.offers.lawful_rules import ReductionRules, rules_of
from showfloor.offers.ledger_products import (
    PRODUCT_NAMES_ON,
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
from showfloor.offers.price_log import PriceLog
from showfloor.offers.price_log_queries import LOGGED_PRICES, logged_prices
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase_checks import check_purchase
from showfloor.offers.repricing import period_asked, reprice, reprice_last_weeks
from showfloor.offers.repricing_types import OfferCost, Repriced, SalesAsked
from showfloor.offers.schema_org import ShownPrice, offer_json_ld
from showfloor.offers.types import Product
from showfloor.offers.versions import check_changes

__all__ = [
    "CHANNELS",
    "LOGGED_PRICES",
    "PRODUCTS_ON",
    "PRODUCT_NAMES_ON",
    "SOLD_IN_STORES",
    "Announcement",
    "BasketColumns",
    "Campaign",
    "CampaignStep",
    "Claim",
    "ClaimVerdict",
    "CompiledBatch",
    "CompiledBook",
    "DutiesFound",
    "Finding",
    "Network",
    "OfferCost",
    "PriceLog",
    "PricedBasket",
    "PricedColumns",
    "Product",
    "ReductionRules",
    "Reference",
    "Repriced",
    "SalesAsked",
    "ShelfPrice",
    "ShownPrice",
    "allowed_wording",
    "cents_of",
    "channels_of",
    "check_book",
    "check_changes",
    "check_claim",
    "check_offers",
    "check_purchase",
    "columns_of",
    "compile_batch",
    "compile_book",
    "duties_of",
    "fix_references",
    "listed_by_store",
    "listed_since",
    "logged_prices",
    "offer_json_ld",
    "period_asked",
    "place_of",
    "places_of",
    "price_basket",
    "price_many",
    "products_of",
    "read_claim",
    "reasons_in_words",
    "recheck",
    "references",
    "reprice",
    "reprice_last_weeks",
    "rules_of",
    "shelf_prices",
    "sum_of_parts",
]
