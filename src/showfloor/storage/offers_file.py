"""Offers as a CSV file: one row a store, product and time on offer."""

from __future__ import annotations

from pathlib import Path

from showfloor.domain.offers import StoreOffer
from showfloor.errors import DataError
from showfloor.storage.csv_rows import Column, Problems, iso_date, read_rows, text

OFFER_COLUMNS = (
    Column("store_id", text),
    Column("product_id", text),
    Column("from_date", iso_date),
    Column("to_date", iso_date),
)


def read_store_offers(path: Path) -> tuple[StoreOffer, ...]:
    """Return the offers of a CSV file in its order.

    DataError with every bad line; with none, since no offer means that nothing is to be told apart.
    Offers of one product in one store may overlap: together they are one time.
    """
    problems, offers = Problems(path), list[StoreOffer]()
    for line, row in read_rows(path, OFFER_COLUMNS, problems):
        if row["to_date"] <= row["from_date"]:
            problems.add(
                line,
                "to_date",
                f"{row['to_date']} is not after from_date {row['from_date']}"
                " (it is exclusive: the first day without the offer)",
            )
        offers.append(StoreOffer(**row))
    problems.refuse()
    if not offers:
        raise DataError(f"{path} holds no offer; leave --offers out where there was none")
    return tuple(offers)
