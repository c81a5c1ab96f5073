"""Ranks by category and closed month against hand calculations."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from showfloor.domain.queries import Columns, text_column
from showfloor.standing.month_ranks import OTHERS_NEEDED, closed_months, month_ranks
from showfloor.standing.types import SalesPeriod

MAY = date(2021, 5, 1)


def answer(*rows: tuple[str, str, float], month: date = MAY) -> Columns:
    """Return an answer to the question: category, manufacturer and revenue of one month."""
    return {
        "first_day": np.array([month] * len(rows), dtype="datetime64[D]"),
        "category": text_column([row[0] for row in rows]),
        "manufacturer_id": text_column([row[1] for row in rows]),
        "revenue": np.array([row[2] for row in rows], dtype=np.float64),
    }


def ranks_of(maker: str, *rows: tuple[str, str, float]) -> dict[str, int | None]:
    """Return one manufacturer's rank by category."""
    return {one.category: one.rank for one in month_ranks(answer(*rows)).get(maker, ())}


FOUR = (("tv", "a", 400.0), ("tv", "b", 300.0), ("tv", "c", 200.0), ("tv", "d", 100.0))


def test_the_rank_counts_those_that_sell_more() -> None:
    assert [ranks_of(maker, *FOUR)["tv"] for maker in "abcd"] == [1, 2, 3, 4]


def test_with_fewer_than_three_others_nobody_has_a_rank() -> None:
    assert [ranks_of(maker, *FOUR[:3])["tv"] for maker in "abc"] == [None, None, None]


def test_too_few_others_and_no_others_look_alike() -> None:
    assert ranks_of("a", *FOUR[:3]) == ranks_of("a", FOUR[0]) == {"tv": None}


def test_who_took_back_what_it_sold_neither_counts_nor_has_a_rank() -> None:
    rows = (*FOUR[:3], ("tv", "d", 0.0), ("tv", "e", -5.0))
    assert [ranks_of(maker, *rows)["tv"] for maker in "abcde"] == [None] * 5
    four = (*FOUR, ("tv", "e", -5.0))
    assert ranks_of("e", *four) == {"tv": None}
    assert ranks_of("d", *four) == {"tv": 4}


def test_equals_share_a_rank_and_nothing_says_so() -> None:
    rows = (("tv", "a", 400.0), ("tv", "b", 300.0), ("tv", "c", 300.0), ("tv", "d", 100.0))
    assert [ranks_of(maker, *rows)["tv"] for maker in "abcd"] == [1, 2, 2, 4]


def test_sales_of_nobody_known_and_of_no_category_are_in_no_rank() -> None:
    rows = (*FOUR[:3], ("tv", "(unknown)", 999.0))
    assert ranks_of("a", *rows) == {"tv": None}
    for nowhere in ("(none)", "(unknown)"):
        assert ranks_of("a", *((nowhere, maker, cash) for _, maker, cash in FOUR)) == {}


@given(
    own=st.integers(1, 1000),
    others=st.lists(st.integers(-5, 1000), max_size=8),
)
def test_a_rank_is_told_exactly_where_three_others_sell(own: int, others: list[int]) -> None:
    rows = [("tv", f"o{place}", float(cash)) for place, cash in enumerate(others)]
    found = ranks_of("me", ("tv", "me", float(own)), *rows)["tv"]
    selling = [cash for cash in others if cash > 0]
    expected = sorted([own, *selling], reverse=True).index(own) + 1
    assert found == (expected if len(selling) >= OTHERS_NEEDED else None)


@pytest.mark.parametrize(
    ("first", "last", "today", "months"),
    [
        (date(2021, 1, 4), date(2021, 5, 31), date(2021, 6, 9), ("2021-01", "2021-05")),
        (date(2021, 1, 4), date(2021, 5, 30), date(2021, 6, 9), ("2021-01", "2021-04")),
        (date(2021, 1, 4), date(2021, 6, 1), date(2021, 6, 1), ("2021-01", "2021-05")),
        (date(2021, 1, 4), date(2021, 6, 30), date(2021, 6, 30), ("2021-01", "2021-05")),
        (date(2021, 1, 9), date(2021, 5, 31), date(2021, 6, 9), ("2021-02", "2021-05")),
        (date(2018, 1, 1), date(2021, 5, 31), date(2021, 6, 9), ("2020-06", "2021-05")),
    ],
    ids=(
        "through the last day",
        "a day is missing",
        "the day after",
        "the month is not over",
        "begun within the month",
        "twelve at most",
    ),
)
def test_a_month_is_closed_when_it_is_over_and_sales_run_beyond_it(
    first: date, last: date, today: date, months: tuple[str, str]
) -> None:
    found = closed_months(SalesPeriod(first, last, 1), today)
    assert found is not None
    assert (f"{found[0]:%Y-%m}", f"{found[1]:%Y-%m}") == months
    assert found[2] == date(found[1].year, found[1].month % 12 + 1, 1)


def test_without_sales_or_a_whole_month_none_is_closed() -> None:
    assert closed_months(SalesPeriod(None, None, 0), MAY) is None
    assert closed_months(SalesPeriod(date(2021, 5, 10), date(2021, 5, 31), 1), MAY) is None
