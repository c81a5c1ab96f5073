"""One slice of a file taken: typed, checked, repeats set aside, the good rows written to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.errors import IntakeError
from showfloor.storage.checking import FAILED, NEW, REFUSAL, Checking
from showfloor.storage.coded_intake import CodedIntake
from showfloor.storage.dictionaries import Dictionaries
from showfloor.storage.oddities import Oddities
from showfloor.storage.refusals import Refusals, RefusedRows
from showfloor.storage.sources import Slice, Source
from showfloor.storage.table_state import TableState, write_files
from showfloor.storage.tables import Table
from showfloor.storage.tally import Amount, Tally, amount_of

REPEAT, CONFLICT = -1, -2
"""Marks of good rows that repeat an earlier one, and that share its key with other content."""
SAMPLE = 5_000
"""Rows of a large file from which open dictionaries learn before the first slice is read."""
MOST_LEFT = 100_000
"""Rows left of slices taken as codes that are gathered before they are read with care."""
CONFLICTING = "has the key of another row with different content"


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
        self.tally = Tally()
        self._oddities = Oddities(
            connection, table, states, self._dictionaries, rows=self._rows, tally=self.tally
        )
        self._checking = Checking(source, table, filled, self._dictionaries)
        self._coded = CodedIntake(
            connection,
            source,
            table,
            states=states,
            checking=self._checking,
            tally=self.tally,
        )
        self.sums = "sum(units), sum(revenue)" if table.name == "sales" else "0, 0"
        self.conflicts = f"{name}_conflicts"
        self.refusals = Refusals(connection, f"{name}_refused")
        key = ", ".join(f'"{one}"' for one in table.key)
        empty = states[table.name].relation(set())
        self._run(f"CREATE TEMP TABLE {self.conflicts} AS SELECT {key} FROM {empty}")
        self.refusals.add_broken(source.refused)

    def split(self, part: Slice) -> pa.Table | None:
        """Split a slice's records into columns; None where the database is to do it."""
        return self._coded.split(part)

    def take(self, part: Slice, columns: pa.Table | None = None) -> None:
        """Take one slice: write its good rows, keep its refused ones, count all.

        columns: what `split` gave of it. It needs no connection, so it may be made beforehand.
        """
        careful = [part] if columns is None else self._coded.take(part, columns)
        rest = self._coded.rest(at_least=MOST_LEFT)
        for one in (*careful, *([rest] if rest else [])):
            self._take(one)

    def finish(self) -> None:
        """Take what is left of the slices that were taken."""
        for part in self._coded.flush():
            self._take(part)
        rest = self._coded.rest()
        if rest is not None:
            self._take(rest)

    def _take(self, part: Slice) -> None:
        self._take_rows(part)
        part.release()

    def _take_rows(self, part: Slice) -> None:
        tally = self.tally
        if not tally.files and part.rows > SAMPLE:
            self._learn_values(part)
        if part.rows:
            part = self._read(part)
        tally.blank += part.blank
        tally.broken += len(part.broken)
        self.refusals.add_broken(part.broken)
        if not part.rows:
            return
        self._refuse_outside_life()
        if self._before is not None:
            self._refuse_superseded(self._before)
        self._keep_refused(part)
        self._set_duplicates_aside(part)
        self._add_up()
        self._oddities.count(part)
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
        part.release()
        return amount_of(amount)

    def close(self) -> None:
        """Drop what the taking left in the connection."""
        self._run(f"DROP TABLE IF EXISTS {self._rows}")
        self._run(f"DROP TABLE IF EXISTS {self.conflicts}")
        self.refusals.close()
        self._coded.close()
        self._dictionaries.close()

    def _learn_values(self, part: Slice) -> None:
        """Add the values of a large file's first rows to the open dictionaries."""
        rows = part.values(range(SAMPLE))
        for index, column in enumerate(self._source.names):
            if column in self._dictionaries.open:
                values = {row[index] for row in rows if row} - {""}
                self._dictionaries.extend(column, values)

    def _read(self, part: Slice) -> Slice:
        """Type and check the slice; again where open dictionaries lacked a value.

        Returns the slice as it was read: searched, where counting did not see a broken record.
        """
        while True:
            select = self._checking.select(part.relation())
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
                found = self._run(self._checking.new_values(part.relation(), column)).fetchall()
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

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql)

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self._run(sql).fetchone() or ()


def hashes_twice(connection: duckdb.DuckDBPyConnection, select: str) -> np.ndarray[Any, Any]:
    """Return the hashes of a query's column `h` that occur more than once."""
    hashes = np.asarray(connection.execute(select).fetchnumpy()["h"])
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
