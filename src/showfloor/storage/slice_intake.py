"""One slice of a file taken: typed, checked, repeats set aside, the good rows written to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.errors import IntakeError
from showfloor.storage.checking import FAILED, NEW, REFUSAL, Checking
from showfloor.storage.delta_files import DataFile
from showfloor.storage.dictionaries import Dictionaries
from showfloor.storage.refusals import Refusals, RefusedRows
from showfloor.storage.sources import Slice, Source
from showfloor.storage.table_state import TableState, write_files
from showfloor.storage.tables import Table

REPEAT, CONFLICT = -1, -2
"""Marks of good rows that repeat an earlier one, and that share its key with other content."""
CONFLICTING = "has the key of another row with different content"


@dataclass(frozen=True, slots=True)
class Amount:
    """Rows, units, and revenue in the workspace's currency."""

    rows: int = 0
    units: int = 0
    revenue: Decimal = Decimal("0.00")

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.rows + other.rows, self.units + other.units, self.revenue + other.revenue
        )

    def __sub__(self, other: Amount) -> Amount:
        return Amount(
            self.rows - other.rows, self.units - other.units, self.revenue - other.revenue
        )


def amount_of(row: Sequence[Any]) -> Amount:
    """Return count, sum of units and sum of revenue as an amount; missing sums are 0."""
    return Amount(int(row[0]), int(row[1] or 0), Decimal(row[2] or 0))


@dataclass(slots=True)
class Tally:
    """What the slices of a file held, added up.

    came:      all rows that have columns, counted apart from its parts good, repeats and bad.
    files:     the files of good rows, slice by slice.
    conflicts: keys in the table `<name>_conflicts` of the database.
    unknown:   lines and revenue of each value that an expected table lacks, by column.
    early:     rows dated before their product's first valid_from.
    closed:    rows dated on a day on which the store was closed, and the first of them.
    """

    came: Amount = field(default_factory=Amount)
    good: Amount = field(default_factory=Amount)
    repeats: Amount = field(default_factory=Amount)
    bad: Amount = field(default_factory=Amount)
    files: list[tuple[DataFile, ...]] = field(default_factory=list)
    blank: int = 0
    broken: int = 0
    conflicts: int = 0
    unknown: dict[str, dict[str, tuple[int, Decimal | None]]] = field(default_factory=dict)
    early: Amount = field(default_factory=Amount)
    closed: Amount = field(default_factory=Amount)
    first_closed: tuple[int, str] | None = None


class SliceIntake:
    """Takes the slices of one file, one after the other; `name` begins what it makes."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        table: Table,
        states: Mapping[str, TableState],
        *,
        filled: Mapping[str, str],
        name: str,
        before: str | None = None,
    ) -> None:
        self._connection = connection
        self._source = source
        self._table = table
        self._states = states
        self._before = before
        self._rows = f"{name}_rows"
        self._dictionaries = Dictionaries(connection, name, table, states)
        for column, text in filled.items():
            if column in self._dictionaries.open:
                self._dictionaries.extend(column, [text])
        self._known = {column: self._dictionaries.type_of(column) for column, _ in table.expected}
        self._checking = Checking(source, table, filled, self._dictionaries)
        self.sums = "sum(units), sum(revenue)" if table.name == "sales" else "0, 0"
        self.conflicts = f"{name}_conflicts"
        self.refusals = Refusals(connection, f"{name}_refused")
        self.tally = Tally()
        key = ", ".join(f'"{one}"' for one in table.key)
        empty = states[table.name].relation(set())
        self._run(f"CREATE TEMP TABLE {self.conflicts} AS SELECT {key} FROM {empty}")
        self.refusals.add_broken(source.refused)

    def take(self, part: Slice) -> None:
        """Take one slice: write its good rows, keep its refused ones, count all."""
        part = self._read(part)
        tally = self.tally
        tally.blank += part.blank
        tally.broken += len(part.broken)
        self.refusals.add_broken(part.broken)
        self._refuse_outside_life()
        if self._before is not None:
            self._refuse_superseded(self._before)
        self._keep_refused(part)
        self._set_duplicates_aside(part)
        self._add_up()
        self._warn(part)
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        state = self._states[self._table.name]
        good = f"SELECT {names} FROM {self._rows} WHERE {REFUSAL} = 0"
        tally.files.append(write_files(self._connection, self._table, state.staging, good))
        self._run(f"DROP TABLE {self._rows}")

    def refuse_keys(self, part: Slice, keys: str) -> Amount:
        """Refuse the rows of a slice, read again, whose key the relation `keys` holds.

        Rows that are refused already are left alone. Returns what is refused now.
        """
        part = self._read(part)
        self._refuse_outside_life()
        matches = " AND ".join(
            f'k."{name}" IS NOT DISTINCT FROM r."{name}"' for name in self._table.key
        )
        text = self._key_text("r.")
        found = self._run(
            f"SELECT r.row, {text} FROM (SELECT *, rowid AS row FROM {self._rows}) AS r "
            f"WHERE r.{REFUSAL} = 0 AND EXISTS (SELECT 1 FROM {keys} AS k WHERE {matches}) "
            "ORDER BY r.row"
        ).fetchall()
        known = self.refusals.lines()
        lines = part.lines(np.array([row[0] for row in found], dtype=np.int64)).tolist()
        new = [row[:2] for row, line in zip(found, lines, strict=True) if line not in known]
        if new:
            self._refuse_conflicts(part, new)
        listed = ", ".join(str(row) for row, _ in new) or "NULL"
        amount = self._one(
            f"SELECT count(*), {self.sums} FROM {self._rows} WHERE rowid IN ({listed})"
        )
        self._run(f"DROP TABLE {self._rows}")
        return amount_of(amount)

    def close(self) -> None:
        """Drop what the taking left in the connection."""
        self._run(f"DROP TABLE IF EXISTS {self._rows}")
        self._run(f"DROP TABLE IF EXISTS {self.conflicts}")
        self.refusals.close()
        self._dictionaries.close()

    def _read(self, part: Slice) -> Slice:
        """Type and check the slice; again where open dictionaries lacked a value.

        Returns the slice as it was read: searched, where counting did not see a broken record.
        """
        while True:
            select = self._checking.select(part.relation)
            try:
                self._run(f"CREATE OR REPLACE TEMP TABLE {self._rows} AS {select}")
            except duckdb.InvalidInputException:
                if part.searched is None:
                    raise
                part = part.searched()
                continue
            read, new = self._one(f"SELECT count(*), bool_or({NEW}) FROM {self._rows}")
            if read != part.rows:
                raise IntakeError(
                    f"{self._source.path}: {part.rows} rows were found, but {read} could be read"
                )
            if not new:
                return part
            for column in sorted(self._dictionaries.open & self._source.columns.keys()):
                found = self._run(self._checking.new_values(part.relation, column)).fetchall()
                if found:
                    self._dictionaries.extend(column, [value for (value,) in found])

    def _refuse_outside_life(self) -> None:
        """Refuse rows dated before their store opened, or from the day on which it closed."""
        dated = self._table.dated
        if dated is None:
            return
        made = self._dictionaries.type_of("store_id")
        self._run(
            f'UPDATE {self._rows} SET {REFUSAL} = CASE WHEN "{dated}" < life.opened_on '
            f"THEN {self._checking.too_early} ELSE {self._checking.too_late} END, {FAILED} = 1 "
            f"FROM (SELECT CAST(store_id AS {made}) AS id, opened_on, closed_on "
            f"FROM {self._states['stores'].relation()} WHERE "
            f'opened_on > (SELECT min("{dated}") FROM {self._rows}) OR '
            f'closed_on <= (SELECT max("{dated}") FROM {self._rows})) AS life '
            f"WHERE life.id = {self._rows}.store_id AND {REFUSAL} = 0 "
            f'AND ("{dated}" < life.opened_on OR "{dated}" >= life.closed_on)'
        )

    def _refuse_superseded(self, before: str) -> None:
        """Refuse rows of what was delivered anew since they were quarantined.

        That is where the ledger's rows of the same store-day (of what the table covers) are other
        ones now than in `before`, but for rows of the file itself that were taken from quarantine.
        """
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        covers = self._table.covers or self._table.key
        listed = ", ".join(f'"{name}"' for name in covers)
        now = self._states[self._table.name].relation()
        own = f"SELECT {names} FROM {self._rows} WHERE {REFUSAL} = 0"
        same = " AND ".join(
            f'changed."{name}" IS NOT DISTINCT FROM {self._rows}."{name}"' for name in covers
        )
        self._run(
            f"UPDATE {self._rows} SET {REFUSAL} = {self._checking.superseded}, {FAILED} = 1 "
            f"WHERE {REFUSAL} = 0 AND EXISTS (SELECT 1 FROM (SELECT DISTINCT {listed} FROM ("
            f"((SELECT {names} FROM {now}) EXCEPT (SELECT {names} FROM {before}) EXCEPT ({own})) "
            f"UNION ALL ((SELECT {names} FROM {before}) EXCEPT (SELECT {names} FROM {now}))"
            f")) AS changed WHERE {same})"
        )

    def _keep_refused(self, part: Slice) -> None:
        refused = self._run(
            f"SELECT rowid, {REFUSAL}, {FAILED} FROM {self._rows} WHERE {REFUSAL} > 0 ORDER BY 1"
        ).fetchnumpy()
        rows = np.asarray(refused["rowid"], dtype=np.int64)
        if not rows.size:
            return
        checks = [self._checking.named(number) for number in refused[REFUSAL[1:-1]].tolist()]
        values = part.values(rows.tolist())
        place = {name: index for index, name in enumerate(self._source.names)}
        self.refusals.add(
            RefusedRows(
                part.lines(rows).tolist(),
                [check.column for check in checks],
                [
                    row[place[check.column]] if check.column in place and row else ""
                    for check, row in zip(checks, values, strict=True)
                ],
                [check.reason for check in checks],
                values,
                refused[FAILED[1:-1]].tolist(),
                [check.missing or "" for check in checks],
            )
        )

    def _set_duplicates_aside(self, part: Slice) -> None:
        """Refuse rows that share a key but differ; mark those that only repeat an earlier row.

        Keys are compared by a 64-bit hash first; only rows whose hash occurs twice are compared
        in full, so that a hash shared by chance costs time and nothing else.
        """
        key = ", ".join(f'"{name}"' for name in self._table.key)
        twice = hashes_twice(
            self._connection, f"SELECT hash({key}) AS h FROM {self._rows} WHERE {REFUSAL} = 0"
        )
        if not twice.size:
            return
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        text = self._key_text()
        self._connection.register("twice", pa.table({"h": twice}))
        found = self._run(
            f"SELECT row, contents, text FROM (SELECT row, text, "
            f"count(DISTINCT content) OVER (PARTITION BY {key}) AS contents, "
            f"row_number() OVER (PARTITION BY {key} ORDER BY row) AS place FROM ("
            f"SELECT rowid AS row, {key}, row({names}) AS content, {text} AS text "
            f"FROM {self._rows} WHERE {REFUSAL} = 0 AND hash({key}) IN (SELECT h FROM twice))) "
            "WHERE contents > 1 OR place > 1 ORDER BY row"
        ).fetchall()
        self._connection.unregister("twice")
        if not found:
            return
        marks = pa.table(
            {
                "row": pa.array([row for row, _, _ in found], pa.int64()),
                "mark": pa.array([CONFLICT if n > 1 else REPEAT for _, n, _ in found], pa.int16()),
            }
        )
        self._connection.register("marks", marks)
        self._run(
            f"UPDATE {self._rows} SET {REFUSAL} = marks.mark FROM marks "
            f"WHERE {self._rows}.rowid = marks.row"
        )
        self._connection.unregister("marks")
        self._run(
            f"INSERT INTO {self.conflicts} SELECT DISTINCT {key} FROM {self._rows} "
            f"WHERE {REFUSAL} = {CONFLICT}"
        )
        self._refuse_conflicts(part, [(row, said) for row, n, said in found if n > 1])

    def _key_text(self, of: str = "") -> str:
        return " || ' | ' || ".join(
            f"coalesce(CAST({of}\"{name}\" AS VARCHAR), '')" for name in self._table.key
        )

    def _refuse_conflicts(self, part: Slice, found: Sequence[tuple[int, str]]) -> None:
        number = len(found)
        rows = [row for row, _ in found]
        self.refusals.add(
            RefusedRows(
                part.lines(np.array(rows, dtype=np.int64)).tolist(),
                [", ".join(self._table.key)] * number,
                [text for _, text in found],
                [CONFLICTING] * number,
                part.values(rows),
                [1] * number,
                [""] * number,
            )
        )

    def _add_up(self) -> None:
        """Add what came, what is good and what only repeats to the tally."""
        sums = self.sums
        found = self._run(
            f"SELECT CASE WHEN {REFUSAL} IN (0, {REPEAT}) THEN {REFUSAL} ELSE 1 END, "
            f"count(*), {sums} FROM {self._rows} GROUP BY 1"
        ).fetchall()
        parts = {row[0]: amount_of(row[1:]) for row in found}
        self.tally.came += amount_of(self._one(f"SELECT count(*), {sums} FROM {self._rows}"))
        self.tally.good += parts.get(0, Amount())
        self.tally.repeats += parts.get(REPEAT, Amount())
        self.tally.bad += parts.get(1, Amount())

    def _warn(self, part: Slice) -> None:
        """Count what is taken although another table does not know it, or says otherwise."""
        good = f"{self._rows} AS r WHERE r.{REFUSAL} = 0"
        money = "sum(r.revenue)" if "revenue" in self._table.column_names else "NULL"
        for column, other in self._table.expected:
            made = self._dictionaries.type_of(column)
            if made is not None and made == self._known[column]:
                continue
            known = self._states[other].relation()
            found = self._run(
                f'SELECT CAST(r."{column}" AS VARCHAR), count(*), {money} FROM {good} '
                f'AND r."{column}" NOT IN (SELECT "{column}" FROM {known}) GROUP BY 1'
            ).fetchall()
            counted = self.tally.unknown.setdefault(column, {})
            for value, rows, amount in found:
                before, money_before = counted.get(value, (0, None))
                added = amount if money_before is None else money_before + (amount or 0)
                counted[value] = (before + rows, added)
        if self._table.name == "sales":
            self._count_early()
        if self._table.dated is not None:
            self._count_closed(part)

    def _count_early(self) -> None:
        made = self._dictionaries.type_of("product_id")
        typed = "product_id" if made is None else f"CAST(product_id AS {made})"
        row = self._one(
            f"SELECT count(*), coalesce(sum(r.revenue), 0.00) FROM {self._rows} AS r JOIN "
            f"(SELECT {typed} AS id, min(valid_from) AS first FROM "
            f"{self._states['products'].relation()} GROUP BY 1 "
            f"HAVING min(valid_from) > (SELECT min(date) FROM {self._rows})) AS p "
            f"ON p.id = r.product_id WHERE r.{REFUSAL} = 0 AND r.date < p.first"
        )
        self.tally.early += Amount(int(row[0]), 0, Decimal(row[1]))

    def _count_closed(self, part: Slice) -> None:
        dated, made = self._table.dated, self._dictionaries.type_of("store_id")
        money = "sum(r.revenue)" if "revenue" in self._table.column_names else "0.00"
        row = self._one(
            f"SELECT count(*), coalesce({money}, 0.00), min(r.row), "
            f"arg_min(r.store_id || ' on ' || CAST(r.date AS VARCHAR), r.row) FROM "
            f'(SELECT *, rowid AS row, "{dated}" AS day FROM {self._rows}) AS r '
            f"WHERE r.{REFUSAL} = 0 AND EXISTS (SELECT 1 FROM "
            f"(SELECT CAST(store_id AS {made}) AS id, from_date, to_date FROM "
            f"{self._states['closures'].relation()}) AS c WHERE c.id = r.store_id "
            "AND r.day >= c.from_date AND r.day < c.to_date)"
        )
        if not row[0]:
            return
        self.tally.closed += Amount(int(row[0]), 0, Decimal(row[1]))
        if self.tally.first_closed is None:
            line = int(part.lines(np.array([row[2]], dtype=np.int64))[0])
            self.tally.first_closed = (line, row[3])

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql)

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self._run(sql).fetchone() or ()


def hashes_twice(connection: duckdb.DuckDBPyConnection, select: str) -> np.ndarray[Any, Any]:
    """Return the hashes of a query's column `h` that occur more than once."""
    hashes = np.asarray(connection.execute(select).fetchnumpy()["h"])
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
