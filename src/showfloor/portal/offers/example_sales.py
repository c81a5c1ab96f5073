"""Made-up baskets of a demonstration, priced by its offers, and the month that they settle."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from showfloor.domain.offer_terms import StatedOffers
from showfloor.errors import DataError
from showfloor.portal.offers.book import book
from showfloor.portal.offers.models import KeptOffer
from showfloor.portal.offers.phase import LIVE
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.statements import settle_month, share
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.workflows.offers_quotes import QuoteAsked, quote
from showfloor.workflows.offers_statements import sold_record
from showfloor.workflows.store_pages import store_directory

SOURCE = "generated-baskets.jsonl"
BASKETS: tuple[dict[str, int], ...] = (
    {"xiaomi-phone-5": 1, "xiaomi-mi-desk-lamp-1s": 1},
    {"xiaomi-phone-3": 1, "xiaomi-band": 1},
    {"xiaomi-phone-6": 1, "xiaomi-mi-desk-lamp-1s": 1, "xiaomi-band": 1},
    {"rival-a-phone-1": 1, "xiaomi-mi-desk-lamp-1s": 1},
    {"xiaomi-phone-4": 2, "xiaomi-band": 1},
    {"rival-a-phone-1": 1},
)
CONTRACT = frozenset({"new contract"})
NOON = time(12)
STORES = 4


def make_statements(visit: Visit, day: date) -> None:
    """Settle the month before `day` on made-up baskets, and share the first statement.

    Where the ledger at hand has no such products or prices, nothing is made.
    """
    month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    directory = store_directory(workspace())
    stores = [one.store_id for one in directory.stores[:STORES]] if directory else []
    live = [row for row in KeptOffer.objects.all() if row.status in LIVE]
    if not stores or not live:
        return
    with suppress(DataError, RefusedError):
        sold = _sold(book(), stores, day.replace(day=1))
        for row in settle_month(visit, month, SOURCE, sold):
            if row.manufacturer_id == "xiaomi":
                share(visit, row.pk)


def _sold(stated: StatedOffers, stores: list[str], to: date) -> str:
    """Return baskets of the last days before a day, as lines of JSON."""
    every = stated.offers
    stated = StatedOffers(
        tuple(one for one in every if one.status in LIVE), stated.groups, stated.limits
    )
    lines = []
    for place, store_id in enumerate(stores):
        at = timezone.make_aware(datetime.combine(to - timedelta(days=1 + place % 3), NOON))
        for number, units in enumerate(BASKETS):
            asked = QuoteAsked(store_id, at, units, groups=CONTRACT)
            found = quote(workspace(), stated, asked)
            lines.append(sold_record(f"demo-{store_id}-{number}", store_id, at, found.priced))
    return "\n".join(lines)
