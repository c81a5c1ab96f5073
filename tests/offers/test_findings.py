"""The check before approval finds what can never be, which floor breaks, and what meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pricing_cases import (
    ACCESSORIES,
    ANYBODY,
    BERLIN,
    FREE,
    LAMPS,
    PHONES,
    PRODUCTS,
    SHOP,
    TENTH,
    YEAR,
    offer,
)

from showfloor.domain.offer_terms import (
    NEVER,
    Allowance,
    Budget,
    Bundle,
    Cut,
    EachUnit,
    Floor,
    Goods,
    Limits,
    Meets,
    OfferBook,
    Slot,
    Step,
    Steps,
    When,
    Where,
)
from showfloor.domain.purchases import Place, SellingArea
from showfloor.offers import Finding, Network, check_offers

PRICES = {"phone": 40000, "phone-b": 50000, "lamp": 4990, "case": 1999, "film": 999, "book": 1000}
AREA = SellingArea("xiaomi", date(2026, 11, 1))
WITH_AREA = replace(SHOP, store_id="koeln-b", areas=(AREA,))
PARTNER = Place("partner", "store", "partner", "DE-BY", "independent")
PLACES = (SHOP, WITH_AREA, PARTNER)


def found(*offers, groups=("offers",), listed=None, places=PLACES, limits=None) -> list[Finding]:
    book = OfferBook(offers, PRODUCTS, groups, limits or Limits())
    return list(check_offers(book, Network(places, PRICES, listed)))


def codes(*offers, **stated) -> set[str]:
    notes = {"cost_unknown"}
    return {item.code for item in found(*offers, **stated)} - notes


TENTH_OFF = EachUnit(PHONES, TENTH)


def test_an_offer_that_nothing_speaks_against_is_found_to_be_so() -> None:
    assert codes(offer("a", TENTH_OFF)) == set()


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (Where(stores=("nowhere",)), "no_store"),
        (Where(channels=("online",)), "no_store"),
        (Where(regions=("DE-BY",), for_independents="none"), "no_store"),
        (Where(area_of="nobody"), "no_time"),
        (Where(regions=("DE-BY",)), "binds_nowhere"),
        (Where(area_of="xiaomi"), None),
    ],
)
def test_where_an_offer_can_never_hold(where: Where, code: str | None) -> None:
    assert codes(offer("a", TENTH_OFF, where=where)) == ({code} if code else set())


MONDAY = datetime(2026, 11, 2, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("when", "possible"),
    [
        # Monday to Wednesday holds no Saturday.
        (When(MONDAY, MONDAY + timedelta(days=3), weekdays=(6,)), False),
        (When(MONDAY, MONDAY + timedelta(days=6), weekdays=(6,)), True),
        # It ends at noon of the only day, and begins at two.
        (When(MONDAY, MONDAY + timedelta(hours=12), hours=((840, 900),)), False),
        (When(MONDAY, MONDAY + timedelta(hours=15), hours=((840, 900),)), True),
        # The area opened on 1 November; days 0 to 6 end with 7 November.
        (When(MONDAY + timedelta(days=6), YEAR.ends, area_days=(0, 6)), False),
        (When(MONDAY + timedelta(days=5), YEAR.ends, area_days=(0, 6)), True),
        # Of the days since it opened only the first Sunday is one.
        (When(MONDAY, YEAR.ends, weekdays=(7,), area_days=(0, 6)), False),
        (When(MONDAY, YEAR.ends, weekdays=(7,), area_days=(0, 7)), True),
    ],
)
def test_when_an_offer_can_never_hold(when: When, *, possible: bool) -> None:
    assert codes(offer("a", TENTH_OFF, when=when)) == (set() if possible else {"no_time"})


def test_an_area_that_sells_no_more_opens_no_offer() -> None:
    gone = replace(WITH_AREA, areas=(replace(AREA, selling_to=date(2026, 11, 4)),))
    late = When(MONDAY + timedelta(days=2), YEAR.ends)
    asked = offer("a", TENTH_OFF, when=late, where=Where(area_of="xiaomi"))
    assert codes(asked, places=(gone,)) == {"no_time"}
    early = replace(asked, when=When(MONDAY + timedelta(days=1), YEAR.ends))
    assert codes(early, places=(gone,)) == set()


def test_goods_budgets_and_ends_that_make_an_offer_impossible() -> None:
    nothing = EachUnit(Goods(products=("phone",), price_from=90000), TENTH)
    half = Bundle((Slot(PHONES), Slot(Goods(products=("radio",)), 1, FREE)))
    assert codes(offer("a", nothing)) == {"no_goods"}
    assert codes(offer("a", half)) == {"no_goods"}
    assert codes(offer("a", TENTH_OFF, budget=Budget(Allowance(pieces=0)))) == {"no_budget"}
    assert codes(offer("a", TENTH_OFF, budget=Budget(first_customers=0))) == {"no_budget"}
    assert codes(offer("a", TENTH_OFF, when=replace(YEAR, ends=NEVER))) == {"never_ends"}
    longer = replace(YEAR, ends=YEAR.begins + timedelta(days=367))
    assert codes(offer("a", TENTH_OFF, when=longer)) == {"lasts_long"}


def below(asked, **stated) -> Finding | None:
    items = [item for item in found(asked, **stated) if item.code == "below_floor"]
    return items[0] if items else None


def test_a_floor_is_broken_by_what_one_unit_would_cost() -> None:
    # The phone costs 300.00: 25 % off 400.00 is exactly that, 25.01 % is 299.96.
    assert below(offer("a", EachUnit(PHONES, Cut("per_cent", 2500)))) is None
    broken = below(offer("a", EachUnit(PHONES, Cut("per_cent", 2501))))
    assert broken is not None
    assert (broken.about, broken.wanted, broken.floor) == (("phone",), 29996, 30000)
    assert below(offer("a", EachUnit(PHONES, FREE), floor=ANYBODY)) is None
    stated = below(offer("a", EachUnit(ACCESSORIES, FREE), floor=Floor(stated=500)))
    assert stated is not None
    assert (stated.count, stated.wanted, stated.floor) == (2, 0, 500)


def test_floors_of_bundles_steps_and_the_retailers_limit() -> None:
    gift = offer("a", Bundle((Slot(PHONES), Slot(LAMPS, 1, FREE))))
    assert below(gift).about == ("lamp",)
    steps = Steps(PHONES, (Step(2, TENTH), Step(3, Cut("at_most", 29999))))
    assert below(offer("a", steps)).wanted == 29999
    # 400.00 and 49.90 for 337.41: the phone's part is 299.9867, rounded up 299.99.
    whole = Bundle((Slot(Goods(products=("phone",))), Slot(LAMPS)), Cut("at_most", 33741))
    assert below(offer("a", whole)).wanted == 29999
    limited = below(offer("a", EachUnit(ACCESSORIES, TENTH)), limits=Limits(None, 500))
    # 5 % of 19.99 is 1.00 (0.9995): 18.99; 10 % would be 17.99.
    assert (limited.about[0], limited.wanted, limited.floor) == ("case", 1799, 1899)


def test_products_that_stores_do_not_list() -> None:
    listed = {"koeln-a": frozenset({"phone"}), "koeln-b": frozenset({"phone", "lamp"})}
    both, everywhere = (SHOP, WITH_AREA), Goods(products=("phone",))
    pair = offer("a", Bundle((Slot(everywhere), Slot(LAMPS, 1, FREE))), floor=ANYBODY)
    assert codes(pair, listed=listed, places=both) == {"listed_in_some"}
    assert codes(pair, listed=listed, places=(SHOP,)) == {"not_listed"}
    assert codes(pair, listed=listed, places=(WITH_AREA,)) == set()
    only_there = replace(pair, where=Where(area_of="xiaomi"))
    assert codes(only_there, listed=listed, places=both) == set()


def test_how_offers_meet() -> None:
    one = offer("a", TENTH_OFF)
    other = offer("b", EachUnit(PHONES, Cut("amount", 100)))
    apart = replace(other, when=replace(YEAR, weekdays=(6,)))
    assert codes(one, other) == {"equal_rank"}
    assert codes(one, replace(other, meets=Meets(priority=1))) == {"either_or"}
    assert codes(one, replace(other, meets=Meets(group="more")), groups=("offers", "more")) == {
        "stacks"
    }
    alone = Meets(group="more", exclusive="unit", priority=2)
    assert codes(one, replace(other, meets=alone), groups=("offers", "more")) == {"either_or"}
    assert codes(one, replace(one, offer_id="c")) == {"twice"}
    assert codes(replace(one, when=replace(YEAR, weekdays=(1,))), apart) == set()
    assert codes(one, replace(other, where=Where(stores=("partner",)))) == {
        "equal_rank",
        "binds_nowhere",
    }
    assert codes(one, replace(other, status="ended")) == set()
    assert codes(one, replace(one, version=2)) == set()


def test_thousands_of_copies_are_told_apart_by_id_and_quickly() -> None:
    # Pair by pair these would be two million questions, and minutes.
    copies = [offer(f"o{n:04d}", TENTH_OFF) for n in range(1500)]
    other = offer("p", EachUnit(PHONES, Cut("amount", 100)))
    judged = found(*copies, other)
    twice = [item for item in judged if item.code == "twice"]
    assert [(item.offer_id, item.count) for item in twice] == [
        (one.offer_id, 1499) for one in copies
    ]
    assert twice[0].about[:2] == ("o0001", "o0002")
    met = {item.offer_id: item.count for item in judged if item.code == "equal_rank"}
    assert (met["p"], met["o0000"]) == (1500, 1)


def test_only_the_named_offers_are_judged_beside_all_others() -> None:
    book = OfferBook((offer("a", TENTH_OFF), offer("b", TENTH_OFF)), PRODUCTS)
    items = check_offers(book, Network(PLACES, PRICES), {"b"})
    assert [(item.offer_id, item.code, item.about) for item in items if item.verdict == "FAIL"] == [
        ("b", "twice", ("a",))
    ]
