"""Histories: from long columns, and from the ledger with its closures."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from showfloor.domain.queries import text_column
from showfloor.domain.stores import Closure, Store
from showfloor.errors import PanelError
from showfloor.measure.design_history import history_from_columns, history_of_ledger

WEEKS = np.array(["2021-01-04", "2021-01-18", "2021-01-11"], dtype="datetime64[D]")


def store(store_id: str, **facts: date) -> Store:
    return Store(store_id, store_id, "standard", "o2", **facts)  # type: ignore[arg-type]  # dates by name


def test_long_columns_become_stores_by_consecutive_weeks() -> None:
    found = history_from_columns(["b", "b", "a"], WEEKS, np.array([1.0, 3.0, 2.0]))
    assert found.store_ids == ("a", "b")
    assert found.first_week == date(2021, 1, 4)
    np.testing.assert_array_equal(found.outcome, [[np.nan, 2.0, np.nan], [1.0, np.nan, 3.0]])


def test_what_is_no_history_is_refused() -> None:
    tuesday = np.array(["2021-01-05"], dtype="datetime64[D]")
    with pytest.raises(PanelError, match="2021-01-05 is no Monday"):
        history_from_columns(["a"], tuesday, np.array([1.0]))
    with pytest.raises(PanelError, match="twice"):
        history_from_columns(["a", "a"], WEEKS[[0, 0]], np.array([1.0, 2.0]))
    with pytest.raises(PanelError, match="infinite"):
        history_from_columns(["a"], WEEKS[:1], np.array([np.inf]))
    with pytest.raises(PanelError, match="no rows"):
        history_from_columns([], WEEKS[:0], np.array([]))


def test_the_ledger_s_silence_is_zero_where_a_store_was_open_and_unknown_where_not() -> None:
    """By hand: a sells in weeks 0 and 2; b opens in week 1, c closes, d is closed for one day."""
    columns = {
        "store_id": text_column(["a", "a"]),
        "week": WEEKS[:2],
        "units": np.array([4.0, 6.0]),
    }
    stores = [
        store("d"),
        store("a"),
        store("b", opened_on=date(2021, 1, 13)),
        store("c", closed_on=date(2021, 1, 18)),
    ]
    closures = [
        Closure("d", date(2021, 1, 10), date(2021, 1, 11)),
        Closure("nobody", date(2021, 1, 4), date(2021, 1, 11)),
    ]
    found = history_of_ledger(columns, stores, closures)
    assert found.store_ids == ("a", "b", "c", "d")
    unseen = np.nan
    expected = [[4.0, 0.0, 6.0], [unseen, unseen, 0.0], [0.0, 0.0, unseen], [unseen, 0.0, 0.0]]
    np.testing.assert_array_equal(found.outcome, expected)


def test_a_ledger_without_sales_has_no_history() -> None:
    empty = {"store_id": text_column([]), "week": WEEKS[:0], "units": np.array([])}
    with pytest.raises(PanelError, match="no sales"):
        history_of_ledger(empty, [store("a")], [])
