"""A table while an import works on it: the files that make it up now, and how files are written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from showfloor.storage.delta_files import MONTH, DataFile, file_statistics
from showfloor.storage.manifest import SourceTotal
from showfloor.storage.tables import SQL_TYPES, Table


@dataclass(slots=True)
class TableState:
    """A table's files in the middle of an import; nothing is committed yet.

    folder:  the table's folder in the ledger, with the files of every version.
    staging: where this import writes; what a killed import leaves here, the next one deletes.
    base:    the files of the ledger version that the import started from.
    files:   the files that the next version shall have.
    written: those of them that lie in `staging`; all others lie in `folder`.
    touched: months written anew since `base` (None for a table without months).
    totals:  sales by source of files of which they are known without reading them.
    """

    table: Table
    folder: Path
    staging: Path
    base: tuple[DataFile, ...]
    files: tuple[DataFile, ...] = ()
    written: set[DataFile] = field(default_factory=set)
    touched: set[int | None] = field(default_factory=set)
    totals: dict[DataFile, Mapping[str, SourceTotal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = self.base

    @property
    def rows(self) -> int:
        """Rows that the table has now."""
        return sum(file.rows for file in self.files)

    def months(self) -> set[int | None]:
        """Months (None for a table without months) that have rows now."""
        return {file.month for file in self.files}

    def of_months(self, months: set[int | None]) -> tuple[DataFile, ...]:
        """Return the files of these months."""
        return tuple(file for file in self.files if file.month in months)

    def relation(self, months: set[int | None] | None = None) -> str:
        """Return the table, or some of its months, as a FROM item."""
        files = self.files if months is None else self.of_months(months)
        return relation_of(self.table, [self.path_of(file) for file in files])

    def path_of(self, file: DataFile) -> Path:
        """Return where a file of the table lies now."""
        return (self.staging if file in self.written else self.folder) / file.path

    def replace(self, months: set[int | None], files: Sequence[DataFile]) -> None:
        """Let `files`, which lie in the staging folder, be the whole content of these months."""
        self.restore(months, files)
        self.written |= set(files)

    def restore(self, months: set[int | None], files: Sequence[DataFile]) -> None:
        """Let `files`, which an earlier version had, be the whole content of these months."""
        superseded = set(self.of_months(months))
        self.files = (*(file for file in self.files if file not in superseded), *files)
        self.touched |= months
        for file in superseded & self.written:
            (self.staging / file.path).unlink()
        self.written -= superseded

    def settle(self) -> tuple[DataFile, ...]:
        """Move the files that this import wrote into the table's folder; return them."""
        moved = tuple(sorted(self.written, key=lambda file: file.path))
        for file in moved:
            target = self.folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.staging / file.path).rename(target)
        self.written = set()
        return moved


def relation_of(table: Table, files: Sequence[Path]) -> str:
    """Return a FROM item over a table's files: exactly its columns, typed even without rows."""
    names = ", ".join(f'"{name}"' for name in table.column_names)
    if not files:
        empty = ", ".join(
            f'CAST(NULL AS {SQL_TYPES[column.kind]}) AS "{column.name}"' for column in table.columns
        )
        return f"(SELECT {empty} WHERE false)"
    listed = ", ".join(sql_path(path) for path in files)
    if any(column.later for column in table.columns):
        read = f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
        typed = f"{relation_of(table, ())} UNION ALL BY NAME SELECT * FROM {read}"
        return f"(SELECT {names} FROM ({typed}))"
    return f"(SELECT {names} FROM read_parquet([{listed}], hive_partitioning = false))"


def write_files(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, select: str
) -> tuple[DataFile, ...]:
    """Write the rows of `select` (the table's columns) as the table's files; none for no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{name}"' for name in table.column_names)
    order = ", ".join(f'"{name}"' for name in table.order)
    options = "FORMAT parquet, COMPRESSION zstd, RETURN_STATS"
    if table.month_of is None:
        target = folder / f"part-{uuid.uuid4()}.parquet"
        query = f"SELECT {names} FROM ({select})" + (f" ORDER BY {order}" if order else "")
    else:
        target = folder
        options += f", PARTITION_BY ({MONTH}), APPEND, FILENAME_PATTERN 'part-{{uuid}}'"
        query = f"SELECT {names}, {month_expression(table)} AS {MONTH} FROM ({select})"
        query += f" ORDER BY {MONTH}, {order}" if order else ""
    written = connection.execute(f"COPY ({query}) TO {sql_path(target)} ({options})").fetchall()
    files = []
    for name, rows, size, _, statistics, partition in written:
        path = Path(name)
        if rows == 0:
            path.unlink(missing_ok=True)
            continue
        month = int(partition[MONTH]) if table.month_of is not None else None
        described = file_statistics(rows, statistics, table)
        files.append(DataFile(path.relative_to(folder).as_posix(), size, rows, month, described))
    return tuple(files)


def write_month(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    folder: Path,
    month: int | None,
    select: str,
) -> DataFile:
    """Write the rows of `select`, all of one month, as a single file."""
    names = ", ".join(f'"{name}"' for name in table.column_names)
    order = ", ".join(f'"{name}"' for name in table.order)
    place = folder if month is None else folder / f"{MONTH}={month}"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"part-{uuid.uuid4()}.parquet"
    query = f"SELECT {names} FROM ({select})" + (f" ORDER BY {order}" if order else "")
    [(_, rows, size, _, statistics, _)] = connection.execute(
        f"COPY ({query}) TO {sql_path(path)} (FORMAT parquet, COMPRESSION zstd, RETURN_STATS)"
    ).fetchall()
    described = file_statistics(rows, statistics, table)
    return DataFile(path.relative_to(folder).as_posix(), size, rows, month, described)


def month_expression(table: Table) -> str:
    """Return SQL for the month of a row, 202103."""
    return f'CAST(year("{table.month_of}") * 100 + month("{table.month_of}") AS INTEGER)'


def month_condition(table: Table, month: int | None) -> str:
    """Return SQL that keeps the rows of one month; everything for a table without months."""
    if month is None:
        return "true"
    first = f"DATE '{month // 100:04d}-{month % 100:02d}-01'"
    return f'"{table.month_of}" >= {first} AND "{table.month_of}" < {first} + INTERVAL 1 MONTH'


def sql_path(path: Path) -> str:
    """Return a path as a SQL string."""
    return sql_text(str(path))


def sql_text(text: str) -> str:
    """Return a text as a SQL string."""
    return "'" + text.replace("'", "''") + "'"
