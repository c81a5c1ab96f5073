"""What a basket does to counters: which rows it needs, what is short, what each row becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim, Measure, Scope, Short
from showfloor.domain.offer_terms import Allowance

CounterKey = tuple[Scope, str, str]
"""Scope, offer id, and the store, day or customer ("" for the whole).

Sorted, the rows that all baskets meet in ("whole") come last, so that they are held shortest.
"""
Event = Literal["reserved", "confirmed", "released", "expired", "returned", "kept"]


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter: what is reserved (held), what is sold (spent), and for how many."""

    held_cents: int = 0
    held_pieces: int = 0
    spent_cents: int = 0
    spent_pieces: int = 0
    customers: int = 0
    baskets: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book: `customers` and `baskets` are changes, with their sign."""

    event: Event
    claim: Claim
    customers: int
    baskets: int


Counters = Mapping[CounterKey, Counter]
SIGNS: Mapping[Event, tuple[int, int]] = {
    "reserved": (1, 0),
    "confirmed": (-1, 1),
    "released": (-1, 0),
    "expired": (-1, 0),
    "returned": (0, -1),
    "kept": (0, 0),
}
"""What an event does to what is held and to what is spent."""


def keys_of(asked: BudgetAsked, offer_id: str) -> tuple[CounterKey, ...]:
    """Return the counters that a basket meets with one offer."""
    keys: list[CounterKey] = [
        ("day", offer_id, asked.day.isoformat()),
        ("store", offer_id, asked.store_id),
        ("whole", offer_id, ""),
    ]
    if asked.customer is not None:
        keys.insert(0, ("customer", offer_id, asked.customer))
    return tuple(keys)


def all_keys(asked: BudgetAsked) -> tuple[CounterKey, ...]:
    """Return every counter that a basket meets, in the order in which rows are locked."""
    return tuple(sorted(key for claim in asked.claims for key in keys_of(asked, claim.offer_id)))


def shorts_of(
    asked: BudgetAsked, limits: Mapping[str, BudgetLimits], counters: Counters
) -> tuple[Short, ...]:
    """Return every limit that the basket would pass; none where it may be granted."""
    return tuple(
        short
        for claim in asked.claims
        for short in _shorts_of_claim(asked, claim, limits[claim.offer_id], counters)
    )


def _shorts_of_claim(
    asked: BudgetAsked, claim: Claim, limits: BudgetLimits, counters: Counters
) -> Iterable[Short]:
    newcomers = new_customers(asked, claim, counters)
    for scope, measure, limit, used in _limited(asked, limits, counters):
        wanted = {"cents": claim.cents, "pieces": claim.pieces, "customers": newcomers}[measure]
        remains = max(0, limit - used)
        if wanted > remains:
            yield Short(claim.offer_id, scope, measure, wanted, remains)


def _limited(
    asked: BudgetAsked, limits: BudgetLimits, counters: Counters
) -> Iterable[tuple[Scope, Measure, int, int]]:
    """Yield each stated limit: its scope, its measure, the limit, and what is taken of it."""
    offer_id, budget = limits.offer_id, limits.budget
    if limits.a_customer is not None:
        if asked.customer is None:
            yield "customer", "pieces", 0, 0
        else:
            mine = counters[("customer", offer_id, asked.customer)]
            taken = mine.held_pieces + mine.spent_pieces
            yield "customer", "pieces", limits.a_customer, taken
    scopes: tuple[tuple[Scope, Allowance, str], ...] = (
        ("day", budget.a_day, asked.day.isoformat()),
        ("store", budget.a_store, asked.store_id),
        ("whole", budget.overall, ""),
    )
    for scope, allowance, place in scopes:
        counter = counters[(scope, offer_id, place)]
        if allowance.cents is not None:
            yield scope, "cents", allowance.cents, counter.held_cents + counter.spent_cents
        if allowance.pieces is not None:
            yield scope, "pieces", allowance.pieces, counter.held_pieces + counter.spent_pieces
    if budget.first_customers is not None:
        customers = counters[("whole", offer_id, "")].customers
        yield "whole", "customers", budget.first_customers, customers


def new_customers(asked: BudgetAsked, claim: Claim, counters: Counters) -> int:
    """Return 1 where the basket is its customer's first for the offer; nobody known is new."""
    if asked.customer is None:
        return 1
    return 1 if counters[("customer", claim.offer_id, asked.customer)].baskets == 0 else 0


def entry_of(
    event: Event, asked: BudgetAsked, claim: Claim, counters: Counters, *, whole: bool = True
) -> Entry:
    """Return the book's line; `whole`: nothing of the claim stays behind."""
    if event == "reserved":
        return Entry(event, claim, new_customers(asked, claim, counters), 1)
    if event in {"confirmed", "kept"} or not whole:
        return Entry(event, claim, 0, 0)
    last = True
    if asked.customer is not None:
        last = counters[("customer", claim.offer_id, asked.customer)].baskets == 1
    return Entry(event, claim, -1 if last else 0, -1)


def changed(
    asked: BudgetAsked, entries: Sequence[Entry], counters: Counters
) -> dict[CounterKey, Counter]:
    """Return the counters after these lines of the book, only those that they touch."""
    after: dict[CounterKey, Counter] = {}
    for entry in entries:
        for key in keys_of(asked, entry.claim.offer_id):
            after[key] = added(after.get(key, counters[key]), entry, key[0])
    return after


def added(counter: Counter, entry: Entry, scope: Scope) -> Counter:
    """Return a counter after one line of the book; customers are counted for the whole alone."""
    held, spent = SIGNS[entry.event]
    claim = entry.claim
    return replace(
        counter,
        held_cents=counter.held_cents + held * claim.cents,
        held_pieces=counter.held_pieces + held * claim.pieces,
        spent_cents=counter.spent_cents + spent * claim.cents,
        spent_pieces=counter.spent_pieces + spent * claim.pieces,
        customers=counter.customers + (entry.customers if scope == "whole" else 0),
        baskets=counter.baskets + entry.baskets,
    )
