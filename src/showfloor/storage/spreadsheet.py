"""XLSX and ODS files as a converter of the intake: read in a process of its own, then CSV."""

from __future__ import annotations

import json
import subprocess
import sys
from array import array
from dataclasses import asdict
from pathlib import Path
from typing import Any

from showfloor.errors import IntakeError
from showfloor.storage.conversion import Conversion, RefusedRecord
from showfloor.storage.named_source import NamedSource
from showfloor.storage.spreadsheet_reading import MEMORY, SECONDS, ReadingTask
from showfloor.storage.spreadsheet_rows import ROWS_FILE
from showfloor.storage.tables import Table

SPREADSHEET_ENDINGS = (".xlsx", ".ods")

_PROGRAMME = "from showfloor.storage.spreadsheet_reading import main; main()"
"""Run with -P: nothing that lies in the folder of the call is taken for a module."""

_PATIENCE = 1800
"""Seconds on the clock after which a workbook is given up, on a machine that is busy."""

_FILLED_OTHERWISE = frozenset({"source"})
"""Columns that the command line can fill, so that a sheet without them may be the whole table."""


def convert_spreadsheet(
    path: Path, table: Table, source: NamedSource | None, folder: Path
) -> Conversion:
    """Convert a workbook, as `showfloor.storage.conversion.Converter` states.

    IntakeError where the file is damaged, locked or too large, and where sheet, header, or the
    numbers and dates in text cells can be read in two ways.
    """
    task = _task(path, table, source, folder)
    answer = _answer(path, task)
    if "error" in answer:
        raise IntakeError(answer["error"])
    rows = array("I")
    stored = folder / ROWS_FILE
    with stored.open("rb") as stream:
        rows.fromfile(stream, stored.stat().st_size // rows.itemsize)
    sheet = answer["sheet"]

    def place(line: int) -> str:
        known = 0 < line <= len(rows)
        return f"sheet '{sheet}', row {rows[line - 1]}" if known else f"sheet '{sheet}'"

    return Conversion(
        text=Path(task.target),
        found=answer["found"],
        place=place,
        refused=tuple(RefusedRecord(*refused) for refused in answer["refused"]),
        notes=tuple(answer["notes"]),
        by_numbers=True,
    )


def _task(path: Path, table: Table, source: NamedSource | None, folder: Path) -> ReadingTask:
    target = str(folder / "canonical.csv")
    needed = {column.name for column in table.columns if column.required} - _FILLED_OTHERWISE
    if source is None:
        kinds = {column.name: column.kind for column in table.columns}
        return ReadingTask(str(path), target, kinds, {}, tuple(sorted(needed)))
    theirs = {ours: name for name, ours in source.columns.items()}
    return ReadingTask(
        path=str(path),
        target=target,
        kinds=source.kinds(),
        names=dict(source.columns),
        required=tuple(sorted(theirs.get(name, name) for name in needed - source.defaults.keys())),
        ignored=tuple(sorted(source.ignored)),
        sheet=source.sheet,
        decimal=source.dialect.decimal,
        thousands=source.dialect.thousands,
        dates=dict(source.dialect.dates),
    )


def _answer(path: Path, task: ReadingTask) -> dict[str, Any]:
    command = [sys.executable, "-P", "-c", _PROGRAMME]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, nothing of the file in it
            command,
            input=json.dumps(asdict(task)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise IntakeError(
            f"{path} takes longer than {_PATIENCE // 60} minutes to read; save it as CSV"
        ) from error
    if done.returncode:
        raise IntakeError(
            f"{path} cannot be read: it asks for more than {MEMORY >> 30} GB of memory or "
            f"{SECONDS // 60} minutes, or is damaged; split it, or save it as CSV"
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
