"""What is left of budgets in a store on a day for a customer, to price a basket with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from showfloor.domain.offer_budgets import BudgetLimits, BudgetRoom
from showfloor.domain.purchases import Left
from showfloor.storage.offer_budgets_counters import Counter, CounterKey
from showfloor.storage.offer_budgets_database import Transaction
from showfloor.storage.offer_budgets_rows import read_counters, read_limits

AT_ONCE = 500


def room_of(
    at: Transaction, offer_ids: Sequence[str], store_id: str, day: date, customer: str | None
) -> BudgetRoom:
    """Return what is left, and what the customer has had, of these offers.

    A customer who has a place among the first needs no new one: `customers` is then at least 1.
    """
    left: dict[str, Left] = {}
    used: dict[str, int] = {}
    ids = sorted(set(offer_ids))
    for start in range(0, len(ids), AT_ONCE):
        limits = read_limits(at, ids[start : start + AT_ONCE])
        places = {name: _places(name, store_id, day, customer) for name in limits}
        found = read_counters(at, [key for keys in places.values() for key in keys])
        for name, keys in places.items():
            counters = [found.get(key, Counter()) for key in keys]
            mine = counters.pop() if customer is not None else Counter()
            left[name] = _left(limits[name], counters, mine)
            used[name] = mine.held_pieces + mine.spent_pieces
    return BudgetRoom(left, {name: pieces for name, pieces in used.items() if pieces})


def _places(
    offer_id: str, store_id: str, day: date, customer: str | None
) -> tuple[CounterKey, ...]:
    keys: tuple[CounterKey, ...] = (
        ("day", offer_id, day.isoformat()),
        ("store", offer_id, store_id),
        ("whole", offer_id, ""),
    )
    return keys if customer is None else (*keys, ("customer", offer_id, customer))


def _left(limits: BudgetLimits, counters: Sequence[Counter], mine: Counter) -> Left:
    budget = limits.budget
    stated = (budget.a_day, budget.a_store, budget.overall)
    pairs = list(zip(stated, counters, strict=True))
    cents = _least(
        allowance.cents - counter.held_cents - counter.spent_cents
        for allowance, counter in pairs
        if allowance.cents is not None
    )
    pieces = _least(
        allowance.pieces - counter.held_pieces - counter.spent_pieces
        for allowance, counter in pairs
        if allowance.pieces is not None
    )
    customers = _least(
        first - counters[-1].customers for first in (budget.first_customers,) if first is not None
    )
    if customers is not None and mine.baskets:
        customers = max(customers, 1)
    return Left(cents, pieces, customers)


def _least(values: Iterable[int]) -> int | None:
    """Return the least of what is left, not below 0; None where nothing is limited."""
    found = list(values)
    return max(0, min(found)) if found else None
