"""An engine's answer as Arrow turned into the columns that a query states, or a refusal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from showfloor.domain.queries import Columns, ColumnType, Query
from showfloor.errors import LedgerError


def columns_of(query: Query, answer: pa.Table) -> Columns:
    """Return the answer's columns as `domain.queries.Columns` promises them.

    LedgerError where names, types or missing values are not as the query states.
    """
    if tuple(answer.column_names) != tuple(query.columns):
        raise LedgerError(
            f"query {query.name} states the columns {', '.join(query.columns)} "
            f"but gives {', '.join(answer.column_names)}"
        )
    return {
        name: _column(query.name, name, kind, answer.column(name))
        for name, kind in query.columns.items()
    }


_FITTING: dict[ColumnType, Any] = {
    "text": lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    "int": lambda kind: (
        pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
    ),
    "float": lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind),
    "date": pa.types.is_date,
    "bool": pa.types.is_boolean,
}


def _column(
    query: str, name: str, kind: ColumnType, values: pa.ChunkedArray
) -> np.ndarray[Any, Any]:
    """Turn one Arrow column into the array that `domain.queries.Columns` promises."""
    if not _FITTING[kind](values.type):
        raise LedgerError(f"query {query}: column {name} is {values.type}, not {kind} as stated")
    if kind in ("int", "bool") and values.null_count:
        raise LedgerError(
            f"query {query}: column {name} misses {values.null_count} values, "
            f"which {kind} cannot hold; use coalesce in the query"
        )
    if kind == "text":
        return np.asarray(values.cast(pa.string()).to_numpy(zero_copy_only=False), dtype=object)
    if kind == "date":
        days = values.cast(pa.date32()).to_numpy(zero_copy_only=False)
        return np.asarray(days, dtype="datetime64[D]")
    if kind == "int":
        return np.asarray(values.cast(pa.int64()).to_numpy())
    if kind == "float":
        return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False))
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)
