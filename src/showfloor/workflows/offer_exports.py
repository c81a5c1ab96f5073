"""Approved offers written for the till: JSON and CSV, each whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import OfferBook
from showfloor.storage.document_files import write_documents
from showfloor.storage.offer_definitions_file import read_offers
from showfloor.storage.offers_export import live_offers, offers_csv, offers_json


@dataclass(frozen=True, slots=True)
class OffersExported:
    """The files that were written, by name, and how many versions they hold."""

    files: dict[str, Path]
    versions: int


def export_offers(stated: Path, out: Path, at: datetime) -> OffersExported:
    """Write the offers of a file that price at a moment or later to `out`.

    DataError where the file, or the book that it makes, cannot be used.
    """
    found = read_offers(stated)
    offers.check_book(OfferBook(found.offers, (), found.groups, found.limits))
    documents = {"offers.json": offers_json(found, at), "offers.csv": offers_csv(found, at)}
    write_documents(out, documents)
    files = {name: out.joinpath(name) for name in documents}
    return OffersExported(files, len(live_offers(found, at)))
