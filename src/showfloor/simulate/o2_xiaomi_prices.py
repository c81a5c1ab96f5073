"""The price log of o2-xiaomi: at which price each product stood on the shelf, when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from showfloor.simulate.arrow_columns import dates, money, repeated_text, write_parquet
from showfloor.simulate.o2_xiaomi_products import FIRST_DAY, LAST_DAY, Product
from showfloor.simulate.o2_xiaomi_sales import shelf_prices

CHANNELS = ("stores", "online")
"""Both show the same prices; no store prices alone."""
VAT_RATE = 0.19
"""All the time, as in the example's margins; the lower rate of late 2020 is left out."""
AFTER = date(2021, 3, 1)
"""The first Monday after the sales: from then on every product stands at its list price."""


def write_prices(folder: Path, products: tuple[Product, ...], seed: int) -> Path:
    """Write the table `prices`: a row where a product's price changes.

    The prices are those at which the sales of the same seed were generated, from a product's
    launch on.
    """
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
    cents = shelf_prices(products, days, seed)
    cents = np.vstack([cents, [[p.list_price for p in products]]])
    days = np.append(days, np.datetime64(AFTER))
    changed = np.ones(cents.shape, dtype=bool)
    changed[1:] = cents[1:] != cents[:-1]
    launched = np.array([p.launched_on for p in products], dtype="datetime64[D]")
    begun = days[:, None] >= launched[None, :]
    first = days[:, None] == np.maximum(launched, np.datetime64(FIRST_DAY))[None, :]
    product, day = np.nonzero(((changed & begun) | first).T)
    ids = [products[place].product_id for place in product]
    return write_parquet(
        folder / "prices.parquet",
        {
            "product_id": pa.array(ids * len(CHANNELS), pa.string()),
            "channel": pa.concat_arrays([repeated_text(one, len(ids)) for one in CHANNELS]),
            "valid_from": dates(np.tile(days[day], len(CHANNELS))),
            "gross_price": money(np.tile(cents[day, product], len(CHANNELS))),
            "vat_rate": pa.array(np.full(len(ids) * len(CHANNELS), VAT_RATE)),
        },
    )
