"""Amounts read eight bytes at a time are those of Python's decimals, or are left."""

from __future__ import annotations

import re
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.storage.money_text import plain_cents

PLAIN = re.compile(r"-?[0-9]{1,5}\.[0-9]{2}")
NEAR = st.text(alphabet="0123456789.-+ e:/", max_size=11)
AMOUNTS = st.decimals("-99999.99", "99999.99", places=2).map(str)


@settings(deadline=None)
@given(st.lists(st.one_of(NEAR, AMOUNTS, st.text(max_size=12)), max_size=30), st.integers(0, 3))
def test_an_amount_is_read_exactly_where_it_is_plain_and_only_there(
    texts: list[str], skipped: int
) -> None:
    cents, plain = plain_cents(pa.array(texts, pa.string())[skipped:])
    for text, found, is_plain in zip(texts[skipped:], cents, plain, strict=True):
        assert bool(is_plain) == bool(PLAIN.fullmatch(text))
        assert found == (Decimal(text).scaleb(2) if is_plain else 0)


def test_amounts_are_read_over_the_ends_of_blocks() -> None:
    texts = [f"{number % 90000}.{number % 100:02d}" for number in range(150_000)]
    cents, plain = plain_cents(pa.array(texts, pa.string()))
    assert plain.all()
    assert cents.tolist() == [number % 90000 * 100 + number % 100 for number in range(150_000)]
