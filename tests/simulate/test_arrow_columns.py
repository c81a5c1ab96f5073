"""Columns of the example tables hold exactly what went in."""

from decimal import Decimal

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.simulate.arrow_columns import (
    cents_of,
    coded_text,
    dates,
    id_text,
    money,
    repeated_text,
    write_parquet,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-(10**15), 10**15)))
def test_money_is_exact_to_the_cent_with_either_sign(cents):
    column = money(np.array(cents, dtype=np.int64)).to_pylist()
    assert column == [Decimal(value) / 100 for value in cents]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 5_000)))
def test_ids_become_text_in_place(ids):
    column = id_text(np.array(ids, dtype=np.int64)).to_pylist()
    assert column == [str(value) for value in ids]


def test_an_amount_with_three_decimals_is_refused():
    assert cents_of(np.array([1.1, 2.29, -0.57])).tolist() == [110, 229, -57]
    with pytest.raises(ValueError, match="two decimals"):
        cents_of(np.array([1.239]))


def test_codes_read_back_as_plain_text(tmp_path):
    days = np.array(["2021-03-01", "NaT"], dtype="datetime64[D]")
    columns = {
        "kind": coded_text(np.array([1, 0]), ["sale", "return"]),
        "source": repeated_text("till", 2),
        "day": dates(days),
    }
    table = pq.read_table(write_parquet(tmp_path / "t.parquet", columns))
    assert [str(field.type) for field in table.schema] == ["string", "string", "date32[day]"]
    assert table.to_pydict()["kind"] == ["return", "sale"]
    assert str(table.to_pydict()["day"]) == "[datetime.date(2021, 3, 1), None]"
