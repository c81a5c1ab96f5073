"""Products, prices and places as offers take them from the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from showfloor.domain.prices import PriceEntry
from showfloor.domain.queries import text_column
from showfloor.domain.stores import Area, Store
from showfloor.offers import places_of, products_of, shelf_prices
from showfloor.offers.ledger_products import ShelfPrice
from showfloor.offers.places import channels_of
from showfloor.offers.price_log import price_log

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
VAT = Decimal("0.19")


def entry(product: str, channel: str, day: int, price: str | None) -> PriceEntry:
    began = datetime(2026, 11, day, tzinfo=UTC)
    return PriceEntry(product, channel, began, None if price is None else Decimal(price), VAT)


def test_the_price_in_force_is_the_first_channels_that_has_one() -> None:
    log = price_log(
        [
            entry("p", "store", 1, "10.00"),
            entry("p", "store", 4, "9.50"),
            entry("p", "store", 6, "8.00"),
            entry("p", "s1", 2, "9.99"),
            entry("q", "store", 1, "5.00"),
            entry("r", "store", 1, "7.00"),
            entry("r", "store", 3, None),
            entry("later", "store", 6, "1.00"),
        ]
    )
    assert shelf_prices(log, NOON, ("s1", "store")) == {
        "p": ShelfPrice(999, 1900),
        "q": ShelfPrice(500, 1900),
    }
    assert shelf_prices(log, NOON, ("store",))["p"] == ShelfPrice(950, 1900)
    assert shelf_prices(log, NOON, ()) == {}


def test_a_products_cost_is_its_list_price_less_the_gross_margin() -> None:
    columns = {
        "product_id": text_column(["p", "q", "unpriced"]),
        "manufacturer_id": text_column(["m", "m", "m"]),
        "category": text_column(["c", "c", "c"]),
        "list_price": np.array([119.0, np.nan, 5.0]),
        "unit_margin": np.array([10.0, 10.0, 1.0]),
    }
    prices = {"p": ShelfPrice(9900, 1900), "q": ShelfPrice(100, 700)}
    found = products_of(columns, prices)
    # 119.00 - 10.00 x 1.19 = 107.10; without a list price the cost is not known.
    assert [(p.product_id, p.vat_rate, p.cost) for p in found] == [
        ("p", 1900, 10710),
        ("q", 700, None),
    ]


def test_a_store_is_a_place_in_its_own_channel_with_its_areas() -> None:
    stores = [
        Store("s1", "Eins", "standard", "o2", "own", region="DE-NW"),
        Store("web", "Netz", "online", "o2", "own"),
    ]
    areas = [Area("a", "s1", "m", "wall", date(2026, 1, 1), date(2026, 2, 1))]
    shop, web = places = places_of(stores, areas)
    assert (shop.channel, web.channel) == ("stores", "online")
    assert [(area.manufacturer_id, area.selling_from) for area in shop.areas] == [
        ("m", date(2026, 2, 1))
    ]
    assert channels_of(places, "web", None) == ("web", "online")
    assert channels_of(places, "s1", "outlet") == ("s1", "outlet")
    assert channels_of(places, None, None) == ("stores", "online")
