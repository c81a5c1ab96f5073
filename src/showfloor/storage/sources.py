"""Files as the intake reads them: CSV and Parquet, opened in DuckDB with a line for every row."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.errors import IntakeError, nearest
from showfloor.storage.csv_scan import BrokenRecord, Bytes, scan_csv, write_whole_records
from showfloor.storage.tables import INTAKE_TABLES, Table

LINE = '"#line"'
"""The column that numbers a source's rows: physical lines in CSV, rows from 1 in Parquet."""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file.

    relation: a FROM item with the column `#line` and the file's own columns.
    types:    DuckDB type by column of the file.
    rows:     rows in the file, broken ones included.
    broken:   rows that have no columns to speak of.
    heavy:    reading it again costs more than keeping its typed rows would (CSV).
    tables:   temporary tables that hold its text, to be dropped after use.
    """

    path: Path
    relation: str
    types: Mapping[str, str]
    rows: int
    broken: tuple[BrokenRecord, ...]
    warnings: tuple[str, ...]
    heavy: bool
    tables: tuple[str, ...] = ()


def table_of(path: Path, named: str) -> str:
    """Return the table of a file: as `named`, or for "auto" as the file's name begins."""
    if named != "auto":
        if named not in INTAKE_TABLES:
            known = ", ".join(sorted(INTAKE_TABLES))
            raise IntakeError(
                f"no table '{named}' can be imported{nearest(named, INTAKE_TABLES)}; "
                f"there are {known}"
            )
        return named
    stem = path.stem.lower()
    fitting = [
        name
        for name in INTAKE_TABLES
        if stem == name or (stem.startswith(name) and not stem[len(name)].isalpha())
    ]
    if not fitting:
        raise IntakeError(
            f"{path}: the file's name does not begin with the name of a table"
            f"{nearest(stem, INTAKE_TABLES)}; rename it (sales-2020.csv) or name its table"
        )
    return max(fitting, key=len)


def check_file(path: Path) -> None:
    """Refuse what is no readable, non-empty .csv or .parquet file."""
    if not path.exists():
        raise IntakeError(f"{path} does not exist")
    if path.is_dir():
        raise IntakeError(f"{path} is a directory; name the files in it")
    if not path.is_file():
        raise IntakeError(f"{path} is no regular file")
    if not os.access(path, os.R_OK):
        raise IntakeError(f"{path} may not be read; change its permissions")
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise IntakeError(f"{path}: a file's name must end in .csv or .parquet")
    if path.stat().st_size == 0:
        raise IntakeError(f"{path} is empty (0 bytes); it must at least name its columns")


def check_columns(path: Path, table: Table, found: tuple[str, ...], filled: frozenset[str]) -> None:
    """Refuse unknown columns, and the lack of required ones that nothing else fills."""
    problems = [
        f"unknown column '{name}'{nearest(name, table.column_names)}"
        for name in found
        if name not in table.column_names
    ]
    problems += [
        f"missing column '{column.name}'"
        for column in table.columns
        if column.required and column.name not in found and column.name not in filled
    ]
    if problems:
        names = ", ".join(
            column.name if column.required else f"[{column.name}]" for column in table.columns
        )
        source = "; --source names one source for the whole file" if "source" in names else ""
        raise IntakeError(
            f"{path}: {'; '.join(problems)}; the table {table.name} has {names} "
            f"(optional in brackets){source}"
        )


def open_source(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: Table,
    link: Path,
    filled: frozenset[str] = frozenset(),
) -> Source:
    """Open a file as `table`; IntakeError if it is unreadable.

    `link` is a path of our own, unique in this connection, that will point to the file: it keeps
    glob characters of the file's path out of SQL, and its stem names what is made in DuckDB.
    """
    check_file(path)
    opening = _open_csv if path.suffix.lower() == ".csv" else _open_parquet
    return opening(connection, path, table, link, filled)


def _open_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: Table,
    link: Path,
    filled: frozenset[str],
) -> Source:
    data: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
    scan = scan_csv(path, data)
    check_columns(path, table, scan.header, filled)
    name, target = link.stem, link.with_suffix(".csv")
    if scan.plain:
        target.symlink_to(path.resolve())
    else:
        write_whole_records(scan, data, target)
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in scan.header)
    new_line = scan.new_line if scan.plain else "\\n"
    whole = scan.records - len(scan.broken)
    connection.execute(
        f"CREATE TEMP TABLE {name}_text AS SELECT * FROM read_csv({_quoted(target)}, "
        f"auto_detect = false, header = false, skip = 1, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '{new_line}', max_line_size = 16777216, "
        f"columns = {{{columns}}})"
    )
    read = connection.execute(f"SELECT count(*) FROM {name}_text").fetchone()
    if read is None or read[0] != whole:
        raise IntakeError(f"{path}: {whole} rows were found, but {read and read[0]} could be read")
    relation = f"(SELECT rowid + 2 AS {LINE}, * FROM {name}_text)"
    if scan.lines is not None:
        record = pa.array(np.arange(whole, dtype=np.int64))
        lines = pa.table({"record": record, "#line": pa.array(scan.lines)})
        connection.register(f"{name}_arrow", lines)
        connection.execute(f"CREATE TEMP TABLE {name}_lines AS SELECT * FROM {name}_arrow")
        connection.unregister(f"{name}_arrow")
        relation = (
            f"(SELECT l.{LINE}, t.* FROM {name}_text t JOIN {name}_lines l ON l.record = t.rowid)"
        )
    warnings = []
    if scan.records == 0:
        warnings.append("the file holds a header and no rows")
    if scan.blank:
        warnings.append(f"{scan.blank:,} blank lines were passed over")
    types = dict.fromkeys(scan.header, "VARCHAR")
    return Source(
        path,
        relation,
        types,
        scan.records,
        scan.broken,
        tuple(warnings),
        heavy=True,
        tables=(f"{name}_text", f"{name}_lines"),
    )


def _open_parquet(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: Table,
    link: Path,
    filled: frozenset[str],
) -> Source:
    with path.open("rb") as stream:
        if stream.read(4) != b"PAR1":
            raise IntakeError(
                f"{path} is no Parquet file although its name ends in .parquet; "
                "if it is text, rename it to end in .csv"
            )
    target = link.with_suffix(".parquet")
    target.symlink_to(path.resolve())
    try:
        described = connection.execute(f"DESCRIBE FROM read_parquet({_quoted(target)})").fetchall()
        counted = connection.execute(
            f"SELECT count(*) FROM read_parquet({_quoted(target)})"
        ).fetchone()
    except duckdb.Error as error:
        raise IntakeError(f"{path} is a damaged Parquet file: {_first_line(error)}") from error
    read = f"read_parquet({_quoted(target)}, file_row_number = true)"
    types = {row[0]: row[1] for row in described}
    check_columns(path, table, tuple(types), filled)
    rows = counted[0] if counted else 0
    warnings = () if rows else ("the file holds no rows",)
    relation = f"(SELECT file_row_number + 1 AS {LINE}, * EXCLUDE (file_row_number) FROM {read})"
    return Source(path, relation, types, rows, (), warnings, heavy=False)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
