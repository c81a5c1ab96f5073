"""A panel is read by the names of its columns, and refused with what is wrong and where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from showfloor.errors import DataError
from showfloor.storage.panel_file import PanelColumns, read_panel_columns

NAMES = PanelColumns("store", "week", "units", "first_week")
GOOD = "store,week,units,first_week,note\na,1,2.5,0,x\na,2,,,y\nb,1,3,2,\n"


def test_a_csv_panel_keeps_blank_as_missing(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(GOOD)
    columns = read_panel_columns(path, NAMES)
    assert columns["unit"].tolist() == ["a", "a", "b"]
    assert columns["time"].tolist() == [1.0, 2.0, 1.0]
    assert np.isnan(columns["outcome"][1])
    assert columns["cohort"][0] == 0.0
    assert np.isnan(columns["cohort"][1])


def test_a_parquet_panel_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "panel.parquet"
    table = pa.table(
        {"store": [1, 2], "week": [1, 1], "units": [2.0, None], "first_week": [None, 4]}
    )
    pa_parquet.write_table(table, path)
    columns = read_panel_columns(path, NAMES)
    assert columns["unit"].tolist() == ["1", "2"]
    assert np.isnan(columns["cohort"][0])
    assert columns["cohort"][1] == 4.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("store,week,units,first_week\n", "no rows"),
        ("store,week,unit,first_week\na,1,2,0\n", "no column 'units'; did you mean 'unit'"),
        ("store;week;units;first_week\na;1;2;0\n", "columns are not separated by commas"),
        ("store,week,units,first_week\na,1,many,0\n", "many"),
        ("store,week,units,first_week\na,1\n", "Expected 4 columns"),
        ("store,week,units,first_week\n,1,2,0\n", "names no store"),
    ],
)
def test_a_bad_csv_panel_is_one_clear_message(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=says):
        read_panel_columns(path, NAMES)


def test_a_folder_a_missing_file_and_a_broken_parquet_say_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder"):
        read_panel_columns(tmp_path, NAMES)
    with pytest.raises(DataError, match="does not exist"):
        read_panel_columns(tmp_path / "none.csv", NAMES)
    broken = tmp_path / "panel.parquet"
    broken.write_bytes(b"")
    with pytest.raises(DataError, match=r"panel\.parquet"):
        read_panel_columns(broken, NAMES)
