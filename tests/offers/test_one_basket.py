"""A basket priced in compiled code has the answer of the longer way, whoever reads it and when."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from random import Random
from threading import Thread

import pytest
from drawn_books import drawn_book, drawn_purchase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.errors import DataError
from showfloor.offers import one_basket
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.engine_applicable import candidates, candidates_among
from showfloor.offers.engine_units import units_of
from showfloor.offers.one_basket import price_in_kernel
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase import Customer, Left, Purchase
from showfloor.simulate.offer_baskets import WorldSize, drawn_baskets, drawn_world


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the kernel for the first basket already."""
    monkeypatch.setattr(one_basket, "FIRST", 0)


@pytest.fixture(scope="module")
def world() -> tuple[CompiledBook, list[Purchase]]:
    drawn = drawn_world(5, WorldSize(2000, 100, 1000), "each")
    return compile_book(drawn.book), drawn_baskets(6, drawn, 200)


def longer(compiled: CompiledBook, purchase: Purchase) -> PricedBasket:
    """Price without the kernel."""
    return replace(price_basket(compiled, purchase, reasons=True), not_applied=())


def test_every_basket_of_units_that_stand_for_themselves_is_settled(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    for purchase in purchases:
        found = price_in_kernel(compiled, purchase)
        assert isinstance(found, PricedBasket)
        assert found == longer(compiled, purchase)


@settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 2**40), st.integers(1, 4), st.integers(1, 6))
def test_drawn_baskets_are_priced_alike_settled_or_left(seed: int, units: int, offers: int) -> None:
    random = Random(seed)
    book, purchase = drawn_book(random, offers), drawn_purchase(random, units)
    compiled = compile_book(book)
    assert price_basket(compiled, purchase) == longer(compiled, purchase)


def test_an_answer_is_the_same_however_it_is_read(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    for purchase in purchases[:20]:
        expected = longer(compiled, purchase)

        def answer(purchase: Purchase = purchase) -> PricedBasket:
            return price_basket(compiled, purchase)

        assert expected == answer()
        assert repr(answer()) == repr(expected)
        assert hash(answer()) == hash(expected)
        assert pickle.loads(pickle.dumps(answer())) == expected
        assert copy.deepcopy(answer()) == expected
        assert replace(answer(), charged=1) == replace(expected, charged=1)
        assert asdict(answer()) == asdict(expected)
        assert [line.units for line in answer().lines] == [line.units for line in expected.lines]


def test_an_answer_has_no_other_parts(world: tuple[CompiledBook, list[Purchase]]) -> None:
    compiled, purchases = world
    found = price_basket(compiled, purchases[0])
    for part in (found, found.lines[0], PricedBasket.__new__(PricedBasket)):
        assert not hasattr(part, "discount")
        with pytest.raises(AttributeError):
            part.charged = 1  # type: ignore[misc]  # it is frozen


def test_two_threads_at_once_have_the_same_answers(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    expected = [longer(compiled, purchase) for purchase in purchases]
    wrong: list[int] = []

    def price(turns: Iterator[int]) -> None:
        for turn in turns:
            place = turn % len(purchases)
            if price_basket(compiled, purchases[place]) != expected[place]:
                wrong.append(place)

    threads = [Thread(target=price, args=(iter(range(n, 400 + n)),)) for n in (0, 7, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_two_threads_that_read_one_answer_at_once_see_the_same(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    for purchase in purchases[:20]:
        answer, seen = price_basket(compiled, purchase), list[str]()
        threads = [Thread(target=lambda a=answer, s=seen: s.append(repr(a))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(seen) == {repr(longer(compiled, purchase))}
        assert len(seen) == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"at": datetime(2026, 11, 2)}, "has no zone"),  # noqa: DTZ001  # that is the mistake
        ({"units": 0}, "units must be a whole number"),
        ({"units": True}, "units must be a whole number"),
        ({"units": 1_001}, "units are more than"),
        ({"unit_price": -1}, "unit_price must be whole cents"),
        ({"unit_price": 2.5}, "unit_price must be whole cents"),
        ({"unit_price": 2**70}, "unit_price must be whole cents"),
        ({"handed_in": True}, "unit_price 0"),
        ({"product_id": "p-1"}, "is not known"),
        ({"line_id": "01"}, "two lines of this id"),
    ],
)
def test_what_is_no_basket_is_refused_as_ever(
    world: tuple[CompiledBook, list[Purchase]], changed: dict[str, object], said: str
) -> None:
    compiled, purchases = world
    purchase = next(basket for basket in purchases if len(basket.lines) > 2)
    if "at" in changed:
        wrong = replace(purchase, **changed)  # type: ignore[arg-type]  # wrong on purpose
    else:
        first = replace(purchase.lines[0], **changed)  # type: ignore[arg-type]  # likewise
        wrong = replace(purchase, lines=(first, *purchase.lines[1:]))
    with pytest.raises(DataError, match=said):
        price_basket(compiled, wrong)


def test_a_book_that_is_copied_pickled_or_changed_finds_its_own_offers(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    expected = price_basket(compiled, purchases[0])
    for other in (copy.deepcopy(compiled), pickle.loads(pickle.dumps(compiled))):
        assert other.kept.book is None
        assert price_basket(other, purchases[0]) == expected
    assert replace(compiled, limits=compiled.limits).kept is not compiled.kept


def test_budgets_left_and_offers_used_go_the_longer_way(
    world: tuple[CompiledBook, list[Purchase]],
) -> None:
    compiled, purchases = world
    left = replace(purchases[0], left={"o00000": Left(cents=1)})
    assert price_in_kernel(compiled, left) is None
    used = replace(purchases[0], customer=Customer("k", used={"o00000": 1}))
    assert price_in_kernel(compiled, used) is None


def test_the_first_baskets_of_a_book_do_not_wait_for_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(one_basket, "FIRST", 2)
    drawn = drawn_world(5, WorldSize(20, 2, 30), "each")
    compiled = compile_book(drawn.book)
    found = [price_in_kernel(compiled, basket) for basket in drawn_baskets(6, drawn, 4)]
    assert [answer is None for answer in found] == [True, True, False, False]


def test_the_hits_of_a_basket_that_is_left_are_the_offers_of_the_index() -> None:
    drawn = drawn_world(5, WorldSize(2000, 100, 1000))
    compiled = compile_book(drawn.book)
    left = 0
    for purchase in drawn_baskets(6, drawn, 200):
        hits = price_in_kernel(compiled, purchase)
        if isinstance(hits, list):
            left += 1
            units = units_of(compiled, purchase.lines)
            found = candidates_among(compiled, purchase, units, hits)
            assert found == candidates(compiled, purchase, units)
    assert left > 50
