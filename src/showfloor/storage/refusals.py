"""Refused rows of one file: kept with their reason and text, summed up, written to quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from showfloor.storage.conversion import Place
from showfloor.storage.csv_scan import BrokenRecord
from showfloor.storage.reports import Fix, Refusal
from showfloor.storage.sources import Source
from showfloor.storage.table_state import sql_path

WHOLE_LINE = "(whole line)"
FIXES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """Rows refused for one reason each; all lists are of one length.

    values:  the value that is wrong, as the file has it.
    rows:    all values of each row, as the file has them; [] where it has no columns.
    failed:  how many checks the row fails.
    missing: the table that lacks the value; "" where that is not the reason.
    """

    lines: Sequence[int]
    columns: Sequence[str]
    values: Sequence[str]
    reasons: Sequence[str]
    rows: Sequence[Sequence[str]]
    failed: Sequence[int]
    missing: Sequence[str]


class Refusals:
    """The refused rows of a file, in a table of the database named `name`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._table = name
        self.count = 0
        connection.execute(
            f"CREATE TEMP TABLE {name} (line BIGINT, column_name VARCHAR, value VARCHAR, "
            "reason VARCHAR, content VARCHAR[], failed BIGINT, missing VARCHAR)"
        )

    def add(self, refused: RefusedRows) -> None:
        """Keep refused rows."""
        if not len(refused.lines):
            return
        texts = pa.string()
        rows = pa.table(
            {
                "line": pa.array(refused.lines, pa.int64()),
                "column_name": pa.array(refused.columns, texts),
                "value": pa.array(refused.values, texts),
                "reason": pa.array(refused.reasons, texts),
                "content": pa.array(refused.rows, pa.list_(texts)),
                "failed": pa.array(refused.failed, pa.int64()),
                "missing": pa.array(refused.missing, texts),
            }
        )
        self._connection.register("refused_rows", rows)
        self._connection.execute(f"INSERT INTO {self._table} SELECT * FROM refused_rows")
        self._connection.unregister("refused_rows")
        self.count += len(refused.lines)

    def add_broken(self, records: Sequence[BrokenRecord]) -> None:
        """Keep records that have no columns to speak of."""
        number = len(records)
        self.add(
            RefusedRows(
                [record.line for record in records],
                [record.column for record in records],
                [record.text for record in records],
                [record.reason for record in records],
                [[]] * number,
                [1] * number,
                [""] * number,
            )
        )

    def lines(self) -> frozenset[int]:
        """Return the lines of all refused rows."""
        rows = self._connection.execute(f"SELECT DISTINCT line FROM {self._table}").fetchall()
        return frozenset(line for (line,) in rows)

    def summary(self, place: Place | None) -> tuple[Refusal, ...]:
        """Return the refused rows by column and reason, in the order of their first lines."""
        rows = self._connection.execute(
            f"SELECT column_name, reason, count(*), min(line), arg_min(coalesce(value, ''), line) "
            f"FROM {self._table} GROUP BY 1, 2 ORDER BY 4, 1, 2"
        ).fetchall()
        return tuple(
            Refusal(column, reason, count, line, value, place(line) if place else None)
            for column, reason, count, line, value in rows
        )

    def fixes(self) -> tuple[Fix, ...]:
        """Return what would free how many rows, the most rows first.

        Only rows that nothing else keeps out are counted. A row that a table lacks something for
        is freed by adding just that; others by mending the column's values.
        """
        rows = self._connection.execute(
            f"SELECT column_name, reason, missing, CASE WHEN missing <> '' THEN value END AS v, "
            f"count(*) AS n FROM {self._table} WHERE failed <= 1 GROUP BY ALL "
            f"ORDER BY n DESC, min(line), column_name LIMIT {FIXES_SHOWN}"
        ).fetchall()
        return tuple(_fix(*row) for row in rows)

    def write(self, target: Path, table: str, source: Source, filled: Mapping[str, str]) -> None:
        """Write the quarantine file: line, column, value, reason, then the row as it is read.

        The row's columns are named like sales.store_id. filled: text for columns that the file
        lacks, so that the rows can be taken from the quarantine alone.
        """
        place = source.place
        target.parent.mkdir(parents=True, exist_ok=True)
        line = "line"
        if place is not None:
            places = self._connection.execute(f"SELECT DISTINCT line FROM {self._table}").fetchall()
            told = {"line": [at for (at,) in places], "place": [place(at) for (at,) in places]}
            self._connection.register("told", pa.table(told))
            line = "(SELECT place FROM told WHERE told.line = refused.line)"
        given = {name: f"content[{n}]" for n, name in enumerate(source.names, 1) if name}
        texts = {
            name: strict(text) if (strict := source.columns[name].strict) else text
            for name, text in given.items()
        }
        texts |= {
            name: "'" + text.replace("'", "''") + "'"
            for name, text in filled.items()
            if name not in given
        }
        rest = "".join(f', {text} AS "{table}.{name}"' for name, text in texts.items())
        self._connection.execute(
            f'COPY (SELECT {line} AS "line", column_name AS "column", value, reason{rest} '
            f"FROM {self._table} AS refused ORDER BY refused.line, column_name) "
            f"TO {sql_path(target)} (FORMAT csv, HEADER)"
        )
        if place is not None:
            self._connection.unregister("told")

    def close(self) -> None:
        """Drop the table."""
        self._connection.execute(f"DROP TABLE IF EXISTS {self._table}")


def _fix(column: str, reason: str, missing: str, value: str | None, rows: int) -> Fix:
    if missing:
        return Fix(f"add {missing.removesuffix('s')} '{value}' to {missing}", rows)
    if column == WHOLE_LINE:
        return Fix(f"mend the lines: {reason}", rows)
    return Fix(f"mend {column}, which {reason}", rows)
