"""Approved offers written for the till: JSON, CSV, their schema and digest, each file whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import OfferBook
from showfloor.storage.document_files import write_documents
from showfloor.storage.offer_definitions_file import read_offers
from showfloor.storage.offers_export import (
    export_schema,
    live_offers,
    offers_csv,
    offers_digest,
    offers_json,
)

DIGEST = "offers.digest"
"""Is written last, so that who sees a new one finds the files that it speaks of."""


@dataclass(frozen=True, slots=True)
class OffersExported:
    """The files that were written, by name, and how many versions they hold."""

    files: dict[str, Path]
    versions: int
    digest: str
    """The same offers have the same."""
    unchanged: bool
    """Whether the folder held the same offers before."""


def export_offers(stated: Path, out: Path, at: datetime) -> OffersExported:
    """Write the offers of a file that price at a moment or later to `out`.

    Files of an export before are replaced; the digest says whether anything has changed. DataError
    where the file, or the book that it makes, cannot be used.
    """
    found = read_offers(stated)
    offers.check_book(OfferBook(found.offers, (), found.groups, found.limits))
    digest = offers_digest(found, at)
    kept = out.joinpath(DIGEST)
    unchanged = kept.is_file() and kept.read_bytes() == f"{digest}\n".encode()
    documents = {
        "offers.schema.json": export_schema(),
        "offers.csv": offers_csv(found, at),
        "offers.json": offers_json(found, at),
        DIGEST: f"{digest}\n".encode(),
    }
    write_documents(out, documents)
    files = {name: out.joinpath(name) for name in documents}
    return OffersExported(files, len(live_offers(found, at)), digest, unchanged)
