"""Delta tables as sets of Parquet files: which files make a version, and how a new one is made.

DuckDB writes and reads the files; the Delta log says which of them belong to a version. A commit
states the table's whole next set, so that whatever an import that was killed has left in the
log is undone by the next one, in the same commit.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
from deltalake import Schema as DeltaSchema
from deltalake.transaction import AddAction, RemoveAction

from showfloor.errors import LedgerError
from showfloor.storage.tables import Kind, Table

MONTH = "month"
"""Partition column: the month as a whole number, 202103."""

ARROW_TYPES: dict[Kind, Any] = {
    "text": pa.string(),
    "int": pa.int64(),
    "money": pa.decimal128(18, 2),
    "float": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
}

_CONFIGURATION: dict[str, str | None] = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}

_NO_HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table; `path` is relative to the table's folder."""

    path: str
    size: int
    rows: int
    month: int | None
    statistics: str = field(default="{}", compare=False)
    """Delta's JSON of row count and, by column, least and greatest value."""


def files_of(folder: Path, version: int) -> tuple[DataFile, ...]:
    """Return the files of one Delta version, sorted by path; LedgerError if it is not there."""
    try:
        actions = DeltaTable(str(folder), version=version).get_add_actions(flatten=True)
    except Exception as error:
        raise LedgerError(
            f"version {version} of the table in {folder} cannot be read: {error}"
        ) from error
    return _data_files(_plain(actions))


def files_by_version(folder: Path) -> dict[int, tuple[DataFile, ...]]:
    """Return the files of every Delta version of a table, read from its log once, commit by commit.

    LedgerError where the log is damaged. Commits are kept for good, so none is missing.
    """
    found: dict[int, tuple[DataFile, ...]] = {}
    present: dict[str, DataFile] = {}
    for path in sorted((folder / "_delta_log").glob("[0-9]*.json")):
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if "remove" in action:
                    present.pop(unquote(action["remove"]["path"]), None)
                elif "add" in action:
                    file = _added(action["add"])
                    present[file.path] = file
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LedgerError(f"{path} is damaged: {error}; restore it from a backup") from error
        found[int(path.stem)] = tuple(sorted(present.values(), key=lambda file: file.path))
    return found


def _added(action: Mapping[str, Any]) -> DataFile:
    month = action["partitionValues"].get(MONTH)
    statistics = action.get("stats") or "{}"
    return DataFile(
        unquote(action["path"]),
        action["size"],
        json.loads(statistics).get("numRecords", 0),
        None if month is None else int(month),
        statistics,
    )


def commit_files(folder: Path, table: Table, files: Sequence[DataFile], import_id: str) -> int:
    """Make `files` the table's whole content in one commit; return the new Delta version."""
    head = _open_or_create(folder, table)
    present = {file.path: file for file in _data_files(_add_actions(head))}
    wanted = {file.path: file for file in files}
    gone = [_remove(present[path]) for path in sorted(present.keys() - wanted.keys())]
    new = [_add(wanted[path]) for path in sorted(wanted.keys() - present.keys())]
    actions: list[AddAction | RemoveAction] = [*gone, *new]
    if not actions:
        return head.version()
    head.create_write_transaction(
        actions,
        mode="append",
        schema=delta_schema(table),
        partition_by=_partitions(table),
        commit_properties=CommitProperties(custom_metadata={"showfloor.import": import_id}),
        post_commithook_properties=_NO_HOOKS,
    )
    return DeltaTable(str(folder)).version()


def delta_schema(table: Table) -> DeltaSchema:
    """Return a table's schema in the Delta log; the month is a partition, not in the files."""
    fields = [pa.field(column.name, ARROW_TYPES[column.kind]) for column in table.columns]
    if table.month_of is not None:
        fields.append(pa.field(MONTH, pa.int32()))
    return DeltaSchema.from_arrow(pa.schema(fields))


def file_statistics(rows: int, columns: Mapping[str, Mapping[str, str]], table: Table) -> str:
    """Return Delta's statistics of a file from those that DuckDB gives when it writes one."""
    least: dict[str, str] = {}
    greatest: dict[str, str] = {}
    for column in table.columns:
        found = columns.get(f'"{column.name}"', {})
        if column.name in table.key and column.kind == "date" and "min" in found:
            least[column.name], greatest[column.name] = found["min"], found["max"]
    return json.dumps({"numRecords": rows, "minValues": least, "maxValues": greatest})


def _open_or_create(folder: Path, table: Table) -> DeltaTable:
    if DeltaTable.is_deltatable(str(folder)):
        return DeltaTable(str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    return DeltaTable.create(
        str(folder),
        schema=delta_schema(table),
        partition_by=_partitions(table),
        name=table.name,
        configuration=_CONFIGURATION,
    )


def _partitions(table: Table) -> list[str]:
    return [] if table.month_of is None else [MONTH]


def _add_actions(head: DeltaTable) -> dict[str, list[Any]]:
    return _plain(head.get_add_actions(flatten=True))


def _plain(actions: Any) -> dict[str, list[Any]]:  # noqa: ANN401  (Arrow of another library)
    """Return columns as lists; `pa.table` would load pandas for it, 0.3 s of every command."""
    found: dict[str, list[Any]] = pa.RecordBatchReader.from_stream(actions).read_all().to_pydict()
    return found


def _data_files(actions: Mapping[str, list[Any]]) -> tuple[DataFile, ...]:
    paths = [unquote(path) for path in actions.get("path", [])]
    months = actions.get(f"partition.{MONTH}", [None] * len(paths))
    rows = actions.get("num_records", [None] * len(paths))
    return tuple(
        sorted(
            (
                DataFile(
                    path,
                    size,
                    count or 0,
                    None if month is None else int(month),
                    json.dumps({"numRecords": count or 0}),
                )
                for path, size, count, month in zip(
                    paths, actions.get("size_bytes", []), rows, months, strict=True
                )
            ),
            key=lambda file: file.path,
        )
    )


def _add(file: DataFile) -> AddAction:
    return AddAction(
        path=file.path,
        size=file.size,
        partition_values=_partition_values(file),
        modification_time=time.time_ns() // 1_000_000,
        data_change=True,
        stats=file.statistics,
    )


def _remove(file: DataFile) -> RemoveAction:
    return RemoveAction(
        path=file.path,
        deletion_timestamp=time.time_ns() // 1_000_000,
        data_change=True,
        partition_values=_partition_values(file),
        size=file.size,
    )


def _partition_values(file: DataFile) -> dict[str, str | None]:
    return {} if file.month is None else {MONTH: str(file.month)}
