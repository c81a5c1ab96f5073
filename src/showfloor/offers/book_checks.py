"""What no book of offers may say: refused before it prices anything, all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from showfloor.domain.offer_terms import BERLIN
from showfloor.errors import DataError, nearest
from showfloor.offers.types import (
    STATUSES,
    WHOLE,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    OffBasket,
    Offer,
    OfferBook,
    Reward,
    Steps,
)

MOST_UNITS = 50
"""Units that one application of a bundle, or of the cheapest of so many, may take."""
MOST_CENTS = 100_000_000_000
SHOWN = 20
DAY = 24 * 60


def check_book(book: OfferBook) -> None:
    """Raise DataError with everything that keeps a book from being priced, each with its offer."""
    problems = [*_of_the_book(book)]
    for offer in book.offers:
        problems += [f"offer {offer.offer_id!r}, {text}" for text in _of_an_offer(offer, book)]
    if problems:
        more = [f"  and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise DataError(
            "\n".join(["the offers cannot be used:", *(f"  {p}" for p in problems[:SHOWN]), *more])
        )


def _of_the_book(book: OfferBook) -> Iterator[str]:
    for what, names in (
        ("group", book.groups),
        ("product", [product.product_id for product in book.products]),
        ("offer and version", [(offer.offer_id, offer.version) for offer in book.offers]),
    ):
        for name, count in Counter[object](names).items():
            if count > 1:
                yield f"{what} {name!r} is there {count} times; keep one"
    limits = book.limits
    if limits.most_offers_a_unit is not None and limits.most_offers_a_unit < 1:
        yield "most_offers_a_unit must be at least 1; leave it out for no limit"
    if limits.most_discount is not None and not 0 <= limits.most_discount <= WHOLE:
        yield f"most_discount must be from 0 to {WHOLE} hundredths of a per cent"


def _of_an_offer(offer: Offer, book: OfferBook) -> Iterator[str]:
    if not offer.offer_id or offer.version < 1:
        yield "id: must not be empty, and version must be at least 1"
    if offer.status not in STATUSES:
        yield f"status: must be one of {', '.join(STATUSES)}, found {offer.status!r}"
    if not 0 <= offer.manufacturer_pays <= WHOLE:
        yield f"manufacturer_pays: must be from 0 to {WHOLE}, found {offer.manufacturer_pays}"
    yield from _of_meeting(offer, book)
    yield from _of_the_time(offer)
    yield from _of_amounts(offer)
    yield from _of_the_reward(offer.reward)


def _of_meeting(offer: Offer, book: OfferBook) -> Iterator[str]:
    meets = offer.meets
    for key, names in (("group", (meets.group,)), ("not_with", meets.not_with)):
        for name in names:
            if name not in book.groups:
                near = nearest(name, book.groups)
                yield f"meets.{key}: {name!r} is not in the list of groups{near}"
    if meets.group in meets.not_with:
        yield "meets.not_with: names its own group, in which a unit is used once anyway"
    if not 0 <= meets.priority <= 999:
        yield f"meets.priority: must be from 0 to 999, found {meets.priority}"
    if meets.most_a_basket is not None and meets.most_a_basket < 1:
        yield f"meets.most_a_basket: must be at least 1, found {meets.most_a_basket}"
    if offer.whom.a_customer is not None and offer.whom.a_customer < 1:
        yield f"whom.a_customer: must be at least 1, found {offer.whom.a_customer}"


def _of_the_time(offer: Offer) -> Iterator[str]:
    when = offer.when
    if when.begins.utcoffset() is None or when.ends.utcoffset() is None:
        yield "when: its times must have a zone"
    elif when.ends <= when.begins:
        begins, ends = (
            f"{at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for at in (when.begins, when.ends)
        )
        yield f"when: it ends at {ends}, which is not after from, {begins} (Europe/Berlin)"
    if not set(when.weekdays) <= set(range(1, 8)):
        yield f"when.weekdays: must be from 1 (Monday) to 7, found {when.weekdays}"
    if not all(0 <= start < end <= DAY for start, end in when.hours):
        yield f"when.hours: must begin before they end, within one day, found {when.hours}"
    if when.area_days is not None and not 0 <= when.area_days[0] <= when.area_days[1]:
        yield f"when.area_days: must be first and last day from 0, found {when.area_days}"


def _of_amounts(offer: Offer) -> Iterator[str]:
    budget = offer.budget
    parts = (budget.overall, budget.a_store, budget.a_day)
    stated = [offer.floor.stated, budget.first_customers]
    stated += [number for part in parts for number in (part.cents, part.pieces)]
    if any(number is not None and not 0 <= number <= MOST_CENTS for number in stated):
        yield f"floor and budget: amounts must be from 0 to {MOST_CENTS:,} cents"
    if offer.floor.approved_by is not None and not offer.floor.approved_by.strip():
        yield "floor.approved_by: must be a name"
    for need in offer.needs:
        if need.units < 1 or not 0 <= need.value <= MOST_CENTS:
            yield "needs: units must be at least 1, and value an amount of cents"


def _of_the_reward(reward: Reward) -> Iterator[str]:
    for cut in _cuts(reward):
        highest = WHOLE if cut.kind == "per_cent" else MOST_CENTS
        if not 0 <= cut.value <= highest:
            yield f"reward: {cut.kind} must be from 0 to {highest:,}, found {cut.value}"
    match reward:
        case Bundle():
            yield from _of_a_bundle(reward)
        case CheapestOf():
            if not 1 <= reward.rewarded <= reward.units <= MOST_UNITS:
                yield (
                    f"reward: rewarded must be from 1 to units, and units at most {MOST_UNITS}, "
                    f"found {reward.rewarded} of {reward.units}"
                )
        case Steps():
            counts = [step.from_units for step in reward.steps]
            if not counts or counts[0] < 1 or counts != sorted(set(counts)):
                yield f"reward.steps: from_units must ascend from at least 1, found {counts}"
        case OffBasket():
            if not 1 <= reward.amount <= MOST_CENTS:
                yield f"reward.amount: must be from 1 to {MOST_CENTS:,} cents"


def _of_a_bundle(reward: Bundle) -> Iterator[str]:
    if not reward.slots:
        yield "reward.slots: a bundle needs at least one"
    units = [slot.units for slot in reward.slots]
    if any(count < 1 for count in units) or sum(units) > MOST_UNITS:
        yield f"reward.slots: units must be at least 1 each and {MOST_UNITS} in all, found {units}"
    cuts = [slot for slot in reward.slots if slot.cut.kind != "none"]
    if reward.whole.kind != "none" and cuts:
        yield "reward: cuts the whole bundle and a slot of it; state one or the other"
    if reward.whole.kind == "none" and not cuts:
        yield "reward: cuts nothing; state a cut for a slot or for the whole bundle"
    if any(slot.cut.kind != "none" and slot.goods.handed_in for slot in reward.slots):
        yield "reward.slots: an old device handed in has no price that could be cut"


def _cuts(reward: Reward) -> Iterable[Cut]:
    match reward:
        case Bundle():
            return [reward.whole, *(slot.cut for slot in reward.slots)]
        case Steps():
            return [step.cut for step in reward.steps]
        case EachUnit() | CheapestOf():
            return [reward.cut]
    return []
