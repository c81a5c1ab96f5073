"""Columns of the example tables as Arrow arrays: text ids, dates, and money without float noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_IN_A_GROUP = 1 << 20


def coded_text(codes: npt.NDArray[np.integer[Any]], values: Sequence[str]) -> pa.Array:
    """Return a text column as codes into `values`; no value is written twice."""
    words = pa.array(list(values), pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)


def repeated_text(value: str, rows: int) -> pa.Array:
    """Return a text column that holds one value in every row."""
    return coded_text(np.zeros(rows, dtype=np.int32), [value])


def id_text(ids: npt.NDArray[np.integer[Any]]) -> pa.Array:
    """Return whole numbers of at least 0 as a text column of ids."""
    top = int(ids.max(initial=0)) + 1
    seen = np.zeros(top, dtype=bool)
    seen[ids] = True
    known = np.flatnonzero(seen)
    code_of = np.zeros(top, dtype=np.int32)
    code_of[known] = np.arange(len(known), dtype=np.int32)
    return coded_text(code_of[ids], [str(value) for value in known.tolist()])


def money(cents: npt.NDArray[np.int64]) -> pa.Array:
    """Return whole cents as decimal(18,2)."""
    words = np.empty((len(cents), 2), dtype="<i8")
    words[:, 0] = cents
    words[:, 1] = cents >> 63
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words)])


def cents_of(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return amounts as whole cents; ValueError where one is further than 1e-6 from a cent."""
    scaled = amounts * 100.0
    whole = np.rint(scaled)
    if amounts.size and float(np.abs(scaled - whole).max()) > 1e-4:
        raise ValueError("an amount has more than two decimals")
    return whole.astype(np.int64)


def dates(days: npt.NDArray[np.datetime64]) -> pa.Array:
    """Return days (datetime64[D], NaT = missing) as date32."""
    missing = np.isnat(days)
    numbers = np.where(missing, 0, days.astype("datetime64[D]").astype(np.int64))
    return pa.array(numbers.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def dates_or_none(days: Sequence[date | None]) -> pa.Array:
    """Return Python dates as date32; None stays missing."""
    return pa.array(list(days), pa.date32())


def write_parquet(path: Path, columns: Mapping[str, pa.Array]) -> Path:
    """Write named columns as one Parquet file whose codes read back as plain text."""
    table = pa.table(dict(columns))
    pq.write_table(
        table, path, compression="snappy", store_schema=False, row_group_size=ROWS_IN_A_GROUP
    )
    return path
