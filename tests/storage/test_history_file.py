"""The weeks before a rollout as a file: dates or numbers, CSV or Parquet; refusals by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from showfloor.domain.plan import PlannedArea
from showfloor.errors import DataError
from showfloor.storage.history_file import HistoryColumns, read_history_columns
from showfloor.storage.planned_file import read_planned_areas

NAMES = HistoryColumns("shop", "week", "units")
TEXT = "shop,week,units,more\na,2021-01-04,3,x\nb,2021-01-11,,y\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "weeks.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_mondays_are_read_as_days_and_blanks_as_unknown(tmp_path: Path) -> None:
    found = read_history_columns(written(tmp_path, TEXT), NAMES)
    assert found["store_id"].tolist() == ["a", "b"]
    assert found["week"].astype(str).tolist() == ["2021-01-04", "2021-01-11"]
    np.testing.assert_array_equal(found["outcome"], [3.0, np.nan])


def test_numbers_of_weeks_count_from_the_monday_of_week_zero(tmp_path: Path) -> None:
    path = written(tmp_path, "shop,week,units\na,0,3\na,-1,4\na,2,5\n")
    found = read_history_columns(path, NAMES, week_zero=date(2021, 1, 4))
    assert found["week"].astype(str).tolist() == ["2021-01-04", "2020-12-28", "2021-01-18"]
    with pytest.raises(DataError, match="--week-zero"):
        read_history_columns(path, NAMES)


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("ns"), pa.string()])
def test_parquet_gives_the_same_as_text(tmp_path: Path, kind: pa.DataType) -> None:
    days = pa.array([date(2021, 1, 4), date(2021, 1, 11)])
    weeks = days.cast(pa.date32()).cast(kind)
    table = pa.table({"shop": ["a", "b"], "week": weeks, "units": pa.array([3, None], pa.int32())})
    path = tmp_path / "weeks.parquet"
    pa_parquet.write_table(table, path)
    found = read_history_columns(path, NAMES)
    expected = read_history_columns(written(tmp_path, TEXT), NAMES)
    for name, column in expected.items():
        np.testing.assert_array_equal(found[name], column)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shop,weeks,units\na,2021-01-04,3\n", "no column 'week'; did you mean 'weeks'"),
        ("shop,week,units\na,2021-01-04,many\n", "numbers with a decimal point"),
        ("shop,week,units\na,spring,3\n", "neither ISO dates"),
        ("shop,week,units\n,2021-01-04,3\n", "row 1 of the data names no shop"),
        ("shop,week,units\na,,3\n", "row 1 of the data has no week"),
        ("shop,week,units\n", "has no rows"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_history_is_refused_with_its_reason(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        read_history_columns(written(tmp_path, text), NAMES)


def test_parts_of_weeks_and_missing_files_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "shop,week,units\na,0.5,3\n")
    with pytest.raises(DataError, match="no whole weeks"):
        read_history_columns(path, NAMES, week_zero=date(2021, 1, 4))
    with pytest.raises(DataError, match="does not exist"):
        read_history_columns(tmp_path / "none.csv", NAMES)
    with pytest.raises(DataError, match="three columns"):
        read_history_columns(path, HistoryColumns("shop", "shop", "units"))


def test_a_plan_is_read_without_its_certificate_and_no_store_twice(tmp_path: Path) -> None:
    head = "store_id,format_id,start_week,selling_week,value\n"
    row = "a,wall,2021-03-01,2021-03-08,12.50\n"
    path = written(tmp_path, head + row)
    assert read_planned_areas(path) == (
        PlannedArea("a", "wall", date(2021, 3, 1), date(2021, 3, 8), 12.5),
    )
    with pytest.raises(DataError, match="a stands already in line 2"):
        read_planned_areas(written(tmp_path, head + row + row))
