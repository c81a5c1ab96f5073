"""What one unit of each product costs under an offer, for what an announcement says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from showfloor.offers.findings_floor import price_after
from showfloor.offers.findings_goods import Catalogue, bought_by
from showfloor.offers.lawful_campaigns import Campaign, CampaignStep
from showfloor.offers.types import NEVER, EachUnit, Offer, Product


def products_announced(
    offer: Offer, products: Sequence[Product], prices: Mapping[str, int]
) -> tuple[Product, ...]:
    """Return the products that an offer is about, in the order of their ids."""
    catalogue = Catalogue(products, prices)
    return tuple(catalogue.products[one] for one in sorted(bought_by(offer, catalogue)))


def unit_prices(
    offer: Offer, products: Sequence[Product], prices: Mapping[str, int]
) -> dict[str, int]:
    """Return the cents of one unit by product id; empty where the offer has no price of one unit.

    Only a cut of each unit for itself makes one: a bundle, a gift, quantity steps and an amount
    off the basket do not say what one unit costs.
    """
    if not isinstance(offer.reward, EachUnit):
        return {}
    cut = offer.reward.cut
    return {
        one.product_id: price_after(prices[one.product_id], cut)
        for one in products_announced(offer, products, prices)
        if one.product_id in prices
    }


def campaigns_of(
    offer: Offer,
    earlier: Sequence[Offer],
    channel: str,
    products: Sequence[Product],
    prices: Mapping[str, int],
) -> tuple[Campaign, ...]:
    """Return each product's campaign: its price under earlier versions, and last under this one.

    A version ends where the next one begins. Prices are those of `prices`, in cents; a version
    that begins no later than the one before it has taken its place.
    """
    versions = sorted((*earlier, offer), key=lambda one: (one.when.begins, one.version))
    versions = [one for one in versions if one.version <= offer.version]
    kept = [one for one, later in pairwise(versions) if one.when.begins < later.when.begins]
    if not versions or versions[-1] != offer:
        kept = []
    nexts = [*(one.when.begins for one in kept[1:]), offer.when.begins] if kept else []
    steps: dict[str, list[CampaignStep]] = {}
    for version, following in [*zip(kept, nexts, strict=True), (offer, None)]:
        for product_id, cents in unit_prices(version, products, prices).items():
            price = Decimal(cents).scaleb(-2)
            step = CampaignStep(version.when.begins, price, _ends(version, following))
            steps.setdefault(product_id, []).append(step)
    name = f"{offer.offer_id} {offer.version}"
    wanted = unit_prices(offer, products, prices)
    return tuple(Campaign(name, one, channel, tuple(steps[one])) for one in wanted)


def _ends(version: Offer, following: datetime | None) -> datetime | None:
    ends = None if version.when.ends == NEVER else version.when.ends
    if following is None or (ends is not None and ends <= following):
        return ends
    return following
