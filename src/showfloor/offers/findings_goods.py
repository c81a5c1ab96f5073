"""Which products of the catalogue an offer's goods mean, found through indexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from showfloor.offers.types import Bundle, Goods, Offer, Product


class Catalogue:
    """The products with their shelf prices, by id, category and manufacturer."""

    def __init__(self, products: Sequence[Product], prices: Mapping[str, int]) -> None:
        self.products = {product.product_id: product for product in products}
        self.prices = prices
        self._by_category = defaultdict[str, set[str]](set)
        self._by_manufacturer = defaultdict[str, set[str]](set)
        for product in products:
            self._by_category[product.category].add(product.product_id)
            self._by_manufacturer[product.manufacturer_id].add(product.product_id)
        self._known = dict[Goods, frozenset[str]]()

    def meant(self, goods: Goods) -> frozenset[str]:
        """Return the ids of the products that the goods mean; of devices handed in, any."""
        found = self._known.get(goods)
        if found is None:
            found = self._known[goods] = self._meant(goods)
        return found

    def _meant(self, goods: Goods) -> frozenset[str]:
        found = set(self.products)
        if goods.products:
            found &= set(goods.products)
        if goods.categories:
            found &= set[str]().union(*(self._by_category[name] for name in goods.categories))
        if goods.manufacturers:
            found &= set[str]().union(*(self._by_manufacturer[n] for n in goods.manufacturers))
        found -= set(goods.not_products)
        if not goods.handed_in and (goods.price_from is not None or goods.price_to is not None):
            found = {product for product in found if self._in_range(goods, product)}
        return frozenset(found)

    def _in_range(self, goods: Goods, product_id: str) -> bool:
        price = self.prices.get(product_id)
        if price is None:
            return False
        low = 0 if goods.price_from is None else goods.price_from
        return low <= price and (goods.price_to is None or price <= goods.price_to)


def goods_of(offer: Offer) -> tuple[Goods, ...]:
    """Return the goods of the reward: of a bundle those of each slot."""
    if isinstance(offer.reward, Bundle):
        return tuple(slot.goods for slot in offer.reward.slots)
    return (offer.reward.goods,)


def bought_by(offer: Offer, catalogue: Catalogue) -> frozenset[str]:
    """Return the ids of all products that the offer's reward takes when they are bought."""
    goods = [item for item in goods_of(offer) if not item.handed_in]
    return frozenset[str]().union(*(catalogue.meant(item) for item in goods))
