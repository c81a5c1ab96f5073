"""What a basket costs under a compiled book: the engine of docs/methods/offer-pricing.md."""

from __future__ import annotations

from showfloor.offers.compiled import CompiledBook
from showfloor.offers.engine_answer import answer_of
from showfloor.offers.engine_applicable import candidates, candidates_among
from showfloor.offers.engine_outcome import outcome_within_money
from showfloor.offers.engine_reasons import reasons_of
from showfloor.offers.engine_units import units_of
from showfloor.offers.one_basket import price_in_kernel
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase import Purchase
from showfloor.offers.purchase_checks import check_purchase
from showfloor.offers.search import EFFORT


def price_basket(
    compiled: CompiledBook, purchase: Purchase, *, reasons: bool = False, effort: int = EFFORT
) -> PricedBasket:
    """Price a basket: the cheapest permitted way to apply the offers, and what each unit costs.

    reasons: also say of every other offer why it was not applied (slower: it looks at all offers).
    effort: transitions that the search for one plan may try; where they are not enough the answer
    says so (`proven`, `at_least`). Raises DataError for a purchase that is none.
    """
    found = None if reasons else price_in_kernel(compiled, purchase)
    if isinstance(found, PricedBasket):
        return found
    if found is None:
        check_purchase(purchase, compiled.products)
    units = units_of(compiled, purchase.lines)
    if found is None:
        offers = candidates(compiled, purchase, units)
    else:
        offers = candidates_among(compiled, purchase, units, found)
    outcome, gone = outcome_within_money(compiled, purchase, units, offers, effort)
    others = reasons_of(compiled, purchase, units, outcome, gone, effort=effort) if reasons else ()
    return answer_of(compiled, purchase, units, outcome, others)
