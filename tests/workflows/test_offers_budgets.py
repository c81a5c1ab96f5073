"""A basket is priced with what is left, reserves it, and is priced anew where it is short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from showfloor.domain.offer_terms import (
    Allowance,
    Budget,
    Cut,
    EachUnit,
    Goods,
    Offer,
    OfferBook,
    Product,
    When,
    Whom,
)
from showfloor.domain.purchases import BasketLine, Customer, Place, Purchase
from showfloor.errors import DataError
from showfloor.offers import compile_book
from showfloor.storage.offer_budgets import KeptBudgets, open_budgets
from showfloor.workflows.offers_budgets import price_and_reserve, put_limits

NOW = datetime(2026, 10, 5, 10, tzinfo=UTC)
WHEN = When(NOW - timedelta(days=1), NOW + timedelta(days=30))
REWARD = EachUnit(Goods(), Cut("amount", 300))
MONEY = Offer(
    "money", 1, "Money", "m1", "running", WHEN, REWARD, budget=Budget(Allowance(cents=1000))
)
PHONE = Product("phone", "m1", "phone", 1900)
PLACE = Place("s1", "stores", "standard", "DE-NW", "own")
SECRET = b"s" * 32


@pytest.fixture
def budgets(tmp_path: Path) -> Iterator[KeptBudgets]:
    opened = open_budgets(tmp_path / "budgets.sqlite3")
    yield opened
    assert opened.audit().differences == ()
    opened.close()


def bought(units: int, customer: str | None = None) -> Purchase:
    return Purchase((BasketLine("1", "phone", units, 1000),), PLACE, NOW, Customer(customer))


def sold(budgets: KeptBudgets, offer: Offer, key: str, purchase: Purchase):
    book = OfferBook((offer,), (PHONE,))
    limited = put_limits(budgets, book)
    done = price_and_reserve(
        compile_book(book), purchase, key, budgets, limited, secret=SECRET, now=NOW
    )
    if done.answer is not None:
        budgets.confirm(key, NOW)
    return done


def test_money_that_runs_out_is_not_given_and_the_basket_is_sold_without(budgets) -> None:
    first = sold(budgets, MONEY, "a", bought(3))
    assert (first.priced.charged, first.answer.state) == (2100, "reserved")
    second = sold(budgets, MONEY, "b", bought(1))
    assert (second.priced.charged, second.answer) == (1000, None)
    assert second.priced.not_applied[0].code == "money_gone"
    assert budgets.audit().spent_cents == 900


def test_one_a_customer_is_known_by_its_digest_alone(budgets, tmp_path: Path) -> None:
    once = replace(MONEY, budget=Budget(), whom=Whom(a_customer=1))
    assert sold(budgets, once, "a", bought(2, "Erika Beispiel")).priced.charged == 1700
    assert sold(budgets, once, "b", bought(1, "Erika Beispiel")).priced.charged == 1000
    assert sold(budgets, once, "c", bought(1, "Max Beispiel")).priced.charged == 700
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Beispiel" not in kept


def test_a_basket_asked_for_again_takes_its_budget_once(budgets) -> None:
    book = OfferBook((MONEY,), (PHONE,))
    limited = put_limits(budgets, book)
    for _ in range(3):
        done = price_and_reserve(
            compile_book(book), bought(3), "a", budgets, limited, secret=SECRET, now=NOW
        )
        assert done.priced.charged == 2100
    assert budgets.audit().held_cents == 900
    budgets.confirm("a", NOW)
    with pytest.raises(DataError, match="is sold"):
        price_and_reserve(
            compile_book(book), bought(3), "a", budgets, limited, secret=SECRET, now=NOW
        )


class Quicker:
    """Budgets of which somebody else takes the rest between every look and every reservation."""

    def __init__(self, budgets: KeptBudgets) -> None:
        self._budgets = budgets
        self._stale = {}

    def room(self, *asked):
        return self._stale.setdefault(0, self._budgets.room(*asked))

    def __getattr__(self, name: str):
        return getattr(self._budgets, name)


def test_a_budget_lost_to_others_each_time_is_left_out_in_the_end(budgets) -> None:
    book = OfferBook((MONEY,), (PHONE,))
    stale = Quicker(budgets)
    limited = put_limits(budgets, book)
    stale.room(limited, "s1", NOW.date())
    sold(budgets, MONEY, "a", bought(3))
    done = price_and_reserve(
        compile_book(book), bought(2), "b", stale, limited, secret=SECRET, now=NOW
    )
    assert (done.priced.charged, done.answer) == (2000, None)
