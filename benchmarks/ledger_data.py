"""The files of one size: lines in Parquet and CSV, one day of them apart, and a ledger of all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ledger_cases import BAD_SHARE, FIRST_DAY, LAST_DAY, SEED, TO_DAY, Data
from showfloor.simulate.benchmark_sales import BenchmarkSales
from showfloor.simulate.benchmark_sales_types import BenchmarkSize
from showfloor.storage import ImportReport, IntakeFile, Workspace, create_workspace

TABLES = ("stores", "manufacturers", "products", "closures", "traffic")


def made(data: Data, *, csv: bool) -> Data:
    """Make what is not there yet; each part appears under its name only when it is complete."""
    data.folder.mkdir(parents=True, exist_ok=True)
    size = BenchmarkSize(data.lines, first_day=FIRST_DAY, to_day=TO_DAY)
    history = (FIRST_DAY, LAST_DAY)
    wanted = [path for path in (data.raw, data.day) if not path.exists()]
    wanted += [data.csv] if csv and not data.csv.exists() else []
    sales = BenchmarkSales(size, SEED) if wanted else None
    for path in wanted:
        assert sales is not None
        part = _part(path)
        _say(f"{data.lines:,} lines: making {path.name}")
        if path == data.raw:
            sales.write_parquet(part, between=history)
        elif path == data.day:
            sales.write_parquet(part, between=(LAST_DAY, TO_DAY))
        else:
            sales.write_csv(part, bad_share=BAD_SHARE, between=history)
        part.rename(path)
    if not data.workspace.exists():
        _say(f"{data.lines:,} lines: importing them into a ledger")
        part = _part(data.workspace)
        imported(part, data, sorted(data.raw.glob("sales-*.parquet")))
        part.rename(data.workspace)
    return data


def imported(root: Path, data: Data, sales: list[Path]) -> ImportReport:
    """Import all tables and these files of sales into a new workspace."""
    workspace = new_workspace(root)
    tables = [IntakeFile(data.raw / f"{table}.parquet", table) for table in TABLES]
    return workspace.ledger.take([*tables, *(IntakeFile(path, "sales") for path in sales)])


def new_workspace(root: Path) -> Workspace:
    """Make an empty workspace."""
    return create_workspace(
        root, name="bench", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )


def bytes_in(folder: Path) -> int:
    """Return how many bytes the files of a folder have together."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _part(path: Path) -> Path:
    part = path.with_name(f"{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    return part


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
