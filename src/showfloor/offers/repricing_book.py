"""A book as it meets sales that were: drafts count as approved, unseen conditions as met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from showfloor.domain.offer_terms import BERLIN
from showfloor.errors import DataError
from showfloor.offers.repricing_types import Told
from showfloor.offers.types import NEVER, EachUnit, Offer, OfferBook, When, Whom

ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)


def told_by_lines(offer: Offer) -> Told:
    """Say how far lines of sales tell what an offer costs."""
    meets = offer.meets
    whole = meets.exclusive == "basket" or meets.most_a_basket is not None
    if not isinstance(offer.reward, EachUnit) or offer.needs or whole:
        return "baskets"
    return "conditions" if asks_the_unseen(offer) else "lines"


def asks_the_unseen(offer: Offer) -> bool:
    """Say whether an offer asks for a time of day or a customer, which sales do not name."""
    return bool(offer.when.hours) or offer.whom != Whom()


def book_for_sales(
    book: OfferBook, weeks_back: int | None, leave_out: Collection[str] = ()
) -> OfferBook:
    """Return the book that sales are priced with; ended versions are not in it.

    weeks_back: versions hold so many weeks earlier than they say; None: of each offer the highest
    version, at any time. leave_out: ids of offers that are not in it. DataError where no moment
    lies so far back.
    """
    running = [o for o in book.offers if o.status != "ended" and o.offer_id not in leave_out]
    if weeks_back is None:
        highest = {o.offer_id: o for o in sorted(running, key=lambda o: o.version)}
        found = [_met(o, ALWAYS, NEVER) for o in highest.values()]
    else:
        found = [
            _met(o, _earlier(o, o.when.begins, weeks_back), _earlier(o, o.when.ends, weeks_back))
            for o in running
        ]
    return replace(book, offers=tuple(found))


def _met(offer: Offer, begins: datetime, ends: datetime) -> Offer:
    when = When(begins, ends, offer.when.weekdays, (), offer.when.area_days)
    return replace(offer, status="approved", when=when, whom=Whom())


def _earlier(offer: Offer, at: datetime, weeks: int) -> datetime:
    """Return a moment of the same weekday and wall clock so many weeks earlier."""
    if at == NEVER:
        return at
    try:
        return (at.astimezone(BERLIN) - timedelta(weeks=weeks)).astimezone(UTC)
    except OverflowError:
        raise DataError(
            f"offer '{offer.offer_id}': {at.date()} has no day {weeks} weeks before; ask for fewer"
        ) from None
