"""Amounts in whole cents add up to their rounded total."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from showfloor.domain.money import to_cents
from showfloor.measure.whole_cents import adding_up


def test_the_largest_remainders_take_the_cents_that_are_over() -> None:
    # 0.333 three times is 0.999, so 1.00: one cent is over, and the first of equals takes it.
    assert adding_up([0.333, 0.333, 0.333], 0.999) == (0.34, 0.33, 0.33)
    # 1.006, 2.009 and -3.001 are 0.014 in all: down to 1.00, 2.00 and -3.01, two cents over.
    assert adding_up([1.006, 2.009, -3.001], 0.014) == (1.0, 2.01, -3.0)
    assert adding_up([], 0.0) == ()


@given(some.lists(some.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_parts_add_up_to_the_total_and_move_by_less_than_a_cent(amounts: list[float]) -> None:
    total = math.fsum(amounts)
    parts = adding_up(amounts, total)
    assert sum(round(part * 100) for part in parts) == round(to_cents(total) * 100)
    assert all(abs(part - amount) < 0.0101 for part, amount in zip(parts, amounts, strict=True))


def test_amounts_that_are_another_sum_are_refused() -> None:
    with pytest.raises(ValueError, match="in all is not"):
        adding_up([1.0, 2.0], 4.0)
    with pytest.raises(ValueError, match="finite"):
        adding_up([1.0, math.nan], 1.0)
