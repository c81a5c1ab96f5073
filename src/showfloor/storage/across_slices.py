"""Rows of different slices of one file that share a key: told from the files already written.

That is rare: a file whose store-days are in one place each has none. Where it happens, the months
concerned are written again, and the slices are read again for the lines of rows that contradict
each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from showfloor.storage.coded_rows import shared_days
from showfloor.storage.delta_files import DataFile
from showfloor.storage.slice_intake import SliceIntake, hashes_twice
from showfloor.storage.sources import Source
from showfloor.storage.table_state import relation_of, write_files
from showfloor.storage.tables import Table
from showfloor.storage.tally import Amount, amount_of

FEW = 100_000
"""Rows of files without codes whose keys are looked for among those that have them."""


def repeats_across_slices(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    table: Table,
    staging: Path,
    slices: SliceIntake,
) -> None:
    """Set aside rows that repeat a row of an earlier slice; refuse those that contradict one."""
    files = slices.tally.files
    parts = Counter(month for part in files for month in {file.month for file in part})
    across = _Across(connection, table, staging, slices)
    for month in sorted((m for m, n in parts.items() if n > 1), key=lambda month: month or 0):
        if not across.is_apart(month):
            across.mend_month(month)
    contradicted = across.contradicted
    if contradicted.rows:
        refused = sum((slices.refuse_keys(part, across.keys) for part in source.slices()), Amount())
        slices.tally.bad += refused
        slices.tally.repeats -= refused - contradicted
    across.close()


class _Across:
    """The months of one file that several slices wrote; `keys` are those that contradict."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        staging: Path,
        slices: SliceIntake,
    ) -> None:
        self._connection = connection
        self._table = table
        self._staging = staging
        self._slices = slices
        self._key = ", ".join(f'"{name}"' for name in table.key)
        self.keys = f"{slices.conflicts}_across"
        self._suspects = f"{slices.conflicts}_suspects"
        self.contradicted = Amount()
        connection.execute(
            f"CREATE TEMP TABLE {self.keys} AS SELECT * FROM {slices.conflicts} WHERE false"
        )

    def is_apart(self, month: int | None) -> bool:
        """Say whether no two rows of a month's files share a key, and none has a refused one.

        Files of coded rows state between which keys they lie. What remains to be asked is the day
        on which one ends and another begins, and the few keys of all other files.
        """
        spans = self._slices.tally.spans
        files = [f for part in self._slices.tally.files for f in part if f.month == month]
        coded, others = [f for f in files if f in spans], [f for f in files if f not in spans]
        days = shared_days([spans[file] for file in coded])
        few = sum(file.rows for file in others)
        if days is None or not coded or len(others) > 1 or few > FEW:
            return False
        rows = self._relation(coded)
        if days:
            listed = ", ".join(f"DATE '{day}'" for day in days)
            twice = (
                f'SELECT 1 FROM {rows} WHERE "{self._table.month_of}" IN ({listed}) '
                f"GROUP BY {self._key} HAVING count(*) > 1"
            )
            if self._any(twice):
                return False
        known = self._slices.conflicts
        keys = f"SELECT {self._key} FROM {self._relation(others)}"
        return not (
            self._any(f"{keys} INTERSECT SELECT {self._key} FROM {known}")
            or self._any(
                f"SELECT {self._key} FROM {rows} AS r WHERE EXISTS (SELECT 1 FROM "
                f"({keys} UNION ALL SELECT {self._key} FROM {known}) AS s WHERE {self._same()})"
            )
        )

    def _relation(self, files: Sequence[DataFile]) -> str:
        return relation_of(self._table, [self._staging / file.path for file in files])

    def _any(self, select: str) -> bool:
        return self._connection.execute(f"SELECT 1 FROM ({select}) LIMIT 1").fetchone() is not None

    def mend_month(self, month: int | None) -> None:
        """Write a month again without its repeats and contradictions, if there are any."""
        files = [f for part in self._slices.tally.files for f in part if f.month == month]
        relation = self._relation(files)
        if not self._find_suspects(relation):
            return
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        again = self._matching("contents = 1 AND NOT known", relation)
        against = self._matching("contents > 1 OR known", relation)
        lost, once = self._sum(again), self._sum(f"SELECT DISTINCT {names} FROM ({again})")
        contradicted = self._sum(against)
        tally = self._slices.tally
        tally.good -= lost - once + contradicted
        tally.repeats += lost - once
        self.contradicted += contradicted
        select = (
            f"SELECT {names} FROM {relation} AS r WHERE NOT EXISTS "
            f"(SELECT 1 FROM {self._suspects} AS s WHERE {self._same()}) "
            f"UNION ALL SELECT DISTINCT {names} FROM ({again})"
        )
        written = write_files(self._connection, self._table, self._staging, select)
        self._connection.execute(
            f"INSERT INTO {self.keys} SELECT {self._key} FROM {self._suspects} "
            "WHERE contents > 1 OR known"
        )
        self._exchange(files, written)

    def close(self) -> None:
        """Drop what was made in the connection."""
        for name in (self.keys, self._suspects):
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")

    def _find_suspects(self, relation: str) -> bool:
        """Find keys of several rows, and of rows that contradict rows which are refused already."""
        twice = hashes_twice(self._connection, f"SELECT hash({self._key}) AS h FROM {relation}")
        self._connection.register("twice", pa.table({"h": twice}))
        names = ", ".join(f'r."{name}"' for name in self._table.column_names)
        key = ", ".join(f'r."{name}"' for name in self._table.key)
        known = f"EXISTS (SELECT 1 FROM {self._slices.conflicts} AS s WHERE {self._same()})"
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self._suspects} AS SELECT {self._key}, "
            f"count(DISTINCT content) AS contents, bool_or(known) AS known FROM "
            f"(SELECT {key}, row({names}) AS content, {known} AS known FROM {relation} AS r) "
            f"WHERE known OR hash({self._key}) IN (SELECT h FROM twice) "
            f"GROUP BY {self._key} HAVING count(*) > 1 OR bool_or(known)"
        )
        self._connection.unregister("twice")
        return self._sum(f"SELECT 0 AS units, 0 AS revenue FROM {self._suspects}").rows > 0

    def _same(self) -> str:
        """Return SQL for "the keys of s and r are the same"; plainly where none can be missing."""
        return " AND ".join(
            f's."{name}" = r."{name}"'
            if self._table.column(name).required
            else f's."{name}" IS NOT DISTINCT FROM r."{name}"'
            for name in self._table.key
        )

    def _matching(self, condition: str, relation: str) -> str:
        return (
            f"SELECT * FROM {relation} AS r WHERE EXISTS (SELECT 1 FROM {self._suspects} AS s "
            f"WHERE ({condition}) AND {self._same()})"
        )

    def _sum(self, select: str) -> Amount:
        sums = self._slices.sums
        row = self._connection.execute(f"SELECT count(*), {sums} FROM ({select})").fetchone()
        return amount_of(row or (0, 0, 0))

    def _exchange(self, files: list[DataFile], written: tuple[DataFile, ...]) -> None:
        gone = set(files)
        tally = self._slices.tally
        tally.files = [tuple(file for file in part if file not in gone) for part in tally.files]
        tally.files.append(written)
        for file in files:
            (self._staging / file.path).unlink()
