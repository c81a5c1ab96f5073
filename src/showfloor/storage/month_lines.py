"""A month's sales lines read from their files as whole arrays, texts as codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

READ = ("date", "store_id", "product_id", "units", "revenue", "line_type")
CODED = ("store_id", "product_id", "line_type")

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class MonthLines:
    """Lines [n] of one month: day since 1970, store and product as places in sorted texts.

    cents: revenue; came_back: [few] the places of return and cancellation lines with units below 0.
    """

    day: Array
    stores: Sequence[str]
    store: Array
    products: Sequence[str]
    product: Array
    units: npt.NDArray[np.int64]
    cents: npt.NDArray[np.int64]
    came_back: npt.NDArray[np.int64]


def read_lines(files: Sequence[Path]) -> MonthLines:
    """Read the lines of all files of a month of the table of sales."""
    from pyarrow import parquet

    tables = []
    for path in files:
        with pa.OSFile(str(path)) as source:
            file = parquet.ParquetFile(source, read_dictionary=list(CODED))
            tables.append(file.read(columns=list(READ)))
    found = pa.concat_tables(tables)
    stores, store = _codes(found.column("store_id"))
    products, product = _codes(found.column("product_id"))
    kinds, kind = _codes(found.column("line_type"))
    units = _numbers(found.column("units"), np.int64)
    sale = kinds.index("sale") if "sale" in kinds else -1
    back = np.flatnonzero(units < 0)
    return MonthLines(
        day=_numbers(found.column("date"), np.int32),
        stores=stores,
        store=store,
        products=products,
        product=product,
        units=units,
        cents=_cents(found.column("revenue")),
        came_back=back[kind[back] != sale],
    )


def _codes(column: pa.ChunkedArray) -> tuple[list[str], Array]:
    """Return a text column's different values, sorted, and each row's place among them."""
    one = column.unify_dictionaries()
    words = one.chunk(0).dictionary.to_pylist() if one.num_chunks else []
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words), dtype=np.int32)
    place[order] = np.arange(len(words), dtype=np.int32)
    return [words[number] for number in order], place[
        _numbers([chunk.indices for chunk in one.chunks], np.int32)
    ]


def _numbers(column: pa.ChunkedArray | list[pa.Array], kind: Any) -> Array:  # noqa: ANN401
    """Return numbers as they lie in memory; sales miss none of those that are read here."""
    chunks = column if isinstance(column, list) else column.chunks
    parts = [
        np.frombuffer(one.buffers()[1], kind, len(one) + one.offset)[one.offset :]
        for one in chunks
        if len(one)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def _cents(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return amounts of at most 18 digits in cents: the lower half of the 16 bytes of each."""
    parts = [
        np.frombuffer(one.buffers()[1], "<i8", 2 * (len(one) + one.offset))[2 * one.offset :: 2]
        for one in column.chunks
        if len(one)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
