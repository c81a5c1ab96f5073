"""One file taken into one table: refused rows set aside, repeats recognised, the rest merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.errors import LedgerError
from showfloor.storage.checking import REFUSAL, CheckedRows, checked_rows
from showfloor.storage.reports import FileReport, Refusal, SalesAmounts
from showfloor.storage.sources import LINE, Source
from showfloor.storage.table_state import (
    TableState,
    month_condition,
    month_expression,
    sql_path,
    write_files,
)
from showfloor.storage.tables import Table

INTAKE_RULES = 2
"""Edition of the rules; a file taken under another edition is read anew."""

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a file's good rows."""

    rows: int
    unchanged: int
    replaced: int
    units_unchanged: int = 0
    revenue_unchanged: Decimal = _ZERO


class FileIntake:
    """The taking of one file; `name` prefixes this file's relations in the connection."""

    def __init__(
        self,
        *,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        states: Mapping[str, TableState],
        table: Table,
        filled: Mapping[str, str],
        name: str,
    ) -> None:
        self._connection = connection
        self._source = source
        self._states = states
        self._state = states[table.name]
        self._table = table
        self._filled = filled
        self._checked = f"{name}_checked"
        self._refused = f"{name}_refused"
        self._repeats = f"{name}_repeats"
        self._rows = f"{name}_rows"

    def take(self, quarantine: Path) -> FileReport:
        """Check, merge and report; refused rows are written to `quarantine`."""
        checked = self._check_rows()
        if not self._source.heavy and not self._count(self._refused):
            self._run(f"DROP VIEW {self._checked}")
            typed = f"SELECT *, 0 AS {REFUSAL} FROM ({checked.typed})"
            self._run(f"CREATE TEMP VIEW {self._checked} AS {typed}")
        repeats = self._set_duplicates_aside()
        self._define_rows()
        merged = self._merge()
        quarantined = self._count(self._refused)
        if quarantined:
            self._write_quarantine(quarantine)
        return FileReport(
            path=self._source.path,
            table=self._table.name,
            rows_in=self._source.rows,
            accepted=merged.rows - merged.unchanged,
            quarantined=quarantined,
            unchanged=merged.unchanged + repeats,
            replaced=merged.replaced,
            warnings=(*self._source.warnings, *self._warnings(merged.replaced)),
            refusals=self._refusals(),
            quarantine_path=quarantine if quarantined else None,
            sales=self._amounts(merged) if self._table.name == "sales" else None,
            found=self._source.found,
        )

    def close(self) -> None:
        """Drop what the taking left in the connection."""
        self._run(f"DROP VIEW IF EXISTS {self._rows}")
        kind = "TABLE" if self._source.heavy else "VIEW"
        self._run(f"DROP {kind} IF EXISTS {self._checked}")
        for name in (self._refused, self._repeats, f"{self._repeats}_suspects"):
            self._run(f"DROP TABLE IF EXISTS {name}")
        for name in self._source.tables:
            self._run(f"DROP TABLE IF EXISTS {name}")

    def _check_rows(self) -> CheckedRows:
        """Type and check every row; note line, column, value and reason of those refused."""
        references = {
            other: f'(SELECT DISTINCT "{column}" AS id FROM {self._states[other].relation()})'
            for column, other in self._table.known
        }
        checked = checked_rows(self._source, self._table, self._filled, references)
        kind = "TABLE" if self._source.heavy else "VIEW"
        self._run(f"CREATE TEMP {kind} {self._checked} AS {checked.select}")
        self._run(
            f"CREATE TEMP TABLE {self._refused} "
            "(line BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
        )
        self._refuse_broken_records()
        if self._count(self._checked, f"{REFUSAL} > 0"):
            columns, values, reasons = [], [], []
            for number, check in enumerate(checked.checks, start=1):
                given = check.column in self._source.types
                raw = f'CAST(raw."{check.column}" AS VARCHAR)' if given else "NULL"
                columns.append(f"WHEN {number} THEN {_literal(check.column)}")
                values.append(f"WHEN {number} THEN {raw}")
                reasons.append(f"WHEN {number} THEN {_literal(check.reason)}")
            self._run(
                f"INSERT INTO {self._refused} SELECT raw.{LINE}, "
                f"CASE {REFUSAL} {' '.join(columns)} END, CASE {REFUSAL} {' '.join(values)} END, "
                f"CASE {REFUSAL} {' '.join(reasons)} END "
                f"FROM (SELECT {LINE}, {REFUSAL} FROM {self._checked} WHERE {REFUSAL} > 0) AS bad "
                f"JOIN {self._source.relation} AS raw ON raw.{LINE} = bad.{LINE}"
            )
        return checked

    def _refuse_broken_records(self) -> None:
        broken = self._source.broken
        if not broken:
            return
        rows = pa.table(
            {
                "line": [record.line for record in broken],
                "column_name": [record.column for record in broken],
                "value": [record.text for record in broken],
                "reason": [record.reason for record in broken],
            }
        )
        self._connection.register("broken_records", rows)
        self._run(f"INSERT INTO {self._refused} SELECT * FROM broken_records")
        self._connection.unregister("broken_records")

    def _set_duplicates_aside(self) -> int:
        """Refuse rows that share a key but differ; return how many only repeat an earlier row.

        Keys are compared by a 64-bit hash first; only rows whose hash occurs twice are compared
        in full, so that a hash shared by chance costs time and nothing else.
        """
        key = ", ".join(f'"{name}"' for name in self._table.key)
        self._run(f"CREATE TEMP TABLE {self._repeats} (line BIGINT)")
        hashes = self._connection.execute(
            f"SELECT hash({key}) AS h FROM {self._checked} WHERE {REFUSAL} = 0"
        ).fetchnumpy()["h"]
        hashes = np.sort(np.asarray(hashes))
        twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        if not twice.size:
            return 0
        self._connection.register("twice", pa.table({"h": twice}))
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        suspects = f"{self._repeats}_suspects"
        self._run(
            f"CREATE TEMP TABLE {suspects} AS SELECT * EXCLUDE (content), "
            f"count(DISTINCT content) OVER (PARTITION BY {key}) AS contents, "
            f"row_number() OVER (PARTITION BY {key} ORDER BY {LINE}) AS place, "
            f"min({LINE}) OVER (PARTITION BY {key}) AS first_line FROM ("
            f"SELECT {LINE}, {key}, row({names}) AS content FROM {self._checked} "
            f"WHERE {REFUSAL} = 0 AND hash({key}) IN (SELECT h FROM twice))"
        )
        self._connection.unregister("twice")
        text = " || ' | ' || ".join(
            f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in self._table.key
        )
        self._run(
            f"INSERT INTO {self._refused} SELECT {LINE}, {_literal(', '.join(self._table.key))}, "
            f"{text}, 'has the key of another row with different content' "
            f"FROM {suspects} WHERE contents > 1"
        )
        self._run(
            f"INSERT INTO {self._repeats} SELECT {LINE} FROM {suspects} "
            "WHERE contents = 1 AND place > 1"
        )
        return self._count(self._repeats)

    def _define_rows(self) -> None:
        """Define the good rows: typed, not refused, each once."""
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        aside = f"SELECT line FROM {self._refused} UNION ALL SELECT line FROM {self._repeats}"
        without = ""
        if self._count(self._refused) + self._count(self._repeats):
            without = f" AND {LINE} NOT IN ({aside})"
        self._run(
            f"CREATE TEMP VIEW {self._rows} AS SELECT {names} FROM {self._checked} "
            f"WHERE {REFUSAL} = 0{without}"
        )

    def _merge(self) -> Merged:
        """Merge the good rows into the table's files, month by month where it has rows already."""
        month = "NULL" if self._table.month_of is None else month_expression(self._table)
        counted: dict[int | None, int] = dict(
            self._run(
                f"SELECT {month}, count(*) FROM {self._rows} GROUP BY 1 ORDER BY 1"
            ).fetchall()
        )
        held = self._state.months()
        new = {month for month in counted if month not in held}
        if new:
            kept = "true"
            if new != set(counted):
                kept = " OR ".join(f"({month_condition(self._table, month)})" for month in new)
            self._write(
                new,
                f"SELECT * FROM {self._rows} WHERE {kept}",
                sum(counted[month] for month in new),
            )
        parts = [self._merge_month(month, counted[month]) for month in counted if month in held]
        return Merged(
            rows=sum(counted.values()),
            unchanged=sum(part.unchanged for part in parts),
            replaced=sum(part.replaced for part in parts),
            units_unchanged=sum(part.units_unchanged for part in parts),
            revenue_unchanged=sum((part.revenue_unchanged for part in parts), _ZERO),
        )

    def _merge_month(self, month: int | None, rows: int) -> Merged:
        """Merge one month's rows with those that the ledger has; write only where they differ."""
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        fresh = f"SELECT * FROM {self._rows} WHERE {month_condition(self._table, month)}"
        held = self._state.relation({month})
        sums = ", sum(units), sum(revenue)" if self._table.name == "sales" else ", 0, 0"
        same = self._one(
            f"SELECT count(*){sums} FROM (({fresh}) INTERSECT SELECT {names} FROM {held})"
        )
        matches = " AND ".join(
            f'fresh."{name}" IS NOT DISTINCT FROM held."{name}"'
            for name in self._table.covers or self._table.key
        )
        kept = (
            f"SELECT {names} FROM {held} AS held WHERE NOT EXISTS "
            f"(SELECT 1 FROM ({fresh}) AS fresh WHERE {matches})"
        )
        kept_rows = self._one(f"SELECT count(*) FROM ({kept})")[0]
        replaced = self._one(f"SELECT count(*) FROM {held}")[0] - kept_rows - same[0]
        if same[0] != rows or replaced:
            self._write({month}, f"{kept} UNION ALL {fresh}", kept_rows + rows)
        return Merged(rows, same[0], replaced, int(same[1] or 0), Decimal(same[2] or 0))

    def _write(self, months: set[int | None], select: str, expected: int) -> None:
        files = write_files(self._connection, self._table, self._state.staging, select)
        self._state.replace(months, files)
        written = sum(file.rows for file in files)
        if written != expected:
            raise LedgerError(
                f"{self._source.path}: {written} rows were written where {expected} were counted; "
                "was the file changed while it was read? Nothing was taken"
            )

    def _warnings(self, replaced: int) -> tuple[str, ...]:
        """Say what was taken although another table does not know it."""
        found = []
        if replaced:
            found.append(f"{replaced:,} rows of the ledger were corrected or replaced")
        for column, other in self._table.expected:
            known = self._states[other].relation()
            money = "sum(r.revenue)" if "revenue" in self._table.column_names else "NULL"
            count, names, amount = self._one(
                f'SELECT count(*), count(DISTINCT r."{column}"), {money} FROM {self._rows} r '
                f'WHERE r."{column}" NOT IN (SELECT "{column}" FROM {known})'
            )
            if count:
                worth = "" if amount is None else f" ({amount:,.2f})"
                found.append(
                    f"{count:,} {'line' if count == 1 else 'lines'}{worth} "
                    f"{'names' if count == 1 else 'name'} {names:,} "
                    f"{other.removesuffix('s') if names == 1 else other} that the table {other} "
                    "lacks; they count as (unknown)"
                )
            if self._table.name == "sales":
                found.extend(self._sold_before_valid(known))
        return tuple(found)

    def _sold_before_valid(self, products: str) -> list[str]:
        count, amount = self._one(
            f"SELECT count(*), sum(r.revenue) FROM {self._rows} r JOIN "
            f"(SELECT product_id, min(valid_from) AS first FROM {products} GROUP BY 1) p "
            "ON p.product_id = r.product_id WHERE r.date < p.first"
        )
        if not count:
            return []
        lines = "line" if count == 1 else "lines"
        sentence = (
            f"{count:,} {lines} ({amount:,.2f}) dated before the product's first valid_from; "
            "counted as (unknown)"
        )
        return [sentence]

    def _refusals(self) -> tuple[Refusal, ...]:
        rows = self._run(
            f"SELECT column_name, reason, count(*), min(line), arg_min(coalesce(value, ''), line) "
            f"FROM {self._refused} GROUP BY 1, 2 ORDER BY 4, 1, 2"
        ).fetchall()
        return tuple(Refusal(*row) for row in rows)

    def _write_quarantine(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self._run(
            f'COPY (SELECT line, column_name AS "column", value, reason FROM {self._refused} '
            f"ORDER BY line, column_name) TO {sql_path(target)} (FORMAT csv, HEADER)"
        )

    def _amounts(self, merged: Merged) -> SalesAmounts:
        """Sum units and revenue by what became of the rows, each from its own relation."""
        sums = "SELECT coalesce(sum(units), 0), coalesce(sum(revenue), 0.00) FROM"
        came = self._one(f"{sums} {self._checked}")
        good = self._one(f"{sums} {self._rows}")
        bad: tuple[Any, ...] = (0, _ZERO)
        again: tuple[Any, ...] = (0, _ZERO)
        if self._count(self._refused):
            bad = self._one(
                f"{sums} {self._checked} WHERE {LINE} IN (SELECT line FROM {self._refused})"
            )
        if self._count(self._repeats):
            again = self._one(
                f"{sums} {self._checked} WHERE {LINE} IN (SELECT line FROM {self._repeats})"
            )
        return SalesAmounts(
            units_in=int(came[0]),
            units_accepted=int(good[0]) - merged.units_unchanged,
            units_quarantined=int(bad[0]),
            units_unchanged=int(again[0]) + merged.units_unchanged,
            revenue_in=Decimal(came[1]),
            revenue_accepted=Decimal(good[1]) - merged.revenue_unchanged,
            revenue_quarantined=Decimal(bad[1]),
            revenue_unchanged=Decimal(again[1]) + merged.revenue_unchanged,
        )

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql)

    def _one(self, sql: str) -> tuple[Any, ...]:
        row = self._run(sql).fetchone()
        return row if row is not None else ()

    def _count(self, relation: str, condition: str = "true") -> int:
        return int(self._one(f"SELECT count(*) FROM {relation} WHERE {condition}")[0])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
