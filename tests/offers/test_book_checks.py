"""Books and purchases that cannot be priced are refused, with what is wrong and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pricing_cases import ACCESSORIES, CASES, FREE, NOON, SHOP, YEAR, line, offer

from showfloor.domain.offer_terms import (
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    Limits,
    Meets,
    OffBasket,
    OfferBook,
    Slot,
    Step,
    Steps,
    When,
    Whom,
)
from showfloor.domain.purchases import Purchase
from showfloor.errors import DataError
from showfloor.offers import check_book, check_purchase

GOOD = EachUnit(ACCESSORIES, FREE)
KNOWN = {"case", "lamp"}


def refusal(*offers, groups=("offers",)) -> str:
    with pytest.raises(DataError) as caught:
        check_book(OfferBook(offers, (), groups))
    return str(caught.value)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_books_reckoned_by_hand_are_taken(case) -> None:
    check_book(case.book)
    check_purchase(case.purchase, {product.product_id for product in case.book.products})


@pytest.mark.parametrize(
    ("reward", "said"),
    [
        (Bundle(()), "a bundle needs at least one"),
        (Bundle((Slot(Goods()),)), "cuts nothing"),
        (Bundle((Slot(Goods(), 0, FREE),)), "units must be at least 1 each and 50 in all"),
        (Bundle((Slot(Goods(), 99, FREE),)), "units must be at least 1 each and 50 in all"),
        (Bundle((Slot(Goods(), 1, FREE),), FREE), "cuts the whole bundle and a slot of it"),
        (Bundle((Slot(Goods(handed_in=True), 1, FREE),)), "has no price that could be cut"),
        (CheapestOf(Goods(), 3, 4, FREE), "rewarded must be from 1 to units"),
        (Steps(Goods(), (Step(3, FREE), Step(2, FREE))), "from_units must ascend"),
        (Steps(Goods(), ()), "from_units must ascend"),
        (OffBasket(Goods(), 0), "must be from 1 to"),
        (EachUnit(Goods(), Cut("per_cent", 10_001)), "per_cent must be from 0 to 10,000"),
        (EachUnit(Goods(), Cut("amount", -1)), "amount must be from 0 to"),
        (EachUnit(Goods(), Cut("at_most", 10**30)), "at_most must be from 0 to"),
    ],
)
def test_a_reward_that_cannot_be_priced_is_refused(reward, said: str) -> None:
    message = refusal(offer("a", reward))
    assert "offer 'a', reward" in message
    assert said in message


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"meets": Meets(group="offer")}, "did you mean 'offers'?"),
        ({"meets": Meets(not_with=("offers",))}, "names its own group"),
        ({"meets": Meets(priority=1000)}, "must be from 0 to 999"),
        ({"meets": Meets(most_a_basket=0)}, "must be at least 1"),
        ({"whom": Whom(a_customer=0)}, "must be at least 1"),
        ({"when": When(YEAR.ends, YEAR.begins)}, "is not after from"),
        ({"when": When(datetime(2026, 1, 1), YEAR.ends)}, "must have a zone"),  # noqa: DTZ001
        ({"when": replace(YEAR, hours=((60, 30),))}, "must begin before they end"),
        ({"when": replace(YEAR, weekdays=(0,))}, "from 1 (Monday) to 7"),
        ({"when": replace(YEAR, area_days=(3, 1))}, "first and last day from 0"),
        ({"manufacturer_pays": 10_001}, "manufacturer_pays: must be from 0"),
        ({"version": 0}, "version must be at least 1"),
    ],
)
def test_an_offer_that_contradicts_itself_is_refused(stated: dict, said: str) -> None:
    assert said in refusal(offer("a", GOOD, **stated))


def test_the_same_version_twice_and_the_same_group_twice_are_refused() -> None:
    message = refusal(offer("a", GOOD), offer("a", GOOD), groups=("offers", "offers"))
    assert "group 'offers' is there 2 times" in message
    assert "('a', 1) is there 2 times" in message


def test_limits_that_limit_nothing_or_all_are_refused() -> None:
    with pytest.raises(DataError, match="most_offers_a_unit must be at least 1"):
        check_book(OfferBook((), (), limits=Limits(0)))
    with pytest.raises(DataError, match="most_discount must be from 0 to 10000"):
        check_book(OfferBook((), (), limits=Limits(None, 10_001)))


def test_many_faults_are_counted_and_the_first_shown() -> None:
    message = refusal(*(offer(f"o{n}", Bundle(())) for n in range(50)))
    assert len(message.splitlines()) == 22
    assert "and 80 more" in message


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((line("case", 1, 100), line("case", 1, 100)), "two lines of this id"),
        ((line("case", -1, 100),), "units must be a whole number from 1, found -1"),
        ((line("case", True, 100),), "units must be a whole number from 1, found True"),
        ((line("case", 1.5, 100),), "units must be a whole number from 1, found 1.5"),
        ((line("case", 1, 10**30),), "unit_price must be whole cents"),
        ((line("case", 1, -1),), "unit_price must be whole cents"),
        ((line("cse", 1, 100),), "'cse' is not known; did you mean 'case'?"),
        ((line("case", 1, 100, old=True),), "handed in has unit_price 0"),
        ((line("case", 10**15, 100),), "units are more than 1,000"),
        (tuple(line("case", 1, 1, str(n)) for n in range(10_000)), "has 10,000 lines"),
    ],
)
def test_a_basket_that_cannot_be_priced_is_refused_by_line(lines, said: str) -> None:
    with pytest.raises(DataError, match=r"basket") as caught:
        check_purchase(Purchase(lines, SHOP, NOON), KNOWN)
    assert said in str(caught.value)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DataError, match="has no zone"):
        check_purchase(Purchase((), SHOP, datetime(2026, 1, 1)), KNOWN)  # noqa: DTZ001


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_a_time_in_no_year_of_offers_is_refused(year: int) -> None:
    with pytest.raises(DataError, match="in no year that an offer can run in"):
        check_purchase(Purchase((), SHOP, NOON.replace(year=year)), KNOWN)
