"""Both programs give the cents reckoned by hand, and keep what the method page promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from drawn_books import drawn_book, drawn_purchase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pricing_cases import CASES, SHOP, Case, line
from reference_applicable import units_in_order
from reference_plans import TooManyPlansError, floor_of
from reference_pricing import price_slowly

from showfloor.domain.offer_terms import OffBasket, OfferBook
from showfloor.domain.purchases import Purchase
from showfloor.offers.compiled import compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.priced import PricedBasket

Pricer = Callable[[OfferBook, Purchase], PricedBasket]


def engine(book: OfferBook, purchase: Purchase) -> PricedBasket:
    return price_basket(compile_book(book), purchase, reasons=True)


@pytest.fixture(params=[price_slowly, engine], ids=["reference", "engine"])
def price(request: pytest.FixtureRequest) -> Pricer:
    return request.param


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_basket_costs_what_was_reckoned_by_hand(case: Case, price: Pricer) -> None:
    priced = price(case.book, case.purchase)
    assert {line.line_id: line.charged for line in priced.lines} == case.charged
    assert {item.offer_id: item.applications for item in priced.applied} == case.applied
    assert {item.offer_id: item.code for item in priced.not_applied} == case.codes


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_order_of_lines_and_offers_changes_nothing(case: Case, price: Pricer) -> None:
    whole = price(case.book, case.purchase)
    for seed in range(3):
        draw = Random(seed)
        lines, offers = list(case.lines), list(case.offers)
        draw.shuffle(lines)
        draw.shuffle(offers)
        book = replace(case.book, offers=tuple(offers))
        assert price(book, replace(case.purchase, lines=tuple(lines))) == whole


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_all_parts_add_up(case: Case, price: Pricer) -> None:
    priced = price(case.book, case.purchase)
    units = [unit for line in priced.lines for unit in line.units]
    steps = [step for unit in units for step in unit.steps]
    off = sum(item.discount for item in priced.applied)
    assert priced.shelf - priced.charged == off == sum(s.before - s.after for s in steps)
    assert priced.charged == sum(part.gross for part in priced.vat)
    assert all(part.gross == part.net + part.vat for part in priced.vat)
    assert sum(a.manufacturer_pays for a in priced.applied) == sum(
        s.manufacturer_pays for s in steps
    )
    for unit in units:
        way = [unit.shelf, *(step.after for step in unit.steps)]
        assert [step.before for step in unit.steps] == way[:-1]
        assert unit.charged == way[-1]
        assert all(0 <= after <= before for before, after in pairwise(way))


def test_a_draft_prices_nothing_and_an_ended_offer_neither(price: Pricer) -> None:
    case = CASES[0]
    for status, code in (("draft", "not_approved"), ("ended", "stopped")):
        book = replace(case.book, offers=(replace(case.offers[0], status=status),))
        priced = price(book, case.purchase)
        assert priced.charged == priced.shelf
        assert [item.code for item in priced.not_applied] == [code]


def test_an_independent_store_gets_a_recommendation_and_no_price(price: Pricer) -> None:
    case = CASES[0]
    place = replace(SHOP, operator_status=None)
    priced = price(case.book, replace(case.purchase, place=place))
    assert not priced.binding
    assert [item.binds for item in priced.applied] == ["recommendation"]


def test_the_manufacturers_part_is_rounded_half_up_a_unit(price: Pricer) -> None:
    case = CASES[0]
    book = replace(case.book, offers=(replace(case.offers[0], manufacturer_pays=5000),))
    priced = price(book, case.purchase)
    # Half of 11 cents is 5.5, half up 6, for each of three units.
    assert [(item.discount, item.manufacturer_pays) for item in priced.applied] == [(33, 18)]


def test_vat_is_contained_in_the_gross_price_by_rate(price: Pricer) -> None:
    case = replace(CASES[0], offers=(), lines=(line("phone", 1, 10000), line("book", 1, 1070)))
    # 10000 x 19 / 119 = 1596.6..., and 1070 x 7 / 107 = 70.
    assert [(p.rate, p.gross, p.net, p.vat) for p in price(case.book, case.purchase).vat] == [
        (700, 1070, 1000, 70),
        (1900, 10000, 8403, 1597),
    ]


DRAWN = settings(
    max_examples=80,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 2**40)


@DRAWN
@given(SEEDS, st.integers(1, 4), st.integers(2, 5))
def test_one_more_offer_never_makes_a_basket_dearer(seed: int, units: int, offers: int) -> None:
    random = Random(seed)
    book, purchase = drawn_book(random, offers), drawn_purchase(random, units)
    # Amounts off the basket, and money that runs out, are where the page says that it can fail.
    kept = tuple(o for o in book.offers if not isinstance(o.reward, OffBasket))
    whole, purchase = replace(book, offers=kept), replace(purchase, left={})
    ids = {offer.offer_id for offer in kept}
    try:
        most = price_slowly(whole, purchase).charged
        for name in sorted(ids):
            fewer = replace(whole, offers=tuple(o for o in kept if o.offer_id != name))
            assert most <= price_slowly(fewer, purchase).charged
    except TooManyPlansError:
        return


@DRAWN
@given(SEEDS, st.integers(1, 4), st.integers(1, 5))
def test_no_unit_is_below_the_floor_or_above_the_shelf(seed: int, units: int, offers: int) -> None:
    random = Random(seed)
    book, purchase = drawn_book(random, offers), drawn_purchase(random, units)
    try:
        priced = price_slowly(book, purchase)
    except TooManyPlansError:
        return
    by_version = {(offer.offer_id, offer.version): offer for offer in book.offers}
    alike = {(u.line_id, u.number): u for u in units_in_order(book, purchase)}
    for priced_line in priced.lines:
        for unit in priced_line.units:
            own = alike[priced_line.line_id, unit.number]
            assert 0 <= unit.charged <= unit.shelf
            for step in unit.steps:
                floor = floor_of(by_version[step.offer_id, step.version], own, book.limits)
                assert step.after >= min(step.before, floor)


@DRAWN
@given(SEEDS, st.integers(1, 4), st.integers(1, 5))
def test_lines_may_come_in_any_order_and_be_parted(seed: int, units: int, offers: int) -> None:
    random = Random(seed)
    book, purchase = drawn_book(random, offers), drawn_purchase(random, units)
    parted = [
        replace(item, line_id=f"{item.line_id}-{number}", units=1)
        for item in purchase.lines
        for number in range(item.units)
    ]
    random.shuffle(parted)
    try:
        whole = price_slowly(book, purchase)
        assert price_slowly(book, replace(purchase, lines=tuple(parted))).charged == whole.charged
    except TooManyPlansError:
        return
