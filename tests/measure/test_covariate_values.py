"""Covariates of stores and units: numbers stay, words become kinds, mistakes are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.stores import Store
from showfloor.errors import DataError, PanelError
from showfloor.measure.covariate_values import covariates_of_rows, covariates_of_stores
from showfloor.storage.covariates_file import read_covariate_words

UNITS = ("a", "b", "c", "d")


def test_numbers_stay_one_column_and_words_become_one_a_kind_but_the_usual() -> None:
    found = covariates_of_rows(
        UNITS, UNITS, {"size": ["1.5", "2", "3", None], "kind": ["x", "y", "x", "z"]}
    )
    assert found.names == ("size", "kind y", "kind z")
    expected = [[1.5, 0.0, 0.0], [2.0, 1.0, 0.0], [3.0, 0.0, 0.0], [np.nan, 0.0, 1.0]]
    np.testing.assert_array_equal(found.values, np.array(expected))


def test_a_unit_without_a_row_has_no_value() -> None:
    found = covariates_of_rows(UNITS, ("b", "a"), {"size": [2.0, 1.0]})
    np.testing.assert_array_equal(found.values[:, 0], [1.0, 2.0, np.nan, np.nan])


def test_rows_of_a_unit_must_agree() -> None:
    rows, sizes = ("a", "a", "b", "b"), ["1", "1", "2", "3"]
    with pytest.raises(PanelError, match="unit b has two values of the covariate size"):
        covariates_of_rows(UNITS, rows, {"size": sizes})


def test_names_are_no_kinds() -> None:
    units = tuple(f"u{i}" for i in range(21))
    with pytest.raises(PanelError, match="has 21 different words"):
        covariates_of_rows(units, units, {"name": list(units)})


def test_a_blank_column_is_refused() -> None:
    with pytest.raises(PanelError, match="size is blank for every unit"):
        covariates_of_rows(UNITS, UNITS, {"size": [None] * 4})


def stores() -> list[Store]:
    return [
        Store("a", "A", "standard", "own", region="N", opened_on=date(1970, 1, 1)),
        Store("b", "B", "flagship", "own", region="S", opened_on=date(2000, 1, 1)),
    ]


def test_columns_of_the_stores_table_serve_and_days_count_as_years() -> None:
    found = covariates_of_stores(("a", "b"), stores(), ("region", "opened_on"))
    assert found.names == ("region S", "opened_on")
    # 10,957 days lie between the first days of 1970 and 2000.
    np.testing.assert_allclose(found.values, [[0.0, 0.0], [1.0, 10_957 / 365.25]])


def test_an_unknown_column_of_the_stores_table_names_the_nearest() -> None:
    with pytest.raises(PanelError, match="no covariate 'regon'; did you mean 'region'"):
        covariates_of_stores(("a",), stores(), ("regon",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("store_id\na\n", "no column beside 'store_id'"),
        ("store_id,size\n", "has no rows"),
        ("store_id;size\na;1\n", "separated by commas"),
        ("store,size\na,1\n", "no column 'store_id'"),
        ("store_id,siz\na,1\n", "no column 'size'; did you mean 'siz'"),
        ("store_id,size\n,1\n", "row 1 of the data names no store_id"),
    ],
)
def test_a_bad_file_of_covariates_says_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "covariates.csv"
    path.write_text(text, encoding="utf-8")
    names = ("size",) if "siz" in text and "beside" not in says else ()
    with pytest.raises(DataError, match=says):
        read_covariate_words(path, "store_id", names)


def test_a_file_without_names_gives_all_its_columns_in_words(tmp_path: Path) -> None:
    path = tmp_path / "covariates.csv"
    path.write_text("size,store_id,kind\n1.5,a,x\n,b,\n", encoding="utf-8")
    rows, words = read_covariate_words(path, "store_id", ())
    assert rows == ["a", "b"]
    assert words == {"size": ["1.5", None], "kind": ["x", None]}
