"""The integer programme's answers are plans' exact prices, and its bound is above none of them."""

from __future__ import annotations

from random import Random

import pytest
from drawn_books import drawn_book, drawn_purchase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.offers import search_exact, search_sweep
from showfloor.offers.compiled import compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.search_applications import applications_of, cross
from showfloor.offers.search_whole import WholeCounter
from showfloor.offers.types import Cut
from showfloor.simulate.offer_baskets import WorldSize, drawn_baskets, drawn_world


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 2**40), st.integers(1, 8), st.integers(2, 6))
def test_what_the_programme_proves_is_the_least_of_all_plans(
    seed: int, units: int, offers: int
) -> None:
    random = Random(seed)
    book, purchase = drawn_book(random, offers), drawn_purchase(random, units)
    compiled = compile_book(book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_sweep, "FEW", 10_000_000)
        best = price_basket(compiled, purchase)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_sweep, "FEW", 0)
        patch.setattr(search_sweep, "WIDTHS", (1,))
        patch.setattr(search_sweep, "EXACT_BEFORE", 1)
        patch.setattr(search_exact, "PROGRAMME", 1)
        found = price_basket(compiled, purchase)
    if found.proven:
        assert found.charged == best.charged
    assert found.at_least <= best.charged


def test_units_that_share_an_amount_are_counted_with_their_parts_to_the_cent() -> None:
    counter = WholeCounter.__new__(WholeCounter)
    counter.wanted, counter.whole = [1, 1], Cut("amount", 5)
    made = applications_of(counter, [[0, 1], [0]], [100, 50], [2, 1])
    assert made is not None
    assert [one.places for one in made] == [
        (((0, 0, 2), 1), ((0, 1, 3), 1)),
        (((0, 0, 3), 1), ((0, 1, 2), 1)),
        (((0, 1, 3), 1), ((1, 0, 2), 1)),
    ]


def test_applications_that_take_units_crosswise_are_in_no_plan_together() -> None:
    counter = WholeCounter.__new__(WholeCounter)
    counter.wanted, counter.whole = [1, 1], Cut("amount", 10)
    made = applications_of(counter, [[0, 1], [2, 3]], [80, 60, 40, 20], [1, 1, 1, 1])
    assert made is not None
    by_runs = {one.runs: one for one in made}
    assert cross(by_runs[(0,), (3,)], by_runs[(1,), (2,)])
    assert not cross(by_runs[(0,), (2,)], by_runs[(1,), (3,)])


@pytest.mark.parametrize("seed", [3, 11])
def test_a_basket_that_only_a_programme_with_exact_parts_proves_is_proven(seed: int) -> None:
    drawn = drawn_world(seed, WorldSize(offers=130, stores=1, products=80))
    basket = drawn_baskets(seed, drawn, 1, (40, 40))[0]
    compiled = compile_book(drawn.book)
    found = price_basket(compiled, basket)
    assert found.proven
    assert price_basket(compiled, basket) == found
