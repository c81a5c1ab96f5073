"""A table's rules about several columns, asked once of each combination of values that occurs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.storage.delta_files import ARROW_TYPES
from showfloor.storage.tables import SQL_TYPES, Table
from showfloor.storage.text_columns import Flags, Ranked

MOST_COMBINATIONS = 1 << 20


class TooManyCombinationsError(Exception):
    """The columns that a rule names have too many combinations of values."""


class CodedRules:
    """The rules of one table; `columns` are those that they name."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._conditions: dict[tuple[str, ...], list[str]] = {}
        for rule in table.rules:
            names = tuple(_named(table, rule.condition))
            self._conditions.setdefault(names, []).append(f"({rule.condition})")
        self.columns = frozenset(name for names in self._conditions for name in names)

    def refused(self, ranked: Mapping[str, Ranked]) -> list[Flags]:
        """Return the rows that rules refuse; TooManyCombinationsError where that is not told."""
        found = [
            self._against(" OR ".join(conditions), names, ranked)
            for names, conditions in self._conditions.items()
        ]
        return [marks for marks in found if marks is not None]

    def _against(
        self, condition: str, names: tuple[str, ...], ranked: Mapping[str, Ranked]
    ) -> Flags | None:
        """Return the rows for which a condition on these columns is true; None for none."""
        values = [ranked[name].values for name in names]
        if np.prod([float(len(one)) for one in values]) > MOST_COMBINATIONS:
            raise TooManyCombinationsError(condition)
        cells = list(product(*values))
        if not cells:
            return None
        arrays = [
            pa.array([cell[place] for cell in cells], ARROW_TYPES[self._table.column(name).kind])
            for place, name in enumerate(names)
        ]
        arrays.append(pa.array(range(len(cells)), pa.int64()))
        self._connection.register("cells", pa.Table.from_arrays(arrays, names=[*names, "#n"]))
        typed = ", ".join(
            f'CAST("{name}" AS {SQL_TYPES[self._table.column(name).kind]}) AS "{name}"'
            for name in names
        )
        found = self._connection.execute(
            f'SELECT "#n" FROM (SELECT "#n", {typed} FROM cells) WHERE {condition}'
        ).fetchall()
        self._connection.unregister("cells")
        if not found:
            return None
        refused = np.zeros(len(cells), dtype=np.bool_)
        refused[[row for (row,) in found]] = True
        cell = np.zeros(len(ranked[names[0]].ranks), dtype=np.int32)
        for name in names:
            cell *= len(ranked[name].values)
            cell += ranked[name].ranks
        return np.asarray(refused[cell])


def _named(table: Table, condition: str) -> list[str]:
    """Return the columns that a condition names."""
    words = set(re.findall(r"\w+", re.sub("'[^']*'", "", condition)))
    return [name for name in table.column_names if name in words]
