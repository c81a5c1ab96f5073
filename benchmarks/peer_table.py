"""The comparison as a table, printed and in Markdown: medians over seeds."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from peer_cases import CERTIFIED, SOLVERS
from peer_runs import CONFIRMED, FAILED, GAPS, Run
from showfloor.simulate import PLANNING_SIZES

COLUMNS = (
    "size", "stores", "formats", "weeks", "seed", "spillover", "large", "solver", "threads",
    "limit", "status", "objective", "bound", "gap", "wall", "cpu", "build_seconds", "memory_mb",
    "checked",
)  # fmt: skip
UNDER = tuple(f"{gap:g}" for gap in GAPS)
WORDS = 4
"""Columns of the table that hold words."""
Group = tuple[str, bool, bool, str, float]
"""Size, large installations, spillover, solver, limit."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One solver on one size, kind and limit, with or without spillover; medians over its seeds."""

    size: str
    large: bool
    """Installations of 3 and 4 crew-days a week."""
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
    failed: tuple[str, ...]
    """Why runs gave no result at all."""


def summaries(runs: Sequence[Run]) -> list[Summary]:
    """Return one summary a size, kind, spillover, solver and limit."""
    groups: dict[Group, list[Run]] = {}
    for run in runs:
        group = (run.size, run.large, run.spillover, run.solver, run.limit)
        groups.setdefault(group, []).append(run)
    return [_summary(group, groups[group]) for group in sorted(groups, key=_order)]


def _summary(group: Group, found: Sequence[Run]) -> Summary:
    size, large, spillover, solver, limit = group
    return Summary(
        size=size,
        large=large,
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
        failed=tuple(run.checked for run in found if run.checked.startswith(FAILED)),
    )


def _order(group: Group) -> tuple[int, bool, bool, int, float]:
    size, large, spillover, solver, limit = group
    names = [CERTIFIED, *(item.name for item in SOLVERS)]
    return list(PLANNING_SIZES).index(size), large, spillover, names.index(solver), limit


def _medians(runs: Sequence[Run], what: str) -> dict[str, float]:
    return {f"{gap:g}": _median(getattr(run, what)[f"{gap:g}"] for run in runs) for gap in GAPS}


def _median(values: Iterable[float | None]) -> float:
    """Return the median; unknown counts as infinite."""
    known = [math.inf if value is None else value for value in values]
    return statistics.median_low(known) if known else math.inf


def table(found: Sequence[Summary]) -> str:
    """Return the table that is printed: seconds are wall (processor) to a gap, medians."""
    rows = _cells(found)
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    aligned = [
        "  ".join(
            cell.ljust(width) if n < WORDS else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([aligned[0], "-" * len(aligned[0]), *aligned[1:]])


def markdown(found: Sequence[Summary]) -> str:
    """Return the same table in Markdown."""
    rows = _cells(found)
    rule = ["---" if n < WORDS else "---:" for n in range(len(rows[0]))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def _cells(found: Sequence[Summary]) -> list[list[str]]:
    """Return the table's head and one row a summary."""
    head = ["size", "installations", "spillover", "solver", "plans"]
    head += [f"to {gap:g}, s (CPU)" for gap in GAPS]
    head += ["gap at end", "worst", "s (CPU)", "MB", "limit"]
    return [head, *(_row(item) for item in found)]


def _row(item: Summary) -> list[str]:
    notes = [f"{item.wrong} NOT CONFIRMED"] if item.wrong else []
    notes += list(dict.fromkeys(item.failed))
    return [
        item.size,
        "large" if item.large else "mixed",
        "with" if item.spillover else "without",
        "; ".join([item.solver, *notes]),
        f"{item.plans}/{item.seeds}",
        *(_spent(item.wall_to[f"{g:g}"], item.cpu_to[f"{g:g}"]) for g in GAPS),
        _share(item.gap),
        _share(item.worst_gap),
        _spent(item.wall, item.cpu),
        f"{item.memory_mb:.0f}" if math.isfinite(item.memory_mb) else "–",
        f"{item.limit:g}",
    ]


def _spent(wall: float, cpu: float) -> str:
    return f"{wall:.1f} ({cpu:.1f})" if math.isfinite(wall) else "–"


def _share(gap: float) -> str:
    return f"{gap:.1e}" if math.isfinite(gap) else "–"


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
