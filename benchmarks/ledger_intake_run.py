"""One measured intake in a process of its own; prints JSON.

python benchmarks/ledger_intake_run.py import|copy|day LINES FOLDER WORK

import: the CSV file and all tables into a new ledger. copy: DuckDB's bare copy of the same CSV file
to Parquet. day: one more day into a copy of the ledger. WORK is an empty folder for what is made.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from ledger_cases import Data, data_of
from ledger_data import TABLES, new_workspace
from ledger_run import memory
from showfloor.storage import IntakeFile, open_workspace

TYPES = {
    "source": "VARCHAR",
    "date": "DATE",
    "store_id": "VARCHAR",
    "product_id": "VARCHAR",
    "line_no": "BIGINT",
    "units": "BIGINT",
    "revenue": "DECIMAL(18,2)",
    "line_type": "VARCHAR",
    "sale_type": "VARCHAR",
}


class Steps:
    """Seconds by step of an import, from what it says of its progress."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "", time.perf_counter()

    def __call__(self, step: str, _share: float) -> None:
        """Close the step before and begin this one."""
        now = time.perf_counter()
        if self._step:
            self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now


def import_csv(data: Data, work: Path) -> dict[str, Any]:
    """Import into a new workspace, as `showfloor import` does."""
    ledger, steps = new_workspace(work / "workspace").ledger, Steps()
    tables = [IntakeFile(data.raw / f"{table}.parquet", table) for table in TABLES]
    report = ledger.take([*tables, IntakeFile(data.csv / "sales.csv", "sales")], progress=steps)
    sales = next(file for file in report.files if file.table == "sales")
    steps("", 1.0)
    return {
        "rows_in": sales.rows_in,
        "accepted": sales.accepted,
        "quarantined": sales.quarantined,
        "revenue": str(sales.sales.revenue_accepted if sales.sales else None),
        "steps": steps.seconds,
    }


def copy_csv(data: Data, work: Path) -> dict[str, Any]:
    """Copy the CSV file to one Parquet file, lines that DuckDB cannot read left out."""
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    with duckdb.connect(config={"threads": "2"}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            f"COPY (FROM read_csv('{data.csv / 'sales.csv'}', header = true, delim = ',', "
            f"columns = {{{types}}}, ignore_errors = true)) "
            f"TO '{work / 'sales.parquet'}' (FORMAT parquet)"
        )
    return {}


def load_day(data: Data, work: Path) -> dict[str, Any]:
    """Load one more day into a ledger whose files are linked, not copied, and say what is new."""
    ledger = open_workspace(work / "workspace").ledger
    day = sorted(data.day.glob("sales-*.parquet"))
    report = ledger.take([IntakeFile(path, "sales") for path in day])
    return {"accepted": report.files[0].accepted}


def main() -> None:
    """Prepare, measure, and say what it took."""
    what, lines, folder, work_folder = sys.argv[1:]
    data, work = data_of(Path(folder), int(lines)), Path(work_folder)
    works: dict[str, Callable[[Data, Path], dict[str, Any]]] = {
        "import": import_csv,
        "copy": copy_csv,
        "day": load_day,
    }
    old: set[int] = set()
    if what == "day":
        shutil.copytree(data.workspace, work / "workspace", copy_function=os.link)
        old = {path.stat().st_ino for path in (work / "workspace").rglob("*.parquet")}
    wall, cpu = time.perf_counter(), time.process_time()
    found = works[what](data, work)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    new = [path for path in work.rglob("*.parquet") if path.stat().st_ino not in old]
    written = sum(path.stat().st_size for path in new) / 1e6
    peak = {"peak_mb": memory("VmHWM"), "written_mb": written, "kept_files": len(old)}
    print(json.dumps({"wall": wall, "cpu": cpu} | peak | found))


if __name__ == "__main__":
    main()
