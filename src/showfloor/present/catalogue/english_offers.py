"""Words of offers, in English: why one did not apply, and what a check before approval found."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "offer.not.not_approved": "is a draft that nobody approved",
    "offer.not.stopped": "was ended before its time",
    "offer.not.not_yet": "has not begun",
    "offer.not.over": "is over",
    "offer.not.wrong_channel": "holds in other channels",
    "offer.not.wrong_store": "holds in other stores",
    "offer.not.wrong_region": "holds in other regions",
    "offer.not.wrong_store_kind": "holds in stores of other kinds",
    "offer.not.independent_store": "is not for stores whose operator sets its own prices",
    "offer.not.no_area": "needs a brand area; this store has none",
    "offer.not.area_days": "holds in other days since the brand area opened",
    "offer.not.weekday": "does not hold on this day of the week",
    "offer.not.hours": "does not hold at this time of day",
    "offer.not.customer_group": "is for other customers",
    "offer.not.no_code": "needs a code",
    "offer.not.customer_unknown": "needs a customer who is known",
    "offer.not.customer_used_it": "was used by this customer before",
    "offer.not.customers_gone": "was for the first customers, and there were as many",
    "offer.not.pieces_gone": "is sold out",
    "offer.not.money_gone": "has too little of its budget left",
    "offer.not.nothing_matches": "is for goods that the basket does not hold",
    "offer.not.too_little": "needs more in the basket",
    "offer.not.no_gain": "would make nothing cheaper here",
    "offer.not.outdone": "was left for what is cheaper together: {others}",
    "offer.binds.price": "price",
    "offer.binds.recommendation": "recommended price",
    "offer.binds.maximum": "highest price",
    "offer.finding.no_store": "can never apply: no store is of those that it names",
    "offer.finding.no_time": "can never apply: in none of its stores is there a time at which it "
    "holds (its days, hours and the brand areas never meet)",
    "offer.finding.no_goods": "can never apply: no product is of the goods that it names, in one "
    "of its parts at least",
    "offer.finding.no_budget": "can never apply: one of its budgets is 0",
    "offer.finding.never_ends": "never ends; state to or through",
    "offer.finding.lasts_long": "lasts longer than a year",
    "offer.finding.below_floor": "breaks floors (of products: {n}): {ids} would cost {wanted}, the "
    "floor is {floor}; the price stays at the floor unless floor.approved_by names who allows less",
    "offer.finding.not_listed": "is for products that none of its stores list: {ids}",
    "offer.finding.listed_in_some": "is for products that only some of its stores list: {ids}",
    "offer.finding.twice": "says the same as {ids}; end one of them",
    "offer.finding.equal_rank": "takes the same goods as {ids}: only one of both applies to a "
    "unit, and among equally cheap ones the ids decide; give them different priorities",
    "offer.finding.either_or": "takes the same goods as {ids}: only one of both applies to a unit",
    "offer.finding.stacks": "applies together with {ids} on the same unit",
    "offer.finding.binds_nowhere": "is a recommendation or a maximum in all of its stores: their "
    "operators set their own prices",
    "offer.finding.cost_unknown": "has no floor where the cost is not known (products: {n}): {ids}",
    "offer.finding.changed": "was approved and says something else now ({ids}); leave this version "
    "as it was and state the change as a higher version",
    "offer.finding.went_back": "goes back in its status ({ids}); end it, and state a new version",
    "offer.finding.gone": "was approved and is missing; set its status to ended instead",
    "offer.verdict.FAIL": "FAIL",
    "offer.verdict.REVIEW": "REVIEW",
    "offer.verdict.NOTE": "note",
}
