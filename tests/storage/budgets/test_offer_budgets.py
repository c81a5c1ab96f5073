"""Budgets are taken by whole baskets, given back once, and never passed; on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim, Short
from showfloor.domain.offer_terms import Allowance, Budget
from showfloor.domain.purchases import Left
from showfloor.errors import DataError
from showfloor.storage.offer_budgets import KeptBudgets, open_budgets

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
DAY = date(2026, 11, 5)
LIMITS = (
    BudgetLimits("lamp", 1, Budget(Allowance(1000), Allowance(600), Allowance(pieces=5))),
    BudgetLimits("first", 1, Budget(first_customers=2)),
    BudgetLimits("once", 1, Budget(), a_customer=1),
    BudgetLimits("gone", 1, Budget(Allowance(1000)), on_return="keep"),
)


@pytest.fixture
def budgets(place: str) -> Iterator[KeptBudgets]:
    opened = open_budgets(place)
    opened.put(LIMITS)
    yield opened
    assert opened.audit().differences == ()
    opened.close()


def basket(key: str, *claims: Claim, store="s1", day=DAY, customer=None) -> BudgetAsked:
    return BudgetAsked(key, store, day, claims, customer)


def test_a_limit_is_reached_to_the_cent_and_not_passed(budgets: KeptBudgets) -> None:
    assert budgets.reserve(basket("a", Claim("lamp", 600, 1)), NOW).state == "reserved"
    short = budgets.reserve(basket("b", Claim("lamp", 1, 1)), NOW)
    assert short.shorts == (Short("lamp", "store", "cents", 1, 0),)
    exactly = basket("c", Claim("lamp", 400, 4), store="s2")
    assert budgets.reserve(exactly, NOW).state == "reserved"
    over = budgets.reserve(basket("d", Claim("lamp", 0, 1), store="s3"), NOW)
    assert over.shorts == (Short("lamp", "day", "pieces", 1, 0),)
    tomorrow = basket("e", Claim("lamp", 1, 1), store="s3", day=DAY + timedelta(days=1))
    assert budgets.reserve(tomorrow, NOW).shorts == (Short("lamp", "whole", "cents", 1, 0),)


def test_all_of_a_basket_is_taken_or_nothing(budgets: KeptBudgets) -> None:
    asked = basket("a", Claim("gone", 900, 1), Claim("lamp", 601, 1))
    answer = budgets.reserve(asked, NOW)
    assert answer.state == "short"
    assert [short.offer_id for short in answer.shorts] == ["lamp"]
    assert budgets.room(["gone"], "s1", DAY).left == {"gone": Left(cents=1000)}
    again = basket("a", Claim("gone", 900, 1))
    assert budgets.reserve(again, NOW).state == "reserved"


def test_asked_twice_is_taken_once(budgets: KeptBudgets) -> None:
    asked = basket("a", Claim("lamp", 100, 1), Claim("gone", 5, 1))
    first = budgets.reserve(asked, NOW)
    turned = replace(asked, claims=asked.claims[::-1])
    assert budgets.reserve(turned, NOW + timedelta(minutes=1)) == first
    for _ in range(2):
        assert budgets.confirm("a", NOW).state == "confirmed"
    assert budgets.reserve(asked, NOW).state == "confirmed"
    assert budgets.room(["lamp"], "s1", DAY).left["lamp"] == Left(500, 4)
    with pytest.raises(DataError, match="is confirmed with other claims"):
        budgets.reserve(basket("a", Claim("lamp", 99, 1)), NOW)


def test_a_release_gives_back_once_and_the_key_may_come_again(budgets: KeptBudgets) -> None:
    budgets.reserve(basket("a", Claim("lamp", 600, 5)), NOW)
    for _ in range(2):
        assert budgets.release("a", NOW).state == "released"
    assert budgets.room(["lamp"], "s1", DAY).left["lamp"] == Left(600, 5)
    assert budgets.reserve(basket("a", Claim("lamp", 7, 1)), NOW).state == "reserved"
    assert budgets.confirm("a", NOW).state == "confirmed"
    with pytest.raises(DataError, match="is sold"):
        budgets.release("a", NOW)


def test_what_is_over_is_given_to_the_next_and_not_before(budgets: KeptBudgets) -> None:
    budgets.reserve(basket("a", Claim("lamp", 600, 1)), NOW)
    want = basket("b", Claim("lamp", 600, 1))
    assert budgets.reserve(want, NOW + timedelta(minutes=14)).state == "short"
    assert budgets.reserve(want, NOW + timedelta(minutes=15)).state == "reserved"
    late = budgets.confirm("a", NOW + timedelta(minutes=16))
    assert late.shorts == (
        Short("lamp", "store", "cents", 600, 0),
        Short("lamp", "whole", "cents", 600, 400),
    )
    budgets.release("b", NOW)
    assert budgets.confirm("a", NOW + timedelta(minutes=17)).state == "confirmed"


def test_a_late_confirmation_holds_while_nobody_needed_the_room(budgets: KeptBudgets) -> None:
    budgets.reserve(basket("a", Claim("lamp", 600, 1)), NOW)
    assert budgets.confirm("a", NOW + timedelta(days=1)).state == "confirmed"
    assert budgets.expire(NOW + timedelta(days=2)) == 0


def test_the_first_customers_are_counted_once_each(budgets: KeptBudgets) -> None:
    one = Claim("first", 5, 1)
    assert budgets.reserve(basket("a", one, customer="x"), NOW).state == "reserved"
    assert budgets.reserve(basket("b", one, customer="x", store="s2"), NOW).state == "reserved"
    assert budgets.reserve(basket("c", one), NOW).state == "reserved"
    late = budgets.reserve(basket("d", one, customer="y"), NOW)
    assert late.shorts == (Short("first", "whole", "customers", 1, 0),)
    assert budgets.room(["first"], "s1", DAY, "x").left["first"] == Left(customers=1)
    assert budgets.room(["first"], "s1", DAY, "y").left["first"] == Left(customers=0)
    budgets.release("a", NOW)
    assert budgets.reserve(basket("d", one, customer="y"), NOW).state == "short"
    budgets.release("b", NOW)
    assert budgets.reserve(basket("d", one, customer="y"), NOW).state == "reserved"


def test_one_a_customer_needs_a_known_one_and_holds_over_stores(budgets: KeptBudgets) -> None:
    one = Claim("once", 5, 1)
    assert budgets.reserve(basket("a", one), NOW).state == "short"
    assert budgets.reserve(basket("a", one, customer="x"), NOW).state == "reserved"
    again = basket("b", one, customer="x", store="s2", day=DAY + timedelta(days=3))
    assert budgets.reserve(again, NOW).shorts == (Short("once", "customer", "pieces", 1, 0),)
    assert budgets.room(["once"], "s2", DAY, "x").used == {"once": 1}


def test_a_return_gives_back_by_its_word_once_and_never_more_than_was_sold(
    budgets: KeptBudgets,
) -> None:
    budgets.reserve(basket("a", Claim("lamp", 600, 2), Claim("gone", 600, 2)), NOW)
    with pytest.raises(DataError, match="is reserved and not sold"):
        budgets.give_back("r", "a", [Claim("lamp", 1, 1)], NOW)
    budgets.confirm("a", NOW)
    back = [Claim("lamp", 300, 1), Claim("gone", 300, 1)]
    for _ in range(2):
        budgets.give_back("r", "a", back, NOW)
    left = budgets.room(["lamp", "gone"], "s1", DAY).left
    assert left == {"lamp": Left(300, 4), "gone": Left(400)}
    with pytest.raises(DataError, match="901 cents and 2 pieces would have come back of 600"):
        budgets.give_back("r2", "a", [Claim("lamp", 601, 1)], NOW)
    with pytest.raises(DataError, match="known with another basket or other amounts"):
        budgets.give_back("r", "a", back[:1], NOW)
    kept = {item.offer_id: item.returned_cents for item in budgets.kept(["a", "nobody's"])}
    assert kept == {"gone": 300, "lamp": 300}


def test_an_older_version_never_replaces_newer_limits(budgets: KeptBudgets) -> None:
    budgets.put([BudgetLimits("lamp", 2, Budget(Allowance(50)))])
    budgets.put([LIMITS[0]])
    assert budgets.room(["lamp"], "s1", DAY).left == {"lamp": Left(50)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (basket("", Claim("lamp", 1, 1)), "1 to 200 printable characters"),
        (basket("a\0", Claim("lamp", 1, 1)), "printable"),
        (basket("a", Claim("lamp", -1, 1)), "cents must be a whole number from 0"),
        (basket("a", Claim("lamp", 10**30, 1)), "cents must be a whole number"),
        (basket("a", Claim("lamp", 1, 0)), "pieces must be a whole number from 1"),
        (basket("a", Claim("lamp", 1, 1), Claim("lamp", 1, 1)), "claimed twice"),
        (basket("a"), "claims 0 offers"),
        (basket("a", Claim("lamps", 1, 1)), "whose limits were never put"),
        (basket("a", Claim("lamp", 1, 1), customer="\ud800"), "customer's digest"),
        (basket("'; DROP TABLE x; --?%s", Claim("?", 1, 1)), "never put"),
    ],
)
def test_nonsense_is_refused_and_leaves_nothing(
    budgets: KeptBudgets, asked: BudgetAsked, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        budgets.reserve(asked, NOW)
    assert budgets.audit().entries == 0


def test_unknown_baskets_and_times_without_a_zone_are_refused(budgets: KeptBudgets) -> None:
    for call in (budgets.confirm, budgets.release):
        with pytest.raises(DataError, match="there is no basket 'x'"):
            call("x", NOW)
    with pytest.raises(DataError, match="names no zone"):
        budgets.reserve(basket("a", Claim("lamp", 1, 1)), NOW.replace(tzinfo=None))


def test_the_book_is_only_added_to(budgets: KeptBudgets) -> None:
    budgets.reserve(basket("a", Claim("lamp", 1, 1)), NOW)
    for change in ("UPDATE offer_budget_book SET cents = 0", "DELETE FROM offer_budget_book"):
        with pytest.raises(DataError, match="only added to"), budgets._database.writing() as at:
            at.rows(change)


def test_an_audit_names_a_counter_that_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite3"
    budgets = open_budgets(path)
    budgets.put(LIMITS)
    budgets.reserve(basket("a", Claim("lamp", 600, 1)), NOW)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE offer_budget_counters SET held_cents = 601")
    connection.close()
    found = budgets.audit().differences
    budgets.close()
    assert found[0].startswith("day lamp 2026-11-05: the counter says (601")
    assert any(text == "store lamp s1: 601 cents of 600" for text in found)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite3"
    path.write_bytes(b"no database, and longer than a header is" * 50)
    with pytest.raises(DataError, match="cannot hold budgets: file is not a database"):
        open_budgets(path)
    with pytest.raises(DataError, match="cannot hold budgets"):
        open_budgets(path / "below")


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"the budgets' database on .* cannot be reached"):
        open_budgets(f"postgresql:///budgets?host={tmp_path}")
