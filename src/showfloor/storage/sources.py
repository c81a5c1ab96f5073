"""Files as the intake reads them: opened in DuckDB with a line for every row."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.errors import IntakeError, nearest
from showfloor.storage.conversion import Conversion, Originals, Place, RefusedRecord
from showfloor.storage.converters import CONVERTERS, ENDINGS, PARQUET, ending_of, stem_of
from showfloor.storage.csv_scan import (
    BrokenRecord,
    Bytes,
    CsvScan,
    scan_csv,
    write_whole_records,
)
from showfloor.storage.edifact import EDIFACT_ENDINGS
from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import INTAKE_TABLES, Table

LINE = '"#line"'
"""The column that numbers a source's rows: physical lines in CSV, rows from 1 in Parquet."""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file.

    relation:  a FROM item with the column `#line` and the file's columns by the ledger's names.
    types:     DuckDB type by column of the file.
    rows:      rows in the file, broken ones included.
    broken:    rows that have no columns to speak of.
    heavy:     reading it again costs more than keeping its typed rows would (CSV).
    tables:    temporary tables that hold its text, to be dropped after use.
    found:     how the file is written, in words; None for the documented format.
    place:     where a row comes from, in words, by its `#line`; None where the line says it.
    originals: refused values as the file writes them; None where the relation has them.
    by_numbers: stores and products may be named by GLN and GTIN.
    """

    path: Path
    relation: str
    types: Mapping[str, str]
    rows: int
    broken: tuple[BrokenRecord, ...]
    warnings: tuple[str, ...]
    heavy: bool
    tables: tuple[str, ...] = ()
    found: str | None = None
    place: Place | None = None
    originals: Originals | None = None
    by_numbers: bool = False


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
    stem = stem_of(path).lower()
    fitting = [
        name
        for name in INTAKE_TABLES
        if stem == name or (stem.startswith(name) and not stem[len(name)].isalpha())
    ]
    if not fitting and ending_of(path) in EDIFACT_ENDINGS:
        return "sales"
    if not fitting:
        raise IntakeError(
            f"{path}: the file's name does not begin with the name of a table"
            f"{nearest(stem, INTAKE_TABLES)}; rename it (sales-2020.csv) or name its table"
        )
    return max(fitting, key=len)


def check_file(path: Path) -> None:
    """Refuse what is no readable, non-empty file of a format that can be imported."""
    if not path.exists():
        raise IntakeError(f"{path} does not exist")
    if path.is_dir():
        raise IntakeError(f"{path} is a directory; name the files in it")
    if not path.is_file():
        raise IntakeError(f"{path} is no regular file")
    if not os.access(path, os.R_OK):
        raise IntakeError(f"{path} may not be read; change its permissions")
    if ending_of(path) is None:
        listed = ", ".join(ENDINGS[:-1])
        raise IntakeError(f"{path}: a file's name must end in {listed} or {ENDINGS[-1]}")
    if path.stat().st_size == 0:
        raise IntakeError(f"{path} is empty (0 bytes); it must at least name its columns")


def check_columns(
    path: Path,
    table: Table,
    found: tuple[str, ...],
    filled: frozenset[str],
    named: NamedSource | None = None,
) -> None:
    """Refuse unknown columns, and the lack of required ones that nothing else fills."""
    theirs = {ours: f" ('{name}')" for name, ours in (named.columns if named else {}).items()}
    unknown = [
        f"unknown column '{name}'{nearest(name, table.column_names)}"
        for name in found
        if name not in table.column_names
    ]
    missing = [
        f"missing column '{column.name}'{theirs.get(column.name, '')}"
        for column in table.columns
        if column.required and column.name not in found and column.name not in filled
    ]
    if unknown or missing:
        names = ", ".join(
            column.name if column.required else f"[{column.name}]" for column in table.columns
        )
        raise IntakeError(
            f"{path}: {'; '.join([*unknown, *missing])}; the table {table.name} has {names} "
            f"(optional in brackets){_way_out(bool(unknown), 'source' in names, named)}"
        )


def _way_out(unknown: bool, sales: bool, named: NamedSource | None) -> str:
    if named is not None:
        listed = "columns or ignore" if unknown else "columns or defaults"
        return f"; name it in {listed} of [sources.{named.name}] in showfloor.toml"
    stated = "; --source names one source for the whole file" if sales else ""
    return f"{stated}; a named source in showfloor.toml renames, fills and ignores columns"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is needed to open a file.

    link:   a path of our own, unique in this connection, that will point to the file: it keeps
            glob characters of the file's path out of SQL; its stem names what is made in DuckDB.
    filled: columns that need not be in the file.
    named:  what showfloor.toml states of such files.
    currency: the workspace's; None where the file's is not to be checked.
    """

    connection: duckdb.DuckDBPyConnection
    path: Path
    table: Table
    link: Path
    filled: frozenset[str] = frozenset()
    named: NamedSource | None = None
    currency: str | None = None


def open_source(opening: Opening) -> Source:
    """Open a file as a table's; IntakeError if it is unreadable."""
    path, named = opening.path, opening.named
    check_file(path)
    ending = ending_of(path)
    if ending is None or ending == PARQUET:
        return _open_parquet(opening)
    folder = opening.link.with_suffix(".converted")
    folder.mkdir()
    conversion = CONVERTERS[ending](path, opening.table, named, folder)
    conversion = conversion or Conversion(path, "")
    stated = conversion.currency
    if stated and opening.currency and stated != opening.currency:
        raise IntakeError(
            f"{path} states its amounts in {stated}, but the workspace keeps {opening.currency}; "
            "ask for a report in that currency"
        )
    return _open_text(opening, conversion)


def _open_text(opening: Opening, conversion: Conversion) -> Source:
    """Open canonical text: the file itself, or what a converter made of it."""
    path = opening.path
    data: Bytes = np.memmap(conversion.text, dtype=np.uint8, mode="r")
    scan = scan_csv(path, data)
    names = _columns_taken(opening, scan.header)
    relation, tables = _read_text(opening, scan, conversion.text, data)
    refused = [_broken(record) for record in conversion.refused]
    blank = scan.blank - len(refused)
    warnings = [*conversion.notes]
    if scan.records + len(refused) == 0:
        warnings.append("the file holds a header and no rows")
    if blank:
        warnings.append(f"{blank:,} blank lines were passed over")
    return Source(
        path,
        relation,
        dict.fromkeys(names, "VARCHAR"),
        scan.records + len(refused),
        tuple(sorted((*scan.broken, *refused), key=lambda record: record.line)),
        tuple(warnings),
        heavy=True,
        tables=tables,
        found=conversion.found or None,
        place=conversion.place,
        originals=conversion.originals,
        by_numbers=conversion.by_numbers,
    )


def _broken(record: RefusedRecord) -> BrokenRecord:
    return BrokenRecord(record.line, record.text, record.reason, record.column)


def _columns_taken(opening: Opening, found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the file that the table takes; IntakeError where it cannot."""
    ignored = opening.named.ignored if opening.named else frozenset[str]()
    names = tuple(name for name in found if name not in ignored)
    check_columns(opening.path, opening.table, names, opening.filled, opening.named)
    return names


def _read_text(
    opening: Opening, scan: CsvScan, text: Path, data: Bytes
) -> tuple[str, tuple[str, ...]]:
    """Read the whole records as text; return a FROM item with their lines, and its tables."""
    connection, name = opening.connection, opening.link.stem
    target = opening.link.with_suffix(".csv")
    if scan.plain:
        target.symlink_to(text.resolve())
    else:
        write_whole_records(scan, data, target)
    columns = ", ".join(f"{_literal(column)}: 'VARCHAR'" for column in scan.header)
    new_line = scan.new_line if scan.plain else "\\n"
    whole = scan.records - len(scan.broken)
    connection.execute(
        f"CREATE TEMP TABLE {name}_text AS SELECT * FROM read_csv({_literal(str(target))}, "
        f"auto_detect = false, header = false, skip = 1, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '{new_line}', max_line_size = 16777216, "
        f"columns = {{{columns}}})"
    )
    read = connection.execute(f"SELECT count(*) FROM {name}_text").fetchone()
    if read is None or read[0] != whole:
        raise IntakeError(
            f"{opening.path}: {whole} rows were found, but {read and read[0]} could be read"
        )
    if scan.lines is None:
        return f"(SELECT rowid + 2 AS {LINE}, * FROM {name}_text)", (f"{name}_text",)
    record = pa.array(np.arange(whole, dtype=np.int64))
    lines = pa.table({"record": record, "#line": pa.array(scan.lines)})
    connection.register(f"{name}_arrow", lines)
    connection.execute(f"CREATE TEMP TABLE {name}_lines AS SELECT * FROM {name}_arrow")
    connection.unregister(f"{name}_arrow")
    relation = (
        f"(SELECT l.{LINE}, t.* FROM {name}_text t JOIN {name}_lines l ON l.record = t.rowid)"
    )
    return relation, (f"{name}_text", f"{name}_lines")


def _open_parquet(opening: Opening) -> Source:
    path, connection = opening.path, opening.connection
    with path.open("rb") as stream:
        if stream.read(4) != b"PAR1":
            raise IntakeError(
                f"{path} is no Parquet file although its name ends in .parquet; "
                "if it is text, rename it to end in .csv"
            )
    target = opening.link.with_suffix(".parquet")
    target.symlink_to(path.resolve())
    read = f"read_parquet({_literal(str(target))}"
    try:
        described = connection.execute(f"DESCRIBE FROM {read})").fetchall()
        counted = connection.execute(f"SELECT count(*) FROM {read})").fetchone()
    except duckdb.Error as error:
        raise IntakeError(f"{path} is a damaged Parquet file: {_first_line(error)}") from error
    renamed = opening.named.columns if opening.named else {}
    found = {renamed.get(row[0], row[0]): row for row in described}
    names = _columns_taken(opening, tuple(found))
    listed = ", ".join(f"{_name(found[name][0])} AS {_name(name)}" for name in names)
    rows = counted[0] if counted else 0
    return Source(
        path,
        f"(SELECT file_row_number + 1 AS {LINE}, {listed} FROM {read}, file_row_number = true))",
        {name: found[name][1] for name in names},
        rows,
        (),
        () if rows else ("the file holds no rows",),
        heavy=False,
    )


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
