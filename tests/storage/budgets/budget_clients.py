"""Clients of budgets, each a process of its own: they reserve, confirm, release, until ended.

Usage: python budget_clients.py PLACE FIRST CLIENTS BASKETS. Prints one line for each call that was
answered, before the next is made: state, basket, cents. What it asks follows from the numbers of
client and basket alone, so that a client that was killed can be begun again and asks the same.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime

from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim
from showfloor.domain.offer_terms import Allowance, Budget
from showfloor.storage.offer_budgets import KeptBudgets, open_budgets

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
DAY = date(2026, 11, 5)
STORES = 4


def limits(baskets: int) -> list[BudgetLimits]:
    """Return limits that so many baskets in all pass: money, pieces, customers, store and day."""
    money = Budget(
        Allowance(baskets * 300), Allowance(baskets * 90), Allowance(pieces=baskets // 2)
    )
    first = Budget(first_customers=baskets // 3)
    return [
        BudgetLimits("money", 1, money),
        BudgetLimits("first", 1, first),
        BudgetLimits("once", 1, Budget(), a_customer=1),
    ]


def asked(client: int, number: int) -> BudgetAsked:
    """Return what one basket asks; every third is of a customer whom other clients serve too."""
    drawn = client * 7 + number * 13
    claims = [Claim("money", 1 + drawn * 37 % 1000, 1 + drawn % 2)]
    if drawn % 2:
        claims.insert(0, Claim("first", 5, 1))
    customer = f"customer {drawn % 50}" if drawn % 3 == 0 else None
    if customer is not None:
        claims.append(Claim("once", 10, 1))
    key = f"{client}-{number}"
    return BudgetAsked(key, f"s{drawn % STORES}", DAY, tuple(claims), customer)


def serve(budgets: KeptBudgets, client: int, baskets: int) -> None:
    """Ask for each basket in turn; of five that are granted, three are sold and one is released."""
    for number in range(baskets):
        basket = asked(client, number)
        answer = budgets.reserve(basket, NOW)
        say(answer.state, basket)
        fate = (client + number) % 5  # not by the number alone: each is met before all is sold
        if answer.state != "reserved" or fate == 4:
            continue
        if fate == 3:
            say(budgets.release(basket.basket_key, NOW).state, basket)
            continue
        say(budgets.confirm(basket.basket_key, NOW).state, basket)


def say(state: str, basket: BudgetAsked) -> None:
    """Tell what was answered; the line is out before the next call."""
    cents = sum(claim.cents for claim in basket.claims)
    os.write(1, f"{state} {basket.basket_key} {cents}\n".encode())


def fork_clients(place: str, first: int, clients: int, baskets: int) -> int:
    """Serve with so many processes at once; return how many of them failed."""
    open_budgets(place).close()  # what it imports is imported once, before the fork
    children = []
    for client in range(first, first + clients):
        child = os.fork()
        if child == 0:
            opened = open_budgets(place)
            serve(opened, client, baskets)
            opened.close()
            os._exit(0)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    sys.exit(fork_clients(sys.argv[1], *map(int, sys.argv[2:5])))
