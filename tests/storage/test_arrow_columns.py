"""Answers as Arrow become numpy columns, value by value, wherever Arrow keeps them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from showfloor.domain.queries import Columns, Query
from showfloor.storage.arrow_columns import columns_of

KINDS = {"t": "text", "i": "int", "f": "float", "m": "float", "d": "date", "b": "bool"}
TYPES = {
    "t": pa.string(), "i": pa.int32(), "f": pa.float64(), "m": pa.decimal128(18, 2),
    "d": pa.date32(), "b": pa.bool_(),
}  # fmt: skip
WHOLE = Query("asked", "SELECT", KINDS)  # type: ignore[arg-type]


def drawn(rows: int, seed: int) -> dict[str, list[Any]]:
    """Columns of every kind, a third of the values missing where they may be."""
    rng = np.random.default_rng(seed)
    cents = rng.integers(-(10**9), 10**9, rows)
    missing = rng.random((4, rows)) < 1 / 3
    days = [date.fromordinal(int(day)) for day in rng.integers(1, 3_000_000, rows)]
    return {
        "t": [None if m else f"ö{n % 7}" for m, n in zip(missing[0], cents, strict=True)],
        "i": rng.integers(-(2**31), 2**31 - 1, rows).tolist(),
        "f": [None if m else x for m, x in zip(missing[1], rng.normal(size=rows), strict=True)],
        "m": [
            None if m else pa.scalar(int(n), pa.decimal128(18, 0)).as_py().scaleb(-2)
            for m, n in zip(missing[2], cents, strict=True)
        ],
        "d": [None if m else day for m, day in zip(missing[3], days, strict=True)],
        "b": (rng.random(rows) < 0.5).tolist(),
    }


def expected(values: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same as plain lists; Arrow's floats of decimals are right to their last bit but one."""
    return values | {
        "m": [None if x is None else pytest.approx(float(x), rel=1e-15) for x in values["m"]]
    }


def plain(found: Columns) -> dict[str, list[Any]]:
    listed = {name: values.tolist() for name, values in found.items()}
    for name in ("f", "m"):
        listed[name] = [None if np.isnan(x) else x for x in listed[name]]
    return listed


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 1000])
def test_values_arrive_as_they_are_missing_or_not(rows: int) -> None:
    values = drawn(rows, rows)
    table = pa.table({name: pa.array(values[name], TYPES[name]) for name in TYPES})
    assert plain(columns_of(WHOLE, table)) == expected(values)


@pytest.mark.parametrize("begins", [1, 3, 8, 13])
def test_values_arrive_from_slices_and_in_several_chunks(begins: int) -> None:
    values = drawn(40, begins)
    table = pa.table({name: pa.array(values[name], TYPES[name]) for name in TYPES})
    cut = pa.concat_tables([table.slice(begins, 9), table.slice(0, 0), table.slice(20)])
    kept = {name: [*each[begins : begins + 9], *each[20:]] for name, each in values.items()}
    assert plain(columns_of(WHOLE, cut)) == expected(kept)


def test_columns_can_be_written_to() -> None:
    table = pa.table({"i": pa.array([1, 2], pa.int64())})
    found = columns_of(Query("asked", "SELECT", {"i": "int"}), table)["i"]
    found[0] = 5
    assert found.tolist() == [5, 2]


def test_a_question_to_the_ledger_does_not_load_pandas() -> None:
    asked = """
import sys
from datetime import date
from pathlib import Path
from showfloor.domain.queries import Query
from showfloor.storage.engine import DuckDbEngine
query = Query("asked", "SELECT 'x' AS t, 1 AS i, 1.5::DOUBLE AS f, :d AS d, true AS b",
    {"t": "text", "i": "int", "f": "float", "d": "date", "b": "bool"}, {"d": date(2020, 1, 1)})
with DuckDbEngine({}, Path(sys.argv[1])) as engine:
    engine.run(query)
print("pandas" in sys.modules)
"""
    words = [sys.executable, "-c", asked, "/tmp/never-made"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
