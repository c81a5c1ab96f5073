"""A panel as a file: CSV or Parquet, one row a unit and time, read by its columns' names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from showfloor.domain.queries import Columns, text_column
from showfloor.errors import DataError, nearest

OTHER_SEPARATORS = (";", "\t", "|")
BLANK = ["", "NA", "NaN", "nan", "null", "NULL"]


@dataclass(frozen=True, slots=True)
class PanelColumns:
    """The names of a panel's columns in its file."""

    unit: str
    time: str
    outcome: str
    cohort: str

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The columns that hold numbers."""
        return (self.time, self.outcome, self.cohort)


def read_panel_columns(path: Path, names: PanelColumns) -> Columns:
    """Return the columns unit (text), time, outcome, cohort (float; blank is NaN).

    Raises DataError with the file and the reason: missing file, missing column (with the nearest
    known name), a value that is no number, an empty file.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder; name the panel's CSV or Parquet file")
    if not path.is_file():
        raise DataError(f"{path} does not exist")
    chosen = (names.unit, *names.numbers)
    if len(set(chosen)) < len(chosen):
        raise DataError(f"unit, time, outcome and cohort must be four columns, got {chosen}")
    if path.stat().st_size == 0:
        raise DataError(f"{path} is empty (0 bytes); it must at least name its columns")
    try:
        table = _parquet(path, names) if path.suffix == ".parquet" else _csv(path, names)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as reason:
        raise DataError(
            f"{path}: {reason}. A panel is UTF-8 text with commas (or Parquet); "
            f"{', '.join(names.numbers)} hold numbers with a decimal point"
        ) from reason
    if table.num_rows == 0:
        raise DataError(f"{path} has no rows")
    return _columns(table, names, path)


def _csv(path: Path, names: PanelColumns) -> pa.Table:
    with path.open("r", encoding="utf-8-sig", errors="replace") as stream:
        head = stream.readline().strip()
    if not head:
        raise DataError(f"{path} is empty; the first line must name the columns")
    types = {names.unit: pa.string(), **dict.fromkeys(names.numbers, pa.float64())}
    _require([part.strip().strip('"') for part in head.split(",")], names, path)
    return pa_csv.read_csv(
        path,
        convert_options=pa_csv.ConvertOptions(
            column_types=types, include_columns=list(types), null_values=BLANK
        ),
    )


def _parquet(path: Path, names: PanelColumns) -> pa.Table:
    schema = pa_parquet.read_schema(path)
    _require(schema.names, names, path)
    table = pa_parquet.read_table(path, columns=[names.unit, *names.numbers])
    fields = [(names.unit, pa.string()), *((name, pa.float64()) for name in names.numbers)]
    return table.cast(pa.schema(fields))


def _require(found: list[str], names: PanelColumns, path: Path) -> None:
    if len(found) == 1 and any(mark in found[0] for mark in OTHER_SEPARATORS):
        raise DataError(
            f"{path}, line 1: the columns are not separated by commas; save the file with commas "
            "between columns and a point in decimals"
        )
    for wanted in (names.unit, *names.numbers):
        if wanted not in found:
            raise DataError(
                f"{path} has no column '{wanted}'{nearest(wanted, found)}; "
                f"its columns are {', '.join(found[:20])}"
            )


def _columns(table: pa.Table, names: PanelColumns, path: Path) -> Columns:
    units = table[names.unit].to_pylist()
    nameless = next((place for place, unit in enumerate(units) if not unit), None)
    if nameless is not None:
        raise DataError(f"{path}: row {nameless + 1} of the data names no {names.unit}")
    numbers = [
        np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in names.numbers
    ]
    return {
        "unit": text_column(units),
        "time": numbers[0],
        "outcome": numbers[1],
        "cohort": numbers[2],
    }
