"""Files as the intake reads them: opened slice by slice, with the origin of every row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from showfloor.errors import IntakeError, nearest
from showfloor.storage.conversion import Place
from showfloor.storage.converters import ENDINGS, ending_of, stem_of
from showfloor.storage.csv_scan import BrokenRecord, Positions
from showfloor.storage.edifact import EDIFACT_ENDINGS
from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import INTAKE_TABLES, Table
from showfloor.storage.text_slices import TextSlice


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the file.

    sql:    its value over a slice's relation `raw`.
    type:   that SQL's type.
    strict: makes SQL of a value's text as the file has it SQL of the text that is read for it;
            None where they are the same.
    """

    sql: str
    type: str
    strict: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a file that are read at once.

    relation: gives a FROM item with the rows in their order; only until the slice is released.
    rows:     rows that have the file's columns.
    broken:   records that have not, in the order of the file.
    blank:    blank lines.
    lines:    gives the places of rows by their numbers from 0: physical lines in CSV, rows from 1
              in Parquet.
    values:   gives all values of rows, as the file has them, in the order of `Source.names`.
    searched: the same records found byte by byte, where counting told that all are whole and the
              database sees one that is not; None where that has been done.
    text:     the records' bytes, where they are known by counting and their columns are read as
              they stand; None for all others.
    release:  removes what `relation` made.
    """

    relation: Callable[[], str]
    rows: int
    broken: Sequence[BrokenRecord]
    blank: int
    lines: Callable[[Positions], Positions]
    values: Callable[[Sequence[int]], list[list[str]]]
    searched: Callable[[], Slice] | None = None
    text: TextSlice | None = None
    release: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file.

    columns: its columns by the ledger's names.
    names:   the ledger's name of each column in the file's order; "" for one that is ignored.
    slices:  reads it from its beginning, as often as it is called.
    found:   how it is written, in words; None for the documented format.
    place:   where a row comes from, in words, by its line; None where the line says it.
    refused: records that a converter refused, in the order of their lines.
    notes:   what else is to be said of it.
    by_numbers: stores and products may be named by GLN and GTIN.
    """

    path: Path
    columns: Mapping[str, SourceColumn]
    names: tuple[str, ...]
    slices: Callable[[], Iterator[Slice]]
    found: str | None = None
    place: Place | None = None
    refused: tuple[BrokenRecord, ...] = ()
    notes: tuple[str, ...] = ()
    by_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What is needed to open a file.

    folder: an empty folder of its own; it keeps glob characters of the file's path out of SQL.
    filled: columns that need not be in the file.
    named:  what showfloor.toml states of such files.
    currency: the workspace's; None where the file's is not to be checked.
    """

    connection: duckdb.DuckDBPyConnection
    path: Path
    table: Table
    folder: Path
    filled: frozenset[str] = frozenset()
    named: NamedSource | None = None
    currency: str | None = None

    def names_of(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return the ledger's name of each column of the file, "" for those that are ignored.

        IntakeError for unknown columns, and the lack of required ones that nothing else fills.
        """
        ignored = self.named.ignored if self.named else frozenset[str]()
        renamed = self.named.columns if self.named else {}
        names = tuple("" if name in ignored else renamed.get(name, name) for name in header)
        taken = [name for name in names if name]
        repeated = sorted({name for name in taken if taken.count(name) > 1})
        if repeated:
            raise IntakeError(f"{self.path}: column '{repeated[0]}' is filled by two columns")
        check_columns(self.path, self.table, taken, self.filled, self.named)
        return names


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
    found: Sequence[str],
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
