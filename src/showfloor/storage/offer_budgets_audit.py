"""The counters of budgets beside the book and the baskets, each added up for itself."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import astuple

from showfloor.domain.offer_budgets import BudgetAudit, BudgetLimits, Claim, Measure
from showfloor.domain.offer_terms import Allowance
from showfloor.storage.offer_budgets_counters import Counter, CounterKey, Entry, added
from showfloor.storage.offer_budgets_database import Transaction
from showfloor.storage.offer_budgets_rows import (
    BASKET_COLUMNS,
    COUNTER_COLUMNS,
    basket_of,
    read_limits,
)

SHOWN = 20


def audited(at: Transaction) -> BudgetAudit:
    """Compare, within one transaction, the counters with two sums that know nothing of them."""
    counters = {
        (row[0], row[1], row[2]): Counter(*map(int, row[3:]))
        for row in at.rows(
            f"SELECT scope, offer_id, place, {COUNTER_COLUMNS} FROM offer_budget_counters"
        )
    }
    entries = int(at.rows("SELECT count(*) FROM offer_budget_book")[0][0])
    booked = _booked(at)
    differences = [
        f"{' '.join(key).strip()}: the counter says {astuple(counters.get(key, Counter()))}, the "
        f"book {astuple(booked.get(key, Counter()))}"
        for key in sorted(counters.keys() | booked.keys())
        if counters.get(key, Counter()) != booked.get(key, Counter())
    ]
    limits = read_limits(at, sorted({key[1] for key in counters}))
    differences += _unlike_baskets(at, booked, limits)
    differences += _above(counters, limits)
    whole = [counter for key, counter in counters.items() if key[0] == "whole"]
    return BudgetAudit(
        entries,
        len(counters),
        sum(counter.spent_cents for counter in whole),
        sum(counter.held_cents for counter in whole),
        tuple(differences[:SHOWN]),
    )


def _booked(at: Transaction) -> dict[CounterKey, Counter]:
    """Return what the counters must be, from the lines of the book alone."""
    found: dict[CounterKey, Counter] = {}
    lines = at.rows(
        "SELECT event, offer_id, store_id, day, customer, sum(cents), sum(pieces), "
        "sum(customers), sum(baskets) FROM offer_budget_book "
        "GROUP BY event, offer_id, store_id, day, customer"
    )
    for event, offer_id, store_id, day, customer, *sums in lines:
        cents, pieces, customers, baskets = map(int, sums)
        entry = Entry(event, Claim(offer_id, cents, pieces), customers, baskets)
        keys: list[CounterKey] = [
            ("day", offer_id, day), ("store", offer_id, store_id), ("whole", offer_id, ""),
        ]  # fmt: skip
        if customer:
            keys.append(("customer", offer_id, customer))
        for key in keys:
            found[key] = added(found.get(key, Counter()), entry, key[0])
    return found


def _unlike_baskets(
    at: Transaction, booked: Mapping[CounterKey, Counter], limits: Mapping[str, BudgetLimits]
) -> Iterable[str]:
    """Yield where the baskets' claims by state are not what the book has in all."""
    held: Tally[str] = Tally()
    spent: Tally[str] = Tally()
    for row in at.rows(f"SELECT {BASKET_COLUMNS} FROM offer_budget_baskets"):
        basket = basket_of(row)
        for claim, back in zip(basket.asked.claims, basket.back, strict=True):
            if basket.state == "reserved":
                held[claim.offer_id] += claim.cents
            if basket.state == "confirmed":
                spent[claim.offer_id] += claim.cents
                if limits[claim.offer_id].on_return == "give_back":
                    spent[claim.offer_id] -= back.cents
    for key, counter in booked.items():
        if key[0] != "whole":
            continue
        sums = held[key[1]], spent[key[1]]
        if sums != (counter.held_cents, counter.spent_cents):
            yield f"offer {key[1]}: the baskets held and spent {sums} cents, and not as the book"


def _above(
    counters: Mapping[CounterKey, Counter], limits: Mapping[str, BudgetLimits]
) -> Iterable[str]:
    """Yield the counters that are above a limit; a limit lowered later is above too."""
    for (scope, offer_id, place), counter in counters.items():
        stated = limits.get(offer_id)
        if stated is None:
            continue
        budget = stated.budget
        allowance = {
            "whole": budget.overall,
            "store": budget.a_store,
            "day": budget.a_day,
            "customer": Allowance(pieces=stated.a_customer),
        }[scope]
        taken: dict[Measure, tuple[int, int | None]] = {
            "cents": (counter.held_cents + counter.spent_cents, allowance.cents),
            "pieces": (counter.held_pieces + counter.spent_pieces, allowance.pieces),
            "customers": (
                counter.customers,
                budget.first_customers if scope == "whole" else None,
            ),
        }
        for measure, (used, limit) in taken.items():
            if limit is not None and used > limit:
                yield f"{scope} {offer_id} {place}: {used} {measure} of {limit}"
