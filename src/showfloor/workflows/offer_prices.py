"""Lowest prior prices: of a workspace's price log, or of a price log in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from showfloor.offers.lawful_references import Reference, references
from showfloor.offers.lawful_rules import ReductionRules
from showfloor.offers.price_log import (
    PriceLog,
    Superseded,
    products_in,
    steps_known_at,
    superseded,
)
from showfloor.offers.price_log_queries import LOGGED_PRICES, logged_prices
from showfloor.storage import Workspace


@dataclass(frozen=True, slots=True)
class LowestPriorPrice:
    """What may stand beside a reduced price, by which rules, and what the log had twice.

    version: the ledger's version that was asked.
    """

    product_id: str
    channel: str
    begins: datetime
    rules: ReductionRules
    reference: Reference
    superseded: tuple[Superseded, ...]
    version: int


def price_log_of(workspace: Workspace, product_id: str = "") -> tuple[PriceLog, int]:
    """Return the logged prices of one product, or of all, and the ledger's version."""
    version = workspace.ledger.latest()
    with workspace.ledger.engine(version) as engine:
        columns = engine.run(LOGGED_PRICES.with_parameters(product_id=product_id))
    return logged_prices(columns, workspace.config.time_zone), version.number


def lowest_prior_price(
    workspace: Workspace,
    product_id: str,
    channel: str,
    begins: datetime,
    rules: ReductionRules,
    *,
    known_at: datetime | None = None,
) -> LowestPriorPrice:
    """Return the lowest price of a product before a reduction that begins in a channel.

    DataError where the log knows the product or the channel not.
    """
    log, version = price_log_of(workspace, product_id)
    if product_id not in log.products:
        log, version = price_log_of(workspace)
    (found,) = references(
        log,
        [(product_id, channel, begins)],
        rules,
        known_at=known_at,
        zone=workspace.config.time_zone,
    )
    twice = superseded(steps_known_at(log, known_at))
    return LowestPriorPrice(product_id, channel, begins, rules, found, twice, version)


@dataclass(frozen=True, slots=True)
class LowestPriorPrices:
    """What may stand beside the reduced prices of a channel's whole assortment, by product."""

    channel: str
    begins: datetime
    rules: ReductionRules
    references: dict[str, Reference]
    version: int


def lowest_prior_prices(
    workspace: Workspace,
    channel: str,
    begins: datetime,
    rules: ReductionRules,
    *,
    known_at: datetime | None = None,
) -> LowestPriorPrices:
    """Return the lowest price of every product that the log has in a channel, by its id.

    DataError where the log does not know the channel.
    """
    log, version = price_log_of(workspace)
    products = products_in(log, channel)
    found = references(
        log,
        [(product, channel, begins) for product in products],
        rules,
        known_at=known_at,
        zone=workspace.config.time_zone,
    )
    by_product = dict(zip(products, found, strict=True))
    return LowestPriorPrices(channel, begins, rules, by_product, version)
