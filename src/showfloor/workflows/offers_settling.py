"""Who pays for a month's discounts: files of sold baskets to a statement, and its documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from showfloor.domain.offer_budgets import OfferBudgets
from showfloor.errors import DataError
from showfloor.offers.priced import PricedBasket
from showfloor.offers.settle import settle
from showfloor.offers.settle_book import unlike_book
from showfloor.offers.settle_types import (
    ReturnedUnit,
    ReturnedUnits,
    Settlement,
    ShareTerms,
    SoldBasket,
)
from showfloor.present.settlement_documents import settlement_files
from showfloor.storage.document_files import write_documents
from showfloor.storage.offer_definitions_file import read_offers
from showfloor.storage.offer_settlement_files import (
    Record,
    check_kept,
    read_priced_records,
    read_terms,
)
from showfloor.storage.result_json import decode


@dataclass(frozen=True, slots=True)
class SettlementAsked:
    """Whose month is settled, from which files; `manufacturer`: None for all."""

    month: date
    priced: tuple[Path, ...]
    offers: Path
    terms: Path | None = None
    manufacturer: str | None = None


def settle_files(asked: SettlementAsked, budgets: OfferBudgets | None = None) -> Settlement:
    """Return a month's statement from files; with budgets, also where their book says otherwise.

    DataError says which file, line, basket or unit is wrong.
    """
    records = read_priced_records(asked.priced)
    sold = tuple(_sold(record) for record in records if record.priced is not None)
    returned = tuple(_returned(record) for record in records if record.priced is None)
    stated = () if asked.terms is None else read_terms(asked.terms)
    offers = read_offers(asked.offers).offers
    found = settle(
        asked.month,
        sold,
        returned,
        offers,
        terms=[
            ShareTerms(
                item.offer_id, item.an_application, item.a_unit, item.most_a_month, item.most
            )
            for item in stated
        ],
        manufacturer=asked.manufacturer,
    )
    if budgets is None:
        return found
    kept = budgets.kept([basket.basket for basket in sold])
    return replace(found, unlike_book=unlike_book(found, sold, offers, kept))


def write_settlement(found: Settlement, out: Path, made_at: datetime) -> dict[str, Path]:
    """Write a statement's tables as CSV and as workbooks, each whole or not at all."""
    documents = settlement_files(found, made_at)
    write_documents(out, documents)
    return {name: out.joinpath(name) for name in documents}


def _sold(record: Record) -> SoldBasket:
    where = f"basket '{record.key}'"
    try:
        priced = decode(PricedBasket, record.priced)
    except (DataError, AttributeError):
        raise DataError(
            f'{where}: "priced" is not what `showfloor offers price --json` writes'
        ) from None
    check_kept(PricedBasket, priced, f"{where}, priced")
    return SoldBasket(record.key, record.store_id, record.at, priced, record.vat_rates)


def _returned(record: Record) -> ReturnedUnits:
    units = tuple(ReturnedUnit(line_id, number) for line_id, number in record.units)
    return ReturnedUnits(record.key, record.basket, record.at, units)
