"""Finished runs on disk, so that the ledger's benchmark goes on where it was ended.

The first line says what was measured with: versions, and a digest of the code that decides what a
run does. Runs of other code are set aside, never mixed with new ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MEASURED = (
    "benchmarks/ledger_*.py",
    "src/showfloor/simulate/benchmark_sales*.py",
    "src/showfloor/standing/*.py",
    "src/showfloor/storage/*.py",
)
SHOWN = ("ledger_chart.py", "ledger_table.py", "ledger_kept.py", "ledger_bench.py")


def digest_of_code() -> str:
    """Return one number for all code that decides what a run does."""
    total = hashlib.sha256()
    for pattern in MEASURED:
        for path in sorted(ROOT.glob(pattern)):
            if path.name not in SHOWN:
                total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class KeptRuns:
    """The finished runs of one benchmark, written one by one."""

    def __init__(self, path: Path, made_with: Mapping[str, object]) -> None:
        self.path = path
        self.found: dict[str, dict[str, Any]] = {}
        head = json.dumps(made_with, sort_keys=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.set_aside = 0 if lines[:1] == [head] else max(0, len(lines) - 1)
        for line in lines[1:] if lines[:1] == [head] else ():
            self._take(line)
        kept = [json.dumps({"key": key, "found": run}) for key, run in self.found.items()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in (head, *kept)), encoding="utf-8")

    def _take(self, line: str) -> None:
        """Take a run; a line that was cut off while it was written is left out."""
        try:
            kept = json.loads(line)
        except ValueError:
            return
        self.found[kept["key"]] = kept["found"]

    def once(self, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return a run that is known, or make it and keep it at once."""
        if key not in self.found:
            self.found[key] = make()
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"key": key, "found": self.found[key]}) + "\n")
        return self.found[key]

    def forget(self) -> None:
        """Remove the file: the benchmark is complete and its results are written."""
        self.path.unlink(missing_ok=True)
