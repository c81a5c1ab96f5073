"""The turns of the planner's comparison that are finished, kept on disk."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kept_runs
from peer_cases import Turn
from peer_runs import Run

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
    return kept_runs.digest_of(MEASURED, SHOWN)


class KeptRuns:
    """The runs of each finished turn of one comparison."""

    def __init__(self, path: Path, made_with: Mapping[str, object]) -> None:
        self._lines: kept_runs.KeptRuns[list[dict[str, Any]]] = kept_runs.KeptRuns(
            path, made_with, key="turn", found="runs"
        )
        self.path = path

    def __len__(self) -> int:
        """Return how many turns are finished."""
        return len(self._lines.found)

    @property
    def set_aside(self) -> int:
        """Kept turns of other code or versions, which are not used."""
        return self._lines.set_aside

    def of(self, turn: Turn) -> tuple[Run, ...] | None:
        """Return a turn's runs if it was finished before."""
        found = self._lines.found.get(_name(turn))
        return None if found is None else tuple(_run(fields) for fields in found)

    def add(self, turn: Turn, runs: tuple[Run, ...]) -> None:
        """Keep a turn's runs, on disk at once."""
        self._lines.keep(_name(turn), [dataclasses.asdict(run) for run in runs])

    def forget(self) -> None:
        """Remove the file: the comparison is complete and its results are written."""
        self._lines.forget()


def _name(turn: Turn) -> str:
    return f"{turn.case.name}: {turn.solver.name}, {turn.limit:g} s"


def _run(fields: dict[str, Any]) -> Run:
    trace = tuple(tuple(point) for point in fields["trace"])
    return Run(**(fields | {"trace": trace}))
