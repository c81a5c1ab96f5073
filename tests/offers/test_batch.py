"""Baskets in columns cost what each costs alone, line by line and step by step.

`SHOWFLOOR_BATCH=20000` compares as many baskets of a generated world; here are as many as fit.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from drawn_books import drawn_book, drawn_purchase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.errors import DataError
from showfloor.offers.batch import columns_of, price_many
from showfloor.offers.batch_book import CompiledBatch, compile_batch
from showfloor.offers.batch_singly import steps_of
from showfloor.offers.batch_types import BasketColumns
from showfloor.offers.compiled import compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.purchase import Left, Purchase
from showfloor.simulate.offer_baskets import WorldSize, drawn_baskets, drawn_world

COUNT = int(os.environ.get("SHOWFLOOR_BATCH", "400"))


def numbered(purchase: Purchase) -> Purchase:
    """Give lines the ids that columns give them, and take out what stands in no column."""
    lines = tuple(replace(line, line_id=f"{n:03d}") for n, line in enumerate(purchase.lines))
    return replace(purchase, lines=lines, customer=replace(purchase.customer, used={}), left={})


def compare(batch: CompiledBatch, purchases: list[Purchase]) -> float:
    """Compare all; return the share that the kernel settled."""
    columns = columns_of(batch, purchases)
    found = price_many(batch, columns)
    steps: list[tuple[int, int, int, int, int]] = []
    for place, purchase in enumerate(purchases):
        alone = price_basket(batch.compiled, purchase)
        first, end = columns.starts[place], columns.starts[place + 1]
        assert found.charged[first:end].tolist() == [line.charged for line in alone.lines]
        assert found.basket_charged[place] == alone.charged
        assert (found.proven[place], found.at_least[place]) == (alone.proven, alone.at_least)
        steps.extend(steps_of(batch, alone, int(first)))
    by_step = np.column_stack(
        (
            found.step_line,
            found.step_version,
            found.step_units,
            found.step_discount,
            found.step_manufacturer_pays,
        )
    )
    assert [tuple(row) for row in by_step.tolist()] == steps
    return 1 - float(found.singly.mean())


@settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 2**40), st.integers(1, 4), st.integers(1, 6))
def test_baskets_of_drawn_books_cost_what_they_cost_alone(
    seed: int, units: int, offers: int
) -> None:
    random = Random(seed)
    book = drawn_book(random, offers)
    purchases = [numbered(drawn_purchase(random, units)) for _ in range(5)]
    batch = compile_batch(compile_book(book), [purchase.place for purchase in purchases])
    compare(batch, purchases)


@pytest.mark.parametrize("mix", ["all", "each"])
def test_baskets_of_a_generated_world_cost_what_they_cost_alone(mix: str) -> None:
    drawn = drawn_world(5, WorldSize(2000, 100, 1000), "each" if mix == "each" else "all")
    batch = compile_batch(compile_book(drawn.book), drawn.places)
    purchases = [numbered(purchase) for purchase in drawn_baskets(6, drawn, COUNT)]
    settled = compare(batch, purchases)
    assert settled == 1 if mix == "each" else settled > 0


def columns() -> tuple[CompiledBatch, BasketColumns]:
    drawn = drawn_world(5, WorldSize(20, 2, 30))
    batch = compile_batch(compile_book(drawn.book), drawn.places)
    return batch, columns_of(batch, drawn_baskets(6, drawn, 3))


def test_no_baskets_and_baskets_without_lines_cost_nothing() -> None:
    drawn = drawn_world(5, WorldSize(20, 2, 30))
    batch = compile_batch(compile_book(drawn.book), drawn.places)
    assert len(price_many(batch, columns_of(batch, [])).basket_charged) == 0
    empty = replace(drawn_baskets(6, drawn, 1)[0], lines=())
    assert price_many(batch, columns_of(batch, [empty])).basket_charged.tolist() == [0]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("product", 30, "basket 0, line 0 names a product"),
        ("product", -1, "basket 0, line 0 names a product"),
        ("units", 0, "basket 0, line 0 has units below 1"),
        ("unit_price", -1, "basket 0, line 0 has a unit_price"),
        ("handed_in", True, "handed in at a price"),
        ("units", 1_001, "basket 0 has more than 1,000 units"),
        ("place", 2, "basket 0 names a place"),
        ("at", 2**62, "basket 0 is bought in no year"),
        ("starts", 1, "from 0 to the number of lines"),
    ],
)
def test_columns_that_are_none_are_refused_with_their_line(
    name: str, value: int, said: str
) -> None:
    batch, good = columns()
    wrong = getattr(good, name).copy()
    wrong[0] = value
    with pytest.raises(DataError, match=said):
        price_many(batch, replace(good, **{name: wrong}))
    short = replace(good, units=good.units[:-1])
    with pytest.raises(DataError, match="`units` must be"):
        price_many(batch, short)


def test_budgets_left_stand_in_no_column() -> None:
    drawn = drawn_world(5, WorldSize(20, 2, 30))
    batch = compile_batch(compile_book(drawn.book), drawn.places)
    asked = replace(drawn_baskets(6, drawn, 1)[0], left={"o00000": Left(cents=1)})
    with pytest.raises(DataError, match="price_basket"):
        columns_of(batch, [asked])
