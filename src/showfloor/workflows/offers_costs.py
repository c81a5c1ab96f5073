"""What an offer would have cost on the last weeks of sales, beside all others and without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from showfloor import offers
from showfloor.domain.offer_terms import Offer, OfferBook, StatedOffers
from showfloor.offers.repricing_types import OfferCost, Repriced
from showfloor.storage import Workspace
from showfloor.storage.result_json import decode, encode
from showfloor.workflows.offer_checks import LAST_WEEKS, OfferGround, cost_of_last_weeks
from showfloor.workflows.offers_pages import offer_ground
from showfloor.workflows.progress import Report

__all__ = [
    "LAST_WEEKS",
    "CostFound",
    "OfferCost",
    "Repriced",
    "cost_document",
    "cost_in",
    "cost_of_offer",
]


@dataclass(frozen=True, slots=True)
class CostFound:
    """The last weeks of sales repriced twice: with one version of an offer, and without it.

    ledger_version: whose sales; beside, without: None where nothing was sold.
    """

    offer_id: str
    version: int
    ledger_version: int
    beside: Repriced | None
    without: Repriced | None


def cost_of_offer(
    workspace: Workspace, stated: StatedOffers, judged: Offer, day: date, report: Report
) -> CostFound:
    """Reprice the last weeks of sales with a version that may be a draft, and without it.

    Its other versions are left out, as in its check. DataError where the ledger has no prices, or
    the offers cannot stand in one book.
    """
    report("reading the ledger", 0.05)
    products, network = offer_ground(workspace, day)
    others = tuple(one for one in stated.offers if one.offer_id != judged.offer_id)
    stands = replace(judged, status="approved")
    book = OfferBook((*others, stands), products, stated.groups, stated.limits)
    offers.check_book(book)
    report("estimating", 0.2)
    beside = cost_of_last_weeks(workspace, OfferGround(book, network))
    report("estimating", 0.6)
    rest = OfferGround(replace(book, offers=others), network)
    without = cost_of_last_weeks(workspace, rest)
    report("done", 0.95)
    number = workspace.ledger.latest_number()
    return CostFound(judged.offer_id, judged.version, number, beside, without)


def cost_document(found: CostFound) -> dict[str, Any]:
    """Return a result as plain values that `cost_in` reads back."""
    document: dict[str, Any] = encode(found)
    return document


def cost_in(document: Mapping[str, Any]) -> CostFound:
    """Return the result of a document."""
    return decode(CostFound, document)
