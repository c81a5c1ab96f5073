"""The engine answers as the slow reference that tries every plan, on drawn books and baskets.

Both ways: the longer one with its reasons, and the one that asks the kernel first.

`make test-offers-full` compares 100,000; here are as many as fit the time.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest
from drawn_books import drawn_book, drawn_purchase
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reference_plans import TooManyPlansError
from reference_pricing import price_slowly

from showfloor.offers import one_basket, search_sweep
from showfloor.offers.compiled import compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.purchase import Purchase
from showfloor.offers.types import OfferBook

CASES = int(os.environ.get("SHOWFLOOR_OFFERS", "2000"))
SETTINGS = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 2**40)


def drawn(seed: int, units: int, offers: int) -> tuple[OfferBook, Purchase]:
    random = Random(seed)
    return drawn_book(random, offers), drawn_purchase(random, units)


@SETTINGS
@given(SEEDS, st.integers(1, 4), st.integers(1, 6))
def test_every_answer_is_the_references(seed: int, units: int, offers: int) -> None:
    book, purchase = drawn(seed, units, offers)
    try:
        expected = price_slowly(book, purchase)
    except TooManyPlansError:
        return
    compiled = compile_book(book)
    assert price_basket(compiled, purchase, reasons=True) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_basket, "FIRST", 0)
        assert price_basket(compiled, purchase) == replace(expected, not_applied=())


@pytest.mark.parametrize(("seed", "units", "offers"), [(194, 3, 6), (115018098, 4, 5)])
def test_what_money_left_depends_on_is_settled_by_points_and_marks_too(
    seed: int, units: int, offers: int
) -> None:
    book, purchase = drawn(seed, units, offers)
    expected = replace(price_slowly(book, purchase), not_applied=())
    assert price_basket(compile_book(book), purchase) == expected


@settings(SETTINGS, max_examples=CASES // 4)
@given(SEEDS, st.integers(1, 5), st.integers(2, 6))
@example(459_611_878_022, 5, 6)  # more states than the widest sweep keeps: only bounds are known
def test_a_search_that_keeps_few_states_ends_at_the_same_plan_or_says_that_it_may_not(
    seed: int, units: int, offers: int
) -> None:
    book, purchase = drawn(seed, units, offers)
    compiled = compile_book(book)
    expected = price_basket(compiled, purchase)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_sweep, "FEW", 0)
        patch.setattr(search_sweep, "WIDTHS", (1, 2, 8, 64, 100_000))
        patch.setattr(search_sweep, "EXACT_BEFORE", 1_000_000)
        found = price_basket(compiled, purchase)
    if found.proven:
        assert found == expected
    assert found.at_least <= expected.charged <= found.charged


@settings(SETTINGS, max_examples=CASES // 4)
@given(SEEDS, st.integers(1, 5), st.integers(2, 6), st.integers(0, 30))
def test_with_little_effort_the_answer_says_what_it_knows(
    seed: int, units: int, offers: int, effort: int
) -> None:
    book, purchase = drawn(seed, units, offers)
    compiled = compile_book(book)
    best = price_basket(compiled, purchase)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_sweep, "FEW", 0)
        patch.setattr(search_sweep, "WIDTHS", (1, 2))
        patch.setattr(search_sweep, "EXACT_BEFORE", 2)
        found = price_basket(compiled, purchase, effort=effort)
    if found.proven:
        assert found.charged == best.charged
    assert found.at_least <= best.charged
    assert found.at_least <= found.charged
