"""The comparison as a table: medians over seeds, and what the issue of speed asks for."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from peer_runs import CERTIFIED, CONFIRMED, GAPS, SOLVERS, Run
from showfloor.simulate import PLANNING_SIZES

COLUMNS = (
    "size", "stores", "formats", "weeks", "seed", "spillover", "solver", "threads", "limit",
    "status", "objective", "bound", "gap", "wall", "cpu", "build_seconds", "memory_mb", "checked",
)  # fmt: skip
UNDER = tuple(f"{gap:g}" for gap in GAPS)


@dataclass(frozen=True, slots=True)
class Summary:
    """One solver on one size, with or without spillover; medians over its seeds."""

    size: str
    spillover: bool
    solver: str
    limit: float
    seeds: int
    plans: int
    """Seeds for which it found a plan."""
    wall_to: dict[str, float]
    """Infinite where the median seed never reached the gap."""
    cpu_to: dict[str, float]
    gap: float
    worst_gap: float
    wall: float
    cpu: float
    memory_mb: float
    wrong: int
    """Plans that `verify` does not confirm."""


def summaries(runs: Sequence[Run]) -> list[Summary]:
    """Return one summary a size, spillover and solver, in the order of the runs."""
    groups: dict[tuple[str, bool, str, float], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.size, run.spillover, run.solver, run.limit), []).append(run)
    return [
        Summary(
            size=size,
            spillover=spillover,
            solver=solver,
            limit=limit,
            seeds=len(found),
            plans=sum(run.objective is not None for run in found),
            wall_to=_medians(found, "wall_to"),
            cpu_to=_medians(found, "cpu_to"),
            gap=_median(run.gap for run in found),
            worst_gap=max(math.inf if run.gap is None else run.gap for run in found),
            wall=_median(run.wall for run in found),
            cpu=_median(run.cpu for run in found),
            memory_mb=_median(run.memory_mb for run in found),
            wrong=sum(run.objective is not None and run.checked not in CONFIRMED for run in found),
        )
        for (size, spillover, solver, limit), found in sorted(groups.items(), key=_order)
    ]


def _order(group: tuple[tuple[str, bool, str, float], list[Run]]) -> tuple[int, bool, int]:
    size, spillover, solver, _ = group[0]
    names = [CERTIFIED, *(item.name for item in SOLVERS)]
    return list(PLANNING_SIZES).index(size), spillover, names.index(solver)


def _medians(runs: Sequence[Run], what: str) -> dict[str, float]:
    return {f"{gap:g}": _median(getattr(run, what)[f"{gap:g}"] for run in runs) for gap in GAPS}


def _median(values: Iterable[float | None]) -> float:
    """Return the median; unknown counts as infinite."""
    known = [math.inf if value is None else value for value in values]
    return statistics.median_low(known) if known else math.inf


def table(found: Sequence[Summary]) -> str:
    """Return the table that is printed: seconds are wall (processor) to a gap, medians."""
    head = ["size", "spillover", "solver", "plans", *(f"to {gap:g}" for gap in GAPS)]
    head += ["gap at end", "worst", "s (CPU)", "MB", "limit"]
    rows = [head]
    for item in found:
        seconds = [_spent(item.wall_to[f"{g:g}"], item.cpu_to[f"{g:g}"]) for g in GAPS]
        rows.append(
            [
                item.size,
                "with" if item.spillover else "without",
                item.solver + (f", {item.wrong} NOT CONFIRMED" if item.wrong else ""),
                f"{item.plans}/{item.seeds}",
                *seconds,
                _share(item.gap),
                _share(item.worst_gap),
                _spent(item.wall, item.cpu),
                f"{item.memory_mb:.0f}" if math.isfinite(item.memory_mb) else "–",
                f"{item.limit:g}",
            ]
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    aligned = [
        "  ".join(
            cell.ljust(width) if n < 3 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([aligned[0], "-" * len(aligned[0]), *aligned[1:]])


def _spent(wall: float, cpu: float) -> str:
    return f"{wall:.1f} ({cpu:.1f})" if math.isfinite(wall) else "–"


def _share(gap: float) -> str:
    return f"{gap:.1e}" if math.isfinite(gap) else "no plan"


def claims(found: Sequence[Summary]) -> list[str]:
    """Return what is asked of medium: processor time against HiGHS plain to 1 %, hull to 2e-4."""
    said = []
    for spillover in (False, True):
        by_name = {
            item.solver: item
            for item in found
            if item.size == "medium" and item.spillover == spillover
        }
        ours = by_name.get(CERTIFIED)
        for name, gap, wanted in (("HiGHS, plain", "0.01", 20), ("HiGHS, hull", "0.0002", 3)):
            peer = by_name.get(name)
            if ours is None or peer is None:
                continue
            theirs, mine = min(peer.cpu_to[gap], peer.cpu), ours.cpu_to[gap]
            beyond = "" if math.isfinite(peer.cpu_to[gap]) else " until its limit, unreached"
            where = "with" if spillover else "without"
            ratio = theirs / mine if math.isfinite(mine) else math.nan
            said.append(
                f"medium {where} spillover, to {gap}: {name} {theirs:.1f} CPU s{beyond}, Showfloor "
                f"certified {mine:.1f}: {ratio:.1f} times (asked: {wanted})"
            )
    return said


def write_csv(path: Path, runs: Sequence[Run]) -> None:
    """Write one row a run, without its trace; empty for unknown."""
    head = [*COLUMNS, *(f"{what}_{gap}" for what in ("wall_to", "cpu_to") for gap in UNDER)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for run in runs:
            cells = [getattr(run, name) for name in COLUMNS]
            cells += [getattr(run, what)[gap] for what in ("wall_to", "cpu_to") for gap in UNDER]
            writer.writerow(["" if cell is None else cell for cell in cells])
