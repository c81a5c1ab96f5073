"""Finished runs on disk, one line each, so that a comparison that was ended goes on where it was.

The first line says what was measured with: versions, processors, and a digest of the code. Runs of
other code or versions are never mixed with new ones.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from peer_cases import Turn
from peer_runs import Run

ROOT = Path(__file__).parents[1]
MEASURED = (
    "benchmarks/peer_*.py",
    "benchmarks/showfloor_solve.py",
    "src/showfloor/domain/*.py",
    "src/showfloor/plan/*.py",
    "src/showfloor/simulate/planning_instance*.py",
    "src/showfloor/simulate/witness.py",
)
"""The code that decides what a run finds; not how it is shown."""
SHOWN = ("peer_chart.py", "peer_claims.py", "peer_kept.py", "peer_table.py")


def digest_of_code() -> str:
    """Return one number for all code that decides what a run finds."""
    total = hashlib.sha256()
    for pattern in MEASURED:
        for path in sorted(ROOT.glob(pattern)):
            if path.name not in SHOWN:
                total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class KeptRuns:
    """The finished runs of one comparison, read when it begins and written run by run."""

    def __init__(self, path: Path, made_with: Mapping[str, object]) -> None:
        self.path = path
        self.runs: dict[str, tuple[Run, ...]] = {}
        self.set_aside = 0
        """Kept runs of other code or versions, which are not used."""
        head = json.dumps(made_with, sort_keys=True)
        found = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        lines = found[1:] if found[:1] == [head] else []
        self.set_aside = len(found[1:]) - len(lines)
        whole = [line for line in lines if self._took(line)]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in (head, *whole)), encoding="utf-8")

    def _took(self, line: str) -> bool:
        """Take a line's runs; False for one that was cut off while it was written."""
        try:
            kept = json.loads(line)
        except ValueError:
            return False
        self.runs[kept["turn"]] = tuple(_run(fields) for fields in kept["runs"])
        return True

    def of(self, turn: Turn) -> tuple[Run, ...] | None:
        """Return a turn's runs if it was finished before."""
        return self.runs.get(_name(turn))

    def add(self, turn: Turn, runs: tuple[Run, ...]) -> None:
        """Keep a turn's runs, on disk at once."""
        self.runs[_name(turn)] = runs
        kept = {"turn": _name(turn), "runs": [dataclasses.asdict(run) for run in runs]}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(kept, allow_nan=False) + "\n")

    def forget(self) -> None:
        """Remove the file: the comparison is complete and its results are written."""
        self.path.unlink(missing_ok=True)


def _name(turn: Turn) -> str:
    return f"{turn.case.name}: {turn.solver.name}, {turn.limit:g} s"


def _run(fields: dict[str, Any]) -> Run:
    trace = tuple(tuple(point) for point in fields["trace"])
    return Run(**(fields | {"trace": trace}))
