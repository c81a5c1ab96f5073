"""The weeks before a rollout as a file: CSV or Parquet, one row a store and week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from showfloor.domain.queries import Columns, text_column
from showfloor.errors import DataError, nearest
from showfloor.storage.panel_file import BLANK


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """The names of a history's columns in its file."""

    unit: str
    time: str
    outcome: str

    @property
    def names(self) -> tuple[str, str, str]:
        """All three."""
        return (self.unit, self.time, self.outcome)


def read_history_columns(
    path: Path, names: HistoryColumns, *, week_zero: date | None = None
) -> Columns:
    """Return the columns store_id (text), week (datetime64[D]) and outcome (float; blank is NaN).

    The file's times are ISO dates, or whole numbers of weeks counted from the Monday `week_zero`.
    Raises DataError with the file and the reason: a missing file or column (with the nearest known
    name), a value that is neither date nor number, numbers without `week_zero`, no rows.
    """
    if not path.is_file():
        raise DataError(f"{path} {'is a folder' if path.is_dir() else 'does not exist'}")
    if len(set(names.names)) < len(names.names):
        raise DataError(f"unit, time and outcome must be three columns, got {names.names}")
    try:
        table = _parquet(path, names) if path.suffix == ".parquet" else _csv(path, names)
    except (pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowNotImplementedError, OSError) as reason:
        raise DataError(
            f"{path}: {reason}. A history is UTF-8 text with commas (or Parquet); {names.time} "
            f"holds ISO dates or numbers of weeks, {names.outcome} numbers with a decimal point"
        ) from reason
    if table.num_rows == 0:
        raise DataError(f"{path} has no rows")
    units = table[names.unit].to_pylist()
    nameless = next((place for place, unit in enumerate(units) if not unit), None)
    if nameless is not None:
        raise DataError(f"{path}: row {nameless + 1} of the data names no {names.unit}")
    return {
        "store_id": text_column(units),
        "week": _weeks(table[names.time], names.time, path, week_zero),
        "outcome": np.asarray(
            table[names.outcome].to_numpy(zero_copy_only=False), dtype=np.float64
        ),
    }


def _csv(path: Path, names: HistoryColumns) -> pa.Table:
    with path.open("r", encoding="utf-8-sig", errors="replace") as stream:
        head = stream.readline().strip()
    if not head:
        raise DataError(f"{path} is empty; the first line must name the columns")
    _require([part.strip().strip('"') for part in head.split(",")], names, path)
    types = {names.unit: pa.string(), names.time: pa.string(), names.outcome: pa.float64()}
    return pa_csv.read_csv(
        path,
        convert_options=pa_csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=BLANK,
            strings_can_be_null=True,
        ),
    )


def _parquet(path: Path, names: HistoryColumns) -> pa.Table:
    _require(pa_parquet.read_schema(path).names, names, path)
    table = pa_parquet.read_table(path, columns=list(names.names))
    times = table[names.time]
    if pa.types.is_timestamp(times.type):
        times = pc.cast(times, pa.date32())
    return pa.table(
        {
            names.unit: pc.cast(table[names.unit], pa.string()),
            names.time: pc.cast(times, pa.string()),
            names.outcome: pc.cast(table[names.outcome], pa.float64()),
        }
    )


def _require(found: list[str], names: HistoryColumns, path: Path) -> None:
    for wanted in names.names:
        if wanted not in found:
            raise DataError(
                f"{path} has no column '{wanted}'{nearest(wanted, found)}; "
                f"its columns are {', '.join(found[:20])}"
            )


def _weeks(
    times: pa.ChunkedArray, name: str, path: Path, week_zero: date | None
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    if times.null_count:
        missing = int(np.argmax(times.is_null().to_numpy(zero_copy_only=False)))
        raise DataError(f"{path}: row {missing + 1} of the data has no {name}")
    try:
        days = pc.cast(times, pa.date32()).to_numpy(zero_copy_only=False)
        return np.asarray(days, dtype="datetime64[D]")
    except pa.ArrowInvalid:
        pass
    try:
        numbers = np.asarray(pc.cast(times, pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid as reason:
        raise DataError(
            f"{path}: {name} holds neither ISO dates throughout nor numbers of weeks: {reason}"
        ) from reason
    if week_zero is None:
        raise DataError(
            f"{path}: {name} counts weeks; say with --week-zero which Monday week 0 is, or name "
            "each week by its Monday"
        )
    if not np.isfinite(numbers).all() or (numbers != np.rint(numbers)).any():
        raise DataError(f"{path}: {name} holds numbers that are no whole weeks")
    weeks = np.rint(numbers).astype(np.int64)
    return np.asarray(np.datetime64(week_zero, "D") + 7 * weeks, dtype="datetime64[D]")
