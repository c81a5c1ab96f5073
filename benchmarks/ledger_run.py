"""One measured answer to one question, in a process of its own; prints JSON.

python benchmarks/ledger_run.py WHO QUESTION LINES FOLDER ANSWER

ANSWER is the file into which the rows are written, in whole cents, so that answers can be compared.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger_cases import DUCKDB, POLARS, RETAILSCIENCE, SHOWFLOOR, data_of

MODULES = {
    SHOWFLOOR: "ledger_showfloor",
    DUCKDB: "ledger_duckdb",
    POLARS: "ledger_polars",
    RETAILSCIENCE: "ledger_openretailscience",
}


def main() -> None:
    """Import what is needed, ask, and say what it took."""
    who, question, lines, folder, answer = sys.argv[1:]
    data = data_of(Path(folder), int(lines))
    module = importlib.import_module(MODULES[who])
    asked = module.ASKED[question]
    before = memory("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    found = asked(data)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    taken = {"wall": wall, "cpu": cpu, "peak_mb": memory("VmHWM"), "before_mb": before}
    rows = module.rows_of(found, data) if who == SHOWFLOOR else found
    Path(answer).write_text(json.dumps(compared(rows)), encoding="utf-8")
    print(json.dumps(taken))


def compared(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Return rows sorted, texts as they are, dates as text, amounts in whole hundredths."""
    plain = [[value if isinstance(value, str) else _plain(value) for value in row] for row in rows]
    return sorted(row for row in plain if any(row[1:]))


def _plain(value: date | Decimal | float | None) -> str | int:
    return value.isoformat() if isinstance(value, date) else round(float(value or 0) * 100)


def memory(field: str) -> float:
    """Return a field of this process's status in megabytes."""
    said = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return float(said[1]) / 1000.0 if said else float("nan")


if __name__ == "__main__":
    main()
