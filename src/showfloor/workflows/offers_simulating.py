"""What the offers of a file would have cost on the sales of a workspace, none sold otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_terms import BERLIN, OfferBook
from showfloor.errors import DataError, nearest
from showfloor.offers.repricing_types import OfferCost, Repriced, SalesAsked
from showfloor.storage import Workspace
from showfloor.workflows.offer_checks import ground_of_workspace

__all__ = ["OfferCost", "Repriced", "Simulation", "simulate_offers"]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Which sales, when the offers hold, and which of them are asked alone.

    begins, to (exclusive): None for the 52 weeks that end with the last day of sales.
    weeks_back: how long before their stated time the offers hold; None: in the whole period.
    """

    begins: date | None = None
    to: date | None = None
    weeks_back: int | None = None
    only: tuple[str, ...] = ()


def simulate_offers(workspace: Workspace, stated: Path, asked: Simulation) -> Repriced:
    """Reprice the sales of a period under the offers of a file.

    Products, their cost and their VAT are those of the period's end. DataError where the ledger has
    no sales, prices or stores, where the file cannot be used, or names no such offer.
    """
    with workspace.ledger.engine(workspace.ledger.latest()) as engine:
        begins, to = offers.period_asked(engine, asked.begins, asked.to)
        ends = datetime.combine(to, time(), BERLIN)
        ground = ground_of_workspace(workspace, stated, ends)
        book = _only(ground.book, asked.only)
        offers.check_book(book)
        gross = workspace.config.vat == "with"
        sales = SalesAsked(begins, to, asked.weeks_back, gross=gross)
        return offers.reprice(engine, book, ground.network.places, sales)


def _only(book: OfferBook, names: Collection[str]) -> OfferBook:
    known = {offer.offer_id for offer in book.offers}
    for name in names:
        if name not in known:
            raise DataError(f"there is no offer '{name}' in the file{nearest(name, known)}")
    if not names:
        return book
    return replace(book, offers=tuple(o for o in book.offers if o.offer_id in names))
