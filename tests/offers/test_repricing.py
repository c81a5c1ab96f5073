"""Sales repriced by the ledger cost what each line costs as a basket of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from drawn_books import drawn_book
from pricing_cases import ACCESSORIES, BERLIN, FREE, LAMPS, PHONES, PRODUCTS, SHOP, offer
from reference_plans import TooManyPlansError
from reference_pricing import price_slowly

from showfloor.domain.offer_terms import (
    NEVER,
    Allowance,
    Budget,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    Meets,
    Need,
    OffBasket,
    Offer,
    OfferBook,
    Slot,
    Step,
    Steps,
    When,
    Where,
    Whom,
)
from showfloor.domain.purchases import BasketLine, Place, Purchase, SellingArea
from showfloor.errors import DataError
from showfloor.offers.repricing import last_weeks, period_asked, reprice
from showfloor.offers.repricing_types import Repriced, SalesAsked
from showfloor.storage.engine import DuckDbEngine

MARCH = SalesAsked(date(2026, 3, 2), date(2026, 4, 1))
TEN = Cut("per_cent", 1000)
OTHER = Place("s2", "store", "partner", "DE-BY", "independent")
Line = tuple[date, str, str, int, float, float, int | None, str]
"""Day, store, product, units, revenue, discount, lines that it stands for, type."""


def sold(day: int, product: str, units: int, revenue: float, **stated) -> Line:
    """A line of a day in March."""
    words = {"store": SHOP.store_id, "off": 0.0, "lines": None, "kind": "sale", **stated}
    when = date(2026, 3, day)
    return (
        when,
        words["store"],
        product,
        units,
        revenue,
        words["off"],
        words["lines"],
        words["kind"],
    )


@contextmanager
def ledger_of(lines: list[Line], folder: Path) -> Iterator[DuckDbEngine]:
    rows = ", ".join(
        f"(DATE '{day}', '{store}', '{product}', {units}, {revenue!r}::DECIMAL(18,2), "
        f"{off!r}::DECIMAL(18,2), {'NULL' if parts is None else parts}::BIGINT, '{kind}')"
        for day, store, product, units, revenue, off, parts, kind in lines
    )
    names = "date, store_id, product_id, units, revenue, discount, lines, line_type"
    sales = f"(SELECT * FROM (VALUES {rows}) AS v({names}))"
    with DuckDbEngine({"sales": sales, "store_days": sales}, folder) as engine:
        yield engine


def repriced(
    folder: Path, lines: list[Line], *offers: Offer, places=(SHOP, OTHER), asked=MARCH, **stated
) -> Repriced:
    groups = tuple(dict.fromkeys(one.meets.group for one in offers)) or ("offers",)
    book = OfferBook(offers, PRODUCTS, stated.pop("groups", groups), **stated)
    with ledger_of(lines, folder) as engine:
        return reprice(engine, book, places, asked)


def test_ten_per_cent_off_phones_cost_a_tenth_of_what_they_sold_for(tmp_path: Path) -> None:
    draft = offer("ten", EachUnit(PHONES, TEN), status="draft", manufacturer_pays=7000)
    lines = [sold(2, "phone", 1, 499.0), sold(3, "phone-b", 2, 600.0), sold(3, "lamp", 1, 49.9)]
    found = repriced(tmp_path, lines, draft)
    (cost,) = found.offers
    # 49.90 + 2 x 30.00; seven tenths of each discount are the manufacturer's.
    assert (cost.discount, cost.lines, cost.applications) == (10990, 2, 3)
    assert (cost.manufacturer_pays, cost.told, cost.at_most) == (7693, "lines", None)
    assert (found.discount, found.without_conditions) == (10990, 10990)
    assert (found.lines, found.revenue) == (3, 114890)


def test_the_shelf_price_is_what_was_paid_and_what_was_let_off(tmp_path: Path) -> None:
    # (400.00 + 99.00) / 1 = 499.00, which "from 450" means, and 10 % of it.
    lines = [sold(2, "phone", 1, 400.0, off=99.0)]
    dear = replace(PHONES, price_from=45000)
    assert repriced(tmp_path, lines, offer("ten", EachUnit(dear, TEN))).discount == 4990


def test_net_revenue_is_priced_with_the_products_tax(tmp_path: Path) -> None:
    # 100.00 net are 119.00, a tenth of which is 11.90.
    found = repriced(
        tmp_path,
        [sold(2, "case", 1, 100.0)],
        offer("ten", EachUnit(ACCESSORIES, TEN)),
        asked=replace(MARCH, gross=False),
    )
    assert found.discount == 1190


def test_a_row_of_several_lines_is_split_into_lines_of_equal_units(tmp_path: Path) -> None:
    steps = Steps(ACCESSORIES, (Step(2, Cut("amount", 100)), Step(3, Cut("amount", 200))))
    # 7 units in 3 lines are 3 + 2 + 2 units: 3 x 2.00 + 4 x 1.00.
    found = repriced(tmp_path, [sold(2, "case", 7, 70.0, lines=3)], offer("steps", steps))
    assert found.discount == 1000
    assert found.offers[0].lines == 3
    assert found.offers[0].at_most == 1400


def test_returns_unknown_products_and_absurd_prices_are_counted_and_left_out(
    tmp_path: Path,
) -> None:
    lines = [
        sold(2, "phone", -1, -499.0, kind="return"),
        sold(2, "mystery", 1, 10.0),
        sold(2, "phone", 1, 2_000_000.0),
        sold(2, "phone", 1_001, 50_000.0),
        sold(2, "phone", 1, 500.0),
        (date(2026, 4, 1), SHOP.store_id, "phone", 1, 500.0, 0.0, None, "sale"),
    ]
    found = repriced(tmp_path, lines, offer("ten", EachUnit(PHONES, TEN)))
    left_out = found.left_out
    assert (left_out.not_sales, left_out.unknown_products, left_out.unpriceable) == (1, 1, 2)
    assert (found.lines, found.discount) == (5, 5000)


def test_what_is_only_recommended_is_told_apart(tmp_path: Path) -> None:
    lines = [sold(2, "phone", 1, 500.0), sold(2, "phone", 1, 400.0, store="s2")]
    (cost,) = repriced(tmp_path, lines, offer("ten", EachUnit(PHONES, TEN))).offers
    assert (cost.discount, cost.not_binding) == (9000, 4000)


def test_a_bundle_is_bound_by_its_scarcer_part(tmp_path: Path) -> None:
    # Two phones and three lamps were sold, at 49.90 the dearest: two lamps at most were free.
    lines = [sold(2, "phone", 2, 998.0), sold(4, "lamp", 1, 49.9), sold(5, "lamp", 2, 60.0)]
    lamp = offer("lamp", Bundle((Slot(PHONES), Slot(LAMPS, 1, FREE))))
    approved = replace(lamp, floor=replace(lamp.floor, approved_by="M. Beispiel"))
    (cost,) = repriced(tmp_path, lines, approved).offers
    assert (cost.told, cost.discount, cost.at_most) == ("baskets", 0, 9980)


def test_an_amount_off_the_basket_is_bound_by_an_amount_a_line(tmp_path: Path) -> None:
    lines = [sold(2, "case", 1, 15.0), sold(2, "film", 3, 90.0)]
    (cost,) = repriced(tmp_path, lines, offer("off", OffBasket(ACCESSORIES, 2000))).offers
    assert (cost.discount, cost.at_most) == (1500 + 2000, 3500)


def test_of_three_for_two_each_third_unit_is_the_bound(tmp_path: Path) -> None:
    lines = [sold(2, "case", 1, 10.0), sold(2, "film", 2, 60.0), sold(3, "case", 4, 40.0)]
    three = offer("three", CheapestOf(ACCESSORIES, 3, 1, FREE))
    (cost,) = repriced(tmp_path, lines, three).offers
    # Alone only the four cases hold three; seven units hold two threes, at most 30.00 each.
    assert (cost.discount, cost.at_most) == (1000, 6000)


def test_what_lines_do_not_name_counts_as_met_and_is_told_apart(tmp_path: Path) -> None:
    lines = [sold(2, "phone", 1, 500.0), sold(2, "case", 1, 10.0)]
    members = offer("members", EachUnit(PHONES, TEN), whom=Whom(groups=("business",)))
    happy = replace(offer("happy", EachUnit(PHONES, TEN)), when=When(NOON, NEVER, (), ((0, 60),)))
    found = repriced(tmp_path, lines, members, offer("all", EachUnit(ACCESSORIES, TEN)))
    assert [(c.offer_id, c.told) for c in found.offers] == [
        ("all", "lines"),
        ("members", "conditions"),
    ]
    assert (found.discount, found.without_conditions) == (5100, 100)
    assert repriced(tmp_path, lines, happy).discount == 5000


NOON = datetime(2026, 11, 5, 12, tzinfo=BERLIN)


def test_an_offer_of_next_year_is_held_against_the_same_weekdays_52_weeks_before(
    tmp_path: Path,
) -> None:
    begins = datetime(2027, 3, 8, tzinfo=BERLIN)  # a Monday; 52 weeks before is 9 March 2026
    week = When(begins, begins + timedelta(days=7), (1,))
    lines = [sold(day, "case", 1, float(day)) for day in range(2, 31)]
    ten = offer("ten", EachUnit(ACCESSORIES, TEN), when=week)
    asked = replace(MARCH, weeks_back=52)
    # Of 9 to 15 March only Monday the 9th, for 9.00; at any time the Mondays 2, 9, 16, 23, 30.
    assert repriced(tmp_path, lines, ten, asked=asked).discount == 90
    assert repriced(tmp_path, lines, ten).discount == 800
    assert repriced(tmp_path, lines, ten, asked=replace(MARCH, weeks_back=0)).discount == 0


def test_an_opening_week_counts_from_each_stores_own_opening(tmp_path: Path) -> None:
    opened = replace(SHOP, areas=(SellingArea("xiaomi", date(2026, 3, 10)),))
    when = When(datetime(2026, 1, 1, tzinfo=UTC), NEVER, (), (), (0, 6))
    lines = [sold(day, "case", 1, 10.0) for day in range(2, 31)]
    ten = offer("ten", EachUnit(ACCESSORIES, TEN), when=when)
    found = repriced(tmp_path, lines, ten, places=(opened, OTHER))
    assert found.offers[0].lines == 7


def test_ended_versions_cost_nothing_and_the_highest_of_the_others_is_asked(
    tmp_path: Path,
) -> None:
    first = offer("ten", EachUnit(PHONES, TEN))
    second = replace(first, version=2, reward=EachUnit(PHONES, Cut("amount", 100)))
    third = replace(first, version=3, status="ended")
    found = repriced(tmp_path, [sold(2, "phone", 1, 500.0)], first, second, third)
    assert [(c.version, c.discount) for c in found.offers] == [(2, 100)]


def test_budgets_are_shown_and_not_used_up(tmp_path: Path) -> None:
    small = offer("ten", EachUnit(PHONES, TEN), budget=Budget(Allowance(cents=100)))
    (cost,) = repriced(tmp_path, [sold(2, "phone", 1, 500.0)], small).offers
    assert (cost.discount, cost.budget) == (5000, 100)


def test_offers_for_nothing_that_was_sold_cost_nothing(tmp_path: Path) -> None:
    lines = [sold(2, "phone", 1, 500.0)]
    for none in ((), (offer("x", EachUnit(Goods(products=("nothing",)), TEN)),)):
        assert repriced(tmp_path, lines, *none).discount == 0
    assert repriced(tmp_path, lines, places=()).lines == 1


@pytest.mark.parametrize(
    ("to", "said"), [(date(2026, 3, 2), "not after"), (date(2030, 3, 2), "more than 1,098")]
)
def test_a_period_that_is_none_is_refused(tmp_path: Path, to: date, said: str) -> None:
    with pytest.raises(DataError, match=said):
        repriced(tmp_path, [sold(2, "phone", 1, 500.0)], asked=replace(MARCH, to=to))


def test_without_a_period_it_is_the_52_weeks_that_end_with_the_last_sale(tmp_path: Path) -> None:
    with ledger_of([sold(2, "phone", 1, 1.0), sold(20, "phone", 1, 1.0)], tmp_path) as engine:
        assert last_weeks(engine, 1) == (date(2026, 3, 14), date(2026, 3, 21))
        assert period_asked(engine, None, None) == (date(2025, 3, 22), date(2026, 3, 21))
        assert period_asked(engine, date(2026, 1, 1), None) == (date(2026, 1, 1), date(2026, 3, 21))


@pytest.mark.parametrize("seed", range(12))
def test_drawn_sales_cost_what_the_rules_make_of_each_line_alone(tmp_path: Path, seed: int) -> None:
    """The slow reference prices each line as a basket of its own, with the book as it stands."""
    random = Random(seed)
    drawn = drawn_book(random, 6)
    seen = {
        one.offer_id: replace(
            one,
            status="approved",
            whom=Whom(),
            when=When(
                datetime(1900, 1, 1, tzinfo=UTC), NEVER, one.when.weekdays, (), one.when.area_days
            ),
        )
        for one in sorted(drawn.offers, key=lambda one: one.version)
        if one.status != "ended"
    }
    opened = tuple(SellingArea(m, date(2026, 3, 9)) for m in ("m1", "m2"))
    places = [
        Place(f"s{n}", random.choice(("store", "online")), random.choice(("flagship", "partner")),
              random.choice((None, "DE-BE", "DE-NW")), random.choice(("own", None)),
              random.choice(((), opened)))
        for n in range(4)
    ]  # fmt: skip
    products = [product.product_id for product in drawn.products]
    lines = [
        sold(
            random.randint(2, 31), random.choice(products), units, units * price / 100, store=place
        )
        for _ in range(60)
        for units in (random.choice((1, 1, 2, 3)),)
        for price in (random.choice((5, 100, 101, 199, 1000)),)
        for place in (random.choice(places).store_id,)
    ]
    with ledger_of(lines, tmp_path) as engine:
        found = reprice(engine, drawn, places, MARCH)
    book, by_id = replace(drawn, offers=tuple(seen.values())), {p.store_id: p for p in places}
    expected: dict[str, int] = defaultdict(int)
    for day, store, product, units, revenue, *_ in lines:
        basket = (BasketLine("1", product, units, round(revenue * 100) // units),)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)
        try:
            slow = price_slowly(book, Purchase(basket, by_id[store], noon), reasons=False)
        except TooManyPlansError:
            pytest.skip("too many plans for the slow reference")
        for item in slow.applied:
            expected[item.offer_id] += item.discount
    assert {c.offer_id: c.discount for c in found.offers if c.discount} == {
        name: cents for name, cents in expected.items() if cents
    }
    for cost in found.offers:
        assert cost.at_most is None or cost.at_most >= cost.discount


def test_needs_are_looked_for_in_the_line_alone_and_bound_as_met(tmp_path: Path) -> None:
    lamp = offer("lamp", EachUnit(LAMPS, TEN), needs=(Need(PHONES),))
    (cost,) = repriced(tmp_path, [sold(2, "lamp", 1, 50.0)], lamp).offers
    assert (cost.told, cost.discount, cost.at_most) == ("baskets", 0, 500)


def test_only_the_named_store_is_priced(tmp_path: Path) -> None:
    lines = [sold(2, "phone", 1, 500.0), sold(2, "phone", 1, 400.0, store="s2")]
    here = offer("ten", EachUnit(PHONES, TEN), where=Where(stores=("s2",)))
    alone = replace(here, meets=Meets(exclusive="basket"))
    assert repriced(tmp_path, lines, here).discount == 4000
    assert repriced(tmp_path, lines, alone).offers[0].told == "baskets"
