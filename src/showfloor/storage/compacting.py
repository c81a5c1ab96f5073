"""Small files of a month merged into one; the rows are proven the same before it is published."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.delta_files import DataFile
from showfloor.storage.rows_digest import rows_digest
from showfloor.storage.table_state import TableState, relation_of, write_month
from showfloor.storage.tables import Table
from showfloor.storage.writing import Writing

SMALL_BYTES = 64 * 1024 * 1024
"""A file below it is worth merging with another of its month."""


@dataclass(frozen=True, slots=True)
class TableCompacted:
    """Files and bytes of one table in the version before and in the new one, and equal rows."""

    table: str
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    rows: int


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What was merged; `version` is the newest after it, `published` whether it is a new one."""

    version: int
    published: bool
    tables: tuple[TableCompacted, ...]
    seconds: float


def compact(writing: Writing, *, small_bytes: int = SMALL_BYTES) -> CompactReport:
    """Merge the files of each month that has at least two small ones; seconds are 0.

    LedgerError, and nothing is changed, where count, sum and exclusive or of all rows' hashes are
    not the same in the merged file as in those that it replaces.
    """
    found: list[TableCompacted] = []
    states = writing.states
    with writing.connection() as connection:
        for place, (name, state) in enumerate(states.items()):
            writing.progress(f"merging files of {name}", 0.9 * place / len(states))
            before = state.files
            for month in sorted(state.months(), key=str):
                if sum(file.size < small_bytes for file in state.of_months({month})) > 1:
                    _merge(connection, state, month)
            if state.touched:
                found.append(_compacted(state.table, before, state.files))
        merged = ", ".join(f"{one.table} {one.files_before} to {one.files_after}" for one in found)
        version = writing.publish(connection, "compact", statement=f"merged files: {merged}")
    writing.progress("done", 1.0)
    last = writing.last.number if writing.last else 0
    return CompactReport(version.number if version else last, bool(version), tuple(found), 0.0)


def _merge(connection: duckdb.DuckDBPyConnection, state: TableState, month: int | None) -> None:
    columns = state.table.column_names
    before = state.relation({month})
    merged = write_month(connection, state.table, state.staging, month, f"SELECT * FROM {before}")
    after = relation_of(state.table, [state.staging / merged.path])
    was, now = (rows_digest(connection, relation, columns) for relation in (before, after))
    if was != now:
        raise LedgerError(
            f"{state.table.name} of {month} would not hold the same rows in one file "
            f"({was[0]:,} before, {now[0]:,} after); nothing was changed"
        )
    state.replace({month}, [merged])


def _compacted(
    table: Table, before: tuple[DataFile, ...], after: tuple[DataFile, ...]
) -> TableCompacted:
    return TableCompacted(
        table=table.name,
        files_before=len(before),
        files_after=len(after),
        bytes_before=sum(file.size for file in before),
        bytes_after=sum(file.size for file in after),
        rows=sum(file.rows for file in after),
    )
