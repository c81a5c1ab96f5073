"""Rows that lie in memory as whole columns written to the Parquet files of a table.

The files are of the same form as those that the database writes: text in dictionaries, amounts as
whole numbers with a scale, the same row groups, the month in the folder's name and not in the file.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from showfloor.storage.delta_files import ARROW_TYPES, MONTH, DataFile
from showfloor.storage.tables import Table

ROW_GROUP = 122_880
"""Rows that are read and skipped together, as the database has it."""

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A text column: [rows] places in `words`, which are different from one another."""

    words: Sequence[str | None]
    places: Array


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers, days since 1970, cents or truth values; True in `missing` for none."""

    values: Array
    missing: Array | None = None


Values = Mapping[str, Words | Numbers]
"""By the name of a table's column, its rows."""


def write_month_of(
    table: Table, folder: Path, month: int, columns: Values, days: tuple[date, date]
) -> DataFile:
    """Write rows of one month, which are in the table's order, as one file in `folder`.

    days: the least and the greatest date by which the table is parted into months.
    """
    from pyarrow import parquet

    place = folder / f"{MONTH}={month}"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"part-{uuid.uuid4()}.parquet"
    arrays = [_array(columns[one.name], ARROW_TYPES[one.kind]) for one in table.columns]
    rows = pa.Table.from_arrays(arrays, names=list(table.column_names))
    with pa.OSFile(str(path), "wb") as sink:
        parquet.write_table(
            rows,
            sink,
            row_group_size=ROW_GROUP,
            compression="zstd",
            write_statistics=_told(table),
            store_schema=False,
            store_decimal_as_integer=True,
            # In pages of fewer rows the database reads texts one by one: five times slower.
            max_rows_per_page=ROW_GROUP,
        )
    name = str(table.month_of)
    statistics = {
        "numRecords": len(rows),
        "minValues": {name: days[0].isoformat()} if name in table.key else {},
        "maxValues": {name: days[1].isoformat()} if name in table.key else {},
    }
    relative = path.relative_to(folder).as_posix()
    return DataFile(relative, path.stat().st_size, len(rows), month, json.dumps(statistics))


def _told(table: Table) -> list[str]:
    """Return the columns whose least and greatest value a row group states: those it is sorted by.

    The others' would say nothing, and cost a third of the writing.
    """
    date = str(table.month_of)
    sorted_by = table.order[: table.order.index(date)] if date in table.order else table.order
    return [*sorted_by, date]


def _array(column: Words | Numbers, kind: pa.DataType) -> pa.Array:
    if isinstance(column, Words):
        return _texts(column)
    values = column.values
    valid = None if column.missing is None else _bits(~column.missing)
    if pa.types.is_boolean(kind):
        held = _bits(values)
    elif pa.types.is_decimal(kind):
        wide = np.empty((len(values), 2), dtype="<i8")
        wide[:, 0] = values
        wide[:, 1] = values >> 63
        held = pa.py_buffer(wide)
    else:
        held = pa.py_buffer(np.ascontiguousarray(values, dtype=_WIDTHS[kind]))
    return pa.Array.from_buffers(kind, len(values), [valid, held])


_WIDTHS: Mapping[pa.DataType, str] = {
    pa.int64(): "<i8",
    pa.date32(): "<i4",
    pa.float64(): "<f8",
}


def _texts(column: Words) -> pa.Array:
    """Return the texts that are used, in the order that they have, and each row's among them."""
    used = np.flatnonzero(np.bincount(column.places, minlength=len(column.words)))
    words = [column.words[place] for place in used.tolist()]
    new = np.zeros(len(column.words) + 1, dtype=np.int32)
    new[used] = np.arange(len(used), dtype=np.int32)
    places = new[column.places]
    valid = None
    if None in words:
        gone = words.index(None)
        valid = _bits(places != gone)
        words[gone] = ""
    indices = pa.Array.from_buffers(pa.int32(), len(places), [valid, pa.py_buffer(places)])
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _bits(flags: Array) -> pa.Buffer:
    return pa.py_buffer(np.packbits(flags, bitorder="little"))
