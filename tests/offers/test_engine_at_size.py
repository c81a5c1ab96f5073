"""The engine on a retailer's worth of offers: order, parts that add up, and what is proven."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from showfloor.errors import DataError
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.purchase import Purchase
from showfloor.simulate.offer_baskets import (
    OfferWorld,
    WorldSize,
    drawn_baskets,
    drawn_world,
)


@cache
def world() -> tuple[OfferWorld, CompiledBook]:
    drawn = drawn_world(3, WorldSize(offers=1000, stores=50, products=300))
    return drawn, compile_book(drawn.book)


def baskets(count: int) -> list[Purchase]:
    return drawn_baskets(4, world()[0], count)


def test_the_order_of_lines_and_of_offers_changes_nothing() -> None:
    drawn, compiled = world()
    turned = compile_book(replace(drawn.book, offers=drawn.book.offers[::-1]))
    for basket in baskets(30):
        found = price_basket(compiled, basket)
        assert price_basket(compiled, replace(basket, lines=basket.lines[::-1])) == found
        assert price_basket(turned, basket) == found


def test_lines_offers_and_taxes_add_up_to_the_basket() -> None:
    _, compiled = world()
    for basket in baskets(30):
        found = price_basket(compiled, basket)
        assert found.shelf - found.charged == sum(offer.discount for offer in found.applied)
        assert found.charged == sum(line.charged for line in found.lines)
        assert found.charged == sum(part.net + part.vat for part in found.vat)


def test_forty_lines_with_fifty_offers_are_proven_best() -> None:
    drawn = drawn_world(0, WorldSize(offers=130, stores=1, products=80))
    basket = drawn_baskets(0, drawn, 1, (40, 40))[0]
    found = price_basket(compile_book(drawn.book), basket)
    assert found.proven
    assert found.at_least == found.charged


def test_the_limit_of_effort_is_told() -> None:
    drawn = drawn_world(1, WorldSize(offers=130, stores=1, products=80))
    basket = drawn_baskets(1, drawn, 1, (40, 40))[0]
    found = price_basket(compile_book(drawn.book), basket, effort=1_000)
    assert not found.proven
    assert 0 < found.at_least < found.charged < found.shelf


def test_a_basket_of_ten_thousand_lines_is_refused_and_an_empty_one_costs_nothing() -> None:
    _, compiled = world()
    basket = baskets(1)[0]
    many = tuple(replace(basket.lines[0], line_id=f"{n}") for n in range(10_000))
    with pytest.raises(DataError, match="10,000 lines"):
        price_basket(compiled, replace(basket, lines=many))
    empty = price_basket(compiled, replace(basket, lines=()), reasons=True)
    assert (empty.charged, empty.proven, empty.applied) == (0, True, ())
    assert len(empty.not_applied) == 1000


def test_a_thousand_units_in_one_line_are_priced() -> None:
    _, compiled = world()
    basket = baskets(1)[0]
    line = replace(basket.lines[0], units=1_000)
    found = price_basket(compiled, replace(basket, lines=(line,)), effort=20_000)
    assert found.at_least <= found.charged <= 1_000 * line.unit_price
