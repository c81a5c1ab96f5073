"""The offers' benchmark in django-oscar: its own conditional offers, applicator and consumption.

All in memory: ranges are custom ones (Oscar's own extension) with a set of products, and the
applicator's `get_offers`, which Oscar asks shops to override, gives the offers of the basket's
store that are live, the largest share first; or only those with a product of the basket. No query
is made while a basket is priced. Each offer is made once a product: Oscar's per cent benefit stops
at the first line that a better offer has taken, so that with several products in one range later
lines would go without.
"""

from __future__ import annotations

import json
import sys
import time
from decimal import Decimal
from pathlib import Path

import django
from django.conf import settings
from oscar import INSTALLED_APPS
from oscar.defaults import *  # noqa: F403  # as Oscar's manual asks

settings.configure(
    **{name: value for name, value in list(globals().items()) if name.startswith("OSCAR_")},
    INSTALLED_APPS=INSTALLED_APPS,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SECRET_KEY="benchmark",
    SITE_ID=1,
    USE_TZ=True,
)
django.setup()

from oscar.apps.basket.models import Basket, Line  # noqa: E402  # after Django's set-up
from oscar.apps.catalogue.models import Product  # noqa: E402
from oscar.apps.offer.applicator import Applicator  # noqa: E402
from oscar.apps.offer.benefits import PercentageDiscountBenefit  # noqa: E402
from oscar.apps.offer.conditions import CountCondition  # noqa: E402
from oscar.apps.offer.models import ConditionalOffer, Range  # noqa: E402
from oscar.apps.partner.availability import Available  # noqa: E402
from oscar.apps.partner.models import StockRecord  # noqa: E402
from oscar.apps.partner.prices import FixedPrice  # noqa: E402
from oscar.apps.partner.strategy import PurchaseInfo  # noqa: E402


class Goods:
    """A custom range: a set of product ids in memory."""

    def __init__(self, names: list[str]) -> None:
        self.names = frozenset(names)

    def contains_product(self, product: Product) -> bool:
        return product.upc in self.names


class Prices:
    """A strategy that knows each line's price."""

    def fetch_for_line(self, line: Line, _stockrecord: object = None) -> PurchaseInfo:
        return line.info


class StoreApplicator(Applicator):
    """Gives the offers of the basket's store that are live."""

    def __init__(self, by_key: dict, by_product: bool) -> None:
        self.by_key = by_key
        self.by_product = by_product

    def get_offers(self, basket: Basket, _user: object = None, _request: object = None) -> list:
        names = [line.product.upc for line in basket.all_lines()] if self.by_product else [""]
        rows = {row[2]: row for name in names for row in self.by_key.get((basket.store, name), ())}
        live = [row for row in rows.values() if row[0] <= basket.at < row[1]]
        return [row[3] for row in sorted(live, key=lambda row: (-row[3].priority, row[2]))]


def offer_of(number: int, row: dict) -> ConditionalOffer:
    goods = Range(id=number, name=row["id"])
    goods.proxy = Goods(row["products"])
    # Of the classes that Oscar would look up for each basket, so that it need not.
    condition = CountCondition(id=number, type=CountCondition.COUNT, value=1, range=goods)
    benefit = PercentageDiscountBenefit(
        id=number,
        type=PercentageDiscountBenefit.PERCENTAGE,
        value=Decimal(row["percent"]),
        range=goods,
    )
    return ConditionalOffer(
        id=number, name=row["id"], condition=condition, benefit=benefit, priority=row["percent"]
    )


def basket_of(row: dict) -> Basket:
    basket = Basket(id=1)
    basket.strategy = Prices()
    basket.store, basket.at = row["store"], row["at"]
    lines = []
    for number, line in enumerate(row["lines"], start=1):
        product = Product(id=number, upc=line["product"], structure=Product.STANDALONE)
        made = Line(
            id=number,
            basket=basket,
            product=product,
            quantity=line["units"],
            stockrecord=StockRecord(id=1, product=product),
        )
        price = Decimal(line["price"]) / 100
        made.info = PurchaseInfo(
            price=FixedPrice("EUR", price, tax=Decimal(0)),
            availability=Available(),
            stockrecord=None,
        )
        lines.append(made)
    basket._lines = lines  # noqa: SLF001  # where Oscar keeps lines once they are read
    return basket


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    by_product = sys.argv[2] == "by-product"
    started = time.process_time()
    by_key: dict = {}
    number = 0
    for row in given["offers"]:
        for product in row["products"]:
            number += 1
            offer = offer_of(number, {**row, "products": [product]})
            found = (row["begins"], row["ends"], number, offer)
            for store in row["stores"]:
                by_key.setdefault((store, product if by_product else ""), []).append(found)
    applicator = StoreApplicator(by_key, by_product)
    loaded = time.process_time() - started
    charged, seconds = [], []
    for row in given["baskets"]:
        basket = basket_of(row)
        began = time.process_time()
        applicator.apply(basket)
        paid = [int(line.line_price_excl_tax_incl_discounts * 100) for line in basket.all_lines()]
        seconds.append(time.process_time() - began)
        charged.append(paid)
    print(json.dumps({"load_s": loaded, "seconds": seconds, "charged": charged}))


main()
