"""Covariates of units as columns of a CSV or Parquet file, read as the words that stand there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from showfloor.errors import DataError, nearest
from showfloor.storage.panel_file import BLANK, OTHER_SEPARATORS

Words = dict[str, list[str | None]]


def read_covariate_words(path: Path, unit: str, names: Sequence[str]) -> tuple[list[str], Words]:
    """Return each row's unit, and each covariate's words by row (None where blank).

    names: the covariates; none: all columns but the unit's. DataError for a missing or empty file,
    a missing column (with the nearest known name), or a row without a unit.
    """
    if not path.is_file():
        raise DataError(f"{path} is no file; name a CSV or Parquet file with the covariates")
    try:
        known = _column_names(path)
        chosen = list(names) or [name for name in known if name != unit]
        for wanted in (unit, *chosen):
            if wanted not in known:
                raise DataError(
                    f"{path} has no column '{wanted}'{nearest(wanted, known)}; "
                    f"its columns are {', '.join(known[:20])}"
                )
        table = _read(path, list(dict.fromkeys([unit, *chosen])))
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as reason:
        raise DataError(f"{path}: {reason}. It must be UTF-8 text with commas, or Parquet") from (
            reason
        )
    if not chosen:
        raise DataError(f"{path} has no column beside '{unit}': there is no covariate in it")
    units = table[unit].to_pylist()
    if not units:
        raise DataError(f"{path} has no rows")
    nameless = next((row for row, name in enumerate(units) if not name), None)
    if nameless is not None:
        raise DataError(f"{path}: row {nameless + 1} of the data names no {unit}")
    return units, {name: table[name].to_pylist() for name in chosen}


def _column_names(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return list(pa_parquet.read_schema(path).names)
    with path.open("r", encoding="utf-8-sig", errors="replace") as stream:
        head = stream.readline().strip()
    names = [part.strip().strip('"') for part in head.split(",")]
    if not head or (len(names) == 1 and any(mark in head for mark in OTHER_SEPARATORS)):
        raise DataError(f"{path}, line 1: must name the columns, separated by commas")
    return names


def _read(path: Path, columns: list[str]) -> pa.Table:
    types = dict.fromkeys(columns, pa.string())
    if path.suffix == ".parquet":
        table = pa_parquet.read_table(path, columns=columns)
        return table.cast(pa.schema(list(types.items())))
    return pa_csv.read_csv(
        path,
        convert_options=pa_csv.ConvertOptions(
            column_types=types,
            include_columns=columns,
            null_values=BLANK,
            strings_can_be_null=True,
        ),
    )
