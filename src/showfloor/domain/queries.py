"""Portable questions to the ledger: SQL text, parameters, typed columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

ColumnType = Literal["text", "int", "float", "date", "bool"]
ParameterValue = str | int | float | date | bool
Columns = dict[str, npt.NDArray[Any]]
"""Column name to numpy array: text as object (None = missing), int as int64, float as float64
(NaN = missing), date as datetime64[D] (NaT = missing), bool as bool."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question that a room owns and `storage` runs on any engine.

    `sql` uses the ledger's tables by name and named parameters as `:name` (sqlglot reads it as
    DuckDB's dialect, restricted to what Spark knows too). `columns` states the result exactly.
    """

    name: str
    sql: str
    columns: Mapping[str, ColumnType]
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)

    def with_parameters(self, **values: ParameterValue) -> Query:
        """Return the same question with other values for its parameters."""
        unknown = set(values) - set(self.parameters)
        if unknown:
            raise KeyError(f"query {self.name} has no parameter {sorted(unknown)}")
        return Query(self.name, self.sql, self.columns, {**self.parameters, **values})


class QueryRunner(Protocol):
    """Whoever answers queries on one ledger version: DuckDB or Spark."""

    def run(self, query: Query) -> Columns:
        """Return the query's columns, in its stated types and order of rows."""
        ...


def text_column(values: list[str | None]) -> npt.NDArray[Any]:
    """Return a text column as rooms expect it: an object array with None for missing."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
