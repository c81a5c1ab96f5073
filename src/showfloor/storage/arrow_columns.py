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
        return _texts(values)
    if kind == "bool":
        return _bits(values, 1)
    if kind == "int":
        return _numbers(_as(values, pa.int64()), "int64")
    if kind == "date":
        days = _numbers(_as(values, pa.date32()), "int32").astype("datetime64[D]")
        days[_missing(values)] = np.datetime64("NaT")
        return days
    found = _numbers(_as(values, pa.float64()), "float64")
    found[_missing(values)] = np.nan
    return found


# Arrow's own `to_numpy` loads pandas wherever it is installed: 0.3 s and 60 MB of every command;
# its functions take another 0.03 s. So numbers are taken from their buffers, and only many texts
# are put into a dictionary first, so that each is made once.
FEW_TEXTS = 10_000


def _as(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    return values if values.type == kind else values.cast(kind)


def _texts(values: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    if not len(values):
        return np.empty(0, dtype=object)
    if len(values) <= FEW_TEXTS:
        few = np.empty(len(values), dtype=object)
        few[:] = values.to_pylist()
        return few
    coded = values.combine_chunks().dictionary_encode("encode")
    words = np.array(coded.dictionary.to_pylist(), dtype=object)
    return np.asarray(words[_numbers(coded.indices, "int32")], dtype=object)


def _numbers(values: pa.ChunkedArray | pa.Array, kind: str) -> np.ndarray[Any, Any]:
    """Return the numbers as they lie in memory; what stands at missing values means nothing."""
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    parts = [
        np.frombuffer(one.buffers()[1], kind, len(one) + one.offset)[one.offset :]
        for one in chunks
        if len(one)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def _missing(values: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    if not values.null_count:
        return np.zeros(len(values), dtype=np.bool_)
    return _bits(values, 0, of_missing=True)


def _bits(
    values: pa.ChunkedArray, buffer: int, *, of_missing: bool = False
) -> np.ndarray[Any, Any]:
    """Return truth values from one bit each: of booleans (buffer 1), or of what is missing (0)."""
    parts = [np.empty(0, dtype=np.bool_)]
    for one in values.chunks:
        held = one.buffers()[buffer]
        if held is None or not len(one):
            parts.append(np.zeros(len(one), dtype=np.bool_))
            continue
        bits = np.unpackbits(np.frombuffer(held, np.uint8), bitorder="little")
        parts.append((bits[one.offset : one.offset + len(one)] == 1) != of_missing)
    return np.concatenate(parts)
